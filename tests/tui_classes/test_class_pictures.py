"""Pictures of the class screens, in both languages and two sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui_classes.looking import settle

KEYS: dict[str, tuple[str, ...]] = {
    "classes": (),
    "marks": ("enter",),
    "requirements": ("enter", "down", "down"),
    "mistakes": ("enter", "down", "down", "down", "tab", "down"),
    "menu": ("enter", "tab", "down", "enter"),
    "look": ("enter", "tab", "down", "down", "enter", "enter"),
    "export": ("enter", "end", "enter"),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", KEYS)
def test_class_picture(
    name: str, lang: Any, size: tuple[int, int], app_on: Callable[..., Any], snap_compare: Any
) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in KEYS[name]:
            await pilot.press(key)
            await settle(pilot)

    assert snap_compare(app_on(lang), terminal_size=size, run_before=ready)
