"""An instructor's machine: own folders, a small pack in two versions, and the program run in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "classroom_grading"))

from handinmaker import mini

from simulator.__main__ import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small pack, and its next version, whose rubric weighs otherwise."""
    folder = tmp_path_factory.mktemp("packs")
    mini(folder / "mini")
    mini(folder / "newer", "1.1.0", heavier)
    return folder / "mini", folder / "newer"


def heavier(text: str) -> str:
    return text.replace("level, weight: 35", "level, weight: 50").replace("listed, weight: 20", "listed, weight: 5")


@pytest.fixture
def desk(tmp_path: Path, packs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an instructor who speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "STORESIM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STORESIM_PACKS", str(packs[0]))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_LANG", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(desk: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program; exit code, output, errors."""

    def call(*argv: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in argv])
        found = capsys.readouterr()
        return code, found.out, found.err

    return call
