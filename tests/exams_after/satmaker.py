"""Exams that were sat: candidates who play a small paper well, badly, or not at all, through the seat that serves real ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "exams"))

from hallmaker import PACK, Hands, paper, past, small_exam, table1, take

from simulator.bots.player import play, play_idle, play_reference
from simulator.classroom.store.database import Database
from simulator.exams.clock import HallClock
from simulator.exams.model import Exam, Strip
from simulator.exams.paper.model import PaperItem
from simulator.exams.seat import Seat

__all__ = ["PACK", "Hands", "begun", "exam_of", "paper", "past", "plays", "sit", "small_exam", "table1", "take"]

BOTH = (
    PaperItem(pack=PACK, scenario="first", requirements=("11.1.1", "11.1.2", "11.1.3", "11.1.4", "11.1.5"), points=40),
    PaperItem(pack=PACK, scenario="9.2.5", requirements=("9.2.5",), points=60),
)


def exam_of(db: Database, clock: HallClock, candidates: int, **changed: Any) -> tuple[Exam, tuple[Strip, ...]]:
    """An exam of the two short items."""
    return small_exam(db, clock, candidates, **({"items": BOTH, "limit": 3600} | changed))


def begun(db: Database, clock: HallClock, strip: Strip) -> Seat:
    """A candidate whose time runs."""
    seat = take(db, clock, strip)
    seat.refresh()
    seat.begin()
    return seat


def plays(attempt: Any, how: str) -> None:
    """Play an item: reference, idle, nothing, until:MINUTE, mistake:NAME."""
    kind, _, rest = how.partition(":")
    if kind == "idle":
        play_idle(attempt)
    elif kind == "until":
        play_reference(attempt, until=int(rest))
    elif kind != "nothing":
        play(attempt, how)


def sit(db: Database, clock: HallClock, strip: Strip, *hows: str, submit: bool = True) -> Seat:
    """Sit the exam: the items in order, each played so; those that are not named are never begun."""
    seat = begun(db, clock, strip)
    for number, how in enumerate(hows):
        plays(seat.begin_item(number), how)
        seat.hand_in_item()
    if submit:
        seat.submit()
    seat.close()
    return seat
