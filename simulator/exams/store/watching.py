"""What an invigilator's screen reads once a second: a handful of small queries, whatever the number of rows that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import text
from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamFactRow, NodeRow, SignInRow, SittingRow
from simulator.classroom.store.rows import parts
from simulator.exams import facts as f
from simulator.exams.board import NodeSeen, Reading, Standing
from simulator.exams.clock import HallClock
from simulator.exams.limits import WINDOW
from simulator.exams.store import hours

# every sitting with whose it is, and the newest row of each of its attempts (by the primary key, so that nothing is counted)
_SITTINGS = text("""
SELECT s.id, s.ticket, p.number, p.name, s.state, s.deadline, s.epoch, s.node, s.seen, s.facts, r.seq, r.wall
FROM exam_sitting s JOIN person p ON p.id = s.person
LEFT JOIN exam_attempt a ON a.sitting = s.id
LEFT JOIN exam_row r ON r.attempt = a.id AND r.seq = (SELECT max(q.seq) FROM exam_row q WHERE q.attempt = a.id)
WHERE s.exam = :exam ORDER BY s.ticket
""")


def look(db: Database, clock: HallClock, exam: str, known: Mapping[str, int]) -> Reading:
    """How a hall stands. `known`: how many facts of each sitting, and of the exam, are known already. Raises ClassroomError."""
    hours.heard(db, clock, exam)
    now = clock.now()
    with db.session(write=False) as session:
        standings = _standings(session, exam)
        wanted = {s.id: known.get(s.id, 0) for s in standings if s.facts > known.get(s.id, 0)}
        facts = _facts(session, {**wanted, exam: known.get(exam, 0)})
        nodes = session.exec(
            select(NodeRow).where(NodeRow.exam == exam).order_by(col(NodeRow.started), col(NodeRow.id))
        )
        return Reading(
            now=now, standings=standings, facts=facts,
            nodes=tuple(msgspec.convert(n, NodeSeen, from_attributes=True) for n in nodes), failures=_failures(session, exam, now),
        )  # fmt: skip


def sign_ins(db: Database, exam: str) -> tuple[SignInRow, ...]:
    """All tries to sign in to an exam that came to nothing, the newest first; those with a ticket that is none count to the exam that was served."""
    with db.session(write=False) as session:
        tickets = select(SittingRow.ticket).where(SittingRow.exam == exam)
        where = ((col(SignInRow.exam) == exam) | col(SignInRow.ticket).in_(tickets), SignInRow.result != "in")
        return tuple(
            session.exec(select(SignInRow).where(*where).order_by(col(SignInRow.at).desc(), col(SignInRow.seq).desc()))
        )


def _standings(session: Session, exam: str) -> tuple[Standing, ...]:
    found: dict[str, dict[str, Any]] = {}
    for id, ticket, number, name, state, deadline, epoch, node, seen, facts, seq, wall in session.connection().execute(
        _SITTINGS, {"exam": exam}
    ):
        one = found.setdefault(
            id, {"id": id, "ticket": ticket, "number": number, "name": name, "state": state, "deadline": deadline, "epoch": epoch, "node": node,
                 "seen": seen, "facts": facts, "attempts": 0, "rows": 0, "kept": None},
        )  # fmt: skip
        if seq is not None:
            one["attempts"] += 1
            one["rows"] += seq + 1
            one["kept"] = max(wall, one["kept"] or 0)
    return tuple(Standing(**one) for one in found.values())


def _facts(session: Session, known: Mapping[str, int]) -> dict[str, tuple[int, tuple[f.Fact, ...]]]:
    new: dict[str, list[f.Fact]] = {}
    for some in parts(known):
        least = min(known[s] for s in some)
        wanted = select(ExamFactRow.subject, ExamFactRow.seq, ExamFactRow.payload).where(
            col(ExamFactRow.subject).in_(some), ExamFactRow.seq >= least
        )
        for subject, seq, payload in session.exec(wanted.order_by(col(ExamFactRow.subject), col(ExamFactRow.seq))):
            if seq >= known[subject]:
                new.setdefault(subject, []).append(f.decode(bytes(payload)))
    return {subject: (known[subject], tuple(facts)) for subject, facts in new.items()}


def _failures(session: Session, exam: str, now: int) -> dict[str, int]:
    rows: Sequence[Any] = session.connection().execute(
        text(
            "SELECT i.ticket, count(*) FROM exam_sign_in i JOIN exam_sitting s ON s.ticket = i.ticket "
            "WHERE s.exam = :exam AND i.result = 'wrong' AND i.at > :since GROUP BY i.ticket"
        ),
        {"exam": exam, "since": now - WINDOW},
    ).all()  # fmt: skip
    return {ticket: int(count) for ticket, count in rows}
