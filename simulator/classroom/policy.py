"""What counts: from a student's tries and the decisions of people to one cell of the gradebook. Pure; knows no database.

A try can count when its verdict is `ok`, or `late` and within the student's own time, and when it ended after the student's
latest reset. Of these the first `attempts` in order of their end take part, marked or not, so that a mark that comes later
moves nobody else in or out. Among those with a mark the assignment's rule chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from simulator.classroom.model import Assignment, Cell, Extension, Override, Reset, Try
from simulator.kernel.text import Text

TOO_MANY = "too-many"
_TOO_MANY = Text(
    "这是第 {number} 次有效的提交，作业只计前 {most} 次。",
    "This is valid hand-in number {number}, and the assignment counts the first {most}.",
)


def order(t: Try) -> tuple[int, int, int, str]:
    """The order of tries: by their end, or where none is known (a damaged file) by their arrival; where clocks agree by start,
    arrival and id, so that it is never left to chance."""
    return (t.ended or t.received, t.started, t.received, t.id)


def closing(assignment: Assignment, extensions: Sequence[Extension] = ()) -> int | None:
    """When a student's time is up; None: never. Extensions in the order they were made: the latest holds, and never shortens."""
    if assignment.closes is None or not extensions:
        return assignment.closes
    return max(assignment.closes, extensions[-1].closes)


def taking_part(
    assignment: Assignment, tries: Sequence[Try], resets: Sequence[Reset] = (), extensions: Sequence[Extension] = ()
) -> list[Try]:
    """The tries that may count, in order: valid, in time, after the latest reset, and not too many."""
    closes = closing(assignment, extensions)
    since = max((r.at for r in resets), default=0)
    able = [
        t
        for t in sorted(tries, key=order)
        if t.ended >= since and (t.verdict == "ok" or (t.verdict == "late" and (closes is None or t.ended <= closes)))
    ]
    return able[: assignment.attempts] if assignment.attempts else able


def relabelled(
    assignment: Assignment, tries: Sequence[Try], resets: Sequence[Reset] = (), extensions: Sequence[Extension] = ()
) -> list[Try]:
    """The tries of a student whose verdict changes between valid and one too many, when all of them are looked at together.
    Only words change: what counts is chosen by `taking_part` either way."""
    closes = closing(assignment, extensions)

    def standing(t: Try) -> Try:
        if t.verdict != TOO_MANY:
            return t
        late = closes is not None and t.ended > closes
        return msgspec.structs.replace(t, verdict="late" if late else "ok", says=t.says[:-1])

    every = msgspec.structs.replace(assignment, attempts=0)
    able = taking_part(every, [standing(t) for t in tries], resets, extensions)
    now = {t.id: t for t in able}
    for number, t in enumerate(able, 1):
        if 0 < assignment.attempts < number:
            says = (*t.says, _TOO_MANY.fill(number=number, most=assignment.attempts))
            now[t.id] = msgspec.structs.replace(t, verdict=TOO_MANY, says=says)
    return [now[t.id] for t in tries if t.id in now and now[t.id] != t]


def choose(assignment: Assignment, able: Sequence[Try]) -> Try | None:
    """The try that counts among those that take part; the earlier of two equally good ones."""
    marked = [t for t in able if t.mark is not None]
    if not marked:
        return None
    if assignment.counts == "first":
        return marked[0]
    if assignment.counts == "last":
        return marked[-1]
    return max(marked, key=_points)  # the first of equals


def cell(
    assignment: Assignment,
    student: str,
    tries: Sequence[Try],
    *,
    overrides: Sequence[Override] = (),
    resets: Sequence[Reset] = (),
    extensions: Sequence[Extension] = (),
) -> Cell:
    """One student in one assignment. Facts come in the order they were made; tries in any, and leave in order and numbered.

    The latest override decides, unless a reset came after it; one without points goes back to the automatic mark.
    """
    numbered = tuple(msgspec.structs.replace(t, number=i) for i, t in enumerate(sorted(tries, key=order), 1))
    counting = choose(assignment, taking_part(assignment, numbered, resets, extensions))
    automatic = _points(counting) if counting is not None else None
    since = max((r.at for r in resets), default=0)
    decided = overrides[-1] if overrides and overrides[-1].at >= since else None
    if decided is not None and decided.points is None:
        decided = None
    return Cell(
        student=student,
        assignment=assignment.id,
        points=decided.points if decided is not None else automatic,
        automatic=automatic,
        counting=counting.id if counting is not None else "",
        tries=numbered,
        override=decided,
    )


def _points(t: Try) -> int:
    return t.mark.points if t.mark is not None else 0
