"""Where a figure has no meaning it is None, and where it has one it is there: nobody, one, all alike, one item, marks that miss."""

from __future__ import annotations

import msgspec
import pytest
from marksmaker import figures, first, table

from simulator.exams.statistics.calculate import calculate
from simulator.exams.statistics.items import ItemFigures
from simulator.exams.statistics.table import Item, Table
from simulator.exams.statistics.whole import WholeFigures


def test_nobody() -> None:
    found = calculate(Table(items=(Item(id="a", maximum=3), Item(id="b", maximum=1)), marks=()))
    assert found.items == (
        ItemFigures(id="a", n=0, intended_weight=75),
        ItemFigures(id="b", n=0, intended_weight=25),
    )
    assert found.whole == WholeFigures(n=0)


def test_one_candidate_has_a_mean_and_no_spread() -> None:
    found = figures([4], [1])
    assert found.items[0] == ItemFigures(id="a", n=1, facility=40, intended_weight=50)
    assert found.whole == WholeFigures(n=1, mean=25, median=25)


def test_two_candidates_have_an_alpha_and_no_skewness() -> None:
    whole = figures([1, 3], [2, 4]).whole
    assert (whole.alpha, whole.error_ratio, whole.standard_error) == (100, 0, 0)
    assert (whole.skewness, whole.kurtosis) == (None, None)


def test_three_candidates_have_a_skewness_and_no_kurtosis() -> None:
    whole = figures([1, 2, 3], [1, 3, 2]).whole
    assert whole.skewness == pytest.approx(-(3**0.5))
    assert whole.kurtosis is None


@pytest.mark.parametrize("mark", [0, 3, 10])
def test_an_item_for_which_all_earned_the_same(mark: int) -> None:
    """It has no variance: nothing to go together with anything, and no part in the spread of the totals."""
    item = first([mark] * 7, [1, 2, 3, 4, 5, 6, 7], [1, 3, 2, 4, 6, 5, 7])
    assert (item.facility, item.deviation) == (10 * mark, 0)
    assert (item.discrimination, item.efficiency) == (None, None)
    assert item.effective_weight == 0


def test_all_totals_alike() -> None:
    """Though the items differ. Tenths of which floats make 0.1 + 0.2 and 0.3 + 0.0: the totals are exactly alike, and found to be."""
    found = figures([1, 3, 1, 3], [2, 0, 2, 0])
    whole = found.whole
    assert (whole.mean, whole.median, whole.deviation) == (15, 15, 0)
    assert (whole.skewness, whole.kurtosis) == (None, None)
    assert (whole.alpha, whole.error_ratio, whole.standard_error) == (None, None, None)
    assert [i.effective_weight for i in found.items] == [None, None]
    assert [i.discrimination for i in found.items] == [-100, -100]


def test_all_marks_alike() -> None:
    found = figures([3, 3, 3], [7, 7, 7])
    assert [(i.deviation, i.discrimination, i.efficiency, i.effective_weight) for i in found.items] == [
        (0, None, None, None)
    ] * 2
    assert (found.whole.deviation, found.whole.alpha) == (0, None)


def test_one_item_is_the_whole() -> None:
    """There is no elsewhere to compare it with, and no consistency among one."""
    found = figures([1, 2, 3, 4])
    item, whole = found.items[0], found.whole
    assert (item.discrimination, item.efficiency) == (None, None)
    assert (item.intended_weight, item.effective_weight) == (100, 100)
    assert (item.facility, item.deviation) == (whole.mean, whole.deviation)
    assert (whole.alpha, whole.error_ratio, whole.standard_error) == (None, None, None)
    assert whole.skewness == 0


def test_no_item() -> None:
    found = calculate(Table(items=(), marks=((), (), (), ())))
    assert found.items == ()
    assert found.whole == WholeFigures(n=4)


def test_an_item_that_can_earn_nothing() -> None:
    found = calculate(
        Table(items=(Item(id="a", maximum=0), Item(id="b", maximum=4)), marks=((0, 1), (0, 2), (0, 4), (None, 4)))
    )
    assert found.items[0] == ItemFigures(id="a", n=4, intended_weight=0, effective_weight=0)
    assert found.items[1].intended_weight == 100


def test_an_exam_that_can_earn_nothing() -> None:
    found = figures([0, 0], [0, 0], maximum=0)
    assert found.items[0] == ItemFigures(id="a", n=2)
    assert found.whole == WholeFigures(n=2)


def test_an_item_never_reached_counts_nothing() -> None:
    """None is 0, in the column and in the total, and who did not reach it is among the n."""
    assert figures([None, 4, 6], [5, None, 9]) == figures([0, 4, 6], [5, 0, 9])
    item = first([None, None, 6], [5, 3, 9])
    assert (item.n, item.facility) == (3, 20)


def test_items_in_perfect_step() -> None:
    """Alpha is 100 and no hair more, so that the error has a root, however many thirds are in it."""
    for n in range(2, 9):
        marks = [k * k for k in range(n)]
        found = figures(marks, marks, marks, maximum=100)
        assert (found.whole.alpha, found.whole.error_ratio, found.whole.standard_error) == (100, 0, 0)
        assert [(i.discrimination, i.efficiency) for i in found.items] == [(100, 100)] * 3


def test_alpha_below_nothing() -> None:
    """Items that work against each other: the error is more than the spread."""
    whole = figures([0, 3, 4], [4, 0, 1]).whole
    assert whole.alpha is not None
    assert whole.alpha < 0
    assert whole.error_ratio is not None
    assert whole.error_ratio > 100


@pytest.mark.parametrize(
    "make",
    [
        lambda: Table(items=(Item(id="a", maximum=1),), marks=((1, 1),)),
        lambda: Table(items=(Item(id="a", maximum=1),), marks=((),)),
        lambda: Table(items=(Item(id="a", maximum=1), Item(id="a", maximum=1)), marks=()),
        lambda: Table(items=(Item(id="a", maximum=-1),), marks=()),
        lambda: table([11]),
        lambda: table([-1]),
    ],
)
def test_what_makes_no_table(make: object) -> None:
    with pytest.raises(ValueError, match=r"row|twice|below|mark"):
        make()  # type: ignore[operator]


def test_a_table_goes_through_json() -> None:
    one = table([1, None, 3], [4, 5, 6])
    assert msgspec.json.decode(msgspec.json.encode(one), type=Table) == one
