"""What holds for every table of marks."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marksmaker import tables

from simulator.exams.statistics.calculate import calculate
from simulator.exams.statistics.table import Item, Table


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_makes_no_difference(table: Table, random: object) -> None:
    """Not in the last digit."""
    rows = list(table.marks)
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert calculate(msgspec.structs.replace(table, marks=tuple(rows))) == calculate(table)


@given(tables(), st.data())
def test_the_order_of_items_makes_no_difference(table: Table, data: st.DataObject) -> None:
    places = data.draw(st.permutations(range(len(table.items))))
    other = Table(
        items=tuple(table.items[p] for p in places), marks=tuple(tuple(row[p] for p in places) for row in table.marks)
    )
    before, after = calculate(table), calculate(other)
    assert after.items == tuple(before.items[p] for p in places)
    assert after.whole == before.whole


@given(tables(), st.integers(2, 1000), st.data())
def test_an_item_that_counts_more(table: Table, factor: int, data: st.DataObject) -> None:
    """Mark and maximum times `factor`: what the item says of itself and of the rest stays; its weight does not."""
    place = data.draw(st.integers(0, len(table.items) - 1))
    item = table.items[place]
    items = list(table.items)
    items[place] = Item(id=item.id, maximum=item.maximum * factor)
    rows = [list(row) for row in table.marks]
    for row in rows:
        mark = row[place]
        row[place] = None if mark is None else mark * factor
    heavier = Table(items=tuple(items), marks=tuple(map(tuple, rows)))
    before, after = calculate(table).items[place], calculate(heavier).items[place]
    for figure in ("facility", "deviation", "discrimination", "efficiency"):
        assert getattr(after, figure) == getattr(before, figure)
    if len(items) > 1 and before.intended_weight not in (None, 0, 100):
        assert after.intended_weight > before.intended_weight


@given(tables(), st.integers(2, 1000))
def test_another_unit(table: Table, factor: int) -> None:
    """All marks and maxima times `factor`: every figure stays."""
    other = Table(
        items=tuple(Item(id=i.id, maximum=i.maximum * factor) for i in table.items),
        marks=tuple(tuple(None if m is None else m * factor for m in row) for row in table.marks),
    )
    for before, after in zip(
        [*calculate(table).items, calculate(table).whole],
        [*calculate(other).items, calculate(other).whole],
        strict=True,
    ):
        _close(msgspec.structs.asdict(before), msgspec.structs.asdict(after))


@given(tables(least=2, items=2), st.integers(0, 9))
def test_an_item_that_all_earn_alike(table: Table, mark: int) -> None:
    """It has no variance, and changes nothing for the others but the intended weight; of the whole, mean and alpha move."""
    more = Table(items=(*table.items, Item(id="gift", maximum=9)), marks=tuple((*row, mark) for row in table.marks))
    before, after = calculate(table), calculate(more)
    gift = after.items[-1]
    assert (gift.deviation, gift.discrimination, gift.efficiency) == (0, None, None)
    assert gift.effective_weight in (0, None)
    for old, new in zip(before.items, after.items, strict=False):
        assert msgspec.structs.replace(new, intended_weight=None) == msgspec.structs.replace(old, intended_weight=None)
    assert (after.whole.skewness, after.whole.kurtosis) == (before.whole.skewness, before.whole.kurtosis)


@given(tables())
def test_where_figures_lie(table: Table) -> None:
    found = calculate(table)
    for item in found.items:
        assert item.facility is None or 0 <= item.facility <= 100
        assert item.deviation is None or 0 <= item.deviation <= 100
        assert item.discrimination is None or -100 <= item.discrimination <= 100
        assert item.efficiency is None or item.efficiency <= 100
        assert (item.discrimination is None) == (item.efficiency is None)
        assert item.effective_weight is None or 0 <= item.effective_weight <= 100
        assert item.n == table.n
    for kind in ("intended_weight", "effective_weight"):
        weights = [w for item in found.items if (w := getattr(item, kind)) is not None]
        assert not weights or math.fsum(weights) == pytest.approx(100)
    whole = found.whole
    assert whole.alpha is None or whole.alpha <= 100
    assert (whole.alpha is None) == (whole.error_ratio is None) == (whole.standard_error is None)
    assert whole.kurtosis is None or whole.skewness is not None


@given(tables())
def test_a_mirror_turns_the_skew(table: Table) -> None:
    """What is lost in place of what is earned: the tail is on the other side, and nothing else is otherwise."""
    lost = msgspec.structs.replace(
        table,
        marks=tuple(tuple(i.maximum - (m or 0) for i, m in zip(table.items, row, strict=True)) for row in table.marks),
    )
    before, after = calculate(table).whole, calculate(lost).whole
    assert after.skewness == (None if before.skewness is None else -before.skewness)
    assert (after.deviation, after.kurtosis, after.alpha) == (before.deviation, before.kurtosis, before.alpha)


def _close(before: dict[str, object], after: dict[str, object]) -> None:
    for name, value in before.items():
        assert after[name] == (pytest.approx(value) if isinstance(value, float) else value), name
