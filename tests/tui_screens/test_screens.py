"""Every screen by hand: what it says in both languages, what its keys and clicks do, and text that is no markup."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from simulator.kernel.text import Text
from simulator.tui.screens.rows import Row, Rows
from tests.tui_screens import demo

SCREENS = (
    "home",
    "empty",
    "briefing",
    "debrief",
    "gate",
    "replay",
    "mistakes",
    "standard",
    "settings",
    "attempts",
    "packs",
    "error",
)


def text_of(app: Any) -> str:
    """The whole screen as a person sees it."""
    from textual.geometry import Region

    screen = app.screen
    lines = screen._compositor.render_strips()
    del Region
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def settle(pilot: Pilot[Any]) -> None:
    """Until the workers are through and their rows are shown."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.05)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_stands_in_both_languages_and_is_never_empty(
    name: str, lang: Any, size: tuple[int, int]
) -> None:
    app = demo.app(name, lang, empty=name == "empty")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        first = text_of(app)
        assert len("".join(first.split())) > 60
        await pilot.press("f10")
        await settle(pilot)
        other = text_of(app)
        assert other != first
        await pilot.press("f10")
        await settle(pilot)
        assert text_of(app).split()[:5] == first.split()[:5]


@pytest.mark.parametrize("name", SCREENS)
async def test_no_chinese_is_left_in_english(name: str) -> None:
    """But for the names of people and schools, and the language's own name."""
    app = demo.app(name, "en", empty=name == "empty")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = text_of(app).replace("王海燕", "").replace("中文", "").replace("云岭职业学校", "").replace("云岭", "")
        assert [c for c in shown if "\u4e00" <= c <= "\u9fff"] == []


@pytest.mark.parametrize("name", ["debrief", "gate", "replay", "mistakes"])
async def test_hostile_text_is_shown_letter_by_letter(name: str) -> None:
    app = demo.app(name, "zh")
    async with app.run_test(size=(160, 50)) as pilot:
        await settle(pilot)
        assert "[bold]x[/bold]" in text_of(app)


