"""Memory per served candidate who is at work, the store on the screen: everything a hall runs, divided by its candidates, beside a bare Textual app
under textual-serve with as many browsers."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from bench import Figure
from bench._served import Session, bare, ours, pss, with_sessions

SESSIONS = 25


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
    strips: list[Any] = []
    mine = with_sessions(
        partial(ours, strips=strips), SESSIONS, _settled, lambda session, n: session.begin_work(strips[n])
    )  # fmt: skip
    theirs = with_sessions(bare, SESSIONS, _settled)
    return Figure(
        f"memory of one of {SESSIONS} served candidates at work", mine, theirs, "MB", 1.6, "at most",
        "a bare Textual app under textual-serve, PSS of all processes",
    )  # fmt: skip
