"""All figures of a table of marks."""

from __future__ import annotations

import msgspec

from simulator.exams.statistics.items import ItemFigures, item_figures
from simulator.exams.statistics.table import Table
from simulator.exams.statistics.whole import WholeFigures, whole_figures
from simulator.kernel.text import Text


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of each item, in the table's order, and of the whole. `withheld` says why there are none but n (None: they are there)."""

    items: tuple[ItemFigures, ...]
    whole: WholeFigures
    withheld: Text | None = None


def calculate(table: Table) -> Figures:
    """The figures, whoever sat the exam and however few they were: `shown.shown` is what people get to see."""
    return Figures(items=item_figures(table), whole=whole_figures(table))
