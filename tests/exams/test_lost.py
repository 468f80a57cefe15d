"""The connection breaks: before an action was kept, after it was kept and before we heard of it, and while nobody acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hallmaker import small_exam, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.classroom.store.database import Database
from simulator.exams.attempt import ExamAttempt
from simulator.exams.clock import HallClock
from simulator.exams.errors import Unreachable
from simulator.exams.seat import Seat
from simulator.kernel.engine import Advance
from simulator.kernel.journal import check_chain


class Flaky:
    """A connection that breaks at the next statement that adds a row: before it is carried out, or after."""

    def __init__(self, raw: Any, error: type[Exception]) -> None:
        self.raw, self.error, self.breaks = raw, error, ""

    def execute(self, query: str, *rest: Any, **more: Any) -> Any:
        if "INSERT INTO exam_row" not in query or not self.breaks:
            return self.raw.execute(query, *rest, **more)
        when, self.breaks = self.breaks, ""
        if when == "after":
            self.raw.execute(query, *rest, **more)
        raise self.error("server closed the connection unexpectedly")

    def close(self) -> None:
        self.raw.close()

    @property
    def closed(self) -> bool:
        return bool(getattr(self.raw, "closed", False))


def begun(db: Database) -> tuple[Seat, ExamAttempt]:
    _, strips = small_exam(db, HallClock(), 1)
    seat = take(db, HallClock(), strips[0])
    seat.refresh()
    seat.begin()
    return seat, seat.begin_item(0)


def broken(seat: Seat, when: str) -> None:
    driver: Any = seat.db.engine.dialect.dbapi
    flaky = Flaky(seat.line._connected(), driver.OperationalError)
    flaky.breaks = when
    seat.line._raw = flaky


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_action_of_unknown_fate_is_carried_out_once(db: Database, when: str) -> None:
    seat, attempt = begun(db)
    attempt.do(Advance(minutes=3))
    rows, minute = len(attempt.journal), attempt.now
    broken(seat, when)
    with pytest.raises(Unreachable):
        attempt.do(Advance(minutes=4))
    assert attempt.now == minute, "the world stands where it was last acknowledged"
    outcome = attempt.again(Advance(minutes=4))
    assert outcome.ok
    assert attempt.now == minute + 4
    assert len(attempt.journal) == rows + 1
    assert list(seat.line.rows(attempt.journal.attempt)) == list(attempt.journal.rows())


def test_a_killed_connection_is_made_anew(db: Database, admin: Callable[..., Any]) -> None:
    if db.is_file:
        pytest.skip("a file has no connections that a server could cut")
    seat, attempt = begun(db)
    attempt.do(Advance(minutes=1))
    admin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with pytest.raises(Unreachable):
        attempt.do(Advance(minutes=1))
    assert attempt.again(Advance(minutes=1)).ok
    assert seat.refresh().stage == "running"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(breaks=st.lists(st.sampled_from(["", "before", "after", "leave"]), min_size=3, max_size=8))
def test_whatever_breaks_nothing_acknowledged_is_lost(db: Database, breaks: list[str]) -> None:
    """Law: after any sequence of breaks and changes of seat the journal holds exactly what was acknowledged, in order."""
    seat, attempt = begun(db)
    start, done = attempt.now, 0
    for number, what in enumerate(breaks, 1):
        if what == "leave":  # the program dies, and the candidate signs in elsewhere
            seat = take_again(db, seat)
            attempt = seat.attempt()
        elif what:
            broken(seat, what)
        try:
            attempt.do(Advance(minutes=number))
        except Unreachable:
            attempt.again(Advance(minutes=number))
        done += number
        assert attempt.now == start + done
    rows = list(seat.line.rows(attempt.journal.attempt))
    assert len(rows) == len(breaks) + 1
    assert check_chain(rows) is None


def take_again(db: Database, seat: Seat) -> Seat:
    from simulator.exams.store.signing import seat as sit

    return Seat(db, HallClock(), sit(db, seat.clock, seat.sitting, "n2"), "n2")
