"""Reading without surprises, and writing so that nothing half-done is ever seen: a file or a folder appears whole or not.

Temporary names begin with a dot and end in `.tmp` (`temporary`), so that they belong to no pack and can be told from
everything else when leftovers of a crash are swept.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

TEMPORARY = re.compile(r"\.storesim-[0-9a-f]{16}\.tmp")
_BINARY = getattr(os, "O_BINARY", 0)


def temporary(folder: Path) -> Path:
    """A path in `folder` that nobody else uses."""
    return folder / f".storesim-{os.urandom(8).hex()}.tmp"


def read_file(path: Path, limit: int, follow: bool = True) -> bytes:
    """The bytes of a plain file, at most `limit` + 1 of them: more than `limit` says that the file is larger.

    OSError when there is none or it is something else: a folder, a pipe, a device, and without `follow` a link.
    """
    if path.is_dir():  # Windows would say "permission denied"
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    flags = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0)  # opening a pipe must not wait for a writer
    handle = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))
        return file.read(limit + 1)


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that must not be there yet, down to the disk. OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write or replace a file in one step. OSError, and then what was there is as it was."""
    beside = temporary(path.parent)
    try:
        write_new(beside, data)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Make a folder of files (names are relative posix paths that were checked) in one step. OSError, and then there is none."""
    if os.path.lexists(folder):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    beside = temporary(folder.parent)
    try:
        beside.mkdir()
        for name, data in sorted(files.items()):
            path = beside.joinpath(*name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, data)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
