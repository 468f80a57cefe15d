"""Which figures may be shown: none but n of a group that is small, or mixed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from simulator.exams.statistics.calculate import Figures, calculate
from simulator.exams.statistics.items import ItemFigures
from simulator.exams.statistics.table import Table
from simulator.exams.statistics.whole import WholeFigures
from simulator.kernel.text import Text

MINIMUM = 10
"""Fewer candidates have no figures. Below about ten, one candidate more or less turns a correlation round, and who knows some of the
marks can work out the others from mean and deviation."""

SMALL = Text(
    "只有 {n} 名考生，少于 {least} 名时不显示统计指标。",
    "Only {n} sat it; with fewer than {least} no figures are shown.",
)
MIXED = Text(
    "{n} 名考生并非{what}，其得分不可合并统计；请分组查看。",
    "The {n} who sat it did not have {what}, so their marks make no common figures; look at each group by itself.",
)
SAME_PAPER = Text("使用同一份试卷", "the same paper")
SAME_RUBRIC = Text("按同一评分标准评分", "the same rubric")
SAME_ITEMS = Text("作答相同的题目", "the same items")


class Sat(msgspec.Struct, frozen=True, kw_only=True):
    """What one candidate sat: paper and rubric, each by whatever tells one version from another, and the items that were set.

    Seeds of equal difficulty make no other items, and the order of items makes no difference. An item that was set and never reached
    stands among them: its mark is None.
    """

    paper: str
    rubric: str
    items: tuple[str, ...]


def shown(table: Table, groups: Sequence[Sat]) -> Figures:
    """The figures that may be shown; `groups` says what the candidate of each row sat. n is always there."""
    if len(groups) != table.n:
        raise ValueError(f"{len(groups)} sittings for {table.n} rows")
    reason = why_not(groups)
    if reason is None:
        return calculate(table)
    return Figures(
        items=tuple(ItemFigures(id=item.id, n=table.n) for item in table.items),
        whole=WholeFigures(n=table.n),
        withheld=reason,
    )


def why_not(groups: Sequence[Sat]) -> Text | None:
    """Why these candidates have no figures together; None where they have. What cannot be mended comes first: too few."""
    if len(groups) < MINIMUM:
        return SMALL.fill(n=len(groups), least=MINIMUM)
    if len({sat.paper for sat in groups}) > 1:
        return MIXED.fill(n=len(groups), what=SAME_PAPER)
    if len({sat.rubric for sat in groups}) > 1:
        return MIXED.fill(n=len(groups), what=SAME_RUBRIC)
    if len({frozenset(sat.items) for sat in groups}) > 1:
        return MIXED.fill(n=len(groups), what=SAME_ITEMS)
    return None
