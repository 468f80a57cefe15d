"""Random command logs verify without a difference, in this process and under other PYTHONHASHSEEDs."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_logs import run


def _holds(count: int, folder: Path, length: int) -> None:
    result = run(count, folder, length=length)
    assert result["differ"] == []
    assert result["leaks"] == []
    assert result["internal"] == []
    assert result["answers"]["ok"] > count * length // 10
    assert len(result["answers"]) > 8  # many ways to be wrong were tried


def test_thirty_random_logs(folders: Path, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    _holds(30, tmp_path / "logs", 40)


@pytest.mark.slow
def test_three_hundred_random_logs(folders: Path, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    _holds(300, tmp_path / "logs", 100)
