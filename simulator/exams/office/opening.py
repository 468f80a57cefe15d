"""When an exam opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec

from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.model import Exam
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.doing import cannot, each
from simulator.exams.office.fields import AuthorField, ExamField, NamedExamField, ReasonField
from simulator.exams.state import SECOND, State
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.store.candidates import Candidate


@operation(
    "open", group="exam", order=22, title=Text("现在开考", "Open now"),
    about=Text(
        "开考时间定为现在；最晚开考和强制结束由此算起。已经开始的考生不受影响。",
        "The exam opens now; last start and hard close count from here. Whoever has begun is not touched.",
    ),
)  # fmt: skip
class Open(Operation, frozen=True, kw_only=True):
    """Now."""

    exam: ExamField = ""
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """The opening is now."""
        exam = office.exam(self.exam)
        return moved(office, exam, office.now(exam), office.by(self.author), self.reason)


@operation(
    "move-opening", group="exam", order=24, title=Text("调整开考时间", "Move the opening"),
    about=Text(
        "把开考时间改到另一时刻；未开始的考生，最晚开考和强制结束随之移动。已经开始的不受影响。",
        "The exam opens at another moment; last start and hard close of whoever has not begun move with it. Whoever has begun is not touched.",
    ),
)  # fmt: skip
class MoveOpening(Operation, frozen=True, kw_only=True):
    """To a moment."""

    exam: NamedExamField
    opens: Annotated[
        str, info("开考", "Opens", "moment", help=Text("如 2026-12-01 09:00", "such as 2026-12-01 09:00"), min_length=1)
    ]
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """The opening is then."""
        exam = office.exam(self.exam)
        opens = office.moment(self.opens)
        if opens is None:
            raise ExamError("no-moment", Text("请写明开考时刻。", "Say when the exam opens."))
        return moved(office, exam, opens, office.by(self.author), self.reason)


def moved(office: Hall, exam: Exam, opens: int, by: str, reason: str) -> Answer:
    """A fact of the hall, and other limits for each candidate who has not begun. Done again it does no harm, and finishes what was interrupted."""
    from simulator.exams.store.exams import limits
    from simulator.exams.store.halls import change_exam

    def decide(_: Exam, now: int) -> tuple[dict[str, int | None], Sequence[f.HallFact]]:
        return {"opens": opens}, [f.OpeningMoved(at=now, by=by, reason=reason, opens=opens)]

    exam = change_exam(office.db, office.clock, exam.id, decide)

    def limit(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
        if state.started is not None or state.over:
            raise cannot(state, Text("时限不变", "the limits stay"))
        last, close = limits(exam, state.planned)
        if close is not None:  # what was given after an incident is kept
            close += state.incident * SECOND
        fact = f.LimitsSet(at=now, by=by, reason=reason, planned=state.planned, last_start=last, hard_close=close)
        return [fact]

    who = [c for c in office.candidates(exam) if c.sitting.stage in ("enrolled", "waiting", "admitted")]
    told = each(office, exam, who, limit, Text("时限已调整", "limits are set anew"), strict=False)
    when = office.written_exactly(opens)
    first = Text(f"“{exam.title}”的开考时间：{when}。", f"{exam.title} opens at {when}.")
    return msgspec.structs.replace(told, lines=(first, *told.lines), ok=True)
