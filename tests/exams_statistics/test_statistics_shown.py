"""Small and mixed groups have no figures, a reason, and always their n."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marksmaker import table, tables

from simulator.exams.statistics.calculate import calculate
from simulator.exams.statistics.items import ItemFigures
from simulator.exams.statistics.shown import MINIMUM, Sat, shown
from simulator.exams.statistics.table import Table
from simulator.exams.statistics.whole import WholeFigures

SAT = Sat(paper="spring@1.0.0", rubric="r1", items=("a", "b"))


def sat_by(n: int) -> Table:
    return table([k % 7 for k in range(n)], [k % 5 for k in range(n)])


def bare(one: Table) -> tuple[tuple[ItemFigures, ...], WholeFigures]:
    return tuple(ItemFigures(id=i.id, n=one.n) for i in one.items), WholeFigures(n=one.n)


def test_the_minimum_is_ten() -> None:
    assert MINIMUM == 10


@pytest.mark.parametrize("n", [MINIMUM, MINIMUM + 1, 40])
def test_enough_of_the_same(n: int) -> None:
    found = shown(sat_by(n), [SAT] * n)
    assert found == calculate(sat_by(n))
    assert found.withheld is None


@pytest.mark.parametrize("n", [0, 1, 2, MINIMUM - 1])
def test_too_few(n: int) -> None:
    found = shown(sat_by(n), [SAT] * n)
    assert (found.items, found.whole) == bare(sat_by(n))
    assert found.withheld is not None
    for words in (found.withheld.zh, found.withheld.en):
        assert str(n) in words
        assert "10" in words


@pytest.mark.parametrize(
    ("other", "zh", "en"),
    [
        ({"paper": "spring@1.0.1"}, "同一份试卷", "the same paper"),
        ({"rubric": "r2"}, "同一评分标准", "the same rubric"),
        ({"items": ("a", "c")}, "相同的题目", "the same items"),
        ({"items": ("a",)}, "相同的题目", "the same items"),
    ],
)
def test_one_who_sat_something_else(other: dict[str, object], zh: str, en: str) -> None:
    one = sat_by(12)
    found = shown(one, [SAT] * 11 + [msgspec.structs.replace(SAT, **other)])
    assert (found.items, found.whole) == bare(one)
    assert found.withheld is not None
    assert zh in found.withheld.zh
    assert en in found.withheld.en
    assert "12" in found.withheld.zh
    assert "12" in found.withheld.en


def test_few_and_mixed_are_few() -> None:
    found = shown(sat_by(2), [SAT, msgspec.structs.replace(SAT, paper="autumn")])
    assert found.withheld is not None
    assert "10" in found.withheld.en


def test_items_in_another_order_are_the_same() -> None:
    turned = msgspec.structs.replace(SAT, items=("b", "a"))
    assert shown(sat_by(10), [SAT, turned] * 5).withheld is None


def test_every_row_says_what_was_sat() -> None:
    with pytest.raises(ValueError, match="9 sittings for 10 rows"):
        shown(sat_by(10), [SAT] * 9)


@given(tables(), st.data())
def test_all_or_nothing_but_n(one: Table, data: st.DataObject) -> None:
    papers = data.draw(st.lists(st.sampled_from("pq"), min_size=one.n, max_size=one.n))
    found = shown(one, [msgspec.structs.replace(SAT, paper=p) for p in papers])
    assert found.whole.n == one.n
    assert [(i.id, i.n) for i in found.items] == [(i.id, one.n) for i in one.items]
    if found.withheld is None:
        assert one.n >= MINIMUM
        assert len(set(papers)) == 1
        assert found == calculate(one)
    else:
        assert one.n < MINIMUM or len(set(papers)) > 1
        assert (found.items, found.whole) == bare(one)
