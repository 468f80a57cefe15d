"""A hall to work in: PINs that are quick to hash, and the makers of tests/exams."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams"))


@pytest.fixture(autouse=True)
def _quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scrypt with less work: a kept hash says itself how much it took."""
    monkeypatch.setattr("simulator.exams.tickets._N", 2**4)
    monkeypatch.setattr("simulator.exams.tickets._NOBODY", f"scrypt$16$8$3${'00' * 16}${'00' * 32}")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of somebody in the examination office who speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "STORESIM_DEBUG", "STORESIM_HALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_PAPERS", str(tmp_path / "papers"))
    monkeypatch.setenv("STORESIM_LANG", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(desk: Path, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the database; exit code, output, errors."""
    from simulator.__main__ import main

    def call(*argv: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*(str(word) for word in argv), "--database", url])
        found = capsys.readouterr()
        return code, found.out, found.err

    return call
