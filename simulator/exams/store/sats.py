"""Sittings as whoever marks them wants them: facts, list and rows, read one at a time so that memory does not grow with the exam."""

from __future__ import annotations

from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamActionRow, ExamAttemptRow, ExamFactRow, ExamRow, SittingRow
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.errors import ExamError, no_exam
from simulator.exams.marking.work import Listed, Sat, TryRows
from simulator.exams.store import chains
from simulator.exams.store.exams import exam_of
from simulator.kernel.journal import Row
from simulator.kernel.text import Text


def sat_of(db: Database, sitting: str) -> Sat:
    """A sitting as it stands now, read in one state of the database. Raises ExamError."""
    with db.session(write=False) as session:
        row = session.get(SittingRow, sitting)
        if row is None:
            raise ExamError(
                "no-sitting",
                Text("没有这位考生；请核对准考证号。", "There is no such candidate; check the ticket number."),
            )
        exam = session.get(ExamRow, row.exam)
        if exam is None:
            raise no_exam(row.exam)
        return Sat(
            sitting=sitting,
            key=seeds.key_of(exam.secret, exam_of(exam).paper, sitting),
            listed=Listed(
                stage=row.state, deadline=row.deadline, epoch=row.epoch, facts=row.facts, head=bytes(row.head)
            ),
            links=tuple(chains.links(session, sitting)),
            tries=tuple(_tries(session, sitting)),
        )


def all_links(db: Database, exam: str) -> dict[str, tuple[f.Link, ...]]:
    """The facts of every sitting of an exam, by sitting."""
    wanted = (
        select(ExamFactRow)
        .join(SittingRow, col(SittingRow.id) == ExamFactRow.subject)
        .where(SittingRow.exam == exam)
        .order_by(col(ExamFactRow.subject), col(ExamFactRow.seq))
    )
    found: dict[str, list[f.Link]] = {}
    with db.session(write=False) as session:
        for r in session.exec(wanted):
            found.setdefault(r.subject, []).append(f.Link(r.seq, r.wall, bytes(r.payload), bytes(r.digest)))
    return {subject: tuple(links) for subject, links in found.items()}


def _tries(session: Session, sitting: str) -> list[TryRows]:
    wanted = select(ExamAttemptRow).where(ExamAttemptRow.sitting == sitting)
    found = session.exec(wanted.order_by(col(ExamAttemptRow.item), col(ExamAttemptRow.number), col(ExamAttemptRow.id)))
    return [
        TryRows(attempt=one.id, item=one.item, number=one.number, seed=one.seed, rows=_rows(session, one.id))
        for one in list(found)
    ]


def _rows(session: Session, attempt: str) -> tuple[Row, ...]:
    wanted = select(ExamActionRow).where(ExamActionRow.attempt == attempt).order_by(col(ExamActionRow.seq))
    return tuple(
        Row(r.attempt, r.seq, r.first, r.minute, r.wall, bytes(r.payload), bytes(r.digest))
        for r in session.exec(wanted)
    )
