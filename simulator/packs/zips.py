"""Zip archives as packs need them: `zipfile` with one fixed way to write, and a reader that bounds and cross-checks.

`zipfile` believes an archive's table. Before anything is unpacked this counts the entries and sees that they follow one
another from the first byte to the table, without overlap or hole; while unpacking no more is taken than was declared.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import msgspec

from simulator.kernel.text import Text
from simulator.packs.errors import ArchiveError
from simulator.packs.names import shown

MAX_ENTRIES = 1_000  # folders and hidden files counted

_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_AFTERWARDS = 0x0008  # sizes and checksum stand behind the data
_PATCH = 0x0020
_UTF8 = 0x0800
_TRAILER = frozenset((0, 12, 16, 20, 24))  # lengths of what may then stand there
_LENGTHS = struct.Struct("<2H")  # of name and extra field, at byte 26 of a local header of 30
_1980 = (1980, 1, 1, 0, 0, 0)
# what the library raises on bytes that are no archive, or not the one they say they are
_FAULTS = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error, OSError, RuntimeError)

_NOT_A_ZIP = Text(
    "它不是完整的 zip 文件，或结尾多了别的内容；请重新下载或重新打包",
    "it is not a whole zip file, or something stands after its end; fetch it again or pack it again",
)
_BROKEN = Text(
    "它已损坏（目录和内容对不上）；请重新下载", "it is damaged (its table and its content disagree); fetch it again"
)
_MANY = Text(
    f"里面有超过 {MAX_ENTRIES} 项；请重新打包，只放场景包的文件",
    f"it has more than {MAX_ENTRIES} entries; pack it again with the pack's files only",
)
_HOLES = Text(
    "里面有重叠的文件，或不属于任何文件的内容；请重新打包",
    "files in it overlap, or something in it belongs to no file; pack it again",
)
_SECRET = Text("“{name}”加了密码；请不加密码重新打包", "“{name}” is encrypted; pack it again without a password")
_METHOD = Text(
    "“{name}”的压缩方法本程序不认（只认存储和 Deflate）；请重新打包",
    "“{name}” is compressed in a way that is not allowed (only stored and deflate); pack it again",
)
_NOT_UTF8 = Text(
    "有文件名不是 UTF-8（{name}）；请用英文字母改名，或换一个打包工具",
    "the name of a file is not UTF-8 ({name}); rename it with Latin letters, or use another tool to pack it",
)
_LIES = Text(
    "“{name}”的内容和标明的大小或校验和不符；请重新下载",
    "the content of “{name}” is not of the size or checksum that is declared; fetch it again",
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an archive as it declares itself. Folders end in a slash; `mode` is that of Unix, 0 where none is given."""

    name: str
    size: int
    packed: int
    mode: int
    marked_folder: bool  # by MS-DOS
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo


def write(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of these files in this order: stored as they are, so that no version of a compressor matters; all made by
    Unix on the first day the format knows."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, _1980)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return made.getvalue()


def entries(data: bytes) -> list[Entry]:
    """All entries in the order of the table, with nothing unpacked yet. ArchiveError when anything does not agree."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise ArchiveError(_NOT_A_ZIP if b"PK\5\6" not in data[-22 - 0xFFFF :] else _BROKEN) from error
    end = len(data) - len(archive.comment) - 22
    if end < 0 or not data.startswith(b"PK\5\6", end):
        raise ArchiveError(_NOT_A_ZIP)  # something stands behind the end
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise ArchiveError(_MANY)
    found = []
    for info in infos:
        name = _name(info)
        if info.flag_bits & _ENCRYPTED:
            raise ArchiveError(_SECRET.fill(name=shown(name)))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _PATCH:
            raise ArchiveError(_METHOD.fill(name=shown(name)))
        found.append(
            Entry(
                name=name, size=info.file_size, packed=info.compress_size, mode=info.external_attr >> 16,
                marked_folder=bool(info.external_attr & 0x10), archive=archive, info=info,
            )
        )  # fmt: skip
    _check_holes(data, infos, archive.start_dir)
    return found


def content(entry: Entry) -> bytes:
    """The bytes of an entry. ArchiveError when they are not exactly what it declares; at most one byte more than that is
    ever unpacked."""
    try:
        with entry.archive.open(entry.info) as stream:
            data = stream.read(entry.size + 1)  # one more, to come to the end, where the checksum is compared
    except (*_FAULTS, zlib.error) as error:
        raise ArchiveError(_LIES.fill(name=shown(entry.name))) from error
    if len(data) != entry.size:
        raise ArchiveError(_LIES.fill(name=shown(entry.name)))
    return data


def _check_holes(data: bytes, infos: list[zipfile.ZipInfo], table: int) -> None:
    """The entries, each from its header to its last byte, follow each other up to the table without hole or overlap, and the
    file ends where the archive does."""
    edge, after = 0, False
    for info in sorted(infos, key=lambda i: i.header_offset):
        gap = info.header_offset - edge
        if gap not in (_TRAILER if after else (0,)) or info.header_offset + 30 > len(data):
            raise ArchiveError(_HOLES)
        name, extra = _LENGTHS.unpack_from(data, info.header_offset + 26)
        edge = info.header_offset + 30 + name + extra + info.compress_size
        after = bool(info.flag_bits & _AFTERWARDS)
    if table - edge not in (_TRAILER if after else (0,)):
        raise ArchiveError(_HOLES)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was written, not as the library mended it. Many tools write UTF-8 without saying so; other encodings
    cannot be told apart."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ArchiveError(_NOT_UTF8.fill(name=shown(raw.decode("ascii", "backslashreplace")))) from None
