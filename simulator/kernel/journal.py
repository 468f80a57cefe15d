"""The journal: rows that are only ever added, each bound to the one before it by SHA-256.

The digest of a row covers every stored column and the digest before it, so a change of any byte of any row shows. The loss
of the last rows shows once an attempt is closed: its closing row holds the number of rows and the head before it, and the
store keeps the number of rows and the head of a closed attempt beside the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from struct import Struct
from struct import error as BadNumber
from typing import NamedTuple, Protocol

import msgspec


class JournalError(Exception):
    """The journal cannot be written or read; the message says why in plain words."""


class StaleWriter(JournalError):
    """Another process has written to this attempt since it was read."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One committed batch as it is stored.

    attempt: opaque id; seq: number of the row from 0; first: number of its first fact; minute: sim minute at its end;
    wall: wall-clock milliseconds since 1970 UTC when it was committed (never read by world or score); payload: the
    encoded batch; digest: SHA-256 chain value.
    """

    attempt: str
    seq: int
    first: int
    minute: int
    wall: int
    payload: bytes
    digest: bytes


# the whole-number columns of a row as 8-byte big-endian numbers, then the length of the attempt id
_HEAD = Struct(">qqqqq").pack

START = b"\x00" * 32


def link(previous: bytes, attempt: str, seq: int, first: int, minute: int, wall: int, payload: bytes) -> bytes:
    """The chain value of a row that follows one with the digest `previous`."""
    name = attempt.encode()
    return sha256(previous + _HEAD(seq, first, minute, wall, len(name)) + name + payload).digest()


def packer(attempt: str) -> tuple[Callable[..., bytes], int, bytes]:
    """For the hot paths, which link row after row of one attempt: `pack, length, name` such that
    `sha256(pack(previous, seq, first, minute, wall, length, name) + payload).digest()` is `link(...)`."""
    name = attempt.encode()
    return Struct(f">32sqqqqq{len(name)}s").pack, len(name), name


class Break(NamedTuple):
    """Where a chain does not hold: the row and what is wrong in plain words."""

    seq: int
    what: str


def check_chain(rows: Iterable[Row]) -> Break | None:
    """The first place where rows do not follow one another, or None when the chain holds."""
    previous, attempt = START, None
    for expected, row in enumerate(rows):
        if attempt is None:
            attempt = row.attempt
        if row.seq != expected or row.attempt != attempt:
            return Break(expected, f"row {expected} is missing")
        try:
            same = link(previous, row.attempt, row.seq, row.first, row.minute, row.wall, row.payload) == row.digest
        except (TypeError, BadNumber):  # a column holds a value of another type
            same = False
        if not same:
            return Break(expected, f"row {expected} was changed")
        previous = row.digest
    return None


class Journal(Protocol):
    """Where the rows of one attempt live. `append` returns only when the row is durable."""

    attempt: str

    def append(self, row: Row) -> None:
        """Add one row for good. Raises StaleWriter or JournalError, and then the row is not there."""

    def rows(self) -> Iterator[Row]:
        """All rows in order."""

    def close(self) -> None:
        """Let go of files and locks."""


class MemoryJournal:
    """A journal that lasts as long as the process: for bots, proofs and tests."""

    def __init__(self, attempt: str = "memory") -> None:
        self.attempt = attempt
        self._rows: list[Row] = []
        self.append = self._rows.append

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return iter(self._rows)

    def last(self) -> Row:
        """The newest row; IndexError when there is none."""
        return self._rows[-1]

    def close(self) -> None:
        """Nothing to let go of."""
