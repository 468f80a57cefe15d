"""The frozen packs of an exam, opened once by each process that verifies."""

from __future__ import annotations

from simulator.classroom.errors import ClassroomError
from simulator.classroom.packfiles import opened
from simulator.exams.verifying.model import Grounds
from simulator.packs.library import of_digest
from simulator.packs.model import Pack

_opened: dict[str, Pack | None] = {}


def pack_of(grounds: Grounds, id: str) -> Pack | None:
    """The pack of an id as the exam has frozen it; None where it is not there in the same bytes."""
    digest = grounds.exam.packs.get(id, "")
    if digest not in _opened:
        _opened[digest] = _open(id, digest, grounds.packs.get(digest))
    return _opened[digest]


def _open(id: str, digest: str, archive: bytes | None) -> Pack | None:
    if archive is None:
        return None
    try:
        pack = of_digest(id, digest) or opened(archive).pack
    except ClassroomError:
        return None
    return pack if pack.digest == digest else None
