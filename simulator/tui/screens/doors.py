"""Every screen of this room by name, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.scoring.report import Report
    from simulator.tui.protocol import AttemptLike


def home() -> Screen[Any]:
    """What is next, scenarios, map."""
    from simulator.tui.screens.home import HomeScreen

    return HomeScreen()


def briefing(scenario: str, seed: int | None = None) -> Screen[Any]:
    """Before a shift; a fresh seed unless one is given."""
    from simulator.tui.screens.briefing import BriefingScreen

    return BriefingScreen(scenario, seed)


def debrief(attempt: AttemptLike, report: Report | None = None) -> Screen[Any]:
    """After a shift; scored in a thread unless a report is given."""
    from simulator.tui.screens.debrief import DebriefScreen

    return DebriefScreen(attempt, report)


def replay(attempt: AttemptLike, seq: int = 0) -> Screen[Any]:
    """The journal step by step, open at a fact."""
    from simulator.tui.screens.replay import ReplayScreen

    return ReplayScreen(attempt, seq)


def attempts() -> Screen[Any]:
    """All saves."""
    from simulator.tui.screens.attempts import AttemptsScreen

    return AttemptsScreen()


def mistakes() -> Screen[Any]:
    """The mistakes book."""
    from simulator.tui.screens.mistakes import MistakesScreen

    return MistakesScreen()


def standard(place: str = "") -> Screen[Any]:
    """The standard, open at a chapter, task or requirement."""
    from simulator.tui.screens.standard import StandardScreen

    return StandardScreen(place)


def packs() -> Screen[Any]:
    """The library of scenario packs."""
    from simulator.tui.library.screen import PackLibraryScreen

    return PackLibraryScreen()


def settings() -> Screen[Any]:
    """Language, look, speed."""
    from simulator.tui.screens.settings import SettingsScreen

    return SettingsScreen()


def error(text: Text, place: str = "") -> Screen[Any]:
    """What cannot be used, where, and the mend."""
    from simulator.tui.screens.errors import ErrorScreen

    return ErrorScreen(text, place)
