"""The candidate without a screen: whole sittings, through lost connections, pauses and kills; its log never says more than the hall holds."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from candidatekit import Hall

from simulator.exams import facts as f
from simulator.exams.errors import Unreachable
from simulator.exams.robot import OVER, TAKEN, Robot
from simulator.exams.store.actions import Line
from simulator.exams.store.signing import seat

Make = Callable[..., Hall]


def logged(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def robot(made: Hall, log: Path, **more: Any) -> Robot:
    one = made.strips[0]
    return Robot(made.url, made.exam.id, one.ticket, one.pin, log, **more)


def held(made: Hall, log: Path) -> int:
    """Every action in the log is in the hall with the same digest; how many there are."""
    line = Line(made.db, made.clock)
    kept: dict[str, list[str]] = {}
    actions = [entry for entry in logged(log) if "seq" in entry]
    for entry in actions:
        rows = kept.setdefault(entry["attempt"], [r.digest.hex() for r in line.rows(entry["attempt"])])
        assert rows[entry["seq"]] == entry["digest"]
    line.close()
    return len(actions)


def test_a_whole_sitting(make: Make, tmp_path: Path) -> None:
    made = make(limit=1200)
    played = robot(made, tmp_path / "log")
    assert played.run() == OVER
    count = held(made, tmp_path / "log")
    assert count == played.done > 50
    said = [entry["fact"] for entry in logged(tmp_path / "log") if "fact" in entry]
    assert said == ["started", "item", "item-done", "item", "item-done", "submitted"]
    over = made.facts()[-1]
    assert isinstance(over, f.Submitted)
    assert sum(h.rows for h in over.heads) == count


def test_lost_answers_lose_and_double_nothing(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(limit=1200)
    keep, number = Line.keep, iter(range(10**6))

    def flaky(self: Line, *arguments: Any) -> None:
        n = next(number)
        if n % 7 == 3:
            raise Unreachable()  # not kept
        keep(self, *arguments)
        if n % 7 == 5:
            raise Unreachable()  # kept, and nobody heard of it

    monkeypatch.setattr(Line, "keep", flaky)
    monkeypatch.setattr("simulator.exams.robot.PAUSES", (0.0,))
    assert robot(made, tmp_path / "log").run() == OVER
    held(made, tmp_path / "log")
    numbers = [(e["attempt"], e["seq"]) for e in logged(tmp_path / "log") if "seq" in e]
    assert all(n == 1 for n in Counter(numbers).values())
    over = made.facts()[-1]
    assert sum(h.rows for h in over.heads) == len(numbers)


def test_a_pause_is_waited_for(make: Make, tmp_path: Path) -> None:
    made = make(limit=1200)
    played = robot(made, tmp_path / "log", pace=0.01)
    ended: list[int] = []
    thread = threading.Thread(target=lambda: ended.append(played.run()))
    thread.start()
    _wait(lambda: played.done > 5)
    made.note(lambda now: f.Paused(at=now, by="Wang"))
    time.sleep(0.3)  # what was under way is through
    done = played.done
    time.sleep(0.3)
    assert played.done == done
    made.note(lambda now: f.Resumed(at=now, by="Wang"))
    thread.join(60)
    assert ended == [OVER]
    assert held(made, tmp_path / "log") == played.done


def test_another_seat_ends_it(make: Make, tmp_path: Path) -> None:
    made = make(limit=1200)
    played = robot(made, tmp_path / "log", pace=0.01)
    ended: list[int] = []
    thread = threading.Thread(target=lambda: ended.append(played.run()))
    thread.start()
    _wait(lambda: played.done > 5)
    seat(made.db, made.clock, made.strips[0].sitting, "n9")
    thread.join(60)
    assert ended == [TAKEN]


def test_the_end_of_the_time_is_its_end(make: Make, tmp_path: Path) -> None:
    made = make(limit=2)
    assert robot(made, tmp_path / "log", pace=0.05).run() == OVER
    assert logged(tmp_path / "log")[-1]["fact"] == "expired"
    over = made.facts()[-1]
    assert isinstance(over, f.Expired)
    assert sum(h.rows for h in over.heads) >= held(made, tmp_path / "log")


def test_killed_and_started_again(here: Make, tmp_path: Path) -> None:
    """A process of its own, ended by SIGKILL in the middle, again and again; every acknowledged action is there."""
    made = here(limit=1200)
    one = made.strips[0]
    log = tmp_path / "log"

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "simulator.exams.robot", "--database", made.url, "--exam", made.exam.id, "--ticket", one.ticket,
             "--pin", one.pin, "--log", str(log), "--pace", "0.02", "--seconds", "60"],
        )  # fmt: skip

    lines = 0
    for _ in range(2):
        process = start()
        _wait(lambda: log.exists() and len(log.read_bytes().splitlines()) > lines + 10)  # noqa: B023
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        lines = len(log.read_bytes().splitlines())
    assert start().wait(90) == OVER
    held(made, log)
    assert logged(log)[-1]["fact"] == "submitted"
    signed = [x for x in made.facts() if isinstance(x, f.SignedIn)]
    assert [x.epoch for x in signed] == [1, 2, 3]


def test_what_cannot_be_played_is_said(here: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = here()
    assert Robot(made.url, made.exam.id, made.strips[0].ticket, "00000000", tmp_path / "log").run() == 2
    assert "Ticket or PIN is wrong" in capsys.readouterr().err


def _wait(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "never"
        time.sleep(0.02)
