"""What is done once, before anybody is let in."""

from __future__ import annotations

import time
from collections.abc import Sequence

from simulator.classroom.store import engines
from simulator.classroom.store.database import open_database
from simulator.exams.clock import HallClock
from simulator.exams.paper.model import PaperItem
from simulator.exams.seat import frozen_pack
from simulator.exams.serving.programs import Hall, Prepared, find
from simulator.exams.store import chains, hours
from simulator.exams.store.exams import find_exam, get_exam, sittings
from simulator.packs.model import Pack
from simulator.sessions.attempt import Attempt

WARMING = 5.0  # seconds spent on trying out items


def found(hall: Hall) -> Prepared:
    """The exam that is to be served. Raises ClassroomError."""
    with open_database(hall.database, create=False) as db:
        exam = find_exam(db, hall.exam)
        return Prepared(exam=exam.id, title=exam.title)


def prepare(hall: Hall) -> Prepared:
    """Find the exam, read its packs, import what candidates' programs need, and do once what each of them begins with, so that programs forked from
    here have all that. No connection is left open. Raises ClassroomError."""
    engines.share(hall.database)
    with open_database(hall.database, create=False) as db:
        exam = find_exam(db, hall.exam)
        packs = {id: frozen_pack(db, digest) for id, digest in exam.packs.items()}
        hours.heard(db, HallClock(), exam.id)
        get_exam(db, exam.id)
        for sitting in sittings(db, exam.id)[:1]:
            chains.facts_of(db, sitting.id)
    find(hall.programs).preload()
    _try_out(exam.paper.items, packs)
    return Prepared(exam=exam.id, title=exam.title)


def _try_out(items: Sequence[PaperItem], packs: dict[str, Pack]) -> None:
    """Begin each item once in memory: whatever is only imported or worked out when a store is laid out (the makers of people above all) is there
    then, and all programs share it. The seed is nobody's."""
    until = time.monotonic() + WARMING
    for item in items:
        if time.monotonic() < until:
            Attempt.start(packs[item.pack], item.scenario, 0)
