"""Pictures of an author's trial and of its backstage, in both languages and two sizes."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from tests.tui.test_snapshots import _rest
from tests.tui.trialkit import app

KEYS = {
    "trial": (),
    "coming": ("f12",),
    "happened": ("f12", "f3"),
    "truths": ("f12", "f4"),
    "score": ("f12", "f5"),
    "jump": ("f12", "f6"),
}


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    """No blinking, no moving."""
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", KEYS)
def test_backstage_picture(snap_compare, name, lang, size):
    async def ready(pilot):
        await _rest(pilot)
        for key in KEYS[name]:
            await pilot.press(key)
            await _rest(pilot)
        if name == "jump":
            await pilot.press(*"D1 11:30")
            await _rest(pilot)

    assert snap_compare(app(lang), terminal_size=size, run_before=ready)
