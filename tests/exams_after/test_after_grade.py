"""Grading an exam, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import pytest
from satmaker import exam_of, sit

from simulator.classroom.store.database import Database
from simulator.exams.clock import HallClock
from simulator.exams.results.grading import grade


@pytest.fixture
def clock() -> HallClock:
    return HallClock()


def test_a_whole_exam_is_graded(db: Database, clock: HallClock) -> None:
    exam, strips = exam_of(db, clock, 4)
    sit(db, clock, strips[0], "reference", "reference")
    sit(db, clock, strips[1], "reference", "idle")
    sit(db, clock, strips[2])
    found = {f.sitting: f for f in grade(db, exam.id, wall=lambda: 5, clock=clock).found}
    for f in found.values():
        print(f)
    assert [found[s.sitting].points for s in strips] == [10_000, 4_000, 0, None]
    assert [found[s.sitting].verdict for s in strips] == ["ok", "ok", "ok", "absent"]
