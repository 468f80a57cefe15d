"""Keeping a candidate's actions: one statement that judges and keeps at once, on a connection of its own.

The statement adds a row only where the sitting runs, the seat is the newest, and the hall's time stands before the deadline; it holds the
sitting's row meanwhile, so no pause, no end and no other seat can slip in between. On PostgreSQL the time is the server's at that
moment. A row is durable when `keep` returns.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database
from simulator.exams.clock import STEP, HallClock
from simulator.exams.errors import ClockDiffers, Halted, TakenOver, TimeUp, Unreachable
from simulator.exams.store import hours
from simulator.exams.store.hours import SERVER_NOW
from simulator.kernel.journal import JournalError, Row, StaleWriter

_COLUMNS = "attempt, seq, first, minute, wall, payload, digest"
_SERVER = f"""
WITH guard AS (
  SELECT 1 FROM exam_sitting s JOIN exam e ON e.id = s.exam
  WHERE s.id = %s AND s.epoch = %s AND s.state = 'running' AND %s < s.deadline AND {SERVER_NOW} + e.shift < s.deadline
    AND abs({SERVER_NOW} + e.shift - %s) < {STEP}
  FOR SHARE OF s)
INSERT INTO exam_row ({_COLUMNS}) SELECT %s::text, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bytea, %s::bytea FROM guard
"""
_FILE = f"""
INSERT INTO exam_row ({_COLUMNS}) SELECT ?, ?, ?, ?, ?, ?, ?
WHERE EXISTS (SELECT 1 FROM exam_sitting s
  WHERE s.id = ? AND s.epoch = ? AND s.state = 'running' AND ? < s.deadline AND ? < s.deadline)
