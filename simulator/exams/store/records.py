"""Everything that is kept of an exam, read as it is for those who verify or carry it: nothing here believes what it reads."""

from __future__ import annotations

import hashlib

import msgspec
from sqlmodel import Session, col, func, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import (
    ExamActionRow,
    ExamAttemptRow,
    ExamRow,
    ReceiptRow,
    SignInRow,
    SittingRow,
)
from simulator.classroom.store.tables import PackRow, PersonRow
from simulator.exams import facts as f
from simulator.exams.errors import no_exam
from simulator.exams.model import Exam
from simulator.exams.store.exams import exam_of
from simulator.exams.store.links import links
from simulator.exams.store.signed import receipt_of
from simulator.exams.verifying.model import AttemptRecord, Cached, HallRecord, SittingRecord
from simulator.kernel.journal import Row


class Whole:
    """An exam as it is kept: itself, its secret, the digest of its paper, packs by digest, the record of its hall, and its sittings by id and ticket."""

    def __init__(self, session: Session, exam: str) -> None:
        row = session.get(ExamRow, exam)
        if row is None:
            raise no_exam(exam)
        self.exam: Exam = exam_of(row)
        self.secret = row.secret
        # of what is kept, and not of what this version makes of it
        self.paper = hashlib.sha256(msgspec.json.encode(msgspec.json.decode(row.paper), order="sorted")).hexdigest()
        wanted = list(self.exam.packs.values())
        packs = session.exec(select(PackRow).where(col(PackRow.digest).in_(wanted)))
        self.packs = {pack.digest: pack.archive for pack in packs}
        found = session.exec(select(SittingRow.id).where(SittingRow.exam == exam).order_by(col(SittingRow.ticket)))
        self.sittings = tuple(found)
        self.hall = _hall(session, exam, len(self.sittings))


def whole(db: Database, exam: str) -> Whole:
    """The exam of an id. Raises ExamError."""
    with db.session(write=False) as session:
        return Whole(session, exam)


def record_of(db: Database, sitting: str) -> SittingRecord:
    """All that is kept of a sitting, at one moment."""
    with db.session(write=False) as session:
        row = session.get(SittingRow, sitting)
        assert row is not None
        attempts = attempts_of(session, sitting)
        subjects = [sitting, *(a.id for a in attempts)]
        signed = session.exec(
            select(ReceiptRow).where(col(ReceiptRow.subject).in_(subjects)).order_by(col(ReceiptRow.seq))
        )
        facts = links(session, sitting)
        return SittingRecord(
            id=row.id, ticket=row.ticket, links=facts, attempts=attempts,
            cached=Cached(
                stage=row.state, deadline=row.deadline, epoch=row.epoch, node=row.node, facts=row.facts, head=row.head
            ),
            receipts=[receipt_of(r) for r in signed], sign_ins=_sign_ins(session, row, facts), erased=_erased(session, row),
        )  # fmt: skip


def attempts_of(session: Session, sitting: str) -> list[AttemptRecord]:
    """The attempts of a sitting with all their rows."""
    found = session.exec(
        select(ExamAttemptRow)
        .where(ExamAttemptRow.sitting == sitting)
        .order_by(col(ExamAttemptRow.item), col(ExamAttemptRow.number), col(ExamAttemptRow.id))
    ).all()
    return [AttemptRecord(id=a.id, item=a.item, number=a.number, seed=a.seed, rows=_rows(session, a.id)) for a in found]


def _rows(session: Session, attempt: str) -> list[Row]:
    r = ExamActionRow
    stored = session.exec(
        select(r.seq, r.first, r.minute, r.wall, r.payload, r.digest).where(r.attempt == attempt).order_by(col(r.seq))  # type: ignore[call-overload]
    )
    return [Row(attempt, *columns) for columns in stored]


def _sign_ins(session: Session, row: SittingRow, facts: list[f.Link]) -> list[int] | None:
    """When somebody signed in with the ticket; None where that cannot be on record."""
    if _erased(session, row) or any(b'"fact":"sealed"' in link.payload for link in facts):
        return None
    found = session.exec(select(SignInRow.at).where(SignInRow.ticket == row.ticket, SignInRow.result == "in"))
    return sorted(found)


def _erased(session: Session, row: SittingRow) -> bool:
    person = session.get(PersonRow, row.person)
    return person is None or person.erased is not None


def _hall(session: Session, exam: str, sittings: int) -> HallRecord:
    signed = [receipt_of(r) for r in session.exec(select(ReceiptRow).where(ReceiptRow.exam == exam))]
    there = {exam, *session.exec(select(SittingRow.id).where(SittingRow.exam == exam))}
    there |= set(
        session.exec(
            select(ExamAttemptRow.id)
            .join(SittingRow, col(SittingRow.id) == ExamAttemptRow.sitting)
            .where(SittingRow.exam == exam)
        )
    )
    return HallRecord(
        links=links(session, exam), receipts=[r for r in signed if r.subject == exam], sittings=sittings,
        astray=[r for r in signed if r.subject not in there],
    )  # fmt: skip


def count_rows(db: Database, exam: str) -> int:
    """How many actions of an exam are kept."""
    with db.session(write=False) as session:
        query = (
            select(func.count())
            .select_from(ExamActionRow)
            .join(ExamAttemptRow, col(ExamAttemptRow.id) == ExamActionRow.attempt)
            .join(SittingRow, col(SittingRow.id) == ExamAttemptRow.sitting)
            .where(SittingRow.exam == exam)
        )
        return int(session.exec(query).one())
