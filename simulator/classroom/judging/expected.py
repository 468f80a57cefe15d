"""What a hand-in for one assignment has to be."""

from __future__ import annotations

import msgspec

from simulator.classroom.model import Assignment

LEEWAY = 10 * 60_000  # how far a student's clock may be ahead of ours, milliseconds


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """One student: the seeds that were given out, and when the time is up with all that was added (None: never)."""

    seeds: frozenset[int]
    closes: int | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment with its students by id; `now` is the moment of judging."""

    assignment: Assignment
    students: dict[str, Owner]
    now: int
