"""For the tests of what keeps a hall: the small exam of `tests/exams`, and a server whose clock can be set."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "exams"))

_FAKE = """
CREATE SCHEMA fake; CREATE TABLE fake.clock (off bigint); INSERT INTO fake.clock VALUES (0);
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  $$ SELECT pg_catalog.clock_timestamp() + off * interval '1 millisecond' FROM fake.clock $$;
ALTER DATABASE classes SET search_path = public, pg_catalog
"""
_TRUE = "DROP FUNCTION public.clock_timestamp(); DROP SCHEMA fake CASCADE; ALTER DATABASE classes RESET search_path"


@pytest.fixture
def set_server_clock(server_url: str, admin: Callable[..., list[Any]]) -> Iterator[Callable[[float], None]]:
    """Sets the clock of the PostgreSQL server forward or back by seconds: what it takes for `clock_timestamp()` is ours. To be asked for before
    the database is opened."""
    for command in _FAKE.strip().split(";\n"):
        admin(command, "classes")
    yield lambda seconds: admin(f"UPDATE fake.clock SET off = off + {int(seconds * 1000)}", "classes") and None
    for command in _TRUE.split("; "):
        admin(command, "classes")
