"""What travels to whoever marks a sitting, and what comes back. Nothing here imports a database."""

from __future__ import annotations

import msgspec

from simulator.exams.facts import Link
from simulator.exams.marking.model import Closing, Marked
from simulator.exams.marking.rubric import Rubric
from simulator.exams.paper.model import Paper
from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.packs.model import Pack


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What all sittings of an exam have in common.

    paper, targets, packs: as it was sat (the packs' digests by id); rubric: by what it is marked; by_digest: all these packs.
    """

    exam: str
    paper: Paper
    targets: tuple[int, ...]
    packs: dict[str, str]
    rubric: Rubric
    by_digest: dict[str, Pack]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the list of sittings beside the facts, and has to be what they come to."""

    stage: str
    deadline: int | None
    epoch: int
    facts: int
    head: bytes


class TryRows(msgspec.Struct, frozen=True, kw_only=True):
    """A try at an item as the hall has it: which one, and its rows."""

    attempt: str
    item: int
    number: int
    seed: int
    rows: tuple[Row, ...]


class Sat(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting as the hall has it. key: what its seeds are drawn from; closings: what came of its attempts, where they were marked before."""

    sitting: str
    key: bytes
    listed: Listed
    links: tuple[Link, ...]
    tries: tuple[TryRows, ...]
    closings: tuple[Closing, ...] = ()

    @property
    def size(self) -> int:
        """Its bytes, roughly."""
        facts = sum(len(link.payload) + 64 for link in self.links)
        return facts + sum(len(row.payload) + 96 for t in self.tries for row in t.rows)


def died(sat: Sat) -> Marked:
    """The answer for a sitting that no process survives."""
    return Marked(
        verdict="damaged",
        says=(
            Text("评这位考生时进程一再中断；请人工查看。", "Marking this candidate ended the process again and again; look at it yourself."),
        ),
    )  # fmt: skip


def marked(shared: Shared, sat: Sat) -> Marked:
    """A sitting verified and marked. Whatever it holds ends in a verdict, never in an error."""
    from simulator.exams.marking.sitting import mark_sitting

    return mark_sitting(shared, sat)


def remarked(shared: Shared, sat: Sat) -> Marked:
    """A sitting that was verified before, marked anew: its rows are still those that were sealed, and are not played again."""
    from simulator.exams.marking.sitting import mark_again

    return mark_again(shared, sat)
