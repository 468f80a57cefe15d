"""The office of a class, and what its operations are given to work with."""

from __future__ import annotations

from simulator.classroom.bureau import Answer, BaseOffice, Bureau, Operation, Spec, Table
from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Assignment, Gradebook, Klass, Student
from simulator.kernel.text import Text


class Office(BaseOffice):
    """What operations on classes work with. `klass`, `assignment` and `student` take what people write: an id, a title, a number, or their
    beginning."""

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

    def names(self, record: str, within: str = "") -> list[tuple[str, Text | str]]:
        """What a field of this kind of record may be: how it is written, and what it is called."""
        from simulator.classroom.store.assignments import assignments
        from simulator.classroom.store.classes import list_classes
        from simulator.classroom.store.people import students

        match record:
            case "classes":
                return [(k.id, k.title) for k in list_classes(self.db)]
            case "assignments":
                return [(a.id, a.title) for a in assignments(self.db, self.klass(within).id)]
            case "students":
                return [(s.id, " ".join((s.number, s.name))) for s in students(self.db, self.klass(within).id)]
            case "scenarios":
                from simulator.packs.library import address, usable_packs

                return [(address(p, s), s.title) for p in usable_packs()[0] for s in p.scenarios.values()]
        raise KeyError(record)

    def book(self, klass: Klass) -> Gradebook:
        """The gradebook of a class as it is now."""
        from simulator.classroom.store.gradebook import gradebook

        return gradebook(self.db, klass.id, self.wall())


GROUPS: dict[str, Text] = {
    "class": Text("班级", "Class"),
    "people": Text("学生", "Students"),
    "work": Text("作业", "Assignments"),
    "marks": Text("成绩", "Marks"),
    "out": Text("导出", "Exports"),
}
CLASS = Bureau(
    "class", about=Text("班级：名单、作业、评分、成绩、导出。", "Classes: rosters, assignments, grading, marks, exports."), groups=GROUPS,
    office=Office, packages=("simulator.classroom.office",), scope="klass", record="classes",
)  # fmt: skip
operation = CLASS.operation

__all__ = ["CLASS", "GROUPS", "Answer", "Office", "Operation", "Spec", "Table", "operation"]
