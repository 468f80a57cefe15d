"""Chains of facts in the database: read, added to, and what a sitting's chain comes to kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import Session, col, func, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamActionRow, ExamAttemptRow, ExamFactRow, SittingRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.state import State, fold
from simulator.exams.store import hours
from simulator.exams.store.links import add as add
from simulator.exams.store.links import hall_note as hall_note
from simulator.exams.store.links import hold
from simulator.exams.store.links import links as links
from simulator.kernel.text import Text

Decide = Callable[[State, int], Sequence[f.SittingFact]]
Also = Callable[[Session, State], None]


def facts_of(db: Database, subject: str) -> list[f.SittingFact | f.HallFact]:
    """All facts of a sitting or of a hall, in order."""
    with db.session(write=False) as session:
        return [f.decode(link.payload) for link in links(session, subject)]


def state_in(session: Session, sitting: str) -> State:
    """The state of a sitting, folded from its facts."""
    return fold(f.decode(link.payload) for link in links(session, sitting))  # type: ignore[misc]


def heads(session: Session, sitting: str) -> tuple[f.Head, ...]:
    """How far each attempt of a sitting has come."""
    last = (
        select(ExamActionRow.attempt, func.max(ExamActionRow.seq).label("seq"))
        .join(ExamAttemptRow, col(ExamAttemptRow.id) == ExamActionRow.attempt)
        .where(ExamAttemptRow.sitting == sitting)
        .group_by(col(ExamActionRow.attempt))
        .subquery()
    )
    rows = session.exec(
        select(ExamActionRow.attempt, ExamActionRow.seq, ExamActionRow.digest)
        .join(last, (col(ExamActionRow.attempt) == last.c.attempt) & (col(ExamActionRow.seq) == last.c.seq))
        .order_by(col(ExamActionRow.attempt))
    )
    return tuple(f.Head(attempt=a, rows=seq + 1, head=digest.hex()) for a, seq, digest in rows)


def change(db: Database, clock: HallClock, sitting: str, decide: Decide, also: Also | None = None) -> State:
    """Add to a sitting what `decide(state, now)` says, in one transaction that no action can enter meanwhile; `also` does more in it.

    A time that has run out is put on record first, and stays so whatever `decide` says. Raises ExamError (what `decide` raises, or that there is no
    such sitting) and ClassroomError.
    """
    refused: ExamError | None = None
    with db.session() as session:
        row = locked(session, sitting)
        state = state_in(session, sitting)
        now = max(hours.tell(db, clock, session, row.exam), _latest(session, sitting))
        given: list[f.SittingFact] = []
        ended = overdue(session, sitting, state, now)
        if ended is not None:
            given.append(ended)
            state = fold([ended], state)
        try:
            decided = list(decide(state, now))
        except ExamError as error:
            if not given:
                raise
            refused, decided = error, []
        state = fold(decided, state)
        given += decided
        keep(session, row, given, state)
        if also is not None and refused is None:
            also(session, state)
    if refused is not None:
        raise refused
    return state


def with_attempt(attempt: str, sitting: str, item: int, number: int, seed: int) -> Also:
    """Keep a new attempt in the same transaction."""
    return lambda session, state: session.add(
        ExamAttemptRow(id=attempt, sitting=sitting, item=item, number=number, seed=seed)
    )


def overdue(session: Session, sitting: str, state: State, now: int) -> f.Expired | None:
    """The fact that the time of a sitting has run out, if it has and nobody has noticed yet."""
    if state.stage not in ("running", "paused") or state.deadline is None or now < state.deadline:
        return None
    return f.Expired(at=state.deadline, noticed=now, heads=heads(session, sitting), reason="deadline")


def keep(session: Session, row: SittingRow, given: Sequence[f.Fact], state: State) -> None:
    """Store facts of a sitting, and what they come to, beside them."""
    if not given:
        return
    row.head = add(session, row.id, given, row.facts, row.head)
    row.facts += len(given)
    row.state, row.deadline, row.epoch, row.node = state.stage, state.deadline, state.epoch, state.node
    session.add(row)


def note(db: Database, subject: str, given: Callable[[Session], Sequence[f.HallFact]]) -> None:
    """Add facts to the hall's chain."""
    with db.session() as session:
        hold(session, subject)
        hall_note(session, subject, given(session))


def locked(session: Session, sitting: str) -> SittingRow:
    """The row of a sitting, held until the transaction ends. Raises ExamError."""
    row = session.exec(select(SittingRow).where(SittingRow.id == sitting).with_for_update()).first()
    if row is None:
        raise ExamError(
            "no-sitting", Text("没有这位考生；请核对准考证号。", "There is no such candidate; check the ticket number.")
        )
    return row


def _latest(session: Session, sitting: str) -> int:
    return int(
        session.exec(select(func.coalesce(func.max(ExamFactRow.wall), 0)).where(ExamFactRow.subject == sitting)).one()
    )
