"""From the hall's database to sealed exams, one file for each candidate, and the PINs that open them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.hallkey import HallKey
from simulator.exams.model import Sitting
from simulator.exams.offline.sealed import SALT_BYTES, SUFFIX, Body, locked_key, write_sealed
from simulator.exams.store.records import Whole, whole
from simulator.exams.store.sealing import first_fact, seal_sitting
from simulator.exams.tickets import LOCK_DIGITS, new_pin
from simulator.kernel.text import Text

MOST_THREADS = 4  # each takes 128 MB

Tell = Callable[[int, int, str], None]


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What is given to a candidate when the exam begins: the PIN is nowhere else."""

    sitting: str
    ticket: str
    person: str
    pin: str
    file: Path


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate whose exam was not sealed, and why."""

    ticket: str
    why: Text


def seal(
    db: Database, clock: HallClock, exam: str, wanted: Sequence[Sitting], folder: Path, key: HallKey, by: str,
    keep: Callable[[Opening], None], tell: Tell | None = None,
) -> tuple[list[Opening], list[Kept]]:  # fmt: skip
    """Seal the exam of these candidates into files of a folder; `keep` gets each PIN as soon as it counts. Whoever cannot have it is told, the others get
    theirs. Raises ExamError and ClassroomError where nobody can."""
    kept = whole(db, exam)
    first = first_fact(db, exam)
    done: list[Opening] = []
    left: list[Kept] = []
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as pool:  # locking takes long and lets others run
        for sitting, locked in zip(wanted, pool.map(lambda one: _locked(kept, one), wanted), strict=True):
            try:
                done.append(_seal(db, clock, kept, first, sitting, locked, folder, key, by))
                keep(done[-1])
            except ExamError as error:
                if error.code == "unwritten":
                    raise
                left.append(Kept(ticket=sitting.ticket, why=error.text))
            if tell is not None:
                tell(len(done) + len(left), len(wanted), sitting.ticket)
    return done, left


class _Locked(NamedTuple):
    pin: str
    seal: str
    salt: bytes
    locked: bytes


def _locked(kept: Whole, sitting: Sitting) -> _Locked:
    pin, seal, salt = new_pin(LOCK_DIGITS), secrets.token_hex(8), secrets.token_bytes(SALT_BYTES)
    drawn_from = seeds.key_of(kept.secret, kept.exam.paper, sitting.id)
    return _Locked(pin, seal, salt, locked_key(pin, salt, drawn_from, seal, sitting.id))


def _seal(
    db: Database,
    clock: HallClock,
    kept: Whole,
    first: f.Link,
    sitting: Sitting,
    made: _Locked,
    folder: Path,
    key: HallKey,
    by: str,
) -> Opening:
    path = folder / f"{sitting.ticket}{SUFFIX}"
    # nobody is there to admit anybody, and whose class it was is nobody's business
    exam = msgspec.structs.replace(kept.exam, admission="open", klass="", revealed=None)

    def write(links: list[f.Link], now: int) -> None:
        body = Body(
            seal=made.seal, exam=exam, sitting=sitting.id, ticket=sitting.ticket, links=links, hall=first, salt=made.salt,
            locked=made.locked, made=now,
        )  # fmt: skip
        write_sealed(path, body, kept.packs, key)

    seal_sitting(db, clock, sitting.id, made.seal, by, write)
    return Opening(sitting=sitting.id, ticket=sitting.ticket, person=sitting.person, pin=made.pin, file=path)
