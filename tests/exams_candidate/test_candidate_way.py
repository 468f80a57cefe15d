"""A candidate's way through an exam, by keys, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from candidatekit import Hall, begin, composer, in_store, running, sees, shown, sign_in, until, veil

from simulator.exams import facts as f
from simulator.exams.receipts import number
from simulator.tui.exams.candidate.ending import EndPage
from simulator.tui.exams.candidate.items import ItemsPage
from simulator.tui.exams.candidate.leaving import LeaveDialog, SubmitDialog
from simulator.tui.exams.candidate.messages import MessagesScreen
from simulator.tui.exams.candidate.signin import SignInPage
from simulator.tui.exams.candidate.store import HandInItem
from simulator.tui.exams.candidate.waiting import WaitingPage

Make = Callable[..., Hall]


async def test_a_whole_small_exam(make: Make) -> None:
    made = make(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        await sign_in(pilot, made)
        assert isinstance(app.screen, WaitingPage)
        await sees(pilot, "20 分钟，从您按下“开始”起计")
        await sees(pilot, f"准考证 {made.strips[0].ticket}")
        await sees(pilot, "可以开考了")
        await pilot.press("enter")
        await sees(pilot, "按 Enter 后立即开始计时，共 20 分钟")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ItemsPage) and app.packs is not None)
        await sees(pilot, "第一班：发出第一单")
        await sees(pilot, "已交 0/2 题")
        # the second one may not be begun yet
        await pilot.press("down", "enter")
        await sees(pilot, "这一题现在不能开始")
        await pilot.press("up", "enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        await sees(pilot, "剩余 19 分钟")
        await sees(pilot, "已保存")
        before = made.rows(app.store_open.attempt.journal.attempt)
        await pilot.press("enter")  # opens the record: a fact
        await until(pilot, lambda: app.store_open.opened is not None)
        assert made.rows(app.store_open.attempt.journal.attempt) > before
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, HandInItem))
        await sees(pilot, "只交这一题，不是交卷")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, ItemsPage) and not app.courier.state.current)
        await sees(pilot, "已交 1/2 题")
        await pilot.press("enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        assert app.courier.state.current.item == 1
        await pilot.press("escape")  # back to the items; nothing is given up
        await until(pilot, lambda: isinstance(app.screen, ItemsPage))
        await sees(pilot, "作答中")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, SubmitDialog))
        await sees(pilot, "还有 1 题没有交")
        await pilot.press("escape")
        assert not app.courier.state.over
        await pilot.press("ctrl+e", "ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, EndPage))
        over = made.facts()[-1]
        assert isinstance(over, f.Submitted)
        assert over.by == f.CANDIDATE
        await sees(pilot, number(over.heads))
        assert "分数" not in shown(app)
        assert "得分" not in shown(app)
    assert app.return_code == 0 or app.return_code is None


async def test_signing_in_tells_what_is_wrong(here: Make) -> None:
    made = here()
    app = made.app()
    async with running(app) as pilot:
        await sees(pilot, "准考证号")
        await pilot.press("1", "2", "enter")
        await sees(pilot, "准考证号应为 6 位数字")
        await pilot.press(*("backspace",) * 2)
        # full-width digits, as an input method writes them
        wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
        one = made.strips[0]
        for letter in one.ticket.translate(wide):
            app.screen.query_one("#ticket").insert_text_at_cursor(letter)
        await sees(pilot, f"= {one.ticket}")
        await pilot.press("enter", *"123", "enter")
        await sees(pilot, "密码应为 8 位数字")
        await pilot.press(*("backspace",) * 3, *"00000000", "enter")
        await sees(pilot, "准考证号或密码不对")
        assert one.pin not in shown(app)
        assert "00000000" not in shown(app)
        # whoever pastes both, or types ahead, loses nothing
        app.screen.query_one("#ticket").value = ""
        await pilot.press("up")
        app.screen.query_one("#ticket").value = f"{one.ticket} {one.pin}"
        await until(pilot, lambda: app.screen.query_one("#pin").value == one.pin)
        await pilot.press("enter")
        await until(pilot, lambda: app.courier.seat is not None)


async def test_too_many_tries_are_told_calmly(here: Make) -> None:
    from simulator.exams.store.signing import PER_TICKET

    made = here(languages=("en", "zh"))
    app = made.app()
    async with running(app) as pilot:
        await sees(pilot, "Ticket")
        await pilot.press(*made.strips[0].ticket, "enter")
        for n in range(PER_TICKET + 1):
            await until(pilot, lambda: not app.screen._busy)
            app.screen.query_one("#pin").value = f"{n:08}"
            await pilot.press("enter")
            await until(pilot, lambda: not app.screen._busy and app.screen._told is not None)
        await sees(pilot, "Too many tries; wait ten minutes")
        assert isinstance(app.screen, SignInPage)


async def test_waiting_is_told_in_every_state(here: Make) -> None:
    made = here(admission="hand")
    app = made.app()
    async with running(app) as pilot:
        await sign_in(pilot, made)
        await sees(pilot, "请等待监考老师放行")
        await pilot.press("enter")  # does nothing yet
        assert isinstance(app.screen, WaitingPage)
        made.note(lambda now: f.Admitted(at=now, by="Wang"))
        await sees(pilot, "可以开考了。按 Enter")
        await pilot.press("enter", "escape")
        assert app.courier.state.started is None


async def test_a_rehearsal_is_outside_of_the_exam_and_is_not_torn_away(here: Make) -> None:
    made = here(admission="hand")
    app = made.app()
    async with running(app, (120, 36)) as pilot:
        await sign_in(pilot, made)
        await until(pilot, lambda: app.packs is not None)
        facts = len(made.facts())
        await pilot.press("f2")
        await until(pilot, lambda: type(app.screen).__name__ == "RehearsalScreen" and app.screen.view is not None)
        await sees(pilot, "试操作：不计分，不保存")
        rehearsal = app.screen
        await pilot.press("enter")
        await until(pilot, lambda: rehearsal.opened is not None)
        made.note(lambda now: f.Admitted(at=now, by="Wang"))
        await sees(pilot, "可以开考了：按 Esc 结束试操作")
        assert app.screen is rehearsal
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, WaitingPage))
        assert len(made.facts()) == facts + 1  # the admission, and nothing else


async def test_a_pause_covers_the_screen_and_keeps_what_was_typed(make: Make) -> None:
    made = make()
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        await composer(pilot, store, "Hello")
        attempt = store.attempt.journal.attempt
        made.note(lambda now: f.Paused(at=now, by="Wang", reason="fire drill"))
        await until(pilot, lambda: veil(app) == "paused")
        await sees(pilot, "监考老师暂停了考试")
        rows = made.rows(attempt)
        for key in ("ctrl+s", "ctrl+j", "x", "escape", "f2", "enter", "ctrl+p", "ctrl+e"):
            await pilot.press(key)
        assert veil(app) == "paused"
        assert made.rows(attempt) == rows
        made.note(lambda now: f.Resumed(at=now, by="Wang"))
        await until(pilot, lambda: app.screen is store)
        assert store.form is not None
        assert store.form.text().endswith("Hello")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: made.rows(attempt) > rows)


async def test_messages_come_quietly_and_can_be_read_again(here: Make) -> None:
    made = here()
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        await composer(pilot, store, "Hel")
        made.note(lambda now: f.Messaged(at=now, by="Wang", words="请把手机[b]关机[/b]"))
        await sees(pilot, "请把手机[b]关机[/b]")
        assert app.screen is store
        await pilot.press(*"lo")
        assert store.form.text().endswith("Hello")
        assert app.courier.state.read == 0
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, MessagesScreen))
        await until(pilot, lambda: app.courier.state.read == 1)
        assert isinstance(made.facts()[-1], f.MessageRead)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is store and "请把手机" not in shown(app))
        await pilot.press("f12")
        await sees(pilot, "请把手机")
        await pilot.press("escape")


async def test_another_seat_takes_over_and_goes_on_where_the_first_stood(make: Make) -> None:
    made = make()
    first, second = made.app(), made.app(node="n2")
    async with running(first) as one:
        store = await in_store(one, made)
        await composer(one, store, "Half a sentence")
        store.keep_draft()
        await until(one, lambda: not first.courier.saving)
        attempt, now = store.attempt.journal.attempt, store.attempt.now
        async with running(second) as two:
            await sign_in(two, made)
            await until(two, lambda: second.store_open is not None and second.store_open.view is not None)
            there = second.store_open
            assert there.attempt.journal.attempt == attempt
            assert there.attempt.now >= now
            assert "Half a sentence" in str(dict(there.model.drafts))
            await until(one, lambda: first.shown == "taken")
            await sees(one, "同一张准考证已在另一个座位签到")
            rows = made.rows(attempt)
            await one.press("enter", "escape", "f2", "ctrl+e", "ctrl+s")
            assert first.shown == "taken"
            await two.press("f4", "f2", "enter")
            await until(two, lambda: made.rows(attempt) > rows)
    signed = [x for x in made.facts() if isinstance(x, f.SignedIn)]
    assert [(x.node, x.over) for x in signed] == [("n1", False), ("n2", True)]


async def test_leaving_gives_the_seat_up_and_nothing_else(make: Make) -> None:
    made = make()
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        await composer(pilot, store, "Draft")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, LeaveDialog))
        await sees(pilot, "这不是交卷：考试时间继续走")
        await pilot.press("escape")
        assert app.screen is store
        await pilot.press("ctrl+q", "enter")
        await until(pilot, lambda: not app._running or app._exit)
    assert isinstance(made.facts()[-1], f.SignedOut)
    again = made.app()
    async with running(again) as pilot:
        await sign_in(pilot, made)
        await until(pilot, lambda: again.store_open is not None and again.store_open.view is not None)
        assert "Draft" in str(dict(again.store_open.model.drafts))


async def test_reopened(make: Make) -> None:
    made = make()
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        attempt = store.attempt.journal.attempt
        await composer(pilot, store, "Not sent")
        made.note(lambda now: f.Submitted(at=now, by="Wang", reason="ended early"))
        await until(pilot, lambda: isinstance(app.screen, EndPage))
        await sees(pilot, "已交卷")
        made.note(lambda now: f.Reopened(at=now, by="Wang", reason="by mistake"))
        await sees(pilot, "监考老师已重新开放考试")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ItemsPage))
        await pilot.press("enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        assert app.store_open.attempt.journal.attempt == attempt
        assert "Not sent" in str(dict(app.store_open.model.drafts))


async def test_a_ticket_that_was_revoked(here: Make) -> None:
    made = here(languages=("en",))
    app = made.app()
    async with running(app) as pilot:
        await sign_in(pilot, made)
        made.note(lambda now: f.Revoked(at=now, by="Wang"))
        await sees(pilot, "This ticket was revoked")


@pytest.mark.parametrize("languages", [("zh", "en"), ("en",)])
async def test_the_language_is_the_papers_choice(here: Make, languages: Any) -> None:
    made = here(languages=languages)
    app = made.app()
    async with running(app) as pilot:
        await sign_in(pilot, made)
        if languages == ("en",):
            await sees(pilot, "Waiting room")
            await pilot.press("f10")
            await pilot.pause()
            assert app.lang == "en"
            assert "F10" not in shown(app)
            return
        await sees(pilot, "候考室")
        await pilot.press("f10")
        await sees(pilot, "Waiting room")
        await until(pilot, lambda: isinstance(made.facts()[-1], f.LanguageChosen))
    again = made.app()
    async with running(again) as pilot:
        await sign_in(pilot, made)
        await sees(pilot, "Waiting room")


async def test_trying_anew(here: Make) -> None:
    made = here(resubmissions=1, order="free")
    app = made.app()
    async with running(app) as pilot:
        await begin(pilot, made)
        await sees(pilot, "顺序自选")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        assert app.courier.state.current.item == 1
        await pilot.press("ctrl+e")
        await sees(pilot, "以后还可以重做 1 次")
        await pilot.press("ctrl+e")
        await sees(pilot, "已交，可重做 1 次")
        await pilot.press("down")
        await sees(pilot, "重做这一题")
        await pilot.press("enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        assert [t.number for t in app.courier.state.tries_of(1)] == [0, 1]
