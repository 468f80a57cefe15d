"""A person's data: exported whole, and erased so that marks stay valid without the name."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text, update
from sqlmodel import Session, SQLModel, col, select

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store import exampersonal
from simulator.classroom.store.database import Database
from simulator.classroom.store.faults import FAULTS
from simulator.classroom.store.handins import unpacked
from simulator.classroom.store.people import no_student
from simulator.classroom.store.rows import parts
from simulator.classroom.store.tables import (
    AssignmentRow,
    ContentRow,
    ExtensionRow,
    HandinRow,
    InboxRow,
    KlassRow,
    MarkRow,
    MemberRow,
    OverrideRow,
    PersonRow,
    ResetRow,
)
from simulator.kernel.text import Text

_DECISIONS: tuple[Any, ...] = (OverrideRow, ResetRow, ExtensionRow)
LOCK_SECONDS = 10


def person_export(db: Database, student_id: str) -> dict[str, Any]:
    """Everything that is kept about a person, as plain data for a JSON file: who he is, his classes, hand-ins with their
    marks, the saves themselves (base64, by sha256), what was decided about him, and his exams. Raises ClassroomError."""
    with db.session(write=False) as session:
        person = session.get(PersonRow, student_id)
        if person is None:
            raise no_student(student_id)
        handins = session.exec(
            select(HandinRow).where(HandinRow.student == student_id).order_by(col(HandinRow.ended), col(HandinRow.id))
        ).all()
        inbox = session.exec(
            select(InboxRow).where(InboxRow.student == student_id).order_by(col(InboxRow.received), col(InboxRow.id))
        ).all()
        classes = session.exec(
            select(MemberRow, KlassRow.title)
            .join(KlassRow, col(KlassRow.id) == col(MemberRow.klass))
            .where(MemberRow.person == student_id)
            .order_by(col(MemberRow.joined), col(MemberRow.klass))
        ).all()
        wanted = [row.content for row in handins if row.content] + [row.sha256 for row in inbox]
        return {
            "person": _plain(person),
            "classes": [{**_plain(member), "title": title} for member, title in classes],
            "assignments": _assignments(session, student_id),
            "handins": [{**_plain(row), "says": msgspec.json.decode(row.says)} for row in handins],
            "marks": _marks(session, student_id),
            "overrides": _about(session, OverrideRow, student_id),
            "resets": _about(session, ResetRow, student_id),
            "extensions": _about(session, ExtensionRow, student_id),
            "inbox": [_plain(row) for row in inbox],
            "exams": exampersonal.exams_export(session, student_id),
            "saves": {row.sha256: base64.b64encode(unpacked(row)).decode() for row in _contents(session, wanted)},
        }


def erase(db: Database, student_id: str, at: int, by: str = "") -> None:
    """Blank all that tells who a person is: number, name, address, login, group, names of his files, the words of
    decisions about him, and what was written to and about him in exams. Hand-ins, marks and opaque ids stay. Erasing again does no harm,
    and finishes what another program hindered. `by`: who does it. Raises ClassroomError, also while an exam is being sat in this database."""
    with db.session() as session:
        person = session.get(PersonRow, student_id)
        if person is None:
            raise no_student(student_id)
        sat = exampersonal.erase_exams(session, student_id, at, by)
        if (sat or db.is_file) and exampersonal.at_work(session):
            raise ClassroomError(
                "under-way",
                Text(
                    "这个数据库里有考试正在进行；抹去要重写数据表，会让考生等待，请考完再做。",
                    "An exam is being sat in this database; erasing rewrites its tables and would make candidates wait. Do it afterwards.",
                ),
            )
        person.number = person.name = person.email = person.login = person.group = ""
        person.erased = person.erased or at
        session.add(person)
        session.flush()
        connection = session.connection()
        connection.execute(update(HandinRow).where(col(HandinRow.student) == student_id).values(source="", says="[]"))
        for table in _DECISIONS:
            connection.execute(update(table).where(table.student == student_id).values(reason=""))
    _sweep(db, exampersonal.TABLES if sat else ())


def _sweep(db: Database, also: Sequence[Any]) -> None:
    """Overwrite what a database still holds of rows that were changed: in its pages, and in what it writes ahead."""
    try:
        if db.is_file:
            swept = _sweep_file(db)
        else:
            _sweep_server(db, also)
            swept = True
    except FAULTS as error:
        raise _traces(db) from error
    if not swept:
        raise _traces(db)


def _sweep_file(db: Database) -> bool:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        blocked, _, _ = cursor.fetchone() or (1, 0, 0)
        return not blocked
    finally:
        connection.close()


def _sweep_server(db: Database, also: Sequence[Any]) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        try:
            for table in (PersonRow, HandinRow, *_DECISIONS, *also):
                connection.execute(text(f'VACUUM (FULL) "{table.__tablename__}"'))
        finally:
            connection.execute(text("RESET lock_timeout"))


def _traces(db: Database) -> ClassroomError:
    text = Text(
        "个人信息已抹去，但数据库 {place} 正被其他程序使用，文件里还留有痕迹；请关闭其他程序后再抹除一次。",
        "The personal data is erased, but other programs use the database {place} and traces are left in its files; "
        "close them and erase once more.",
    )
    return ClassroomError("traces", text.fill(place=db.place))


def _plain(row: SQLModel) -> dict[str, Any]:
    return row.model_dump()


def _about(session: Session, table: Any, student_id: str) -> list[dict[str, Any]]:
    rows = session.exec(select(table).where(table.student == student_id).order_by(table.seq))
    return [{name: value for name, value in _plain(row).items() if name != "seq"} for row in rows]


def _assignments(session: Session, student_id: str) -> list[dict[str, Any]]:
    """The assignments of the person's classes."""
    wanted = (
        select(AssignmentRow)
        .join(MemberRow, col(MemberRow.klass) == col(AssignmentRow.klass))
        .where(MemberRow.person == student_id)
        .order_by(col(AssignmentRow.created), col(AssignmentRow.id))
    )
    return [_plain(row) for row in session.exec(wanted)]


def _marks(session: Session, student_id: str) -> list[dict[str, Any]]:
    wanted = (
        select(MarkRow).join(HandinRow, col(HandinRow.id) == col(MarkRow.handin)).where(HandinRow.student == student_id)
    )
    rows = session.exec(wanted.order_by(col(MarkRow.handin), col(MarkRow.made), col(MarkRow.rubric)))
    return [{**_plain(row), "mark": msgspec.json.decode(row.mark)} for row in rows]


def _contents(session: Session, wanted: list[str]) -> list[ContentRow]:
    return [
        row for some in parts(wanted)
        for row in session.exec(select(ContentRow).where(col(ContentRow.sha256).in_(some)).order_by(col(ContentRow.sha256)))
    ]  # fmt: skip
