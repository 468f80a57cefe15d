"""What goes wrong most: facets of which half the points or more were lost, and forbidden acts, by share of students."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import msgspec

from simulator import standard
from simulator.classroom.model import FULL, Facet, Gradebook, Lost, Requirement, Try
from simulator.classroom.results.figures import share
from simulator.classroom.results.requirements import counted_tries
from simulator.kernel.text import Text


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One case to show the class, without a name: the student's opaque id, the try, and what it lost the points with.

    `lost` is None where the mark keeps no sentence: it does not for forbidden acts.
    """

    student: str
    number: int
    lost: Lost | None = None


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A facet or a forbidden act in one assignment: `students` of the `n` who were marked on it got it wrong."""

    assignment: str
    requirement: str
    kind: Literal["facet", "gate"]
    title: Text
    students: int
    n: int
    example: Example

    @property
    def share(self) -> int:
        """The share of students, basis points."""
        return share(self.students, self.n)


class _Seen:
    """What has been counted of one facet or act so far."""

    def __init__(self, title: Text) -> None:
        self.title = title
        self.students = 0
        self.worst = FULL + 1
        self.example: Example | None = None

    def wrong(self, student: str, counted: Try, points: int, lost: Lost | None) -> None:
        self.students += 1
        if points < self.worst:  # the first of the worst, so that the order of students decides and nothing else
            self.worst = points
            self.example = Example(student=student, number=counted.number, lost=lost)


def mistakes(book: Gradebook, most: int = 10) -> tuple[Mistake, ...]:
    """The `most` frequent ones, largest share of students first, from the tries that count."""
    found: list[tuple[tuple[object, ...], Mistake]] = []
    for place, assignment in enumerate(book.assignments):
        for mistake in _of(book, assignment.id):
            order = (
                -Fraction(mistake.students, mistake.n),
                -mistake.students,
                place,
                standard.sort_key(mistake.requirement),
                mistake.requirement,
            )
            found.append((order, mistake))
    found.sort(key=lambda entry: entry[0])
    return tuple(mistake for _, mistake in found[:most])


def _of(book: Gradebook, assignment: str) -> list[Mistake]:
    marked: dict[str, int] = {}  # requirement -> students marked on it
    facets: dict[tuple[str, str], _Seen] = {}
    gates: dict[tuple[str, str], _Seen] = {}
    of_facet: dict[tuple[str, str], int] = {}
    for student, counted in counted_tries(book, assignment):
        for requirement in counted.mark.requirements if counted.mark is not None else ():
            marked[requirement.id] = marked.get(requirement.id, 0) + 1
            _gates(gates, requirement, student, counted)
            for facet in requirement.facets:
                key = (requirement.id, facet.id)
                of_facet[key] = of_facet.get(key, 0) + 1
                _facet(facets.setdefault(key, _Seen(facet.title)), facet, student, counted)
    found = [_mistake(assignment, key[0], "gate", seen, marked[key[0]]) for key, seen in gates.items()]
    found += [_mistake(assignment, key[0], "facet", seen, of_facet[key]) for key, seen in facets.items()]
    return [mistake for mistake in found if mistake is not None]


def _gates(gates: dict[tuple[str, str], _Seen], requirement: Requirement, student: str, counted: Try) -> None:
    for title in {t.en: t for t in requirement.gates}.values():
        gates.setdefault((requirement.id, title.en), _Seen(title)).wrong(student, counted, 0, None)


def _facet(seen: _Seen, facet: Facet, student: str, counted: Try) -> None:
    if 2 * facet.points <= FULL:
        lost = min(facet.worst, key=lambda x: x.points, default=None)
        seen.wrong(student, counted, facet.points, lost)


def _mistake(assignment: str, requirement: str, kind: Literal["facet", "gate"], seen: _Seen, n: int) -> Mistake | None:
    if seen.example is None:
        return None
    return Mistake(
        assignment=assignment, requirement=requirement, kind=kind, title=seen.title, students=seen.students, n=n,
        example=seen.example,
    )  # fmt: skip
