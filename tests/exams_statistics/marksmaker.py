"""Tables of marks for the tests: written by columns as people think of items, and drawn at random."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from simulator.exams.statistics.calculate import Figures, calculate
from simulator.exams.statistics.items import ItemFigures
from simulator.exams.statistics.table import Item, Table

Columns = Sequence[Sequence[int | None]]


def table(*columns: Sequence[int | None], maximum: int = 10) -> Table:
    """A table of these columns: items a, b, c..., each of the same maximum."""
    items = tuple(Item(id=chr(ord("a") + i), maximum=maximum) for i in range(len(columns)))
    return Table(items=items, marks=tuple(zip(*columns, strict=True)))


def figures(*columns: Sequence[int | None], maximum: int = 10) -> Figures:
    """Its figures."""
    return calculate(table(*columns, maximum=maximum))


def first(*columns: Sequence[int | None], maximum: int = 10) -> ItemFigures:
    """The figures of its first item."""
    return figures(*columns, maximum=maximum).items[0]


@st.composite
def tables(draw: st.DrawFn, least: int = 0, items: int = 1) -> Table:
    """Any table of at least so many candidates and items; small marks, so that ties and constant columns are common."""
    maxima = draw(st.lists(st.integers(0, 12), min_size=items, max_size=6))
    row = st.tuples(*(st.none() | st.integers(0, m) for m in maxima))
    rows = draw(st.lists(row, min_size=least, max_size=14))
    return Table(items=tuple(Item(id=f"i{k}", maximum=m) for k, m in enumerate(maxima)), marks=tuple(rows))
