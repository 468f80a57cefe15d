"""The keeper of a hall: it ends what has run out, once; it notices clocks that were set; and it can be killed at any time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hallmaker import Hands, past, small_exam, take

from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.examtables import ExamRow, NodeRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, TimeUp
from simulator.exams.hallkey import HallKey, hall_key
from simulator.exams.keeper import LONGEST_REST, RECEIPTS_EVERY, REST, Keeper
from simulator.exams.model import Exam
from simulator.exams.store import chains, nodes
from simulator.exams.store.exams import get_exam, sittings
from simulator.exams.store.signed import receipts
from simulator.kernel.engine import Advance

HOUR = 3600


@pytest.fixture
def key(tmp_path: Path) -> HallKey:
    return hall_key(tmp_path / "hall.key")


def of_hall(db: Database, exam: Exam, kind: type[f.Fact]) -> list[Any]:
    return [x for x in chains.facts_of(db, exam.id) if isinstance(x, kind)]


def shift(db: Database, exam: Exam) -> int:
    with db.session(write=False) as session:
        row = session.get(ExamRow, exam.id)
        assert row is not None
        return row.shift


def started(db: Database, clock: HallClock, exam: Exam, strip: Any, node: str = "n1") -> Any:
    seat = take(db, clock, strip, node)
    seat.refresh()
    seat.begin()
    return seat


def test_time_runs_out_where_nobody_sits(db: Database) -> None:
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, strips = small_exam(db, clock, 3)
    seat = started(db, clock, exam, strips[0])
    attempt = seat.begin_item(0)
    attempt.do(Advance(minutes=2))
    paused = started(db, clock, exam, strips[1])
    chains.change(db, clock, strips[1].sitting, lambda s, now: [f.Paused(at=now, by="Wang", reason="fire drill")])
    deadline = seat.state.deadline
    rows = len(attempt.journal)
    seat.close()
    paused.close()
    keepers = [Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, n) for n in ("a", "b")]
    for keeper in keepers:
        keeper.join()
        keeper.tick()
    assert {s.stage for s in sittings(db, exam.id)} == {"running", "paused", "enrolled"}
    if db.is_file:
        hands.pass_time(600)
    else:
        past(db, exam, 600)
    for keeper in keepers:
        keeper.tick()
        assert keeper.trouble is None
    assert [s.stage for s in sittings(db, exam.id)] == ["expired", "expired", "enrolled"]
    for strip in strips[:2]:
        ends = [x for x in chains.facts_of(db, strip.sitting) if isinstance(x, f.Expired)]
        assert len(ends) == 1
    (end,) = [x for x in chains.facts_of(db, strips[0].sitting) if isinstance(x, f.Expired)]
    assert end.at == deadline
    assert end.noticed >= deadline
    assert end.heads == (f.Head(attempt=attempt.journal.attempt, rows=rows, head=attempt.journal.last().digest.hex()),)


def test_many_keepers_at_once_write_each_fact_once(db: Database) -> None:
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, strips = small_exam(db, clock, 6)
    for strip in strips:
        started(db, clock, exam, strip).close()
    keepers = [Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, f"n{n}") for n in range(4)]
    threads = [threading.Thread(target=k.join) for k in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if db.is_file:
        hands.pass_time(601)
    else:
        past(db, exam, 601)
    threads = [threading.Thread(target=k.tick) for k in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [k.trouble for k in keepers] == [None] * 4
    for strip in strips:
        assert sum(isinstance(x, f.Expired) for x in chains.facts_of(db, strip.sitting)) == 1
    assert sorted(x.node for x in of_hall(db, exam, f.NodeJoined)) == ["n0", "n1", "n2", "n3"]
    with db.session(write=False) as session:
        assert f.broken(exam.id, chains.links(session, exam.id)) is None


def test_a_node_that_is_silent_is_given_up_once_and_may_come_back(db: Database) -> None:
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, _ = small_exam(db, clock)
    mine = Keeper(db, clock, exam.id, "a")
    other = Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, "b")
    third = Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, "c")
    for keeper in (mine, other, third):
        keeper.join()

    def later(seconds: float) -> None:
        if db.is_file:
            hands.pass_time(seconds)
        else:
            past(db, exam, seconds)

    for _ in range(5):
        later(9)
        mine.tick()
        third.tick()
    lost = of_hall(db, exam, f.NodeLeft)
    assert [(x.node, x.lost) for x in lost] == [("b", True)]
    other.tick()  # it was only away
    other.tick()
    assert [x.node for x in of_hall(db, exam, f.NodeJoined)] == ["a", "b", "c", "b"]
    other.leave()
    other.leave()
    assert [(x.node, x.lost) for x in of_hall(db, exam, f.NodeLeft)] == [("b", True), ("b", False)]
    assert [n.id for n in nodes.nodes(db, exam.id) if n.stopped is None] == ["a", "c"]


def test_who_was_away_itself_gives_nobody_up(db: Database) -> None:
    hands = Hands()
    exam, _ = small_exam(db, hands.clock() if db.is_file else HallClock())
    one, two = (Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, n) for n in "ab")
    one.join()
    two.join()
    if db.is_file:
        hands.pass_time(100)
    else:
        past(db, exam, 100)
    one.tick()
    assert not of_hall(db, exam, f.NodeLeft)
    two.tick()
    assert {n.stopped for n in nodes.nodes(db, exam.id)} == {None}


def test_a_name_that_begins_again_was_lost(db: Database) -> None:
    clock = HallClock()
    exam, _ = small_exam(db, clock)
    Keeper(db, clock, exam.id, "a").join()
    Keeper(db, clock, exam.id, "a").join()
    told = [type(x).__name__ for x in chains.facts_of(db, exam.id)]
    assert told == ["ExamMade", "NodeJoined", "NodeLeft", "NodeJoined"]
    with pytest.raises(ExamError, match="no exam"):
        Keeper(db, clock, "nothing", "a").join()


def test_the_machines_clock_is_told_and_changes_nothing(db: Database) -> None:
    hands = Hands()
    clock = hands.clock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    deadline = seat.state.deadline
    attempt = seat.begin_item(0)
    keeper = Keeper(db, clock, exam.id, "a")
    keeper.join()
    for seconds in (HOUR, -HOUR, 1):
        hands.set_clock(seconds)
        keeper.tick()
        assert attempt.do(Advance(minutes=1)).ok
        assert seat.refresh().deadline == deadline
    assert keeper.trouble is None
    assert [(x.node, x.step) for x in of_hall(db, exam, f.ClockJumped)] == [("a", 3_600_000), ("a", -3_600_000)]
    assert shift(db, exam) == 0


@pytest.fixture
def stepping(set_server_clock: Callable[[float], None], server_url: str) -> Iterator[Database]:
    with open_database(server_url, create=False) as db:
        yield db


@pytest.mark.parametrize("seconds", [HOUR, -HOUR, 3, -3])
def test_the_servers_clock_is_corrected_once(
    stepping: Database, set_server_clock: Callable[[float], None], seconds: float
) -> None:
    db = stepping
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    attempt = seat.begin_item(0)
    keepers = [Keeper(db, HallClock(), exam.id, n) for n in "abc"]
    for keeper in keepers:
        keeper.join()
    before = seat.now()
    set_server_clock(seconds)
    for keeper in keepers:
        keeper.tick()
        assert keeper.trouble is None
        assert abs(keeper.clock.now() - before) < 1500
    assert [x.node for x in of_hall(db, exam, f.ClockJumped)] == [""]
    assert abs(shift(db, exam) + seconds * 1000) < 500
    assert seat.refresh().stage == "running"
    assert attempt.do(Advance(minutes=1)).ok
    assert abs(seat.now() - before) < 2000
    set_server_clock(-seconds)
    for keeper in keepers:
        keeper.tick()
    assert len(of_hall(db, exam, f.ClockJumped)) == 2
    assert abs(shift(db, exam)) < 500


@pytest.mark.parametrize("first", ["action", "refresh", "submit"])
@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_no_seat_is_judged_by_a_clock_that_was_set(
    stepping: Database, set_server_clock: Callable[[float], None], seconds: float, first: str
) -> None:
    """The candidate's own program is the first to meet the stepped clock, before any keeper."""
    db = stepping
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    attempt = seat.begin_item(0)
    before = seat.now()
    set_server_clock(seconds)
    if first == "action":
        assert attempt.do(Advance(minutes=1)).ok
    elif first == "refresh":
        assert seat.refresh().stage == "running"
        assert attempt.do(Advance(minutes=1)).ok
    else:
        assert seat.submit().stage == "submitted"
        end = chains.facts_of(db, strips[0].sitting)[-1]
        assert isinstance(end, f.Submitted)
        assert abs(end.at - before) < 1500
    assert [x.node for x in of_hall(db, exam, f.ClockJumped)] == [""]
    assert abs(seat.now() - before) < 2000
    Keeper(db, HallClock(), exam.id, "a").join()  # one that never knew the server before
    assert sittings(db, exam.id)[0].stage in ("running", "submitted")


