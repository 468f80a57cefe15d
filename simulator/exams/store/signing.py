"""Signing in: limited, on record, and never telling a stranger whether the ticket or the PIN was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlmodel import Session, col, func, select

from simulator.classroom.errors import clip
from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import SignInRow, SittingRow
from simulator.classroom.store.rows import plain
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.limits import ALIVE as ALIVE
from simulator.exams.limits import PER_ORIGIN as PER_ORIGIN
from simulator.exams.limits import PER_TICKET as PER_TICKET
from simulator.exams.limits import WINDOW as WINDOW
from simulator.exams.state import State
from simulator.exams.store import chains, hours
from simulator.exams.store.exams import secret_of
from simulator.exams.tickets import digits, matches, ticket_of
from simulator.kernel.text import Text

# told of every seat that is taken (True) or given up (False) in this program, with its sitting: whoever serves the program has to know
listeners: list[Callable[[str, bool], None]] = []

_WRONG = Text(
    "准考证号或密码不对；请核对纸条后再试。", "Ticket or PIN is wrong; compare them with the strip and try again."
)
_LOCKED = Text(
    "签到尝试太多，请 10 分钟后再试，或请监考老师处理。", "Too many tries; wait ten minutes, or ask the invigilator."
)
_SEALED = Text(
    "这张准考证的考卷已密封成离线考试文件，不能在考场签到；请用那个文件作答，或找监考老师换新密码。",
    "The exam of this ticket was sealed into a file to be taken offline; use that file, or ask the invigilator for a new PIN.",
)
_REVOKED = Text("这张准考证已作废，请找监考老师。", "This ticket was revoked; ask the invigilator.")


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A seat: the sitting, its number among the seats of that sitting, and where the sitting stands."""

    exam: str
    sitting: str
    epoch: int
    state: State


def sign_in(
    db: Database, clock: HallClock, typed: str, pin: str, *, node: str = "", origin: str = "", exam: str = ""
) -> SignedIn:
    """Take a seat. `typed` is the ticket as it was typed, `origin` the address it came from, `exam` the only exam this hall serves (empty: any).

    An older seat of the same ticket is over with that. Raises ExamError (`wrong`, `locked`, `revoked`) and ClassroomError.
    """
    ticket, origin = clip(plain(ticket_of(typed)), 20), clip(plain(origin), 64)
    with db.session() as session:
        row = session.exec(select(SittingRow).where(SittingRow.ticket == ticket)).first()
        if row is not None and exam and row.exam != exam:
            row = None
        now = hours.tell(db, clock, session, row.exam if row is not None else exam)
        locked = _failures(session, now, SignInRow.ticket == ticket) >= PER_TICKET or (
            bool(origin) and _failures(session, now, SignInRow.origin == origin) >= PER_ORIGIN
        )
        # a try counts as a failure until it is known to be none, so that many at once do not count as one
        tried = SignInRow(
            exam=row.exam if row is not None else exam, ticket=ticket, origin=origin, node=node,
            result="locked" if locked else "wrong", at=now,
        )  # fmt: skip
        session.add(tried)
        session.flush()
        number = tried.seq
    if locked:
        raise ExamError("locked", _LOCKED)
    # outside of any transaction, for it takes long; and also for a ticket that does not exist, so that nobody can tell
    if not matches(digits(pin), row.pin if row is not None else "") or row is None:
        raise ExamError("wrong", _WRONG)
    with db.session() as session:
        mine = session.get(SignInRow, number)
        if mine is not None:
            mine.result = "in"
            session.add(mine)
    return seat(db, clock, row.id, node)


def seat(db: Database, clock: HallClock, sitting: str, node: str) -> SignedIn:
    """Take a seat without asking who it is: after signing in, or where the ticket itself was opened (a sealed exam)."""

    def decide(state: State, now: int) -> list[f.SittingFact]:
        if state.revoked:
            raise ExamError("revoked", _REVOKED)
        if state.sealed and not seeds.alone(secret_of(db, state.exam)):
            raise ExamError("sealed", _SEALED)
        return [f.SignedIn(at=now, by=f.CANDIDATE, epoch=state.epoch + 1, node=node, over=state.seated)]

    state = chains.change(db, clock, sitting, decide)
    announce(sitting, True)
    return SignedIn(exam=state.exam, sitting=sitting, epoch=state.epoch, state=state)


def announce(sitting: str, taken: bool) -> None:
    """Tell the listeners of a seat that was taken or given up."""
    for tell in listeners:
        tell(sitting, taken)


def release(db: Database, ticket: str) -> None:
    """Forget the failures of a ticket, so that it takes tries again at once; they stay on record as forgiven."""
    with db.session() as session:
        for row in session.exec(select(SignInRow).where(SignInRow.ticket == ticket, SignInRow.result == "wrong")):
            row.result = "forgiven"
            session.add(row)


def exam_of(db: Database, sitting: str) -> str:
    """Which exam a sitting belongs to."""
    with db.session(write=False) as session:
        row = session.get(SittingRow, sitting)
        return row.exam if row is not None else ""


def _failures(session: Session, now: int, where: Any) -> int:
    query = select(func.count()).select_from(SignInRow)
    return int(session.exec(query.where(where, SignInRow.result == "wrong", col(SignInRow.at) > now - WINDOW)).one())
