"""A small class for the tests, and tries and marks to fill it with."""

from __future__ import annotations

from typing import Any

from simulator.classroom.model import Assignment, Facet, Klass, Lost, Mark, Requirement, Student, Try
from simulator.classroom.store import assignments, classes, people
from simulator.classroom.store.database import Database
from simulator.kernel.text import Text

SECRET = bytes(range(32))
PACK, NEWER = "a" * 64, "b" * 64
DAY = 86_400_000
OPENS, CLOSES = 10 * DAY, 20 * DAY


def plan(**other: Any) -> Assignment:
    """An assignment that was not given out yet."""
    given: dict[str, Any] = {
        "id": "", "title": "第一次作业", "pack": "table1", "pack_version": "1.0.0", "pack_digest": PACK, "scenario": "11.1",
        "opens": OPENS, "closes": CLOSES, "created": OPENS,
    }  # fmt: skip
    return Assignment(**given | other)


def roster(n: int) -> list[Student]:
    return [
        Student(id=f"s{i}", number=f"2023{i:04}", name=f"学生{i}", email=f"s{i}@example.org", group="1 班") for i in range(1, n + 1)
    ]  # fmt: skip


def school(db: Database, n: int = 3, **about: Any) -> tuple[Klass, Assignment]:
    """A class of n students (s1, s2, ...) with an assignment."""
    klass = classes.create_class(db, "2026 级电商 1 班", at=DAY, id="k1", secret=SECRET)
    people.enroll(db, klass.id, roster(n), at=DAY)
    return klass, assignments.create_assignment(db, klass.id, plan(**{"id": "a1", **about}), b"archive")


def tried(id: str, student: str = "s1", assignment: str = "a1", ended: int = 11 * DAY, **other: Any) -> Try:
    """A valid try."""
    given: dict[str, Any] = {
        "id": id, "student": student, "assignment": assignment, "attempt": f"attempt-{id}", "seed": "7",
        "received": ended + 5_000, "started": ended - 3_600_000, "ended": ended, "active": 1_800_000, "commands": 40,
        "minutes": 480, "head": id.encode().hex(), "source": f"{id}.storesim", "says": (Text("有效。", "Valid."),),
        "print": f"print-{id}",
    }  # fmt: skip
    return Try(**given | other)


def mark(points: int, rubric: str = PACK) -> Mark:
    facet = Facet(
        id="declared", title=Text("申报", "Declared"), weight=100, points=points,
        worst=(Lost(unit="order#3", points=10_000 - points, why=Text("低报", "under-declared"), evidence=(12, 15)),),
    )  # fmt: skip
    requirement = Requirement(id="11.1.2", points=points, passed=points >= 6_000, facets=(facet,))
    return Mark(rubric=rubric, points=points, requirements=(requirement,))
