"""Between rows of tables and the plain data that everybody else speaks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.folding import fold
from simulator.classroom.model import Assignment, Mark, Regrade, Student, Try
from simulator.classroom.store.tables import AssignmentRow, HandinRow, PersonRow, RegradeRow
from simulator.kernel.text import Text
from simulator.locale.clean import clean

_says_in = msgspec.json.Decoder(tuple[Text, ...])
_mark_in = msgspec.json.Decoder(Mark)

CHUNK = 500  # how many values one query names at most: SQLite and PostgreSQL both bound it


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)
V = TypeVar("V")


def new_id(given: str = "") -> str:
    """The id that was given, or a new one that says nothing."""
    return given or secrets.token_hex(8)


def plain(text: str) -> str:
    """One line of free text as it is kept: without control characters, and what no database can hold."""
    return clean(text).strip()


def parts(values: Iterable[V]) -> Iterable[list[V]]:
    """`values` without doubles, in parts that a query can name."""
    once = list(dict.fromkeys(values))
    return (once[i : i + CHUNK] for i in range(0, len(once), CHUNK))


def add_once(session: Session, table: type[SQLModel], **values: Any) -> None:
    """Add a row, unless one of the same key is there, or is being added by somebody else at this moment."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.connection().execute(insert(table).values(**values).on_conflict_do_nothing())


def pick(words: str, things: Sequence[T], names: Sequence[tuple[str, ...]], missing: ClassroomError) -> T:
    """The one thing a person means: its id, else one of its names, else the beginning of its id. Raises `missing` for none,
    and ClassroomError for several."""
    wanted = fold(words)
    for thing in things:
        if thing.id == words:
            return thing
    found = [t for t, own in zip(things, names, strict=True) if wanted and wanted in map(fold, own)]
    if not found and len(words) >= 4:
        found = [t for t in things if t.id.startswith(words)]
    if not found:
        raise missing
    if len(found) > 1:
        ids = ", ".join(t.id for t in found[:5])
        text = Text(
            f"“{clip(words)}”不止一个，请用编号：{ids}。",
            f"{clip(words)!r} fits more than one; name one by its id: {ids}.",
        )
        raise ClassroomError("ambiguous", text)
    return found[0]


def student_of(row: PersonRow) -> Student:
    """A person."""
    return Student(
        id=row.id, number=row.number, name=row.name, email=row.email, login=row.login, group=row.group,
        erased=row.erased is not None,
    )  # fmt: skip


def assignment_of(row: AssignmentRow) -> Assignment:
    """An assignment."""
    return msgspec.convert(row, Assignment, from_attributes=True)


def try_of(row: HandinRow, mark: str | None = None) -> Try:
    """A hand-in, with its mark where one is given as JSON."""
    return Try(
        id=row.id, student=row.student, assignment=row.assignment, attempt=row.attempt, seed=row.seed, verdict=row.verdict,
        says=_says_in.decode(row.says), received=row.received, started=row.started, ended=row.ended, active=row.active,
        commands=row.commands, minutes=row.minutes, head=row.head, source=row.source, content=row.content or "",
        print=row.print, mark=_mark_in.decode(mark) if mark is not None else None,
    )  # fmt: skip


def regrades_of(rows: Sequence[RegradeRow]) -> tuple[Regrade, ...]:
    """Regrades in the order they were made, each with the moment it was taken back."""
    undone = {row.undoes: row.at for row in rows if row.undoes}
    return tuple(
        Regrade(
            id=row.id, assignment=row.assignment, before=row.before, after=row.after, reason=row.reason, author=row.author,
            at=row.at, undoes=row.undoes or "", undone=undone.get(row.id),
        )
        for row in rows
    )  # fmt: skip
