"""Pictures of the library and of everything that is opened from it, in both languages and two sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from simulator.kernel.text import Text
from simulator.packs.yaml import Finding
from simulator.proof.incoming import Incoming
from simulator.proof.prove import Step
from simulator.tui.library.findings import FindingsScreen
from simulator.tui.library.install import InstallScreen
from simulator.tui.library.proving import ProveScreen
from simulator.tui.library.remove import RemoveScreen
from simulator.tui.library.trial import TrialScreen
from tests.tui_screens import demo
from tests.tui_screens.librarykit import GOOD, TEA, cards, proofs
from tests.tui_screens.test_screens import settle

FINDINGS = (
    Finding("scenarios/one.yaml", 8, 1, Text("没有“minuets”这一栏；是否指“minutes”？", "there is no field 'minuets' here; did you mean 'minutes'?")),
    Finding("goods.yaml", 12, 15, Text("应为整数，这里是文字", "a whole number is expected, this is text")),
    Finding("pack.yaml", 1, 1, Text("请加一行 format: 1", "add the line format: 1"), warning=True),
)  # fmt: skip


def install(found: Incoming) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        page = InstallScreen()
        page.found = found
        return page

    return make


def remove() -> Screen[Any]:
    return RemoveScreen(cards()[2])


def findings() -> Screen[Any]:
    card = cards()[1]
    page = FindingsScreen(card.path, card.title, None)
    page.action_check = lambda: None  # type: ignore[method-assign]
    page.found = list(FINDINGS)
    return page


def proving(state: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        page = ProveScreen(TEA)
        page.action_again = lambda: None  # type: ignore[method-assign]
        page.state, page.done, page.all = state, 31, 130
        page.proofs = proofs()[: 1 if state == "running" else 2]
        page.step = Step(scenario="11.1", seed=2, player="spam", done=1, of=65, first=False)
        page.places = {("11.1", "cheap -> 11.1.2/declared_value"): "scenarios/11.1.yaml:107:5",
                       ("11.1", "11.1.2/declared_value"): "scenarios/11.1.yaml:42:9"}  # fmt: skip
        return page

    return make


PAGES: dict[str, Callable[[], Screen[Any]] | None] = {
    "packs": None,
    "install": install(Incoming(path=Path("tea.zip"), pack=TEA, findings=FINDINGS[2:], signature=GOOD)),
    "broken": install(Incoming(path=Path("tea.zip"), pack=None, findings=FINDINGS)),
    "remove": remove,
    "trial": lambda: TrialScreen(TEA.scenarios["11.1"]),
    "findings": findings,
    "proving": proving("running"),
    "proven": proving("ended"),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_library_picture(name: str, lang: Any, size: tuple[int, int], snap_compare: Any) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        from textual.widgets import Input

        await settle(pilot)
        await pilot.press("down", "down")
        await settle(pilot)
        make = PAGES[name]
        if make is not None:
            pilot.app.push_screen(make())
            await settle(pilot)
        for box in pilot.app.screen.query(Input):
            box.cursor_blink = False
        await settle(pilot)

    assert snap_compare(demo.app("packs", lang), terminal_size=size, run_before=ready)
