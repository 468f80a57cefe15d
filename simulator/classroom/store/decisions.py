"""What people decided: overrides, resets, extra time, and regrades. Facts beside the automatic marks, with reason, author and
date; each is added, and none is ever changed."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from sqlmodel import Session, SQLModel, col, select

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import FULL, Extension, Override, Regrade, Reset
from simulator.classroom.store.assignments import no_assignment
from simulator.classroom.store.database import Database
from simulator.classroom.store.packs import no_pack
from simulator.classroom.store.people import no_student
from simulator.classroom.store.rows import new_id, plain, regrades_of
from simulator.classroom.store.tables import (
    AssignmentRow,
    ExtensionRow,
    MemberRow,
    OverrideRow,
    PackRow,
    RegradeRow,
    ResetRow,
)
from simulator.kernel.text import Text

D = TypeVar("D", Override, Reset, Extension, Regrade)


def override(db: Database, decision: Override) -> Override:
    """Set a student's points by hand, or with points None go back to the automatic mark. Raises ClassroomError."""
    if decision.points is not None and not 0 <= decision.points <= FULL:
        text = Text("分数应为满分的 0% 到 100%。", "Points are 0 % to 100 % of full marks.")
        raise ClassroomError("bad-points", text)
    return _decide(db, decision, OverrideRow)


def reset(db: Database, decision: Reset) -> Reset:
    """Give a student a fresh start in an assignment. Raises ClassroomError."""
    return _decide(db, decision, ResetRow)


def extend(db: Database, decision: Extension) -> Extension:
    """Give a student extra time in an assignment. Raises ClassroomError."""
    return _decide(db, decision, ExtensionRow)


def regrade(db: Database, decision: Regrade) -> Regrade:
    """From now on an assignment is marked by another rubric, whose pack is kept already. Raises ClassroomError, also when the
    assignment is no longer marked by `decision.before`."""
    fact = _worded(decision)
    with db.session() as session:
        _switch(session, fact)
        session.add(_row(RegradeRow, fact, undoes=None))
        session.flush()
    return fact


def undo_regrade(db: Database, regrade_id: str, reason: str, author: str, at: int) -> Regrade:
    """Take back the latest regrade of an assignment: marks count again by the rubric before it. Raises ClassroomError."""
    with db.session() as session:
        row = session.exec(select(RegradeRow).where(RegradeRow.id == regrade_id)).first()
        if row is None:
            raise ClassroomError("no-regrade", Text("没有这次重评。", "There is no such regrade."))
        taken_back = Regrade(
            id="", assignment=row.assignment, before=row.after, after=row.before, reason=reason, author=author, at=at,
            undoes=row.id,
        )  # fmt: skip
        fact = _worded(taken_back)
        made = regrades(db, row.assignment)
        standing = [r for r in made if r.undone is None and not r.undoes]
        if not standing or standing[-1].id != row.id:
            raise ClassroomError(
                "not-latest",
                Text(
                    "只能撤销最近一次且尚未撤销的重评。",
                    "Only the latest regrade that was not taken back yet can be taken back.",
                ),
            )
        _switch(session, fact)
        session.add(_row(RegradeRow, fact))
        session.flush()
    return fact


def overrides(db: Database, assignment_id: str) -> tuple[Override, ...]:
    """All overrides of an assignment in the order they were made, also those that no longer hold."""
    return _made(db, OverrideRow, assignment_id, Override)


def resets(db: Database, assignment_id: str) -> tuple[Reset, ...]:
    """All resets of an assignment in the order they were made."""
    return _made(db, ResetRow, assignment_id, Reset)


def extensions(db: Database, assignment_id: str) -> tuple[Extension, ...]:
    """All extra time given in an assignment in the order it was given."""
    return _made(db, ExtensionRow, assignment_id, Extension)


def regrades(db: Database, assignment_id: str) -> tuple[Regrade, ...]:
    """All regrades of an assignment in the order they were made, with those that took one back."""
    with db.session(write=False) as session:
        wanted = select(RegradeRow).where(RegradeRow.assignment == assignment_id).order_by(col(RegradeRow.seq))
        return regrades_of(session.exec(wanted).all())


def _decide(db: Database, decision: D, table: type[SQLModel]) -> D:
    fact = _worded(decision)
    student = getattr(fact, "student", "")
    with db.session() as session:
        assignment = session.get(AssignmentRow, fact.assignment)
        if assignment is None:
            raise no_assignment(fact.assignment)
        if session.get(MemberRow, (assignment.klass, student)) is None:
            raise no_student(student)
        session.add(_row(table, fact))
        session.flush()
    return fact


def _worded(decision: D) -> D:
    """The decision with an id and clean words. Raises ClassroomError when it does not say why and by whom."""
    fact: D = msgspec.structs.replace(
        decision, id=new_id(decision.id), reason=plain(decision.reason), author=plain(decision.author)
    )
    if not fact.reason or not fact.author:
        text = Text("人工决定要写明理由和决定人。", "A decision needs a reason and an author.")
        raise ClassroomError("no-reason", text)
    return fact


def _row(table: type[SQLModel], fact: Any, **other: Any) -> SQLModel:
    columns = {name: value for name, value in msgspec.structs.asdict(fact).items() if name in table.model_fields}
    return table(**{**columns, **other})


def _switch(session: Session, fact: Regrade) -> None:
    assignment = session.get(AssignmentRow, fact.assignment, with_for_update=True)
    if assignment is None:
        raise no_assignment(fact.assignment)
    if session.get(PackRow, fact.after) is None:
        raise no_pack(fact.after)
    if assignment.rubric != fact.before or fact.before == fact.after:
        raise ClassroomError(
            "other-rubric",
            Text(
                "这次作业的评分标准已经变了；请重新试算。",
                "The rubric of this assignment is another by now; do the dry run again.",
            ),
        )
    assignment.rubric = fact.after
    session.add(assignment)


def _made(db: Database, table: Any, assignment_id: str, kind: type[D]) -> tuple[D, ...]:
    with db.session(write=False) as session:
        rows = session.exec(select(table).where(table.assignment == assignment_id).order_by(table.seq))
        return tuple(msgspec.convert(row, kind, from_attributes=True) for row in rows)
