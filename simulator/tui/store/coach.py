"""The coach of an attempt: which task is on, which are done, and how far its hints were asked for.

It reads views only. Whether a task is done is answered by a probe; `simulator.sessions.coach.done(attempt, task)` is used where
it exists, else a task with a command counts as done once that command was carried out.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.kernel.text import Text
from simulator.packs.model import Task
from simulator.tui.protocol import AttemptLike
from simulator.tui.store.model import StoreModel

Probe = Callable[[AttemptLike, Task], bool]


def find_probe() -> Probe | None:
    """The probes of the sessions room, if that room has a coach."""
    try:
        from simulator.sessions import coach  # type: ignore[attr-defined, unused-ignore]
    except ImportError:
        return None
    probe: Probe | None = getattr(coach, "done", None)
    return probe


class Coach:
    """Tasks, marks and hints."""

    def __init__(self, model: StoreModel, probe: Probe | None = None) -> None:
        self.model = model
        self.tasks: tuple[Task, ...] = model.attempt.scenario.tasks if model.allows.coach or model.allows.hints else ()
        self._probe = probe or find_probe()
        self._asked: dict[str, int] = {}
        self._marks: dict[str, bool] = {}
        self._revision = -1

    def is_done(self, task: Task) -> bool:
        """Whether a task is done, asked once for each revision."""
        revision = self.model.attempt.engine.revision
        if revision != self._revision:
            self._marks.clear()
            self._revision = revision
        if task.id not in self._marks:
            self._marks[task.id] = self._ask(task)
        return self._marks[task.id]

    def _ask(self, task: Task) -> bool:
        if task.done and self._probe is not None:
            try:
                return bool(self._probe(self.model.attempt, task))
            except (LookupError, ValueError, AttributeError):
                return False
        return bool(task.command) and any(tag == task.command for tag, _ in self.model.done)

    def present(self) -> Task | None:
        """The first task that is not done."""
        return next((t for t in self.tasks if not self.is_done(t)), None)

    def hints(self, task: Task) -> tuple[Text, ...]:
        """The hints that were asked for so far."""
        return task.hints[: self._asked.get(task.id, 0)]

    def next_hint(self) -> Text | None:
        """One more hint for the present task; None when there is no more, or none are given."""
        task = self.present()
        if task is None or not self.model.allows.hints:
            return None
        asked = self._asked.get(task.id, 0)
        if asked >= len(task.hints):
            return None
        self._asked[task.id] = asked + 1
        return task.hints[asked]
