"""`storesim paper list`: the papers on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from simulator.cli import out, words
from simulator.cli.papers import reading
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.exams.paper.shelf import Shelved


def run(as_json: bool, lang: Lang) -> int:
    """The user's own first, then those we ship."""
    from simulator.exams.paper.shelf import ORIGIN, papers
    from simulator.exams.paper.words import lasting

    found = papers(reading.packs(lang))
    if as_json:
        out.json([_plain(one) for one in found])
        return DONE
    head = Text("编号|版本|标题|时间|题数|来源", "Id|Version|Title|Limit|Items|From").of(lang).split("|")
    rows = []
    for one in found:
        p = one.paper
        rows.append(
            [
                one.id,
                p.version,
                p.title.of(lang),
                lasting(p.limit).of(lang),
                str(len(p.items)),
                ORIGIN[one.origin].of(lang),
            ]
            if p is not None
            else [one.id, "-", "-", "-", "-", ORIGIN[one.origin].of(lang)]
        )
    out.lines(words.table(head, rows, right=[3, 4]))
    for one in found:
        if one.paper is None:
            out.lines(f"! {line}" for line in reading.lines([f for f in one.findings if not f.warning][:1], lang))
    return DONE


def _plain(one: Shelved) -> dict[str, Any]:
    from simulator.exams.paper.frozen import paper_digest

    return {
        "id": one.id, "from": one.origin, "path": str(one.path), "usable": one.paper is not None,
        "digest": paper_digest(one.paper) if one.paper else None, "paper": msgspec.to_builtins(one.paper),
        "findings": [msgspec.to_builtins(f) for f in one.findings],
    }  # fmt: skip
