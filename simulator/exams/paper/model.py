"""What an exam paper says once it is read: which scenarios, for how long, in which order, what is off, and what it takes to pass.

Plain typed data. Durations are whole seconds, marks whole basis points (10,000 is full).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.kernel.text import Lang, Text

Helper = Literal["coach", "hints", "pause", "jumps", "preview"]
"""What a paper may take away: the coach's tasks, his hints, stopping the store's clock, letting it jump, and seeing which facts of
a reply were recognised."""


class PaperItem(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario of the paper, and what it counts for.

    pack: id of its pack; scenario: id, with its level where it has one (`11.1@hard`); requirements: those that are marked, in the
    order of the standard (never empty: where the paper names none, all that the scenario practises); points: its share of the
    total, a relative weight.
    """

    pack: str
    scenario: str
    requirements: tuple[str, ...]
    points: int = 1

    @property
    def address(self) -> str:
        """`pack/scenario`."""
        return f"{self.pack}/{self.scenario}"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """An exam paper.

    limit: working time; order: whether the items come as planned or the candidate chooses; seeds: each candidate's own (of equal
    difficulty) or the same for all; off: what does not help here; resubmissions: how often an item may be begun anew after it was
    handed in, each such try counting `factor` times as much as the one before; pass_mark: overall, pass_chapters: for chapters of
    the standard (`9`, `11`) as well; last_start: seconds after the opening of the exam until which one may begin (None: until the hard
    close); hard_close: seconds after the opening at which all ends, whatever the time left (None: no such moment); languages: those the
    candidate may choose between, the first stands at the beginning.
    """

    id: str
    version: str
    title: Text
    about: Text
    limit: int
    items: tuple[PaperItem, ...]
    order: Literal["planned", "free"] = "planned"
    seeds: Literal["candidate", "same"] = "candidate"
    off: tuple[Helper, ...] = ("coach", "hints", "pause", "preview")
    resubmissions: int = 0
    factor: int = 8_000
    pass_mark: int = 6_000
    pass_chapters: dict[str, int] = {}
    last_start: int | None = None
    hard_close: int | None = None
    languages: tuple[Lang, ...] = ("zh", "en")

    @property
    def packs(self) -> tuple[str, ...]:
        """The ids of the packs it needs, each once."""
        return tuple(dict.fromkeys(item.pack for item in self.items))
