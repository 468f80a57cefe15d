"""A class of eight with two graded assignments, the same in every run, and the interface opened on it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "classroom_grading"))

from handinmaker import NOW, School, put

from simulator.classroom.grading import grade
from simulator.classroom.model import Override
from simulator.classroom.office import CLASS
from simulator.classroom.store import decisions
from simulator.classroom.store.database import open_database
from simulator.tui.app import StoreSimApp
from simulator.tui.office.counter import Counter

HOWS = ("reference", "mistake:forget-notice", "idle", "reference")


class FixedCounter(Counter):
    """At a fixed moment, and called the same wherever it lies."""

    @property
    def place(self) -> str:
        return "classes.db" if super().place else ""


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    with open_database(str(folder / "classes.db")) as db:
        school = School(db, 8)
        mistakes = [f"mistake:{m.id}" for m in school.pack.scenario("first").mistakes]
        hows = ("reference", mistakes[0], "idle", mistakes[-1], "reference", "reference")
        for id in ("a1", "a2"):
            school.assign(id, title={"a1": "发出第一单", "a2": "再发一单"}[id])
            saves = {f"{s}.storesim": school.save(s, id, how) for s, how in zip(school.students, hows, strict=False)}
            saves["s006.storesim"] = saves["s006.storesim"][:-20_000]
            grade(db, id, put(folder / id, saves), wall=lambda: NOW)
        decisions.override(db, Override(id="", student="s003", assignment="a1", points=6150, reason="[b]补交[/b]", author="王老师", at=NOW))  # fmt: skip
    return folder / "classes.db"


@pytest.fixture
def database(_made: Path, tmp_path: Path) -> Path:
    """A copy of its own."""
    return Path(shutil.copy(_made, tmp_path / "classes.db"))


@pytest.fixture
def app_on(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The interface on the database, open at the list of classes, or at `screen`."""
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)

    def make(lang: Any = "zh", screen: Callable[[], Any] | None = None, url: str = "") -> Any:
        def start(app: Any) -> None:
            from simulator.tui.classes.screen import ClassesScreen

            app.push_screen(screen() if screen is not None else ClassesScreen())

        app = StoreSimApp(lang, theme="dark", start=start)
        app.counters = {"class": FixedCounter(CLASS, url or str(database), wall=lambda: NOW, zone=UTC)}  # type: ignore[attr-defined]
        return app

    return make
