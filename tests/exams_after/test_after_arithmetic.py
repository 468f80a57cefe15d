"""The arithmetic of marks: whole basis points, and nothing that depends on the order in which things are looked at."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from satmaker import PACK, paper, table1

from simulator.exams.marking import arithmetic
from simulator.exams.marking.model import FULL, ItemMark, RequirementMark
from simulator.exams.paper.model import PaperItem
from simulator.kernel.text import Text
from simulator.scoring.report import FacetScore, Finding, GateScore, RequirementScore

SPEC = next(r for r in table1().pack.scenario("11.1").requirements if r.id == "11.1.2")
GATES = len(SPEC.gates)
bp = st.integers(0, FULL)
enough = settings(max_examples=60)


def scored(points: tuple[int, ...], broken: bool = False) -> RequirementScore:
    """A try whose facets reached these points."""
    facets = tuple(
        FacetScore(id=f.id, title=f.title, weight=f.weight, check=f.check, points=p, hard=f.hard, findings=())
        for f, p in zip(SPEC.facets, points, strict=True)
    )
    crossed = (Finding(unit="x", points=0, why=Text("", ""), evidence=(7,)),) if broken else ()
    gates = tuple(GateScore(id=g.id, title=g.title, findings=crossed) for g in SPEC.gates)
    reached = 0 if broken else sum(f.weight * f.points for f in facets) // 100
    hard = all(f.points == FULL for f in facets if f.hard)
    return RequirementScore(
        id=SPEC.id, points=reached, passed=not broken and hard and reached >= SPEC.pass_at * 100, facets=facets, gates=gates
    )  # fmt: skip


tries = st.lists(
    st.builds(scored, st.tuples(*[bp] * len(SPEC.facets)), st.booleans() if GATES else st.just(False)), min_size=1, max_size=4
)  # fmt: skip


@given(tries)
@enough
def test_one_try_is_what_practice_gives(found: list[RequirementScore]) -> None:
    one = found[0]
    mark = arithmetic.requirement(SPEC, [one], 8_000)
    assert (mark.points, mark.passed) == (one.points, one.passed)
    assert [f.points for f in mark.facets] == [f.points for f in one.facets]


@given(tries, bp)
@enough
def test_each_facet_is_the_best_of_its_tries(found: list[RequirementScore], factor: int) -> None:
    mark = arithmetic.requirement(SPEC, found, factor)
    clean = [(k, one) for k, one in enumerate(found) if not one.broken]
    for place, facet in enumerate(mark.facets):
        reached = [
            int(
                (Decimal(one.facets[place].points) * ((Decimal(factor) / FULL) ** k if k else 1)).to_integral_value(
                    ROUND_FLOOR
                )
            )
            for k, one in clean or enumerate(found)
        ]
        assert facet.points == max(reached)
        assert facet.tries == tuple(one.facets[place].points for one in found)
    weighed = sum(f.weight * f.points for f in mark.facets) // 100
    assert mark.points == (weighed if clean else 0)
    assert mark.zeroed == (not clean)
    assert {g.number for g in mark.gates} == {k for k, one in enumerate(found) if one.broken}


@given(tries)
@enough
def test_with_a_factor_of_one_the_order_of_tries_does_not_matter(found: list[RequirementScore]) -> None:
    marks = {
        (m.points, m.passed, tuple(f.points for f in m.facets))
        for m in (arithmetic.requirement(SPEC, list(order), FULL) for order in permutations(found))
    }
    assert len(marks) == 1


@given(tries, bp, bp)
@enough
def test_another_try_and_a_higher_factor_never_cost_anything(found: list[RequirementScore], one: int, two: int) -> None:
    low, high = sorted((one, two))
    mark = arithmetic.requirement(SPEC, found, high)
    assert arithmetic.requirement(SPEC, found, low).points <= mark.points
    before = arithmetic.requirement(SPEC, found[:-1], high)
    assert before.points <= mark.points
    assert before.passed <= mark.passed


@given(tries, bp)
@enough
def test_a_try_of_which_nothing_was_kept_changes_only_the_factor(found: list[RequirementScore], factor: int) -> None:
    with_gap = arithmetic.requirement(SPEC, [None, *found], factor)
    assert all(f.tries[0] is None for f in with_gap.facets)
    assert with_gap.points <= arithmetic.requirement(SPEC, found, factor).points


def test_an_item_never_begun_counts_nothing_and_names_its_facets() -> None:
    mark = arithmetic.requirement(SPEC, [], 8_000)
    assert (mark.points, mark.passed, mark.zeroed) == (0, False, False)
    assert [(f.id, f.points) for f in mark.facets] == [(f.id, 0) for f in SPEC.facets]


@pytest.mark.parametrize(("factor", "number", "shown"), [(8_000, 0, 10_000), (8_000, 1, 8_000), (8_000, 2, 6_400), (0, 1, 0), (9_999, 3, 9_997)])  # fmt: skip
def test_what_a_try_counts(factor: int, number: int, shown: int) -> None:
    assert arithmetic.factor_of(factor, number) == shown


# -- items, chapters, overall ---------------------------------------------------------------------------------

IDS = ("9.2.1", "9.2.5", "11.1.1", "11.1.2", "11.1.7")
requirement_marks = st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True).flatmap(
    lambda ids: st.tuples(*[st.builds(RequirementMark, id=st.just(id), points=bp, passed=st.booleans()) for id in ids])
)


@st.composite
def items(draw: st.DrawFn) -> list[ItemMark]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        requirements = draw(requirement_marks)
        found.append(
            ItemMark(
                item=number, pack=PACK, scenario="x", weight=draw(st.integers(1, 50)), requirements=requirements,
                points=arithmetic.item_points(requirements),
            )
        )  # fmt: skip
    return found


def paper_for(found: list[ItemMark], **changed: object) -> object:
    return paper(
        items=tuple(
            PaperItem(pack=PACK, scenario="x", requirements=tuple(r.id for r in i.requirements), points=i.weight) for i in found
        ),
        **changed,
    )  # fmt: skip


@given(items())
@enough
def test_the_whole_lies_between_its_parts(found: list[ItemMark]) -> None:
    mark = arithmetic.exam(paper_for(found), "r", found)
    parts = [i.points for i in found]
    assert min(parts) <= mark.points <= max(parts)
    whole = sum(i.weight for i in found)
    assert mark.points == int(Decimal(sum(i.weight * i.points for i in found)) // whole)
    for total in (*mark.requirements, *mark.chapters):
        assert 0 <= total.points <= FULL


@given(items(), st.integers(2, 9))
@enough
def test_only_the_proportion_of_points_counts(found: list[ItemMark], times: int) -> None:
    more = [msgspec.structs.replace(i, weight=i.weight * times) for i in found]
    one, two = (arithmetic.exam(paper_for(x), "r", x) for x in (found, more))
    assert (one.points, one.requirements, one.chapters) == (two.points, two.requirements, two.chapters)


@given(items(), st.randoms(use_true_random=False))
@enough
def test_the_order_of_items_does_not_matter(found: list[ItemMark], chance: object) -> None:
    other = list(found)
    chance.shuffle(other)  # type: ignore[attr-defined]
    one, two = (arithmetic.exam(paper_for(x), "r", x) for x in (found, other))
    assert (one.points, one.requirements, one.chapters, one.passed) == (
        two.points,
        two.requirements,
        two.chapters,
        two.passed,
    )


@given(items())
@enough
def test_chapters_together_are_the_whole(found: list[ItemMark]) -> None:
    """One chapter alone is the whole mark but for what was rounded down in each item."""
    alone = [
        msgspec.structs.replace(i, requirements=tuple(r for r in i.requirements if r.id.startswith("11.1")))
        for i in found
    ]
    alone = [msgspec.structs.replace(i, points=arithmetic.item_points(i.requirements)) for i in alone if i.requirements]
    if not alone:
        return
    mark = arithmetic.exam(paper_for(alone), "r", alone)
    (chapter,) = mark.chapters
    assert 0 <= chapter.points - mark.points <= 1


def test_passing_takes_the_whole_and_each_chapter_that_is_named() -> None:
    parts = [
        RequirementMark(id="9.2.5", points=5_999, passed=False),
        RequirementMark(id="11.1.1", points=9_000, passed=True),
    ]
    found = [ItemMark(item=0, pack=PACK, scenario="x", weight=1, points=7_499, requirements=tuple(parts))]
    assert arithmetic.exam(paper_for(found, pass_mark=7_499), "r", found).passed
    assert not arithmetic.exam(paper_for(found, pass_mark=7_500), "r", found).passed
    assert arithmetic.exam(paper_for(found, pass_chapters={"9": 5_999}), "r", found).passed
    failed = arithmetic.exam(paper_for(found, pass_chapters={"9": 6_000}), "r", found)
    assert not failed.passed
    assert [(c.id, c.points, c.needed, c.passed) for c in failed.chapters] == [
        ("9", 5_999, 6_000, False),
        ("11", 9_000, None, True),
    ]
    lacking = arithmetic.exam(paper_for(found, pass_chapters={"3": 1}), "r", found)
    assert not lacking.passed
    assert ("3", 0, 1, False) in [(c.id, c.points, c.needed, c.passed) for c in lacking.chapters]
