"""PINs are hashed quickly here (how slow they are otherwise is tested in tests/exams)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from candidatekit import Hall, hall

from simulator.classroom.store.database import Database
from simulator.exams import tickets
from simulator.tui.exams.candidate import app as program


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "_N", 2**4)
    monkeypatch.setattr(tickets, "_P", 1)
    monkeypatch.setattr(program, "LOOK", 0.1)
    monkeypatch.setattr(program, "PAUSES", (0.1,))
    monkeypatch.setattr(program, "HUSH", 0.0)


@pytest.fixture
def make(url: str, db: Database) -> Iterator[Callable[..., Hall]]:
    """Makes an exam in the database of the test."""

    def made(**changed: Any) -> Hall:
        return hall(url, db, **changed)

    return made
