"""What an author may see while trying a pack and a trainee never may: what is to come, what happened behind the curtain, the
score so far. Only for attempts begun in the mode `author`, which never count for anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel.engine import Advance, Fact
from simulator.kernel.messages import Command, Event, HiddenEvent
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt, AttemptError

AUTHOR = "author"
NO_MOMENT = Text(
    "“{typed}”不是时刻；写成 D2 10:00 这样，或写分钟数。",
    "“{typed}” is no moment; write it as D2 10:00, or as a number of minutes.",
)

# what each part of the hidden state holds
TRUTHS = {
    "OrderTruth.address": Text("订单的真实地址", "True addresses of orders"),
    "OrderTruth.patience": Text("买家最多等多久（分钟）", "How long buyers wait (minutes)"),
    "Asks.all": Text("来信真正要的", "What messages truly want"),
    "CaseTruth.answer": Text("派送失败，联系买家会得到的答复", "Failed deliveries: what the buyer would answer"),
    "CaseTruth.address": Text("派送失败，买家会给的地址", "Failed deliveries: the address the buyer would give"),
    "ParcelTruth.fate": Text("包裹的实情", "What became of parcels"),
    "AftersaleTruth.by_id": Text("售后申请应得的处理", "What after-sale requests are due"),
    "ComplaintTruth.by_id": Text("投诉的真相", "The truth of complaints"),
    "FeedbackTruth.causes": Text("评价和投诉的真实原因", "True causes of reviews and complaints"),
    "FeedbackTruth.nature": Text("评价和投诉：还会来的", "Reviews and complaints: what is still to come"),
    "FeedbackTruth.roots": Text(
        "评价和投诉：根源和对策", "Reviews and complaints: roots and the measures that meet them"
    ),
    "Questions.asked": Text("售前咨询的底细", "What lies behind questions"),
    "Questions.outcome": Text("售前咨询：答复带来的结果", "Questions: what the answers lead to"),
    "Wording.phrases": Text("场景包自己的话术", "The pack's own wordings"),
    "Traced.orders": Text("要完整记录物流的订单", "Orders whose whole chain has to be recorded"),
    "Traced.troubles": Text("出了问题的包裹", "Parcels in trouble"),
    "Traced.asked": Text("买家不得不来问的时刻", "When buyers had to ask"),
}


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """One occurrence on the agenda: when, what it is called and about which entity, or the events that are already written."""

    due: int
    name: str
    entity: str
    events: tuple[Event, ...] = ()


class Backstage:
    """Everything about an attempt in the mode `author`. Raises AttemptError for any other attempt."""

    def __init__(self, attempt: Attempt) -> None:
        if attempt.first.mode != AUTHOR:
            raise AttemptError(
                "not-author", Text("只有作者试玩才看得到后台。", "Only an author's trial shows what is backstage.")
            )
        self.attempt = attempt

    def coming(self) -> list[Coming]:
        """The agenda in order of time."""
        agenda = self.attempt.engine.world.agenda
        codec = self.attempt.engine.rules.codec
        return [
            Coming(
                due=item.due,
                name=item.name,
                entity=item.entity,
                events=tuple(codec.decode_event(raw) for raw in item.then),
            )
            for item in (agenda.items[number] for _, _, number in sorted(agenda.heap))
        ]

    def happened(self) -> list[tuple[Fact, bool]]:
        """All facts so far, each with whether it is hidden from the trainee."""
        return [(fact, isinstance(fact.event, HiddenEvent)) for fact in self.attempt.facts()]

    def truths(self) -> list[tuple[str, dict[str, Any]]]:
        """The hidden state by the name of its part, as plain data; `TRUTHS` says what it is, by `part.name`."""
        from simulator.kernel.world import HiddenState

        found = []
        for cls, part in self.attempt.engine.world.parts().items():
            if isinstance(part, HiddenState):
                slots = getattr(cls, "__slots__", ())
                plain = {name: _plain(getattr(part, name)) for name in ((slots,) if isinstance(slots, str) else slots)}
                found.append((cls.__name__, {name: value for name, value in plain.items() if value}))
        return sorted(found)

    def report(self) -> Report:
        """The score as it would be if the attempt ended now (comparisons with other players are not there yet)."""
        return score(self.attempt.facts(), self.attempt.engine.world, self.attempt.scenario.requirements)

    @property
    def end(self) -> int:
        """The sim minute at which the shift ends; nobody can jump beyond it."""
        return self.attempt.engine.world.of(Shift).facts.end

    def jump(self, minute: int, do: Callable[[Command], Any] | None = None) -> None:
        """Let time pass up to a sim minute, without stopping for news; not beyond the end of the shift. `do` carries the
        commands out, for who wants to hear of what comes of them."""
        do = do or self.attempt.do
        while not self.attempt.over and self.attempt.now < min(minute, self.end):
            do(Advance(minutes=min(1440, min(minute, self.end) - self.attempt.now)))


def moment(typed: str) -> int:
    """The sim minute that somebody typed: `D2 10:00`, `D2`, or minutes since 00:00 of D1, full-width figures too. Raises
    AttemptError with a sentence when it is none."""
    try:
        return parse(unicodedata.normalize("NFKC", typed))
    except ValueError:
        raise AttemptError("bad-moment", NO_MOMENT.fill(typed=typed.strip()[:40])) from None


def _plain(value: Any) -> Any:
    try:
        return msgspec.to_builtins(value)
    except TypeError:
        return str(value)
