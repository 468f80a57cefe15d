"""Which files belong to a pack, and the digest that names their bytes.

    pack.yaml                                                   the head
    scenarios/*.yaml                                            one scenario each
    goods.yaml markets.yaml services.yaml rules.yaml phrases.yaml people.yaml
    README.md README.zh.md LICENSE LICENSE.md CHANGELOG.md
    SIGNATURE.json                                              who vouches for it; not one of the files, not in the digest

Hidden files and folders are passed over. All else is a stray, which belongs to the folder and not to the pack; so is
every link, for what it shows lies elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from simulator.kernel.text import Text
from simulator.packs.disk import read_file
from simulator.packs.errors import FolderError, of_system
from simulator.packs.names import clash, hidden, shown, why_not

HEAD = "pack.yaml"
DATA = ("goods.yaml", "markets.yaml", "services.yaml", "rules.yaml", "phrases.yaml", "people.yaml")
PAPERS = ("README.md", "README.zh.md", "LICENSE", "LICENSE.md", "CHANGELOG.md")
SCENARIOS = "scenarios"
SIGNATURE = "SIGNATURE.json"

MAX_FILES = 256
MAX_FILE_BYTES = 512_000  # what `packs.yaml` reads at most
MAX_TOTAL_BYTES = 16_000_000
MAX_SIGNATURE_BYTES = 8_000
MAX_LISTED = 5_000  # names in a folder and its scenarios, strays and hidden ones counted

_TOP = frozenset((HEAD, *DATA, *PAPERS))
_DIGEST_TAG = b"storesim pack files 1"
_JUNCTION = 0xA0000003  # a folder of Windows that is a link (IO_REPARSE_TAG_MOUNT_POINT)

_NO_FOLDER = Text("没有场景包文件夹 {place}；请检查路径。", "There is no pack folder {place}; check the path.")
_WRONG = Text("场景包文件夹 {place} 不能用：{why}。", "The pack folder {place} cannot be used: {why}.")
_CROWDED = Text(
    f"里面有超过 {MAX_LISTED} 个文件；请确认这是场景包的文件夹",
    f"it holds more than {MAX_LISTED} files; make sure that it is the folder of a pack",
)


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a pack by name, sorted; what else lies there (folders end in a slash); the signature as it was found."""

    files: dict[str, bytes]
    strays: tuple[str, ...] = ()
    signature: bytes | None = None


def belongs(name: str) -> bool:
    """Whether a file of this relative posix path is part of a pack."""
    folder, _, rest = name.rpartition("/")
    if folder == SCENARIOS:
        return rest.endswith(".yaml") and not hidden(rest)
    return not folder and rest in _TOP


def why_too_much(sizes: Mapping[str, int]) -> Text | None:
    """Why files of these sizes are more than a pack may hold; None when they are not."""
    if len(sizes) > MAX_FILES:
        return Text(
            f"文件超过 {MAX_FILES} 个；请分成几个包", f"it has more than {MAX_FILES} files; make several packs of it"
        )
    for name, size in sizes.items():
        limit = MAX_SIGNATURE_BYTES if name == SIGNATURE else MAX_FILE_BYTES
        if size > limit:
            return Text(
                f"“{shown(name)}”超过 {limit} 字节；请拆开或改小",
                f"“{shown(name)}” has more than {limit} bytes; split it",
            )
    if sum(sizes.values()) > MAX_TOTAL_BYTES:
        return Text(
            f"文件合计超过 {MAX_TOTAL_BYTES} 字节；请分成几个包",
            f"its files have more than {MAX_TOTAL_BYTES} bytes together; make several packs of it",
        )
    return None


def members(folder: Path) -> Members:
    """The files of the pack in a folder. Looks at names and sizes first, reads then, and follows no link.

    FolderError when there is no such folder, it cannot be read, holds too much, or a name that cannot travel. A pack without
    `pack.yaml` is no error here.
    """
    if not folder.is_dir():
        raise FolderError(_NO_FOLDER.fill(place=str(folder)))
    strays: list[str] = []
    found: list[tuple[str, os.DirEntry[str]]] = []
    try:
        for name, entry in _listed(folder):
            if entry.is_file(follow_symlinks=False) and (belongs(name) or name == SIGNATURE):
                _refuse(folder, why_not(name))
                found.append((name, entry))
            else:
                strays.append(shown(name) + ("/" if entry.is_dir(follow_symlinks=False) else ""))
        _refuse(folder, clash(name for name, _ in found))
        _refuse(folder, why_too_much({name: entry.stat(follow_symlinks=False).st_size for name, entry in found}))
        files = {name: read_file(Path(entry.path), MAX_FILE_BYTES, follow=False) for name, entry in found}
    except OSError as error:
        raise FolderError(of_system(error, error.filename or folder)) from error
    _refuse(folder, why_too_much({name: len(data) for name, data in files.items()}))  # they may have grown
    signature = files.pop(SIGNATURE, None)
    return Members(files=files, strays=tuple(sorted(strays)), signature=signature)


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of names and contents, as 64 hexadecimal digits.

    What is hashed: the tag `storesim pack files 1`, then for every file in the order of its name's UTF-8 bytes the name in
    UTF-8 and the content. Before each of these stands its length in bytes as eight bytes, the highest first, so that no two
    sets of files give the same bytes. Permissions, dates and the signature are not in it.
    """
    found = hashlib.sha256()
    for frame in frames(_DIGEST_TAG, (part for name in sorted(files) for part in (name.encode(), files[name]))):
        found.update(frame)
    return found.hexdigest()


def frames(tag: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    """A tag and parts, each behind its length (eight bytes, the highest first)."""
    for part in (tag, *parts):
        yield len(part).to_bytes(8, "big")
        yield part


def _listed(folder: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """What is not hidden at the top and in `scenarios/`, sorted by the names a pack would give it (NFC, as macOS does not)."""
    found: list[tuple[str, os.DirEntry[str]]] = []
    count = 0
    places = [("", folder)]
    while places:
        prefix, place = places.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                count += 1
                if count > MAX_LISTED:
                    raise FolderError(_WRONG.fill(place=str(folder), why=_CROWDED))
                name = prefix + unicodedata.normalize("NFC", entry.name)
                if name == SCENARIOS and _is_real_folder(entry):
                    places.append((f"{name}/", Path(entry.path)))
                elif not hidden(name):
                    found.append((name, entry))
    return sorted(found, key=lambda item: item[0])


def _is_real_folder(entry: os.DirEntry[str]) -> bool:
    kind = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return entry.is_dir(follow_symlinks=False) and kind != _JUNCTION


def _refuse(folder: Path, why: Text | None) -> None:
    if why is not None:
        raise FolderError(_WRONG.fill(place=str(folder), why=why))
