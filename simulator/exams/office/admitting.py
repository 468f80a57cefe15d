"""Who may begin, who has to wait, who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.doing import cannot, each
from simulator.exams.office.fields import AuthorField, NamedExamField, ReasonField, WhoField
from simulator.exams.state import State
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.store.candidates import Candidate


@operation(
    "admit", group="seats", order=30, title=Text("放行", "Admit"),
    about=Text(
        "考生可以开考：核对身份之后放行。对全体放行时，只放行已签到候考的。",
        "The candidate may begin, once it is clear who sits there. For everybody it admits those who have signed in and wait.",
    ),
)  # fmt: skip
class Admit(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each."""
        exam = office.exam(self.exam)
        who = office.who(exam, self.who)
        by, single = office.by(self.author), len(who) == 1

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.revoked:
                raise ExamError(
                    "revoked", Text("准考证已作废；先换密码。", "The ticket is revoked; renew the PIN first.")
                )
            if state.stage == "enrolled" and not single:
                raise cannot(state, Text("签到之后再放行", "admit them once they have signed in"))
            if state.stage not in ("enrolled", "waiting"):
                raise cannot(state, Text("不用再放行", "there is nothing to admit"))
            return [f.Admitted(at=now, by=by, reason=self.reason)]

        return each(office, exam, who, decide, Text("已放行", "admitted"))


@operation(
    "pause", group="seats", order=32, title=Text("暂停", "Pause"),
    about=Text(
        "考生不能再操作，直到恢复；时间照走，从不自动补回。",
        "Nothing can be done until it is resumed; the time runs on and is never given back by itself.",
    ),
)  # fmt: skip
class Pause(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each."""
        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.stage != "running":
                raise cannot(state, Text("作答中的才能暂停", "only who is running can be paused"))
            return [f.Paused(at=now, by=by, reason=self.reason)]

        return each(office, exam, office.who(exam, self.who), decide, Text("已暂停", "paused"))


@operation(
    "resume", group="seats", order=34, title=Text("恢复", "Resume"),
    about=Text(
        "暂停的考生接着作答；可同时把这次暂停的时间补给他。",
        "Who was paused goes on; the time of this pause can be given back with it.",
    ),
)  # fmt: skip
class Resume(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    give_back: Annotated[
        bool,
        info(
            "补回暂停的时间",
            "Give the pause back",
            "flag",
            help=Text("按每位实际暂停的时长", "as long as each was paused"),
        ),
    ] = False
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each, and one more for the time."""
        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.stage != "paused" or state.paused_since is None:
                late = state.stage == "expired"
                raise cannot(
                    state, Text("请用重新开放", "reopen it instead") if late else Text("没有暂停", "nothing is paused")
                )
            facts: list[f.SittingFact] = [f.Resumed(at=now, by=by, reason=self.reason)]
            if self.give_back:
                facts.append(granted(state, now, -(-(now - state.paused_since) // 1000), by, self.reason))
            return facts

        done = (
            Text("已恢复，暂停的时间已补回", "resumed, the pause given back")
            if self.give_back
            else Text("已恢复", "resumed")
        )
        return each(office, exam, office.who(exam, self.who), decide, done)


def granted(state: State, now: int, seconds: int, by: str, reason: str) -> f.TimeGranted:
    """Time that is given (or taken), which moves the personal hard close as well."""
    closes = None if state.hard_close is None else state.hard_close + seconds * 1000
    return f.TimeGranted(at=now, by=by, reason=reason, seconds=seconds, closes=closes)
