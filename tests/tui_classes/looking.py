"""What a person sees, and waiting until it is there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerFailed


def text_of(app: Any) -> str:
    """The whole screen, letter by letter."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def settle(pilot: Pilot[Any]) -> None:
    """Until the workers are through and what they found is shown."""
    for box in pilot.app.screen.query(Input):
        box.cursor_blink = False
    for _ in range(3):
        with suppress(WorkerFailed):  # what went wrong is told on the screen
            await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if not w.is_finished])
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys, wait, and look."""
    await pilot.press(*keys)
    await settle(pilot)
    return text_of(pilot.app)


async def type_in(pilot: Pilot[Any], words: str) -> None:
    """Type words as they are."""
    for letter in words:
        await pilot.press(
            {" ": "space", ".": "full_stop", "/": "slash", "-": "minus", ":": "colon", "_": "underscore"}.get(
                letter, letter
            )
        )


async def see(pilot: Pilot[Any], *words: str) -> str:
    """Until all these words stand on the screen."""
    for _ in range(400):
        seen = text_of(pilot.app)
        if all(w in seen for w in words):
            return seen
        await pilot.pause(0.01)
    raise AssertionError(f"{words} are not on the screen:\n{text_of(pilot.app)}")
