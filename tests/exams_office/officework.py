"""Operations of the hall's office as a form would carry them out."""

from __future__ import annotations

from typing import Any

from hallmaker import small_exam

from simulator.classroom.bureau import Answer
from simulator.classroom.bureau.filling import filled
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.model import Exam, Strip
from simulator.exams.office import HALL, Hall
from simulator.exams.seat import Seat
from simulator.exams.state import State, fold
from simulator.exams.store import chains
from simulator.exams.store.signing import sign_in
from simulator.kernel.engine import Advance


class Work:
    """An exam with some candidates, and the office that runs it."""

    def __init__(self, db: Database, candidates: int = 3, clock: HallClock | None = None, **changed: Any) -> None:
        self.db = db
        self.clock = clock or HallClock()
        self.exam: Exam
        self.strips: tuple[Strip, ...]
        self.exam, self.strips = small_exam(db, self.clock, candidates, **{"admission": "hand", **changed})
        self.hall = Hall(db, clock=self.clock, author="王老师")
        self.seats: list[Seat] = []

    def do(self, name: str, *who: int, **said: Any) -> Answer:
        """Carry out an operation on candidates by their numbers (none: on everybody, where it asks for somebody)."""
        spec = HALL.operations()[name]
        fields = {field.name for field in spec.fields}
        given = {
            "exam": self.exam.id,
            "who": ",".join(self.strips[n].ticket for n in who) or "all",
            "reason": "测试",
            **said,
        }
        return filled(spec, {k: v for k, v in given.items() if k in fields}).run(self.hall)  # type: ignore[no-any-return]

    def seat(self, number: int) -> Seat:
        """A seat of a candidate, who signs in by ticket and PIN."""
        strip = self.strips[number]
        seat = Seat(self.db, self.clock, sign_in(self.db, self.clock, strip.ticket, strip.pin, node="n1"), "n1")
        self.seats.append(seat)
        return seat

    def leave(self) -> None:
        """Let go of every seat's connection."""
        for seat in self.seats:
            seat.close()

    def working(self, number: int, steps: int = 1) -> Seat:
        """A candidate at work."""
        seat = self.seat(number)
        self.do("admit", number)
        seat.refresh()
        seat.begin()
        attempt = seat.begin_item(0)
        for _ in range(steps):
            assert attempt.do(Advance(minutes=1)).ok
        return seat

    def facts(self, number: int) -> list[Any]:
        """The facts of a candidate."""
        return chains.facts_of(self.db, self.strips[number].sitting)

    def last(self, number: int, kind: type[f.Fact]) -> Any:
        """The newest fact of a kind."""
        return [x for x in self.facts(number) if isinstance(x, kind)][-1]

    def state(self, number: int) -> State:
        """What the facts of a candidate come to."""
        return fold(self.facts(number))
