"""The task file of an assignment, put together from what the database holds."""

from __future__ import annotations

from collections import Counter

from simulator.classroom.store.assignments import class_of, get_assignment
from simulator.classroom.store.classes import class_secret, get_class
from simulator.classroom.store.database import Database
from simulator.classroom.store.decisions import resets
from simulator.classroom.store.packs import get_pack
from simulator.classroom.store.people import students
from simulator.classroom.task import Task, make_task


def task_of(db: Database, assignment_id: str, with_pack: bool = True, salt: bytes = b"") -> Task:
    """The task for all who are in the class now; `with_pack` puts the archive of the frozen pack in. Raises ClassroomError."""
    with db.session(write=False):
        assignment = get_assignment(db, assignment_id)
        class_id = class_of(db, assignment_id)
        klass, people, secret = get_class(db, class_id), students(db, class_id), class_secret(db, class_id)
        given = Counter(r.student for r in resets(db, assignment_id))
        archive = get_pack(db, assignment.pack_digest).archive if with_pack else None
    return make_task(klass, assignment, people, secret, archive=archive, resets=given, salt=salt)
