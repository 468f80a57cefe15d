"""What students' programs hand in directly to a shared database, until somebody judges it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlmodel import col, delete, select

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.assignments import class_of
from simulator.classroom.store.database import Database
from simulator.classroom.store.handins import keep_content
from simulator.classroom.store.rows import add_once, new_id, parts
from simulator.classroom.store.tables import InboxRow, MemberRow
from simulator.kernel.text import Text


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A save that waits to be judged; its bytes are under `content` (sha256)."""

    id: str
    received: int
    assignment: str
    student: str
    content: str


def hand_in(db: Database, assignment_id: str, student_id: str, data: bytes, at: int) -> Waiting:
    """Put a save in the inbox. The same file again is the one that waits already. Raises ClassroomError when the assignment is
    not there or the student is not in its class."""
    with db.session() as session:
        member = session.get(MemberRow, (class_of(db, assignment_id), student_id))
        if member is None or member.left is not None:
            raise ClassroomError(
                "no-member",
                Text(
                    "你不在布置这次作业的班级里；请向老师要新的作业文件。",
                    "You are not in the class of this assignment; ask your teacher for a new task file.",
                ),
            )
        digest = keep_content(db, data)
        add_once(
            session, InboxRow, id=new_id(), received=at, assignment=assignment_id, student=student_id, sha256=digest
        )
        same = select(InboxRow).where(
            InboxRow.assignment == assignment_id, InboxRow.student == student_id, InboxRow.sha256 == digest
        )
        return _waiting(session.exec(same).one())


def waiting(db: Database, assignment_id: str) -> tuple[Waiting, ...]:
    """What waits for an assignment, in the order it came."""
    with db.session(write=False) as session:
        rows = session.exec(
            select(InboxRow)
            .where(InboxRow.assignment == assignment_id)
            .order_by(col(InboxRow.received), col(InboxRow.id))
        )
        return tuple(map(_waiting, rows))


def take_out(db: Database, ids: Collection[str]) -> None:
    """These were judged: they wait no longer. Their contents stay."""
    with db.session() as session:
        for some in parts(ids):
            session.exec(delete(InboxRow).where(col(InboxRow.id).in_(some)))


def _waiting(row: InboxRow) -> Waiting:
    return Waiting(id=row.id, received=row.received, assignment=row.assignment, student=row.student, content=row.sha256)
