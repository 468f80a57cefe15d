"""Reading what a save holds from a bare connection, and judging whether its rows hold: for lists, for the store and for whoever
grades saves. This page must not import sqlmodel."""

from __future__ import annotations

import sqlite3

import msgspec

from simulator.kernel.journal import START, Break, Row, check_chain
from simulator.sessions.store.meta import Attempt

# the columns of a row as `Row` has them, for one attempt
ROWS = "SELECT attempt, seq, first, minute, wall, payload, digest FROM journal WHERE attempt = ? ORDER BY seq"
_COLUMNS = Attempt.__struct_fields__
_ATTEMPTS = f"SELECT {', '.join(_COLUMNS)} FROM attempt ORDER BY created, id"
_STRANGE = "SELECT min(seq) FROM journal WHERE attempt NOT IN (SELECT id FROM attempt)"


def stored_attempts(connection: sqlite3.Connection) -> tuple[Attempt, ...]:
    """All attempts, oldest first. Raises sqlite3.Error, or msgspec.ValidationError for values that are none of an attempt."""
    found = connection.execute(_ATTEMPTS).fetchall()
    return tuple(
        msgspec.convert(dict(zip(_COLUMNS, row, strict=True)), Attempt, builtin_types=(bytes,)) for row in found
    )


def stored_rows(connection: sqlite3.Connection, attempt: str) -> list[Row]:
    """The rows of an attempt in order, as they are stored and unjudged. Raises sqlite3.Error."""
    return [Row(*row) for row in connection.execute(ROWS, (attempt,))]


def check_rows(connection: sqlite3.Connection, meta: Attempt, rows: list[Row]) -> Break | None:
    """The first place where the rows of an attempt do not hold: a changed, lost or strange row, or, once the attempt is
    closed, a lost end. Raises sqlite3.Error."""
    found = check_chain(rows)
    if found is not None:
        return found
    (strange,) = connection.execute(_STRANGE).fetchone()
    if strange is not None:
        seq = strange if isinstance(strange, int) else len(rows)
        return Break(seq, f"row {seq} belongs to no attempt")
    return check_end(meta.state, meta.rows, meta.head, len(rows), rows[-1].digest if rows else START)


def check_end(state: str, length: int | None, last: bytes | None, rows: int, head: bytes) -> Break | None:
    """Whether the rows that are there reach to the end that was noted at the close."""
    if state != "closed" or (length == rows and last == head):
        return None
    if isinstance(length, int) and length > rows:
        return Break(rows, f"row {rows} is missing")
    return Break(max(0, rows - 1), f"row {max(0, rows - 1)} was changed")
