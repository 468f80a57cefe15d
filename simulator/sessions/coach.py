"""The coach of a practice attempt: which task is done, which is open, which has to wait, with hints and where to go.

It reads views only, never the world, so it cannot know more than the trainee could (law 9). Whether a task is done is said by
its `done`, a line of probes over views (`kernel.probes`) which scenarios write. An empty `done` is answered by nobody here:
`done()` says False and `steps()` calls the task open.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.kernel.probes import State, look
from simulator.kernel.select import Readable
from simulator.kernel.text import Text
from simulator.packs.model import Scenario, Task


class CoachStep(msgspec.Struct, frozen=True, kw_only=True):
    """One task as the coach tells it: its state, hints from a nudge to the exact step, and where in the store it is done."""

    id: str
    requirement: str
    title: Text
    state: State
    hints: tuple[Text, ...] = ()
    desk: str = ""
    view: str = ""
    command: str = ""


def steps(attempt: Readable, scenario: Scenario) -> list[CoachStep]:
    """All tasks of a scenario in order, each with its state. ProbeError when a probe is wrong."""
    return [
        CoachStep(
            id=task.id, requirement=task.requirement, title=task.title, state=state_of(attempt, task), hints=task.hints,
            desk=task.desk, view=task.view, command=task.command,
        )
        for task in scenario.tasks
    ]  # fmt: skip


def present(found: Iterable[CoachStep]) -> CoachStep | None:
    """The step to take now: the first open one; while all others wait or are done there is none."""
    return next((step for step in found if step.state == "open"), None)


def done(attempt: Readable, task: Task) -> bool:
    """Whether a task is done. ProbeError when its probe is wrong."""
    return state_of(attempt, task) == "done"


def state_of(attempt: Readable, task: Task) -> State:
    """The state of a task by its probes; one without probes is open."""
    return look(attempt, task.done) if task.done.strip() else "open"
