"""A program that was preloaded imports nothing of weight afterwards, so that forked candidates share it all; and preloading starts nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from candidatekit import Hall


def test_preload_knows_all_that_is_needed(here: Callable[..., Hall]) -> None:
    made = here(limit=1200)
    one = made.strips[0]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("preloaded.py")), made.url, made.exam.id, one.ticket, one.pin],
        capture_output=True, text=True, timeout=120, env={"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
