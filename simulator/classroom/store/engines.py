"""Connections to SQLite and to PostgreSQL that behave alike: durable, with foreign keys, and with transactions that begin
when we say so."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from simulator.classroom.store.faults import fault, masked
from simulator.classroom.store.schema import OTHER_TABLES, VERSION_TABLE

BUSY_MS = 10_000  # how long to wait for another writer
CONNECT_SECONDS = 10
# a server that has left the network without a word is noticed within a minute, not after a quarter of an hour or two hours
ALIVE = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
READING = "storesim_reading"  # the execution option of transactions that only read

# what every SQLite connection must hold, as `PRAGMA name` reads it back (synchronous 2 is FULL).
# secure_delete: erased names are overwritten, not only unlinked
PRAGMAS: dict[str, str | int] = {
    "busy_timeout": BUSY_MS,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
}


def parse(url: str) -> URL:
    """The URL of a database from what a person wrote: a URL, or the path of a file. Raises ClassroomError."""
    if "://" not in url:
        if not url.strip():
            raise fault("bad-url", "“”")
        return URL.create("sqlite", database=str(Path(url).expanduser().resolve()))
    try:
        made = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise fault("bad-url", url.partition("://")[0] + "://…") from error  # the rest may hold a password
    if made.drivername in ("postgres", "postgresql"):
        made = made.set(drivername="postgresql+psycopg")
    if made.drivername in ("sqlite", "sqlite+pysqlite") and made.database and made.database != ":memory:":
        return URL.create("sqlite", database=str(Path(made.database).expanduser().resolve()))
    if made.drivername != "postgresql+psycopg" or not made.database:
        raise fault("bad-url", masked(made))
    return made


_shared: dict[URL, Engine] = {}


def share(url: str) -> None:
    """From here on this process, and those forked from it, have one engine for this database: what it has worked out about the database and about
    statements is known to all of them. Only for a process that closes whatever it has opened before it forks. Raises ClassroomError."""
    where = parse(url)
    _shared.setdefault(where, engine_for(where))


def engine_for(url: URL) -> Engine:
    """An engine; nothing is connected yet. Raises ClassroomError when the driver is not installed."""
    if url in _shared:
        return _shared[url]
    if url.drivername == "sqlite":
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    arguments |= {name: value for name, value in ALIVE.items() if name not in url.query}
    try:
        # a connection that was lost while idle is noticed and made anew before it is used
        return create_engine(
            url, connect_args={"application_name": "storesim", **arguments}, pool_pre_ping=True, hide_parameters=True
        )
    except ImportError as error:
        raise fault("no-driver", masked(url)) from error


def reading(engine: Engine) -> Engine:
    """The same engine for transactions that only read and see one state of the database throughout."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver leaves transactions to us
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    held = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    wrong = {name: held[name] for name, value in PRAGMAS.items() if held[name] != value}
    if wrong:
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        raise fault("not-durable", path, ", ".join(f"{name}={value}" for name, value in wrong.items()))


def _begin(connection: Connection) -> None:
    how = "BEGIN" if connection.get_execution_options().get(READING) else "BEGIN IMMEDIATE"
    connection.exec_driver_sql(how)


def look_at_file(path: Path, place: str, create: bool) -> None:
    """Refuse a file that is no database of ours, before a byte of it is changed. Raises ClassroomError, or what sqlite3 says."""
    if not path.parent.is_dir():
        raise fault("no-folder", str(path.parent))
    if path.is_dir():
        raise fault("bad-url", place)
    if not path.exists():
        if not create:
            raise fault("missing", place)
        return
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
    try:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()
    if names and VERSION_TABLE not in names:
        raise fault("not-ours", place, OTHER_TABLES)
