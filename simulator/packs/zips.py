"""The zip format as far as packs need it: one fixed way to write it, one strict way to read it.

Written here and not with `zipfile`, because the bytes must not depend on a version of Python, and because its reader takes
the whole table of contents in before it can be counted, passes over what a stream holds beyond its declared size, and
believes the table where the headers say something else. This one believes nothing that does not agree.

Layout: for each file a local header, its name, its bytes; then the table (per file a header and its name); then the end
record. All numbers are little-endian.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

import msgspec

from simulator.kernel.text import Text
from simulator.packs.errors import ArchiveError
from simulator.packs.names import shown

MAX_ENTRIES = 1_000  # folders and hidden files counted

STORED, DEFLATED = 0, 8
_LOCAL = struct.Struct("<4s5H3L2H")  # sign, needed, flags, method, time, date, crc, stored, size, name, extra
_TABLE = struct.Struct("<4s6H3L5H2L")  # sign, made, (as above) ..., comment, disk, inner, outer, offset
_END = struct.Struct("<4s4H2LH")  # sign, disk, table's disk, entries here, entries, table's size, offset, comment
_LOCAL_SIGN, _TABLE_SIGN, _END_SIGN, _ZIP64_SIGN = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\7"
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_AFTERWARDS = 0x0008  # sizes and checksum stand behind the data
_PATCH = 0x0020
_UTF8 = 0x0800
_TELLING = _ENCRYPTED | _AFTERWARDS | _PATCH  # flags that change how an entry is read here
_NOTHING, _TRAILER = frozenset((0,)), frozenset((0, 12, 16, 20, 24))  # lengths of what may then stand there

# what is written: by Unix, version 2.0, a plain file that all may read, the first day the format knows
_MADE, _NEEDED, _PLAIN, _MIDNIGHT, _1980 = 3 << 8 | 20, 20, 0o100644 << 16, 0, 1 << 5 | 1

_NOT_A_ZIP = Text(
    "它不是完整的 zip 文件，或结尾多了别的内容；请重新下载或重新打包",
    "it is not a whole zip file, or something stands after its end; fetch it again or pack it again",
)
_BROKEN = Text(
    "它已损坏（目录和内容对不上）；请重新下载", "it is damaged (its table and its content disagree); fetch it again"
)
_SPLIT = Text("它是分卷压缩的；请打成一个文件", "it is one part of a split archive; pack it as one file")
_ZIP64 = Text(
    "它用了大文件格式（zip64），场景包用不着；请重新打包",
    "it is in the format for huge files (zip64), which no pack needs; pack it again",
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
    mode: int
    marked_folder: bool  # by MS-DOS
    packed: memoryview
    method: int
    crc: int


def write(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of these files in this order: stored as they are, so that no version of a compressor matters."""
    body, table = bytearray(), bytearray()
    count = 0
    for name, data in files:
        raw = name.encode()
        shared = (
            _NEEDED, _UTF8, STORED, _MIDNIGHT, _1980, zlib.crc32(data), len(data), len(data), len(raw), 0
        )  # fmt: skip
        table += _TABLE.pack(_TABLE_SIGN, _MADE, *shared, 0, 0, 0, _PLAIN, len(body)) + raw
        body += _LOCAL.pack(_LOCAL_SIGN, *shared) + raw + data
        count += 1
    return bytes(body + table + _END.pack(_END_SIGN, 0, 0, count, count, len(table), len(body), 0))


def entries(data: bytes) -> list[Entry]:
    """All entries in the order of the table, with nothing unpacked yet. ArchiveError when anything does not agree."""
    count, start, end = _find_table(data)
    found: list[tuple[int, int, int, Entry]] = []  # begin, end, flags
    at = start
    for _ in range(count):
        if at + _TABLE.size > end:
            raise ArchiveError(_BROKEN)
        (sign, _, _, flags, method, _, _, crc, packed, size, name_size, extra, comment, disk, _, outer, offset) = (
            _TABLE.unpack_from(data, at)
        )
        at += _TABLE.size
        raw = data[at : at + name_size]
        at += name_size + extra + comment
        if sign != _TABLE_SIGN or at > end:
            raise ArchiveError(_BROKEN)
        if disk:
            raise ArchiveError(_SPLIT)
        if 0xFFFFFFFF in (packed, size, offset):
            raise ArchiveError(_ZIP64)
        name = _decode(raw)
        if flags & _ENCRYPTED:
            raise ArchiveError(_SECRET.fill(name=shown(name)))
        if method not in (STORED, DEFLATED) or flags & _PATCH:
            raise ArchiveError(_METHOD.fill(name=shown(name)))
        begin = _check_header(data, offset, (flags & _TELLING, method, crc, packed, size), raw)
        entry = Entry(
            name=name, size=size, mode=outer >> 16, marked_folder=bool(outer & 0x10), method=method, crc=crc,
            packed=memoryview(data)[begin : begin + packed],
        )  # fmt: skip
        found.append((offset, begin + packed, flags, entry))
    if at != end:
        raise ArchiveError(_BROKEN)
    _check_holes([row[:3] for row in found], start)
    return [entry for *_, entry in found]


