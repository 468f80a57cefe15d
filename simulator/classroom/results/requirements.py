"""What the class can do: the requirements of Table 1 against the assignments, from the tries that count."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator import standard
from simulator.classroom.model import FULL, Gradebook, Requirement, Try
from simulator.classroom.results.figures import mean, share
from simulator.kernel.text import Text


class Heat(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement in the tries that count: mean points, how many passed, how many tries (`n`, never 0)."""

    mean: int
    passed: int
    n: int

    @property
    def share(self) -> int:
        """The share that passed, basis points."""
        return share(self.passed, self.n)


class HeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement over all assignments, and in each of them in the gradebook's order (None where it does not occur)."""

    requirement: str
    title: Text
    overall: Heat
    cells: tuple[Heat | None, ...]


def counted_tries(book: Gradebook, assignment: str) -> list[tuple[str, Try]]:
    """Student id and counting try of all who have one in `assignment`, in the order of the students."""
    tries = [(s.id, book.cell(s.id, assignment).counted) for s in book.students]
    return [(student, found) for student, found in tries if found is not None]


def requirement_title(id: str) -> Text:
    """The standard's short wording, or the id where the standard knows none of that id."""
    try:
        return standard.requirement(id).title
    except standard.UnknownRequirement:
        return Text(id, id)


def in_order(requirements: Iterable[Requirement]) -> list[Requirement]:
    """The requirements of a mark in the standard's order."""
    return sorted(requirements, key=lambda r: (standard.sort_key(r.id), r.id))


def heat_map(book: Gradebook) -> tuple[HeatRow, ...]:
    """A row for each requirement that occurs in a try that counts, in the standard's order."""
    by_assignment = [_marked(book, a.id) for a in book.assignments]
    ids = {id for found in by_assignment for id in found}
    rows = []
    for id in sorted(ids, key=lambda id: (standard.sort_key(id), id)):
        cells = tuple(_heat(found.get(id, ())) for found in by_assignment)
        overall = _heat([r for found in by_assignment for r in found.get(id, ())])
        assert overall is not None  # the id comes from there
        rows.append(HeatRow(requirement=id, title=requirement_title(id), overall=overall, cells=cells))
    return tuple(rows)


def teach_again(heat: Iterable[HeatRow], most: int = 5) -> tuple[HeatRow, ...]:
    """The `most` lowest requirements, worst first; one with full points in every try is never among them."""
    wanting = [row for row in heat if row.overall.mean < FULL]
    return tuple(sorted(wanting, key=lambda row: (row.overall.mean, row.overall.share))[:most])


def _marked(book: Gradebook, assignment: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for _, counted in counted_tries(book, assignment):
        for requirement in counted.mark.requirements if counted.mark is not None else ():
            found.setdefault(requirement.id, []).append(requirement)
    return found


def _heat(found: Iterable[Requirement]) -> Heat | None:
    found = list(found)
    points = mean([r.points for r in found])
    return None if points is None else Heat(mean=points, passed=sum(r.passed for r in found), n=len(found))
