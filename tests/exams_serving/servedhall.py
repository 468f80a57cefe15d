"""A served hall as the tests see it: its processes, its port, and a small browser that reads what is painted."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
import pyte
from hallmaker import small_exam

from simulator.classroom.store.database import open_database
from simulator.exams.clock import HallClock
from simulator.exams.model import Strip
from simulator.exams.serving.limits import Limits
from simulator.exams.serving.wanted import Wanted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP exam.test 127.0.0.1",
]  # fmt: skip
CANDIDATES = 4
LIMIT = 20.0  # seconds after which a test gives up waiting


class Hall(NamedTuple):
    """A database with an exam in it."""

    database: str
    exam: str
    strips: tuple[Strip, ...]


def made(url: str) -> Hall:
    """An exam in the database at this address."""
    with open_database(url, create=False) as db:
        exam, strips = small_exam(db, HallClock(), CANDIDATES)
    return Hall(url, exam.id, strips)


def until(true: Callable[[], Any], what: str, limit: float = LIMIT) -> Any:
    """Wait until something holds."""
    end = time.monotonic() + limit
    while True:
        found = true()
        if found:
            return found
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


class Served:
    """`standhall.py` in a process of its own; in a `with`, it is ended in order at the end."""

    def __init__(self, hall: Hall, folder: Path, *, env: dict[str, str] | None = None, **wanted: Any) -> None:
        names = set(Limits.__struct_fields__)
        limits = {k: wanted.pop(k) for k in list(wanted) if k in names}
        self.wanted = Wanted(**{"port": 0, **wanted}, limits=Limits(**limits))
        self.hall = hall
        self.diary = folder / f"diary-{time.monotonic_ns()}"
        path = os.pathsep.join([str(ROOT), str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.env = {**os.environ, "PYTHONPATH": path, "STORESIM_TEST_DIARY": str(self.diary), **(env or {})}
        self.said: list[str] = []
        self.warned: list[str] = []
        self.port = 0

    def __enter__(self) -> Served:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "standhall.py"), self.hall.database, self.hall.exam, msgspec.json.encode(self.wanted).decode()],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, cwd=ROOT,
        )  # fmt: skip
        for stream, lines in ((self.process.stdout, self.said), (self.process.stderr, self.warned)):
            threading.Thread(target=_collect, args=(stream, lines), daemon=True).start()
        until(lambda: self.said or self.process.poll() is not None, "the hall was served")
        if self.process.poll() is None:
            address = self.said[0].partition(" at ")[2].split()[0]
            self.port = self.wanted.port or int(address.rstrip("/").rpartition(":")[2])
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def stop(self) -> int:
        """End it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kept(self) -> list[str]:
        """What was asked of the keeper."""
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def nursery(self) -> int:
        """The process that forks."""
        return next(iter(children(self.process.pid)))

    def programs(self) -> list[int]:
        """The processes of candidates that run now."""
        keepers = {int(line.split()[1]) for line in self.kept()}
        return [p for p in children(self.nursery()) if p not in keepers]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _collect(stream: Any, lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))


def children(process: int) -> list[int]:
    """Processes begun by a process (zombies left out)."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(p) for p in found if alive(int(p))]


def alive(process: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Visitor:
    """A browser without a window: speaks the websocket's protocol and keeps the screen that is painted."""

    def __init__(self, served: Served, columns: int = 80, rows: int = 24) -> None:
        self.served, self.columns, self.rows = served, columns, rows
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.painted = 0
        self.words: list[Any] = []

    async def __aenter__(self) -> Visitor:
        self.session = aiohttp.ClientSession()
        try:
            self.socket = await self.session.ws_connect(
                f"{self.served.url}/ws?width={self.columns}&height={self.rows}", origin=self.served.url, max_msg_size=0
            )
        except BaseException:
            await self.session.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self.session.close()

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.screen.display)

    async def send(self, *message: Any) -> None:
        await self.socket.send_str(json.dumps(message))

    async def type(self, words: str, *, enter: bool = True) -> None:
        await self.send("stdin", words + ("\r" if enter else ""))

    async def until(self, words: str, limit: float = LIMIT) -> str:
        """Read until the screen shows this."""
        end = asyncio.get_running_loop().time() + limit
        while words not in self.text:
            try:
                async with asyncio.timeout_at(end):
                    message = await self.socket.receive()
            except TimeoutError:
                raise AssertionError(f"{words!r} was not painted; the screen was\n{self.text}") from None
            if message.type is aiohttp.WSMsgType.BINARY:
                self.painted += len(message.data)
                # the question a terminal is asked is not pyte's
                self._stream.feed(message.data.replace(b"\x1b[?2026$p", b""))
            elif message.type is aiohttp.WSMsgType.TEXT:
                self.words.append(json.loads(message.data))
            else:
                raise AssertionError(f"the line ended with {self.socket.close_code}; the screen was\n{self.text}")
        return self.text

    async def farewell(self, limit: float = LIMIT) -> int | None:
        """Read until the line ends; its code."""
        async with asyncio.timeout(limit):
            while True:
                message = await self.socket.receive()
                if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED):
                    return self.socket.close_code

    async def sign_in(self, number: int = 0) -> None:
        """With the strip of a candidate."""
        strip = self.served.hall.strips[number]
        await self.until("签到")
        await self.type(strip.ticket)
        await self.until("密码")
        await self.type(strip.pin)
        await self.until("已签到")
