"""Names for markers, and the end of an exam's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.model import Exam
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.fields import AuthorField, ExamField, NamedExamField, ReasonField
from simulator.kernel.messages import info
from simulator.kernel.text import Text


@operation(
    "reveal", group="after", order=90, title=Text("公开姓名", "Reveal names"),
    about=Text(
        "此前成绩、报告和导出只用代号；公开之后写姓名。不能撤回。",
        "Until now results, reports and exports speak of aliases; from here on they name people. It cannot be taken back.",
    ),
)  # fmt: skip
class Reveal(Operation, frozen=True, kw_only=True):
    """Once the marking is done."""

    exam: ExamField = ""
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact of the hall."""
        from simulator.exams.store.halls import change_exam, under_way

        exam, by = office.exam(self.exam), office.by(self.author)

        def decide(now_is: Exam, now: int) -> tuple[dict[str, Any], Sequence[f.HallFact]]:
            if now_is.revealed is not None:
                when = office.written(now_is.revealed)
                raise ExamError("revealed", Text(f"{when} 已公开。", f"Names were revealed at {when}."))
            if under_way(office.db, exam.id):
                raise ExamError(
                    "under-way",
                    Text(
                        "还有考生在作答，不能公开姓名。", "Candidates are still at work; names cannot be revealed yet."
                    ),
                )
            return {"revealed": now}, [f.NamesRevealed(at=now, by=by, reason=self.reason)]

        change_exam(office.db, office.clock, exam.id, decide)
        return Answer(lines=(Text(f"“{exam.title}”的姓名已公开。", f"The names of {exam.title} are revealed."),))


@operation(
    "remove", group="exam", order=99, title=Text("删除考试", "Remove an exam"),
    about=Text(
        "删除一场考试和属于它的一切：答卷、记录、成绩。不能撤回；考生和班级留着。",
        "Removes an exam with all that belongs to it: work, records, marks. It cannot be taken back; people and classes stay.",
    ),
)  # fmt: skip
class Remove(Operation, frozen=True, kw_only=True):
    """All of it."""

    exam: NamedExamField
    confirm: Annotated[str, info("确认", "Confirm", help=Text("再写一遍考试名称", "write the exam's title once more"))]

    def run(self, office: Hall) -> Answer:
        """Only when the title was written once more, and nobody is at work."""
        from simulator.exams.store.halls import remove_exam

        exam = office.exam(self.exam)
        if self.confirm.strip() != exam.title:
            raise ExamError(
                "not-confirmed",
                Text(
                    "名称与确认的不同，没有删除。", "The title written to confirm is another one; nothing was removed."
                ),
            )
        remove_exam(office.db, exam.id)
        return Answer(lines=(Text(f"“{exam.title}”已删除。", f"{exam.title} was removed."),))
