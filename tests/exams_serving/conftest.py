"""A small exam, served by the stand-in, and browsers of two kinds: one of our own that reads the bytes, and a real Chromium."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams"))

from servedhall import CHROMIUM, FLAGS, Hall, Served, made


@pytest.fixture(scope="session")
def _exam_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    path = tmp_path_factory.mktemp("exam") / "hall.db"
    shutil.copy(template, path)
    return made(str(path))


@pytest.fixture
def hall(_exam_template: Hall, tmp_path: Path) -> Hall:
    """A small exam of its own in an SQLite file."""
    path = tmp_path / "hall.db"
    shutil.copy(_exam_template.database, path)
    return Hall(str(path), _exam_template.exam, _exam_template.strips)


@pytest.fixture(scope="module")
def module_hall(_exam_template: Hall, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    path = tmp_path_factory.mktemp("hall") / "hall.db"
    shutil.copy(_exam_template.database, path)
    return Hall(str(path), _exam_template.exam, _exam_template.strips)


@pytest.fixture(scope="module")
def served(module_hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with generous limits for the tests of one module that do no harm to each other."""
    with Served(
        module_hall, tmp_path_factory.mktemp("served"), per_address=200, most=200, address_per_second=100
    ) as one:
        yield one


@pytest.fixture
def serve(hall: Hall, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers with limits of their own."""
    running: list[Served] = []

    def start(**wanted: Any) -> Served:
        one = Served(hall, tmp_path, **wanted)
        running.append(one)
        return one.__enter__()

    yield start
    for one in running:
        one.__exit__()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Callable[..., Any]]:
    """Starts real headless Chromiums, by their flags. Only for modules without a test that is a coroutine: playwright has a loop of its own."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the client `playwright` is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_api.sync_playwright() as playwright:
        started: dict[tuple[str, ...], Any] = {}

        def browser(*flags: str) -> Any:
            if flags not in started:
                started[flags] = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
            return started[flags]

        yield browser
        for one in started.values():
            one.close()
