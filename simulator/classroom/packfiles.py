"""Packs as the classroom gets them: an archive in a database or a task file, a folder or an archive on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from simulator.classroom.errors import ClassroomError, clip
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.packs import zips
from simulator.packs.archive import read_archive
from simulator.packs.errors import PackFileError
from simulator.packs.files import Members, members
from simulator.packs.library import of_digest
from simulator.packs.load import check_members
from simulator.packs.model import Pack

if TYPE_CHECKING:
    from simulator.classroom.store.packs import KeptPack


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that was read and checked, and the archive of its files."""

    pack: Pack
    archive: bytes


def opened(source: Path | bytes) -> Opened:
    """The pack in an archive or a folder. Raises ClassroomError with the first thing that is wrong with it."""
    try:
        if isinstance(source, Path) and source.is_dir():
            found = members(source)
            archive = zips.write(sorted(found.files.items()))
        else:
            archive = source if isinstance(source, bytes) else source.read_bytes()
            read = read_archive(source)
            found = Members(files=read.files, signature=read.signature)
    except PackFileError as error:
        raise ClassroomError("bad-pack", error.text) from error
    except OSError as error:
        why = reason(error)
        text = Text(f"读不了场景包 {source!s}（{why.zh}）。", f"The pack {source!s} cannot be read ({why.en}).")
        raise ClassroomError("bad-pack", text) from error
    pack, findings = check_members(found, "")
    if pack is None:
        first = next(f for f in findings if not f.warning)
        where = f"{first.file}:{first.line}:{first.column}"
        text = Text(
            f"场景包不能用：{where} {clip(first.what.zh, 300)}。",
            f"The pack cannot be used: {where} {clip(first.what.en, 300)}.",
        )
        raise ClassroomError("bad-pack", text)
    return Opened(pack=pack, archive=archive)


def scenario_of(digest: str, scenario: str, kept: Callable[[], KeptPack]) -> Pack:
    """The pack of a digest, with a scenario in it: from the library of this machine, else as it is `kept`. Raises
    ClassroomError."""
    found = kept()
    pack = of_digest(found.id, digest) or opened(found.archive).pack
    if pack.digest != digest:
        raise ClassroomError(
            "other-pack",
            Text(
                f"保存的场景包内容不对：应为 {clip(digest, 16)}，实为 {clip(pack.digest, 16)}。",
                f"The pack that is kept is another one: {clip(pack.digest, 16)} instead of {clip(digest, 16)}.",
            ),
        )
    must_have(pack, scenario)
    return pack


def must_have(pack: Pack, scenario: str) -> None:
    """Raises ClassroomError unless the scenario is in the pack."""
    if scenario not in pack.scenarios:
        raise ClassroomError(
            "no-scenario",
            Text(
                f"场景包 {pack.id} {pack.version} 里没有场景 {clip(scenario)}。",
                f"The pack {pack.id} {pack.version} has no scenario {clip(scenario)}.",
            ),
        )
