"""Pictures of the invigilator's screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui_classes.looking import see, settle

KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "board": ("board", ()),
    "form": ("board", ("space", "space", "f5")),
    "menu": ("board", ("down", "enter")),
    "exam": ("exams", ("enter",)),
}


@pytest.mark.parametrize(
    ("name", "lang", "size", "theme"),
    [
        ("board", "zh", (80, 24), "dark"), ("board", "en", (80, 24), "light"), ("board", "zh", (120, 36), "dark"), ("board", "en", (120, 36), "mono"),
        ("board", "zh", (200, 50), "light"), ("form", "zh", (80, 24), "dark"), ("menu", "en", (120, 36), "dark"), ("exam", "en", (120, 36), "dark"),
        ("exam", "zh", (80, 24), "light"),
    ],
    ids=lambda value: f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value),
)  # fmt: skip
def test_invigilator_picture(
    name: str, lang: Any, size: tuple[int, int], theme: str, app_on: Callable[..., Any], snap_compare: Any
) -> None:
    at, keys = KEYS[name]

    async def ready(pilot: Pilot[Any]) -> None:
        await see(pilot, "204-0" if at == "board" else "204-")
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        if at == "exams":
            await see(pilot, "204-001")

    assert snap_compare(app_on(lang, at=at, theme=theme), terminal_size=size, run_before=ready)
