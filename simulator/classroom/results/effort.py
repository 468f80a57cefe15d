"""How long the class was at work: active time of the tries that count, and who is far off."""

from __future__ import annotations

import msgspec

from simulator.classroom.model import Gradebook
from simulator.classroom.results.figures import Quartiles, divide, quartiles
from simulator.classroom.results.requirements import counted_tries

MINUTE = 60_000

# From how many students on somebody can be far off: below, a quartile says nothing about the class.
FAR_FROM = 5


class Far(msgspec.Struct, frozen=True, kw_only=True):
    """A student who needed much more time than the class, or much less."""

    student: str
    active: int
    more: bool


class Effort(msgspec.Struct, frozen=True, kw_only=True):
    """Active time in one assignment, milliseconds; `quartiles` is None and all else empty where nobody has a try that counts.

    Far off is who lies more than one and a half times the distance of the outer quartiles beyond them.
    """

    assignment: str
    quartiles: Quartiles | None = None
    least: int = 0
    most: int = 0
    far: tuple[Far, ...] = ()

    @property
    def n(self) -> int:
        """How many students are behind the figures."""
        return self.quartiles.n if self.quartiles is not None else 0


def minutes(active: int) -> int:
    """Milliseconds as whole minutes, halves up."""
    return divide(active, MINUTE)


def effort(book: Gradebook) -> tuple[Effort, ...]:
    """One entry for each assignment."""
    return tuple(_effort(book, a.id) for a in book.assignments)


def _effort(book: Gradebook, assignment: str) -> Effort:
    spent = [(student, counted.active) for student, counted in counted_tries(book, assignment)]
    times = [active for _, active in spent]
    found = quartiles(times)
    if found is None:
        return Effort(assignment=assignment)
    reach = (found.high - found.low) * 3  # in halves, so that it stays whole
    far = tuple(
        Far(student=student, active=active, more=active > found.middle)
        for student, active in spent
        if found.n >= FAR_FROM and (2 * (active - found.high) > reach or 2 * (found.low - active) > reach)
    )
    return Effort(assignment=assignment, quartiles=found, least=min(times), most=max(times), far=far)
