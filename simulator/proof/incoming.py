"""A pack that comes from elsewhere, in a folder or an archive: what is wrong with it, who vouches for it, and its way onto the
shelf. The command line and the interface install through here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from simulator.kernel.text import Text
from simulator.packs.archive import read_archive
from simulator.packs.errors import PackFileError, of_system
from simulator.packs.files import HEAD, Members, digest, members
from simulator.packs.install import Head, Installation
from simulator.packs.install import install as put
from simulator.packs.keys import KeyRing
from simulator.packs.load import PackError, check_members
from simulator.packs.load import check as check_folder
from simulator.packs.model import Pack
from simulator.packs.names import shown
from simulator.packs.signature import SignatureState, verify
from simulator.packs.yaml import Finding

_NO_PLACE = Text("没有场景包 {place}；请检查路径。", "There is no pack {place}; check the path.")
_NO_HEAD = Text(
    f"{{place}} 里没有 {HEAD}，不是场景包。", f"{{place}} holds no {HEAD}: it is not a pack."
)  # fmt: skip
_NOT_INSTALLED = Text("没有安装：{why}", "It was not installed: {why}")
_CHANGED = Text(
    "{place} 刚才被改过，没有安装；请重新查看。", "{place} was changed just now, so it was not installed; look again."
)


class NoPack(PackFileError):
    """There is no pack at the place that was named."""


class NotInstalled(PackFileError):
    """A pack that can be used is not taken: its signature is not good, or the file was changed meanwhile."""


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """What was found at a place: the pack and its signature where it can be used, else None; all findings either way."""

    path: Path
    pack: Pack | None
    findings: tuple[Finding, ...]
    signature: SignatureState | None = None

    @property
    def errors(self) -> int:
        """How many of the findings keep it from being used."""
        return sum(not f.warning for f in self.findings)


def place(given: str) -> Path:
    """An existing folder with a `pack.yaml`, or a file. Raises NoPack."""
    try:
        path = Path(given).expanduser()
        if not path.exists():
            raise NoPack(_NO_PLACE.fill(place=shown(given)))
        if path.is_dir() and not (path / HEAD).is_file():
            raise NoPack(_NO_HEAD.fill(place=shown(given)))
    except (RuntimeError, ValueError) as error:  # a home that is not known, a zero byte
        raise NoPack(_NO_PLACE.fill(place=shown(given))) from error
    except OSError as error:  # a name that is too long, a folder nobody may read
        raise NoPack(of_system(error, shown(given))) from error
    return path


def files(path: Path) -> Members:
    """The files of a pack in a folder or an archive. Raises PackFileError."""
    if path.is_dir():
        return members(path)
    archive = read_archive(path)
    return Members(files=archive.files, signature=archive.signature)


def check(path: Path) -> tuple[Pack | None, list[Finding]]:
    """The pack with all findings, names of players looked up. Raises PackFileError when its files cannot be read at all."""
    return _check(files(path), path)


def look(path: Path) -> Incoming:
    """Everything to know before it is installed. Raises PackFileError when its files or the key ring cannot be read."""
    found = files(path)
    pack, findings = _check(found, path)
    state = None
    if pack is not None:
        state = verify(found.files, found.signature, id=pack.id, version=pack.version, ring=KeyRing())
    return Incoming(path=path, pack=pack, findings=tuple(findings), signature=state)


def install(found: Incoming, *, wall: Callable[[], int], replace: bool = False, signed: bool = False) -> Installation:
    """Put what `look` found on the shelf, the very bytes it saw. `signed`: only with a signature of somebody trusted.

    Raises PackError when it cannot be used, NotInstalled when its signature is bad (or not trusted, where that is asked for),
    and whatever `packs.install.install` raises; then the shelf is as it was.
    """
    pack, state = found.pack, found.signature
    if pack is None or state is None:
        raise PackError([f for f in found.findings if not f.warning])
    if state.state == "bad" or (signed and not state.trusted):
        raise NotInstalled(_NOT_INSTALLED.fill(why=state.text))
    wanted = pack.digest

    def judge(folder: Path) -> Head:
        if digest(members(folder).files) != wanted:
            raise NotInstalled(_CHANGED.fill(place=str(found.path)))
        again, findings = check_folder(folder)
        if again is None:
            raise PackError([f for f in findings if not f.warning])
        return Head(id=again.id, version=again.version, title=again.title)

    return put(found.path, judge, wall=wall, replace=replace)


def _check(found: Members, path: Path) -> tuple[Pack | None, list[Finding]]:
    from simulator.bots.catalogue import Catalogue

    return check_members(found, str(path), Catalogue())