async def test_a_narrower_and_a_wider_window() -> None:
    app = demo.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        narrow = text_of(app)
        assert "11.4" in narrow  # the whole map fits
        await pilot.resize_terminal(140, 40)
        await settle(pilot)
        assert "错题本" in text_of(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert text_of(app) == narrow


async def test_home_leads_everywhere_and_back() -> None:
    app = demo.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key, name in (
            ("f2", "AttemptsScreen"),
            ("f3", "MistakesScreen"),
            ("f4", "StandardScreen"),
            ("f5", "SettingsScreen"),
            ("f7", "PackLibraryScreen"),
        ):
            await pilot.press(key)
            await settle(pilot)
            assert type(app.screen).__name__ == name
            await pilot.press("escape")
            await settle(pilot)
            assert type(app.screen).__name__ == "HomeScreen"


async def test_home_says_what_is_next_before_and_after_the_first_shift() -> None:
    app = demo.app("home", empty=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "从这里开始" in shown
        assert "继续上次" not in shown
        await pilot.press("enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "BriefingScreen"
        assert app.screen.id_ == "first"


async def test_a_chapter_of_the_map_opens_in_the_standard() -> None:
    app = demo.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "end", "enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "StandardScreen"
        assert app.screen.query_one("#table", Rows).key == "c:11"
        assert "11.1.2" in text_of(app)


async def test_a_click_chooses_and_the_keys_at_the_bottom_can_be_clicked() -> None:
    app = demo.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        line = next(i for i, row in enumerate(text_of(app).split("\n")) if "来信不断" in row and "20 分钟" in row)
        await pilot.click(offset=(20, line))
        await settle(pilot)
        assert type(app.screen).__name__ == "BriefingScreen"
        bottom = text_of(app).split("\n")[23]
        assert "返回" in bottom
        from simulator.locale.width import width

        await pilot.click(offset=(width(bottom[: bottom.index("返回")]) + 1, 23))
        await settle(pilot)
        assert type(app.screen).__name__ == "HomeScreen"


async def test_what_cannot_be_read_is_told_and_home_stays_usable() -> None:
    app = demo.app("home")

    def broken() -> Any:
        raise PermissionError(13, "Permission denied")

    app.source.home = broken
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert type(app.screen).__name__ == "HomeScreen"
        assert "Permission denied" in text_of(app)
        await pilot.press("f4")
        await settle(pilot)
        assert "11" in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Permission denied" in text_of(app)


@pytest.mark.parametrize(("typed", "seed"), [("", 483920), ("7", 7), ("４２", 42), ("1 000", 1000)])
async def test_a_shift_begins_with_a_fresh_or_a_typed_seed(typed: str, seed: int) -> None:
    app = demo.app("briefing")
    opened: list[Any] = []
    app.open_store = opened.append
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        from textual.widgets import Input

        app.screen.query_one("#seed", Input).value = typed
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert app.source.started == [("11.1", seed)]
        assert len(opened) == 1


async def test_a_seed_that_is_no_number_is_said_so_and_starts_nothing() -> None:
    app = demo.app("briefing")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"abc", "enter")
        await settle(pilot)
        assert app.source.started == []
        assert "只写数字" in text_of(app)


async def test_an_unknown_scenario_is_told() -> None:
    from simulator.tui.screens import doors

    app = demo.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(doors.briefing("nope"))
        await settle(pilot)
        assert "nope" in text_of(app)
        assert type(app.screen).__name__ == "ErrorScreen"


async def test_debrief_leads_to_the_moment_and_back() -> None:
    app = demo.app("debrief")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one(Rows)
        rows.rebuild("cost:0")
        await pilot.press("enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "ReplayScreen"
        assert app.screen.here().fact.seq == app.screen.seq
        await pilot.press("escape")
        await settle(pilot)
        assert type(app.screen).__name__ == "DebriefScreen"
        assert app.source.recorded  # the result was kept


async def test_debrief_keeps_compliance_and_business_apart() -> None:
    app = demo.app("debrief", "en")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "never mixed" in shown
        assert "84.5" in shown
        assert "profit" in shown
        for title in (
            "How the shift went",
            "Done best",
            "Cost most",
            "Requirement by requirement",
            "What to do better",
        ):
            assert title in shown


async def test_a_requirement_unfolds_into_its_facets() -> None:
    app = demo.app("debrief", "en")
    async with app.run_test(size=(120, 70)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one(Rows)
        assert "A1047: label and parcel agree" not in text_of(app)
        rows.rebuild("req:11.1.4")
        await pilot.press("right")
        await settle(pilot)
        assert "A1047: label and parcel agree" in text_of(app)
        await pilot.press("left")
        await settle(pilot)
        assert "A1047: label and parcel agree" not in text_of(app)


async def test_a_red_line_is_shown_as_such() -> None:
    app = demo.app("gate", "en")
    async with app.run_test(size=(120, 70)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "Red line" in shown
        assert "this requirement counts 0" in shown


async def test_the_debrief_of_an_open_attempt_says_so() -> None:
    from simulator.tui.screens import doors

    app = demo.app("home", "en")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        me: Any = demo.attempt(closed=False)
        app.push_screen(doors.debrief(me))
        await settle(pilot)
        shown = text_of(app)
        assert "not handed in yet" in shown
        assert "How the shift went" in shown
        assert "Compliance" not in shown  # what is not settled is not scored, and no truth is told
        assert not app.source.recorded


async def test_replay_steps_by_fact_and_by_act() -> None:
    app = demo.app("replay")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.screen
        start = screen.seq
        await pilot.press("right")
        assert screen.seq > start
        await pilot.press("left")
        assert screen.seq == start
        batch = screen.here().batch
        await pilot.press("pagedown")
        assert screen.here().batch > batch
        await pilot.press("home")
        assert screen.here().place == 0
        await pilot.press("end")
        assert screen.here().place == len(screen.steps) - 1
        await pilot.press("pageup", "pageup")
        assert screen.here().batch < screen.steps[-1].batch


async def test_replay_finds_a_fact_by_number_and_facts_by_word() -> None:
    app = demo.app("replay")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.screen
        await pilot.press("f3", "1", "0", "enter")
        await settle(pilot)
        assert screen.seq == 10
        await pilot.press("f3", *"A1051", "enter")
        await settle(pilot)
        assert screen.shown
        assert all("A1051" in screen.told(s) or "A1051" in screen._names[s.place] for s in screen.shown)
        await pilot.press("f3", *"zzz", "enter")
        await settle(pilot)
        assert "没有符合筛选" in text_of(app)
        await pilot.press("f3")
        await pilot.press("escape")
        assert type(app.screen).__name__ == "ReplayScreen"


async def test_replay_filters() -> None:
    app = demo.app("replay")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = app.screen
        whole = len(screen.shown)
        await pilot.press("f2")
        assert screen.filter == "mine"
        assert all(s.command is not None for s in screen.shown)
        await pilot.press("f2")
        assert screen.filter == "news"
        assert 0 < len(screen.shown) < whole
        await pilot.press("f2")
        assert screen.filter in ("orders", "clock")


async def test_hidden_facts_only_once_the_attempt_is_closed() -> None:
    from simulator.tui.screens import doors

    app = demo.app("replay")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert not any(s.hidden for s in app.screen.shown)
        await pilot.press("f6")
        await settle(pilot)
        assert any(s.hidden for s in app.screen.shown)
        assert "后台事实" in text_of(app)
        me: Any = demo.attempt(closed=False)
        app.push_screen(doors.replay(me, 6))
        await settle(pilot)
        await pilot.press("f6", "f3", "6", "enter")
        await settle(pilot)
        assert not any(s.hidden for s in app.screen.shown)
        assert not any("900" in app.screen.told(s) for s in app.screen.shown)


async def test_a_mistake_is_practised_again() -> None:
    app = demo.app("mistakes")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "2 项待改" in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "BriefingScreen"
        assert app.screen.id_ == "table1/11.1"


async def test_the_standard_unfolds_and_leads_to_practice() -> None:
    app = demo.app("standard", "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("end", "right", "down", "down", "down")
        await settle(pilot)
        table = app.screen.query_one("#table", Rows)
        assert table.key == "r:11.1.2"
        shown = text_of(app)
        assert "Declare" in shown
        assert "B2B and B2C" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "BriefingScreen"
        await pilot.press("escape", "f6")
        await settle(pilot)
        keys = [k for k in table._keys if k.startswith("r:")]
        assert len(keys) == 116


async def test_settings_take_effect_and_are_kept(tmp_path: Path) -> None:
    from simulator.locale.settings import load_settings
    from simulator.tui.screens.settings import SettingsScreen

    app = demo.app("home")
    path = tmp_path / "settings.json"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(SettingsScreen(path))
        await settle(pilot)
        rows = app.screen.query_one(Rows)
        for key in ("speed:4", "look:light", "lang:en"):
            rows.rebuild(key)
            await pilot.press("enter")
            await settle(pilot)
        assert app.lang == "en"
        assert app.theme == "store-light"
        settings, warning = load_settings(path)
        assert (settings.lang, settings.theme, settings.speed, warning) == ("en", "light", 4, None)


async def test_an_unusable_save_says_where_and_how_to_mend_it() -> None:
    app = demo.app("attempts", "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        shown = text_of(app)
        assert type(app.screen).__name__ == "ErrorScreen"
        assert "saves/broken.storesim" in shown
        assert "restore it from a copy" in " ".join(shown.split())
        await pilot.press("f2")
        await settle(pilot)
        assert type(app.screen).__name__ == "AttemptsScreen"


@pytest.mark.parametrize(("row", "door"), [(0, "open_store"), (1, "open_debrief")])
async def test_an_attempt_goes_on_or_is_read(row: int, door: str) -> None:
    app = demo.app("attempts")
    opened: list[Any] = []
    setattr(app, door, opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*["down"] * row, "enter")
        await settle(pilot)
        assert len(opened) == 1


async def test_rows_keep_the_cursor_where_it_was() -> None:
    lines = {"n": 40}
    app = demo.app("error")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = Rows(lambda cells: [Row(key=str(i)) for i in range(lines["n"])], id="mine")
        await app.screen.mount(rows)
        rows.focus()
        await pilot.pause()
        await pilot.press("end")
        assert rows.key == "39"
        lines["n"] = 20
        rows.rebuild()
        assert rows.key == "0"  # its line is gone
        await pilot.press("pagedown")
        assert int(rows.key) > 3
        await pilot.press("home")
        assert rows.key == "0"


async def test_the_palette_offers_the_scenarios() -> None:
    app = demo.app("home")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        titles = [e.title for e in app.screen.palette_entries()]
        assert demo.CARE.title in titles
        assert Text("错题本", "Mistakes") in titles


def test_the_first_paint_waits_for_nothing_heavy() -> None:
    program = """
import asyncio, os, sys, time
from simulator.tui.app import StoreSimApp
class Slow:
    def home(self):
        time.sleep(30)
async def main():
    app = StoreSimApp("zh")
    app.source = Slow()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        heavy = ("sqlmodel", "sqlalchemy", "pydantic", "faker", "yaml", "babel", "simulator.desks", "simulator.market",
                 "simulator.packs", "simulator.scoring", "simulator.sessions")
        # straight to the descriptor: what is printed inside run_test is captured, and lost by the hard exit
        os.write(1, f"{[h for h in heavy if h in sys.modules]} {type(app.screen).__name__}\\n".encode())
        os._exit(0)
asyncio.run(main())
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(root)}, cwd=root,
    )  # fmt: skip
    assert done.stdout.strip() == "[] HomeScreen", done.stderr[-2000:]
