"""Exams and their sittings: set up, found, listed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamRow, SittingRow
from simulator.classroom.store.packs import KeptPack, keep_pack
from simulator.classroom.store.rows import new_id, pick, plain
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, no_exam
from simulator.exams.model import Entrant, Exam, Sitting, Strip
from simulator.exams.paper.model import Paper
from simulator.exams.state import SECOND, State, fold
from simulator.exams.store import chains, hours
from simulator.exams.tickets import hashed, new_pin
from simulator.kernel.journal import START
from simulator.kernel.text import Text

_json = msgspec.json.Encoder(order="deterministic")
_paper = msgspec.json.Decoder(Paper)
_packs = msgspec.json.Decoder(dict[str, str])
_targets = msgspec.json.Decoder(tuple[int, ...])


def make_exam(
    db: Database, clock: HallClock, exam: Exam, packs: Mapping[str, KeptPack], entrants: Sequence[Entrant], *, by: str = "",
    digest: str = "",
) -> tuple[Exam, tuple[Strip, ...]]:  # fmt: skip
    """Set up an exam with a sitting for each entrant; the strips hold the PINs, which nobody can get again. `digest` is that of the paper.

    One transaction. Raises ClassroomError.
    """
    secret = secrets.token_bytes(32)
    pins = [new_pin() for _ in entrants]
    with ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:  # scrypt takes long and lets others run: before the transaction, on all cores
        kept = list(pool.map(hashed, pins))
    with db.session() as session:
        for pack in packs.values():
            keep_pack(db, pack)
        now = hours.tell(db, clock, session)
        made = msgspec.structs.replace(exam, id=new_id(exam.id), title=plain(exam.title), created=now)
        session.add(ExamRow(**exam_columns(made), secret=secret))
        session.flush()
        first = f.ExamMade(at=now, by=by or f.HALL, paper=digest, packs=made.packs, candidates=len(entrants))
        chains.hall_note(session, made.id, [first])
        prefix = _free_prefix(session)
        aliases = _aliases(len(entrants))
        strips = []
        for number, (entrant, pin, hash_, alias) in enumerate(zip(entrants, pins, kept, aliases, strict=True), 1):
            id = new_id()
            ticket = f"{prefix}-{number:03}"
            row = SittingRow(
                id=id, exam=made.id, ticket=ticket, person=entrant.person, alias=alias, pin=hash_, state="enrolled", head=START
            )  # fmt: skip
            last_start, hard_close = limits(made, entrant.planned)
            enrolled = f.Enrolled(
                at=now, by=by or f.HALL, exam=made.id, paper=digest, packs=made.packs, limit=made.paper.limit, planned=entrant.planned,
                commitment=seeds.commitment(seeds.key_of(secret, made.paper, id)), last_start=last_start, hard_close=hard_close,
            )  # fmt: skip
            session.add(row)
            session.flush()
            chains.keep(session, row, [enrolled], fold([enrolled], State()))
            strips.append(Strip(sitting=id, ticket=ticket, pin=pin, person=entrant.person, planned=entrant.planned))
    return made, tuple(strips)


def limits(exam: Exam, planned: int = 0) -> tuple[int | None, int | None]:
    """The moments until which one may begin, and at which all ends; with extra time known beforehand the end is so much later."""
    if exam.opens is None:
        return None, None
    paper = exam.paper
    last = None if paper.last_start is None else exam.opens + paper.last_start * SECOND
    close = None if paper.hard_close is None else exam.opens + (paper.hard_close + planned) * SECOND
    return last, close


def get_exam(db: Database, id: str) -> Exam:
    """The exam of an id. Raises ExamError."""
    with db.session(write=False) as session:
        row = session.get(ExamRow, id)
        if row is None:
            raise no_exam(id)
        return exam_of(row)


def find_exam(db: Database, words: str) -> Exam:
    """The exam a person means: by id or title, or the only one there is. Raises ExamError."""
    found = list_exams(db)
    if not words and len(found) == 1:
        return found[0]
    return pick(words, found, [(e.title, e.id) for e in found], no_exam(words))


def list_exams(db: Database) -> tuple[Exam, ...]:
    """All exams, the newest first."""
    with db.session(write=False) as session:
        rows = session.exec(select(ExamRow).order_by(col(ExamRow.created).desc(), col(ExamRow.id)))
        return tuple(exam_of(row) for row in rows)


def secret_of(db: Database, exam: str) -> bytes:
    """What the seeds of an exam are drawn from: for the hall alone."""
    with db.session(write=False) as session:
        row = session.get(ExamRow, exam)
        if row is None:
            raise no_exam(exam)
        return row.secret


def sittings(db: Database, exam: str) -> tuple[Sitting, ...]:
    """The sittings of an exam in the order of their tickets."""
    with db.session(write=False) as session:
        rows = session.exec(select(SittingRow).where(SittingRow.exam == exam).order_by(col(SittingRow.ticket)))
        return tuple(sitting_of(row) for row in rows)


def exam_of(row: ExamRow) -> Exam:
    """A row as plain data."""
    return Exam(
        id=row.id, title=row.title, klass=row.klass, paper=_paper.decode(row.paper), packs=_packs.decode(row.packs),
        targets=_targets.decode(row.targets), admission=row.admission, opens=row.opens, created=row.created, revealed=row.revealed,  # type: ignore[arg-type]
    )  # fmt: skip


def exam_columns(exam: Exam) -> dict[str, Any]:
    """An exam as its row holds it; without the secret."""
    return {
        "id": exam.id, "title": exam.title, "klass": exam.klass, "paper": _json.encode(exam.paper),
        "packs": _json.encode(exam.packs).decode(), "targets": _json.encode(exam.targets).decode(), "admission": exam.admission,
        "opens": exam.opens, "created": exam.created, "revealed": exam.revealed,
    }  # fmt: skip


def sitting_of(row: SittingRow) -> Sitting:
    """A row as plain data."""
    return Sitting(
        id=row.id, exam=row.exam, ticket=row.ticket, person=row.person, alias=row.alias, stage=row.state, deadline=row.deadline,  # type: ignore[arg-type]
        epoch=row.epoch, node=row.node, facts=row.facts, seen=row.seen,
    )  # fmt: skip


def _free_prefix(session: Session) -> str:
    """Three digits with which no ticket begins yet (of a thousand exams the newest share them no more than they must)."""
    taken = {ticket[:3] for ticket in session.exec(select(SittingRow.ticket))}
    free = [p for p in (f"{n:03}" for n in range(100, 1000)) if p not in taken]
    if not free:
        raise ExamError(
            "no-tickets",
            Text(
                "准考证号用完了：请先删除旧考试，或换一个数据库。",
                "There are no ticket numbers left: remove old exams, or use another database.",
            ),
        )
    return secrets.choice(free)


def _aliases(count: int) -> list[str]:
    """`C-07` and so on in an order that says nothing about the tickets."""
    numbers = list(range(1, count + 1))
    secrets.SystemRandom().shuffle(numbers)
    width = max(2, len(str(count)))
    return [f"C-{n:0{width}}" for n in numbers]
