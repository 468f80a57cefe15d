"""Facts as they lie in the database: read, and added to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from simulator.classroom.store.examtables import ExamFactRow, ExamRow
from simulator.exams import facts as f
from simulator.kernel.journal import START


def links(session: Session, subject: str, since: int = 0) -> list[f.Link]:
    """The stored facts of a subject from a number on."""
    rows = session.exec(
        select(ExamFactRow)
        .where(ExamFactRow.subject == subject, ExamFactRow.seq >= since)
        .order_by(col(ExamFactRow.seq))
    )
    return [f.Link(r.seq, r.wall, r.payload, r.digest) for r in rows]


def add(session: Session, subject: str, given: Sequence[f.Fact], seq: int, head: bytes) -> bytes:
    """Store facts that follow `seq` others; the new head."""
    for link in f.chained(subject, given, seq, head):
        session.add(
            ExamFactRow(subject=subject, seq=link.seq, wall=link.wall, payload=link.payload, digest=link.digest)
        )
        head = link.digest
    return head


def hold(session: Session, exam: str) -> None:
    """Keep others from the hall's chain until the transaction ends. Whoever also wants a sitting takes that first."""
    session.exec(select(ExamRow.id).where(ExamRow.id == exam).with_for_update(key_share=True)).first()


def hall_note(session: Session, subject: str, given: Sequence[f.HallFact]) -> None:
    """The same within a transaction, which has to hold the exam's row or be SQLite's only writer."""
    last = session.exec(
        select(ExamFactRow).where(ExamFactRow.subject == subject).order_by(col(ExamFactRow.seq).desc()).limit(1)
    ).first()
    seq, head = (0, START) if last is None else (last.seq + 1, last.digest)
    add(session, subject, given, seq, head)
