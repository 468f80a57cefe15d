"""What is done once, before anybody is let in."""

from __future__ import annotations

from simulator.classroom.store.database import open_database
from simulator.exams.seat import frozen_pack
from simulator.exams.serving.programs import Hall, Prepared, find
from simulator.exams.store.exams import find_exam


def prepare(hall: Hall, packs: bool = True) -> Prepared:
    """Import what candidates' programs need, find the exam, and read its packs, so that programs forked from here have them. No connection is left
    open. Raises ClassroomError."""
    with open_database(hall.database, create=False) as db:
        exam = find_exam(db, hall.exam)
        if packs:
            for digest in exam.packs.values():
                frozen_pack(db, digest)
    if packs:
        find(hall.programs).preload()
    return Prepared(exam=exam.id, title=exam.title)
