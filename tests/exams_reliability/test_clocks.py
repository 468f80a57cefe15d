"""Clocks that are set by an hour, forward and back, in the middle of an exam: that of the database's machine (for real, by libfaketime beneath the server), and that of
a node. Nobody gains or loses a second, nobody is ended early, and each step is on record once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from crowd import Crowd, Nodes, gone_at_the_end, wait
from hallmaker import Hands, small_exam, take
from hallserver import Postgres, postgres

from simulator.classroom.store.database import Database, open_database
from simulator.exams import facts as f
from simulator.exams.attempt import ExamAttempt
from simulator.exams.clock import HallClock
from simulator.exams.errors import Unreachable
from simulator.exams.hallkey import hall_key, public_keys
from simulator.exams.keeper import Keeper
from simulator.exams.model import Exam
from simulator.exams.store import chains
from simulator.exams.store.exams import sittings
from simulator.exams.verifying.verify import verify
from simulator.kernel.engine import Advance

HOUR = 3600
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


class Faked:
    """A server whose machine's clock can be set."""

    def __init__(self, server: Postgres, file: Path) -> None:
        self.server, self.file = server, file

    def set(self, seconds: int) -> None:
        """So far from the true time."""
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{seconds:+d}\n")
        beside.chmod(0o644)
        os.replace(beside, self.file)


@pytest.fixture(scope="module")
def faked() -> Iterator[Faked]:
    if LIBRARY is None:
        pytest.skip("needs libfaketime: apt-get install faketime")
    with tempfile.TemporaryDirectory(prefix="storesim-clock-") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "clock"
        file.write_text("+0\n")
        file.chmod(0o644)
        environment = {
            "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        with postgres(environment=environment) as server:
            yield Faked(server, file)


def jumps(db: Database, exam: Exam) -> list[int]:
    """The steps of the database's clock that are on record, in whole minutes."""
    return [round(x.step / 60_000) for x in chains.facts_of(db, exam.id) if isinstance(x, f.ClockJumped) and not x.node]


@pytest.mark.slow
def test_the_servers_clock_is_set_while_they_work(faked: Faked, tmp_path: Path) -> None:
    server = faked.server
    server.ask("CREATE DATABASE clocks")
    url = server.url("clocks")
    key = tmp_path / "hall.key"
    hall_key(key)
    with open_database(url) as db:
        exam, strips = small_exam(db, HallClock(), 6, limit=90)
    crowd = Crowd(url, exam, strips, tmp_path, [0.3, 3.0], seconds=200)  # the slow ones run out of time
    halls = Nodes(url, exam, key, tmp_path)
    with gone_at_the_end(crowd, halls), open_database(url, create=False) as db:
        halls.begin("node-1")
        halls.begin("node-2")
        for n in range(6):
            crowd.begin(n)
        wait(lambda: len(crowd.acknowledged()) > 30, 90, "they work")
        for step, off in enumerate((HOUR, 0, -HOUR, HOUR), 1):
            faked.set(off)
            wait(lambda step=step: len(jumps(db, exam)) == step, 20, "the step is on record")
            before = len(crowd.acknowledged())
            wait(lambda before=before: len(crowd.acknowledged()) > before + 10 or not crowd.alive(), 60, "they go on")
        wait(lambda: not crowd.alive(), 200, "they finish")
        wait(lambda: all(s.stage in ("submitted", "expired") for s in sittings(db, exam.id)), 30, "all are over")
        halls.end()
        faked.set(0)
        assert jumps(db, exam) == [60, -60, -60, 120]
        for strip in strips:
            facts = chains.facts_of(db, strip.sitting)
            (begun,) = [x for x in facts if isinstance(x, f.Started)]
            (end,) = [x for x in facts if isinstance(x, f.Submitted | f.Expired)]
            assert end.at == begun.at + 90_000 if isinstance(end, f.Expired) else end.at < begun.at + 90_000
        report = verify(db, exam.id, keys=public_keys(key.with_name("hall.key.pub")))
        assert report.all_faults == ()
        assert sum(one.rows for one in report.sittings) == len({(x["attempt"], x["seq"]) for x in crowd.acknowledged()})


def goes_on(attempt: ExamAttempt) -> bool:
    """Whether an action is kept; the connection from before the outage fails once, and is made anew the next time."""
    try:
        return attempt.again(Advance(minutes=1)).ok
    except Unreachable:
        return False


@pytest.mark.slow
def test_the_server_comes_back_with_another_clock(faked: Faked) -> None:
    """A machine whose battery is flat: after it was off it believes it is another hour."""
    server = faked.server
    server.ask("CREATE DATABASE flat")
    with open_database(server.url("flat")) as db:
        exam, strips = small_exam(db, HallClock())
        keeper = Keeper(db, HallClock(), exam.id, "n1")
        keeper.join()
        seat = take(db, HallClock(), strips[0])
        seat.refresh()
        seat.begin()
        attempt = seat.begin_item(0)
        left = seat.left()
        assert left is not None
        for off in (HOUR, -HOUR, 0):
            server.stop()
            faked.set(off)
            server.start()
            wait(lambda: (keeper.tick(), keeper.trouble is None)[1], 30, "the keeper reaches it")
            wait(lambda: goes_on(attempt), 30, "the candidate goes on")
            now = seat.left()
            assert now is not None
            assert left - 60_000 < now <= left
            assert seat.refresh().stage == "running"
        assert jumps(db, exam) == [60, -120, 60]
        assert seat.submit().stage == "submitted"


def test_a_nodes_clock_is_set_while_they_work(db: Database) -> None:
    """The wall clock of the machine that serves, by an hour each way, at every moment of a sitting."""
    hands = Hands()
    hands.at = HallClock().wall()
    clock = hands.clock() if db.is_file else HallClock(wall=lambda: HallClock().wall() + hands.off)
    exam, strips = small_exam(db, clock)
    keeper = Keeper(db, clock, exam.id, "n1")
    keeper.join()
    seat = take(db, clock, strips[0])
    seat.refresh()
    steps: list[int] = []

    def set_clock(seconds: int) -> None:
        hands.set_clock(seconds)
        steps.append(seconds)
        keeper.tick()
        assert keeper.trouble is None

    set_clock(HOUR)
    seat.begin()
    attempt = seat.begin_item(0)
    left = seat.left()
    assert left is not None
    for seconds in (-HOUR, -HOUR, HOUR):
        set_clock(seconds)
        assert attempt.do(Advance(minutes=1)).ok
        now = seat.left()
        assert now is not None
        assert left - 20_000 < now <= left
        assert seat.refresh().stage == "running"
    assert seat.submit().stage == "submitted"
    told = [round(x.step / 1000) for x in chains.facts_of(db, exam.id) if isinstance(x, f.ClockJumped)]
    assert told == steps
