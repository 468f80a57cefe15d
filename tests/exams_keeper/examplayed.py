"""An exam that was sat: one candidate handed in, one ran out of time in the middle, one was paused and goes on, one never came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hallmaker import Hands, past, small_exam

from simulator.bots.player import play, play_reference
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.hallkey import HallKey, hall_key
from simulator.exams.keeper import Keeper
from simulator.exams.model import Exam, Strip
from simulator.exams.seat import Seat
from simulator.exams.store import chains
from simulator.exams.store.signing import sign_in
from simulator.kernel.engine import Advance


class Played:
    """The exam, its strips, and the key of its hall."""

    def __init__(self, exam: Exam, strips: tuple[Strip, ...], key: HallKey, handed_in: f.Submitted) -> None:
        self.exam, self.strips, self.key, self.handed_in = exam, strips, key, handed_in


def signed_in(db: Database, clock: HallClock, strip: Strip, node: str = "n1") -> Seat:
    """A seat taken with ticket and PIN."""
    seat = Seat(db, clock, sign_in(db, clock, strip.ticket, strip.pin, node=node, origin="10.0.0.1"), node)
    seat.refresh()
    return seat


def played(db: Database, folder: Path, **changed: Any) -> Played:
    """Some ten seconds of an exam's life: SQLite's clock is moved by hand, the server's by its shift."""
    hands = Hands()
    clock = hands.clock() if db.is_file else HallClock()
    exam, strips = small_exam(db, clock, 4, **changed)
    key = hall_key(folder / "hall.key")
    keeper = Keeper(db, hands.clock() if db.is_file else HallClock(), exam.id, "n1", key)
    keeper.join()

    def later(seconds: float) -> None:
        if db.is_file:
            hands.pass_time(seconds)
        else:
            past(db, exam, seconds)

    one, two, three = (signed_in(db, clock, strip) for strip in strips[:3])
    one.begin()
    first = one.begin_item(0)
    play(first, "reference")
    keeper.tick()
    first.submit()
    two.begin()
    play_reference(two.begin_item(0), until=900)
    later(5)
    one.close()
    one = signed_in(db, clock, strips[0], "n2")  # another seat
    second = one.begin_item(1)
    play_reference(second, until=3000)
    keeper.tick()
    handed_in = chains.facts_of(db, one.sitting)[-1] if one.submit() else None
    assert isinstance(handed_in, f.Submitted)
    keeper.tick()
    later(120)
    three.begin()
    work = three.begin_item(0)
    work.do(Advance(minutes=1))
    chains.change(db, clock, three.sitting, lambda s, now: [f.Paused(at=now, by="Wang", reason="fire drill")])
    later(30)
    chains.change(db, clock, three.sitting, lambda s, now: [f.Resumed(at=now, by="Wang")])
    chains.change(db, clock, three.sitting, lambda s, now: [f.TimeGranted(at=now, by="Wang", seconds=900)])
    later(600 - 155)
    keeper.tick()  # the time of the second is up, the first is over, the third has more
    work.do(Advance(minutes=2))
    keeper.leave()
    assert keeper.trouble is None
    for seat in (one, two, three):
        seat.close()
    return Played(exam, strips, key, handed_in)
