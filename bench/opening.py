"""Opening a save of 10,000 events (read, verify the chain, decode, fold) beside bare msgspec decoding of the same bytes."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from time import perf_counter

from bench import Figure, interleave
from bench._desk import Ship, rules
from bench.durable import META
from simulator.kernel.engine import Engine
from simulator.kernel.journal import MemoryJournal
from simulator.kernel.luck import Luck
from simulator.sessions.store.save import open_save

EVENTS = 10_000


def run() -> Figure:
    """At most 6 times the decoding."""
    ready = rules()
    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as folder:
        path = Path(folder) / "ours.storesim"
        engine = Engine(ready, MemoryJournal(META.id), Luck(1))
        number = 0
        while engine.world.count < EVENTS:
            engine.do(
                Ship(
                    order=f"A-{number:05d}", service="economy", grams=350 + number % 7, declared=2_499,
                    note="two ceramic mugs, gift wrapped",
                ),
                1_700_000_000_000 + number,
            )  # fmt: skip
            number += 1
        rows = list(engine.journal.rows())
        payloads = [row.payload for row in rows]
        with open_save(path, create=True) as save:
            journal = save.create_attempt(META)
            for row in rows:
                journal.append(row)
        decode = ready.codec._decoder.decode

        def ours() -> float:
            gc.collect()
            start = perf_counter()
            with open_save(path, create=False, readonly=True) as save:
                loaded = save.load(META.id, ready, Luck(1))
            taken = perf_counter() - start
            assert loaded.world.count == engine.world.count
            return taken * 1000

        def peer() -> float:
            gc.collect()
            start = perf_counter()
            for payload in payloads:
                decode(payload)
            return (perf_counter() - start) * 1000

        mine, theirs = interleave(ours, peer, rounds=25)
    return Figure(
        "open a save of 10,000 events", mine, theirs, "ms", 6, "at most", "msgspec decoding of the same bytes"
    )
