"""The tables of a save. The journal is what counts; all others can be lost without changing a world or a score."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, String
from sqlmodel import Field, SQLModel

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class Stored(SQLModel):
    """What all tables of a save share: a catalogue of their own."""

    metadata = MetaData()


class SchemaVersion(Stored, table=True):
    """One row that says what this file is."""

    __tablename__ = "schema_version"
    product: str = Field(primary_key=True)
    version: int


class AttemptRow(Stored, table=True):
    """One attempt; see `Attempt` for the meaning of its columns."""

    __tablename__ = "attempt"
    id: str = Field(primary_key=True)
    student: str | None = None
    assignment: str | None = None
    pack: str
    pack_version: str
    pack_digest: str
    scenario: str
    seed: str
    mode: str
    created: int = Field(sa_type=_NUMBER)
    kernel: str
    state: str = "open"
    rows: int | None = Field(default=None, sa_type=_NUMBER)
    head: bytes | None = Field(default=None, sa_type=LargeBinary)
    score: str | None = None


class JournalRow(Stored, table=True):
    """One committed batch; see `simulator.kernel.journal.Row`."""

    __tablename__ = "journal"
    attempt: str = Field(primary_key=True, sa_type=String)
    seq: int = Field(primary_key=True, sa_type=_NUMBER)
    first: int = Field(sa_type=_NUMBER)
    minute: int = Field(sa_type=_NUMBER)
    wall: int = Field(sa_type=_NUMBER)
    payload: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)


class Draft(Stored, table=True):
    """A form that was begun and not sent."""

    __tablename__ = "draft"
    attempt: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    content: str


class Setting(Stored, table=True):
    """A setting that belongs to this save."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str
