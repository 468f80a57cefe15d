"""Words to candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from simulator.exams import facts as f
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.doing import cannot, each
from simulator.exams.office.fields import AuthorField, NamedExamField, WhoField
from simulator.exams.state import State
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.store.candidates import Candidate


@operation(
    "message", group="seats", order=44, title=Text("留言", "Message"),
    about=Text(
        "在考生屏幕上显示一句话，不打断作答；考生看过之后有记录。",
        "Shows a sentence on the candidate's screen without interrupting; that it was read is put on record.",
    ),
)  # fmt: skip
class Message(Operation, frozen=True, kw_only=True):
    """To one or all."""

    exam: NamedExamField
    who: WhoField
    words: Annotated[str, info("内容", "Words", min_length=1, max_length=500)]
    reason: Annotated[
        str,
        info(
            "理由",
            "Reason",
            help=Text("考生看不到，会记录在案", "the candidate does not see it; it is kept on record"),
            max_length=500,
        ),
    ] = ""
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each who is not through."""
        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.over:
                raise cannot(state, Text("看不到留言了", "a message would not be seen any more"))
            return [f.Messaged(at=now, by=by, reason=self.reason, words=self.words)]

        return each(office, exam, office.who(exam, self.who), decide, Text("已留言", "told"))
