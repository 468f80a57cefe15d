"""Counters of a finished run that a comparison with other players uses (checker OUT). Registered beside each other."""

from __future__ import annotations

from collections.abc import Callable

from simulator.kernel.world import World

Counter = Callable[[World], int]
_counters: dict[str, Counter] = {}


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register a counter: `(world) -> whole number`, more is better."""

    def write(function: Counter) -> Counter:
        _counters[name] = function
        return function

    return write


def count(world: World) -> dict[str, int]:
    """All counters of a world."""
    from simulator.scoring.measures import measures

    measures()  # counters stand beside the measures that use them
    return {name: function(world) for name, function in sorted(_counters.items())}
