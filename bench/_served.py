"""A hall served to browsers beside a bare Textual app served by plain textual-serve: both are started the same way and spoken to by the same client.

Ours is `storesim hall serve` with everything it has: server, nursery, keeper, and the candidate's program at its sign-in page.
"""

from __future__ import annotations

import asyncio
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
def ours(port: int, candidates: int) -> Iterator[int]:
    """A served hall with an exam of so many candidates."""
    from hallmaker import small_exam

    from simulator.classroom.store.database import open_database
    from simulator.exams.clock import HallClock

    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as folder:
        database = f"{folder}/hall.db"
        with open_database(database) as db:
            small_exam(db, HallClock(), 1)
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

    async def painted(self) -> float:
        """Wait for the first styled text; seconds since the websocket was opened."""
        seen = b""
        async with asyncio.timeout(LIMIT):
            while not re.search(rb"\x1b\[[0-9;]*38;2;", seen):
                message = await self.line.receive()
                if message.type is not aiohttp.WSMsgType.BINARY:
                    raise RuntimeError(f"the line ended: {message}")
                seen += message.data
        return time.perf_counter() - self.opened


async def session(stack: AsyncExitStack, port: int) -> Session:
    """Open one more."""
    client = await stack.enter_async_context(aiohttp.ClientSession())
    address = f"http://127.0.0.1:{port}"
    line = await stack.enter_async_context(
        client.ws_connect(f"{address}/ws?width={COLUMNS}&height={ROWS}", origin=address, max_msg_size=0)
    )
    return Session(line, time.perf_counter())


def with_sessions(
    serve: Callable[[int, int], Any], count: int, look: Callable[[int, list[Session]], Awaitable[T]]
) -> T:
    """Serve, open so many sessions one after the other, wait until each has painted, and look."""

    async def run(port: int, process: int) -> T:
        async with AsyncExitStack() as stack:
            sessions = []
            for _ in range(count):
                sessions.append(await session(stack, port))
                await sessions[-1].painted()
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


def pss(process: int) -> float:
    """The memory of a process and all it began, shared pages divided among those that share them: megabytes."""
    total = 0
    for one in tree(process):
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024
