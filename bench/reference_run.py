"""A whole reference run of 11.1 with its score, in process, beside what it costs to start Python and import textual.

The proof of a pack is some hundred such runs, so this figure decides what a pack's proof costs.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from itertools import count
from time import perf_counter

from bench import Figure, interleave
from simulator.bots.player import counters, play, play_idle
from simulator.packs.library import find
from simulator.packs.model import Pack, Scenario
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

SCENARIO = "11.1"


def whole_run(pack: Pack, scenario: Scenario, seed: int) -> int:
    """Start, play, hand in with the idle player's result and its own for comparison, score; the compliance."""
    attempt = Attempt.start(pack, scenario.id, seed, wall=lambda: 0)
    play(attempt, "reference")

    def compared(pack: Pack, scenario: Scenario, seed: int) -> dict[str, dict[str, int]]:
        idle = Attempt.start(pack, scenario.id, seed, wall=lambda: 0)
        play_idle(idle)
        idle.submit()
        return {"idle": counters(idle), "reference": counters(attempt)}

    attempt.submit(compared)
    return score(attempt.facts(), attempt.engine.world, scenario.requirements).compliance


def run() -> Figure:
    """At most half of the import."""
    pack, scenario = find(SCENARIO)
    seeds = count(1)

    def ours() -> float:
        gc.collect()
        seed = next(seeds)
        start = perf_counter()
        compliance = whole_run(pack, scenario, seed)
        taken = perf_counter() - start
        assert compliance == 10_000, f"the reference reaches {compliance / 100} with seed {seed}"
        return taken * 1000

    def peer() -> float:
        start = perf_counter()
        subprocess.run([sys.executable, "-c", "import textual.app"], check=True)
        return (perf_counter() - start) * 1000

    whole_run(pack, scenario, next(seeds))  # what is read or imported once in a process
    mine, theirs = interleave(ours, peer, rounds=15)
    return Figure(
        "reference run of 11.1 with score", mine, theirs, "ms", 0.5, "at most", 'python -c "import textual.app"'
    )
