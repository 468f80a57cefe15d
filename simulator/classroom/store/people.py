"""People and who of them is in which class. Personal data stands in the table `person` and nowhere else (law 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlmodel import Session, col, select

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.folding import fold, natural
from simulator.classroom.model import Student
from simulator.classroom.store.classes import no_class
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import new_id, parts, pick, plain, student_of
from simulator.classroom.store.tables import KlassRow, MemberRow, PersonRow
from simulator.kernel.text import Text

_FIELDS = ("number", "name", "email", "login", "group")


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A student of whom the new roster says something else."""

    before: Student
    after: Student


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster did to a class.

    added: new in this class, or back again; known: ids of those among them who were there from another class already; missing: in the class, and not in the roster. They stay.
    """

    added: tuple[Student, ...] = ()
    known: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    unchanged: tuple[Student, ...] = ()
    missing: tuple[Student, ...] = ()


def enroll(db: Database, class_id: str, students: Sequence[Student], at: int) -> Enrolled:
    """Bring a class to what a roster says. Matched by number within the class, and for newcomers in the whole database by
    id where one is given, else by number and name: numbers such as 1, 2, 3 stand for others in the next class. What the roster leaves empty is kept as it
    was. Nobody is removed. Raises ClassroomError, and then nothing was changed.
    """
    given = [_cleaned(s) for s in students]
    twice = [number for number, n in Counter(fold(s.number) for s in given).items() if n > 1]
    if twice or any(not s.number or not s.name for s in given):
        what = Text(f"学号重复：{clip(twice[0])}", f"the number {clip(twice[0])} stands twice") if twice else _BLANK
        raise ClassroomError("bad-roster", Text("名单有误：{what}。", "The roster is wrong: {what}.").fill(what=what))
    added: list[Student] = []
    known: list[str] = []
    changed: list[Changed] = []
    unchanged: list[Student] = []
    with db.session() as session:
        # whoever else enrols in this class waits here
        if session.exec(select(KlassRow).where(KlassRow.id == class_id).with_for_update()).first() is None:
            raise no_class(class_id)
        members = _members(session, class_id)
        mine = {fold(row.number): (row, member) for row, member in members if row.erased is None}
        strangers, taken = _elsewhere(session, [s for s in given if fold(s.number) not in mine])
        joining = []
        for s in given:
            row, member = mine.pop(fold(s.number), (None, None))
            if row is None:
                row = strangers.get(s.id) or strangers.get((fold(s.number), fold(s.name)))
                known += [row.id] if row is not None else []
                row = row or PersonRow(id=new_id("" if s.id in taken else s.id))
                joining.append(row)
            before = student_of(row)
            _write(row, s)
            session.add(row)
            after = student_of(row)
            if member is None or member.left is not None:
                added.append(after)
            elif before != after:
                changed.append(Changed(before=before, after=after))
            else:
                unchanged.append(after)
            if member is not None:
                member.left = None
                session.add(member)
        session.flush()  # people before their memberships
        session.add_all(MemberRow(klass=class_id, person=row.id, joined=at) for row in joining)
        missing = [student_of(row) for row, member in mine.values() if member.left is None]
    return Enrolled(
        added=tuple(added), known=tuple(known), changed=tuple(changed), unchanged=tuple(unchanged), missing=in_order(missing)
    )  # fmt: skip


def students(db: Database, class_id: str, left: bool = False) -> tuple[Student, ...]:
    """Who is in a class now, and with `left` also who was, in the order of their numbers. Raises ClassroomError."""
    with db.session(write=False) as session:
        if session.get(KlassRow, class_id) is None:
            raise no_class(class_id)
        return in_order([student_of(row) for row, member in _members(session, class_id) if left or member.left is None])


def get_student(db: Database, student_id: str) -> Student:
    """The student of this id, in whatever class. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(PersonRow, student_id)
        if row is None:
            raise no_student(student_id)
        return student_of(row)


def find_student(db: Database, class_id: str, words: str) -> Student:
    """The student a person means, in a class now or once: by id, number, login, name, or the beginning of the id. Raises
    ClassroomError."""
    found = students(db, class_id, left=True)
    return pick(words, found, [(s.number, s.login, s.name) for s in found], no_student(words))


def no_student(words: str) -> ClassroomError:
    """The error for a student who is not there."""
    return ClassroomError(
        "no-student",
        Text(
            f"没有学生“{clip(words)}”；请用学号、姓名或编号，并先导入名单。",
            f"There is no student {clip(words)!r}; use a number, a name or an id, and import the roster first.",
        ),
    )


def in_order(found: Sequence[Student]) -> tuple[Student, ...]:
    """Students by number, as people count; those without one at the end."""
    return tuple(sorted(found, key=lambda s: (not s.number, natural(s.number), s.id)))


_BLANK = Text("缺少学号或姓名", "a number or a name is missing")


def _members(session: Session, class_id: str) -> list[tuple[PersonRow, MemberRow]]:
    of_class = select(PersonRow, MemberRow).join(MemberRow, col(MemberRow.person) == col(PersonRow.id))
    return list(session.exec(of_class.where(MemberRow.klass == class_id).order_by(col(PersonRow.id))).all())


def _elsewhere(
    session: Session, newcomers: Sequence[Student]
) -> tuple[dict[str | tuple[str, str], PersonRow], frozenset[str]]:
    """People who are there and may be newcomers to a class, by id and by number and name; and ids that are taken."""
    found: dict[str | tuple[str, str], PersonRow] = {}
    for column, values in (
        (PersonRow.number, [s.number for s in newcomers]),
        (PersonRow.id, [s.id for s in newcomers]),
    ):
        for some in parts(values):
            for row in session.exec(select(PersonRow).where(col(column).in_(some)).order_by(col(PersonRow.id))):
                found.setdefault(row.id, row)
                found.setdefault((fold(row.number), fold(row.name)), row)
    taken = frozenset(row.id for row in found.values())
    return {key: row for key, row in found.items() if row.erased is None}, taken


def _cleaned(s: Student) -> Student:
    return msgspec.structs.replace(s, **{name: plain(getattr(s, name)) for name in _FIELDS})


def _write(row: PersonRow, s: Student) -> None:
    for name in _FIELDS:
        value = getattr(s, name)
        if value:
            setattr(row, name, value)
