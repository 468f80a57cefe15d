"""What a candidate's program offers, and what it leads to: nothing that the paper takes away, no file, no other program, no seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from candidatekit import Hall, begin, composer, in_store, running, shown, sign_in, until, veil
from textual.app import App

from simulator.exams.paper.model import Paper
from simulator.kernel.engine import Advance
from simulator.kernel.text import Text
from simulator.tui.exams.candidate.store import allowances_of
from simulator.tui.store.allowances import ALL, NONE, Allowances, usual
from simulator.tui.widgets.palette import Palette, entries_of

Make = Callable[..., Hall]
KEYS = {"hints": "f8", "pause": "ctrl+t", "jumps": "ctrl+n"}

# every action a key may start, in any state. What is not here has to be thought about before a candidate gets it.
HARMLESS = {
    # the program's own
    "leave", "language", "palette", "key_help", "look", "messages", "screen.copy_text", "app.focus_next", "app.focus_previous", "help_quit",
    # pages
    "submit", "begin", "rehearse", "go_on", "scroll_brief(4)", "scroll_brief(-4)", "answer(True)", "answer(False)", "close", "dismiss",
    # lists, tables and fields
    "move(-1)", "move(1)", "page(-1)", "page(1)", "first", "last", "choose", "scroll_up", "scroll_down", "scroll_left", "scroll_right",
    "page_up", "page_down", "page_left", "page_right", "scroll_home", "scroll_end",
    # the store
    "desk(0)", "desk(1)", "desk(2)", "desk(3)", "desk(4)", "desk(5)", "why", "urgent", "menu", "side", "related", "log", "hand_in", "find",
    "tab(1)", "tab(-1)", "screen.tab(1)", "screen.tab(-1)", "back", "brief", "send", "away", "phrases", "next", "previous", "next_news", "speed",
    "edge(1)", "edge(-1)", "mark", "sort",
}  # fmt: skip


def actions(app: Any) -> set[str]:
    return {active.binding.action for active in app.screen.active_bindings.values()}


def of_fields(app: Any) -> set[str]:
    """What the focused line or area does with its own text."""
    from textual.widgets import Input, TextArea

    own = app.focused
    if not isinstance(own, (Input, TextArea)):
        return set()
    return {b.action for _, b in own._bindings}


@pytest.mark.parametrize("off", [("coach", "hints", "pause", "jumps", "preview"), ("coach",), ()])
async def test_what_is_off_is_off(here: Make, off: Any) -> None:
    made = here(off=off, limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        assert store.model.allows == allowances_of(made.exam.paper)
        bound = {key: active.binding.action for key, active in app.screen.active_bindings.items()}
        offered = {entry.key for entry in entries_of(app)}
        for helper, key in KEYS.items():
            assert (key in bound) == (helper not in off), key
        assert ("Ctrl+N" in offered) == ("jumps" not in off)
        assert ("Ctrl+T" in offered) == ("pause" not in off)
        rows, speed = len(store.attempt.journal), store.clock.speed
        if "jumps" in off:
            await pilot.press("ctrl+n", "ctrl+right", "ctrl+r")
            assert store.clock.speed == speed
            assert not any(isinstance(b.command, Advance) and b.command.until_news for b in _batches(store)[rows:])
        if "pause" in off:
            await pilot.press("ctrl+t", "ctrl+left")
            assert store.clock.speed == speed == 1
        else:
            await pilot.press("ctrl+left")
            assert store.clock.speed == 0
        await pilot.press("?")
        await until(pilot, lambda: type(app.screen).__name__ == "KeyHelp")
        words = shown(app)
        assert ("教练：下一条提示" in words) == ("hints" not in off)
        assert ("到下一件事" in words) == ("jumps" not in off)
        assert ("停表" in words) == ("pause" not in off)
        await pilot.press("escape")
        await composer(pilot, store, "You will get 12.50 EUR back")
        await pilot.pause()
        assert ("EUR12.50" in "".join(shown(app).split())) == ("preview" not in off)
        assert (store.query_one("#side #coach").display) == ("coach" not in off or "hints" not in off)


def _batches(store: Any) -> list[Any]:
    codec = store.model.rules.codec
    return [codec.decode(row.payload) for row in store.attempt.journal.rows()]


def test_practice_has_everything_and_an_exam_what_is_left() -> None:
    assert usual("practice") == usual("author") == ALL
    assert usual("exam") == NONE
    assert Allowances(coach=False, hints=False, pause=False, jumps=False, preview=False) == NONE
    paper = Paper(
        id="p", version="1", title=Text("", ""), about=Text("", ""), limit=60, items=(), off=("pause", "preview")
    )
    assert allowances_of(paper) == Allowances(pause=False, preview=False)


async def test_no_key_leads_out(here: Make) -> None:
    """In every state, each key that does anything does something harmless."""
    made = here(limit=1200)
    app = made.app()
    seen: dict[str, set[str]] = {}

    def look(state: str) -> None:
        seen[state] = actions(app) - of_fields(app)

    async with running(app) as pilot:
        await until(pilot, lambda: app.courier.exam is not None)
        look("sign-in")
        for key in ("f5", "f7", "f8", "ctrl+p", "escape", "f2", "f3"):  # of the home screen
            await pilot.press(key)
        assert app.shown == "sign-in"
        await begin(pilot, made)
        look("items")
        await pilot.press("escape")
        assert app.shown == "work"
        await pilot.press("enter")
        await until(pilot, lambda: app.store_open is not None and app.store_open.view is not None)
        store = app.store_open
        look("store")
        await composer(pilot, store)
        look("form")
        await pilot.press("escape", "?")
        look("keys")
        await pilot.press("escape", "ctrl+y")
        look("log")
        await pilot.press("escape", "ctrl+b")
        look("brief")
        await pilot.press("escape", "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        look("palette")
        names = {entry.title.en for entry in app.screen._entries}
        assert not names & {"Home", "Settings", "Packs", "Library", "Classes", "Replay", "Debrief", "Progress"}
        await pilot.press("escape", "ctrl+e")
        look("hand in")
        await pilot.press("escape", "ctrl+q")
        look("leave")
        await pilot.press("escape")
    strange = {state: found - HARMLESS for state, found in seen.items() if found - HARMLESS}
    assert strange == {}
    assert not App.ENABLE_COMMAND_PALETTE or not type(app).ENABLE_COMMAND_PALETTE
    assert app._settings_path is None  # nothing is written to a file


async def test_nothing_tells_the_seed(here: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = here(limit=1200)
    seed = 8_642_097_531_357
    monkeypatch.setattr("simulator.exams.seat.draw", lambda *a: (seed, 0))
    app = made.app()
    pages: list[str] = []
    async with running(app, (200, 50)) as pilot:
        store = await in_store(pilot, made)
        assert store.attempt.first.seed == seed
        for keys in (
            ["f2", "enter"], ["f3", "enter"], ["f4"], ["f5"], ["f6"], ["f7"], ["f1"], ["ctrl+y"], ["escape", "?"], ["escape", "ctrl+p"],
            ["escape", "ctrl+b"], ["escape", "ctrl+e"], ["escape", "escape", "escape"], ["ctrl+e"], ["ctrl+e"],
        ):  # fmt: skip
            await pilot.press(*keys)
            await pilot.pause(0.05)
            pages.append(shown(app))
        await until(pilot, lambda: app.shown == "end")
        await until(pilot, lambda: "回执号" in shown(app) and "正在取" not in shown(app))
        pages.append(shown(app))
    whole = "".join("".join(page.split()) for page in pages)
    assert str(seed) not in whole
    assert f"{seed:,}" not in whole
    assert "种子" not in whole


async def test_hostile_words_are_words(here: Make) -> None:
    """An invigilator's message and a ticket are shown as they are, and run nothing."""
    from simulator.exams import facts as f

    made = here(limit=1200)
    app = made.app()
    nasty = "[@click=app.leave]x[/] [bold]\x1b[2J\x07 [/] \u202ealert"
    async with running(app) as pilot:
        await sign_in(pilot, made)
        made.note(lambda now: f.Messaged(at=now, by="Wang", words=nasty))
        await until(pilot, lambda: "[@click=app.leave]x[/]" in shown(app))
        await pilot.press("f12")
        await until(pilot, lambda: type(app.screen).__name__ == "MessagesScreen")
        assert "\x1b" not in shown(app)
        assert "[@click=app.leave]x[/] [bold]" in shown(app)
        await pilot.press("escape")
        made.note(lambda now: f.Paused(at=now, by="Wang", reason=nasty))
        await until(pilot, lambda: veil(app) == "paused")
        assert "\x1b" not in shown(app)


async def test_a_small_window_says_so_and_loses_nothing(here: Make) -> None:
    made = here(limit=1200)
    app = made.app()
    async with running(app) as pilot:
        store = await in_store(pilot, made)
        await composer(pilot, store, "Still here")
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: type(app.screen).__name__ == "TooSmall")
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: app.screen is store)
        assert store.form.text().endswith("Still here")
