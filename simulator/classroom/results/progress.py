"""Does another try help: points by try, for each student and as the median of the class."""

from __future__ import annotations

import msgspec

from simulator.classroom.model import Gradebook
from simulator.classroom.results.figures import median


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """The marked tries of one student in one assignment: (number, points), in the order of their numbers."""

    student: str
    assignment: str
    points: tuple[tuple[int, int], ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The class at its try of that number: the median of the `n` students who have one with a mark."""

    assignment: str
    number: int
    median: int
    n: int


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """All paths by student and assignment, and the steps of the class by assignment and number."""

    paths: tuple[Path, ...]
    steps: tuple[Step, ...]


def progress(book: Gradebook) -> Progress:
    """Paths of all who have a marked try, and the steps they make together."""
    paths = []
    for student in book.students:
        for assignment in book.assignments:
            tries = book.cell(student.id, assignment.id).tries
            points = sorted((t.number, t.mark.points) for t in tries if t.mark is not None)
            if points:
                paths.append(Path(student=student.id, assignment=assignment.id, points=tuple(points)))
    steps = [step for assignment in book.assignments for step in _steps(assignment.id, paths)]
    return Progress(paths=tuple(paths), steps=tuple(steps))


def _steps(assignment: str, paths: list[Path]) -> list[Step]:
    by_number: dict[int, list[int]] = {}
    for path in paths:
        if path.assignment == assignment:
            for number, points in path.points:
                by_number.setdefault(number, []).append(points)
    steps = []
    for number, values in sorted(by_number.items()):
        middle = median(values)
        assert middle is not None  # a number is there because a value is
        steps.append(Step(assignment=assignment, number=number, median=middle, n=len(values)))
    return steps
