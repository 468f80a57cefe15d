"""A program in a pseudo-terminal, and how long it writes after a key."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from time import perf_counter

QUIET = 0.25  # seconds without output after which the screen is settled


class Terminal:
    """One program in a terminal of its own."""

    def __init__(self, *command: str, columns: int = 120, lines: int = 36) -> None:
        self.start = perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "STORESIM_LANG": "zh"}
            environment.pop("NO_COLOR", None)
            os.execvpe(command[0], list(command), environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.output = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def settle(self, quiet: float = QUIET, limit: float = 20.0) -> tuple[float, int]:
        """Read until nothing was written for `quiet` seconds: when the last byte came, and how many came."""
        last, count, begun = perf_counter(), 0, perf_counter()
        while perf_counter() - begun < limit:
            ready, _, _ = select.select([self.fd], [], [], quiet)
            if not ready:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            last = perf_counter()
            count += len(data)
            self.output += data
        return last, count

    def wait_for(self, text: bytes, limit: float = 20.0) -> float:
        """Seconds from the start until this text was written."""
        begun = perf_counter()
        while text not in self.output:
            if perf_counter() - begun > limit:
                raise TimeoutError(f"{text!r} was not painted; the last output was {self.output[-300:]!r}")
            ready, _, _ = select.select([self.fd], [], [], 0.5)
            if ready:
                self.output += os.read(self.fd, 65536)
        return perf_counter() - self.start

    def press(self, keys: bytes, quiet: float = QUIET) -> tuple[float, int]:
        """Milliseconds from the key to the last byte it caused, and how many bytes."""
        begun = perf_counter()
        os.write(self.fd, keys)
        last, count = self.settle(quiet)
        return (last - begun) * 1000, count


PYTHON = sys.executable
