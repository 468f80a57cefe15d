"""The key of a hall: what receipts and sealed exams are signed with. It lies in a file for its owner only, and never in the database, so that who
can write to the database cannot sign.

All nodes of a hall use the same file, or copies of it; `<file>.pub` is what others check by.
"""

from __future__ import annotations

import os
from pathlib import Path

import filelock

from simulator.classroom.store.places import default_folder
from simulator.exams.errors import ExamError
from simulator.kernel.text import Text
from simulator.packs.errors import SignatureError
from simulator.packs.keys import PublicKey, fingerprint, read_public
from simulator.packs.signature import Signer, new_key, read_private

NAME = "hall.key"
LOCK_SECONDS = 30


class HallKey(Signer):
    """The open key of a hall."""

    @property
    def letters(self) -> str:
        """The fingerprint of its public half: what is read out to compare it."""
        return fingerprint(self.public)


def key_path() -> Path:
    """Where the key lies: $STORESIM_HALL_KEY, else beside the class database that is used by default."""
    named = os.environ.get("STORESIM_HALL_KEY")
    return Path(named).expanduser() if named else default_folder() / NAME


def hall_key(path: Path | None = None, make: bool = True) -> HallKey:
    """The hall's key; a new one where there is none yet and `make` allows it. Raises ExamError."""
    place = path or key_path()
    lock = place.with_name(place.name + ".lock")
    try:
        if not make or (place.exists() and not lock.exists()):
            return HallKey(read_private(place, None))
        place.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(lock, timeout=LOCK_SECONDS):  # several nodes may begin at once
            if not place.exists():
                new_key(place, None, "storesim hall")
            key = HallKey(read_private(place, None))
        lock.unlink(missing_ok=True)
        return key
    except SignatureError as error:
        raise ExamError("no-key", error.text) from error
    except OSError as error:
        raise _no_folder(place, error) from error


def public_keys(path: Path | None = None) -> tuple[PublicKey, ...]:
    """The public key in a `.pub` file; without a path, that of this machine's own hall if it has one. Raises ExamError."""
    try:
        if path is not None:
            return (read_public(path),)
        own = key_path()
        beside = own.with_name(own.name + ".pub")
        return (read_public(beside),) if beside.is_file() else ()
    except SignatureError as error:
        raise ExamError("no-key", error.text) from error


def _no_folder(place: Path, error: OSError) -> ExamError:
    return ExamError(
        "no-key",
        Text(
            f"考场密钥 {place} 无法建立（{error.strerror or error}）；请检查文件夹权限，或用环境变量 STORESIM_HALL_KEY 指定别处。",
            f"The hall's key {place} cannot be made ({error.strerror or error}); check the folder, or name another place in STORESIM_HALL_KEY.",
        ),
    )