def test_a_machine_that_stood_still_does_not_move_the_hall(
    stepping: Database, set_server_clock: Callable[[float], None]
) -> None:
    """A halted virtual machine sees the server's clock jump ahead. Another node has seen no such thing, so nothing is corrected."""
    db = stepping
    exam, _ = small_exam(db, HallClock())
    stood = 0
    well = HallClock()
    halted = HallClock(lambda: well.steady() - stood)
    good, bad = Keeper(db, well, exam.id, "good"), Keeper(db, halted, exam.id, "bad")
    good.join()
    bad.join()
    with db.session() as session:  # both are there for long
        for row in (session.get(NodeRow, (n, exam.id)) for n in ("good", "bad")):
            assert row is not None
            row.started -= 120_000
            session.add(row)
    good.tick()
    bad.tick()
    stood = 600_000
    good.tick()
    bad.tick()
    assert bad.trouble is None
    assert shift(db, exam) == 0
    assert not [x for x in of_hall(db, exam, f.ClockJumped) if not x.node]
    assert abs(bad.clock.now() - good.clock.now()) < 1000


def test_a_server_that_comes_back_with_another_clock_ends_nobody(
    stepping: Database, set_server_clock: Callable[[float], None], admin: Callable[..., list[Any]]
) -> None:
    db = stepping
    clock = HallClock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    keeper = Keeper(db, HallClock(), exam.id, "a")
    keeper.join()
    keeper.tick()
    admin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'classes' AND pid <> pg_backend_pid()"
    )
    set_server_clock(HOUR)
    keeper.tick()
    keeper.tick()
    keeper._rest_until = None
    keeper.tick()
    assert keeper.trouble is None
    assert sittings(db, exam.id)[0].stage == "running"
    assert len(of_hall(db, exam, f.ClockJumped)) == 1
    assert seat.state.stage == "running"


