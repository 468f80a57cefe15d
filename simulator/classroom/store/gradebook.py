"""A whole class with its marks, read in one state of the database and in the same few queries for any number of students."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from sqlmodel import Session, and_, col, select

from simulator.classroom.model import Cell, Extension, Gradebook, Override, Reset, Try
from simulator.classroom.policy import cell
from simulator.classroom.store.assignments import assignments
from simulator.classroom.store.classes import get_class
from simulator.classroom.store.database import Database
from simulator.classroom.store.people import students
from simulator.classroom.store.rows import try_of
from simulator.classroom.store.tables import (
    AssignmentRow,
    ExtensionRow,
    HandinRow,
    MarkRow,
    OverrideRow,
    ResetRow,
)

_Key = tuple[str, str]  # student, assignment


def gradebook(db: Database, class_id: str, taken: int) -> Gradebook:
    """The class as it stands: who is in it, what was set, and what counts. `taken` is the moment. Raises ClassroomError."""
    with db.session(write=False) as session:
        klass = get_class(db, class_id)
        people = students(db, class_id)
        set_ = assignments(db, class_id)
        tries = _tries(session, class_id)
        overrides = _facts(session, OverrideRow, class_id, Override)
        resets = _facts(session, ResetRow, class_id, Reset)
        extensions = _facts(session, ExtensionRow, class_id, Extension)
    cells: dict[_Key, Cell] = {}
    for a in set_:
        for s in people:
            key = (s.id, a.id)
            if key in tries or key in overrides:
                cells[key] = cell(
                    a, s.id, tries.get(key, ()), overrides=overrides.get(key, ()), resets=resets.get(key, ()),
                    extensions=extensions.get(key, ()),
                )  # fmt: skip
    return Gradebook(id=klass.id, title=klass.title, students=people, assignments=set_, cells=cells, taken=taken)


def _tries(session: Session, class_id: str) -> dict[_Key, list[Try]]:
    """All tries of a class, each with its mark by the rubric that holds for its assignment."""
    wanted = (
        select(HandinRow, MarkRow.mark)
        .join(AssignmentRow, col(AssignmentRow.id) == col(HandinRow.assignment))
        .join(
            MarkRow,
            and_(col(MarkRow.handin) == col(HandinRow.id), col(MarkRow.rubric) == col(AssignmentRow.rubric)),
            isouter=True,
        )
        .where(AssignmentRow.klass == class_id)
    )
    found: dict[_Key, list[Try]] = defaultdict(list)
    for row, mark in session.exec(wanted):
        found[row.student, row.assignment].append(try_of(row, mark))
    return found


def _facts(session: Session, table: Any, class_id: str, kind: type[Any]) -> dict[_Key, list[Any]]:
    """The decisions of a class in the order they were made."""
    wanted = select(table).join(AssignmentRow, col(AssignmentRow.id) == table.assignment)
    found: dict[_Key, list[Any]] = defaultdict(list)
    for row in session.exec(wanted.where(AssignmentRow.klass == class_id).order_by(table.seq)):
        found[row.student, row.assignment].append(msgspec.convert(row, kind, from_attributes=True))
    return found
