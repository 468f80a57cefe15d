"""The tables of exams, in the same database as the classes (one schema, one migration path).

What decides about anybody is a chain of facts (`exam_fact`, one chain for each sitting and one for the hall) and a chain of rows for
each attempt (`exam_row`). The columns of `exam_sitting` beside them are what the facts come to, written in the same transaction, so that
one statement can judge whether an action may still be kept; `storesim hall verify` compares the two. Only `person` knows a name.
"""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from simulator.classroom.store.tables import NUMBER, Kept


class ExamRow(Kept, table=True):
    """An exam: `paper` is the frozen paper as JSON, `packs` the digests of its packs as JSON by id, `secret` what seeds are made from,
    `targets` the workload each item aims at, `opens` when candidates may begin, `shift` what is added to the database's clock after it
    was found to have jumped, `revealed` when markers came to see names."""

    __tablename__ = "exam"
    id: str = Field(primary_key=True)
    title: str
    klass: str = Field(default="", index=True)
    paper: bytes = Field(sa_type=LargeBinary)
    packs: str
    targets: str = "[]"
    secret: bytes = Field(sa_type=LargeBinary)
    admission: str = "hand"
    opens: int | None = Field(default=None, sa_type=NUMBER)
    shift: int = Field(default=0, sa_type=NUMBER)
    created: int = Field(sa_type=NUMBER)
    revealed: int | None = Field(default=None, sa_type=NUMBER)


class SittingRow(Kept, table=True):
    """A candidate's sitting: the ticket, whose it is, and what its facts come to."""

    __tablename__ = "exam_sitting"
    __table_args__ = (Index("ix_exam_sitting_due", "exam", "state", "deadline"),)
    id: str = Field(primary_key=True)
    exam: str = Field(foreign_key="exam.id")
    ticket: str = Field(unique=True)
    person: str = Field(foreign_key="person.id", index=True)
    alias: str
    pin: str
    state: str
    deadline: int | None = Field(default=None, sa_type=NUMBER)
    epoch: int = 0
    node: str = ""
    facts: int = 0
    head: bytes = Field(sa_type=LargeBinary)
    seen: int | None = Field(default=None, sa_type=NUMBER)


class ExamFactRow(Kept, table=True):
    """One fact of a sitting, or of the hall (`subject` is the exam then), chained as rows of attempts are."""

    __tablename__ = "exam_fact"
    subject: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=NUMBER)
    wall: int = Field(sa_type=NUMBER)
    payload: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)


class ExamAttemptRow(Kept, table=True):
    """An attempt at an item: `item` its number on the paper from 0, `number` the try from 0, `seed` what the facts only hold a
    commitment to."""

    __tablename__ = "exam_attempt"
    id: str = Field(primary_key=True)
    sitting: str = Field(foreign_key="exam_sitting.id", index=True)
    item: int
    number: int
    seed: int = Field(sa_type=NUMBER)


class ExamActionRow(Kept, table=True):
    """One row of an attempt's journal (`kernel.journal.Row`)."""

    __tablename__ = "exam_row"
    attempt: str = Field(primary_key=True, foreign_key="exam_attempt.id")
    seq: int = Field(primary_key=True, sa_type=NUMBER)
    first: int = Field(sa_type=NUMBER)
    minute: int = Field(sa_type=NUMBER)
    wall: int = Field(sa_type=NUMBER)
    payload: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)


class ExamDraftRow(Kept, table=True):
    """What was typed into a form and not sent yet."""

    __tablename__ = "exam_draft"
    attempt: str = Field(primary_key=True, foreign_key="exam_attempt.id")
    form: str = Field(primary_key=True)
    content: str


class SignInRow(Kept, table=True):
    """An attempt to sign in, whatever became of it; `ticket` as it was typed, shortened."""

    __tablename__ = "exam_sign_in"
    __table_args__ = (Index("ix_exam_sign_in_ticket", "ticket", "at"), Index("ix_exam_sign_in_origin", "origin", "at"))
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    exam: str
    ticket: str
    origin: str = ""
    node: str = ""
    result: str
    at: int = Field(sa_type=NUMBER)


class NodeRow(Kept, table=True):
    """A program that serves an exam, by the name it was given there; `seen` is when it last told that it lives."""

    __tablename__ = "exam_node"
    id: str = Field(primary_key=True)
    exam: str = Field(primary_key=True, foreign_key="exam.id", index=True)
    host: str
    started: int = Field(sa_type=NUMBER)
    seen: int = Field(sa_type=NUMBER)
    stopped: int | None = Field(default=None, sa_type=NUMBER)
    candidates: int = 0


class ReceiptRow(Kept, table=True):
    """What the hall signed: the head of a chain (`subject` a sitting or an attempt) after so many rows."""

    __tablename__ = "exam_receipt"
    __table_args__ = (Index("ix_exam_receipt_subject", "subject", "rows"),)
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    exam: str = Field(foreign_key="exam.id", index=True)
    subject: str
    kind: str
    rows: int = Field(sa_type=NUMBER)
    head: bytes = Field(sa_type=LargeBinary)
    at: int = Field(sa_type=NUMBER)
    key: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)


class ExamMarkRow(Kept, table=True):
    """What a rubric makes of a sitting: `mark` is MessagePack, compressed, `rubric` the digest of the packs and the paper it was marked by."""

    __tablename__ = "exam_mark"
    sitting: str = Field(primary_key=True, foreign_key="exam_sitting.id")
    rubric: str = Field(primary_key=True)
    points: int
    mark: bytes = Field(sa_type=LargeBinary)
    made: int = Field(sa_type=NUMBER)
    program: str


class ExamGradingRow(Kept, table=True):
    """From here on a rubric counts (`paper` as JSON, `packs` as JSON); taking it back is a row of its own that names it in `undoes`."""

    __tablename__ = "exam_grading"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    exam: str = Field(foreign_key="exam.id", index=True)
    rubric: str
    paper: bytes = Field(sa_type=LargeBinary)
    packs: str
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)
    undoes: str | None = Field(default=None, foreign_key="exam_grading.id", unique=True)


class ExamOverrideRow(Kept, table=True):
    """A mark set by hand, beside the automatic one; no points: back to the automatic one."""

    __tablename__ = "exam_override"
    seq: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    id: str = Field(unique=True)
    sitting: str = Field(foreign_key="exam_sitting.id", index=True)
    points: int | None = None
    reason: str
    author: str
    at: int = Field(sa_type=NUMBER)
