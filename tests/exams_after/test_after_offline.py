"""A sealed exam that was sat without the hall is graded like any other once it was taken in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from satmaker import exam_of, plays

from simulator.classroom.store.database import Database
from simulator.exams.clock import HallClock
from simulator.exams.office import Hall
from simulator.exams.offline.collecting import collect
from simulator.exams.offline.local import NODE, Local, hand_in_path, unseal, work_path
from simulator.exams.offline.operations import Seal
from simulator.exams.offline.sealed import read_sealed
from simulator.exams.results.book import exam_book
from simulator.exams.results.grading import grade
from simulator.exams.seat import Seat
from simulator.exams.store.signing import seat


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Locks that are picked in no time, and a key of the hall of our own."""
    monkeypatch.setattr("simulator.exams.tickets._LOCK_N", 2**8)
    monkeypatch.setattr("simulator.exams.tickets._N", 2**8)
    monkeypatch.setenv("STORESIM_HALL_KEY", str(tmp_path / "keys" / "hall.key"))


def test_a_sealed_exam_is_graded(db: Database, clock: HallClock, tmp_path: Path) -> None:
    exam, (strip,) = exam_of(db, clock, 1)
    assert Seal(exam=exam.id, folder=str(tmp_path / "sticks")).run(Hall(db, author="Wang")).ok
    with (tmp_path / "sticks-pins.csv").open(encoding="utf-8-sig") as file:
        (pin,) = [row["pin"] for row in csv.DictReader(file)]
    stick = tmp_path / "sticks" / f"{strip.ticket}.exam"
    sealed = read_sealed(stick)
    unseal(sealed, work_path(stick), pin)
    with Local(sealed, work_path(stick), HallClock) as local:
        one = Seat(local.db, local.clock, seat(local.db, local.clock, local.sitting, NODE), NODE)
        one.refresh()
        one.begin()
        plays(one.begin_item(0), "reference")
        one.hand_in_item()
        plays(one.begin_item(1), "until:700")
        one.submit()
        local.hand_in(hand_in_path(stick))
        one.close()
    assert all(x.taken for x in collect(db, HallClock(), exam.id, [hand_in_path(stick)], "Wang", ""))
    (found,) = grade(db, exam.id, wall=lambda: 5, clock=clock).found
    assert found.verdict == "ok", found.says
    (candidate,) = exam_book(db, exam.id).candidates
    assert candidate.mark is not None
    assert candidate.mark.items[0].points == 10_000
    assert 0 < candidate.mark.items[1].points < 10_000
