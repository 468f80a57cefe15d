"""A save: attempts with their journals, drafts and settings in one SQLite file that one process at a time writes to."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import chain, starmap
from pathlib import Path

import filelock
import msgspec
from sqlalchemy import Engine, create_engine, event, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, col, delete, select

from simulator.kernel.codec import UnknownMessage
from simulator.kernel.engine import Rules
from simulator.kernel.journal import Break, Row
from simulator.kernel.luck import Luck
from simulator.kernel.replay import BrokenChain, Loaded, load
from simulator.sessions.store.errors import (
    EMPTY,
    FAULTS,
    NoAttempt,
    NotASave,
    SaveBusy,
    SaveClosed,
    SaveNewer,
    SaveReadOnly,
    explain,
    of_break,
)
from simulator.sessions.store.files import (
    PRODUCT,
    SCHEMA,
    check_schema,
    connect_to_read,
    connect_to_write,
    is_new,
    make_durable,
    must_exist,
    put_to_rest,
    read_pragmas,
)
from simulator.sessions.store.meta import Attempt
from simulator.sessions.store.reading import ROWS, check_end, check_rows
from simulator.sessions.store.tables import AttemptRow, Draft, JournalRow, SchemaVersion, Setting, Stored

# the one statement of the hot path, compiled once from the table
_INSERT = str(insert(JournalRow.__table__).compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]
_COLUMNS = "SELECT seq, first, minute, wall, payload, digest FROM journal WHERE attempt = ? ORDER BY seq"
_END = "SELECT state, rows, head FROM attempt WHERE id = ?"


class SqlJournal:
    """The journal of one attempt in a save. `append` returns when the row is on the disk."""

    def __init__(self, save: Save, attempt: str) -> None:
        self.attempt = attempt
        self.save = save
        self._execute = save.connection.execute
        self._guard = save.guard

    def append(self, row: Row) -> None:
        """Add one row in a transaction of its own. Raises SaveError, and then the row is not there."""
        try:
            with self._guard:
                # a single statement in autocommit mode is a transaction: begun, written, synced, or nothing at all
                self._execute(_INSERT, (row.attempt, row.seq, row.first, row.minute, row.wall, row.payload, row.digest))
        except FAULTS as error:
            raise explain(error, self.save.path) from error

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return self.save.rows(self.attempt)

    def close(self) -> None:
        """Close the save."""
        self.save.close()


class _ClosedJournal(SqlJournal):
    """The journal of an attempt that is over, or of a save opened for reading."""

    def append(self, row: Row) -> None:
        """Nothing may be added."""
        raise SaveReadOnly(self.save.path) if self.save.readonly else SaveClosed(self.save.path)


class Save:
    """An open save file. Made by `open_save`; `close` it, or use it in a `with`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: filelock.BaseFileLock | None) -> None:
        self.path = path
        self.connection = connection
        self.readonly = lock is None
        self.guard = threading.RLock()
        self._lock = lock
        self._open = True

    def __enter__(self) -> Save:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pragmas(self) -> dict[str, str | int]:
        """The pragmas as this connection holds them."""
        return read_pragmas(self.connection)

    def close(self) -> None:
        """Let go of the file and of the lock. Closing twice does no harm."""
        with self.guard:
            if not self._open:
                return
            self._open = False
            try:
                if self.readonly:
                    self.connection.close()
                else:
                    put_to_rest(self.connection)
            finally:
                if self._lock is not None:
                    self._lock.release()

    # -- attempts ---------------------------------------------------------------------------------------------

    def attempts(self) -> list[Attempt]:
        """All attempts, oldest first."""
        with self._session() as session:
            stored = session.exec(select(AttemptRow).order_by(col(AttemptRow.created), col(AttemptRow.id))).all()
            return [_attempt(row) for row in stored]

    def attempt(self, attempt: str) -> Attempt:
        """One attempt. Raises NoAttempt."""
        with self._session() as session:
            found = session.get(AttemptRow, attempt)
            if found is None:
                raise NoAttempt(self.path, attempt)
            return _attempt(found)

    def create_attempt(self, meta: Attempt) -> SqlJournal:
        """Begin an attempt and return its empty journal."""
        row = AttemptRow(**msgspec.structs.asdict(meta))
        row.id = meta.id or secrets.token_hex(8)
        with self._session() as session:
            session.add(row)
            session.flush()
            return SqlJournal(self, row.id)

    def journal(self, attempt: str) -> SqlJournal:
        """The journal of an attempt; one that is closed, or read only, takes no more rows. Raises NoAttempt."""
        closed = self.attempt(attempt).closed
        return _ClosedJournal(self, attempt) if closed or self.readonly else SqlJournal(self, attempt)

    def close_attempt(self, attempt: str, rows: int, head: bytes) -> None:
        """Note that an attempt is over, with the length and the last digest of its journal."""
        self._change(attempt, state="closed", rows=rows, head=head)

    def keep_score(self, attempt: str, score: str | None) -> None:
        """Keep the last score for lists; it is never read for scoring."""
        self._change(attempt, score=score)

    def _change(self, attempt: str, **columns: object) -> None:
        with self._session() as session:
            row = session.get(AttemptRow, attempt)
            if row is None:
                raise NoAttempt(self.path, attempt)
            for name, value in columns.items():
                setattr(row, name, value)

    # -- reading the journal ----------------------------------------------------------------------------------

    def rows(self, attempt: str) -> Iterator[Row]:
        """The rows of an attempt in order, as they are stored and unjudged."""
        try:
            with self.guard:
                stored = self.connection.execute(ROWS, (attempt,)).fetchall()
        except FAULTS as error:
            raise explain(error, self.path) from error
        return starmap(Row, stored)

    def check(self, attempt: str) -> Break | None:
        """The first place where the rows of an attempt do not hold: a changed, lost or strange row, or, once the attempt
        is closed, a lost end."""
        meta = self.attempt(attempt)
        rows = list(self.rows(attempt))
        try:
            with self.guard:
                return check_rows(self.connection, meta, rows)
        except FAULTS as error:
            raise explain(error, self.path) from error

    def load(self, attempt: str, rules: Rules, luck: Luck) -> Loaded:
        """The world of an attempt, its rows verified on the way. Raises SaveDamaged."""
        try:
            with self.guard:
                closed = self.connection.execute(_END, (attempt,)).fetchone()
                stored = self.connection.execute(_COLUMNS, (attempt,))
                # in parts: a tenth faster than row by row, and than all at once
                parts = iter(lambda: stored.fetchmany(128), [])
                loaded = load(rules, attempt, chain.from_iterable(parts), luck)
        except BrokenChain as error:
            raise of_break(self.path, error.found) from error
        except UnknownMessage as error:
            raise SaveNewer(self.path, str(error)) from error
        except (*FAULTS, msgspec.DecodeError) as error:
            raise explain(error, self.path) from error
        if closed is None:
            raise NoAttempt(self.path, attempt)
        state, length, last = closed
        found = check_end(state, length, last, loaded.rows, loaded.head)
        if found is not None:
            raise of_break(self.path, found)
        return loaded

    # -- drafts and settings ----------------------------------------------------------------------------------

    def drafts(self, attempt: str) -> dict[str, str]:
        """All drafts of an attempt by form key."""
        with self._session() as session:
            return {d.form: d.content for d in session.exec(select(Draft).where(Draft.attempt == attempt))}

    def get_draft(self, attempt: str, form: str) -> str | None:
        """The draft of a form as JSON text."""
        with self._session() as session:
            found = session.get(Draft, (attempt, form))
            return found.content if found else None

    def set_draft(self, attempt: str, form: str, content: str) -> None:
        """Keep a draft."""
        with self._session() as session:
            session.merge(Draft(attempt=attempt, form=form, content=content))

    def delete_draft(self, attempt: str, form: str) -> None:
        """Forget a draft, if there is one."""
        with self._session() as session:
            session.exec(delete(Draft).where(col(Draft.attempt) == attempt, col(Draft.form) == form))

    def get_setting(self, name: str) -> str | None:
        """A setting of this save."""
        with self._session() as session:
            found = session.get(Setting, name)
            return found.value if found else None

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting of this save."""
        with self._session() as session:
            session.merge(Setting(name=name, value=value))

    # -- inner workings ---------------------------------------------------------------------------------------

    @cached_property
    def _engine(self) -> Engine:
        """SQLAlchemy on the one connection, for all that is not the hot path."""
        engine = create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)
        begin = "BEGIN" if self.readonly else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """A transaction; everything that goes wrong in it is explained, and then nothing was written."""
        try:
            with self.guard, Session(self._engine, expire_on_commit=False) as session:
                yield session
                session.commit()
        except (SQLAlchemyError, *FAULTS, msgspec.ValidationError) as error:
            raise explain(error, self.path) from error

    def create_tables(self) -> None:
        """Make the tables of a new save in one transaction."""
        try:
            with self.guard, self._engine.begin() as connection:
                Stored.metadata.create_all(connection)
                connection.execute(insert(SchemaVersion).values(product=PRODUCT, version=SCHEMA))
        except (SQLAlchemyError, *FAULTS) as error:
            raise explain(error, self.path) from error


def open_save(path: Path | str, create: bool, readonly: bool = False) -> Save:
    """Open a save, or make one where there is none and `create` allows it. Raises SaveError.

    Only one process may hold it open for writing; any number may read beside it.
    """
    where = Path(path).expanduser().resolve()
    if readonly:
        reading = connect_to_read(where)
        try:
            if not check_schema(reading, where):
                raise NotASave(where, EMPTY)
        except BaseException:
            reading.close()
            raise
        return Save(where, reading, None)
    new = is_new(where)
    if new and not create:
        must_exist(where)
    lock = _lock(where)
    connection: sqlite3.Connection | None = None
    try:
        connection = connect_to_write(where, new)
        known = check_schema(connection, where)
        if not known and not create:
            raise NotASave(where, EMPTY)
        make_durable(connection, where)
        save = Save(where, connection, lock)
        if not known:
            save.create_tables()
        return save
    except BaseException:
        if connection is not None:
            connection.close()
        if new:
            with suppress(OSError):
                where.unlink()
        lock.release()
        raise


def _lock(path: Path) -> filelock.BaseFileLock:
    """The exclusive right to write, which the system takes back when this process ends in whatever way."""
    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.W_OK):
            raise SaveReadOnly(place)
    lock = filelock.FileLock(f"{path}.lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise SaveBusy(path) from error
    except OSError as error:
        raise explain(error, path) from error
    return lock


def _attempt(row: AttemptRow) -> Attempt:
    return msgspec.convert(row.model_dump(), Attempt, builtin_types=(bytes,))
