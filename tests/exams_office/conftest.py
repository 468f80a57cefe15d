"""A hall to work in: PINs that are quick to hash, and the makers of tests/exams."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams"))


@pytest.fixture(autouse=True)
def _quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scrypt with less work: a kept hash says itself how much it took."""
    monkeypatch.setattr("simulator.exams.tickets._N", 2**4)
