"""A sealed exam: one file for one candidate, `<ticket>.exam`.

A zip of `EXAM.json` (the exam with its frozen paper, the sitting's facts so far, and the locked key of its seeds), the packs, and `SIGNATURE.json`, by
which the hall vouches for all of it. The key of the seeds is locked by the PIN (scrypt, ChaCha20-Poly1305), so nobody can know the tasks
before the PIN is given out; the scenarios themselves are no secret.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

from simulator.exams import facts as f
from simulator.exams.hallkey import HallKey
from simulator.exams.model import Exam
from simulator.exams.offline.boxes import damaged, read_box, write_box
from simulator.exams.tickets import pin_key
from simulator.kernel.text import Text
from simulator.packs.archive import read_archive
from simulator.packs.errors import PackFileError
from simulator.packs.keys import PublicKey
from simulator.packs.signature import holds, lock, unlock

SUFFIX = ".exam"
WHAT = Text("离线考卷", "sealed exam")
SALT_BYTES = 16

_TAG = b"storesim sealed exam 1"
_BODY, _SIGNATURE = "EXAM.json", "SIGNATURE.json"
_NAMES = re.compile(r"EXAM\.json|SIGNATURE\.json|packs/[0-9a-f]{64}\.zip")


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sealed exam says. links: the facts of the sitting so far; hall: the first fact of the hall; salt, locked: the key of its seeds, which only the PIN opens; made: the
    hall's moment of sealing."""

    format: Literal["storesim-sealed-exam/1"] = "storesim-sealed-exam/1"
    seal: str
    exam: Exam
    sitting: str
    ticket: str
    links: list[f.Link]
    hall: f.Link
    salt: bytes
    locked: bytes
    made: int


class _Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: bytes
    signature: bytes


class SealedExam(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed exam that was read: its signature holds, and its packs are those it names. key: the hall's, as the file says."""

    body: Body
    packs: dict[str, bytes]
    key: PublicKey

    def seeds_key(self, pin: str) -> bytes | None:
        """What the seeds are drawn from; None for another PIN. Takes half a second."""
        return unlock(pin_key(pin, self.body.salt), self.body.locked, about(self.body.seal, self.body.sitting))


def about(seal: str, sitting: str) -> bytes:
    """What the lock is bound to."""
    return f"{seal} {sitting}".encode()


def locked_key(pin: str, salt: bytes, key: bytes, seal: str, sitting: str) -> bytes:
    """The key of the seeds, locked by a PIN."""
    return lock(pin_key(pin, salt), key, about(seal, sitting))


def write_sealed(path: Path, body: Body, packs: dict[str, bytes], key: HallKey) -> None:
    """Write a sealed exam. Raises ExamError."""
    said = msgspec.json.encode(body)
    signature = _Signed(key=key.public.raw, signature=key.sign(_TAG, _parts(said, packs)))
    files = {f"packs/{digest}.zip": archive for digest, archive in packs.items()}
    write_box(path, {_BODY: said, _SIGNATURE: msgspec.json.encode(signature), **files})


def read_sealed(path: Path) -> SealedExam:
    """The sealed exam in a file. Raises ExamError with what is wrong with it."""
    files = read_box(path, _NAMES, WHAT)
    try:
        said, signature = files.pop(_BODY), msgspec.json.decode(files.pop(_SIGNATURE), type=_Signed)
        body = msgspec.json.decode(said, type=Body)
    except (KeyError, ValueError, RecursionError) as error:
        raise damaged(path, WHAT, Text("内容读不懂", "its content cannot be read")) from error
    packs = {name[len("packs/") : -len(".zip")]: archive for name, archive in files.items()}
    if not holds(signature.key, signature.signature, _TAG, _parts(said, packs)):
        raise damaged(path, WHAT, Text("内容在密封后被改过", "it was changed after it was sealed"))
    for digest in body.exam.packs.values():
        try:
            if digest not in packs or read_archive(packs[digest]).digest != digest:
                raise damaged(path, WHAT, Text("缺少场景包", "a pack is missing"))
        except PackFileError as error:
            raise damaged(path, WHAT, error.text) from error
    return SealedExam(body=body, packs=packs, key=PublicKey(signature.key))


def _parts(said: bytes, packs: dict[str, bytes]) -> list[bytes]:
    return [said, *(part for digest in sorted(packs) for part in (digest.encode(), packs[digest]))]
