"""What the interface needs of an attempt: `simulator.sessions.attempt.Attempt` has it, and so has a test's stand-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from simulator.kernel.engine import Engine, Fact, Outcome
from simulator.kernel.messages import Command
from simulator.packs.model import Scenario


class AttemptLike(Protocol):
    """An attempt, running or closed."""

    scenario: Scenario
    engine: Engine

    def do(self, command: Command) -> Outcome:
        """Carry out a command."""

    def submit(self, baseline: Callable[..., Any] | None = None, by: str = "submit") -> list[Fact]:
        """Hand in."""

    def view(self, name: str, key: str = "") -> Any:
        """A read-only view."""

    def facts(self) -> list[Fact]:
        """All facts so far."""

    @property
    def first(self) -> Any:
        """The first entry."""

    @property
    def now(self) -> int:
        """The sim minute."""

    @property
    def over(self) -> bool:
        """Whether the shift has ended."""

    @property
    def closed(self) -> bool:
        """Whether it has been handed in."""
