"""An exam that was sat and graded, made once and copied into the database of each test: playing it takes longer than what is tested."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from satmaker import exam_of, sit

from simulator.classroom.store.database import Database, open_database
from simulator.exams.clock import HallClock
from simulator.exams.model import Exam, Strip
from simulator.exams.results.grading import grade
from simulator.exams.store.exams import get_exam

HOWS = (
    ("reference", "reference"), ("mistake:under-declare", "until:600"), ("until:560", "reference"), ("until:548", "until:700"), ("idle",),
)  # fmt: skip


@pytest.fixture
def clock() -> HallClock:
    return HallClock()


@pytest.fixture(scope="session")
def sat_once(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Path, str, tuple[Strip, ...]]:
    """Six candidates of a small exam, the last of whom never came; graded."""
    place = tmp_path_factory.mktemp("sat") / "classes.db"
    shutil.copy(template, place)
    clock = HallClock()
    with open_database(str(place), create=False) as db:
        exam, strips = exam_of(db, clock, 6)
        for strip, hows in zip(strips, HOWS, strict=False):
            sit(db, clock, strip, *hows)
        grade(db, exam.id, wall=lambda: 1_000, clock=clock)
    return place, exam.id, strips


@pytest.fixture
def sat(db: Database, sat_once: tuple[Path, str, tuple[Strip, ...]]) -> tuple[Exam, tuple[Strip, ...]]:
    """That exam in the database of this test, and its strips."""
    place, exam, strips = sat_once
    with open_database(str(place), create=False) as source:
        copied(source, db)
    return get_exam(db, exam), strips


def copied(source: Database, target: Database) -> None:
    """Copy all rows from one database into an empty one."""
    from sqlalchemy import insert, select

    from simulator.classroom.store import examtables as _examtables  # noqa: F401
    from simulator.classroom.store.tables import Kept

    with source.engine.connect() as old, target.engine.begin() as new:
        for table in Kept.metadata.sorted_tables:
            if rows := [dict(r._mapping) for r in old.execute(select(table))]:
                new.execute(insert(table), rows)
