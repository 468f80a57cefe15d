"""What the rows of an attempt say of how it was played: when, how long, how much; and a fingerprint that shows a copy.

The fingerprint is made from the first five rows after the opening: their wall stamps, to the millisecond, and the bytes of
their commands. Nobody plays twice in the same milliseconds, so two hand-ins that share it come from one play.

It finds a copy of the file, and a copy in which the student's id was changed and the whole chain computed again, also one that
was played on from there. It does not find a copy whose stamps or first commands were changed too, nor what was copied by
watching: the same actions in other milliseconds. An attempt without any command has no fingerprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import msgspec

from simulator.kernel.journal import Row

PAUSE = 5 * 60_000  # a longer gap between two rows is no work, milliseconds
LOOKED_AT = 5  # rows of which the fingerprint is made
_RULE = b"storesim print 1"
_NONE = msgspec.Raw(b"null")


class _Head(msgspec.Struct):
    command: msgspec.Raw


_head = msgspec.json.Decoder(_Head)


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """See `model.Try` for started to print. latest: the row with the latest stamp; backwards: the first row whose stamp lies
    before that of the row before it."""

    started: int = 0
    ended: int = 0
    active: int = 0
    commands: int = 0
    minutes: int = 0
    head: str = ""
    print: str = ""
    latest: Row | None = None
    backwards: Row | None = None


def traces(rows: Sequence[Row]) -> Traces:
    """The traces in rows whose chain holds."""
    if not rows:
        return Traces()
    commands = [_command(row) for row in rows]
    acted = [row for row, command in zip(rows, commands, strict=True) if command != _NONE]
    gaps = [(row, row.wall - before.wall) for before, row in pairwise(rows)]
    return Traces(
        started=rows[0].wall, ended=rows[-1].wall, active=sum(gap for _, gap in gaps if 0 < gap <= PAUSE),
        commands=len(acted), minutes=_within(acted[-1].minute - rows[0].minute) if acted else 0, head=rows[-1].digest.hex(),
        print=_print(rows[1 : 1 + LOOKED_AT], commands[1 : 1 + LOOKED_AT]) if acted else "",
        latest=max(rows, key=lambda row: row.wall), backwards=next((row for row, gap in gaps if gap < 0), None),
    )  # fmt: skip


def _within(minutes: int) -> int:
    """A stranger's figure, no larger than a database can hold."""
    return min(max(minutes, 0), 10**9)


def _command(row: Row) -> msgspec.Raw:
    """The command of a row as it is stored; null where there is none, or no batch at all."""
    try:
        return _head.decode(row.payload).command
    except msgspec.DecodeError:
        return _NONE


def _print(rows: Sequence[Row], commands: Sequence[msgspec.Raw]) -> str:
    found = sha256(_RULE)
    for row, command in zip(rows, commands, strict=True):
        found.update(b"|%d|%d|" % (row.wall, len(bytes(command))) + bytes(command))
    return found.hexdigest()[:32]