def content(entry: Entry) -> bytes:
    """The bytes of an entry. ArchiveError when they are not exactly what it declares; at most one byte more
    than that is ever unpacked."""
    if entry.method == STORED:
        data = bytes(entry.packed)
        whole = True
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = stream.decompress(entry.packed, entry.size + 1)  # one more, to see whether there is more
        except zlib.error as error:
            raise ArchiveError(_LIES.fill(name=shown(entry.name))) from error
        whole = stream.eof and not stream.unused_data
    if not whole or len(data) != entry.size or zlib.crc32(data) != entry.crc:
        raise ArchiveError(_LIES.fill(name=shown(entry.name)))
    return data


def _find_table(data: bytes) -> tuple[int, int, int]:
    """How many entries the table has, where it begins and ends. The one end record whose comment fills the file counts."""
    ends = []
    at = data.find(_END_SIGN, max(0, len(data) - _END.size - 0xFFFF))
    while at >= 0:
        if at + _END.size <= len(data) and at + _END.size + _END.unpack_from(data, at)[-1] == len(data):
            ends.append(at)
        at = data.find(_END_SIGN, at + 1)
    if len(ends) != 1:  # two: tools would disagree about what is in it
        raise ArchiveError(_NOT_A_ZIP)
    (end,) = ends
    _, disk, table_disk, here, count, size, start, _ = _END.unpack_from(data, end)
    if data[max(0, end - 20) : end].startswith(_ZIP64_SIGN) or count == 0xFFFF or 0xFFFFFFFF in (size, start):
        raise ArchiveError(_ZIP64)
    if disk or table_disk or here != count:
        raise ArchiveError(_SPLIT)
    if count > MAX_ENTRIES:
        raise ArchiveError(_MANY)
    if start + size != end:
        raise ArchiveError(_BROKEN)
    return count, start, end


def _check_header(data: bytes, offset: int, declared: tuple[int, ...], raw: bytes) -> int:
    """Where the bytes of an entry begin; ArchiveError unless its own header says what the table says."""
    if offset + _LOCAL.size > len(data):
        raise ArchiveError(_BROKEN)
    sign, _, flags, method, _, _, *sizes, name_size, extra = _LOCAL.unpack_from(data, offset)
    begin: int = offset + _LOCAL.size + name_size + extra
    if flags & _AFTERWARDS:  # what was not known yet is 0
        sizes = [here or there for here, there in zip(sizes, declared[2:], strict=True)]
    same = (flags & _TELLING, method, *sizes) == declared
    name = data[offset + _LOCAL.size : offset + _LOCAL.size + name_size]
    if sign != _LOCAL_SIGN or not same or name != raw:
        raise ArchiveError(_BROKEN)
    return begin


def _check_holes(places: list[tuple[int, int, int]], table: int) -> None:
    """The entries, each from its header to its last byte, follow each other up to the table without hole or overlap."""
    edge, allowed = 0, _NOTHING
    for begin, end, flags in sorted(places):
        if begin - edge not in allowed:
            raise ArchiveError(_HOLES)
        edge, allowed = end, _TRAILER if flags & _AFTERWARDS else _NOTHING
    if table - edge not in allowed:
        raise ArchiveError(_HOLES)


def _decode(raw: bytes) -> str:
    """A name. Many tools write UTF-8 without saying so; other encodings cannot be told apart."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ArchiveError(_NOT_UTF8.fill(name=shown(raw.decode("ascii", "backslashreplace")))) from None
