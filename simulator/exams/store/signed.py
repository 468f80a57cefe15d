"""Receipts in the database: which heads want one, kept, and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import text
from sqlmodel import Session, col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ReceiptRow
from simulator.exams.clock import HallClock
from simulator.exams.receipts import Kind, Receipt
from simulator.exams.store import hours
from simulator.exams.store.links import hold

_NEW = "NOT EXISTS (SELECT 1 FROM exam_receipt r WHERE r.subject = {id} AND r.rows = {rows})"
_SITTINGS = f"""
SELECT s.id, 'sitting', s.facts, s.head FROM exam_sitting s
WHERE s.exam = :exam AND {{which}} AND {_NEW.format(id="s.id", rows="s.facts")} ORDER BY s.id
"""
_ATTEMPTS = f"""
SELECT x.id, 'attempt', x.top + 1, d.digest FROM (
  SELECT a.id, (SELECT max(r.seq) FROM exam_row r WHERE r.attempt = a.id) AS top
  FROM exam_attempt a JOIN exam_sitting s ON s.id = a.sitting WHERE s.exam = :exam AND {{which}}) x
JOIN exam_row d ON d.attempt = x.id AND d.seq = x.top
WHERE {_NEW.format(id="x.id", rows="x.top + 1")} ORDER BY x.id
"""
_HALL = f"""
SELECT h.subject, 'hall', h.seq + 1, h.digest FROM exam_fact h WHERE h.subject = :exam
AND h.seq = (SELECT max(seq) FROM exam_fact WHERE subject = :exam) AND {_NEW.format(id="h.subject", rows="h.seq + 1")}
"""
_OVER = "s.state IN ('submitted', 'expired')"
_ALL = "s.facts > 0"


def sign_heads(
    db: Database, clock: HallClock, exam: str, sign: Callable[[Receipt], Receipt], only_over: bool = False
) -> int:
    """Sign every head of an exam that has no receipt yet (`only_over`: those of sittings that are over); how many. One transaction, which only
    one program at a time can be in."""
    with db.session(write=False) as session:
        if not _unsigned(session, exam, only_over):
            return 0
    with db.session() as session:
        now = hours.tell(db, clock, session, exam)
        hold(session, exam)
        found = _unsigned(session, exam, only_over)
        for subject, kind, rows, head in found:
            receipt = sign(Receipt(exam=exam, subject=subject, kind=kind, rows=rows, head=head, at=now))
            session.add(ReceiptRow(**msgspec.structs.asdict(receipt)))
        return len(found)


def receipts(db: Database, exam: str, subjects: Sequence[str] | None = None) -> tuple[Receipt, ...]:
    """The receipts of an exam (or of these subjects of it) in the order they were made."""
    with db.session(write=False) as session:
        query = select(ReceiptRow).where(ReceiptRow.exam == exam).order_by(col(ReceiptRow.seq))
        if subjects is not None:
            query = query.where(col(ReceiptRow.subject).in_(subjects))
        return tuple(receipt_of(row) for row in session.exec(query))


def receipt_of(row: ReceiptRow) -> Receipt:
    """A row as plain data."""
    return Receipt(
        exam=row.exam, subject=row.subject, kind=row.kind, rows=row.rows, head=row.head, at=row.at, key=row.key,  # type: ignore[arg-type]
        signature=row.signature,
    )  # fmt: skip


def _unsigned(session: Session, exam: str, only_over: bool) -> list[tuple[str, Kind, int, bytes]]:
    which = _OVER if only_over else _ALL
    queries = [_SITTINGS.format(which=which), _ATTEMPTS.format(which=which)]
    if not only_over:
        queries.append(_HALL)
    found: list[tuple[str, Kind, int, bytes]] = []
    for query in queries:
        rows = session.connection().execute(text(query), {"exam": exam})
        found += [(subject, kind, int(count), bytes(head)) for subject, kind, count, head in rows]
    return found