def test_a_database_that_is_away_is_asked_again_with_growing_pauses(db: Database) -> None:
    hands = Hands()
    clock = hands.clock()
    exam, strips = small_exam(db, hands.clock() if db.is_file else HallClock())
    seat = started(db, hands.clock() if db.is_file else HallClock(), exam, strips[0])
    keeper = Keeper(db, clock, exam.id, "a")
    keeper.join()
    asked = 0
    whole = db.session

    def broken(write: bool = True) -> Any:
        nonlocal asked
        asked += 1
        raise OSError(111, "Connection refused")

    db.session = broken  # type: ignore[method-assign]
    hands.set_clock(HOUR)  # in the middle of the outage, and it must not be forgotten
    times = []
    for second in range(60):
        was = asked
        keeper.tick()
        if asked > was:
            times.append(second)
        hands.pass_time(1)
    assert keeper.trouble is not None
    assert times[:4] == [0, 1, 3, 7]
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps == sorted(gaps)
    assert max(gaps) == LONGEST_REST // 1000
    assert REST == 1000
    db.session = whole  # type: ignore[method-assign]
    hands.pass_time(10)
    keeper.tick()
    assert keeper.trouble is None
    assert [(x.node, x.step) for x in of_hall(db, exam, f.ClockJumped) if x.node] == [("a", 3_600_000)]
    assert get_exam(db, exam.id).id == exam.id
    assert seat.state.stage == "running"


