"""What an invigilator sees and does at the board: by keys alone, with a reason, on record; and what happens when the database goes away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hallmaker import Hands
from officework import Work

from simulator.classroom.store.database import Database, open_database
from simulator.exams import facts as f
from simulator.exams.office import HALL, Hall
from simulator.exams.store import chains
from simulator.exams.store.exams import sittings
from simulator.tui.app import StoreSimApp
from simulator.tui.exams.invigilator.watch import WatchScreen
from simulator.tui.office.answer import AnswerScreen
from simulator.tui.office.ask import AskScreen
from simulator.tui.office.counter import Counter
from simulator.tui.screens.rows import Rows
from tests.tui_classes.looking import press, see, settle, text_of, type_in

AppOn = Callable[..., Any]


def facts(database: Path, ticket: str) -> list[Any]:
    with open_database(str(database), create=False) as db:
        exam = Hall(db).exam("")
        (id,) = [s.id for s in sittings(db, exam.id) if s.ticket == ticket]
        return chains.facts_of(db, id)


async def to(pilot: Any, ticket: str) -> None:
    """The cursor to a candidate."""
    screen = pilot.app.screen
    (one,) = [line for line in screen.lines() if line.ticket == ticket]
    screen._go(one.id)
    await settle(pilot)


async def test_the_most_urgent_come_first_and_say_why(app_on: AppOn) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        seen = await see(pilot, "204-006", "n2 silent for 40 s")
        lines = [line for line in seen.splitlines() if "204-0" in line[:16]]
        assert [line.split()[1 if line.startswith(">") else 0][:2] for line in lines][:2] == ["!!", "!!"]
        order = [line[line.index("204-") :][:7] for line in lines]
        assert order == [
            "204-006",
            "204-008",
            "204-007",
            "204-002",
            "204-004",
            "204-001",
            "204-003",
            "204-009",
            "204-010",
            "204-005",
        ]
        for words in ("seat missing", "sign-in locked", "to be admitted", "paused", "little time", "1 unread"):
            assert words in seen
        assert "to be looked at: 5" in seen
        assert "clock steps: 1" in seen
        assert "[b]陈静[/b]" in seen, "a name is no markup"
        seen = await press(pilot, "ctrl+o")
        order = [line[line.index("204-") :][:7] for line in seen.splitlines() if "204-0" in line[:16]]
        assert order == [f"204-{n:03}" for n in range(1, 11)]


async def test_each_act_is_a_key_a_reason_and_a_fact(app_on: AppOn, database: Path) -> None:
    app = app_on("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "204-006")
        await to(pilot, "204-007")
        seen = await press(pilot, "f2")
        assert "204-007 2026006 杨磊" in seen
        assert "identity checked" in seen, "what is usual stands there and can be changed"
        await press(pilot, "ctrl+s")
        await see(pilot, "admitted")
        admitted = facts(database, "204-007")[-1]
        assert isinstance(admitted, f.Admitted)
        assert (admitted.by, admitted.reason) == ("王老师", "identity checked")
        await to(pilot, "204-002")
        assert "! " in await press(pilot, "f4", "ctrl+s"), "there is no reason yet"
        await type_in(pilot, "new keyboard")
        await press(pilot, "tab", "right", "ctrl+s")
        await see(pilot, "Resumed")
        resumed, granted = facts(database, "204-002")[-2:]
        assert isinstance(resumed, f.Resumed)
        assert isinstance(granted, f.TimeGranted)
        await to(pilot, "204-001")
        await press(pilot, "f5")
        await type_in(pilot, "10")
        await press(pilot, "tab")
        await type_in(pilot, "power cut")
        await press(pilot, "tab")
        await type_in(pilot, "Li")
        await press(pilot, "ctrl+s")
        granted = facts(database, "204-001")[-1]
        assert (granted.seconds, granted.reason, granted.by) == (600, "power cut", "Li")
        await press(pilot, "f3")
        form = app.screen
        assert isinstance(form, AskScreen)
        assert form.entries()["author"] == "Li", "who acts is asked once"
        await press(pilot, "escape")
        assert isinstance(app.screen, WatchScreen)


async def test_several_are_marked_and_told_at_once(app_on: AppOn, database: Path) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        await see(pilot, "204-006")
        await press(pilot, "ctrl+o", "home", "space", "space")
        seen = text_of(app)
        assert "2 marked" in seen
        assert seen.count("*204-") == 2
        seen = await press(pilot, "f6")
        assert "2 candidates: 李芳, 王伟" in seen
        await type_in(pilot, "quiet")
        await press(pilot, "ctrl+s")
        await see(pilot, "2 unread", "paused; 1 un")
        assert [facts(database, t)[-1].words for t in ("204-001", "204-002")] == ["quiet", "quiet"]
        assert "marked" not in text_of(app), "what was done is not done again by accident"
        await press(pilot, "ctrl+a", "f7")
        await type_in(pilot, "fire")
        seen = await press(pilot, "ctrl+s")
        assert "Not done for 5" in seen
        assert "nothing to hand in" in seen
        await press(pilot, "escape")
        assert isinstance(facts(database, "204-001")[-1], f.Submitted)


async def test_all_that_can_be_done_with_a_candidate_is_under_enter(
    app_on: AppOn, database: Path, tmp_path: Path
) -> None:
    app = app_on("en")
    wanted = [s for s in HALL.operations().values() if any(x.info.record == "seats" for x in s.fields)]
    assert {"admit", "renew-pin", "revoke", "release", "history"} <= {s.name for s in wanted}
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "204-006")
        await to(pilot, "204-005")
        seen = await press(pilot, "enter")
        for spec in wanted:
            assert spec.title.en in seen
        await press(pilot, "escape", "f12")
        seen = await see(pilot, "Submitted")
        assert "204-005" in seen
        await press(pilot, "escape")
        await press(pilot, "f9")
        assert app.screen.here().ticket == "204-006"
        await to(pilot, "204-005")
        app.screen.action_act("renew-pin")
        await settle(pilot)
        await type_in(pilot, "lost")
        await press(pilot, "ctrl+s")
        seen = await see(pilot, "nowhere else")
        assert len(list(tmp_path.glob("*204-005*"))) == 2


async def test_what_others_do_and_time_that_passes_show_by_themselves(
    app_on: AppOn, database: Path, hands: Hands
) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        await see(pilot, "204-006")
        await to(pilot, "204-009")
        left = next(line for line in text_of(app).splitlines() if "204-001" in line)
        with open_database(str(database), create=False) as db:
            hall = Hall(db, clock=hands.clock())
            exam = hall.exam("")
            (who,) = hall.who(exam, "204-009")
            chains.change(db, hall.clock, who.id, lambda s, now: [f.Admitted(at=now, by="elsewhere", reason="x")])
        hands.pass_time(61)
        await see(pilot, "elsewhere", "Admitted")
        assert app.screen.here().ticket == "204-009", "the cursor stays with its candidate"
        seen = text_of(app)
        assert next(line for line in seen.splitlines() if "204-001" in line) != left
        assert seen.count("seat missing") == 4, "nobody has heard of them for a minute"


async def test_a_lost_database_is_told_tried_again_and_loses_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_database(url, create=False) as db:
        work = Work(db, 2)
        work.working(0)
        exam = work.exam
    app = StoreSimApp("en", theme="dark", start=lambda a: a.push_screen(WatchScreen(exam.id, exam.title)))
    counter = Counter(HALL, url, lang=lambda: app.lang)
    app.counters = {"hall": counter}  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "running")
        real = Database.session

        def away(*_: Any, **__: Any) -> Any:
            raise db.explain(OSError(5, "the cable was pulled"))

        monkeypatch.setattr(Database, "session", away)
        seen = await see(pilot, "does not answer", "below is how it stood at")
        assert "running" in seen, "what was known last is still there"
        began = time.monotonic()
        await pilot.press("down", "up", "ctrl+o")
        assert time.monotonic() - began < 2, "nothing waits for the database"
        monkeypatch.setattr(Database, "session", real)
        for _ in range(400):
            if "does not answer" not in text_of(app):
                break
            await pilot.pause(0.01)
        assert "does not answer" not in text_of(app)
        assert "running" in text_of(app)


async def test_a_server_that_drops_its_connections_is_taken_up_again(
    server_url: str, admin: Callable[..., list[Any]]
) -> None:
    with open_database(server_url, create=False) as db:
        work = Work(db, 2)
        exam = work.exam
    app = StoreSimApp("en", theme="dark", start=lambda a: a.push_screen(WatchScreen(exam.id, exam.title)))
    app.counters = {"hall": Counter(HALL, server_url, lang=lambda: app.lang)}  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "not started")
        first = app.screen.seen.hall.now
        admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'classes' AND pid <> pg_backend_pid()"
        )
        for _ in range(600):
            if app.screen.seen.hall.now > first + 1_000 and app.screen.problem is None:
                break
            await pilot.pause(0.01)
        assert app.screen.seen.hall.now > first + 1_000
        assert app.screen.problem is None


async def test_an_exam_that_is_removed_meanwhile_is_told(app_on: AppOn, database: Path) -> None:
    app = app_on("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "204-006")
        with open_database(str(database), create=False) as db:
            from simulator.exams.store.halls import remove_exam

            hall = Hall(db)
            exam = hall.exam("")
            for s in sittings(db, exam.id):
                if s.stage in ("running", "paused"):
                    chains.change(db, hall.clock, s.id, lambda st, now: [f.Submitted(at=now, by="x")])
            remove_exam(db, exam.id)
        await see(pilot, "There is no exam")


async def test_two_hundred_candidates_are_no_burden(database: Path, url: str) -> None:
    with open_database(url, create=False) as db:
        work = Work(db, 200)
        exam = work.exam
    app = StoreSimApp("en", theme="dark", start=lambda a: a.push_screen(WatchScreen(exam.id, exam.title)))
    app.counters = {"hall": Counter(HALL, url, lang=lambda: app.lang)}  # type: ignore[attr-defined]
    async with app.run_test(size=(120, 36)) as pilot:
        await see(pilot, "200 not started")
        screen = app.screen
        reading, showing = [], []
        watcher = screen._watcher
        for _ in range(3):
            began = time.process_time()
            look = watcher.look()
            reading.append(time.process_time() - began)
            began = time.process_time()
            screen.on_watch_screen_looked(WatchScreen.Looked(look))
            showing.append(time.process_time() - began)
        assert min(reading) + min(showing) < 0.5, "a look and its picture take a fraction of the second between two"
        await press(pilot, "end")
        assert screen.here().ticket.endswith("-200")


async def test_exams_are_set_up_opened_and_watched_from_the_list(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.classroom.store.tables import KlassRow, MemberRow, PersonRow
    from simulator.tui.exams.invigilator.exams import ExamsScreen

    app = StoreSimApp("en", theme="dark", start=lambda a: a.push_screen(ExamsScreen()))
    app.counters = {"hall": Counter(HALL, url, lang=lambda: app.lang)}  # type: ignore[attr-defined]
    with open_database(url, create=False) as db, db.session() as session:
        session.add(KlassRow(id="k1", title="Class 1", secret=b"1" * 32, created=1))
        session.add(PersonRow(id="p1", number="1", name="Li"))
        session.flush()
        session.add(MemberRow(klass="k1", person="p1", joined=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "There are no exams yet")
        await press(pilot, "f2")
        await type_in(pilot, "Final")
        await press(pilot, "tab")
        await type_in(pilot, "demonstration")
        await press(pilot, "ctrl+s")
        await see(pilot, "nowhere else", "Final-tickets.html")
        assert (tmp_path / "Final-tickets.csv").exists()
        await press(pilot, "escape")
        await see(pilot, "Final", "demonstration")
        await press(pilot, "enter")
        await see(pilot, "not started")
        await press(pilot, "f6")
        seen = await see(pilot, "Invigilation", "no program serves this exam")
        assert "Li" in seen
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, ExamsScreen)


async def test_every_operation_of_the_hall_has_its_view_or_form(app_on: AppOn) -> None:
    app = app_on("zh", at="exams")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        screen = app.screen
        rail = screen.query_one("#rail", Rows)
        for name, spec in screen.specs().items():
            rail.focus()
            rail._go(rail._keys.index(name))
            await settle(pilot)
            assert spec.title.zh in text_of(app), name
            if spec.is_view:
                assert screen.problem is None, (name, screen.problem)
                continue
            await press(pilot, "enter")
            form = app.screen
            asked = [x.name for x in spec.fields if x.name != "exam"]
            if not asked and not spec.changes:  # nothing to ask: it is done at once
                assert isinstance(form, AnswerScreen), name
                await press(pilot, "escape")
                continue
            assert isinstance(form, AskScreen), name
            assert [one.field.name for one in form.lines] == asked
            await press(pilot, "escape")


async def test_english_holds_no_chinese_but_peoples_names(app_on: AppOn) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        seen = await see(pilot, "204-006")
        for key in ("down", "down", "down", "down"):
            seen += await press(pilot, key)
        for own in (
            "期末",
            "李芳",
            "王伟",
            "张丽",
            "刘洋",
            "陈静",
            "杨磊",
            "欧阳娜娜",
            "吴强",
            "王老师",
            "换键盘",
            "误加",
            "请安静",
            "测试",
            "中文",
        ):
            seen = seen.replace(own, "")
        assert {c for c in seen if "一" <= c <= "鿿"} == set()
