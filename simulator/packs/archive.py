"""A pack as one `.zip`: the same bytes from every machine, and read as what it is, a file from a stranger."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from simulator.kernel.text import Text
from simulator.packs import zips
from simulator.packs.disk import read_file, write_folder, write_whole
from simulator.packs.errors import ArchiveError, of_system
from simulator.packs.files import (
    HEAD,
    MAX_TOTAL_BYTES,
    SIGNATURE,
    belongs,
    digest,
    members,
    why_too_much,
)
from simulator.packs.names import check_id, clash, hidden, shown, why_not
from simulator.packs.version import Version

MAX_ARCHIVE_BYTES = MAX_TOTAL_BYTES + 1_000_000
MAX_RATIO = 100  # of declared to stored bytes; texts reach 10
_RATIO_FROM = 100_000  # smaller files may be as empty as they like

_WRONG = Text("场景包文件 {place} 不能用：{why}。", "The pack archive {place} cannot be used: {why}.")
_BYTES = Text("（内存数据）", "(in memory)")
_TOO_LARGE = Text(
    f"它超过 {MAX_ARCHIVE_BYTES} 字节；请确认这是场景包",
    f"it has more than {MAX_ARCHIVE_BYTES} bytes; make sure that it is a pack",
)
_SPECIAL = Text(
    "“{name}”是链接或特殊文件；请换成普通文件重新打包",
    "“{name}” is a link or a special file; put a plain file there and pack it again",
)
_FULL_FOLDER = Text("文件夹“{name}”带有内容；请重新打包", "the folder “{name}” has content of its own; pack it again")
_BOMB = Text(
    f"“{{name}}”的压缩比超过 {MAX_RATIO} 倍，像是压缩炸弹；请不要使用",
    f"“{{name}}” is compressed more than {MAX_RATIO} times, as a zip bomb is; do not use it",
)
_STRAYS = Text(
    "里面有不属于场景包的文件（{names}）；请用 storesim pack build 重新打包",
    "it holds files that do not belong to a pack ({names}); pack it again with: storesim pack build",
)
_NO_HEAD = Text(
    f"里面没有 {HEAD}；请确认这是场景包（{HEAD} 要在最外层，或在唯一的外层文件夹里）",
    f"there is no {HEAD} in it; make sure that it is a pack ({HEAD} at the top, or in the one folder at the top)",
)
_NO_HEAD_HERE = Text(
    f"{{place}} 里没有 {HEAD}（链接不算）；请确认这是场景包的文件夹。",
    f"There is no {HEAD} in {{place}} (links do not count); make sure that it is the folder of a pack.",
)
_OTHER_FILE = Text(
    "{place} 已存在而且不是 zip 文件，没有覆盖它；请换一个文件名。",
    "{place} is there and is no zip file, so it was not overwritten; choose another name.",
)


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """An archive that was written: where, its SHA-256 and size in bytes, the pack's digest, the names of its files, and what
    lay in the folder and was left out."""

    path: Path
    sha256: str
    size: int
    digest: str
    names: tuple[str, ...]
    strays: tuple[str, ...] = ()


class Archive(msgspec.Struct, frozen=True, kw_only=True):
    """An archive that was read: the pack's files, their digest, the SHA-256 of the archive, its signature unjudged."""

    files: dict[str, bytes]
    digest: str
    sha256: str
    signature: bytes | None = None


def build(folder: Path, out: Path | None, *, id: str, version: str) -> Built:
    """Write the pack in a folder as an archive: `out`, or `<id>-<version>.zip` in the folder `out` or the current one.

    The signature of the folder is not taken along: it may not fit any more. PackFileError when the folder, the id or the version
    is not good, or nothing can be written.
    """
    check_id(id)
    name = f"{id}-{Version.parse(version)}.zip"
    found = members(folder)
    if HEAD not in found.files:
        raise ArchiveError(_NO_HEAD_HERE.fill(place=str(folder)))
    path = Path(name) if out is None else out / name if out.is_dir() else out
    return write_archive(path, found.files, None, found.strays)


