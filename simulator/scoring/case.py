"""What a measure looks at: all facts of a journal and the world they fold to. Hidden truth may be read: the attempt is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from simulator.kernel.engine import Fact
from simulator.kernel.messages import Event
from simulator.kernel.text import Text
from simulator.kernel.world import World

E = TypeVar("E", bound=Event)


class Case:
    """The facts of one attempt, indexed by class, and the world after the last of them."""

    def __init__(self, facts: list[Fact], world: World) -> None:
        self.facts = facts
        self.world = world
        self._by_class: dict[type[Event], list[Fact]] = {}
        for fact in facts:
            self._by_class.setdefault(type(fact.event), []).append(fact)

    def every(self, cls: type[Event]) -> list[Fact]:
        """All facts whose event is of this class, in order."""
        return self._by_class.get(cls, [])


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a measure looked at. Which fields a checker reads depends on the checker:

    share, EXACT: `points`; NUM, ABS: `got` and `want`; TIME: `delay` (sim minutes after the trigger, None = never);
    BIND, COV, SEQ, EVID: `good` of `total`; SET: `chosen` and `true`; CLS: `points` with parameter `classes`;
    RANK: `got` is the place given and `want` the true place; OUT: `got` is the trainee's counter, `idle` and `reference`
    the others'.
    """

    key: str
    why: Text
    evidence: tuple[int, ...] = ()
    points: int = 0
    got: int | None = None
    want: int = 0
    idle: int = 0
    reference: int = 0
    delay: int | None = None
    good: int = 0
    total: int = 0
    chosen: bool = False
    true: bool = False


Params = Mapping[str, Any]


def yes(condition: bool) -> int:
    """Full points or none."""
    return 10_000 if condition else 0
