"""The database down at the start, during the exam, at handing in, and at the deadline; on a real server that is stopped, and on a SQLite file that
somebody holds. Nothing acknowledged is lost, nothing is done twice, and every end is exact."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from crowd import Crowd, gone_at_the_end, wait
from hallmaker import small_exam, take
from hallserver import Postgres

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database, open_database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, NotKept, TimeUp, Unreachable
from simulator.exams.keeper import Keeper
from simulator.exams.seat import Seat
from simulator.exams.store import actions, chains
from simulator.exams.store.exams import sittings
from simulator.exams.verifying.verify import verify
from simulator.kernel.engine import Advance
from simulator.kernel.journal import JournalError


class Store:
    """A database that can be taken away and given back."""

    def __init__(self, url: str, stop: Callable[[], None], start: Callable[[], None]) -> None:
        self.url, self.stop, self.start = url, stop, start


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A file that another program writes to without end, or a server that is stopped in order."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("own_server")
        url = request.getfixturevalue("server_db")
        yield Store(url, server.stop, server.start)
        return
    file = tmp_path / "hall.db"
    shutil.copy(request.getfixturevalue("template"), file)
    monkeypatch.setattr(actions, "ANSWER_SECONDS", 0.2)  # nobody waits for long here
    monkeypatch.setattr("simulator.classroom.store.engines.PRAGMAS", {**_pragmas(), "busy_timeout": 200})
    held: list[sqlite3.Connection] = []

    def stop() -> None:
        connection = sqlite3.connect(file, isolation_level=None, timeout=10)
        connection.execute("BEGIN IMMEDIATE")
        held.append(connection)

    def start() -> None:
        while held:
            held.pop().close()

    yield Store(str(file), stop, start)
    start()


def _pragmas() -> dict[str, str | int]:
    from simulator.classroom.store import engines

    return dict(engines.PRAGMAS)


@pytest.fixture
def db(store: Store) -> Iterator[Database]:
    with open_database(store.url, create=False) as opened:
        yield opened


def begun(db: Database, strip: Any, clock: HallClock) -> Seat:
    seat = take(db, clock, strip)
    seat.refresh()
    seat.begin()
    return seat


def insisted(work: Callable[[], Any], seconds: float = 30) -> Any:
    """What a candidate's program does: ask again until the hall answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return work()
        except (Unreachable, ClassroomError) as error:
            if isinstance(error, ExamError) or time.monotonic() > end:
                raise
            time.sleep(0.1)


def lost(work: Callable[[], Any]) -> None:
    """The hall does not answer."""
    with pytest.raises((Unreachable, ClassroomError, JournalError)):
        work()


def test_down_during_the_exam(db: Database, store: Store) -> None:
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = begun(db, strips[0], clock)
    attempt = seat.begin_item(0)
    assert attempt.do(Advance(minutes=1)).ok
    before, minute = len(attempt.journal), attempt.now
    store.stop()
    lost(lambda: attempt.do(Advance(minutes=2)))
    if not db.is_file:  # who only reads is not held up by one that writes to the file
        lost(seat.refresh)
    lost(seat.beat)
    assert attempt.now == minute  # nothing of it has happened here either
    assert seat.left() is not None
    store.start()
    outcome = insisted(lambda: attempt.again(Advance(minutes=2)))
    assert outcome.ok
    assert (len(attempt.journal), attempt.now) == (before + 1, minute + 2)
    assert insisted(seat.refresh).stage == "running"
    insisted(seat.submit)
    assert _only_sign_ins(db, exam.id)


def test_down_at_handing_in(db: Database, store: Store) -> None:
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = begun(db, strips[0], clock)
    attempt = seat.begin_item(0)
    attempt.do(Advance(minutes=1))
    rows = len(attempt.journal)
    store.stop()
    lost(seat.submit)
    lost(seat.hand_in_item)
    store.start()
    assert insisted(seat.submit).stage == "submitted"
    assert insisted(seat.submit).stage == "submitted"
    (end,) = [x for x in chains.facts_of(db, strips[0].sitting) if isinstance(x, f.Submitted)]
    assert [(h.attempt, h.rows) for h in end.heads] == [(attempt.journal.attempt, rows)]
    assert _only_sign_ins(db, exam.id)


def test_the_deadline_passes_while_it_is_down(db: Database, store: Store) -> None:
    clock = HallClock()
    exam, strips = small_exam(db, clock, limit=4)
    keeper = Keeper(db, HallClock(), exam.id, "n1")
    keeper.join()
    seat = begun(db, strips[0], clock)
    attempt = seat.begin_item(0)
    attempt.do(Advance(minutes=1))
    rows, deadline = len(attempt.journal), seat.state.deadline
    assert deadline is not None
    store.stop()
    lost(lambda: attempt.do(Advance(minutes=1)))
    keeper.tick()
    assert keeper.trouble is not None
    wait(lambda: seat.now() > deadline + 200, 30, "the deadline")
    assert seat.left() == 0  # the candidate's screen knows it by itself
    store.start()
    with pytest.raises(TimeUp):
        insisted(lambda: attempt.again(Advance(minutes=1)))
    assert len(attempt.journal) == rows
    wait(lambda: _ticked(keeper), 30, "the keeper reaches it again")
    end = chains.facts_of(db, strips[0].sitting)[-1]
    assert isinstance(end, f.Expired)
    assert end.at == deadline
    assert end.noticed >= deadline
    assert end.heads[0].rows == rows
    assert insisted(seat.refresh).stage == "expired"
    with pytest.raises(ExamError):
        seat.begin_item(1)
    with pytest.raises(ExamError) as late:
        seat.submit()
    assert late.value.code == "time-up"
    assert _only_sign_ins(db, exam.id)


