"""Reading a journal back: fold it into a world, list its facts, or play its inputs again and compare the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from struct import error as BadNumber
from typing import NamedTuple

import msgspec

from simulator.kernel.codec import Batch
from simulator.kernel.engine import Engine, Fact, Rules
from simulator.kernel.journal import START, Break, JournalError, MemoryJournal, Row, packer
from simulator.kernel.luck import Luck
from simulator.kernel.world import World


class Difference(msgspec.Struct, frozen=True):
    """Where playing the inputs again gave other bytes: the row, its sim minute, what stands on both sides, and in which
    columns (none where playing failed)."""

    seq: int
    minute: int
    stored: str
    again: str
    columns: tuple[str, ...] = ()


def batches(rules: Rules, rows: Iterable[Row]) -> Iterator[tuple[Row, Batch]]:
    """The rows with their decoded batches."""
    decode = rules.codec.decode
    for row in rows:
        yield row, decode(row.payload)


def fold(rules: Rules, rows: Iterable[Row], luck: Luck) -> World:
    """The world after these rows."""
    world = World(luck)
    for row, batch in batches(rules, rows):
        rules.fold(world, batch)
        world.now = row.minute
    return world


# the columns of a row after its attempt: seq, first, minute, wall, payload, digest
Columns = tuple[int, int, int, int, bytes, bytes]


class BrokenChain(JournalError):
    """Rows do not follow one another; `found` says where."""

    def __init__(self, found: Break) -> None:
        super().__init__(found.what)
        self.found = found


class Loaded(NamedTuple):
    """What an engine needs to go on: `Engine(rules, journal, luck, *loaded)`."""

    world: World
    head: bytes
    rows: int


def load(rules: Rules, attempt: str, stored: Iterable[Columns], luck: Luck) -> Loaded:
    """The world after these rows, their chain verified on the way: the hot path of opening a save, hence from bare
    columns and in one pass. The same as `check_chain` and then `fold`.

    Raises BrokenChain, and for a payload of a later version UnknownMessage.
    """
    world = World(luck)
    head, rows, count = START, 0, 0
    decode, appliers = rules.codec.decode_present, rules.appliers
    pack, length, name = packer(attempt)
    for seq, first, minute, wall, payload, digest in stored:
        if seq != rows:
            raise BrokenChain(Break(rows, f"row {rows} is missing"))
        try:
            same = sha256(pack(head, seq, first, minute, wall, length, name) + payload).digest() == digest  # `link`
        except (TypeError, BadNumber):  # a column holds a value of another type
            same = False
        if not same:
            raise BrokenChain(Break(rows, f"row {rows} was changed"))
        try:
            batch = decode(payload)
        except msgspec.ValidationError:
            batch = rules.codec.decode(payload)
        for now, event in batch.facts:  # `Rules.fold`, spelled out
            world.now = now
            count += 1
            world.count = count
            function = appliers.get(type(event))
            if function is not None:
                function(world, event)
        world.now = minute
        head = digest
        rows += 1
    return Loaded(world, head, rows)


def facts(rules: Rules, rows: Iterable[Row]) -> list[Fact]:
    """All facts of these rows with their numbers."""
    found = []
    for row, batch in batches(rules, rows):
        for i, (minute, event) in enumerate(batch.facts):
            found.append(Fact(row.first + i, minute, event))
    return found


class Repeated(NamedTuple):
    """What playing the inputs again gave: the first difference, or the world after the last row, which then is their fold."""

    difference: Difference | None
    world: World


def simulate(rules: Rules, rows: Iterable[Row], luck: Luck) -> Difference | None:
    """Play the inputs of these rows again (given facts and commands) and compare every byte; None when all are the same."""
    return repeat(rules, batches(rules, rows), luck).difference


def repeat(rules: Rules, stored: Iterable[tuple[Row, Batch]], luck: Luck) -> Repeated:
    """The same for rows that are decoded already, with the world it leads to."""
    engine: Engine | None = None
    journal = MemoryJournal()
    for row, batch in stored:
        if engine is None:
            journal = MemoryJournal(row.attempt)
            engine = Engine(rules, journal, luck)
        before = engine.world.now
        try:
            if batch.command is not None:
                engine.do(batch.command, row.wall)
            elif batch.given:
                engine.note([e for _, e in batch.facts[: batch.given]], row.wall)
            else:
                engine.settle(row.minute, row.wall)
        except Exception as error:
            apart = Difference(row.seq, before, _short(row.payload), f"{type(error).__name__}: {error}"[:400])
            return Repeated(apart, engine.world)
        again = journal.last()
        if again != row:
            start = _apart(row.payload, again.payload)
            # the digest differs with any other column
            names = [n for n in Row.__struct_fields__ if n != "digest" and getattr(row, n) != getattr(again, n)]
            both = _short(row.payload[start:]), _short(again.payload[start:])
            apart = Difference(row.seq, row.minute, *both, tuple(names) or ("digest",))
            return Repeated(apart, engine.world)
    return Repeated(None, engine.world if engine is not None else World(luck))


def _apart(one: bytes, two: bytes) -> int:
    """Where to begin quoting two payloads: a little before the first byte in which they differ."""
    same = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return max(0, same - 60)


def _short(payload: bytes) -> str:
    return payload.decode("utf-8", "replace")[:400]
