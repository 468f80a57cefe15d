"""What we measure, each beside its peer in the same run: `python -m bench`.

A bench is a module of this package with a function `run() -> Figure`. Only the ratio counts: it is the same on a slow machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ours` and `peer` are in the same unit; the ratio is ours / peer."""

    name: str
    ours: float
    peer: float
    unit: str
    limit: float
    kind: Literal["at least", "at most"]
    against: str = ""  # what the peer is

    @property
    def ratio(self) -> float:
        """Ours over peer."""
        return self.ours / self.peer if self.peer else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps its limit."""
        return self.ratio >= self.limit if self.kind == "at least" else self.ratio <= self.limit


def interleave(
    ours: Callable[[], float], peer: Callable[[], float], rounds: int, best: Callable[[float, float], float] = min
) -> tuple[float, float]:
    """Measure both in turns and keep the best of each, so that noise of the machine meets both alike."""
    mine, theirs = ours(), peer()
    for _ in range(rounds - 1):
        mine, theirs = best(mine, ours()), best(theirs, peer())
    return mine, theirs
