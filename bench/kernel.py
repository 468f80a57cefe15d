"""Commands per second in memory, full path (decide, encode, chain, apply), beside SimPy's bare timeout events."""

from __future__ import annotations

import gc
from collections.abc import Generator
from time import perf_counter
from typing import Any

import simpy

from bench import Figure, interleave
from bench._desk import Raise, rules
from simulator.kernel.engine import Engine
from simulator.kernel.journal import MemoryJournal
from simulator.kernel.luck import Luck

COMMANDS = 20_000
TIMEOUTS = 80_000


def run() -> Figure:
    """At least 0.25 of SimPy."""
    ready = rules()

    def ours() -> float:
        engine = Engine(ready, MemoryJournal(), Luck(1))
        commands = [Raise(by=1) for _ in range(COMMANDS)]
        gc.collect()
        do = engine.do
        start = perf_counter()
        for command in commands:
            do(command)
        return COMMANDS / (perf_counter() - start)

    def peer() -> float:
        env = simpy.Environment()

        def ticker() -> Generator[Any, Any, None]:
            while True:
                yield env.timeout(1)

        env.process(ticker())
        gc.collect()
        start = perf_counter()
        env.run(until=TIMEOUTS)
        return TIMEOUTS / (perf_counter() - start)

    mine, theirs = interleave(ours, peer, rounds=15, best=max)
    return Figure("kernel, trivial desk", mine, theirs, "1/s", 0.25, "at least", "SimPy bare timeouts")
