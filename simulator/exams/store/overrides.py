"""Marks set by hand: facts beside the automatic ones, with reason, author and date. They are added and never changed; the latest holds."""

from __future__ import annotations

import msgspec
from sqlmodel import col, select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamOverrideRow, SittingRow
from simulator.classroom.store.rows import new_id, plain
from simulator.exams.errors import ExamError
from simulator.exams.marking.model import FULL
from simulator.kernel.text import Text


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A person's decision about a mark. points: None goes back to the automatic mark."""

    sitting: str
    points: int | None
    reason: str
    author: str
    at: int
    id: str = ""


def override(db: Database, decision: Override) -> Override:
    """Keep a decision. Raises ClassroomError where it gives no reason, no author, or points that cannot be."""
    if decision.points is not None and not 0 <= decision.points <= FULL:
        raise ExamError("bad-points", Text("分数应为满分的 0% 到 100%。", "Points are 0 % to 100 % of full marks."))
    fact = msgspec.structs.replace(
        decision, id=new_id(decision.id), reason=plain(decision.reason), author=plain(decision.author)
    )
    if not fact.reason or not fact.author:
        raise no_reason()
    with db.session() as session:
        session.add(ExamOverrideRow(**msgspec.structs.asdict(fact)))
        session.flush()
    return fact


def overrides(db: Database, exam: str) -> dict[str, tuple[Override, ...]]:
    """All decisions of an exam in the order they were made, by sitting."""
    wanted = (
        select(ExamOverrideRow)
        .join(SittingRow, col(SittingRow.id) == ExamOverrideRow.sitting)
        .where(SittingRow.exam == exam)
        .order_by(col(ExamOverrideRow.seq))
    )
    found: dict[str, tuple[Override, ...]] = {}
    with db.session(write=False) as session:
        for row in session.exec(wanted):
            one = msgspec.convert(row, Override, from_attributes=True)
            found[row.sitting] = (*found.get(row.sitting, ()), one)
    return found


def no_reason() -> ExamError:
    """The error for a decision that does not say why, or by whom."""
    return ExamError("no-reason", Text("人工决定要写明理由和决定人。", "A decision needs a reason and an author."))
