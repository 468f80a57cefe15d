"""Time: given after an incident, known beforehand, ended, begun again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec

from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.office.admitting import granted
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.doing import cannot, each
from simulator.exams.office.fields import AuthorField, NamedExamField, ReasonField, WhoField
from simulator.exams.state import SECOND, State, deadline
from simulator.exams.telling import signed
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.store.candidates import Candidate

MINUTE = 60 * SECOND
MOST = 24 * 60


@operation(
    "grant", group="seats", order=36, title=Text("补时", "Give time"),
    about=Text(
        "突发情况之后给作答中或暂停的考生加（或减）时间，个人强制结束也随之移动。",
        "After an incident: more (or less) time for who is running or paused; the personal hard close moves with it.",
    ),
)  # fmt: skip
class Grant(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    minutes: Annotated[
        int,
        info(
            "分钟",
            "Minutes",
            "int",
            unit="min",
            help=Text("负数为减去", "less than nothing takes time away"),
            ge=-MOST,
            le=MOST,
        ),
    ]
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each."""
        exam = office.exam(self.exam)
        by, seconds = office.by(self.author), self.minutes * 60
        if not self.minutes:
            raise ExamError("no-time", Text("0 分钟没有可补的。", "Nothing is to be given with 0 minutes."))

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.over:
                raise cannot(state, Text("请用重新开放", "reopen it instead"))
            if state.stage not in ("running", "paused"):
                raise cannot(state, Text("开考之前请用“事先加时”", "before the start use planned extra time"))
            fact = granted(state, now, seconds, by, self.reason)
            ends = deadline(_with(state, fact))
            if ends is not None and ends <= now:
                raise ExamError(
                    "too-much",
                    Text(
                        "减去之后时间就已用完；要结束请用强制交卷。",
                        "That would leave no time; to end it use force-submit.",
                    ),
                )
            return [fact]

        said = signed(seconds)
        return each(office, exam, office.who(exam, self.who), decide, Text(f"时间 {said.zh}", f"time {said.en}"))


@operation(
    "planned", group="seats", order=38, title=Text("事先加时", "Planned extra time"),
    about=Text(
        "开考之前就知道要加的时间（例如特殊需要），代替之前定的；个人强制结束随之移动。",
        "Extra time that is known before the start (such as for special needs), in place of what was set before; the personal hard close moves with it.",
    ),
)  # fmt: skip
class Planned(Operation, frozen=True, kw_only=True):
    """One or all, before the start."""

    exam: NamedExamField
    who: WhoField
    minutes: Annotated[int, info("分钟", "Minutes", "int", unit="min", ge=0, le=MOST)]
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each."""
        from simulator.exams.store.exams import get_exam, limits

        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.started is not None:
                raise cannot(state, Text("已经开考，请用补时", "the time runs already; give time instead"))
            last, close = limits(get_exam(office.db, exam.id), self.minutes * 60)
            return [
                f.LimitsSet(
                    at=now, by=by, reason=self.reason, planned=self.minutes * 60, last_start=last, hard_close=close
                )
            ]

        done = Text(f"事先加时定为 {self.minutes} 分钟", f"planned extra time is {self.minutes} min")
        return each(office, exam, office.who(exam, self.who), decide, done)


@operation(
    "force-submit", group="seats", order=40, title=Text("强制交卷", "Force submit"),
    about=Text(
        "结束考生的作答，已保存的都算数；弄错了可以重新开放。",
        "Ends the candidate's work; all that was kept counts. It can be reopened if it was a mistake.",
    ),
)  # fmt: skip
class ForceSubmit(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """A fact for each, with how far every attempt had come."""
        from simulator.exams.store.chains import heads

        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(one: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.stage not in ("running", "paused"):
                raise cannot(state, Text("没有可交的", "there is nothing to hand in"))
            with office.db.session() as session:  # that of the change: no action can come after
                return [f.Submitted(at=now, by=by, reason=self.reason, heads=heads(session, one.id))]

        return each(office, exam, office.who(exam, self.who), decide, Text("已强制交卷", "handed in"))


@operation(
    "reopen", group="seats", order=42, title=Text("重新开放", "Reopen"),
    about=Text(
        "已交卷或时间到的考生从停下的地方接着作答。",
        "Who has handed in or run out of time goes on where the work stood.",
    ),
)  # fmt: skip
class Reopen(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    minutes: Annotated[
        int,
        info(
            "作答分钟", "Minutes to work", "int", unit="min", ge=0, le=MOST,
            help=Text("从现在起；0 为交卷时还剩的时间", "from now on; 0: what was left when it was handed in"),
        ),
    ] = 0  # fmt: skip
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Reopened, and as much time as that takes: two facts for each."""
        exam = office.exam(self.exam)
        by = office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if not state.over:
                raise cannot(state, Text("没有结束，不用重新开放", "it is not over, there is nothing to reopen"))
            opened = f.Reopened(at=now, by=by, reason=self.reason)
            if state.deadline is None or state.ended is None:
                return [opened]
            wanted = self.minutes * MINUTE or state.deadline - state.ended
            if wanted <= 0:
                raise ExamError(
                    "no-time",
                    Text(
                        "没有剩下的时间；请写明给多少分钟。", "There was no time left; say how many minutes are given."
                    ),
                )
            return [opened, _until(state, now, now + wanted, by, self.reason)]

        return each(office, exam, office.who(exam, self.who), decide, Text("已重新开放", "reopened"))


def _until(state: State, now: int, ends: int, by: str, reason: str) -> f.TimeGranted:
    """So much time that the deadline is `ends`, to the next whole second."""
    runs_out = (state.started or 0) + (state.limit + state.planned + state.incident) * SECOND
    seconds = -(-(ends - runs_out) // SECOND)
    closes = None if state.hard_close is None else max(state.hard_close, runs_out + seconds * SECOND)
    return f.TimeGranted(at=now, by=by, reason=reason, seconds=seconds, closes=closes)


def _with(state: State, fact: f.TimeGranted) -> State:
    closes = state.hard_close if fact.closes is None else fact.closes
    return msgspec.structs.replace(state, incident=state.incident + fact.seconds, hard_close=closes)
