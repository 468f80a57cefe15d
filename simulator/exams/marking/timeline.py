"""When a candidate could work: from the facts of a sitting alone, so that each action can be held against the rules that were in force then."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from simulator.exams import facts as f
from simulator.exams.clock import STEP
from simulator.exams.state import State, after


class Stretch(msgspec.Struct, frozen=True):
    """From one fact to the next: the hall's milliseconds, and how the sitting stood."""

    begins: int
    ends: int
    state: State


class Timeline:
    """The stretches of a sitting. An action is stamped by the clock of the seat, which the hall lets differ by less than `clock.STEP` from its own; so
    a stamp is good when it lies that near to a stretch in which the candidate worked. The deadline itself is exact: no stamp reaches it."""

    def __init__(self, facts: Sequence[f.SittingFact]) -> None:
        self.stretches: list[Stretch] = []
        state = State()
        for place, fact in enumerate(facts):
            state = after(state, fact)
            ends = facts[place + 1].at if place + 1 < len(facts) else fact.at
            self.stretches.append(Stretch(fact.at, max(fact.at, ends), state))

    def allows(self, wall: int, attempt: str) -> bool:
        """Whether an action at an attempt could be kept with this stamp."""
        return any(self._within(stretch, wall, attempt) for stretch in self.stretches)

    @staticmethod
    def _within(stretch: Stretch, wall: int, attempt: str) -> bool:
        state = stretch.state
        if state.stage != "running" or state.deadline is None or wall >= state.deadline:
            return False
        if not any(t.attempt == attempt and t.done is None for t in state.tries):
            return False
        return stretch.begins - STEP < wall < stretch.ends + STEP
