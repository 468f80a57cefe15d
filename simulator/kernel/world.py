"""The working world: open state, hidden state and the agenda. Only `apply` (through the book) changes it."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TypeVar

from simulator.kernel.luck import Luck
from simulator.kernel.messages import Fired, Scheduled


class State:
    """A part of the world that a trainee may come to see: slotted class, made without arguments, filled by events."""

    __slots__ = ()


class HiddenState:
    """A part of the world that no view may read: hidden needs, planted errors, true delays."""

    __slots__ = ()


S = TypeVar("S", bound=State)
A = TypeVar("A", bound="State | HiddenState")


class Agenda:
    """What will fall due: a heap of (due minute, priority, number), first in first out among equals."""

    __slots__ = ("heap", "items", "number")

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, int]] = []
        self.items: dict[int, Scheduled] = {}
        self.number = 0

    def add(self, item: Scheduled) -> None:
        """Put an occurrence on the agenda."""
        heappush(self.heap, (item.due, item.priority, self.number))
        self.items[self.number] = item
        self.number += 1

    def next_due(self) -> int | None:
        """The minute of the next occurrence, or None."""
        return self.heap[0][0] if self.heap else None

    def first(self) -> tuple[int, Scheduled]:
        """The number and the content of the next occurrence; the agenda must not be empty."""
        number = self.heap[0][2]
        return number, self.items[number]

    def remove(self, fired: Fired) -> None:
        """Take away the occurrence that has come; it is always the first one."""
        if not self.heap or self.heap[0][2] != fired.number:
            raise ValueError(f"agenda: occurrence {fired.number} is not the next one")
        heappop(self.heap)
        del self.items[fired.number]


class World:
    """All that is true in one attempt. `now` is the sim minute; `count` the number of facts so far."""

    __slots__ = ("_parts", "agenda", "count", "luck", "now")

    def __init__(self, luck: Luck | None = None) -> None:
        self.now = 0
        self.count = 0
        self.luck = luck or Luck(0)
        self.agenda = Agenda()
        self._parts: dict[type[object], object] = {}

    def of(self, part: type[A]) -> A:
        """The part of this class, made empty when first asked for."""
        try:
            return self._parts[part]  # type: ignore[return-value]
        except KeyError:
            found = self._parts[part] = part()
            return found

    def parts(self) -> dict[type[object], object]:
        """All parts by class (for proofs that compare or scramble worlds)."""
        return self._parts


class Seen:
    """The world as a view may read it: open parts only."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def now(self) -> int:
        """The sim minute."""
        return self._world.now

    def of(self, part: type[S]) -> S:
        """An open part; asking for a hidden one is an error of the program."""
        if issubclass(part, HiddenState):
            raise TypeError(f"a view may not read {part.__name__}")
        return self._world.of(part)
