"""What is verified, and what comes of it: plain data that travels to any process of any machine."""

from __future__ import annotations

import msgspec

from simulator.exams import facts as f
from simulator.exams.model import Exam
from simulator.exams.receipts import Receipt
from simulator.exams.state import Stage
from simulator.kernel.journal import Row
from simulator.kernel.text import Text


class AttemptRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as it is kept: which item (from 0), which try at it (from 0), the seed it was begun with, its rows."""

    id: str
    item: int
    number: int
    seed: int
    rows: list[Row]


class Cached(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the facts of a sitting, and has to be what they come to."""

    stage: str
    deadline: int | None
    epoch: int
    node: str
    facts: int
    head: bytes


class SittingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept of a sitting.

    cached: None where it came in a file. sign_ins: the moments at which somebody signed in with this ticket; None where that was not on record here
    (an exam taken offline, or a person whose data were erased); erased: whether that person was.
    """

    id: str
    ticket: str
    links: list[f.Link]
    attempts: list[AttemptRecord]
    cached: Cached | None = None
    receipts: list[Receipt] = []
    sign_ins: list[int] | None = None
    erased: bool = False

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        rows = (len(row.payload) + 100 for attempt in self.attempts for row in attempt.rows)
        return 1000 + sum(len(link.payload) + 100 for link in self.links) + sum(rows)


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """What all sittings of an exam are judged by.

    paper: the digest of the paper as the hall's first fact has it; kept: that of the paper that is there; secret: what seeds are drawn from; packs: archives by digest; keys: public
    keys whose receipts count; openings: to which moment the opening was moved, and when; trusted: whether the keys come from outside of the database.
    """

    exam: Exam
    paper: str
    kept: str
    secret: bytes
    packs: dict[str, bytes]
    keys: list[bytes]
    openings: list[tuple[int, int | None]] = []
    trusted: bool = True


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not hold: with whom (a ticket; empty: the hall itself), where, what, and what that means."""

    code: str
    ticket: str
    place: Text
    what: Text
    means: Text


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying a sitting found. notes: what could not be looked at, and why; number: the receipt number the candidate wrote down;
    unchecked: whether something could not be played again by this version."""

    sitting: str
    ticket: str
    stage: Stage = "enrolled"
    faults: tuple[Fault, ...] = ()
    notes: tuple[Text, ...] = ()
    facts: int = 0
    attempts: int = 0
    rows: int = 0
    receipts: int = 0
    number: str = ""
    unchecked: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything was checked and holds."""
        return not self.faults and not self.unchecked


class HallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the hall: its chain and its receipts, how many sittings there are, and receipts for what is not there any more."""

    links: list[f.Link]
    receipts: list[Receipt]
    sittings: int
    astray: list[Receipt] = []


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying an exam found: the hall's own faults and notes, and every sitting in the order of the tickets."""

    exam: str
    title: str
    faults: tuple[Fault, ...]
    notes: tuple[Text, ...]
    sittings: tuple[Judged, ...]

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Those of the hall and of all candidates."""
        return (*self.faults, *(x for one in self.sittings for x in one.faults))

    @property
    def ok(self) -> bool:
        """Whether everything was checked and holds."""
        return not self.faults and all(one.ok for one in self.sittings)
