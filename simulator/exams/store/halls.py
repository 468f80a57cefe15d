"""What is changed of an exam as a whole: its opening, its names, its PINs, and that it is there at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import (
    ExamActionRow,
    ExamAttemptRow,
    ExamDraftRow,
    ExamFactRow,
    ExamGradingRow,
    ExamMarkRow,
    ExamOverrideRow,
    ExamRow,
    NodeRow,
    ReceiptRow,
    SignInRow,
    SittingRow,
)
from simulator.classroom.store.rows import plain
from simulator.classroom.store.tables import SettingRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, no_exam
from simulator.exams.model import Exam
from simulator.exams.state import State
from simulator.exams.store import chains, hours
from simulator.exams.store.exams import exam_of
from simulator.exams.store.signing import WINDOW
from simulator.exams.tickets import hashed, new_pin
from simulator.kernel.text import Text

UNDER_WAY = ("running", "paused")


def change_exam(
    db: Database, clock: HallClock, exam: str, decide: Callable[[Exam, int], tuple[dict[str, Any], Sequence[f.HallFact]]]
) -> Exam:  # fmt: skip
    """Change columns of an exam and add to its chain what `decide(exam, now)` says, in one transaction. Raises ExamError and ClassroomError."""
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)
        row = session.exec(select(ExamRow).where(ExamRow.id == exam).with_for_update(key_share=True)).first()
        if row is None:
            raise no_exam(exam)
        changed, facts = decide(exam_of(row), now)
        for name, value in changed.items():
            setattr(row, name, value)
        session.add(row)
        chains.hall_note(session, exam, facts)
        session.flush()
        return exam_of(row)


def under_way(db: Database, exam: str = "") -> int:
    """How many candidates are at work or paused: in this exam, or in any of the database."""
    query = select(func.count()).select_from(SittingRow).where(col(SittingRow.state).in_(UNDER_WAY))
    with db.session(write=False) as session:
        return int(session.exec(query.where(SittingRow.exam == exam) if exam else query).one())


def renew_pins(
    db: Database, clock: HallClock, sittings: Sequence[str], *, by: str, reason: str, tell: Callable[[int, int, str], None] = lambda *_: None
) -> dict[str, str]:  # fmt: skip
    """A new PIN for each of these sittings, by id; failures at signing in are forgiven with it. One transaction for all: should it fail, the old PINs hold.
    Raises ClassroomError."""
    pins = {id: new_pin() for id in sittings}
    done = 0
    kept: dict[str, str] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # scrypt takes long and lets others run
        for id, hash_ in zip(pins, pool.map(hashed, pins.values()), strict=True):
            kept[id] = hash_
            done += 1
            tell(done, len(pins), "")
    with db.session() as session:
        for id in sorted(kept):

            def also(inner: Session, _: State, id: str = id) -> None:
                row = chains.locked(inner, id)
                row.pin = kept[id]
                inner.add(row)
                _forgive(inner, row.ticket)

            chains.change(db, clock, id, lambda _, now: [f.PinRenewed(at=now, by=by, reason=reason)], also)
        session.flush()
    return pins


def release(db: Database, clock: HallClock, exam: str, tickets: Sequence[str], *, by: str, reason: str) -> int:
    """Forget the failures at signing in of these tickets, and of the addresses from which they were tried, so that they take tries again at once; how
    many. They stay on record as forgiven, and that somebody forgave them is a fact of the hall."""
    with db.session() as session:
        forgiven = sum(_forgive(session, ticket) for ticket in tickets)
        if forgiven:
            change_exam(
                db,
                clock,
                exam,
                lambda _, now: ({}, [f.Released(at=now, by=by, reason=reason, what=", ".join(tickets))]),
            )
    return forgiven


def _forgive(session: Session, ticket: str) -> int:
    """An address closes because of what was tried from it: whoever sits there with a ticket that is released has to get in."""
    since = (
        int(session.exec(select(func.coalesce(func.max(SignInRow.at), 0)).where(SignInRow.ticket == ticket)).one())
        - WINDOW
    )
    failed = (SignInRow.result == "wrong", col(SignInRow.at) > since)
    tried = select(SignInRow.origin).where(SignInRow.ticket == ticket, col(SignInRow.at) > since)
    origins = set(session.exec(tried)) - {""}
    where = (col(SignInRow.ticket) == ticket) | col(SignInRow.origin).in_(origins)
    rows = session.exec(select(SignInRow).where(where, *failed)).all()
    for row in rows:
        row.result = "forgiven"
        session.add(row)
    return len(rows)


def remove_exam(db: Database, exam: str) -> None:
    """An exam with everything that belongs to it; frozen packs stay, others may use them. Raises ExamError while somebody is at work in it."""
    with db.session() as session:
        session.exec(select(SittingRow.id).where(SittingRow.exam == exam).with_for_update()).all()
        if session.exec(select(ExamRow.id).where(ExamRow.id == exam).with_for_update()).first() is None:
            raise no_exam(exam)
        if under_way(db, exam):
            raise ExamError(
                "under-way",
                Text("还有考生在作答，不能删除。", "Candidates are still at work; it cannot be removed."),
            )
        sittings = select(SittingRow.id).where(SittingRow.exam == exam)
        attempts = select(ExamAttemptRow.id).where(col(ExamAttemptRow.sitting).in_(sittings))
        tickets = select(SittingRow.ticket).where(SittingRow.exam == exam)
        for table, where in (
            (ReceiptRow, ReceiptRow.exam == exam),
            (ExamDraftRow, col(ExamDraftRow.attempt).in_(attempts)),
            (ExamActionRow, col(ExamActionRow.attempt).in_(attempts)),
            (ExamAttemptRow, col(ExamAttemptRow.sitting).in_(sittings)),
            (ExamMarkRow, col(ExamMarkRow.sitting).in_(sittings)),
            (ExamOverrideRow, col(ExamOverrideRow.sitting).in_(sittings)),
            (ExamGradingRow, (col(ExamGradingRow.exam) == exam) & col(ExamGradingRow.undoes).is_not(None)),
            (ExamGradingRow, ExamGradingRow.exam == exam),
            (SignInRow, (col(SignInRow.exam) == exam) | col(SignInRow.ticket).in_(tickets)),
            (ExamFactRow, (col(ExamFactRow.subject) == exam) | col(ExamFactRow.subject).in_(sittings)),
            (NodeRow, NodeRow.exam == exam),
            (SittingRow, SittingRow.exam == exam),
            (SettingRow, SettingRow.name == address_name(exam)),
            (ExamRow, ExamRow.id == exam),
        ):
            session.connection().execute(delete(table).where(where))  # type: ignore[arg-type]


def address_name(exam: str) -> str:
    """Under which setting the address is kept that candidates type into their browsers."""
    return f"exam address {exam}"


def kept_address(db: Database, exam: str) -> str:
    """That address; empty where none was given."""
    with db.session(write=False) as session:
        row = session.get(SettingRow, address_name(exam))
        return row.value if row is not None else ""


def keep_address(db: Database, exam: str, address: str) -> None:
    """Keep it, so that strips that are printed later say it too."""
    with db.session() as session:
        session.merge(SettingRow(name=address_name(exam), value=plain(address)))
