"""Classes: list them, make one."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.kernel.messages import info
from simulator.kernel.text import Text


@operation(
    "list", group="class", order=10, changes=False, title=Text("各班", "Classes"),
    about=Text("列出数据库里的班级。", "The classes of the database."),
)  # fmt: skip
class ListClasses(Operation, frozen=True, kw_only=True):
    """All classes with their numbers of students and assignments."""

    def run(self, office: Office) -> Answer:
        """One row for each class."""
        from simulator.classroom.store.assignments import assignments
        from simulator.classroom.store.classes import list_classes
        from simulator.classroom.store.people import students

        found = list_classes(office.db)
        rows = [
            (k.id, k.title, str(len(students(office.db, k.id))), str(len(assignments(office.db, k.id))), office.written(k.created))
            for k in found
        ]  # fmt: skip
        if not rows:
            return Answer(
                lines=(
                    Text(
                        "还没有班级；用 storesim class new 新建。",
                        "There is no class yet; make one with: storesim class new",
                    ),
                ),
                data=[],
            )
        heads = (
            Text("编号", "Id"),
            Text("名称", "Title"),
            Text("学生", "Students"),
            Text("作业", "Assignments"),
            Text("建立", "Made"),
        )
        return Answer(
            tables=(
                Table(
                    heads=heads,
                    rows=tuple(rows),
                    right=(2, 3),
                    keys=tuple(k.id for k in found),
                    names=tuple(k.title for k in found),
                    record="classes",
                ),
            ),
            data=[msgspec.to_builtins(k) for k in found],
        )


@operation(
    "new", group="class", order=20, title=Text("新建班级", "New class"),
    about=Text("新建一个班级。", "Make a class."),
)  # fmt: skip
class NewClass(Operation, frozen=True, kw_only=True):
    """A class with a title."""

    title: Annotated[
        str,
        info(
            "名称",
            "Title",
            help=Text("例如 2026 级电商 1 班", "such as E-commerce 1, 2026"),
            min_length=1,
            max_length=120,
        ),
    ]

    def run(self, office: Office) -> Answer:
        """Make it; titles are unique, so that people can go by them."""
        from simulator.classroom.errors import ClassroomError
        from simulator.classroom.store.classes import create_class, list_classes

        if any(k.title == self.title.strip() for k in list_classes(office.db)):
            raise ClassroomError(
                "taken",
                Text(
                    f"已有班级“{self.title}”；请换个名称。",
                    f"There is a class {self.title!r} already; choose another title.",
                ),
            )
        made = create_class(office.db, self.title, office.wall())
        return Answer(
            lines=(Text(f"已建班级“{made.title}”（{made.id}）。", f"Class {made.title!r} was made ({made.id})."),),
            data=msgspec.to_builtins(made),
        )
