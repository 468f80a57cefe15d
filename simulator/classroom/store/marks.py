"""Marks: what a rubric made of each try. They can be computed again at any time; decisions of people lie elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlmodel import col, select

from simulator.classroom.model import FULL, Mark
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import parts
from simulator.classroom.store.tables import HandinRow, MarkRow


def put_marks(db: Database, marks: Mapping[str, Mark], made: int, program: str) -> None:
    """Keep marks by the id of their try, one for each rubric; a mark by the same rubric is replaced. `program` is the version
    that computed them. Raises ClassroomError when a try or the pack of a rubric is not kept."""
    for mark in marks.values():
        if not 0 <= mark.points <= FULL:
            raise ValueError(f"{mark.points} is no number of basis points")
    with db.session() as session:
        there = {
            (row.handin, row.rubric): row
            for some in parts(marks)
            for row in session.exec(select(MarkRow).where(col(MarkRow.handin).in_(some)))
        }
        for handin, mark in marks.items():
            new = MarkRow(
                handin=handin, rubric=mark.rubric, points=mark.points, mark=msgspec.json.encode(mark).decode(), made=made,
                program=program,
            )  # fmt: skip
            old = there.get((handin, mark.rubric))
            session.add(old.sqlmodel_update(new) if old is not None else new)
        session.flush()


def marks_by(db: Database, assignment_id: str, rubric: str) -> dict[str, Mark]:
    """The marks of an assignment by one rubric, by the id of their try."""
    wanted = select(MarkRow.handin, MarkRow.mark).join(HandinRow, col(HandinRow.id) == col(MarkRow.handin))
    with db.session(write=False) as session:
        rows = session.exec(wanted.where(HandinRow.assignment == assignment_id, MarkRow.rubric == rubric))
        return {handin: msgspec.json.decode(mark, type=Mark) for handin, mark in rows}
