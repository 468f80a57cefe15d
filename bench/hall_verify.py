"""Verifying an exam that 200 candidates have sat by the shipped B2C paper, by two processes beside verifying it by one."""

from __future__ import annotations

from bench import Figure, interleave
from bench._hall import CANDIDATES, sat, verify

ROUNDS = 2


def run() -> Figure:
    """At least 1.7 times as many a second."""
    with sat() as file:
        mine, theirs = interleave(
            lambda: CANDIDATES / verify(file, 2), lambda: CANDIDATES / verify(file, 1), ROUNDS, max
        )
    return Figure("hall verify, 200 candidates, 2 jobs", mine, theirs, "cand./s", 1.7, "at least", "1 job")
