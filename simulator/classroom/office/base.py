"""What an operation of the office is made of: its class, what it answers, and what it is given to work with."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.model import Assignment, Gradebook, Klass, Student
from simulator.kernel.messages import FieldSpec, fields_of
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table for people: heads, rows of ready words, and which columns stand at the right.

    For a screen: `keys` are the ids behind the rows, `names` what they are called, `record` what they are (as the fields of
    operations say: classes, students, assignments), `points` the basis points behind a row's cells, which colour them (unless not `shaded`), `bar` the
    column whose points are drawn as a bar where there is room.
    """

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text | str, ...], ...]
    right: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    record: str = ""
    points: tuple[tuple[int | None, ...], ...] = ()
    bar: int | None = None
    shaded: bool = True


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation says: sentences, tables, the files it wrote, plain data for programs; `ok` is False when what was
    checked does not hold."""

    lines: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[Path, ...] = ()
    data: Any = None
    ok: bool = True


def _silent(done: int, total: int, what: str) -> None:
    """Nobody listens."""


class Office:
    """What operations work with: the database, the clock, who acts, the time zone of the school, the language in which what has no
    name yet is called, and who hears of progress.

    `choices` and `find_…` take what people write: an id, a title, a number, or their beginning.
    """

    def __init__(
        self, db: Database, *, wall: Callable[[], int] | None = None, author: str = "", zone: tzinfo | None = None,
        tell: Callable[[int, int, str], None] = _silent, lang: Lang = "zh",
    ) -> None:  # fmt: skip
        self.db = db
        self.wall = wall or (lambda: time.time_ns() // 1_000_000)
        self.author = author or _user()
        self.zone = zone
        self.tell = tell
        self.lang: Lang = lang

    def klass(self, words: str) -> Klass:
        """The class meant by an id or a title; the only one there is for no words."""
        from simulator.classroom.store.classes import find_class, list_classes

        if words:
            return find_class(self.db, words)
        found = list_classes(self.db)
        if len(found) != 1:
            raise ClassroomError(
                "which-class",
                Text(
                    "请写明是哪个班；storesim class list 列出各班。", "Say which class; storesim class list shows them."
                ),
            )
        return found[0]

    def assignment(self, klass: Klass, words: str) -> Assignment:
        """An assignment of a class by id or title; the only one there is for no words."""
        from simulator.classroom.store.assignments import assignments, find_assignment

        if words:
            return find_assignment(self.db, klass.id, words)
        found = assignments(self.db, klass.id)
        if len(found) != 1:
            raise ClassroomError(
                "which-assignment",
                Text(
                    "请写明是哪次作业；storesim class assignments 列出各次作业。",
                    "Say which assignment; storesim class assignments shows them.",
                ),
            )
        return found[0]

    def student(self, klass: Klass, words: str) -> Student:
        """A student of a class by id, number or name."""
        from simulator.classroom.store.people import find_student

        return find_student(self.db, klass.id, words)

    def names(self, record: str, klass: str = "") -> list[tuple[str, Text | str]]:
        """What a field of this kind of record may be: how it is written, and what it is called."""
        from simulator.classroom.store.assignments import assignments
        from simulator.classroom.store.classes import list_classes
        from simulator.classroom.store.people import students

        match record:
            case "classes":
                return [(k.id, k.title) for k in list_classes(self.db)]
            case "assignments":
                return [(a.id, a.title) for a in assignments(self.db, self.klass(klass).id)]
            case "students":
                return [(s.id, " ".join((s.number, s.name))) for s in students(self.db, self.klass(klass).id)]
            case "scenarios":
                from simulator.packs.library import address, usable_packs

                return [(address(p, s), s.title) for p in usable_packs()[0] for s in p.scenarios.values()]
        raise KeyError(record)

    def book(self, klass: Klass) -> Gradebook:
        """The gradebook of a class as it is now."""
        from simulator.classroom.store.gradebook import gradebook

        return gradebook(self.db, klass.id, self.wall())

    def moment(self, words: str) -> int | None:
        """A wall-clock moment such as `2026-12-01 18:00` (a day alone: its beginning), in the school's zone; None for nothing."""
        if not words.strip():
            return None
        try:
            found = datetime.fromisoformat(words.strip())
        except ValueError:
            raise ClassroomError(
                "no-moment",
                Text(
                    f"“{clip(words)}”不是时刻；请写成 2026-12-01 18:00 这样。",
                    f"{clip(words)!r} is no moment; write it as 2026-12-01 18:00.",
                ),
            ) from None
        if found.tzinfo is None:
            found = found.replace(tzinfo=self.zone) if self.zone is not None else found.astimezone()
        return int(found.timestamp() * 1000)

    def written(self, at: int | None) -> str:
        """A moment as people read it; a dash for none."""
        if not at:
            return "-"
        return datetime.fromtimestamp(at / 1000, self.zone).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody is logged in, as in some containers
        return "instructor"


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation; its fields are what it is told, those without a default come first and have to be there."""

    def run(self, office: Office) -> Answer:
        """Do it. Raises ClassroomError, and then nothing was changed."""
        raise NotImplementedError


class Spec(msgspec.Struct, frozen=True):
    """How an operation is called and where it belongs: `group` is the screen on which it is offered."""

    name: str
    cls: type[Operation]
    title: Text
    about: Text
    group: str
    order: int
    changes: bool  # whether it changes anything; a screen asks again before what cannot be taken back

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Its fields in order."""
        return fields_of(self.cls)


O = TypeVar("O", bound=Operation)  # noqa: E741
_specs: dict[str, Spec] = {}

GROUPS: dict[str, Text] = {
    "class": Text("班级", "Class"),
    "people": Text("学生", "Students"),
    "work": Text("作业", "Assignments"),
    "marks": Text("成绩", "Marks"),
    "out": Text("导出", "Exports"),
}


def operation(
    name: str, *, title: Text, about: Text, group: str, order: int = 100, changes: bool = True
) -> Callable[[type[O]], type[O]]:
    """Register an operation under the name that the command line uses."""

    def write(cls: type[O]) -> type[O]:
        if name in _specs:
            raise ValueError(f"the operation {name} is written twice")
        _specs[name] = Spec(name, cls, title, about, group, order, changes)
        return cls

    return write


def registered() -> dict[str, Spec]:
    """What has been registered so far."""
    return _specs
