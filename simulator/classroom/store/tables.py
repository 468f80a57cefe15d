"""The tables of a classroom's database.

Moments are whole milliseconds since 1970 UTC, points whole basis points; there is no binary float. Ids are opaque text. Only
`person` knows a name (law 14). `override`, `reset`, `extension` and `regrade` hold facts in the order they were made: a row is
never changed or deleted, but that erasing a person blanks the words that speak of him.

A change here is a new revision in `migrations/versions`; `tests/classroom` compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

# SQLite numbers its rows by itself only in a column that is called INTEGER; it holds 64 bits all the same
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}


class Kept(SQLModel):
    """What all these tables share: a catalogue of their own, with names for all its keys."""

    metadata = MetaData(naming_convention=NAMES)


class KlassRow(Kept, table=True):
    """A class; `secret` is what its seeds are made from."""

    __tablename__ = "klass"
    id: str = Field(primary_key=True)
    title: str
    secret: bytes = Field(sa_type=LargeBinary)
    created: int = Field(sa_type=NUMBER)


class PersonRow(Kept, table=True):
    """The only table with a name. `erased` is the moment of erasure; all else but the id is empty then."""

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    number: str = ""
    name: str = ""
    email: str = ""
    login: str = ""
    group: str = ""
    erased: int | None = Field(default=None, sa_type=NUMBER)


class MemberRow(Kept, table=True):
    """Who is in which class, since when, and until when if no longer."""

    __tablename__ = "member"
    klass: str = Field(primary_key=True, foreign_key="klass.id")
    person: str = Field(primary_key=True, foreign_key="person.id", index=True)
    joined: int = Field(sa_type=NUMBER)
    left: int | None = Field(default=None, sa_type=NUMBER)


class PackRow(Kept, table=True):
    """A scenario pack as it was when an assignment or a regrade took it."""

    __tablename__ = "pack"
    digest: str = Field(primary_key=True)
    id: str
    version: str
    archive: bytes = Field(sa_type=LargeBinary)


class AssignmentRow(Kept, table=True):
    """See `model.Assignment`."""

    __tablename__ = "assignment"
    id: str = Field(primary_key=True)
    klass: str = Field(foreign_key="klass.id", index=True)
    title: str
    pack: str
    pack_version: str
    pack_digest: str = Field(foreign_key="pack.digest")
    scenario: str
    seeds: str
    seed: int | None = Field(default=None, sa_type=NUMBER)
    attempts: int
    opens: int | None = Field(default=None, sa_type=NUMBER)
    closes: int | None = Field(default=None, sa_type=NUMBER)
    counts: str
    pass_at: int
    rubric: str = Field(foreign_key="pack.digest")
    created: int = Field(sa_type=NUMBER)


class ContentRow(Kept, table=True):
    """A save, compressed, kept once however often it comes; `size` is its length before."""

    __tablename__ = "content"
    sha256: str = Field(primary_key=True)
    size: int = Field(sa_type=NUMBER)
    data: bytes = Field(sa_type=LargeBinary)


class HandinRow(Kept, table=True):
    """One judged attempt: see `model.Try`. `says` is JSON; `print` recognises copies."""

    __tablename__ = "handin"
    __table_args__ = (Index("ix_handin_assignment", "assignment", "student"),)
    id: str = Field(primary_key=True)
    assignment: str = Field(foreign_key="assignment.id")
    student: str = Field(foreign_key="person.id", index=True)
    attempt: str
    seed: str
    verdict: str
    says: str
    received: int = Field(sa_type=NUMBER)
    started: int = Field(sa_type=NUMBER)
    ended: int = Field(sa_type=NUMBER)
    active: int = Field(sa_type=NUMBER)
    commands: int = Field(sa_type=NUMBER)
    minutes: int = Field(sa_type=NUMBER)
    head: str
    source: str
    content: str | None = Field(default=None, foreign_key="content.sha256")
    print: str = Field(index=True)


class InboxRow(Kept, table=True):
    """What a student's program handed in and nobody has judged yet."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("assignment", "student", "sha256"),)
    id: str = Field(primary_key=True)
    received: int = Field(sa_type=NUMBER)
    assignment: str = Field(foreign_key="assignment.id")
    student: str = Field(foreign_key="person.id")
    sha256: str = Field(foreign_key="content.sha256")


class MarkRow(Kept, table=True):
    """What a rubric makes of a try; `mark` is `model.Mark` as JSON, `program` the version that computed it."""

    __tablename__ = "mark"
    handin: str = Field(primary_key=True, foreign_key="handin.id")
    rubric: str = Field(primary_key=True, foreign_key="pack.digest")
    points: int
    mark: str
    made: int = Field(sa_type=NUMBER)
    program: str


class OverrideRow(Kept, table=True):
    """See `model.Override`."""

    __tablename__ = "override"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    assignment: str = Field(foreign_key="assignment.id", index=True)
    student: str = Field(foreign_key="person.id", index=True)
    points: int | None = None
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)


class ResetRow(Kept, table=True):
    """See `model.Reset`."""

    __tablename__ = "reset"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    assignment: str = Field(foreign_key="assignment.id", index=True)
    student: str = Field(foreign_key="person.id", index=True)
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)


class ExtensionRow(Kept, table=True):
    """See `model.Extension`."""

    __tablename__ = "extension"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    assignment: str = Field(foreign_key="assignment.id", index=True)
    student: str = Field(foreign_key="person.id", index=True)
    closes: int = Field(sa_type=NUMBER)
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)


class RegradeRow(Kept, table=True):
    """See `model.Regrade`; taking one back is a row of its own that names it in `undoes`."""

    __tablename__ = "regrade"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    assignment: str = Field(foreign_key="assignment.id", index=True)
    before: str = Field(foreign_key="pack.digest")
    after: str = Field(foreign_key="pack.digest")
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)
    undoes: str | None = Field(default=None, foreign_key="regrade.id", unique=True)


class SettingRow(Kept, table=True):
    """A setting of this database."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str
