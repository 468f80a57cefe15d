"""What a hall speaks of: exams, candidates' sittings, nodes. Plain typed data; the tables hold it, screens show it."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.exams.paper.model import Paper
from simulator.exams.state import Stage
from simulator.kernel.text import Text

MODE = "exam"  # of every attempt in a hall, as its first row says
Admission = Literal["hand", "open"]
ADMISSION: dict[str, Text] = {
    "hand": Text("由监考老师放行", "by the invigilator"),
    "open": Text("到开考时间自动放行", "by itself, once the exam is open"),
}


class Exam(msgspec.Struct, frozen=True, kw_only=True):
    """An exam as it was set up. Its secret stays in its table.

    paper: frozen; packs: digests by pack id; targets: the workload each item's seeds aim at (`paper.difficulty`); opens: when candidates may begin (None: as soon as they are
    admitted); revealed: when markers came to see names (None: not yet).
    """

    id: str
    title: str
    paper: Paper
    packs: dict[str, str]
    targets: tuple[int, ...] = ()
    klass: str = ""
    admission: Admission = "hand"
    opens: int | None = None
    created: int = 0
    revealed: int | None = None


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's place in an exam: opaque id, ticket, the person (opaque too), and the alias markers see until names are revealed."""

    id: str
    exam: str
    ticket: str
    person: str
    alias: str
    stage: Stage
    deadline: int | None = None
    epoch: int = 0
    node: str = ""
    facts: int = 0
    seen: int | None = None


class Entrant(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to sit the exam: a person's opaque id, and extra time known beforehand, in seconds."""

    person: str
    planned: int = 0


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed for one candidate. The PIN is nowhere else: it is kept only as a hash."""

    sitting: str
    ticket: str
    pin: str
    person: str
    planned: int = 0
