"""Starting writers that can be killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Nursery:
    """A process that forks a writer per path; `savedesk.py` run as a program."""

    def __init__(self) -> None:
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        program = Path(__file__).with_name("savedesk.py")
        self.process = subprocess.Popen(
            [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, bufsize=0
        )
        assert self.process.stdout is not None
        self._lines = self.process.stdout

    def begin(self, path: Path) -> int:
        """A writer on this save; its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path}\n".encode())
        word, pid = self.line()
        assert word == "pid"
        return int(pid)

    def line(self) -> list[str]:
        """The next thing the writer says."""
        return self._lines.readline().decode().split()

    def close(self) -> None:
        """End the nursery; its writers must be gone."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self._lines.close()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery that is cleared away."""
    room = Nursery()
    try:
        yield room
    finally:
        room.close()
