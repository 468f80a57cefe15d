"""The figures of one item. X is its column of marks, T the totals, R = T - X what the candidates earned elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from simulator.exams.statistics.sums import covariance, percent, root, signed_root
from simulator.exams.statistics.table import Table


class ItemFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the marks say of an item. All but `n` are percent, and None where they have no meaning (the functions say when)."""

    id: str
    n: int
    facility: float | None = None
    deviation: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None


def item_figures(table: Table) -> tuple[ItemFigures, ...]:
    """The figures of every item, in the order of the table."""
    totals = table.totals()
    columns = [table.column(place) for place in range(len(table.items))]
    weights = effective_weights(columns, totals)
    return tuple(
        ItemFigures(
            id=item.id, n=table.n, facility=facility(xs, item.maximum), deviation=deviation(xs, item.maximum),
            discrimination=discrimination(xs, totals), efficiency=efficiency(xs, totals),
            intended_weight=intended_weight(item.maximum, table.maximum), effective_weight=weight,
        )
        for item, xs, weight in zip(table.items, columns, weights, strict=True)
    )  # fmt: skip


def facility(xs: Sequence[int], maximum: int) -> float | None:
    """Facility index, 100 mean(X) / maximum: how easy the item was. None for nobody, and for an item that can earn nothing.

    Source: [calculations]; [items] initial_question_walker, where nobody's facility is 0.
    """
    return percent(sum(xs), len(xs) * maximum)


def deviation(xs: Sequence[int], maximum: int) -> float | None:
    """Standard deviation, 100 sqrt(var X) / maximum. None below two candidates, and for an item that can earn nothing.

    Source: [calculations]; [items] secondary_question_walker, made percent as Moodle's table shows it.
    """
    return 100 * root(covariance(xs, xs) / maximum**2) if len(xs) > 1 and maximum else None


def discrimination(xs: Sequence[int], totals: Sequence[int]) -> float | None:
    """Discrimination index, 100 cov(X, R) / sqrt(var X var R): the correlation of the item with the rest of the exam, -100 to 100.

    None below two candidates, where all earned the same for the item, and where all earned the same elsewhere (so, too, where
    there is no elsewhere: one item). Source: [calculations]; [items] secondary_question_walker.
    """
    if len(xs) < 2:
        return None
    rest = elsewhere(xs, totals)
    apart = covariance(xs, xs) * covariance(rest, rest)
    both = covariance(xs, rest)
    return 100 * signed_root(both, both**2 / apart) if apart else None


def efficiency(xs: Sequence[int], totals: Sequence[int]) -> float | None:
    """Discriminative efficiency, 100 cov(X, R) / cov(sorted X, sorted R): the discrimination as a share of the best possible with
    just these marks. At most 100; where the item ranks against the rest it may lie below -100.

    None where the discrimination index is. Source: [calculations]; [items] secondary_question_walker.
    """
    if len(xs) < 2:
        return None
    rest = elsewhere(xs, totals)
    return percent(covariance(xs, rest), covariance(sorted(xs), sorted(rest)))


def intended_weight(maximum: int, whole: int) -> float | None:
    """Intended weight, 100 maximum / sum of maxima: what the paper gives the item. None for an exam that can earn nothing.

    Source: [calculations]; shown so in Moodle's table.
    """
    return percent(maximum, whole)


def effective_weights(columns: Sequence[Sequence[int]], totals: Sequence[int]) -> list[float | None]:
    """Effective weights, 100 sqrt(cov(X, T)) / sum of sqrt(cov(Xj, T)): what part of the spread of totals comes from each item.

    None where the item's covariance is negative (it is left out of the sum, so that the others make 100), below two candidates,
    and for all items where all totals are alike. Where totals differ, an item for which all earned the same has 0.

    Source: [calculations]; [items] calculate, negcovar.
    """
    if len(totals) < 2:
        return [None] * len(columns)
    shares = [_root_or_none(covariance(xs, totals)) for xs in columns]
    whole = math.fsum(share for share in shares if share is not None)
    return [100 * (share / whole) if share is not None and whole else None for share in shares]


def elsewhere(xs: Sequence[int], totals: Sequence[int]) -> list[int]:
    """R: the totals without the item."""
    return [t - x for x, t in zip(xs, totals, strict=True)]


def _root_or_none(value: Fraction) -> float | None:
    return root(value) if value >= 0 else None
