"""A hand-in: what came of a sealed exam, `<ticket>.handin`. A zip of `HANDIN.json`: the facts of the sitting, its attempts with every row, and the
record of the machine (how often the program was begun, and what its clock did)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal

import msgspec

from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.offline.boxes import damaged, read_box, write_box
from simulator.exams.store.records import record_of, whole
from simulator.exams.verifying.model import AttemptRecord, SittingRecord
from simulator.kernel.text import Text

SUFFIX = ".handin"
WHAT = Text("离线答卷", "hand-in of a sealed exam")
MOST_ATTEMPTS = 200

_BODY = "HANDIN.json"
_NAMES = re.compile(r"HANDIN\.json")


class HandIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a hand-in holds. machine: the facts of the local hall (the exam is their subject); made: when it was written, by the local hall's time."""

    format: Literal["storesim-hand-in/1"] = "storesim-hand-in/1"
    seal: str
    exam: str
    sitting: str
    ticket: str
    links: list[f.Link]
    attempts: list[AttemptRecord]
    machine: list[f.Link]
    made: int

    @property
    def record(self) -> SittingRecord:
        """The sitting as it is verified."""
        return SittingRecord(id=self.sitting, ticket=self.ticket, links=self.links, attempts=self.attempts)


def hand_in_of(db: Database, exam: str, sitting: str, seal: str, now: int) -> HandIn:
    """The hand-in of a local database."""
    record = record_of(db, sitting)
    return HandIn(
        seal=seal, exam=exam, sitting=sitting, ticket=record.ticket, links=record.links, attempts=record.attempts,
        machine=whole(db, exam).hall.links, made=now,
    )  # fmt: skip


def write_hand_in(path: Path, hand_in: HandIn) -> None:
    """Write it, replacing one of the same name. Raises ExamError."""
    write_box(path, {_BODY: msgspec.json.encode(hand_in)})


def read_hand_in(path: Path) -> tuple[HandIn, str]:
    """The hand-in in a file, and the SHA-256 of the candidate's work in it (of the facts and rows; when it was written, and how often the program
    was begun since, is not in that). Raises ExamError."""
    said = read_box(path, _NAMES, WHAT).get(_BODY, b"")
    try:
        found = msgspec.json.decode(said, type=HandIn)
    except (ValueError, RecursionError) as error:
        raise damaged(path, WHAT, Text("内容读不懂", "its content cannot be read")) from error
    if len(found.attempts) > MOST_ATTEMPTS:
        raise damaged(path, WHAT, Text("题数太多", "it holds too many attempts"))
    work = msgspec.json.encode((found.exam, found.sitting, found.links, found.attempts))
    return found, hashlib.sha256(work).hexdigest()
