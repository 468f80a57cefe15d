"""Memory per served candidate: everything a hall runs, divided by its candidates, beside a bare Textual app under textual-serve with as many
browsers. Both stand as they have painted first; `hall_memory_at_work` goes on from there."""

from __future__ import annotations

from bench import Figure
from bench._served import bare, ours, settled, with_sessions

SESSIONS = 25


def run() -> Figure:
    """At most 1.6 times."""
    mine = with_sessions(ours, SESSIONS, settled)
    theirs = with_sessions(bare, SESSIONS, settled)
    return Figure(
        f"memory of one of {SESSIONS} served candidates", mine, theirs, "MB", 1.6, "at most",
        "a bare Textual app under textual-serve, PSS of all processes",
    )  # fmt: skip
