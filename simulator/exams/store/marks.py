"""Marks: what a rubric made of each sitting. They can be computed again at any time; decisions of people lie elsewhere."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec
from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamMarkRow, SittingRow
from simulator.classroom.store.rows import parts
from simulator.exams.marking.model import Marked

LEVEL = 6  # of compression: the findings of a mark repeat themselves, a tenth is left

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(Marked)


class KeptMark(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a sitting by one rubric: what was found, when it was first found so (the milliseconds of who marked), by which version."""

    found: Marked
    made: int
    program: str


def put_marks(db: Database, found: Mapping[str, Marked], rubric: str, made: int, program: str) -> None:
    """Keep what was found of sittings by a rubric. What is there already stays as it is, with its moment, where it says the same."""
    with db.session() as session:
        there = {
            row.sitting: row
            for some in parts(found)
            for row in session.exec(
                select(ExamMarkRow).where(col(ExamMarkRow.sitting).in_(some), ExamMarkRow.rubric == rubric)
            )
        }
        for sitting, one in found.items():
            told = _encoder.encode(one)
            points = one.mark.points if one.mark is not None else 0
            old = there.get(sitting)
            if old is not None:
                if zlib.decompress(old.mark) == told:
                    continue
                old.points, old.mark, old.made, old.program = points, zlib.compress(told, LEVEL), made, program
                session.add(old)
                continue
            session.add(
                ExamMarkRow(
                    sitting=sitting, rubric=rubric, points=points, mark=zlib.compress(told, LEVEL), made=made, program=program
                )
            )  # fmt: skip
        session.flush()


def marks_by(db: Database, exam: str, rubric: str) -> dict[str, KeptMark]:
    """What is kept of an exam by one rubric, by sitting."""
    wanted = select(ExamMarkRow).join(SittingRow, col(SittingRow.id) == ExamMarkRow.sitting)
    with db.session(write=False) as session:
        rows = session.exec(wanted.where(SittingRow.exam == exam, ExamMarkRow.rubric == rubric))
        return {row.sitting: _kept(row) for row in rows}


def mark_of(db: Database, sitting: str, rubric: str) -> KeptMark | None:
    """What is kept of one sitting by a rubric."""
    with db.session(write=False) as session:
        return _one(session, sitting, rubric)


def _one(session: Session, sitting: str, rubric: str) -> KeptMark | None:
    row = session.get(ExamMarkRow, (sitting, rubric))
    return _kept(row) if row is not None else None


def _kept(row: ExamMarkRow) -> KeptMark:
    return KeptMark(found=_decoder.decode(zlib.decompress(row.mark)), made=row.made, program=row.program)
