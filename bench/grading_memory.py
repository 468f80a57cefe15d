"""The most memory that grading 1,000 saves takes beside grading 100 of them, all in one process."""

from __future__ import annotations

from bench import Figure
from bench._class import SAVES, hand_ins


def run() -> Figure:
    """At most 1.15 times as much."""
    with hand_ins() as many:
        mine = many.grade("jobs=1")[1]
    with hand_ins(SAVES // 10) as few:
        theirs = few.grade("jobs=1")[1]
    return Figure("memory of grading 1,000 saves", mine, theirs, "MB", 1.15, "at most", "100 saves")
