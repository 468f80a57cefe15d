"""Sixty candidates as processes, and nodes beside them: begun, killed, begun again, and all gone at the end whatever happens.

Candidates are forked from this process, which has imported all they need, so that sixty of them cost the memory of a few; each is a process of its own
and can be killed alone. Nodes are the real command `storesim hall keep`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from simulator.exams.model import Exam, Strip
from simulator.exams.robot import Robot

ROOT = Path(__file__).resolve().parents[2]


class Crowd:
    """Candidates of an exam by number. paces: seconds for an action, dealt out in turn; seconds: after which a program ends whatever happens."""

    def __init__(
        self, url: str, exam: Exam, strips: tuple[Strip, ...], logs: Path, paces: Sequence[float], seconds: float
    ) -> None:
        self.url, self.exam, self.strips, self.logs = url, exam, strips, logs
        self.paces, self.seconds = paces, seconds
        self.begun = self.killed = 0
        self._fork: Any = multiprocessing.get_context("fork")
        self._running: dict[int, BaseProcess] = {}

    def begin(self, n: int) -> None:
        """Start a candidate's program (again)."""
        self.begun += 1
        process = self._fork.Process(target=self._play, args=(n, self.begun), daemon=True)
        process.start()
        self._running[n] = process

    def kill(self, n: int) -> bool:
        """Kill it without a word; False where it has ended already."""
        process = self._running[n]
        if not process.is_alive():
            return False
        process.kill()
        process.join()
        self.killed += 1
        return True

    def alive(self) -> list[int]:
        """Whose programs still run."""
        return [n for n, process in self._running.items() if process.is_alive()]

    def end(self) -> None:
        """Nobody is left."""
        for process in self._running.values():
            process.kill()
            process.join()

    def log(self, n: int) -> Path:
        """Where a candidate's acknowledged actions are."""
        return self.logs / f"{n:03}.log"

    def acknowledged(self) -> list[dict[str, Any]]:
        """All that was ever acknowledged to anybody; a line that was being written when its program was killed is none."""
        found = []
        for n in range(len(self.strips)):
            path = self.log(n)
            if path.exists():
                found += [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
        return [line for line in found if "digest" in line]

    def _play(self, n: int, run: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        strip = self.strips[n]
        robot = Robot(
            self.url, self.exam.id, strip.ticket, strip.pin, self.log(n), pace=self.paces[n % len(self.paces)], seconds=self.seconds, node=f"node-{1 + n % 2}",
            origin=f"10.0.0.{n + 1}",
        )  # fmt: skip
        os._exit(robot.run())


class Nodes:
    """Nodes by name."""

    def __init__(self, url: str, exam: Exam, key: Path, folder: Path) -> None:
        self.exam, self.folder = exam, folder
        self.environment = {**os.environ, "STORESIM_HALL": url, "STORESIM_HALL_KEY": str(key)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, name: str, **environment: str) -> None:
        """Start one."""
        with (self.folder / f"{name}.err").open("ab") as err:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "simulator", "--lang", "en", "hall", "keep", self.exam.id, "--node", name],
                cwd=ROOT, env={**self.environment, **environment}, stdout=subprocess.DEVNULL, stderr=err,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """As when its machine burns down."""
        self._running[name].kill()
        self._running[name].wait()

    def end(self) -> list[int]:
        """End all in order; their exit codes."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        codes = []
        for process in self._running.values():
            try:
                codes.append(process.wait(20))
            except subprocess.TimeoutExpired:
                process.kill()
                codes.append(process.wait())
        return codes


@contextmanager
def gone_at_the_end(*things: Crowd | Nodes) -> Iterator[None]:
    """Whatever happens, nothing of them is left."""
    try:
        yield
    finally:
        for thing in things:
            thing.end()


def wait(holds: Callable[[], Any], seconds: float, what: str) -> Any:
    """Until it holds; AssertionError where it never does."""
    end = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
