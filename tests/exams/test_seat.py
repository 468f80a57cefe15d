"""A candidate's seat, on SQLite and on a real PostgreSQL: what it keeps, what it refuses, and what every crash leaves."""

from __future__ import annotations

import pytest
from hallmaker import Hands, past, small_exam, take

from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, Halted, TakenOver, TimeUp
from simulator.exams.store import chains
from simulator.exams.store.exams import sittings
from simulator.exams.store.signing import PER_TICKET, sign_in
from simulator.kernel.engine import Advance


@pytest.fixture
def clock() -> HallClock:
    return HallClock()


def test_a_candidate_works_and_hands_in(db: Database, clock: HallClock) -> None:
    exam, strips = small_exam(db, clock)
    seat = take(db, clock, strips[0])
    assert seat.state.stage == "waiting"
    assert seat.refresh().stage == "admitted"
    seat.begin()
    assert seat.state.deadline == seat.state.started + 600_000
    assert seat.may_begin() == (0,)
    attempt = seat.begin_item(0)
    assert attempt.do(Advance(minutes=5)).ok
    assert attempt.now > 0
    attempt.submit()
    assert seat.may_begin() == (1,)
    second = seat.begin_item(1)
    second.do(Advance(minutes=1))
    assert seat.submit().stage == "submitted"
    assert seat.submit().stage == "submitted"
    with pytest.raises(Halted):
        second.do(Advance(minutes=1))
    kept = {s.id: s for s in sittings(db, exam.id)}[strips[0].sitting]
    assert kept.stage == "submitted"
    facts = chains.facts_of(db, strips[0].sitting)
    over = facts[-1]
    assert isinstance(over, f.Submitted)
    assert {h.attempt for h in over.heads} == {t.attempt for t in seat.state.tries}


def test_another_seat_goes_on_where_the_first_stood(db: Database, clock: HallClock) -> None:
    _, strips = small_exam(db, clock)
    first = take(db, clock, strips[0])
    first.refresh()
    first.begin()
    attempt = first.begin_item(0)
    attempt.do(Advance(minutes=7))
    second = take(db, clock, strips[0], "n2")
    assert second.epoch == 2
    with pytest.raises(TakenOver):
        attempt.do(Advance(minutes=1))
    first.refresh()
    assert first.taken_over
    assert second.attempt().now == attempt.now
    assert second.attempt().do(Advance(minutes=1)).ok
    signed = [x for x in chains.facts_of(db, strips[0].sitting) if isinstance(x, f.SignedIn)]
    assert [x.over for x in signed] == [False, True]


def test_the_deadline_is_exact(db: Database, clock: HallClock) -> None:
    exam, strips = small_exam(db, clock)
    seat = take(db, clock, strips[0])
    seat.refresh()
    seat.begin()
    attempt = seat.begin_item(0)
    attempt.do(Advance(minutes=1))
    assert seat.state.deadline is not None
    if db.is_file:
        hands = Hands()
        hands.at = seat.state.deadline - 1
        clock.steady = lambda: hands.at - (clock._ahead or 0)
        assert attempt.do(Advance(minutes=1)).ok  # the last millisecond counts
        hands.at += 1
    else:
        past(db, exam, 600)
    with pytest.raises(TimeUp):
        attempt.do(Advance(minutes=1))
    rows = len(attempt.journal)
    state = seat.refresh()
    assert state.stage == "expired"
    assert state.ended == state.deadline
    expired = chains.facts_of(db, strips[0].sitting)[-1]
    assert isinstance(expired, f.Expired)
    assert expired.heads[0].rows == rows


def test_a_pause_holds_every_action_back(db: Database, clock: HallClock) -> None:
    _, strips = small_exam(db, clock)
    seat = take(db, clock, strips[0])
    seat.refresh()
    seat.begin()
    attempt = seat.begin_item(0)
    chains.change(db, clock, strips[0].sitting, lambda s, now: [f.Paused(at=now, by="Wang", reason="fire drill")])
    before = len(attempt.journal)
    with pytest.raises(Halted):
        attempt.do(Advance(minutes=1))
    assert len(attempt.journal) == before
    assert seat.refresh().stage == "paused"
    chains.change(db, clock, strips[0].sitting, lambda s, now: [f.Resumed(at=now, by="Wang")])
    assert attempt.do(Advance(minutes=1)).ok


def test_tickets_cannot_be_guessed(db: Database, clock: HallClock) -> None:
    _, strips = small_exam(db, clock)
    one = strips[0]
    signed = sign_in(db, clock, one.ticket.replace("-", " "), f"{one.pin[:4]} {one.pin[4:]}", origin="10.0.0.7")
    assert signed.sitting == one.sitting
    for _ in range(PER_TICKET):
        with pytest.raises(ExamError, match="wrong"):
            sign_in(db, clock, one.ticket, "00000000", origin="10.0.0.9")
    with pytest.raises(ExamError) as refused:
        sign_in(db, clock, one.ticket, one.pin, origin="10.0.0.9")
    assert refused.value.code == "locked"
    assert sign_in(db, clock, strips[1].ticket, strips[1].pin, origin="10.0.0.8").epoch == 1
