"""What an author may see while trying a pack and a trainee never may: what is to come, what happened behind the curtain, the
score so far. Only for attempts begun in the mode `author`, which never count for anything."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel.engine import Advance, Fact
from simulator.kernel.messages import Event, HiddenEvent
from simulator.kernel.text import Text
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt, AttemptError

AUTHOR = "author"


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
        """The hidden state by the name of its part, as plain data."""
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

    def jump(self, minute: int) -> None:
        """Let time pass up to a sim minute, without stopping for news; not beyond the end of the shift."""
        end = self.attempt.engine.world.of(Shift).facts.end
        while not self.attempt.over and self.attempt.now < min(minute, end):
            self.attempt.do(Advance(minutes=min(1440, min(minute, end) - self.attempt.now)))


def _plain(value: Any) -> Any:
    try:
        return msgspec.to_builtins(value)
    except TypeError:
        return str(value)
