"""Backstage of an author's trial, and that no other attempt has a way there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from simulator.locale.width import width
from simulator.sessions.attempt import AttemptError
from simulator.tui.backstage import plainly
from simulator.tui.backstage.screen import COMING, HAPPENED, SCORE, TRUE, BackstageScreen
from simulator.tui.screens.rows import Rows
from simulator.tui.screens.work import Shop
from simulator.tui.store.author import AuthorStoreScreen
from simulator.tui.store.leave import HandInScreen, LeaveScreen
from simulator.tui.store.screen import StoreScreen
from simulator.tui.widgets.keyhelp import KeyHelp
from tests.tui.fake import START
from tests.tui.test_hostile import HOSTILE, sound
from tests.tui.test_store import settle, store, text_of
from tests.tui.trialkit import app, trial


async def backstage(pilot: Any) -> BackstageScreen:
    """Behind the curtain."""
    await settle(pilot)
    await pilot.press("f12")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, BackstageScreen)
    return screen


# -- nobody else -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["practice", "exam", "guided"])
async def test_no_other_attempt_has_a_way_backstage(mode: str) -> None:
    one = app("en", mode=mode)
    async with one.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        screen = store(one)
        assert type(screen) is StoreScreen
        assert not hasattr(screen, "action_backstage")
        before = text_of(one)
        assert "F12" not in before
        assert "author's trial" not in before
        await pilot.press("f12")
        await pilot.click(offset=(4, 0))
        await settle(pilot)
        assert one.screen is screen
        assert "f12" not in screen.active_bindings
        assert all(entry.key != "F12" and entry.title.en != "Backstage" for entry in screen.palette_entries())
        one.push_screen(KeyHelp(screen.active_bindings))
        await settle(pilot)
        assert "F12" not in text_of(one)
        assert not isinstance(one.screen, BackstageScreen)


@pytest.mark.parametrize("mode", ["practice", "exam", "guided"])
def test_the_store_with_a_backstage_refuses_other_attempts(mode: str) -> None:
    with pytest.raises(AttemptError):
        AuthorStoreScreen(trial(mode=mode))


# -- the trial -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize(("lang", "words"), [("zh", "作者试玩"), ("en", "author's trial")])
async def test_a_trial_is_marked_and_names_the_key(lang: str, words: str, size: tuple[int, int]) -> None:
    one = app(lang)
    async with one.run_test(size=size) as pilot:
        await settle(pilot)
        lines = text_of(one).split("\n")
        assert words in lines[0]
        assert "D1" in lines[0]
        assert "F12" in lines[-1]
        await pilot.press("ctrl+p", *"backstage", "enter")
        await settle(pilot)
        assert isinstance(one.screen, BackstageScreen)
        await pilot.press("f12")
        await settle(pilot)
        assert isinstance(one.screen, AuthorStoreScreen)
        await pilot.click(offset=(4, 0))
        await settle(pilot)
        assert isinstance(one.screen, BackstageScreen)


async def test_the_four_pages() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        screen = await backstage(pilot)
        shown = text_of(one)
        assert "D1 09:18" in shown
        assert "Marie Dubois wrote: Tracking" in shown
        assert "A1043: Time limit for shipping" in shown
        await pilot.press("f3")
        await settle(pilot)
        shown = text_of(one)
        assert "* The buyer of A1043 waits at most 1680 minutes" in shown
        assert "* Scheduled for D1 14:00: A1043" in shown
        await pilot.press("f7")
        await settle(pilot)
        assert "hidden ones only" in text_of(one)
        shown_facts = {int(key.partition(":")[2]) for key in screen.query_one("#list", Rows)._keys}
        assert screen.pages is not None
        assert shown_facts == {fact.seq for fact, hidden in screen.pages.facts if hidden}
        await pilot.press("f4")
        await settle(pilot)
        shown = text_of(one)
        assert "How long buyers wait (minutes)" in shown
        assert "1,680" in shown
        assert "when.shipped" in shown
        await pilot.press("f5")
        await settle(pilot)
        shown = text_of(one)
        assert screen.tab == SCORE
        assert "If it were handed in now" in shown
        assert "Only paid ones selected" in shown


async def test_pages_and_keys_by_mouse() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        screen = await backstage(pilot)
        for words, tab in (("Happened", HAPPENED), ("Truths", TRUE), ("Score so far", SCORE), ("To come", COMING)):
            line = text_of(one).split("\n")[1]
            await pilot.click(offset=(width(line[: line.index(words)]) + 1, 1))
            await settle(pilot)
            assert screen.tab == tab
        await pilot.click(Rows, offset=(20, 3))
        await settle(pilot)
        assert one.screen.query_one(Input).value.startswith("D1 ")
        bottom = text_of(one).split("\n")[35]
        await pilot.click(offset=(bottom.index("Jump") + 1, 35))
        await settle(pilot)
        assert isinstance(one.screen, AuthorStoreScreen)
        assert one.screen.attempt.now > START


async def test_the_keys_of_a_page_are_those_that_do_something_there() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        screen = await backstage(pilot)
        for key, there, absent in (
            ("f2", "Jump there", "Hidden only"), ("f3", "Hidden only", "Unfold"), ("f4", "Find", "Enter"), ("f5", "Unfold", "Find"),
        ):  # fmt: skip
            await pilot.press(key)
            await settle(pilot)
            bottom = text_of(one).split("\n")[35]
            assert there in bottom
            assert absent not in bottom
        await pilot.press("f7", "f8")
        assert not screen.only_hidden
        assert not screen.query_one("#ask").has_class("-open")


async def test_a_word_filters_and_esc_takes_it_away() -> None:
    one = app("en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await backstage(pilot)
        await pilot.press("f3", "f8", *"A1044", "enter")
        await settle(pilot)
        rows = screen.query_one("#list", Rows)
        assert 0 < len(rows._keys) < screen.count(HAPPENED)
        assert "word: A1044" in text_of(one)
        await pilot.press("f8", *"zzz", "enter")
        await settle(pilot)
        assert "Nothing holds" in text_of(one)
        await pilot.press("escape")
        await settle(pilot)
        assert len(rows._keys) == screen.count(HAPPENED)
        assert one.screen is screen


async def test_the_score_leads_to_the_fact_behind_it() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+s")  # selects A1043
        await settle(pilot)
        screen = await backstage(pilot)
        await pilot.press("f5")
        await settle(pilot)
        rows = screen.query_one("#list", Rows)
        key, seq = next(iter(screen.pages.scored.moments.items()))
        rows.rebuild(key)
        await pilot.press("right")
        await settle(pilot)
        assert screen.pages.scored.open == {"11.1.1"}
        await pilot.press("enter")
        await settle(pilot)
        assert screen.tab == HAPPENED
        assert rows.key == f"fact:{seq}"


# -- jumping ---------------------------------------------------------------------------------------------------------


async def test_a_jump_moves_time_and_the_store_shows_the_new_moment() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        await backstage(pilot)
        await pilot.press("f6")
        assert "the shift ends D1 18:00" in text_of(one)
        await pilot.press(*"Ｄ１ 10:00")
        assert "to D1 10:00, in 1 h" in text_of(one)
        await pilot.press("enter")
        await settle(pilot)
        screen = one.screen
        assert isinstance(screen, AuthorStoreScreen)
        assert screen.attempt.now == 10 * 60
        shown = text_of(one)
        assert "10:00" in shown.split("\n")[0]
        assert any(line.minute == START + 18 and line.news for line in screen.model.log)
        await backstage(pilot)
        assert "D1 09:18" not in text_of(one)
        await pilot.press("f6", *"660", "enter")
        await settle(pilot)
        assert screen.attempt.now == 11 * 60


@pytest.mark.parametrize(
    ("typed", "words"), [("D1 08:00", "is past"), ("soon", "is no moment"), ("D1 09:00", "is past")]
)
async def test_a_moment_that_cannot_be_gone_to_is_said_and_nothing_moves(typed: str, words: str) -> None:
    one = app("en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await backstage(pilot)
        await pilot.press("f6", *typed, "enter")
        await settle(pilot)
        assert one.screen is screen
        assert words in text_of(one)
        assert screen.attempt.now == START
        await pilot.press("escape")
        await settle(pilot)
        assert one.screen is screen
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(one.screen, AuthorStoreScreen)


async def test_a_jump_beyond_the_shift_ends_it_and_offers_to_hand_in() -> None:
    one = app("en")
    async with one.run_test(size=(80, 24)) as pilot:
        await backstage(pilot)
        await pilot.press("f6", *"D9")
        assert "the shift ends D1 18:00: to there" in text_of(one)
        await pilot.press("enter")
        await settle(pilot)
        assert store(one).attempt.over
        assert isinstance(one.screen, HandInScreen)


async def test_a_form_is_put_away_first_and_its_draft_is_kept() -> None:
    one = app("en")
    async with one.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("f3", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*"Hello")
        await pilot.press("f12")
        await settle(pilot)
        assert isinstance(one.screen, BackstageScreen)
        assert store(one).form is None
        assert store(one).model.drafts


# -- what never counts -----------------------------------------------------------------------------------------------


async def test_leaving_a_trial_says_that_it_is_not_kept() -> None:
    one = app("en")
    async with one.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(one.screen, LeaveScreen)
        assert "not saved" in text_of(one)
        assert "Every step is saved" not in text_of(one)


def test_the_result_of_a_trial_is_never_recorded(tmp_path: Path) -> None:
    for mode, count in (("author", 0), ("practice", 1)):
        made = trial(mode=mode)
        made.submit()
        shop = Shop(tmp_path / mode)
        assert shop.record(made, shop.report(made)) is None
        assert len(list((tmp_path / mode).glob("*.json"))) == count


# -- text from strangers, and plain data -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", [" ".join(HOSTILE), "宽" * 200], ids=["all", "wide"])
async def test_hostile_text_backstage(words: str) -> None:
    one = app("zh", hostile=words)
    async with one.run_test(size=(120, 36)) as pilot:
        await backstage(pilot)
        for key in ("f2", "f3", "f4", "f5"):
            await pilot.press(key)
            await settle(pilot)
            sound(one)
            await pilot.press("end")
            await settle(pilot, 1)
            sound(one)
        await pilot.press("f3", "f8")
        one.screen.query_one(Input).value = words
        await pilot.press("enter")
        await settle(pilot)
        sound(one)
        assert one.is_running


def test_plain_data_as_lines() -> None:
    data = {
        "patience": 1680, "due": 600, "late": False, "empty": "", "title": {"zh": "杯", "en": "Mug"},
        "address": {"city": "Lyon", "postcode": "69003"}, "topics": ["a", "b"], "by_id": {"X": {"deep": {"er": {"n": 1}}}},
    }  # fmt: skip
    found = {(p.depth, p.name): p.words for p in plainly.pairs(data, "en")}
    assert found == {
        (0, "patience"): "1,680", (0, "due"): "D1 10:00", (0, "late"): "no", (0, "title"): "Mug",
        (0, "address"): "city Lyon, postcode 69003", (0, "topics"): "a, b", (0, "by_id"): "", (1, "X"): "", (2, "deep"): "",
        (3, "er"): "n 1",
    }  # fmt: skip
    rows = plainly.rows({"word": "长" * 100, "other": 1}, "zh", 30)
    assert all(row.content.cell_length <= 30 for row in rows)
    assert len(plainly.rows({"word": "x", "other": 1}, "zh", 30, "oth")) == 1
