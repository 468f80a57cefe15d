"""Classes."""

from __future__ import annotations

import secrets

from sqlmodel import col, select

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.model import Klass
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import new_id, pick, plain
from simulator.classroom.store.tables import KlassRow, MemberRow
from simulator.kernel.text import Text


def create_class(db: Database, title: str, at: int, id: str = "", secret: bytes = b"") -> Klass:
    """A new class. `secret` is what its seeds are made from; one is made when none is given. Raises ClassroomError."""
    title = plain(title)
    if not title:
        raise ClassroomError("no-title", Text("班级要有名称。", "A class needs a title."))
    row = KlassRow(id=new_id(id), title=title, secret=secret or secrets.token_bytes(32), created=at)
    with db.session() as session:
        session.add(row)
        session.flush()
        return _klass(row)


def list_classes(db: Database) -> tuple[Klass, ...]:
    """All classes, oldest first."""
    with db.session(write=False) as session:
        rows = session.exec(select(KlassRow).order_by(col(KlassRow.created), col(KlassRow.id))).all()
        return tuple(map(_klass, rows))


def get_class(db: Database, class_id: str) -> Klass:
    """The class of this id. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(KlassRow, class_id)
        if row is None:
            raise no_class(class_id)
        return _klass(row)


def find_class(db: Database, words: str) -> Klass:
    """The class a person means: by id, title, or the beginning of the id. Raises ClassroomError."""
    found = list_classes(db)
    return pick(words, found, [(k.title,) for k in found], no_class(words))


def class_secret(db: Database, class_id: str) -> bytes:
    """What the seeds of a class are made from. It is shown to nobody. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(KlassRow, class_id)
        if row is None:
            raise no_class(class_id)
        return row.secret


def leave(db: Database, class_id: str, student_id: str, at: int) -> None:
    """A student is in the class no longer; what he did stays. Raises ClassroomError when he is no member."""
    with db.session() as session:
        row = session.get(MemberRow, (class_id, student_id))
        if row is None or row.left is not None:
            raise ClassroomError(
                "no-member",
                Text(
                    f"班级里没有编号为 {clip(student_id)} 的学生。", f"No student {clip(student_id)} is in this class."
                ),
            )
        row.left = at
        session.add(row)


def no_class(words: str) -> ClassroomError:
    """The error for a class that is not there."""
    return ClassroomError(
        "no-class",
        Text(
            f"没有班级“{clip(words)}”；请先列出班级查看名称。",
            f"There is no class {clip(words)!r}; list the classes to see their titles.",
        ),
    )


def _klass(row: KlassRow) -> Klass:
    return Klass(id=row.id, title=row.title, created=row.created)
