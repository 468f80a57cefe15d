"""A hall served to browsers beside a bare Textual app served by plain textual-serve: both are started the same way and spoken to by the same client.

Ours is `storesim hall serve` with everything it has: server, nursery, keeper, and the candidate's program at its sign-in page.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "exams"))

PYTHON = sys.executable
COLUMNS, ROWS = 120, 36
LIMIT = 60.0
PLAIN = (
    "import sys; from textual_serve.server import Server; "
    "Server(sys.argv[1], host='127.0.0.1', port=int(sys.argv[2])).serve()"
)
T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def server(*command: str, port: int, environment: dict[str, str] | None = None) -> Iterator[int]:
    """A server in a process of its own; the process's number."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        end = time.monotonic() + LIMIT
        while True:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"nothing is served at {port}: {command}")
            time.sleep(0.02)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def ours(port: int, candidates: int, strips: list[Any] | None = None) -> Iterator[int]:
    """A served hall with an exam of so many candidates; their strips are put into the list."""
    strips = [] if strips is None else strips
    from hallmaker import small_exam

    from simulator.classroom.store.database import open_database
    from simulator.exams.clock import HallClock

    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as folder:
        database = f"{folder}/hall.db"
        with open_database(database) as db:
            strips.extend(small_exam(db, HallClock(), candidates)[1])
        environment = {"STORESIM_HALL": database, "STORESIM_HALL_KEY": f"{folder}/hall.key", "STORESIM_LANG": "zh"}
        command = (
            PYTHON,
            "-m",
            "simulator",
            "hall",
            "serve",
            "--port",
            str(port),
            "--most",
            str(candidates),
            "--per-address",
            str(candidates),
        )
        with server(*command, port=port, environment=environment) as process:
            yield process


@contextmanager
def bare(port: int, candidates: int) -> Iterator[int]:
    """The ten-line app under textual-serve as it comes."""
    with server(PYTHON, "-c", PLAIN, f"{PYTHON} -m bench._bare", str(port), port=port) as process:
        yield process


class Session:
    """A browser without a window."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse, opened: float) -> None:
        self.line, self.opened = line, opened
        self._seen = bytearray()
        self._more = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """All the time, for a line that nobody reads answers no question either."""
        async for message in self.line:
            if message.type is aiohttp.WSMsgType.BINARY:
                self._seen += message.data
                self._more.set()
        self._more.set()

    async def until(self, pattern: bytes, limit: float = LIMIT) -> None:
        """Wait until this was painted since the last key. Raises TimeoutError."""
        async with asyncio.timeout(limit):
            while not re.search(pattern, self._seen):
                if self._reading.done():
                    raise RuntimeError(f"the line ended before {pattern!r} was painted")
                self._more.clear()
                await self._more.wait()

    async def painted(self) -> float:
        """Wait for the first styled text; seconds since the websocket was opened."""
        await self.until(rb"\x1b\[[0-9;]*38;2;")
        return time.perf_counter() - self.opened

    async def press(self, keys: str, until: str) -> None:
        """Type, and wait until this is painted; Enter is pressed again after a while, as a person would."""
        self._seen.clear()
        end = time.monotonic() + LIMIT
        while True:
            await self.line.send_str(json.dumps(["stdin", keys]))
            try:
                await self.until(until.encode(), 3 if keys == "\r" else LIMIT)
            except TimeoutError:
                if time.monotonic() > end:
                    raise
            else:
                return

    async def begin_work(self, strip: Any) -> None:
        """Sign in, begin the exam and its first item: the store stands on the screen."""
        await self.until("准考证号".encode())
        await self.press(strip.ticket, strip.ticket[-3:])
        await self.press("\r", "38;2;")
        await self.press(strip.pin, "38;2;")
        for shown in ("可以开考了", "准备好了吗", "按顺序作答", "工位"):
            await self.press("\r", shown)


async def session(stack: AsyncExitStack, port: int) -> Session:
    """Open one more."""
    client = await stack.enter_async_context(aiohttp.ClientSession())
    address = f"http://127.0.0.1:{port}"
    line = await stack.enter_async_context(
        client.ws_connect(f"{address}/ws?width={COLUMNS}&height={ROWS}", origin=address, max_msg_size=0)
    )
    return Session(line, time.perf_counter())


def with_sessions(
    serve: Callable[[int, int], Any],
    count: int,
    look: Callable[[int, list[Session]], Awaitable[T]],
    then: Callable[[Session, int], Awaitable[None]] | None = None,
) -> T:
    """Serve, open so many sessions one after the other, wait until each has painted (and done what `then` says), and look."""

    async def run(port: int, process: int) -> T:
        async with AsyncExitStack() as stack:
            sessions = []
            for _ in range(count):
                sessions.append(await session(stack, port))
                await sessions[-1].painted()
                if then is not None:
                    await then(sessions[-1], len(sessions) - 1)
            return await look(process, sessions)

    port = free_port()
    with serve(port, count) as process:
        return asyncio.run(run(port, process))


def tree(process: int) -> list[int]:
    """A process and all that it began, directly or not."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(p) for p in task.read_text().split()]
    return found


async def settled(process: int, sessions: list[Session]) -> float:
    """Megabytes per session once nothing changes any more."""
    last = pss(process)
    for _ in range(20):
        await asyncio.sleep(0.5)
        now = pss(process)
        if abs(now - last) < 0.01 * now:
            break
        last = now
    return now / len(sessions)


def pss(process: int) -> float:
    """The memory of a process and all it began, shared pages divided among those that share them: megabytes."""
    total = 0
    for one in tree(process):
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024
