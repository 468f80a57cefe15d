"""What points in its items come to for a whole paper: overall, by chapter, and whether it is passed. Whole basis points, rounded down.

item      the mean of its marked requirements
overall   the mean of the items, weighted with their points
chapter   the mean of its requirements in all items, each with its item's points shared out equally over what is marked there
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from simulator import standard
from simulator.exams.paper.model import Paper


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Basis points overall and by chapter; passed: the pass mark is reached, and that of each chapter that has one."""

    overall: int
    chapters: dict[str, int]
    passed: bool


def standing(paper: Paper, points: Sequence[Mapping[str, int]]) -> Standing:
    """`points`: of each item in order, its basis points by requirement; what is missing counts 0."""
    sums: dict[str, Fraction] = {}
    shares: dict[str, Fraction] = {}
    total = whole = 0
    for item, reached in zip(paper.items, points, strict=True):
        marked = [reached.get(r, 0) for r in item.requirements]
        total += item.points * (sum(marked) // len(marked))
        whole += item.points
        for id, got in zip(item.requirements, marked, strict=True):
            chapter = standard.chapter_of(id).id
            share = Fraction(item.points, len(marked))
            sums[chapter] = sums.get(chapter, Fraction(0)) + share * got
            shares[chapter] = shares.get(chapter, Fraction(0)) + share
    overall = total // whole if whole else 0
    chapters = {id: int(sums[id] / shares[id]) for id in sorted(sums, key=standard.sort_key)}
    passed = overall >= paper.pass_mark and all(chapters.get(id, 0) >= need for id, need in paper.pass_chapters.items())
    return Standing(overall=overall, chapters=chapters, passed=passed)
