"""Where hand-ins come from: a folder, a zip of one, a single save. Every file is looked at, and none is unpacked to the disk.

A bulk download of Moodle puts a student's name before each file: `Wang Fang_12345_assignsubmission_file_/x.storesim`, or
without folders `..._file_x.storesim`. Where exactly one student of the class bears that name, the file is known to be his.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from simulator.classroom.content import MOST_BYTES, too_large
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.folding import fold
from simulator.classroom.model import Student
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.packs.disk import read_file

MOST_FILES = 20_000
MOST_UNPACKED = 8 * 1024**3  # bytes of all files of an archive, as it declares them

_MOODLE = re.compile(r"^(?P<name>.+?)_\d+_assignsubmission_(?P<kind>file|onlinetext)_?(?:$|[^/]+$)")
# what programs and systems leave beside saves
_BESIDE = ("-wal", "-shm", "-journal", ".lock")
_LITTER = frozenset(("thumbs.db", "desktop.ini"))
_ZIP_FAULTS = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError, zlib.error)

_DAMAGED_ZIP = Text("压缩包内容损坏", "the archive is damaged there")
_SECRET = Text("压缩包加了密码", "the archive has a password")


class Unreadable(Exception):
    """A file that cannot be had; `why` says it without a full stop."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was handed in. name: its path within the folder; by: the student who handed it in, where that is known;
    received: when, milliseconds since 1970; waiting: its id in the inbox, if it came from there; read: gives its bytes, or
    raises Unreadable."""

    name: str
    by: str = ""
    received: int
    waiting: str = ""
    read: Callable[[], bytes]


@contextmanager
def collected(place: Path, students: Collection[Student], now: int) -> Iterator[list[Source]]:
    """The files at a place in the order of their names. Raises ClassroomError when there is nothing that can be looked at."""
    with ExitStack() as opened:
        try:
            files = _files(place, opened)
        except zipfile.BadZipFile as error:
            raise _no_place(place, _DAMAGED_ZIP) from error
        except OSError as error:
            raise _no_place(error.filename or place, reason(error)) from error
        owner = _owners(students)
        yield [Source(name=name, by=owner(name), received=now, read=read) for name, read in files]


def _files(place: Path, opened: ExitStack) -> list[tuple[str, Callable[[], bytes]]]:
    """Names, and how to get the bytes, while `opened` is."""
    if place.is_dir():
        return [(name, _reader(path)) for name, path in _walk(place)]
    if not place.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place))
    if read_file(place, 4)[:4] == b"PK\3\4":
        archive = opened.enter_context(zipfile.ZipFile(place))
        return [(name, _unpacker(archive, info)) for name, info in _entries(archive, place)]
    return [(place.name, _reader(place))]


def _walk(folder: Path) -> list[tuple[str, Path]]:
    """The plain files of a folder by name, sorted; no link is followed."""
    found: list[tuple[str, Path]] = []

    def fail(error: OSError) -> None:
        raise error

    for where, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for file in files:
            path = Path(where, file)
            if not _passed_over(file) and stat.S_ISREG(path.lstat().st_mode):
                found.append((path.relative_to(folder).as_posix(), path))
        if len(found) > MOST_FILES:
            raise _too_many(folder)
    return sorted((name, path) for name, path in found if not _is_text(name))


def _entries(archive: zipfile.ZipFile, place: Path) -> list[tuple[str, zipfile.ZipInfo]]:
    infos = [i for i in archive.infolist() if not i.is_dir()]
    if len(infos) > MOST_FILES or sum(i.file_size for i in infos) > MOST_UNPACKED:
        raise _too_many(place)
    named = [(_name(i).replace("\\", "/"), i) for i in infos]
    wanted = [
        (name, info)
        for name, info in named
        if not any(map(_hidden, name.split("/"))) and not _passed_over(name.rpartition("/")[2]) and not _is_text(name)
    ]
    return sorted(wanted, key=lambda one: (one[0], one[1].header_offset))


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Windows in China writes GBK without saying so, others UTF-8."""
    if info.flag_bits & 0x0800:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _passed_over(file: str) -> bool:
    return _hidden(file) or file.endswith(_BESIDE) or file.casefold() in _LITTER


def _is_text(name: str) -> bool:
    """Whether it is what a student wrote into Moodle's text field."""
    return any((found := _MOODLE.match(part)) and found["kind"] == "onlinetext" for part in name.split("/"))


def _owners(students: Collection[Student]) -> Callable[[str], str]:
    """Who handed in the file of a name, as far as Moodle says."""
    known = [
        (word, s.id) for s in students if not s.erased for word in {fold(s.name), fold(s.number), fold(s.login)} if word
    ]
    times = Counter(word for word, _ in known)
    ids = {word: id for word, id in known if times[word] == 1}

    def owner(name: str) -> str:
        found = next((m for part in name.split("/") if (m := _MOODLE.match(part))), None)
        return ids.get(fold(found["name"]), "") if found else ""

    return owner


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            data = read_file(path, MOST_BYTES, follow=False)
        except OSError as error:
            why = reason(error)
            raise Unreadable(Text(f"读不了文件（{why.zh}）", f"the file cannot be read ({why.en})")) from error
        return _bounded(data)

    return read


def _unpacker(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        if info.flag_bits & 1:
            raise Unreadable(_SECRET)
        try:
            with archive.open(info) as stream:
                return _bounded(stream.read(MOST_BYTES + 1))
        except _ZIP_FAULTS as error:
            raise Unreadable(_DAMAGED_ZIP) from error

    return read


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise Unreadable(too_large(len(data)).text)
    return data


def _no_place(place: Path | str, why: Text) -> ClassroomError:
    text = Text(
        "读不了 {place}（{why}）；请指定放存档的文件夹或它的 zip 压缩包。",
        "{place} cannot be read ({why}); name the folder of the saves, or a zip of it.",
    )
    return ClassroomError("unreadable", text.fill(place=clip(clean(str(place)), 200), why=why))


def _too_many(place: Path) -> ClassroomError:
    text = Text(
        "{place} 里的文件太多或太大（最多 {files} 个，合计 {size} GB）；请只指定放存档的文件夹。",
        "{place} holds too many files or too much (at most {files} files and {size} GB); name the folder of the saves alone.",
    )
    return ClassroomError(
        "too-many-files",
        text.fill(place=clip(clean(str(place)), 200), files=MOST_FILES, size=MOST_UNPACKED // 1024**3),
    )