def write_archive(
    path: Path, files: Mapping[str, bytes], signature: bytes | None, strays: tuple[str, ...] = ()
) -> Built:
    """Write files, sorted, and the signature behind them. A zip file of this name is replaced, any other file is not."""
    data = packed(files, signature)
    try:
        if path.exists() and read_file(path, 2)[:2] not in (b"", b"PK"):
            raise ArchiveError(_OTHER_FILE.fill(place=str(path)))
        write_whole(path, data)
    except OSError as error:
        raise ArchiveError(of_system(error, path)) from error
    return Built(
        path=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data), digest=digest(files),
        names=tuple(sorted(files)), strays=strays,
    )  # fmt: skip


def packed(files: Mapping[str, bytes], signature: bytes | None = None) -> bytes:
    """The bytes of an archive of these files, sorted, the signature behind them: the same from every machine."""
    return zips.write([*sorted(files.items()), *([(SIGNATURE, signature)] if signature is not None else [])])


def read_archive(source: Path | bytes) -> Archive:
    """Read an archive, ours or one made by another tool. ArchiveError with one sentence for everything that is not right.

    One folder around the whole pack is taken off; entries for folders, hidden files and what file managers leave are passed over.
    """
    if isinstance(source, Path):
        place = Text(str(source), str(source))
        try:
            data = read_file(source, MAX_ARCHIVE_BYTES)
        except OSError as error:
            raise ArchiveError(of_system(error, source)) from error
    else:
        place, data = _BYTES, source
    try:
        if len(data) > MAX_ARCHIVE_BYTES:
            raise ArchiveError(_TOO_LARGE)
        files = _files(zips.entries(data))
    except ArchiveError as error:
        raise ArchiveError(_WRONG.fill(place=place, why=error.text)) from error
    signature = files.pop(SIGNATURE, None)
    return Archive(
        files=files, digest=digest(files), sha256=hashlib.sha256(data).hexdigest(), signature=signature
    )  # fmt: skip


def unpack(archive: Archive, folder: Path) -> None:
    """Write the pack's files into a new folder, all or none. ArchiveError, also when the folder is there already."""
    try:
        write_folder(archive.files, folder)
    except OSError as error:
        raise ArchiveError(of_system(error, folder)) from error


def _files(entries: list[zips.Entry]) -> dict[str, bytes]:
    """The files of a pack, sorted, the signature among them. Everything is judged before anything is unpacked."""
    found: dict[str, zips.Entry] = {}
    names, folders = [], []
    for entry in entries:
        folder = entry.name.endswith("/")
        name = entry.name[:-1] if folder else entry.name
        _refuse(why_not(name))
        _check_kind(entry, folder)
        if hidden(name):
            continue
        if folder:
            folders.append(name)
        else:
            names.append(name)
            found[name] = entry
    _refuse(clash(names, folders))
    found = _without_folder_around(found)
    if HEAD not in found:
        raise ArchiveError(_NO_HEAD)
    strays = sorted(name for name in found if not belongs(name) and name != SIGNATURE)
    if strays:
        listed = ", ".join(map(shown, strays[:5])) + (" …" if len(strays) > 5 else "")
        raise ArchiveError(_STRAYS.fill(names=listed))
    _refuse(why_too_much({name: entry.size for name, entry in found.items()}))
    for name, entry in found.items():
        if entry.size > max(_RATIO_FROM, MAX_RATIO * entry.packed):
            raise ArchiveError(_BOMB.fill(name=shown(name)))
    return {name: zips.content(found[name]) for name in sorted(found)}


def _check_kind(entry: zips.Entry, folder: bool) -> None:
    """A plain file or a plain folder; a system that gives no mode gives 0."""
    kind = stat.S_IFMT(entry.mode)
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG) or (entry.marked_folder and not folder):
        raise ArchiveError(_SPECIAL.fill(name=shown(entry.name)))
    if folder and entry.size:
        raise ArchiveError(_FULL_FOLDER.fill(name=shown(entry.name)))


def _without_folder_around(found: dict[str, zips.Entry]) -> dict[str, zips.Entry]:
    """The names within the one folder that holds everything, if that is how it was packed."""
    tops = {name.partition("/")[0] for name in found}
    if len(tops) != 1 or f"{(top := tops.pop())}/{HEAD}" not in found:
        return found
    return {name.removeprefix(f"{top}/"): entry for name, entry in found.items()}


def _refuse(why: Text | None) -> None:
    if why is not None:
        raise ArchiveError(why)
