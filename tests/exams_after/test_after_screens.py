"""The review of a mark on the screen: from the marks to the moment, and nothing is kept or begun from there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reviewmaker import made, renamed
from textual.pilot import Pilot

from simulator.kernel.text import Lang
from simulator.tui.app import StoreSimApp
from simulator.tui.appeal.debrief import AppealDebrief
from simulator.tui.appeal.replay import AppealReplay
from simulator.tui.appeal.screen import AppealScreen
from simulator.tui.screens.rows import Rows


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """One time zone, a home and saves of its own, colours."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def app(lang: Lang = "zh", theme: str | None = None, words: str = "") -> StoreSimApp:
    review = renamed(made(), words) if words else made()
    return StoreSimApp(lang, theme=theme, start=lambda app: app.push_screen(AppealScreen(review)))


async def settled(pilot: Pilot[Any]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def goes_to(pilot: Pilot[Any], key: str) -> None:
    """Put the cursor on the line of a key, as the arrow keys would."""
    rows = pilot.app.screen.query_one(Rows)
    for _ in range(200):
        if rows.key == key:
            return
        await pilot.press("down")
    raise AssertionError(f"no line {key}")


@pytest.mark.parametrize(
    ("lang", "theme", "size"),
    [("zh", "dark", (80, 24)), ("en", "light", (120, 36)), ("zh", "light", (200, 50)), ("en", "dark", (80, 24))],
)
@pytest.mark.parametrize("name", ["marks", "debrief", "replay"])
def test_picture(name: str, lang: Lang, theme: str, size: tuple[int, int], snap_compare: Any) -> None:
    async def ready(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        if name == "debrief":
            await goes_to(pilot, "try:1:0")
            await pilot.press("enter")
        if name == "replay":
            await goes_to(pilot, "req:0:11.1.2")
            await pilot.press("enter")
        await settled(pilot)
        await pilot.pause(0.2)

    assert snap_compare(app(lang, theme), terminal_size=size, run_before=ready)


async def test_a_try_opens_its_debrief_and_a_line_of_it_the_moment() -> None:
    one = app("en")
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await goes_to(pilot, "try:0:1")
        await pilot.press("enter")
        await settled(pilot)
        screen = one.screen
        assert isinstance(screen, AppealDebrief)
        assert screen.report is not None
        assert set(screen.report.requirements) == {"11.1.1", "11.1.2", "11.1.3", "11.1.4", "11.1.5"}
        # what of this try counts, from the mark itself
        mark = made().item(0)
        assert mark is not None
        best = sum(f.best == 1 for r in mark.requirements for f in r.facets)
        assert 0 < best < 15
        lines = [str(row.content() if callable(row.content) else row.content) for row in screen.query_one(Rows)._lines]
        words = " ".join(line.strip() for line in lines[:3])
        assert f"{best} of " in words
        assert "factor 0.8" in words
        await goes_to(pilot, "req:11.1.2")
        moment = screen.scored.moments["req:11.1.2"]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(one.screen, AppealReplay)
        assert one.screen.seq == moment
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(one.screen, AppealScreen)


async def test_a_requirement_opens_the_moment_that_cost_it_most() -> None:
    one = app("zh")
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await goes_to(pilot, "req:0:11.1.2")
        await pilot.press("enter")
        await settled(pilot)
        screen = one.screen
        assert isinstance(screen, AppealReplay)
        mark = made().item(0)
        assert mark is not None
        facets = next(r.facets for r in mark.requirements if r.id == "11.1.2")
        lost = max(f.weight * (10_000 - d.points) for f in facets for d in f.findings if d.evidence)
        there = [
            (f.best, d.evidence[0])
            for f in facets
            for d in f.findings
            if d.evidence and f.weight * (10_000 - d.points) == lost
        ]
        tries = {t.attempt: t.number for t in made().tries}
        assert (tries[screen.attempt.engine.journal.attempt], screen.seq) in there


async def test_f6_replays_the_try_under_the_cursor() -> None:
    one = app("en")
    async with one.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await goes_to(pilot, "try:1:0")
        await pilot.press("f6")
        await settled(pilot)
        assert isinstance(one.screen, AppealReplay)
        assert one.screen.attempt.engine.journal.attempt == "10" * 8
        assert any(s.command is not None for s in one.screen.steps)


async def test_nothing_is_kept_and_nobody_practises_from_here(tmp_path: Path) -> None:
    one = app("zh")
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await goes_to(pilot, "try:0:0")
        await pilot.press("enter")
        await settled(pilot)
        before = one.screen
        await pilot.press("f7")
        await settled(pilot)
        assert one.screen is before
        assert "again" not in before.query_one(Rows)._first
        rows = before.attempt.engine.rows  # type: ignore[attr-defined]
        await pilot.press("escape")
        await settled(pilot)
        assert before.attempt.engine.rows == rows  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
    assert one.return_code == 0
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and "snap" not in p.name]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_people_typed_is_only_text(lang: Lang) -> None:
    evil = "[/][@click=app.exit]x[/]\x1b[2J\u202e"
    one = app(lang, words=evil)
    async with one.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("try:0:0", "req:1:9.2.5"):
            await goes_to(pilot, key)
            await pilot.press("enter")
            await settled(pilot)
            await pilot.press("f10")
            await settled(pilot)
            assert one.is_running
            await pilot.press("escape")
            await settled(pilot)
        lines = [
            str(row.content() if callable(row.content) else row.content) for row in one.screen.query_one(Rows)._lines
        ]
        assert any("[/]" in line for line in lines)
        assert not any("\x1b" in line or "\u202e" in line for line in lines)


async def test_a_try_can_be_named_beforehand() -> None:
    one = StoreSimApp("en", start=lambda app: app.push_screen(AppealScreen(made(), 1, 0)))
    async with one.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert one.screen.query_one(Rows).key == "try:1:0"