def test_down_when_nothing_has_begun(db: Database, store: Store) -> None:
    """At the door, in the waiting room, and at the moment of beginning."""
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = take(db, clock, strips[0])
    store.stop()
    lost(lambda: take(db, HallClock(), strips[1]))
    lost(seat.begin)
    store.start()
    insisted(seat.refresh)
    assert insisted(seat.begin).stage == "running"
    assert insisted(lambda: take(db, HallClock(), strips[1])).epoch == 1
    started = [x for x in chains.facts_of(db, strips[0].sitting) if isinstance(x, f.Started)]
    assert len(started) == 1
    assert exam.id == sittings(db, exam.id)[0].exam


def test_handed_in_twice_from_two_seats_at_once(db: Database) -> None:
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    first = begun(db, strips[0], clock)
    first.begin_item(0).do(Advance(minutes=1))
    second = take(db, HallClock(), strips[0], "n2")
    second.attempt().do(Advance(minutes=1))
    results: list[str] = []
    barrier = threading.Barrier(8)

    def hand_in(seat: Seat) -> None:
        barrier.wait()
        try:
            results.append(seat.submit().stage)
        except (ExamError, NotKept) as error:
            results.append(getattr(error, "code", "not kept"))

    seats = [first, second, *(take_again(db, second) for _ in range(6))]
    threads = [threading.Thread(target=hand_in, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ends = [x for x in chains.facts_of(db, strips[0].sitting) if isinstance(x, f.Submitted)]
    assert len(ends) == 1
    assert results.count("taken-over") == 1  # the older seat
    assert results.count("submitted") == 7
    assert _only_sign_ins(db, exam.id)


def take_again(db: Database, other: Seat) -> Seat:
    """The same seat in another thread of the same program, as a double press would have it."""
    from simulator.exams.store.signing import SignedIn

    state = other.refresh()
    signed = SignedIn(exam=other.exam.id, sitting=other.sitting, epoch=other.epoch, state=state)
    return Seat(db, HallClock(), signed, "n2")


@pytest.mark.slow
def test_down_at_the_start(own_server: Postgres, server_db: str, tmp_path: Path) -> None:
    """Programs that begin while there is no server wait for it; then the exam goes as if nothing had been."""
    with open_database(server_db, create=False) as db:
        exam, strips = small_exam(db, HallClock(), 3, admission="open")
    own_server.stop()
    crowd = Crowd(server_db, exam, strips, tmp_path, [0.05], seconds=120)
    with gone_at_the_end(crowd):
        for n in range(3):
            crowd.begin(n)
        time.sleep(3)  # this is the outage itself
        assert len(crowd.alive()) == 3
        own_server.start()
        wait(lambda: not crowd.alive(), 120, "they finish")
    with open_database(server_db, create=False) as db:
        assert {s.stage for s in sittings(db, exam.id)} == {"submitted"}
        report = verify(db, exam.id, keys=())
        assert report.all_faults == ()
        assert sum(one.rows for one in report.sittings) == len(crowd.acknowledged())


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate", "kill"])
def test_a_server_that_is_stopped_again_and_again(
    own_server: Postgres, server_db: str, tmp_path: Path, mode: str
) -> None:
    with open_database(server_db, create=False) as db:
        exam, strips = small_exam(db, HallClock(), 4)
    crowd = Crowd(server_db, exam, strips, tmp_path, [0.02], seconds=180)
    with gone_at_the_end(crowd):
        for n in range(4):
            crowd.begin(n)
        for _ in range(5):
            before = len(crowd.acknowledged())
            wait(lambda before=before: len(crowd.acknowledged()) > before + 20 or not crowd.alive(), 60, "they work")
            if mode == "kill":
                own_server.kill()
                own_server.start()
            else:
                own_server.restart(mode)
        wait(lambda: not crowd.alive(), 180, "they finish")
    with open_database(server_db, create=False) as db:
        report = verify(db, exam.id, keys=())
        assert report.all_faults == ()
        assert {s.stage for s in sittings(db, exam.id)} == {"submitted"}
        rows = sum(one.rows for one in report.sittings)
    lines = crowd.acknowledged()
    assert len({(x["attempt"], x["seq"]) for x in lines}) == rows
    assert json.dumps(lines[0])


def _ticked(keeper: Keeper) -> bool:
    keeper.tick()
    return keeper.trouble is None


def _only_sign_ins(db: Database, exam: str) -> bool:
    """Nothing is wrong but that these seats were taken without a PIN, as tests do."""
    faults = verify(db, exam, keys=()).all_faults
    assert {x.code for x in faults} <= {"sign-in"}, [(x.code, x.place.en, x.what.en) for x in faults]
    return True
