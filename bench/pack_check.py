"""`pack check` (no proof) of the shipped packs beside PyYAML's C loader reading the same files."""

from __future__ import annotations

import gc
from pathlib import Path
from time import perf_counter

import yaml

from bench import Figure, interleave
from simulator.proof import incoming

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
ROUNDS = 9


def run() -> Figure:
    """At most 3 times the bare reading."""
    shipped = sorted(p.parent for p in SCENARIOS.glob("*/pack.yaml"))
    files = [file for pack in shipped for file in sorted(pack.rglob("*.yaml"))]

    def ours() -> float:
        gc.collect()
        start = perf_counter()
        for place in shipped:
            pack, _ = incoming.check(place)
            assert pack is not None
        return (perf_counter() - start) * 1000

    def peer() -> float:
        gc.collect()
        start = perf_counter()
        for file in files:
            yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return (perf_counter() - start) * 1000

    mine, theirs = interleave(ours, peer, ROUNDS)
    return Figure(f"check of the {len(shipped)} shipped packs", mine, theirs, "ms", 3, "at most", "PyYAML's C loader")
