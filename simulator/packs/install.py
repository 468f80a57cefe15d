"""Put a pack on the shelf, or take one from it: wholly or not at all, one process at a time.

A pack is unpacked into a temporary folder on the shelf, checked there, and renamed to its place. A process that dies on the
way leaves only temporary folders, which the next change of the shelf sweeps away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec

from simulator.kernel.text import Text
from simulator.packs.archive import Archive, read_archive
from simulator.packs.disk import TEMPORARY, temporary, write_folder, write_new, write_whole
from simulator.packs.errors import FolderError, OtherContent, ShelfError, of_system
from simulator.packs.files import digest, members
from simulator.packs.names import check_id, shown
from simulator.packs.shelf import DIGITS, RECORD, Installed, Record, look_into, of_id, shelf_folder
from simulator.packs.version import Version

MAX_TITLE = 200  # characters; it is kept for lists
LOCK_SECONDS = 10  # how long to wait for another process that changes the shelf

_NEW = Text("已安装 {id} {version}。", "{id} {version} is installed.")
_SAME = Text(
    "{id} {version} 已经装过，内容完全相同，没有改动。",
    "{id} {version} is installed already with the same content; nothing was changed.",
)
_SIGNED = Text(
    "{id} {version} 已经装过，内容完全相同；已补上签名。",
    "{id} {version} is installed already with the same content; its signature was added.",
)
_REPLACED = Text(
    "已安装 {id} {version}，替换了原来内容不同的那一份。",
    "{id} {version} is installed in the place of the one with other content.",
)
_CONFLICT = Text(
    "{id} {version} 已经装过，但内容不同（已装 {old}，这次 {new}）。内容变了就应提高版本号；确要替换请加 --replace，"
    "用旧内容做过的练习将不能再评分。",
    "{id} {version} is installed already with other content (there {old}, here {new}). A pack that changes should get a higher "
    "version; to replace it all the same use --replace, and attempts made with the old content can no longer be scored.",
)
_NOT_THERE = Text(
    "没有安装 {id} {version}；请用 storesim pack list 查看已装的包。",
    "{id} {version} is not installed; see what is with: storesim pack list",
)
_BUSY = Text(
    "另一个程序正在改动 {place}；请等它结束后重试。",
    "Another process is changing {place}; try again when it has finished.",
)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the check of an install says of the pack it looked at."""

    id: str
    version: str
    title: Text


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """What an install did, in a sentence as well, and the pack on the shelf."""

    what: Literal["new", "same", "replaced"]
    pack: Installed
    text: Text


def install(
    source: Path, check: Callable[[Path], Head], *, wall: Callable[[], int], replace: bool = False
) -> Installation:
    """Install the pack in an archive or a folder.

    `check` gets a folder with its files and raises when the pack cannot be used; `wall` gives milliseconds since 1970. The same
    content again changes nothing (a signature is added where there was none). Other content under an id and version that are
    there is refused, or with `replace` takes the place of the old, which is deleted. PackFileError, or what `check` raises;
    then the shelf is as it was.
    """
    found = _read(source)
    with _shelf() as shelf:
        staged = temporary(shelf)
        try:
            with _explained(shelf):
                write_folder(found.files, staged)
            head = check(staged)
            check_id(head.id)
            title = Text(head.title.zh[:MAX_TITLE], head.title.en[:MAX_TITLE])
            record = Record(
                id=head.id, version=str(Version.parse(head.version)), title=title, digest=found.digest,
                archive=found.sha256, signature=found.signature, installed=wall(), source=source.resolve().name,
            )  # fmt: skip
            return _place(shelf, staged, record, replace)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def remove(id: str, version: str, digest: str = "") -> list[Installed]:
    """Delete a version, broken ones too, or only what has this digest (or its beginning). ShelfError when it is not there."""

    def wanted() -> list[Installed]:
        return [e for e in of_id(id) if e.version == version and e.path.name.startswith(digest[:DIGITS])]

    if not wanted():
        raise ShelfError(_NOT_THERE.fill(id=shown(id), version=shown(version)))
    with _shelf() as shelf:
        gone = wanted()
        for entry in gone:
            with _explained(entry.path):
                _delete(shelf, entry.path)
    return gone


def _read(source: Path) -> Archive:
    """The files of an archive or of a folder, which has no SHA-256 of its own."""
    if not source.is_dir():
        return read_archive(source)
    found = members(source)
    return Archive(files=found.files, digest=digest(found.files), sha256="", signature=found.signature)


def _place(shelf: Path, staged: Path, record: Record, replace: bool) -> Installation:
    """Rename the checked folder to its place, unless the same stands there."""
    target = shelf / record.id / record.version / record.digest[:DIGITS]
    # without regard to case: on some disks 1.0.0-RC1 and 1.0.0-rc1 would share a folder
    there = [e for e in of_id(record.id) if e.version.lower() == record.version.lower() and e.problem is None]
    others = [e for e in there if e.digest != record.digest]
    same = next((e.record for e in there if e.digest == record.digest and _is_whole(e)), None)
    if others and same is None and not replace:
        old, new = others[0].digest[:DIGITS], record.digest[:DIGITS]
        raise OtherContent(_CONFLICT.fill(id=record.id, version=record.version, old=old, new=new))
    signed = same is not None and same.signature is None and record.signature is not None
    with _explained(target):
        if same is None:
            write_new(staged / RECORD, msgspec.json.encode(record))
            _rename(shelf, staged, target)
        elif signed:
            write_whole(target / RECORD, msgspec.json.encode(msgspec.structs.replace(same, signature=record.signature)))
        for other in others:
            if replace and other.path != target:  # digests that begin alike share a folder
                _delete(shelf, other.path)
    what: Literal["new", "same", "replaced"] = "same" if same else "replaced" if others else "new"
    text = _SIGNED if signed else {"new": _NEW, "same": _SAME, "replaced": _REPLACED}[what]
    pack = look_into(target)
    assert pack is not None
    return Installation(what=what, pack=pack, text=text.fill(id=record.id, version=record.version))


def _is_whole(entry: Installed) -> bool:
    """Whether the files on the shelf are still those that were installed."""
    try:
        return digest(members(entry.path).files) == entry.digest
    except FolderError:
        return False


def _rename(shelf: Path, staged: Path, target: Path) -> None:
    """Put a folder in its place, which only broken remains may hold. A failure leaves no empty folders."""
    if target.exists():
        _delete(shelf, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(target)
    finally:
        _prune(target)


def _delete(shelf: Path, path: Path) -> None:
    """Delete a folder of the shelf: first it is gone at once, then bit by bit."""
    doomed = temporary(shelf)
    path.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)
    _prune(path)


def _prune(path: Path) -> None:
    """Remove the folders of version and id where nothing is left in them."""
    for folder in (path.parent, path.parent.parent):
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def _shelf() -> Iterator[Path]:
    """The shelf, for this process alone, and swept of what others left when they died."""
    import filelock

    shelf = shelf_folder()
    lock = filelock.FileLock(shelf / ".lock", timeout=LOCK_SECONDS)
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        raise ShelfError(_BUSY.fill(place=str(shelf))) from error
    except OSError as error:
        raise ShelfError(of_system(error, shelf)) from error
    try:
        with _explained(shelf):
            for path in shelf.iterdir():
                if TEMPORARY.fullmatch(path.name):
                    shutil.rmtree(path, ignore_errors=True)  # folders only; a file may be a key ring being written
        yield shelf
    finally:
        lock.release()


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    """What the operating system refuses, as a ShelfError."""
    try:
        yield
    except OSError as error:
        raise ShelfError(of_system(error, place)) from error
