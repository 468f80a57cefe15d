"""Memory per candidate who has signed in and begun, the store on the screen, beside a bare Textual app under textual-serve that has only painted.

No promise is made of this one (the issue speaks of served candidates); the limit keeps it from growing unseen. What a program copies of the shared
memory when it works is reference counts, all over it: that is CPython's, and grows with the code that runs.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from bench import Figure
from bench._served import bare, ours, settled, with_sessions

SESSIONS = 25


def run() -> Figure:
    """At most twice."""
    strips: list[Any] = []
    mine = with_sessions(
        partial(ours, strips=strips), SESSIONS, settled, lambda session, n: session.begin_work(strips[n])
    )  # fmt: skip
    theirs = with_sessions(bare, SESSIONS, settled)
    return Figure(
        f"memory of one of {SESSIONS} candidates at work", mine, theirs, "MB", 2.0, "at most",
        "a bare Textual app under textual-serve, PSS of all processes",
    )  # fmt: skip
