"""Pictures of the store screen; `pytest tests/tui/test_snapshots.py --snapshot-update` after a wanted change."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from simulator.tui.app import StoreSimApp
from tests.tui.fake import attempt

SIZES = [(80, 24), (120, 36), (200, 50)]


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    """No blinking, no moving."""
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)


def app_of(lang: str, theme: str) -> StoreSimApp:
    made = attempt()
    app = StoreSimApp(lang, theme=theme, start=lambda a: a.open_store(made))
    app.animation_level = "none"
    return app


async def _rest(pilot) -> None:
    for _ in range(4):
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def _record(pilot) -> None:
    await _rest(pilot)
    await pilot.press("enter")
    await _rest(pilot)


async def _form(pilot) -> None:
    await _record(pilot)
    await pilot.press("enter")
    await _rest(pilot)


async def _composer(pilot) -> None:
    await _rest(pilot)
    await pilot.press("f3", "enter")
    await _rest(pilot)
    await pilot.press("enter")
    await _rest(pilot)
    await pilot.press(*"Hello Juergen, your order A1043 leaves on 7 July.")
    await _rest(pilot)


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_store(snap_compare, size, lang, theme):
    assert snap_compare(app_of(lang, theme), terminal_size=size, run_before=_record)


def test_a_wide_table_has_the_room_of_a_record_that_is_not_open(snap_compare):
    assert snap_compare(app_of("en", "dark"), terminal_size=(200, 50), run_before=_rest)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_form(snap_compare, lang):
    assert snap_compare(app_of(lang, "dark"), terminal_size=(80, 24), run_before=_form)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_composer(snap_compare, lang):
    assert snap_compare(app_of(lang, "light"), terminal_size=(80, 24), run_before=_composer)


def test_without_colour(snap_compare):
    assert snap_compare(app_of("zh", "mono"), terminal_size=(80, 24), run_before=_record)
