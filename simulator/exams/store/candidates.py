"""The candidates of an exam with their names: for whoever sets it up and watches over it. Markers go by aliases (see docs/exams.md)."""

from __future__ import annotations

import msgspec
from sqlmodel import col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import SittingRow
from simulator.classroom.store.tables import PersonRow
from simulator.exams.model import Sitting
from simulator.exams.store.exams import sitting_of


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Who sits where. An erased person has neither number nor name."""

    sitting: Sitting
    number: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """The opaque id of the sitting."""
        return self.sitting.id

    @property
    def ticket(self) -> str:
        """What was handed out."""
        return self.sitting.ticket

    @property
    def label(self) -> str:
        """Ticket, number and name, as far as they are known."""
        return " ".join(filter(None, (self.ticket, self.number, self.name)))


def candidates(db: Database, exam: str) -> tuple[Candidate, ...]:
    """The candidates of an exam in the order of their tickets."""
    wanted = select(SittingRow, PersonRow).join(PersonRow, col(PersonRow.id) == col(SittingRow.person))
    with db.session(write=False) as session:
        rows = session.exec(wanted.where(SittingRow.exam == exam).order_by(col(SittingRow.ticket)))
        return tuple(Candidate(sitting=sitting_of(row), number=p.number, name=p.name) for row, p in rows)
