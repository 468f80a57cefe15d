"""When a sitting ran, and until when: what an action's moment is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from simulator.exams.clock import STEP
from simulator.exams.state import State


class Timeline:
    """The states of a sitting in time.

    The moment of an action is that of the candidate's program, which knows the hall's time to within `STEP` (an action further off is not kept),
    while facts have that of the database. So an action may seem to fall a little into a pause that had not begun; but never on or after the deadline,
    for by both clocks it has to be before it.
    """

    def __init__(self, states: Sequence[tuple[int, State]]) -> None:
        # an end is put at its deadline, which may lie before what was on record by then
        self._parts: list[tuple[int, int | None, State]] = []
        for n, (at, state) in enumerate(states):
            until = states[n + 1][0] if n + 1 < len(states) else None
            self._parts.append((at, until, state))

    def judge(self, wall: int) -> tuple[Literal["late", "outside"], int | None] | None:
        """None for an action that could be kept at this moment; else what it is, and the deadline then in force."""
        passed: int | None = None
        for at, until, state in self._parts:
            if at > wall + STEP or (until is not None and max(until, at) < wall - STEP) or state.stage != "running":
                continue
            if state.deadline is not None and wall < state.deadline:
                return None
            passed = state.deadline
        return ("outside", None) if passed is None else ("late", passed)
