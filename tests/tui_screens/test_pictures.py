"""Pictures of each screen, in both languages and two sizes."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui_screens import demo


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["home", "briefing", "debrief", "replay", "mistakes", "standard", "attempts", "error"])
def test_picture(name: str, lang: Any, size: tuple[int, int], snap_compare: Any) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        from textual.widgets import Input

        for box in pilot.app.screen.query(Input):
            box.cursor_blink = False
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)
        if name == "debrief":
            await pilot.press("home")
        if name == "standard":
            await pilot.press("end", "right", "down", "down")
        await pilot.pause()

    assert snap_compare(demo.app(name, lang), terminal_size=size, run_before=ready)
