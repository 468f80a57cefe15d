"""What the hand-ins of an assignment have to be, put together from what the database holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from simulator.classroom.judging import Expected, Owner
from simulator.classroom.model import Assignment, Extension, Reset, Student
from simulator.classroom.policy import closing
from simulator.classroom.seeds import seed_for
from simulator.classroom.store.assignments import class_of, get_assignment
from simulator.classroom.store.classes import class_secret
from simulator.classroom.store.database import Database
from simulator.classroom.store.decisions import extensions, resets
from simulator.classroom.store.people import students
from simulator.classroom.task import FRESH

D = TypeVar("D", Reset, Extension)


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment with its class, and what was decided about its students, in the order it was decided."""

    assignment: Assignment
    klass: str
    students: dict[str, Student]
    expected: Expected
    resets: dict[str, tuple[Reset, ...]]
    extensions: dict[str, tuple[Extension, ...]]


def setting(db: Database, assignment_id: str, now: int) -> Setting:
    """All that is known before a hand-in is looked at. Who left the class is still expected. Raises ClassroomError."""
    with db.session(write=False):
        assignment = get_assignment(db, assignment_id)
        klass = class_of(db, assignment_id)
        secret = class_secret(db, klass)
        people = {s.id: s for s in students(db, klass, left=True)}
        fresh, more = _by_student(resets(db, assignment_id)), _by_student(extensions(db, assignment_id))
    started = Counter({student: len(made) for student, made in fresh.items()})
    owners = {
        id: Owner(seeds=_seeds(secret, assignment, id, started[id]), closes=closing(assignment, more.get(id, ())))
        for id in people
    }
    return Setting(
        assignment=assignment, klass=klass, students=people, resets=fresh, extensions=more,
        expected=Expected(assignment=assignment, students=owners, now=now),
    )  # fmt: skip


def _seeds(secret: bytes, assignment: Assignment, student: str, resets: int) -> frozenset[int]:
    """The seeds a student may have been given. With fresh ones at least as many as a task file ever held for the default of
    tries: their number may have been changed since."""
    many = max(assignment.attempts, FRESH) * (1 + resets) if assignment.seeds == "fresh" else 1
    return frozenset(seed_for(secret, assignment, student, n) for n in range(1, many + 1))


def _by_student(made: Sequence[D]) -> dict[str, tuple[D, ...]]:
    found: dict[str, list[D]] = {}
    for one in made:
        found.setdefault(one.student, []).append(one)
    return {student: tuple(own) for student, own in found.items()}
