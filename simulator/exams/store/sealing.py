"""Sealing a candidate's exam: the fact and the file come about in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from simulator.classroom.store.database import Database
from simulator.classroom.store.tables import PersonRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, wrong_stage
from simulator.exams.state import STAGES, State
from simulator.exams.store import chains
from simulator.exams.store.links import links


def seal_sitting(
    db: Database, clock: HallClock, sitting: str, seal: str, by: str, write: Callable[[list[f.Link], int], None]
) -> None:
    """Put on record that a sitting was sealed, and have its file written (`write` gets the facts of the sitting and the moment); if that fails, nothing
    has happened. Raises ExamError where the candidate has begun."""

    def decide(state: State, now: int) -> list[f.SittingFact]:
        if state.started is not None or state.over:
            raise wrong_stage(STAGES[state.stage])
        if state.revoked:
            raise ExamError("revoked", f.TITLES[f.Revoked])
        return [f.Sealed(at=now, by=by, seal=seal)]

    chains.change(
        db, clock, sitting, decide, lambda session, state: write(found := links(session, sitting), found[-1].wall)
    )


def first_fact(db: Database, exam: str) -> f.Link:
    """The first fact of a hall."""
    with db.session(write=False) as session:
        return links(session, exam)[0]


def person_of(db: Database, person: str) -> tuple[str, str]:
    """Number and name of a person, for the sheet of PINs."""
    with db.session(write=False) as session:
        row = session.get(PersonRow, person)
        return (row.number, row.name) if row is not None else ("", "")
