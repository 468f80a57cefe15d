"""The programs that serve an exam: who began, who still lives, who ended; and which sittings have run out of time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlmodel import Session, col, func, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamRow, NodeRow, SittingRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import no_exam
from simulator.exams.store import hours
from simulator.exams.store.links import hall_note, hold

LOST = 30_000  # a program that was not heard of for so long counts as gone


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A program that serves an exam. Moments are the hall's milliseconds; stopped: None while it serves."""

    id: str
    exam: str
    host: str
    started: int
    seen: int
    stopped: int | None = None
    candidates: int = 0


def nodes(db: Database, exam: str) -> tuple[Node, ...]:
    """The programs that serve or served an exam, in the order they began."""
    with db.session(write=False) as session:
        rows = session.exec(select(NodeRow).where(NodeRow.exam == exam).order_by(col(NodeRow.started), col(NodeRow.id)))
        return tuple(msgspec.convert(row, Node, from_attributes=True) for row in rows)


def join(db: Database, clock: HallClock, exam: str, node: str, host: str, key: str = "") -> int:
    """A program begins to serve; the hall's time. One of the same name that was not heard to end is lost with that. Raises ExamError."""
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)
        hold(session, exam)
        row = session.get(NodeRow, (node, exam))
        known: list[f.HallFact] = []
        if row is not None and row.stopped is None:
            known.append(f.NodeLeft(at=now, node=node, lost=True))
        if row is None and not _there(session, exam):
            raise no_exam(exam)
        hall_note(session, exam, [*known, f.NodeJoined(at=now, node=node, host=host, key=key)])
        row = row or NodeRow(id=node, exam=exam, host=host, started=now, seen=now)
        row.host, row.started, row.seen, row.stopped, row.candidates = host, now, now, None, 0
        session.add(row)
    return now


def beat(db: Database, clock: HallClock, exam: str, node: str, steps: Sequence[int] = ()) -> int | None:
    """A program says that it lives, and by how much its machine's clock was set; the hall's time, or None where it was given up for lost (and has
    to join again)."""
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)  # before all else: a step of the server's clock is taken off here
        if steps:  # the hall first and then the node, as everywhere
            hold(session, exam)
        row = session.get(NodeRow, (node, exam))
        if row is None or row.stopped is not None:
            return None
        seated = (SittingRow.exam == exam, SittingRow.node == node, col(SittingRow.seen) > now - LOST)
        row.seen = now
        row.candidates = int(session.exec(select(func.count()).select_from(SittingRow).where(*seated)).one())
        session.add(row)
        if steps:
            hall_note(session, exam, [f.ClockJumped(at=now, node=node, step=step) for step in steps])
    return now


def sweep(db: Database, clock: HallClock, exam: str, node: str) -> tuple[str, ...]:
    """Give up for lost whoever was not heard of for too long, once; their names."""
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)
        silent = (NodeRow.exam == exam, NodeRow.id != node, col(NodeRow.stopped).is_(None), NodeRow.seen < now - LOST)
        if not session.exec(select(NodeRow.id).where(*silent)).first():
            return ()
        hold(session, exam)
        rows = session.exec(select(NodeRow).where(*silent).order_by(col(NodeRow.id)).with_for_update()).all()
        for row in rows:
            row.stopped = now
            session.add(row)
        hall_note(session, exam, [f.NodeLeft(at=now, node=row.id, lost=True) for row in rows])
        return tuple(row.id for row in rows)


def leave(db: Database, clock: HallClock, exam: str, node: str) -> None:
    """A program ends in order."""
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)
        hold(session, exam)
        row = session.get(NodeRow, (node, exam))
        if row is None or row.stopped is not None:
            return
        row.stopped = now
        session.add(row)
        hall_note(session, exam, [f.NodeLeft(at=now, node=node)])


def overdue(db: Database, exam: str, now: int) -> tuple[str, ...]:
    """The sittings whose time is up at `now` and not on record as ended."""
    with db.session(write=False) as session:
        return tuple(
            session.exec(
                select(SittingRow.id)
                .where(
                    SittingRow.exam == exam,
                    col(SittingRow.state).in_(("running", "paused")),
                    col(SittingRow.deadline) <= now,
                )
                .order_by(col(SittingRow.deadline), col(SittingRow.id))
            )
        )


def _there(session: Session, exam: str) -> bool:
    return session.get(ExamRow, exam) is not None
