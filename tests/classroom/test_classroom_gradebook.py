"""The gradebook of a class: right, and read in few queries."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from classmaker import CLOSES, DAY, NEWER, PACK, mark, plan, school, tried
from sqlalchemy import event

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Extension, Override, Regrade, Reset
from simulator.classroom.store import assignments, classes, decisions, handins, marks, packs, personal
from simulator.classroom.store.database import Database
from simulator.classroom.store.gradebook import gradebook
from simulator.classroom.store.packs import KeptPack


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_class_with_all_that_was_decided(db: Database) -> None:
    klass, first = school(db, 4, attempts=2, counts="last")
    second = assignments.create_assignment(db, klass.id, plan(id="a2", title="第二次", created=12 * DAY), b"")
    handins.put_tries(
        db,
        [
            tried("t1", "s1", ended=12 * DAY), tried("t2", "s1", ended=11 * DAY), tried("t3", "s1", ended=13 * DAY),
            tried("t4", "s2", verdict="copied"), tried("t5", "s3", ended=CLOSES + 1, verdict="late"),
            tried("t6", "s2", "a2"), tried("t7", "s4", ended=11 * DAY),
        ],
    )  # fmt: skip
    points = {"t1": 6_000, "t2": 9_000, "t3": 8_000, "t5": 7_000, "t6": 5_000, "t7": 4_000}
    marks.put_marks(db, {id: mark(p) for id, p in points.items()}, made=1, program="0.2.0")
    by = {"reason": "因为", "author": "王老师", "at": 14 * DAY}
    decisions.override(db, Override(id="", student="s2", assignment="a1", points=1_000, **by))
    decisions.extend(db, Extension(id="", student="s3", assignment="a1", closes=CLOSES + DAY, **by))
    decisions.reset(db, Reset(id="", student="s4", assignment="a1", **by))

    got = gradebook(db, klass.id, taken=99)
    assert (got.id, got.title, got.taken) == (klass.id, klass.title, 99)
    assert got.assignments == (first, second)
    assert [s.id for s in got.students] == ["s1", "s2", "s3", "s4"]
    shown = {key: (c.points, c.automatic, c.counting) for key, c in got.cells.items()}
    assert shown == {
        ("s1", "a1"): (6_000, 6_000, "t1"),  # the last of the two that are allowed
        ("s2", "a1"): (1_000, None, ""),
        ("s3", "a1"): (7_000, 7_000, "t5"),
        ("s4", "a1"): (None, None, ""),
        ("s2", "a2"): (5_000, 5_000, "t6"),
    }
    assert [(t.id, t.number, t.mark is not None) for t in got.cell("s1", "a1").tries] == [
        ("t2", 1, True), ("t1", 2, True), ("t3", 3, True)
    ]  # fmt: skip
    assert got.cell("s1", "a1").counted == next(t for t in got.cell("s1", "a1").tries if t.id == "t1")
    assert got.cell("s1", "a2").tries == ()
    with pytest.raises(ClassroomError):
        gradebook(db, "nowhere", taken=1)


def test_marks_count_by_the_rubric_that_holds(db: Database) -> None:
    klass, _ = school(db)
    packs.keep_pack(db, KeptPack(id="table1", version="1.1.0", digest=NEWER, archive=b""))
    handins.put_tries(db, [tried("t1"), tried("t2", ended=12 * DAY)])
    marks.put_marks(db, {"t1": mark(5_000), "t2": mark(4_000)}, made=1, program="")
    marks.put_marks(db, {"t1": mark(1_000, NEWER), "t2": mark(8_000, NEWER)}, made=2, program="")
    assert gradebook(db, klass.id, 1).cell("s1", "a1").counting == "t1"
    decisions.regrade(db, Regrade(id="r", assignment="a1", before=PACK, after=NEWER, reason="r", author="t", at=1))
    got = gradebook(db, klass.id, 1).cell("s1", "a1")
    assert (got.counting, got.points) == ("t2", 8_000)
    decisions.undo_regrade(db, "r", reason="r", author="t", at=2)
    assert gradebook(db, klass.id, 1).cell("s1", "a1").points == 5_000


def test_who_left_is_out_and_who_was_erased_stands_without_a_name(db: Database) -> None:
    klass, _ = school(db)
    handins.put_tries(db, [tried("t1", "s1"), tried("t2", "s2")])
    marks.put_marks(db, {"t1": mark(5_000), "t2": mark(6_000)}, made=1, program="")
    classes.leave(db, klass.id, "s2", at=1)
    personal.erase(db, "s1", at=2)
    got = gradebook(db, klass.id, 1)
    assert [(s.id, s.name, s.erased) for s in got.students] == [("s3", "学生3", False), ("s1", "", True)]
    assert got.cell("s1", "a1").points == 5_000
    assert ("s2", "a1") not in got.cells


def test_a_large_class_in_few_queries(db: Database) -> None:
    """200 students, 3 assignments, 2 tries each: as many statements as for one student."""
    klass, _ = school(db, 200)
    for id in ("a2", "a3"):
        assignments.create_assignment(db, klass.id, plan(id=id), b"")
    tries = [
        tried(f"t{s}-{a}-{n}", f"s{s}", a, ended=(10 + n) * DAY)
        for s in range(1, 201)
        for a in ("a1", "a2", "a3")
        for n in (1, 2)
    ]
    with counted(db) as sent:
        handins.put_tries(db, tries)
        marks.put_marks(db, {t.id: mark(5_000 + i) for i, t in enumerate(tries)}, made=1, program="")
    assert len(sent) < 30, "written in bulk"
    with counted(db) as sent:
        began = time.perf_counter()
        got = gradebook(db, klass.id, 1)
        took = time.perf_counter() - began
    assert len([s for s in sent if "SELECT" in s]) <= 10
    assert len(got.cells) == 600
    assert all(c.points is not None and len(c.tries) == 2 for c in got.cells.values())
    assert got.cell("s200", "a3").points == 5_000 + 1199
    assert took < 5
