"""Opening a classroom's database, and its transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import filelock
from sqlalchemy import URL, Engine, text
from sqlmodel import Session

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store import engines
from simulator.classroom.store.faults import FAULTS, explain, fault, masked
from simulator.classroom.store.places import default_folder
from simulator.classroom.store.schema import EMPTY, HEAD, bring_forward, revision_of

LOCK_SECONDS = 30  # how long an opener waits for another that is migrating
ADVISORY = 0x73746F7265  # "store": the key of our lock on a PostgreSQL server


class Database:
    """An open database of classes. Made by `open_database`; `close` it, or use it in a `with`. Threads may share it.

    place: what it is called in sentences; never holds a password.
    """

    def __init__(self, engine: Engine, place: str, secret: str) -> None:
        self.engine = engine
        self.place = place
        self._secret = secret
        self._reading = engines.reading(engine)
        self._local = threading.local()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_file(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of all connections. Closing twice does no harm."""
        self.engine.dispose()

    @contextmanager
    def session(self, write: bool = True) -> Iterator[Session]:
        """A transaction: all of it is kept, or nothing. Raises ClassroomError for whatever a driver says.

        Within another one of the same thread it is part of that one, so functions of this room can be put together into one
        transaction. One that only reads sees the same state of the database from its beginning to its end.
        """
        outer: Session | None = getattr(self._local, "session", None)
        if outer is not None:
            if write and not outer.info["write"]:
                raise RuntimeError("a transaction that only reads cannot write")
            yield outer
            return
        try:
            bind = self.engine if write else self._reading
            with Session(bind, expire_on_commit=False, info={"write": write}) as session:
                self._local.session = session
                try:
                    yield session
                    session.commit()
                finally:
                    self._local.session = None
        except FAULTS as error:
            raise self.explain(error) from error

    def explain(self, error: BaseException) -> ClassroomError:
        """The error a person can act upon."""
        return explain(error, self.place, self._secret)


def open_database(url: str, create: bool = True) -> Database:
    """Open the database at a URL or path, bring it to the present shape, or make one where `create` allows it.

    Raises ClassroomError when it cannot be had, is newer than this program, or belongs to another one.
    """
    where = engines.parse(url)
    secret = where.password or _secret_in(where)
    is_file = where.drivername == "sqlite"
    place = str(where.database) if is_file else masked(where)
    engine = None
    try:
        if is_file and create and Path(place).parent == default_folder():
            default_folder().mkdir(parents=True, exist_ok=True)
        if is_file:
            engines.look_at_file(Path(place), place, create)
        with _file_lock(Path(place)) if is_file else nullcontext():
            engine = engines.engine_for(where)
            _settle(engine, place, create)
        return Database(engine, place, str(secret))
    except (*FAULTS, OSError) as error:
        if engine is not None:
            engine.dispose()
        raise explain(error, place, str(secret)) from error
    except BaseException:
        if engine is not None:
            engine.dispose()
        raise


def _settle(engine: Engine, place: str, create: bool) -> None:
    """Look at the tables and bring them forward, in one transaction that no other opener can enter meanwhile."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY})
        found = revision_of(connection, place)
        if found is None and not create:
            raise fault("missing", place, EMPTY)
        if found != HEAD:
            bring_forward(connection, place)


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """Keeps two openers of one file apart while it is made, put in WAL mode and migrated."""
    try:
        with filelock.FileLock(f"{path}.lock", timeout=LOCK_SECONDS):
            yield
    except filelock.Timeout as error:
        raise fault("busy", str(path)) from error


def _secret_in(url: URL) -> str:
    return next((str(value) for name, value in url.query.items() if "pass" in name.casefold()), "")
