"""Starting programs: by the nursery where the system can fork, each as a process of its own elsewhere (and should the nursery ever be gone)."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Protocol

import msgspec

from simulator.exams.errors import ExamError
from simulator.exams.serving import wire
from simulator.exams.serving.programs import Hall, Order, Prepared
from simulator.kernel.text import Text

PREPARING = 120.0  # seconds for imports and packs
LINE = 65_536  # of what a program writes, so much is held here
_replies = msgspec.json.Decoder(wire.Reply)

# what of our own environment a served program gets: nothing else of it is its business
_KEPT = (
    "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TZDIR", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "APPDATA",
    "LOCALAPPDATA", "USERPROFILE", "VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
)  # fmt: skip
_KEPT_PREFIXES = ("LC_", "PYTHON", "PG", "STORESIM_")
_TAKEN = ("STORESIM_HALL", "STORESIM_CLASSES", "STORESIM_SERVING", "PYTHONSTARTUP", "PYTHONINSPECT")
# what textual-serve sets for its programs, but for the driver; the size comes with each order
_WEB = {
    "TEXTUAL_DRIVER": "simulator.tui.exams.candidate.browser:BrowserDriver",
    "TEXTUAL_FPS": "60",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM_PROGRAM": "textual",
}


class Program:
    """A program that was started, seen from the server. `over` is done once it has ended, with its exit code (None: not known). `known`: whether
    there is somebody who would tell."""

    def __init__(self, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.over: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.known = True

    def end(self, kill: bool = False) -> None:
        """Ask it to end, or kill it. Done with when `over` is."""
        raise NotImplementedError

    def ended(self, code: int | None) -> None:
        """It has ended."""
        if not self.over.done():
            self.over.set_result(code)


class Starter(Protocol):
    """Whatever starts programs."""

    async def start(self, order: Order) -> Program:
        """Start one. Raises OSError."""

    async def close(self) -> None:
        """End whatever still runs."""


def environment(of: Mapping[str, str], web: bool = True) -> dict[str, str]:
    """What a served program finds in its environment."""
    kept = {k: v for k, v in of.items() if k.upper() in _KEPT or k.upper().startswith(_KEPT_PREFIXES)}
    for name in _TAKEN:
        kept.pop(name, None)
    return kept | (_WEB if web else {})


def can_fork() -> bool:
    """Whether programs can be forked here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "win32"


# -- forked ---------------------------------------------------------------------------------------------------


