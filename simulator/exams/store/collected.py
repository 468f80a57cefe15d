"""Taking in what came of a sealed exam: its facts, attempts and rows, as if they had been kept here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamActionRow, ExamAttemptRow, ExamFactRow, SittingRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.state import State, fold
from simulator.exams.store import chains, hours
from simulator.exams.store.links import hall_note, hold, links
from simulator.exams.verifying.model import AttemptRecord
from simulator.kernel.text import Text


def machine_of(sitting: str) -> str:
    """Under which name the record of the machine is kept, on which a sitting was worked."""
    return f"machine {sitting}"


def standing(db: Database, exam: str) -> dict[str, tuple[str, list[f.Link]]]:
    """The sittings of an exam by id: their ticket and their facts so far."""
    with db.session(write=False) as session:
        rows = session.exec(select(SittingRow).where(SittingRow.exam == exam)).all()
        return {row.id: (row.ticket, links(session, row.id)) for row in rows}


def take_in(
    db: Database, clock: HallClock, collected: f.Collected, exam: str, chain: Sequence[f.Link], attempts: Sequence[AttemptRecord],
    machine: Sequence[f.Fact], by: str,
) -> State:  # fmt: skip
    """Keep a hand-in whose chain goes on where that of the sitting ends; one transaction. `collected.at` is set to the hall's time. Raises ExamError
    where the record here has gone on meanwhile."""
    with db.session() as session:
        row = chains.locked(session, collected.sitting)
        there = links(session, row.id)
        if list(chain[: len(there)]) != there or len(chain) <= len(there):
            raise ExamError(
                "gone-on",
                Text(
                    "考场里这位考生的记录已有别的内容，未收下。",
                    "The record of this candidate has gone on here meanwhile; not taken in.",
                ),
            )
        for x in chain[len(there) :]:
            session.add(ExamFactRow(subject=row.id, seq=x.seq, wall=x.wall, payload=x.payload, digest=x.digest))
        state = fold(f.decode(x.payload) for x in chain)  # type: ignore[misc]
        row.head, row.facts = chain[-1].digest, len(chain)
        row.state, row.deadline, row.epoch, row.node = state.stage, state.deadline, state.epoch, state.node
        session.add(row)
        _attempts(session, row.id, attempts)
        for x in f.chained(machine_of(row.id), machine):
            session.add(
                ExamFactRow(subject=machine_of(row.id), seq=x.seq, wall=x.wall, payload=x.payload, digest=x.digest)
            )
        now = hours.tell(db, clock, session, exam)
        hold(session, exam)
        hall_note(
            session, exam,
            [
                f.Collected(
                    at=now, by=by, reason=collected.reason, sitting=collected.sitting, seal=collected.seal, file=collected.file,
                    starts=collected.starts, steps=collected.steps,
                )
            ],
        )  # fmt: skip
    return state


def _attempts(session: Session, sitting: str, attempts: Sequence[AttemptRecord]) -> None:
    for a in attempts:
        taken = session.exec(select(ExamAttemptRow.id).where(col(ExamAttemptRow.id) == a.id)).first()
        if taken is not None:
            raise ExamError(
                "twice",
                Text("其中一题已在别处收下，未收下。", "One of its attempts was taken in before; not taken in."),
            )
        session.add(ExamAttemptRow(id=a.id, sitting=sitting, item=a.item, number=a.number, seed=a.seed))
        session.flush()
        for r in a.rows:
            session.add(
                ExamActionRow(
                    attempt=a.id, seq=r.seq, first=r.first, minute=r.minute, wall=r.wall, payload=r.payload, digest=r.digest
                )
            )  # fmt: skip
