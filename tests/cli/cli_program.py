"""How the tests name the program, and how a run of it ended."""

from __future__ import annotations

import sys
from typing import NamedTuple

COMMAND = [sys.executable, "-m", "simulator"]


class Ran(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str