class Nursery:
    """The server's side of the line to the nursery. Made before there is an event loop; `attach` it to one."""

    def __init__(self, hall: Hall) -> None:
        ours, theirs = socket.socketpair()
        self.line = ours
        self.alive = True
        self._unframed = wire.Unframed()
        self._programs: dict[int, _Forked] = {}
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "simulator.exams.serving.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment(os.environ),
            start_new_session=True,  # Ctrl-C in our terminal is for us alone
        )
        theirs.close()
        try:
            wire.send(ours, wire.Open(hall=hall))
            self.prepared = self._prepared()
        except BaseException:
            self._gone()
            raise

    def _prepared(self) -> Prepared:
        self.line.settimeout(PREPARING)
        while True:
            try:
                data = self.line.recv(wire.LIMIT)
            except TimeoutError:
                data = b""
            if not data:
                raise ExamError(
                    "no-nursery", Text("预载考生程序失败，服务没有启动。", "Candidates' programs could not be preloaded; nothing is served.")
                )  # fmt: skip
            for body in self._unframed.feed(data):
                said = _replies.decode(body)
                if isinstance(said, wire.Failed):
                    raise ExamError(said.code, Text(said.zh, said.en))
                if isinstance(said, wire.Ready):
                    self.line.setblocking(False)
                    return said.prepared

    def attach(self) -> None:
        """Listen within the running event loop."""
        asyncio.get_running_loop().add_reader(self.line, self._hear)

    async def start(self, order: Order) -> Program:
        """Have a program forked. Raises OSError where the nursery is gone or does not keep up."""
        if not self.alive:
            raise ConnectionError("the nursery is gone")
        self._count += 1
        number = self._count
        theirs: list[int] = []
        ours: list[IO[bytes]] = []
        try:
            for index in range(3):
                read, write = os.pipe()
                mine, other = (write, read) if index == 0 else (read, write)
                theirs.append(other)
                ours.append(os.fdopen(mine, "wb" if index == 0 else "rb", buffering=0))
            wire.send(self.line, wire.Begin(number=number, order=order), theirs)
        except BaseException:
            for file in ours:
                file.close()
            raise
        finally:
            for end in theirs:
                os.close(end)
        program = self._programs[number] = await _Forked.connected(self, number, ours)
        return program

    def end(self, number: int, kill: bool) -> None:
        """Ask a program to end, or kill it."""
        if number in self._programs and self.alive:
            with suppress(OSError):
                wire.send(self.line, wire.End(number=number, how="kill" if kill else "ask"))

    async def close(self) -> None:
        """The nursery ends, and whatever it still has with it."""
        asyncio.get_running_loop().remove_reader(self.line)
        self.alive = False
        await asyncio.to_thread(self._gone)

    def _hear(self) -> None:
        try:
            data = self.line.recv(wire.LIMIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:  # it was killed; whoever runs goes on, and notices when we are gone
            asyncio.get_running_loop().remove_reader(self.line)
            self.alive = False
            for number in list(self._programs):
                self._programs.pop(number).orphaned()
            return
        for body in self._unframed.feed(data):
            said = _replies.decode(body)
            if isinstance(said, wire.Ended) and said.number in self._programs:
                self._programs.pop(said.number).ended(said.code)

    def _gone(self) -> None:
        self.line.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Forked(Program):
    number: int
    nursery: Nursery

    @classmethod
    async def connected(cls, nursery: Nursery, number: int, files: list[IO[bytes]]) -> _Forked:
        """The server's ends of the pipes as streams."""
        loop = asyncio.get_running_loop()
        writing, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, files[0])
        readers = []
        for file in files[1:]:
            reader = asyncio.StreamReader(limit=LINE)
            await loop.connect_read_pipe(lambda reader=reader: asyncio.StreamReaderProtocol(reader), file)  # type: ignore[misc]
            readers.append(reader)
        made = cls(asyncio.StreamWriter(writing, protocol, None, loop), *readers)
        made.nursery, made.number = nursery, number
        return made

    def end(self, kill: bool = False) -> None:
        if kill:
            self.stdin.transport.abort()
        self.stdin.close()  # it notices that, even if nobody else can reach it
        self.nursery.end(self.number, kill)
        if not self.known:
            self.ended(None)

    def orphaned(self) -> None:
        """Nobody is left who would tell when it ends: it counts as ended once we have let go of it."""
        self.known = False


# -- each a process of its own --------------------------------------------------------------------------------


class Processes:
    """Starts each program anew: slower, and each with memory of its own."""

    def __init__(self, hall: Hall, prepared: Prepared | None = None) -> None:
        self.hall = hall
        if prepared is None:
            from simulator.exams.serving.prepare import found  # the server itself does without a database

            prepared = found(hall)
        self.prepared = prepared
        self._running: set[_Own] = set()

    async def start(self, order: Order) -> Program:
        """Start a process. Raises OSError."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "simulator.exams.serving.alone",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE,
            env=environment(os.environ) | {"STORESIM_SERVED": msgspec.json.encode([self.hall, order]).decode()},
            start_new_session=sys.platform != "win32",
        )
        program = _Own(process)
        self._running.add(program)
        program.over.add_done_callback(lambda _: self._running.discard(program))
        return program

    async def close(self) -> None:
        """End whatever still runs."""
        left = list(self._running)
        for program in left:
            program.end(kill=True)
        if left:
            await asyncio.wait([p.over for p in left], timeout=10)


class _Own(Program):
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        super().__init__(process.stdin, process.stdout, process.stderr)
        self._process = process
        self._waits = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        self.ended(await self._process.wait())

    def end(self, kill: bool = False) -> None:
        self.stdin.close()
        with suppress(ProcessLookupError):
            if kill:
                self._process.kill()
            elif sys.platform != "win32":
                self._process.terminate()
