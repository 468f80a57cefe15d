"""PINs are hashed quickly here (how slow they are otherwise is tested in tests/exams)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from candidatekit import Hall, hall

from simulator.classroom.store.database import Database, open_database
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


@pytest.fixture
def here(template: Path, tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    """The same on SQLite alone: for what is the interface's own affair."""
    shutil.copy(template, tmp_path / "classes.db")
    with open_database(str(tmp_path / "classes.db"), create=False) as db:
        yield lambda **changed: hall(str(tmp_path / "classes.db"), db, **changed)