def test_one_damaged_sitting_does_not_keep_the_others(db: Database) -> None:
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, strips = small_exam(db, clock, 3)
    for strip in strips:
        started(db, clock, exam, strip).close()
    with db.session() as session:
        link = chains.links(session, strips[0].sitting)[0]
        from simulator.classroom.store.examtables import ExamFactRow

        row = session.get(ExamFactRow, (strips[0].sitting, link.seq))
        assert row is not None
        row.payload = b"{"
        session.add(row)
    keeper = Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, "a")
    keeper.join()
    if db.is_file:
        hands.pass_time(600)
    else:
        past(db, exam, 600)
    keeper.tick()
    assert keeper.trouble is not None
    assert [s.stage for s in sittings(db, exam.id)] == ["running", "expired", "expired"]


def test_receipts_are_signed_once_a_minute_and_at_once_at_the_end(db: Database, key: HallKey) -> None:
    hands = Hands()
    clock = hands.clock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    attempt = seat.begin_item(0)
    keepers = [Keeper(db, clock, exam.id, n, key) for n in "ab"]
    for keeper in keepers:
        keeper.join()
        keeper.tick()
        assert keeper.trouble is None
    kinds = sorted(r.kind for r in receipts(db, exam.id))
    assert kinds.count("sitting") == 2
    assert kinds.count("attempt") == 1
    count = len(kinds)
    attempt.do(Advance(minutes=1))
    for keeper in keepers:
        keeper.tick()
    assert len(receipts(db, exam.id)) == count
    seat.submit()
    keepers[1].tick()
    new = receipts(db, exam.id)[count:]
    assert [(r.subject, r.kind, r.rows) for r in new] == [
        (strips[0].sitting, "sitting", len(chains.facts_of(db, strips[0].sitting))),
        (attempt.journal.attempt, "attempt", len(attempt.journal)),
    ]
    assert new[1].head == attempt.journal.last().digest
    assert all(r.good and r.key == key.public.raw for r in receipts(db, exam.id))
    if db.is_file:
        hands.pass_time(RECEIPTS_EVERY / 1000 + 1)
        for keeper in keepers:
            keeper.tick()
        both = [(r.subject, r.rows) for r in receipts(db, exam.id)]
        assert len(both) == len(set(both))
    joined = of_hall(db, exam, f.NodeJoined)
    assert {x.key for x in joined} == {key.public.raw.hex()}


def test_an_action_after_the_deadline_is_late_also_when_no_keeper_lives(db: Database) -> None:
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, strips = small_exam(db, clock)
    seat = started(db, clock, exam, strips[0])
    attempt = seat.begin_item(0)
    if db.is_file:
        hands.pass_time(600)
    else:
        past(db, exam, 600)
    with pytest.raises(TimeUp):
        attempt.do(Advance(minutes=1))
    assert sittings(db, exam.id)[0].stage == "running"
    keeper = Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, "late")
    keeper.join()
    keeper.tick()
    end = chains.facts_of(db, strips[0].sitting)[-1]
    assert isinstance(end, f.Expired)
    assert end.at == seat.state.deadline
