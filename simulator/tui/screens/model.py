"""What these screens show, as immutable rows that a thread may post, and the narrow door through which they get it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import msgspec

from simulator.kernel.text import Text
from simulator.tui.screens.progress import Mistake

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario
    from simulator.proof.library import Card
    from simulator.scoring.report import Report
    from simulator.tui.protocol import AttemptLike


class ScenarioRow(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario as lists show it: `id` finds it among all packs, `short` is its own."""

    id: str
    short: str = ""
    pack: Text | None = None  # the title of its pack, None for ours of Table 1
    title: Text
    track: str
    minutes: int
    guided: bool
    practises: tuple[str, ...]
    best: int | None = None  # best compliance so far
    tries: int = 0


class AttemptRow(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt in a save, or a file that cannot be used (`error`)."""

    path: Path
    attempt: str = ""
    scenario: str = ""
    title: Text = Text("", "")
    seed: str = ""
    wall: int = 0
    minute: int = 0
    closed: bool = False
    score: int | None = None
    error: Text | None = None


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next, and why."""

    scenario: str
    title: Text
    why: Text


class HomeData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the home screen shows."""

    scenarios: tuple[ScenarioRow, ...] = ()
    resume: AttemptRow | None = None
    advice: Advice | None = None
    mastery: dict[str, int] = {}  # requirement -> basis points as of today
    open_mistakes: int = 0
    warnings: tuple[Text, ...] = ()


class Source(Protocol):
    """Where the screens get their rows and their attempts. Every call may take its time: call it in a thread.

    What goes wrong is raised as an exception with a bilingual `text`.
    """

    def home(self) -> HomeData:
        """The home screen's rows."""

    def scenario(self, id: str) -> tuple[Pack, Scenario]:
        """A scenario with its pack; KeyError when there is none."""

    def fresh_seed(self, scenario: str) -> int:
        """A seed that was not played yet."""

    def start(self, scenario: str, seed: int) -> AttemptLike:
        """Begin an attempt in a save of its own."""

    def resume(self, path: Path, attempt: str) -> AttemptLike:
        """Take up an attempt; a closed one can be read."""

    def attempts(self) -> list[AttemptRow]:
        """All attempts of the saves folder, newest first."""

    def mistakes(self) -> list[Mistake]:
        """The mistakes book."""

    def report(self, attempt: AttemptLike) -> Report:
        """The score of an attempt."""

    def record(self, attempt: AttemptLike, report: Report) -> Text | None:
        """Keep the result of a closed attempt; a warning where that could not be done."""

    def reread(self) -> None:
        """Packs were installed or removed, or their files may have changed."""

    def cards(self) -> list[Card]:
        """All packs on this machine, as the library shows them."""

    def saves_of(self, digest: str) -> int:
        """How many attempts were begun with exactly this pack."""

    def practised(self) -> dict[str, tuple[str, ...]]:
        """By requirement the scenarios that practise it."""


def source_of(app: Any) -> Source:
    """The app's source; the shipped one where it has none yet."""
    found = getattr(app, "source", None)
    if found is None:
        from simulator.tui.screens.work import Shop

        found = app.source = Shop()
    return cast(Source, found)
