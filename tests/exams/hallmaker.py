"""A small exam for tests: a paper with two short items, some candidates, a clock that tests can move."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from simulator.classroom.packfiles import Opened, opened
from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamRow
from simulator.classroom.store.packs import KeptPack
from simulator.classroom.store.tables import PersonRow
from simulator.exams.clock import HallClock
from simulator.exams.model import Entrant, Exam, Strip
from simulator.exams.paper.difficulty import target
from simulator.exams.paper.frozen import paper_digest
from simulator.exams.paper.model import Paper, PaperItem
from simulator.exams.seat import Seat
from simulator.exams.store import hours
from simulator.exams.store.exams import make_exam
from simulator.exams.store.signing import seat
from simulator.kernel.text import Text
from simulator.packs.library import shipped_folder

PACK = "table1"


@lru_cache
def table1() -> Opened:
    return opened(shipped_folder() / PACK)


@lru_cache
def aimed(scenario: str) -> int:
    """The usual workload of a scenario: found by playing it, so once for all tests."""
    return target(table1().pack, scenario)


def paper(**changed: Any) -> Paper:
    said: dict[str, Any] = {
        "id": "small", "version": "1", "title": Text("小考", "A small exam"), "about": Text("", ""), "limit": 600,
        "items": (
            PaperItem(pack=PACK, scenario="first", requirements=("11.1.1", "11.1.2")),
            PaperItem(pack=PACK, scenario="9.2.5", requirements=("9.2.5",)),
        ),
    }  # fmt: skip
    return Paper(**(said | changed))


def small_exam(
    db: Database, clock: HallClock, candidates: int = 2, *, admission: Any = "open", opens: int | None = None,
    planned: int = 0, **changed: Any,
) -> tuple[Exam, tuple[Strip, ...]]:  # fmt: skip
    """An exam with so many candidates."""
    hours.heard(db, clock)
    pack = table1()
    frozen = paper(**changed)
    with db.session() as session:
        for n in range(candidates):
            if session.get(PersonRow, f"p{n}") is None:
                session.add(PersonRow(id=f"p{n}", number=f"20260{n:02}", name=f"考生{n}"))
    kept = KeptPack(id=pack.pack.id, version=pack.pack.version, digest=pack.pack.digest, archive=pack.archive)
    exam = Exam(
        id="", title="期末", paper=frozen, packs={PACK: pack.pack.digest}, admission=admission, opens=opens,
        targets=tuple(aimed(item.scenario) for item in frozen.items),
    )  # fmt: skip
    entrants = [Entrant(person=f"p{n}", planned=planned) for n in range(candidates)]
    return make_exam(db, clock, exam, {PACK: kept}, entrants, by="test", digest=paper_digest(frozen))


def take(db: Database, clock: HallClock, strip: Strip, node: str = "n1") -> Seat:
    """A seat of a candidate, without the slow PIN."""
    return Seat(db, clock, seat(db, clock, strip.sitting, node), node)


class Hands:
    """Clocks that tests move by hand: `pass_time` both, `set_clock` the machine's own alone."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000
        self.off = 0

    def clock(self) -> HallClock:
        return HallClock(lambda: self.at, lambda: self.at + self.off)

    def pass_time(self, seconds: float) -> None:
        self.at += int(seconds * 1000)

    def set_clock(self, seconds: float) -> None:
        self.off += int(seconds * 1000)


def past(db: Database, exam: Exam, seconds: float) -> None:
    """Let the hall's time on a server move on: what a jump of its clock that was not corrected would do."""
    with db.session() as session:
        row = session.get(ExamRow, exam.id)
        assert row is not None
        row.shift += int(seconds * 1000)
        session.add(row)
