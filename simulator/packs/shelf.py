"""The shelf: where installed packs lie, and what lies there. Quick: no pack is loaded and no digest is computed here.

    <shelf>/<id>/<version>/<first 16 digits of the digest>/    the pack's files and `.installed.json`
    <shelf>/.tasks/<digest>/                                   a pack out of a class's task file, on no list

The shelf is `$STORESIM_SHELF`, or `packs` in the user's data folder. What does not look like that is passed over; what looks
like it and does not hold together is listed with its problem. `packs.install` puts packs there and takes them away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from simulator.kernel.text import Text
from simulator.packs.disk import read_file
from simulator.packs.errors import ShelfError, VersionError, of_system
from simulator.packs.files import HEAD
from simulator.packs.names import is_id
from simulator.packs.version import Version

RECORD = ".installed.json"
TASKS = ".tasks"
DIGITS = 16  # of the digest, in the name of the folder
MAX_RECORD = 100_000  # bytes

_SHORT = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_MEND = Text("请用 storesim pack remove 删除后重新安装", "remove it with storesim pack remove and install it again")
_NO_RECORD = Text(f"没有可读的 {RECORD}；{{mend}}", f"there is no {RECORD} that can be read; {{mend}}")
_MISPLACED = Text(
    f"{RECORD} 和所在的文件夹对不上；{{mend}}", f"{RECORD} says something else than the folder it is in; {{mend}}"
)
_NO_HEAD = Text(f"没有 {HEAD}；{{mend}}", f"there is no {HEAD}; {{mend}}")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What `.installed.json` holds: what the pack said when it came, its digest, and where it came from.

    `archive` is the SHA-256 of the archive, "" when it came as a folder; `signature` what was found with it, unjudged;
    `installed` milliseconds since 1970; `source` the name of the file or folder.
    """

    id: str
    version: str
    title: Text
    digest: str
    archive: str
    signature: bytes | None
    installed: int
    source: str


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """A pack on the shelf. One with a `problem` cannot be used: its digest may be only the beginning, its record missing."""

    id: str
    version: str
    digest: str
    path: Path
    record: Record | None = None
    problem: Text | None = None


def shelf_folder() -> Path:
    """`$STORESIM_SHELF`, or `packs` in the user's data folder. It may not exist yet."""
    named = os.environ.get("STORESIM_SHELF")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("storesim", appauthor=False)) / "packs"


def installed() -> list[Installed]:
    """All packs on the shelf by id and version (0.9.0, 0.10.0-rc.1, 0.10.0), broken ones with their problem. ShelfError when
    the shelf cannot be read; a missing shelf is empty."""
    found = [entry for id in _folders(shelf_folder()) for entry in _of(id)]
    return sorted(found, key=lambda entry: (entry.id, Version.parse(entry.version), entry.path.name))


def find(id: str, digest: str) -> Path | None:
    """The folder of the pack with this id and this full digest, None when it is not there or is broken."""
    if not is_id(id):
        return None
    for version in _folders(shelf_folder() / id):
        path = version / digest[:DIGITS]
        entry = look_into(path)
        if entry is not None and entry.digest == digest and entry.problem is None:
            return path
    return None


def task_pack(digest: str) -> Path | None:
    """Where the pack of a task file is kept; it may not be there. None where this is no digest."""
    return shelf_folder() / TASKS / digest if _DIGEST.fullmatch(digest) else None


def of_id(id: str) -> list[Installed]:
    """What the shelf has of one pack, unsorted and with broken ones."""
    return list(_of(shelf_folder() / id)) if is_id(id) else []


def look_into(path: Path) -> Installed | None:
    """What the folder of one installed pack says of itself; None when its name cannot be that of one."""
    version, id = path.parent.name, path.parent.parent.name
    if not is_id(id) or not _is_version(version) or not _SHORT.fullmatch(path.name):
        return None
    problem: Text | None = None
    record: Record | None = None
    try:
        record = msgspec.json.decode(read_file(path / RECORD, MAX_RECORD), type=Record)
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        problem = _NO_RECORD
    else:
        right = record.digest[:DIGITS] == path.name and _DIGEST.fullmatch(record.digest)
        if not right or (record.id, record.version) != (id, version):
            problem, record = _MISPLACED, None
        elif not (path / HEAD).is_file():
            problem = _NO_HEAD
    return Installed(
        id=id, version=version, digest=record.digest if record else path.name, path=path, record=record,
        problem=problem.fill(mend=_MEND) if problem else None,
    )  # fmt: skip


def _of(id: Path) -> Iterator[Installed]:
    for version in _folders(id):
        for path in _folders(version):
            entry = look_into(path)
            if entry is not None:
                yield entry


def _folders(path: Path) -> list[Path]:
    """The folders in a folder, sorted; links are none."""
    try:
        with os.scandir(path) as entries:
            return sorted(Path(e.path) for e in entries if e.is_dir(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ShelfError(of_system(error, path)) from error


def _is_version(text: str) -> bool:
    try:
        Version.parse(text)
    except VersionError:
        return False
    return True
