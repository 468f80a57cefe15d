"""The people behind an exam's sittings, for those who may know them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from simulator.classroom.model import Student
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import parts, student_of
from simulator.classroom.store.tables import PersonRow


def names_of(db: Database, people: Iterable[str]) -> dict[str, Student]:
    """Persons by their opaque ids."""
    with db.session(write=False) as session:
        return {
            row.id: student_of(row)
            for some in parts(people)
            for row in session.exec(select(PersonRow).where(col(PersonRow.id).in_(some)))
        }
