"""`storesim pack coverage`: requirements against scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from simulator import standard
from simulator.cli import out, words
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, sentence, unknown
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.packs.coverage import Coverage

GAP = Text("空缺", "gap")


def run(places: list[str], only: str, gaps: bool, as_json: bool, lang: Lang) -> int:
    """The matrix over the packs named, or over all there are."""
    from simulator.packs.coverage import coverage
    from simulator.packs.library import usable_packs

    packs = []
    for place in places:
        pack = reading.usable(reading.place(place), lang)
        if pack is None:
            return FAILED
        packs.append(pack)
    if not places:
        packs, broken = usable_packs()
        for error in broken:
            out.warn(sentence(error), lang)
    found = coverage(packs, only)
    if not found.lines:
        known = [
            *(c.id for c in standard.chapters()),
            *(t.id for t in standard.tasks()),
            *(r.id for r in standard.requirements()),
        ]
        raise unknown("编号", "id", only, known)
    if as_json:
        out.json(
            {
                **msgspec.to_builtins(found),
                "covered": found.covered,
                "gaps": [x.requirement for x in found.lines if x.gap],
            }
        )
    else:
        out.lines(_lines(found, gaps, lang))
    return DONE


def _lines(found: Coverage, gaps: bool, lang: Lang) -> Iterator[str]:
    """Columns are numbered, so that the matrix stays narrow; a figure counts facets and gates."""
    for n, column in enumerate(found.columns, 1):
        yield f"[{n}] {column.pack} {column.version} / {column.scenario}  {column.title.of(lang)}"
    yield ""
    head = ["", *(str(n) for n in range(1, len(found.columns) + 1)), "", ""]
    rows = [
        [
            line.requirement,
            *(str(n) if n else "." for n in line.facets),
            GAP.of(lang) if line.gap else "",
            line.title.of(lang),
        ]
        for line in found.lines
        if line.gap or not gaps
    ]
    yield from words.table(head, rows, right=range(1, len(found.columns) + 1))
    yield ""
    total, lacking = len(found.lines), len(found.lines) - found.covered
    yield Text(
        f"{total} 项要求，{found.covered} 项有场景可练，空缺 {lacking}；数字是检查项和禁令的个数。",
        f"{total} requirements, {found.covered} practised, {lacking} gaps; figures count facets and gates.",
    ).of(lang)
