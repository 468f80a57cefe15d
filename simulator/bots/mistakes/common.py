"""Small makings of departures: drop commands of a class, change their fields, or do something else besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from simulator.bots.player import Mistake, Views
from simulator.kernel.messages import Command


class Change:
    """A departure that changes the fields of one class of commands: `fields(command, views) -> new values`, or leaves it
    when that gives None."""

    def __init__(self, cls: type[Command], fields: Callable[[Any, Views], dict[str, Any] | None]) -> None:
        self.cls = cls
        self.fields = fields

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The command, changed when it is of the class."""
        if not isinstance(command, self.cls):
            return [command]
        new = self.fields(command, v)
        return [command] if new is None else [msgspec.structs.replace(command, **new)]


class Drop:
    """A departure that leaves out commands of some classes (those for which `when` holds)."""

    def __init__(self, *classes: type[Command], when: Callable[[Any, Views], bool] = lambda c, v: True) -> None:
        self.classes = classes
        self.when = when

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The command, or nothing."""
        return [] if isinstance(command, self.classes) and self.when(command, v) else [command]


class Hold:
    """A departure that holds commands of some classes back until so many minutes before the end of the shift."""

    def __init__(self, *classes: type[Command], before_end: int) -> None:
        self.classes = classes
        self.before_end = before_end
        self.release: int | None = None

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Nothing before the release, then everything."""
        if self.release is None:
            self.release = v.end - self.before_end
        return [] if isinstance(command, self.classes) and v.now < self.release else [command]


__all__ = ["Change", "Drop", "Hold", "Mistake"]
