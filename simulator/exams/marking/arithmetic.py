"""From the scores of tries to the mark of an exam, in whole basis points: no binary float decides about anybody.

    facet        the best of (points of try k) x factor^k, k from 0, rounded down; of equal ones the earlier try
    requirement  the weighted facets of the tries in which no red line was crossed; 0 where one was crossed in each of them
    item         the mean of its requirements; 0 where it was never begun
    overall      the mean of the items, weighted with their points
    chapter      the mean of its requirements, each with its share of the overall mark

Every figure is rounded down to whole basis points and the next one is made from it, so whoever has the figures of a report can work out the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from simulator import standard
from simulator.exams.marking.model import FULL, ExamMark, FacetMark, GateMark, ItemMark, RequirementMark, Total
from simulator.exams.paper.model import Paper
from simulator.scoring.report import RequirementScore
from simulator.scoring.rubric import RequirementSpec

Scores = Sequence[RequirementScore | None]  # of the tries in order; None where nothing was kept of one
Scored = tuple[int, RequirementScore]  # with the number of its try


def factor_of(factor: int, number: int) -> int:
    """What try `number` (from 0) counts, in basis points, as it is shown."""
    return int(FULL * Fraction(factor, FULL) ** number)


def weighed(points: int, factor: int, number: int) -> int:
    """The points of try `number` after the resubmission factor."""
    return int(points * Fraction(factor, FULL) ** number)  # exact: the power is not rounded before


def requirement(spec: RequirementSpec, tries: Scores, factor: int) -> RequirementMark:
    """One requirement over all tries at its item."""
    scored = [(k, one) for k, one in enumerate(tries) if one is not None]
    clean = [(k, one) for k, one in scored if not one.broken]
    facets = tuple(_facet(spec, i, len(tries), clean or scored, scored, factor) for i in range(len(spec.facets)))
    points = sum(f.weight * f.points for f in facets) // 100 if clean else 0
    # a facet that has to be full has to have been full: what a later try counts less does not change that it was
    hard = all(any(one.facets[i].points == FULL for _, one in clean) for i, f in enumerate(facets) if f.hard)
    return RequirementMark(
        id=spec.id, points=points, passed=bool(clean) and hard and points >= spec.pass_at * 100, facets=facets,
        gates=tuple(
            GateMark(id=gate.id, title=gate.title, number=k, findings=gate.findings) for k, one in scored for gate in one.broken
        ),
        zeroed=bool(scored) and not clean,
    )  # fmt: skip


def item_points(requirements: Sequence[RequirementMark]) -> int:
    """The mark of an item."""
    return sum(r.points for r in requirements) // len(requirements) if requirements else 0


def exam(paper: Paper, rubric: str, items: Sequence[ItemMark], *, started: int = 0, ended: int = 0) -> ExamMark:
    """The whole mark; `items` are all items of the paper in their order."""
    whole = sum(i.weight for i in items)
    points = sum(i.weight * i.points for i in items) // whole if whole else 0
    chapters = _chapters(paper, items)
    passed = points >= paper.pass_mark and all(c.passed for c in chapters if c.needed is not None)
    return ExamMark(
        rubric=rubric, points=points, passed=passed, needed=paper.pass_mark, items=tuple(items), requirements=_totals(items),
        chapters=chapters, started=started, ended=ended,
    )  # fmt: skip


def _facet(
    spec: RequirementSpec, place: int, count: int, counted: Sequence[Scored], scored: Sequence[Scored], factor: int
) -> FacetMark:
    """One facet over the tries that count; nothing where there is none."""
    wanted = spec.facets[place]
    points, best = 0, None
    for number, one in counted:
        reached = weighed(one.facets[place].points, factor, number)
        if best is None or reached > points:
            points, best = reached, (number, one.facets[place])
    by_try = {number: one.facets[place].points for number, one in scored}
    return FacetMark(
        id=wanted.id, title=wanted.title, weight=wanted.weight, check=wanted.check, hard=wanted.hard, points=points,
        tries=tuple(by_try.get(number) for number in range(count)), best=best[0] if best is not None else 0,
        findings=best[1].findings if best is not None else (),
    )  # fmt: skip


def _totals(items: Sequence[ItemMark]) -> tuple[Total, ...]:
    """Each requirement over the items it occurs in, weighted with their points; passed where it is in every one."""
    found: dict[str, list[tuple[int, RequirementMark]]] = {}
    for item in items:
        for one in item.requirements:
            found.setdefault(one.id, []).append((item.weight, one))
    return tuple(
        Total(
            id=id, points=sum(w * r.points for w, r in some) // max(1, sum(w for w, _ in some)), passed=all(r.passed for _, r in some)
        )
        for id, some in sorted(found.items(), key=lambda entry: (standard.sort_key(entry[0]), entry[0]))
    )  # fmt: skip


def _chapters(paper: Paper, items: Sequence[ItemMark]) -> tuple[Total, ...]:
    """Each chapter that occurs, and each that the paper wants passed."""
    points: dict[str, Fraction] = {}
    weights: dict[str, Fraction] = {}
    for item in items:
        for one in item.requirements:
            chapter = standard.chapter_of(one.id).id
            share = Fraction(item.weight, len(item.requirements))
            points[chapter] = points.get(chapter, Fraction(0)) + share * one.points
            weights[chapter] = weights.get(chapter, Fraction(0)) + share
    return tuple(
        _chapter(id, points.get(id, Fraction(0)), weights.get(id, Fraction(0)), paper.pass_chapters)
        for id in sorted({*points, *paper.pass_chapters}, key=lambda id: (standard.sort_key(id), id))
    )


def _chapter(id: str, points: Fraction, weight: Fraction, wanted: Mapping[str, int]) -> Total:
    reached = int(points / weight) if weight else 0
    needed = wanted.get(id)
    return Total(id=id, points=reached, passed=needed is None or reached >= needed, needed=needed)
