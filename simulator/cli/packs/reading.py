"""A pack named on the command line, from a folder or an archive, with the library of players to look names up in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.trouble import Misuse
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.packs.files import Members
    from simulator.packs.model import Pack
    from simulator.packs.yaml import Finding


def place(given: str) -> Path:
    """An existing folder with a `pack.yaml`, or a file. Raises Misuse."""
    path = Path(given).expanduser()
    if not path.exists():
        raise Misuse(f"没有场景包 {given}；请检查路径。", f"There is no pack {given}; check the path.")
    if path.is_dir() and not (path / "pack.yaml").is_file():
        raise Misuse(f"{given} 里没有 pack.yaml，不是场景包。", f"{given} holds no pack.yaml: it is not a pack.")
    return path


def files(path: Path) -> Members:
    """The files of a pack in a folder or an archive. Raises PackFileError."""
    from simulator.packs.archive import read_archive
    from simulator.packs.files import Members, members

    if path.is_dir():
        return members(path)
    archive = read_archive(path)
    return Members(files=archive.files, signature=archive.signature)


def checked(path: Path) -> tuple[Pack | None, list[Finding]]:
    """The pack with all findings, names of players looked up. Raises PackFileError when its files cannot be read at all."""
    from simulator.bots.catalogue import Catalogue
    from simulator.packs.load import check_members

    return check_members(files(path), str(path), Catalogue())


def usable(path: Path, lang: Lang) -> Pack | None:
    """The pack, or None after its findings were printed."""
    pack, found = checked(path)
    if pack is None:
        out.lines(lines(path, found, lang))
    return pack


def lines(path: Path, found: list[Finding], lang: Lang) -> list[str]:
    """Findings as compilers print them, which editors can jump to."""
    said = []
    for finding in found:
        level = (Text("提醒", "warning") if finding.warning else Text("错误", "error")).of(lang)
        where = path / finding.file if path.is_dir() else f"{path}:{finding.file}"
        said.append(f"{where}:{finding.line}:{finding.column}: {level}: {finding.what.of(lang)}")
    return said
