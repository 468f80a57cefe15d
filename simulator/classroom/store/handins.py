"""Hand-ins: saves kept by their content, and the attempts in them as they were judged."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable

import msgspec
from sqlmodel import Session, col, delete, select

from simulator.classroom.content import compressed
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.model import Try
from simulator.classroom.policy import order
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import add_once, new_id, parts, plain, try_of
from simulator.classroom.store.tables import AssignmentRow, ContentRow, HandinRow, MarkRow
from simulator.kernel.text import Text


def keep_content(db: Database, data: bytes) -> str:
    """Keep a save and give its sha256 as hex; the same bytes are kept once. Raises ClassroomError when it is too large."""
    new = compressed(data)
    with db.session() as session:
        if session.exec(select(ContentRow.sha256).where(ContentRow.sha256 == new.sha256)).first() is None:
            add_once(session, ContentRow, **msgspec.structs.asdict(new))
    return new.sha256


def content(db: Database, sha256: str) -> bytes:
    """The bytes of a save. Raises ClassroomError when there are none, or others than were kept."""
    with db.session(write=False) as session:
        row = session.get(ContentRow, sha256)
        if row is None:
            raise ClassroomError(
                "no-content", Text(f"没有保存文件 {clip(sha256, 16)}。", f"The file {clip(sha256, 16)} is not kept.")
            )
        return unpacked(row)


def unpacked(row: ContentRow) -> bytes:
    """The bytes of a kept save, checked. Raises ClassroomError."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(row.data, row.size + 1)
    except zlib.error:
        data = b""
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise ClassroomError(
            "damaged",
            Text(
                f"数据库中的文件 {clip(row.sha256, 16)} 已损坏。",
                f"The file {clip(row.sha256, 16)} in the database is damaged.",
            ),
        )
    return data


def known_contents(db: Database, assignment_id: str) -> frozenset[str]:
    """The saves (sha256) of which some attempt was judged for an assignment."""
    with db.session(write=False) as session:
        of_assignment = select(HandinRow.content).where(HandinRow.assignment == assignment_id).distinct()
        return frozenset(found for found in session.exec(of_assignment) if found)


def put_tries(db: Database, tries: Iterable[Try]) -> tuple[Try, ...]:
    """Keep judged attempts; an empty id is made, one that is there is written anew. Their marks are kept by `put_marks`;
    marks of a try whose journal is another now are dropped. The content has to be kept before. Raises ClassroomError."""
    given = [msgspec.structs.replace(t, id=new_id(t.id), source=plain(t.source), mark=None) for t in tries]
    with db.session() as session:
        there = {row.id: row for some in parts(t.id for t in given) for row in _by_id(session, some)}
        for t in given:
            new, old = _row(t), there.get(t.id)
            if old is not None and (old.head, old.attempt) != (t.head, t.attempt):
                session.exec(delete(MarkRow).where(col(MarkRow.handin) == t.id))
            session.add(old.sqlmodel_update(new) if old is not None else new)
        session.flush()
    return tuple(given)


def tries(db: Database, assignment_id: str, student_id: str = "") -> tuple[Try, ...]:
    """The tries of an assignment, or of one student in it, in order and without marks."""
    wanted = select(HandinRow).where(HandinRow.assignment == assignment_id)
    if student_id:
        wanted = wanted.where(HandinRow.student == student_id)
    with db.session(write=False) as session:
        return tuple(sorted(map(try_of, session.exec(wanted)), key=order))


def get_try(db: Database, try_id: str) -> Try:
    """One try, without a mark. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(HandinRow, try_id)
        if row is None:
            raise ClassroomError(
                "no-try", Text(f"没有提交记录“{clip(try_id)}”。", f"There is no hand-in {clip(try_id)!r}.")
            )
        return try_of(row)


def same_print(db: Database, class_id: str, prints: Collection[str]) -> dict[str, tuple[Try, ...]]:
    """By fingerprint, the tries of a class that have it, in order: two of them are copies. An empty fingerprint is none."""
    found: dict[str, list[Try]] = {}
    with db.session(write=False) as session:
        for some in parts(p for p in prints if p):
            wanted = select(HandinRow).join(AssignmentRow, col(AssignmentRow.id) == col(HandinRow.assignment))
            for row in session.exec(wanted.where(AssignmentRow.klass == class_id, col(HandinRow.print).in_(some))):
                found.setdefault(row.print, []).append(try_of(row))
    return {p: tuple(sorted(same, key=order)) for p, same in sorted(found.items())}


def _by_id(session: Session, ids: list[str]) -> Iterable[HandinRow]:
    return session.exec(select(HandinRow).where(col(HandinRow.id).in_(ids)))


def _row(t: Try) -> HandinRow:
    plain_data = msgspec.structs.asdict(t)
    columns = {name: plain_data[name] for name in HandinRow.model_fields}
    return HandinRow(**{**columns, "says": msgspec.json.encode(t.says).decode(), "content": t.content or None})
