"""What exams hold about a person: all of it for an export, and how it is erased.

Work, marks and the facts themselves stay under opaque ids. What people wrote freely (reasons, messages, drafts) and the address somebody sat at
are taken out. Facts are chained, so their words cannot simply be blanked: the fact stays with its link and without its words, and one more fact
at the end of the chain says which these are and what they hold now (see `exams.facts.Redacted` and `broken`). Facts are read here as plain JSON, for the
room of exams stands above this one; a test holds the two together.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.examtables import (
    ExamActionRow,
    ExamAttemptRow,
    ExamDraftRow,
    ExamFactRow,
    ExamMarkRow,
    ExamOverrideRow,
    ExamRow,
    ReceiptRow,
    SignInRow,
    SittingRow,
)
from simulator.kernel.journal import link
from simulator.kernel.text import Text

TABLES: tuple[Any, ...] = (ExamFactRow, ExamDraftRow, ExamOverrideRow, SignInRow)  # those that are swept
UNDER_WAY = ("running", "paused")
_OURS = ("candidate", "hall")  # what these give as a reason is the program's own wording
_WORDS = ("words", "reason")


def exams_export(session: Session, person: str) -> list[dict[str, Any]]:
    """The exams a person sat or was to sit: sitting, facts, attempts with every kept step, drafts, marks, decisions, tries to sign in, receipts."""
    found = session.exec(
        select(SittingRow, ExamRow.title, ExamRow.paper)
        .join(ExamRow, col(ExamRow.id) == col(SittingRow.exam))
        .where(SittingRow.person == person)
        .order_by(col(ExamRow.created), col(SittingRow.id))
    )
    return [_sitting(session, row, title, bytes(paper)) for row, title, paper in found.all()]


def erase_exams(session: Session, person: str, at: int, by: str) -> bool:
    """Take out what people wrote about a person, within a transaction; whether there was anything of him. Raises ClassroomError while he is at
    work."""
    rows = session.exec(
        select(SittingRow).where(SittingRow.person == person).order_by(col(SittingRow.id)).with_for_update()
    ).all()
    for row in rows:
        if row.state in UNDER_WAY:
            raise ClassroomError(
                "under-way",
                Text(
                    f"这位学生正在考试（准考证 {row.ticket}），考完再抹去。",
                    f"This student is at work in an exam (ticket {row.ticket}); erase once it is over.",
                ),
            )
        _redact(session, row, at, by)
        attempts = select(ExamAttemptRow.id).where(ExamAttemptRow.sitting == row.id)
        connection = session.connection()
        connection.execute(delete(ExamDraftRow).where(col(ExamDraftRow.attempt).in_(attempts)))
        connection.execute(update(ExamOverrideRow).where(col(ExamOverrideRow.sitting) == row.id).values(reason=""))
        connection.execute(update(SignInRow).where(col(SignInRow.ticket) == row.ticket).values(origin=""))
    return bool(rows)


def at_work(session: Session) -> bool:
    """Whether anybody is at work in any exam of this database: its tables must not be rewritten then."""
    query = select(func.count()).select_from(SittingRow).where(col(SittingRow.state).in_(UNDER_WAY))
    return session.exec(query).one() > 0


def _redact(session: Session, row: SittingRow, at: int, by: str) -> None:
    """A fact by the candidate or the program holds no free words but a message that was quoted; those by people do."""
    facts = session.exec(select(ExamFactRow).where(ExamFactRow.subject == row.id).order_by(col(ExamFactRow.seq))).all()
    blanks = []
    for one in facts:
        said = msgspec.json.decode(one.payload)
        free = [name for name in _WORDS if said.get(name)]
        if not free or said.get("by") in _OURS:
            continue
        one.payload = msgspec.json.encode({**said, **dict.fromkeys(free, "")})
        session.add(one)
        blanks.append({"seq": one.seq, "digest": sha256(one.payload).hexdigest()})
    if not blanks:
        return
    wall = max([at, *(one.wall for one in facts)])
    payload = msgspec.json.encode({"fact": "redacted", "at": wall, "by": by or "hall", "reason": "", "blanks": blanks})
    digest = link(bytes(row.head), row.id, row.facts, row.facts, 0, wall, payload)
    session.add(ExamFactRow(subject=row.id, seq=row.facts, wall=wall, payload=payload, digest=digest))
    row.facts, row.head = row.facts + 1, digest
    session.add(row)


def _sitting(session: Session, row: SittingRow, title: str, paper: bytes) -> dict[str, Any]:
    """The hash of the PIN is left out: it is a secret, and says nothing about anybody. So are seeds: they are the hall's."""
    kept = row.model_dump(exclude={"pin", "head"})
    facts = session.exec(select(ExamFactRow).where(ExamFactRow.subject == row.id).order_by(col(ExamFactRow.seq)))
    attempts = session.exec(
        select(ExamAttemptRow)
        .where(ExamAttemptRow.sitting == row.id)
        .order_by(col(ExamAttemptRow.item), col(ExamAttemptRow.number))
    ).all()
    marks = session.exec(
        select(ExamMarkRow)
        .where(ExamMarkRow.sitting == row.id)
        .order_by(col(ExamMarkRow.made), col(ExamMarkRow.rubric))
    )
    overrides = session.exec(
        select(ExamOverrideRow).where(ExamOverrideRow.sitting == row.id).order_by(col(ExamOverrideRow.seq))
    )
    tries = session.exec(select(SignInRow).where(SignInRow.ticket == row.ticket).order_by(col(SignInRow.seq)))
    subjects = [row.id, *(a.id for a in attempts)]
    receipts = session.exec(
        select(ReceiptRow).where(col(ReceiptRow.subject).in_(subjects)).order_by(col(ReceiptRow.seq))
    )
    return {
        "title": title,
        "paper": msgspec.json.decode(paper),
        "sitting": kept,
        "facts": [msgspec.json.decode(f.payload) for f in facts],
        "attempts": [{"id": a.id, "item": a.item, "number": a.number, "steps": _steps(session, a.id), "drafts": _drafts(session, a.id)} for a in attempts],
        "marks": [{**m.model_dump(exclude={"mark"}), "mark": msgspec.json.decode(m.mark)} for m in marks],
        "overrides": [o.model_dump(exclude={"seq"}) for o in overrides],
        "sign_ins": [t.model_dump(exclude={"seq"}) for t in tries],
        "receipts": [_coded(r.model_dump(exclude={"seq"})) for r in receipts],
    }  # fmt: skip


def _steps(session: Session, attempt: str) -> list[dict[str, Any]]:
    rows: Sequence[ExamActionRow] = session.exec(
        select(ExamActionRow).where(ExamActionRow.attempt == attempt).order_by(col(ExamActionRow.seq))
    ).all()
    return [
        {
            "seq": r.seq,
            "minute": r.minute,
            "wall": r.wall,
            "payload": msgspec.json.decode(r.payload),
            "digest": bytes(r.digest).hex(),
        }
        for r in rows
    ]


def _drafts(session: Session, attempt: str) -> dict[str, str]:
    return {
        d.form: d.content
        for d in session.exec(
            select(ExamDraftRow).where(ExamDraftRow.attempt == attempt).order_by(col(ExamDraftRow.form))
        )
    }


def _coded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value for name, value in row.items()
    }
