"""Durable commands per second beside raw sqlite3 inserts, one per transaction, same table, same pragmas, same disk."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import perf_counter

from bench import Figure, interleave
from bench._desk import Raise, rules
from simulator.kernel.engine import Engine
from simulator.kernel.luck import Luck
from simulator.sessions.store.files import PAGE, PRAGMAS
from simulator.sessions.store.meta import Attempt
from simulator.sessions.store.save import open_save

PART = 400
META = Attempt(
    id="bench", pack="bench", pack_version="1", pack_digest="", scenario="bench", seed="1", mode="practice", created=0,
    kernel="1",
)  # fmt: skip


def run() -> Figure:
    """At least 0.6 of raw sqlite3."""
    # beside the code rather than in /tmp, which may be memory and then measures no disk
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path(__file__).parent) as folder:
        save = open_save(Path(folder) / "ours.storesim", create=True)
        engine = Engine(rules(), save.create_attempt(META), Luck(1))
        raw, table = _raw(Path(folder) / "peer.sqlite", save.connection)
        numbers = count()

        def ours() -> float:
            do = engine.do
            start = perf_counter()
            for _ in range(PART):
                do(Raise(by=1), 1_700_000_000_000)
            return PART / (perf_counter() - start)

        def peer() -> float:
            part = list(_rows(numbers))
            start = perf_counter()
            for row in part:
                raw.execute(table, row)
            return PART / (perf_counter() - start)

        mine, theirs = interleave(ours, peer, rounds=12, best=max)
        raw.close()
        save.close()
    return Figure("durable command", mine, theirs, "1/s", 0.6, "at least", "raw sqlite3, one insert per transaction")


def _raw(path: Path, like: sqlite3.Connection) -> tuple[sqlite3.Connection, str]:
    raw = sqlite3.connect(path, isolation_level=None)
    for name, value in {"page_size": PAGE, **PRAGMAS}.items():
        raw.execute(f"PRAGMA {name}={value}")
    (schema,) = like.execute("SELECT sql FROM sqlite_master WHERE name = 'journal'").fetchone()
    raw.execute(schema)
    return raw, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)"


def _rows(numbers: Iterator[int]) -> Iterator[tuple[str, int, int, int, int, bytes, bytes]]:
    payload = (
        b'{"command":{"command":"counter.raise","by":1},"given":0,"facts":[[0,{"event":"counter.raised","by":1}]]}'
    )
    for _ in range(PART):
        n = next(numbers)
        yield "bench", n, n, n, 1_700_000_000_000, payload, b"\x9c" * 32
