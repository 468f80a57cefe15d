"""What a person decides about marks: another mark, back to the automatic one, a fresh start. Facts beside the automatic mark."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.model import Override, Reset
from simulator.classroom.office.base import Answer, Office, Operation, operation
from simulator.classroom.office.fields import AssignmentField, AuthorField, ClassField, ReasonField, StudentField
from simulator.classroom.office.results import name_of, percent
from simulator.kernel.messages import info
from simulator.kernel.text import Text

AUTOMATIC = "auto"


def points(words: str) -> int | None:
    """`86.5` as basis points; `auto` is None. Raises ClassroomError for anything else, also for more than two decimals."""
    if words.strip().lower() in (AUTOMATIC, "自动"):
        return None
    try:
        given = Decimal(words.strip().rstrip("%").strip())
    except InvalidOperation:
        given = Decimal(-1)
    if not given.is_finite() or not 0 <= given <= 100 or given * 100 != int(given * 100):
        raise ClassroomError(
            "bad-points",
            Text(
                f"“{clip(words)}”不是成绩；请写 0 到 100，最多两位小数，或写 {AUTOMATIC} 恢复自动评分。",
                f"{clip(words)!r} is no mark; write 0 to 100 with at most two decimals, or {AUTOMATIC} to go back to the automatic one.",
            ),
        )
    return int(given * 100)


@operation(
    "mark", group="marks", order=130, title=Text("人工改分", "Set a mark by hand"),
    about=Text("给一位学生另定成绩；自动评分仍保留在旁边。", "Another mark for one student; the automatic one stays beside it."),
)  # fmt: skip
class SetMark(Operation, frozen=True, kw_only=True):
    """An override, or its end."""

    student: StudentField
    mark: Annotated[str, info("成绩", "Mark", help=Text(f"0 到 100；{AUTOMATIC} 为恢复自动评分", f"0 to 100; {AUTOMATIC} goes back to the automatic one"), min_length=1)]  # fmt: skip
    reason: ReasonField
    klass: ClassField = ""
    assignment: AssignmentField = ""
    author: AuthorField = ""

    def run(self, office: Office) -> Answer:
        """Keep the decision."""
        from simulator.classroom.store.decisions import override

        klass = office.klass(self.klass)
        student, assignment = office.student(klass, self.student), office.assignment(klass, self.assignment)
        given = points(self.mark)
        override(
            office.db,
            Override(
                id="", student=student.id, assignment=assignment.id, points=given, reason=self.reason,
                author=self.author or office.author, at=office.wall(),
            ),
        )  # fmt: skip
        cell = office.book(klass).cell(student.id, assignment.id)
        return Answer(
            lines=(
                Text(
                    f"{name_of(student)}，{assignment.title}：现为 {percent(cell.points)}（自动评分 {percent(cell.automatic)}）。",
                    f"{name_of(student)}, {assignment.title}: now {percent(cell.points)} (automatic {percent(cell.automatic)}).",
                ),
            )
        )


@operation(
    "reset", group="marks", order=135, title=Text("重新开始", "Fresh start"),
    about=Text(
        "让一位学生重做一次作业：此前的提交和决定都不再计算，但仍保留。请再写出作业文件。",
        "A fresh start for one student in one assignment: what came before counts no longer, and is kept. Write the task file anew.",
    ),
)  # fmt: skip
class ResetStudent(Operation, frozen=True, kw_only=True):
    """Begin again."""

    student: StudentField
    reason: ReasonField
    klass: ClassField = ""
    assignment: AssignmentField = ""
    author: AuthorField = ""

    def run(self, office: Office) -> Answer:
        """Keep the decision."""
        from simulator.classroom.store.decisions import reset

        klass = office.klass(self.klass)
        student, assignment = office.student(klass, self.student), office.assignment(klass, self.assignment)
        reset(
            office.db,
            Reset(
                id="", student=student.id, assignment=assignment.id, reason=self.reason, author=self.author or office.author,
                at=office.wall(),
            ),
        )  # fmt: skip
        return Answer(
            lines=(
                Text(
                    f"{name_of(student)} 可以从头再做“{assignment.title}”。",
                    f"{name_of(student)} begins {assignment.title} again.",
                ),
            )
        )
