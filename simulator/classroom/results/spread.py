"""How the marks are distributed: bins of ten points, mean, median, lowest and highest."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.classroom.model import FULL, Gradebook
from simulator.classroom.results.figures import mean, median
from simulator.classroom.results.students import StudentRow

BINS = 10
WIDTH = FULL // BINS


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Final marks of one assignment (or, with `assignment` empty, the students' means): `bins` counts 0-9, 10-19 ... 90-100.

    n: students with a mark; missing: those without; passed: those who reached the assignment's pass mark (0 for means).
    """

    assignment: str
    bins: tuple[int, ...]
    n: int
    missing: int
    passed: int = 0
    mean: int | None = None
    median: int | None = None
    lowest: int | None = None
    highest: int | None = None


def spread(book: Gradebook) -> tuple[Spread, ...]:
    """One entry for each assignment."""
    found = []
    for assignment in book.assignments:
        points = [book.cell(s.id, assignment.id).points for s in book.students]
        found.append(_spread(assignment.id, points, assignment.pass_at))
    return tuple(found)


def spread_of_means(rows: Iterable[StudentRow]) -> Spread:
    """How the students' means over all assignments are distributed."""
    return _spread("", [row.mean for row in rows], None)


def _spread(assignment: str, points: list[int | None], pass_at: int | None) -> Spread:
    marks = [p for p in points if p is not None]
    bins = [0] * BINS
    for value in marks:
        bins[min(max(value, 0) // WIDTH, BINS - 1)] += 1
    return Spread(
        assignment=assignment,
        bins=tuple(bins),
        n=len(marks),
        missing=len(points) - len(marks),
        passed=sum(p >= pass_at for p in marks) if pass_at is not None else 0,
        mean=mean(marks),
        median=median(marks),
        lowest=min(marks, default=None),
        highest=max(marks, default=None),
    )
