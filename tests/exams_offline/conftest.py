"""For the tests of exams without a hall: the small exam of `tests/exams`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "exams"))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks that are picked in no time; `test_the_lock_is_a_slow_one` looks at the real ones."""
    monkeypatch.setattr("simulator.exams.tickets._LOCK_N", 2**8)
    monkeypatch.setattr("simulator.exams.tickets._N", 2**8)


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STORESIM_HALL_KEY", str(tmp_path / "keys" / "hall.key"))
    return
