"""From the opened websocket to the first paint of the sign-in page, beside a bare Textual app under textual-serve."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack

from bench import Figure, interleave
from bench._served import bare, free_port, ours, session

ROUNDS = 7


def run() -> Figure:
    """At most 1.6 times."""

    async def once(port: int) -> float:
        async with AsyncExitStack() as stack:
            return await (await session(stack, port)).painted()

    with ExitStack() as stack:
        mine, theirs = free_port(), free_port()
        stack.enter_context(ours(mine, 20))
        stack.enter_context(bare(theirs, 20))
        found = interleave(lambda: asyncio.run(once(mine)), lambda: asyncio.run(once(theirs)), ROUNDS)
    return Figure(
        "hall: first paint of the sign-in page", found[0] * 1000, found[1] * 1000, "ms", 1.6, "at most",
        "a bare Textual app under textual-serve",
    )  # fmt: skip
