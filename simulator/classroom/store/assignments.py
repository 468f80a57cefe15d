"""Assignments: a scenario that a class is to play, with its pack frozen beside it."""

from __future__ import annotations

import msgspec
from sqlmodel import col, select

from simulator.classroom.checking import check_assignment, wrong
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.model import Assignment
from simulator.classroom.seeds import seed_for
from simulator.classroom.store.classes import class_secret, no_class
from simulator.classroom.store.database import Database
from simulator.classroom.store.packs import KeptPack, keep_pack
from simulator.classroom.store.rows import assignment_of, new_id, pick, plain
from simulator.classroom.store.tables import AssignmentRow, KlassRow
from simulator.kernel.text import Text

_CHANGEABLE = ("title", "attempts", "opens", "closes", "counts", "pass_at")


def create_assignment(db: Database, class_id: str, wanted: Assignment, archive: bytes) -> Assignment:
    """Keep an assignment of a class and the archive of its pack. An empty id is made; `same` without a seed gets one;
    marks are computed by the pack's own rubric at first. Raises ClassroomError."""
    made = msgspec.structs.replace(
        wanted, id=new_id(wanted.id), title=plain(wanted.title), rubric=wanted.rubric or wanted.pack_digest
    )
    check_assignment(made)
    with db.session() as session:
        secret = class_secret(db, class_id)
        made = msgspec.structs.replace(made, seed=seed_for(secret, made, "", 1) if made.seeds == "same" else None)
        pack = KeptPack(id=made.pack, version=made.pack_version, digest=made.pack_digest, archive=archive)
        keep_pack(db, pack)
        session.add(AssignmentRow(klass=class_id, **msgspec.structs.asdict(made)))
        session.flush()
    return made


def change_assignment(db: Database, changed: Assignment) -> Assignment:
    """Keep another title, other times, number of attempts, way of counting or pass mark. What students already played by
    (pack, scenario, seeds) stays. Raises ClassroomError."""
    changed = msgspec.structs.replace(changed, title=plain(changed.title))
    check_assignment(changed)
    with db.session() as session:
        row = session.get(AssignmentRow, changed.id)
        if row is None:
            raise no_assignment(changed.id)
        for name, value in msgspec.structs.asdict(changed).items():
            if name in _CHANGEABLE:
                setattr(row, name, value)
            elif getattr(row, name) != value:
                raise wrong(
                    f"布置之后不能再改（{name}），请另建作业",
                    f"{name} stays as it was given out; make another assignment",
                )
        session.add(row)
        return assignment_of(row)


def assignments(db: Database, class_id: str) -> tuple[Assignment, ...]:
    """The assignments of a class, oldest first. Raises ClassroomError."""
    with db.session(write=False) as session:
        if session.get(KlassRow, class_id) is None:
            raise no_class(class_id)
        of_class = select(AssignmentRow).where(AssignmentRow.klass == class_id)
        rows = session.exec(of_class.order_by(col(AssignmentRow.created), col(AssignmentRow.id))).all()
        return tuple(map(assignment_of, rows))


def get_assignment(db: Database, assignment_id: str) -> Assignment:
    """The assignment of this id. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(AssignmentRow, assignment_id)
        if row is None:
            raise no_assignment(assignment_id)
        return assignment_of(row)


def class_of(db: Database, assignment_id: str) -> str:
    """The id of the class that an assignment was given to. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(AssignmentRow, assignment_id)
        if row is None:
            raise no_assignment(assignment_id)
        return row.klass


def find_assignment(db: Database, class_id: str, words: str) -> Assignment:
    """The assignment of a class a person means: by id, title, scenario, or the beginning of the id. Raises
    ClassroomError."""
    found = assignments(db, class_id)
    return pick(words, found, [(a.title, a.scenario, f"{a.pack}/{a.scenario}") for a in found], no_assignment(words))


def no_assignment(words: str) -> ClassroomError:
    """The error for an assignment that is not there."""
    return ClassroomError(
        "no-assignment",
        Text(
            f"没有作业“{clip(words)}”；请先列出作业查看。", f"There is no assignment {clip(words)!r}; list them to see their titles."
        ),
    )  # fmt: skip
