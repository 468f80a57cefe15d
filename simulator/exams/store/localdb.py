"""The database of one sealed exam on the candidate's machine: a file of SQLite like any other of ours, holding one exam with one sitting."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
from sqlalchemy import text
from sqlmodel import Session, select

from simulator.classroom.store import engines
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.examtables import ExamFactRow, ExamRow, SittingRow
from simulator.classroom.store.faults import FAULTS, explain
from simulator.classroom.store.schema import HEAD, VERSION_TABLE
from simulator.classroom.store.tables import Kept, PackRow, PersonRow, SettingRow
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.model import Exam
from simulator.exams.state import fold
from simulator.exams.store.exams import exam_columns
from simulator.kernel.journal import START
from simulator.packs.disk import temporary

_RECORD = "exam offline clock"


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What the database is made of; `pin` is hashed, `key` is what the sitting's seeds are drawn from."""

    exam: Exam
    sitting: str
    ticket: str
    pin: str
    key: bytes
    links: list[f.Link]
    hall: f.Link
    packs: Mapping[str, bytes]


def make_local(path: Path, begun: Begun) -> None:
    """Make the database, whole or not at all. Raises ClassroomError, also where there is one."""
    beside = temporary(path.parent)
    engine = None
    try:
        engine = engines.engine_for(engines.parse(str(beside)))
        with engine.begin() as connection:
            Kept.metadata.create_all(connection)
            connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": HEAD})
            with Session(bind=connection) as session:
                _fill(session, begun)
                session.flush()
        engine.dispose()  # the last one to leave brings all into the file
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        beside.rename(path)
    except (*FAULTS, OSError) as error:
        raise explain(error, str(path)) from error
    finally:
        if engine is not None:
            engine.dispose()
        for left in path.parent.glob(f"{beside.name}*"):
            left.unlink()


def open_local(path: Path) -> Database:
    """Open it. Raises ClassroomError."""
    return open_database(str(path), create=False)


def sitting_in(db: Database) -> tuple[str, str]:
    """The one exam and the one sitting of a local database; empty where it holds none or several."""
    with db.session(write=False) as session:
        found = session.exec(select(SittingRow)).all()
        return (found[0].exam, found[0].id) if len(found) == 1 else ("", "")


def clock_record(db: Database) -> str:
    """What was noted of the machine's clock."""
    with db.session(write=False) as session:
        row = session.get(SettingRow, _RECORD)
        return row.value if row is not None else ""


def note_clock(db: Database, value: str) -> None:
    """Note it."""
    with db.session() as session:
        row = session.get(SettingRow, _RECORD) or SettingRow(name=_RECORD, value="")
        row.value = value
        session.add(row)


def _fill(session: Session, begun: Begun) -> None:
    state = fold(f.decode(link.payload) for link in begun.links)  # type: ignore[misc]
    secret = seeds.secret_of_one(begun.key)
    session.add(ExamRow(**exam_columns(begun.exam), secret=secret))
    session.add(PersonRow(id=begun.sitting))
    session.flush()
    session.add(
        SittingRow(
            id=begun.sitting, exam=begun.exam.id, ticket=begun.ticket, person=begun.sitting, alias="", pin=begun.pin, state=state.stage,
            deadline=state.deadline, epoch=state.epoch, node=state.node, facts=len(begun.links),
            head=begun.links[-1].digest if begun.links else START,
        )
    )  # fmt: skip
    for subject, links in ((begun.sitting, begun.links), (begun.exam.id, [begun.hall])):
        for x in links:
            session.add(ExamFactRow(subject=subject, seq=x.seq, wall=x.wall, payload=x.payload, digest=x.digest))
    for id, digest in begun.exam.packs.items():
        session.add(PackRow(id=id, version="", digest=digest, archive=begun.packs[digest]))
