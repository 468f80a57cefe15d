"""What grading reads and writes in bulk: contents, which of them were judged, and tries of some students."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import and_, col, delete, or_, select

from simulator.classroom.content import Content
from simulator.classroom.model import MARKED, Try
from simulator.classroom.policy import order
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import parts, try_of
from simulator.classroom.store.tables import ContentRow, HandinRow, MarkRow


def keep_contents(db: Database, contents: Iterable[Content]) -> None:
    """Keep saves; those that are there already stay as they are."""
    given = {c.sha256: c for c in contents}
    with db.session() as session:
        insert = sqlite.insert if db.is_file else postgresql.insert
        for some in parts(given):
            there = set(session.exec(select(ContentRow.sha256).where(col(ContentRow.sha256).in_(some))))
            new = [msgspec.structs.asdict(given[sha]) for sha in some if sha not in there]
            if new:
                session.connection().execute(insert(ContentRow).on_conflict_do_nothing(), new)


def judged_contents(db: Database, assignment_id: str, rubric: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """By content, (student, id) of the tries of an assignment that were judged from it; without those that should have a mark
    by this rubric and lack it."""
    wanted = (
        select(HandinRow.content, HandinRow.student, HandinRow.id)
        .join(MarkRow, and_(col(MarkRow.handin) == col(HandinRow.id), col(MarkRow.rubric) == rubric), isouter=True)
        .where(HandinRow.assignment == assignment_id, col(HandinRow.content).is_not(None))
        .where(or_(col(HandinRow.verdict).not_in(MARKED), col(MarkRow.handin).is_not(None)))
        .order_by(col(HandinRow.id))
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    with db.session(write=False) as session:
        for content, student, id in session.exec(wanted):
            found[str(content)] = (*found.get(str(content), ()), (student, id))
    return found


def points_by(db: Database, assignment_id: str, rubric: str) -> dict[str, int]:
    """The points of the tries of an assignment by one rubric."""
    wanted = select(MarkRow.handin, MarkRow.points).join(HandinRow, col(HandinRow.id) == col(MarkRow.handin))
    with db.session(write=False) as session:
        rows = session.exec(wanted.where(HandinRow.assignment == assignment_id, MarkRow.rubric == rubric))
        return dict(rows.all())


def tries_of(db: Database, assignment_id: str, students: Collection[str]) -> dict[str, tuple[Try, ...]]:
    """The tries of some students in an assignment, each student's in order and without marks."""
    found: dict[str, list[Try]] = {}
    with db.session(write=False) as session:
        for some in parts(students):
            wanted = select(HandinRow).where(HandinRow.assignment == assignment_id, col(HandinRow.student).in_(some))
            for row in session.exec(wanted):
                found.setdefault(row.student, []).append(try_of(row))
    return {student: tuple(sorted(own, key=order)) for student, own in sorted(found.items())}


def unmarked(db: Database, assignment_id: str, rubric: str) -> tuple[Try, ...]:
    """The tries of an assignment whose verdict allows a mark and that have none by a rubric, in the order of their ids."""
    marked = select(MarkRow.handin).where(MarkRow.rubric == rubric)
    wanted = select(HandinRow).where(
        HandinRow.assignment == assignment_id,
        col(HandinRow.verdict).in_(MARKED),
        col(HandinRow.id).not_in(marked),
    )
    with db.session(write=False) as session:
        return tuple(map(try_of, session.exec(wanted.order_by(col(HandinRow.id)))))


def drop_marks(db: Database, tries: Collection[str]) -> None:
    """Forget the marks of tries whose verdict allows none any more."""
    with db.session() as session:
        for some in parts(tries):
            statement: Any = delete(MarkRow).where(col(MarkRow.handin).in_(some))
            session.exec(statement)
