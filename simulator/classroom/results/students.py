"""How each student did: final and automatic marks, decisions by hand, tries, time, mean."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.classroom.model import Assignment, Cell, Gradebook, Student
from simulator.classroom.results.figures import mean
from simulator.kernel.text import Text

State = Literal["none", "waiting", "marked", "override"]
STATE: dict[State, Text] = {
    "none": Text("未交", "nothing handed in"),
    "waiting": Text("待处理", "waits for a decision"),
    "marked": Text("已评分", "marked"),
    "override": Text("人工改分", "changed by hand"),
}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One student in one assignment.

    final, automatic, changed: basis points, None where there are none (`changed` is what a person decided); tries: hand-ins of
    any verdict, marked: those with a mark; counting: the number of the try that counts; active: milliseconds at work in
    it, total: in all tries.
    """

    assignment: str
    state: State
    final: int | None = None
    automatic: int | None = None
    changed: int | None = None
    passed: bool | None = None
    tries: int = 0
    marked: int = 0
    counting: int | None = None
    active: int | None = None
    total: int = 0


class StudentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One student: a result for each assignment in the gradebook's order, and the mean of the `n` final marks there are."""

    student: Student
    results: tuple[Result, ...]
    mean: int | None
    n: int


def student_rows(book: Gradebook) -> tuple[StudentRow, ...]:
    """All students in the gradebook's order."""
    return tuple(_row(book, student) for student in book.students)


def changed_by_hand(cell: Cell) -> int | None:
    """The points a person decided on; None where nobody did, or decided to go back to the automatic mark."""
    return cell.override.points if cell.override is not None else None


def _row(book: Gradebook, student: Student) -> StudentRow:
    results = tuple(_result(a, book.cell(student.id, a.id)) for a in book.assignments)
    finals = [r.final for r in results if r.final is not None]
    return StudentRow(student=student, results=results, mean=mean(finals), n=len(finals))


def _result(assignment: Assignment, cell: Cell) -> Result:
    counted = cell.counted
    return Result(
        assignment=assignment.id,
        state=_state(cell),
        final=cell.points,
        automatic=cell.automatic,
        changed=changed_by_hand(cell),
        passed=None if cell.points is None else cell.points >= assignment.pass_at,
        tries=len(cell.tries),
        marked=sum(t.mark is not None for t in cell.tries),
        counting=counted.number if counted is not None else None,
        active=counted.active if counted is not None else None,
        total=sum(t.active for t in cell.tries),
    )


def _state(cell: Cell) -> State:
    if changed_by_hand(cell) is not None:
        return "override"
    if cell.points is not None:
        return "marked"
    return "waiting" if cell.tries else "none"
