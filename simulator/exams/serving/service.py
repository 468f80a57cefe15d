"""One candidate's program and the browser it is shown in: bytes from one to the other, and nothing else.

The packets are textual-serve's. What its programs may ask of a browser beyond painting (open an address, fetch a file) is not passed on.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from simulator.exams.serving import notices
from simulator.exams.serving.notices import Notice
from simulator.exams.serving.programs import Order
from simulator.exams.serving.starting import Program, Starter

PACKET = 4 * 1024 * 1024  # no screen is that large
PRELUDE = b"__GANGLION__\n"
PRELUDE_LINES = 10


class Service(AppService):
    """A candidate's program behind one websocket."""

    def __init__(
        self, paint: Callable[[bytes], Awaitable[None]], hear: Callable[[Notice], None], ending: float, starting: float
    ) -> None:
        super().__init__(
            "", write_bytes=paint, write_str=_no_words, close=_no_close, download_manager=DownloadManager()
        )
        self._paint, self._hear = paint, hear
        self._ending, self._starting = ending, starting
        self.program: Program | None = None
        self.painted = False
        self._over = asyncio.Event()

    async def begin(self, starter: Starter, order: Order) -> None:
        """Start the program. Raises OSError."""
        self.program = await starter.start(order)
        self._stdin = self.program.stdin

    def over(self) -> None:
        """The browser is gone: the program is to end."""
        self._over.set()

    async def serve(self) -> int | None:
        """Pass on what it paints until it ends or `over` is called; its exit code (None: not known, or it never painted)."""
        assert self.program is not None
        aside = asyncio.create_task(self._listen(self.program.stderr))
        painting = asyncio.create_task(self._paints(self.program.stdout))
        over = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait((painting, over), return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            painting.cancel()
            await asyncio.wait((painting,))
            code = await self._end()
            await asyncio.wait((aside,), timeout=1)
            aside.cancel()
        return code

    async def _paints(self, stdout: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(self._starting):
                await self._begun(stdout)
            self.painted = True
            await self._pass_on(stdout)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, TimeoutError):
            pass  # it has ended, or writes what no program of ours does

    async def _begun(self, stdout: asyncio.StreamReader) -> None:
        for _ in range(PRELUDE_LINES):
            line = await stdout.readline()
            if line == PRELUDE:
                return
            if not line:
                break
        raise ConnectionError("the program did not begin")

    async def _pass_on(self, stdout: asyncio.StreamReader) -> None:
        while True:
            head = await stdout.readexactly(5)
            size = int.from_bytes(head[1:], "big")
            if size > PACKET:
                return
            payload = await stdout.readexactly(size)
            if head[:1] == b"D":
                await self._paint(payload)
            elif head[:1] == b"M":
                if payload == b'{"type": "exit"}':
                    return
            elif head[:1] != b"P":
                return

    async def _end(self) -> int | None:
        """Ask the program to end; after a while it is killed."""
        program = self.program
        assert program is not None
        if not program.over.done():
            await self.send_meta({"type": "quit"})
            program.end()
            # what it still paints is read, so that it does not wait for that
            reading = asyncio.create_task(_drained(program.stdout))
            await asyncio.wait([program.over], timeout=self._ending)
            if not program.over.done():
                program.end(kill=True)
                await asyncio.wait([program.over], timeout=self._ending)
            reading.cancel()
        return program.over.result() if program.over.done() else None

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        debug = bool(os.environ.get("STORESIM_DEBUG"))
        while True:
            try:
                line = await stderr.readline()
            except ValueError:  # a line without end
                continue
            if not line:
                return
            notice = notices.heard(line)
            if notice is not None:
                self._hear(notice)
            elif debug:
                sys.stderr.write(line.decode("utf-8", "replace"))


async def _drained(stdout: asyncio.StreamReader) -> None:
    with suppress(Exception):
        while await stdout.read(65_536):
            pass


async def _no_words(words: str) -> None:
    """Nothing is said to the page but what is painted."""


async def _no_close() -> None:
    """The server closes."""
