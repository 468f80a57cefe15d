"""Memory per served candidate: everything a hall runs, divided by its candidates, beside a bare Textual app under textual-serve."""

from __future__ import annotations

import asyncio

from bench import Figure
from bench._served import Session, bare, ours, pss, with_sessions

SESSIONS = 10


async def _settled(process: int, sessions: list[Session]) -> float:
    """Megabytes per session once nothing changes any more."""
    last = pss(process)
    for _ in range(20):
        await asyncio.sleep(0.5)
        now = pss(process)
        if abs(now - last) < 0.01 * now:
            break
        last = now
    return now / len(sessions)


def run() -> Figure:
    """At most 1.6 times."""
    mine = with_sessions(ours, SESSIONS, _settled)
    theirs = with_sessions(bare, SESSIONS, _settled)
    return Figure(
        f"memory per served candidate ({SESSIONS})", mine, theirs, "MB", 1.6, "at most",
        "a bare Textual app under textual-serve, PSS of all processes",
    )  # fmt: skip
