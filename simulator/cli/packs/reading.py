"""A pack named on the command line, from a folder or an archive, with the library of players to look names up in."""

from __future__ import annotations

from collections.abc import Iterable
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
    from simulator.proof import incoming

    try:
        return incoming.place(given)
    except incoming.NoPack as error:
        raise Misuse(error.text.zh, error.text.en) from error


def files(path: Path) -> Members:
    """The files of a pack in a folder or an archive. Raises PackFileError."""
    from simulator.proof import incoming

    return incoming.files(path)


def checked(path: Path) -> tuple[Pack | None, list[Finding]]:
    """The pack with all findings, names of players looked up. Raises PackFileError when its files cannot be read at all."""
    from simulator.proof import incoming

    return incoming.check(path)


def usable(path: Path, lang: Lang) -> Pack | None:
    """The pack, or None after its findings were printed."""
    pack, found = checked(path)
    if pack is None:
        out.lines(lines(path, found, lang))
    return pack


def lines(path: Path, found: Iterable[Finding], lang: Lang) -> list[str]:
    """Findings as compilers print them, which editors can jump to."""
    said = []
    for finding in found:
        level = (Text("提醒", "warning") if finding.warning else Text("错误", "error")).of(lang)
        where = path / finding.file if path.is_dir() else f"{path}:{finding.file}"
        said.append(f"{where}:{finding.line}:{finding.column}: {level}: {finding.what.of(lang)}")
    return said
