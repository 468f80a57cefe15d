"""`storesim pack diff`: what changed between two versions, and whether the version number says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from simulator.cli import out
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.packs.diff import Difference

SHORT = 70


def run(old: str, new: str, as_json: bool, lang: Lang) -> int:
    """0 when nothing changed or the new version is high enough for it, 1 when it is not."""
    from simulator.packs.diff import diff

    found = diff(reading.files(reading.place(old)), reading.files(reading.place(new)))
    if as_json:
        out.json({**msgspec.to_builtins(found), "fits": found.fits})
    else:
        out.lines(_lines(found, lang))
    return DONE if found.fits else FAILED


def _lines(found: Difference, lang: Lang) -> Iterator[str]:
    from simulator.packs.diff import LEVEL

    if not found.changes:
        yield Text("内容没有差别。", "Nothing differs.").of(lang)
        return
    for change in found.changes:
        yield f"{change.file}: {change.path}  [{LEVEL[change.level].of(lang)}]"
        if change.old:
            yield f"  - {_short(change.old)}"
        if change.new:
            yield f"  + {_short(change.new)}"
    grave = max(found.changes, key=lambda c: list(LEVEL).index(c.level))
    kind = LEVEL[grave.level].of(lang)
    yield ""
    if found.fits:
        yield Text(
            f"{found.old_version} -> {found.new_version}：版本号合适（最重的改动：{kind}）。",
            f"{found.old_version} -> {found.new_version}: the version is high enough (gravest change: {kind}).",
        ).of(lang)
    else:
        yield Text(
            f"{found.old_version} -> {found.new_version}：改动是“{kind}”，版本号至少要 {found.needed}；补丁版本只能改文字。",
            f"{found.old_version} -> {found.new_version}: the change is one of {kind}, which needs {found.needed} at least; "
            "a patch release may change wording only.",
        ).of(lang)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[:SHORT] + "..."
