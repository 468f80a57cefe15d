"""By which rubric an exam is marked: facts that are added and never changed; taking one back is a fact of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamGradingRow, ExamRow
from simulator.classroom.store.packs import no_pack
from simulator.classroom.store.rows import new_id, plain
from simulator.classroom.store.tables import PackRow
from simulator.exams.errors import ExamError, no_exam
from simulator.exams.marking.rubric import Rubric
from simulator.exams.paper.model import Paper
from simulator.exams.store.exams import exam_of
from simulator.exams.store.overrides import no_reason
from simulator.kernel.text import Text

_json = msgspec.json.Encoder(order="deterministic")
_paper = msgspec.json.Decoder(Paper)
_packs = msgspec.json.Decoder(dict[str, str])


class Grading(msgspec.Struct, frozen=True, kw_only=True):
    """From its moment on an exam is marked by a rubric. undoes: the one that this takes back; undone: when this one was taken back."""

    id: str
    exam: str
    rubric: Rubric
    reason: str
    author: str
    at: int
    undoes: str = ""
    undone: int | None = None


def gradings(db: Database, exam: str) -> tuple[Grading, ...]:
    """All changes of an exam's rubric in the order they were made, with those that took one back."""
    with db.session(write=False) as session:
        return tuple(_made(session, exam))


def standing(made: Sequence[Grading]) -> tuple[Grading, ...]:
    """Those that were not taken back, in order; the last of them is in force."""
    return tuple(g for g in made if not g.undoes and g.undone is None)


def in_force(db: Database, exam: str) -> Rubric:
    """The rubric by which an exam is marked now: its own paper and packs, unless a regrade stands. Raises ExamError."""
    with db.session(write=False) as session:
        return _in_force(session, exam)


def add_grading(db: Database, exam: str, before: str, rubric: Rubric, *, reason: str, author: str, at: int) -> Grading:
    """Mark an exam by another rubric from now on; its packs are kept already. Raises ClassroomError, also where the exam is no longer marked by the
    rubric of the digest `before`."""
    with db.session() as session:
        _hold(session, exam)
        if _in_force(session, exam).digest != before or rubric.digest == before:
            raise stale()
        for digest in rubric.packs.values():
            if session.get(PackRow, digest) is None:
                raise no_pack(digest)
        return _add(session, Grading(id="", exam=exam, rubric=rubric, reason=reason, author=author, at=at))


def undo_grading(db: Database, exam: str, grading: str, *, reason: str, author: str, at: int) -> Grading:
    """Take back the latest change of the rubric that stands. Raises ExamError where `grading` is another one."""
    with db.session() as session:
        _hold(session, exam)
        held = standing(_made(session, exam))
        if not held or held[-1].id != grading:
            raise ExamError(
                "not-latest",
                Text(
                    "只能撤销最近一次且尚未撤销的重评。",
                    "Only the latest regrade that was not taken back yet can be taken back.",
                ),
            )
        back = held[-2].rubric if len(held) > 1 else _own(session, exam)
        return _add(
            session, Grading(id="", exam=exam, rubric=back, reason=reason, author=author, at=at, undoes=grading)
        )


def _hold(session: Session, exam: str) -> None:
    """Keep others from this exam's rubric until the transaction ends."""
    if session.exec(select(ExamRow.id).where(ExamRow.id == exam).with_for_update()).first() is None:
        raise no_exam(exam)


def _own(session: Session, exam: str) -> Rubric:
    row = session.get(ExamRow, exam)
    if row is None:
        raise no_exam(exam)
    found = exam_of(row)
    return Rubric(paper=found.paper, packs=found.packs)


def _in_force(session: Session, exam: str) -> Rubric:
    held = standing(_made(session, exam))
    return held[-1].rubric if held else _own(session, exam)


def _made(session: Session, exam: str) -> list[Grading]:
    wanted = select(ExamGradingRow).where(ExamGradingRow.exam == exam).order_by(col(ExamGradingRow.seq))
    rows = session.exec(wanted).all()
    undone = {row.undoes: row.at for row in rows if row.undoes}
    return [
        Grading(
            id=row.id, exam=row.exam, rubric=Rubric(paper=_paper.decode(row.paper), packs=_packs.decode(row.packs)), reason=row.reason,
            author=row.author, at=row.at, undoes=row.undoes or "", undone=undone.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


def _add(session: Session, given: Grading) -> Grading:
    fact = msgspec.structs.replace(given, id=new_id(), reason=plain(given.reason), author=plain(given.author))
    if not fact.reason or not fact.author:
        raise no_reason()
    session.add(
        ExamGradingRow(
            id=fact.id, exam=fact.exam, rubric=fact.rubric.digest, paper=_json.encode(fact.rubric.paper),
            packs=_json.encode(fact.rubric.packs).decode(), reason=fact.reason, author=fact.author, at=fact.at, undoes=fact.undoes or None,
        )
    )  # fmt: skip
    session.flush()
    return fact


def stale() -> ExamError:
    """The error for a change that was prepared under another rubric."""
    return ExamError(
        "other-rubric",
        Text(
            "这场考试的评分标准已经变了；请重新试算。",
            "The rubric of this exam is another by now; do the dry run again.",
        ),
    )
