"""What a candidate sees when something breaks: the connection, the disk, the program, the time; and that nothing kept is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from candidatekit import Hall, composer, in_store, running, sees, shown, sign_in, until, veil

from simulator.classroom.errors import ClassroomError
from simulator.exams import facts as f
from simulator.exams.errors import Unreachable
from simulator.exams.store.actions import Line
from simulator.kernel import replay
from simulator.kernel.journal import JournalError
from simulator.kernel.text import Text
from simulator.sessions.rules import rules
from simulator.tui.exams.candidate.ending import EndPage
from simulator.tui.exams.candidate.items import ItemsPage
from simulator.tui.exams.candidate.store import HandInItem

Make = Callable[..., Hall]


class Cut:
    """The line of one program to the hall, to be cut and mended."""

    def __init__(self, app: Any) -> None:
        self.down = False
        seat, db = app.courier.seat, app.courier._db
        keep, run, session = seat.line.keep, seat.line._run, db.session

        def cut(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **more: Any) -> Any:
                if self.down:
                    raise Unreachable()
                return real(*arguments, **more)

            return call

        @contextmanager
        def cut_session(*arguments: Any, **more: Any) -> Any:
            if self.down:
                raise ClassroomError("no-server", Text("x", "x"))
            with session(*arguments, **more) as found:
                yield found

        seat.line.keep, seat.line._run, db.session = cut(keep), cut(run), cut_session


def replies(made: Hall, attempt: str) -> list[str]:
    """The texts of the replies that are kept."""
    line = Line(made.db, made.clock)
    batches = [batch for _, batch in replay.batches(rules(), line.rows(attempt))]
    line.close()
    return [b.command.text for b in batches if type(b.command).__name__ == "ReplyMessage" or hasattr(b.command, "text")]


def near_the_end(made: Hall, seconds: float) -> int:
    """Move the deadline so near; the deadline."""
    found: list[int] = []

    def grant(now: int) -> f.TimeGranted:
        return f.TimeGranted(at=now, by="Wang", reason="test", seconds=-(1200 - int(seconds)))

    made.note(grant)
    from simulator.exams.state import fold

    found.append(fold(made.facts()).deadline or 0)
    return found[0]


async def test_an_action_whose_answer_was_lost_is_carried_out_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        attempt = store.attempt.journal.attempt
        await composer(pilot, store, "It leaves today.")
        keep, lost = Line.keep, []

        def kept_and_lost(self: Line, *arguments: Any) -> None:
            keep(self, *arguments)
            if not lost:
                lost.append(True)
                raise Unreachable()

        monkeypatch.setattr(Line, "keep", kept_and_lost)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: lost and store.form is None and app.screen is store, "done")
        assert [t for t in replies(made, attempt) if t == "It leaves today."] == ["It leaves today."]
        assert store.pending is None


async def test_an_outage_is_told_and_gone_through(make: Make) -> None:
    made = make(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        attempt = store.attempt.journal.attempt
        line = Cut(app)
        await composer(pilot, store, "Half")
        line.down = True
        # while one types it is said in the line on top, and nothing covers the form
        await sees(pilot, "连接中断，正在重连")
        assert app.screen is store
        store.form.query("LongInput").first().insert(" a sentence")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: veil(app) == "lost")
        await sees(pilot, "什么也没有丢")
        await sees(pilot, "最后一次保存")
        rows = made.rows(attempt)
        await pilot.press("ctrl+s", "x", "escape", "f2")
        assert veil(app) == "lost"
        assert made.rows(attempt) == rows
        line.down = False
        await until(pilot, lambda: app.screen is store and store.form is None, "gone through")
        assert replies(made, attempt)[-1:] == ["Half a sentence"]
        assert made.rows(attempt) >= rows + 1
        await sees(pilot, "已保存")


async def test_the_store_stands_still_while_the_hall_is_away(here: Make) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        line = Cut(app)
        line.down = True
        await until(pilot, lambda: veil(app) == "lost")
        now = store.attempt.now
        store._tick(5)
        assert store.attempt.now == now
        line.down = False
        await until(pilot, lambda: app.screen is store)
        store._tick(5)
        assert store.attempt.now == now + 5


async def test_a_draft_outlives_an_outage(here: Make) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        line = Cut(app)
        line.down = True
        await until(pilot, lambda: app.courier.lost is not None)
        line.down = False
        await until(pilot, lambda: app.screen is store)
        await composer(pilot, store, "Written")
        line.down = True
        store.keep_draft()
        assert app.courier.saving
        line.down = False
        await until(pilot, lambda: not app.courier.saving)
        kept = made.app()
        async with running(kept) as other:
            await sign_in(other, made)
            await until(other, lambda: kept.store_open is not None and kept.store_open.view is not None)
            assert "Written" in str(dict(kept.store_open.model.drafts))


async def test_a_real_server_that_takes_no_connections(
    server_url: str, admin: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    from candidatekit import hall

    from simulator.classroom.store.database import open_database

    with open_database(server_url, create=False) as db:
        made = hall(server_url, db, limit=1200)
        app = made.app()
        async with running(app) as pilot:
            store = await in_store(pilot, made)
            attempt = store.attempt.journal.attempt
            await composer(pilot, store, "Through it all")
            request.addfinalizer(lambda: admin("ALTER DATABASE classes WITH ALLOW_CONNECTIONS true"))
            admin("ALTER DATABASE classes WITH ALLOW_CONNECTIONS false")
            admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'classes'")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: veil(app) == "lost")
            await sees(pilot, "正在重连")
            admin("ALTER DATABASE classes WITH ALLOW_CONNECTIONS true")
            await until(pilot, lambda: app.screen is store and store.form is None)
            assert replies(made, attempt)[-1:] == ["Through it all"]
            # one that merely lost its connection is made anew without a word
            admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'classes'")
            await until(pilot, lambda: app.courier.lost is None)
            store._tick(5)
            await until(pilot, lambda: store.pending is None and app.screen is store)


async def test_a_full_disk_is_told_and_tried_again(here: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        attempt = store.attempt.journal.attempt
        await composer(pilot, store, "Kept in the end")
        full = [True]
        keep = Line.keep

        def maybe(self: Line, *arguments: Any) -> None:
            if full[0]:
                failed = JournalError("secret place")
                failed.text = Text("数据库 /secret 写不下了", "secret place")  # type: ignore[attr-defined]
                raise failed
            keep(self, *arguments)

        monkeypatch.setattr(Line, "keep", maybe)
        await pilot.press("ctrl+s")
        await sees(pilot, "考场服务器现在存不了东西")
        assert "secret" not in shown(app)
        full[0] = False
        await until(pilot, lambda: app.screen is store and store.form is None)
        assert replies(made, attempt)[-1:] == ["Kept in the end"]


async def test_time_is_up_while_a_form_is_open(make: Make) -> None:
    made = make(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        await composer(pilot, store, "Too late")
        deadline = near_the_end(made, (app.courier.now() - app.courier.state.started) / 1000 + 4)
        await sees(pilot, "最后 1 分钟")
        assert app.screen is store
        await until(pilot, lambda: isinstance(app.screen, EndPage))
        await sees(pilot, "时间到，已自动收卷")
        over = made.facts()[-1]
        assert isinstance(over, f.Expired)
        assert over.at == deadline
        # what was typed is there, should it be reopened
        await until(pilot, lambda: not app.courier.saving)
        draft = made.db
        with draft.session(write=False) as session:
            from simulator.classroom.store.examtables import ExamDraftRow

            found = session.get(ExamDraftRow, (over.heads[0].attempt, f"message.reply/{store.form.key}"))
            assert found is not None
            assert "Too late" in found.content


async def test_time_is_up_during_an_outage(make: Make) -> None:
    made = make(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        attempt = store.attempt.journal.attempt
        deadline = near_the_end(made, (app.courier.now() - app.courier.state.started) / 1000 + 4)
        await until(pilot, lambda: app.courier.state.deadline == deadline)
        await composer(pilot, store, "Never kept")
        line = Cut(app)
        line.down = True
        await pilot.press("ctrl+s")
        await until(pilot, lambda: veil(app) == "up", "up")
        await sees(pilot, "考试时间已到，不能再作答")
        assert app.courier.lost is not None
        rows = made.rows(attempt)
        line.down = False
        await until(pilot, lambda: isinstance(app.screen, EndPage))
        over = made.facts()[-1]
        assert isinstance(over, f.Expired)
        assert over.at == deadline
        assert made.rows(attempt) == rows
        assert "Never kept" not in replies(made, attempt)


async def test_more_time_takes_the_notice_away_again(here: Make) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        deadline = near_the_end(made, (app.courier.now() - app.courier.state.started) / 1000 + 4)
        await until(pilot, lambda: app.courier.state.deadline == deadline)
        line = Cut(app)
        line.down = True
        await until(pilot, lambda: veil(app) == "up")
        made.note(lambda now: f.Reopened(at=now, by="Wang"))
        made.note(lambda now: f.TimeGranted(at=now, by="Wang", reason="outage", seconds=600))
        line.down = False
        await until(pilot, lambda: app.screen is store or app.shown == "end")
        assert app.courier.left() > 500_000


async def test_handing_in_through_an_outage(here: Make) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        await in_store(pilot, made)
        line = Cut(app)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, HandInItem))
        line.down = True
        await pilot.press("ctrl+e")
        await until(pilot, lambda: veil(app) == "lost")
        line.down = False
        await until(pilot, lambda: isinstance(app.screen, ItemsPage))
        await sees(pilot, "已交 1/2 题")
        done = [x for x in made.facts() if isinstance(x, f.ItemDone)]
        assert len(done) == 1


async def test_the_hall_is_away_when_a_candidate_comes(here: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.classroom.store import database

    made = here()
    away = [True]
    real = database.open_database

    def maybe(url: str, create: bool = True) -> Any:
        if away[0]:
            raise ClassroomError("no-server", Text("连不上 postgresql://secret", "secret"))
        return real(url, create)

    monkeypatch.setattr(database, "open_database", maybe)
    app = made.app()
    async with running(app) as pilot:
        await sees(pilot, "连不上考场服务器，正在自动重试")
        one = made.strips[0]
        await pilot.press(*one.ticket, "enter", *one.pin, "enter")
        await sees(pilot, "连不上考场服务器")
        assert "secret" not in shown(app)
        away[0] = False
        await until(pilot, lambda: app.courier.lost is None)
        await pilot.press("enter")
        await until(pilot, lambda: app.courier.seat is not None)


async def test_a_program_that_fails_shows_nothing_of_itself(here: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORESIM_DEBUG", raising=False)
    made = here(limit=1200)
    app = made.app()
    with pytest.raises(RuntimeError, match="inside"):  # noqa: PT012 (a pilot hands on what failed when it ends)
        async with running(app) as pilot:
            store = await in_store(pilot, made)
            monkeypatch.setattr(type(app.courier), "do", lambda *a: (_ for _ in ()).throw(RuntimeError("inside")))
            await pilot.press("enter")
            await until(pilot, lambda: not app.is_running or store is None, seconds=5)
    assert not app._exit_renderables
    assert app.return_code == 1


async def test_a_database_that_is_none(tmp_path: Any) -> None:
    from simulator.exams.clock import HallClock
    from simulator.tui.exams.candidate.app import HallApp
    from simulator.tui.exams.candidate.courier import Courier

    app = HallApp(Courier(str(tmp_path / "nothing.db"), clock=HallClock()))
    async with running(app) as pilot:
        await until(pilot, lambda: app.unusable is not None)
    assert app.unusable is not None
    assert app.unusable.code == "missing"