"""
_WHY = "SELECT s.epoch, s.state, s.deadline, s.exam, e.shift FROM exam_sitting s JOIN exam e ON e.id = s.exam WHERE s.id = "
_GLANCE = f"""
SELECT s.facts, s.epoch, s.exam, {SERVER_NOW}, e.shift FROM exam_sitting s JOIN exam e ON e.id = s.exam WHERE s.id = ?
"""
_ROWS = f"SELECT {_COLUMNS} FROM exam_row WHERE attempt = "
ANSWER_SECONDS = 5  # how long the server may take for one statement


class Line:
    """A connection for one seat. It is made anew when it is needed after it broke; nothing here waits longer than a few seconds."""

    def __init__(self, db: Database, clock: HallClock) -> None:
        self.db, self.clock = db, clock
        self._raw: Any = None
        self._held: Any = None
        driver: Any = db.engine.dialect.dbapi
        self._errors: type[Exception] = driver.Error
        self._no_line: tuple[type[Exception], ...] = (driver.Error, SQLAlchemyError, OSError)

    def close(self) -> None:
        """Let go of the connection."""
        raw, self._raw = self._raw, None
        if raw is not None:
            with suppress(Exception):
                raw.close()

    def keep(self, sitting: str, epoch: int, row: Row) -> None:
        """Keep one action for good. Raises NotKept with the reason (Unreachable: whether it was kept is not known), and StaleWriter where another
        program has added the row of this number."""
        raw = self._connected()
        values = (row.attempt, row.seq, row.first, row.minute, row.wall, row.payload, row.digest)
        try:
            if self.db.is_file:
                cursor = raw.execute(_FILE, (*values, sitting, epoch, row.wall, self.clock.now()))
            else:
                cursor = raw.execute(_SERVER, (sitting, epoch, row.wall, row.wall, *values), prepare=True)
            kept = cursor.rowcount
        except self._errors as error:
            raise self._failed(error, row) from error
        if kept != 1:
            raise self._refused(raw, sitting, epoch, row)

    def rows(self, attempt: str, since: int = 0) -> Iterator[Row]:
        """The rows of an attempt from a number on. Raises Unreachable."""
        found = self.ask(f"{_ROWS}? AND seq >= ? ORDER BY seq", attempt, since)
        return (Row(a, s, f, m, w, bytes(p), bytes(d)) for a, s, f, m, w, p, d in found)

    def glance(self, sitting: str) -> tuple[int, int]:
        """How many facts a sitting has, and the number of its newest seat; the clock is set by the way. Raises Unreachable or JournalError."""
        if self.db.is_file:
            facts, epoch = self.ask("SELECT facts, epoch FROM exam_sitting WHERE id = ?", sitting)[0]
            return facts, epoch
        asked = self.clock.steady()
        facts, epoch, exam, server, shift = self.ask(_GLANCE, sitting)[0]
        self._heard(exam, server, shift, asked)
        return facts, epoch

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows for a query whose values are marked `?`. Raises Unreachable or JournalError."""
        return self._run(query, values).fetchall()  # type: ignore[no-any-return]

    def tell(self, statement: str, *values: object) -> int:
        """Carry out a statement whose values are marked `?`; how many rows it touched. Raises Unreachable or JournalError."""
        return int(self._run(statement, values).rowcount)

    def _run(self, query: str, values: tuple[object, ...]) -> Any:
        raw = self._connected()
        try:
            return raw.execute(query if self.db.is_file else query.replace("?", "%s"), values)
        except self._errors as error:
            raise self._failed(error, None) from error

    def _refused(self, raw: Any, sitting: str, epoch: int, row: Row) -> JournalError:
        """Why the statement kept nothing."""
        mark = "?" if self.db.is_file else "%s"
        asked = self.clock.steady()
        try:
            found = raw.execute(f"{_WHY}{mark}", (sitting,)).fetchone()
            server = 0 if self.db.is_file else raw.execute(f"SELECT {SERVER_NOW}").fetchone()[0]
        except self._errors as error:
            return self._failed(error, row)
        newest, state, deadline, exam, shift = found
        try:
            stepped = not self.db.is_file and self._heard(exam, server, shift, asked)
        except Unreachable as error:
            return error
        now = self.clock.now()
        if newest != epoch:
            return TakenOver()
        if state != "running":
            return TimeUp() if state == "expired" else Halted()
        if not stepped and (deadline is None or now >= deadline):
            return TimeUp()
        return ClockDiffers()

    def _heard(self, exam: str, server: int, shift: int, asked: int) -> bool:
        """Set the clock by what the server said; whether its clock has made a step, which is taken off. Raises Unreachable."""
        if not self.clock.hear(server, shift, asked):
            return False
        try:
            hours.heard(self.db, self.clock, exam)
        except ClassroomError as error:
            raise Unreachable() from error
        return True

    def _failed(self, error: BaseException, row: Row | None) -> JournalError:
        told = self.db.explain(error)
        if told.code == "conflict" and row is not None:
            return StaleWriter(f"row {row.seq} of {row.attempt} is there already")
        self.close()
        if told.code in ("full", "read-only", "denied", "damaged", "value"):
            failed = JournalError(told.text.en)
            failed.text = told.text  # type: ignore[attr-defined]
            return failed
        return Unreachable()

    def _connected(self) -> Any:
        if self._raw is not None and not getattr(self._raw, "closed", False):
            return self._raw
        try:
            pooled = self.db.engine.raw_connection()
            raw: Any = pooled.driver_connection
            pooled.detach()
            if self.db.is_file:
                raw.execute(f"PRAGMA busy_timeout = {ANSWER_SECONDS * 1000}")
            else:
                self._bounded(raw)
                raw.autocommit = True
                raw.execute(f"SET statement_timeout = '{ANSWER_SECONDS}s'")
        except self._no_line as error:
            raise Unreachable() from error
        self._raw, self._held = raw, pooled  # the pool must not take it back
        return raw

    def _bounded(self, raw: Any) -> None:
        """Wait for no answer longer than a server that works would need: one that hangs, or has left the network, says nothing."""
        plain, late = raw.wait, self.db.engine.dialect.dbapi.OperationalError  # type: ignore[union-attr]

        def wait(answer: Generator[Any, Any, Any], *arguments: Any, **more: Any) -> Any:
            return plain(_until(answer, time.monotonic() + ANSWER_SECONDS + 1, late), *arguments, **more)

        raw.wait = wait


def _until(answer: Generator[Any, Any, Any], end: float, late: type[Exception]) -> Generator[Any, Any, Any]:
    """psycopg's own steps towards an answer, given up at a moment; a step is asked for at least ten times a second."""
    try:
        asked = next(answer)
        while True:
            ready = yield asked
            if not ready and time.monotonic() >= end:
                raise late("no answer")
            asked = answer.send(ready)
    except StopIteration as done:
        return done.value
