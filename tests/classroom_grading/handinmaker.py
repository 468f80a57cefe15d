"""Saves as students hand them in, made quickly: each way of playing is played once and then written down for as many students
as wanted, with ids and wall stamps of their own and the chain computed anew. Forgers work in the same way."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from simulator.bots.player import counters, play, play_idle
from simulator.desks.store.shift import AttemptClosed, AttemptOpened
from simulator.kernel.codec import Batch
from simulator.kernel.journal import START, MemoryJournal, Row, link
from simulator.packs.library import find
from simulator.packs.model import Pack, Scenario
from simulator.sessions.attempt import Attempt
from simulator.sessions.rules import rules
from simulator.sessions.store.files import PRODUCT

HOUR = 3_600_000


class Play(msgspec.Struct, frozen=True):
    """A play with stamps and ids that nobody has: rows, and their batches where ids stand in them."""

    pack: Pack
    scenario: Scenario
    seed: int
    rows: tuple[Row, ...]
    opening: Batch
    closing: Batch | None


@cache
def _baseline(pack: str, scenario: str, seed: int) -> dict[str, dict[str, int]]:
    found = {}
    for who in ("idle", "reference"):
        other = Attempt.start(_packs[pack], scenario, seed, wall=lambda: 0)
        play(other, who)
        other.submit()
        found[who] = counters(other)
    return found


_packs: dict[str, Pack] = {}


def played(pack: Pack, scenario: str, seed: int, how: str = "reference") -> Play:
    """How a player plays it: reference, idle or mistake:NAME; `open:...` stops before handing in."""
    _packs[pack.digest] = pack
    return _played(pack.digest, scenario, seed, how)


@cache
def _played(digest: str, scenario: str, seed: int, how: str) -> Play:
    pack = _packs[digest]
    journal = MemoryJournal("play")
    attempt = Attempt.start(pack, scenario, seed, journal, mode="practice", wall=lambda: 0)
    name = how.removeprefix("open:")
    play_idle(attempt) if name == "idle" else play(attempt, name)
    if name == how:
        attempt.submit(lambda *_: _baseline(digest, scenario, seed))
    rows = tuple(journal.rows())
    decode = rules().codec.decode
    closing = decode(rows[-1].payload) if name == how else None
    return Play(pack, pack.scenario(scenario), seed, rows, decode(rows[0].payload), closing)


def stamps(count: int, started: int, rhythm: int) -> list[int]:
    """When a person of a rhythm of his own commits so many rows: mostly seconds apart, now and then after a break."""
    chance = random.Random(rhythm)
    found, now = [], started
    for _ in range(count):
        found.append(now)
        now += chance.randrange(400_000, 1_200_000) if chance.random() < 0.02 else chance.randrange(700, 45_000)
    return found


class Written(msgspec.Struct, kw_only=True):
    """A save before it is written: what its list says and its rows. Forgers change it; `chain` makes it consistent again."""

    meta: dict[str, Any]
    rows: list[Row]

    def chain(self) -> Written:
        """Bind the rows to each other, with the head of the closing entry and in the list."""
        previous, linked = START, []
        for row in self.rows:
            batch = rules().codec.decode(row.payload) if b'"attempt.closed"' in row.payload else None
            payload = row.payload
            if batch is not None:
                facts = [
                    (m, msgspec.structs.replace(e, rows=row.seq, head=previous.hex()) if isinstance(e, AttemptClosed) else e)
                    for m, e in batch.facts
                ]  # fmt: skip
                payload = rules().codec.encode(msgspec.structs.replace(batch, facts=facts))
            digest = link(previous, row.attempt, row.seq, row.first, row.minute, row.wall, payload)
            linked.append(msgspec.structs.replace(row, payload=payload, digest=digest))
            previous = digest
        self.rows = linked
        if self.meta["state"] == "closed":
            self.meta |= {"rows": len(linked), "head": previous}
        return self

    def first(self, **changes: Any) -> Written:
        """Change what the first entry says, and the list with it; not yet chained."""
        batch = rules().codec.decode(self.rows[0].payload)
        (minute, opened), *rest = batch.facts
        opened = msgspec.structs.replace(opened, **changes)
        batch = msgspec.structs.replace(batch, facts=[(minute, opened), *rest])
        self.rows[0] = msgspec.structs.replace(self.rows[0], payload=rules().codec.encode(batch))
        self.meta |= {k: str(v) if k == "seed" else v for k, v in changes.items() if k in self.meta}
        return self

    def row(self, seq: int, **changes: Any) -> Written:
        """Change columns of a row; not yet chained."""
        self.rows[seq] = msgspec.structs.replace(self.rows[seq], **changes)
        return self

    def save(self) -> bytes:
        """The bytes of the file."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(template())
        add(connection, self)
        data = connection.serialize()
        connection.close()
        return data


def add(connection: sqlite3.Connection, written: Written) -> None:
    """Write an attempt into the tables of a save."""
    names = list(written.meta)
    connection.execute("BEGIN")
    connection.execute(
        f"INSERT INTO attempt ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", list(written.meta.values())
    )
    connection.executemany(
        "INSERT INTO journal (attempt, seq, first, minute, wall, payload, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [msgspec.structs.astuple(row) for row in written.rows],
    )
    connection.execute("COMMIT")


@cache
def template() -> bytes:
    """A save in which nothing is yet."""
    from simulator.sessions.store.save import open_save

    with tempfile.TemporaryDirectory(prefix="storesim-test-") as folder:
        path = Path(folder) / "empty.storesim"
        open_save(path, create=True).close()
        data = path.read_bytes()
    assert PRODUCT.encode() in data
    return data


def written(
    made: Play,
    student: str,
    assignment: str,
    started: int,
    rhythm: int = 1,
    *,
    mode: str = "practice",
    id: str = "",
    change: Callable[[AttemptOpened], AttemptOpened] = lambda first: first,
) -> Written:
    """A play as a student of a rhythm has it in a save. The same arguments give the same bytes."""
    chance = random.Random(f"{student} {assignment} {started} {rhythm}")
    attempt = id or f"{chance.getrandbits(64):016x}"
    times = stamps(len(made.rows), started, chance.getrandbits(32))
    (minute, opened), *rest = made.opening.facts
    assert isinstance(opened, AttemptOpened)
    first = change(msgspec.structs.replace(opened, student=student, assignment=assignment, mode=mode))
    payload = rules().codec.encode(msgspec.structs.replace(made.opening, facts=[(minute, first), *rest]))
    rows = [
        msgspec.structs.replace(row, attempt=attempt, wall=wall, payload=row.payload if row.seq else payload)
        for row, wall in zip(made.rows, times, strict=True)
    ]
    meta = {
        "id": attempt, "student": student or None, "assignment": assignment or None, "pack": first.pack,
        "pack_version": first.pack_version, "pack_digest": first.pack_digest, "scenario": first.scenario,
        "seed": str(first.seed), "mode": mode, "created": started, "kernel": "0.2.0",
        "state": "closed" if made.closing is not None else "open", "rows": None, "head": None, "score": None,
    }  # fmt: skip
    return Written(meta=meta, rows=rows).chain()


def save_of(made: Play, student: str, assignment: str, started: int, rhythm: int = 1, **more: Any) -> bytes:
    """The same as the bytes of a file."""
    return written(made, student, assignment, started, rhythm, **more).save()


def shipped() -> Pack:
    """The pack of our own scenarios."""
    return find("first")[0]
