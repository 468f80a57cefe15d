"""The figures of the exam as a whole. T are the totals of n candidates, p is the number of items."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from simulator.exams.statistics.sums import covariance, percent, root, signed_root
from simulator.exams.statistics.table import Table


class WholeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the totals say of the exam. Percent but for `n`, `skewness` and `kurtosis`; None where a figure has no meaning."""

    n: int
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    alpha: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None


def whole_figures(table: Table) -> WholeFigures:
    """All of them."""
    totals = table.totals()
    spread = deviation(totals, table.maximum)
    lack = inconsistency([table.column(place) for place in range(len(table.items))], totals)
    ratio = None if lack is None else 100 * root(lack)
    return WholeFigures(
        n=table.n, mean=mean(totals, table.maximum), median=median(totals, table.maximum), deviation=spread,
        skewness=skewness(totals), kurtosis=kurtosis(totals), alpha=None if lack is None else float(100 * (1 - lack)),
        error_ratio=ratio, standard_error=standard_error(ratio, spread),
    )  # fmt: skip


def mean(totals: Sequence[int], maximum: int) -> float | None:
    """Mean of T, percent of the maximum. None for nobody, and where nothing can be earned.

    Source: [calculations]; Moodle shows it as percent of the sum of maxima.
    """
    return percent(sum(totals), len(totals) * maximum)


def median(totals: Sequence[int], maximum: int) -> float | None:
    """The middle of T, or the mean of the middle two, percent of the maximum. None for nobody, and where nothing can be earned.

    Source: [calculations]; [whole] median.
    """
    return percent(Fraction(statistics.median(map(Fraction, totals))), maximum) if totals else None


def deviation(totals: Sequence[int], maximum: int) -> float | None:
    """Standard deviation, sqrt(var T), percent of the maximum. None below two candidates, and where nothing can be earned.

    Source: [calculations]; [whole] calculate.
    """
    return 100 * root(covariance(totals, totals) / maximum**2) if len(totals) > 1 and maximum else None


def skewness(totals: Sequence[int]) -> float | None:
    """k3 / k2^1.5: above 0 the tail is with those who earned much. None below three candidates, and where all totals are alike.

    Source: [calculations]; [whole] calculate: k2 = n m2 / (n - 1), k3 = n^2 m3 / ((n - 1)(n - 2)).
    """
    n = len(totals)
    if n < 3:
        return None
    k2 = Fraction(n, n - 1) * moment(totals, 2)
    k3 = Fraction(n**2, (n - 1) * (n - 2)) * moment(totals, 3)
    return signed_root(k3, k3**2 / k2**3) if k2 else None


def kurtosis(totals: Sequence[int]) -> float | None:
    """k4 / k2^2: 0 for a normal distribution, more the heavier the tails. None below four candidates, and where all totals are alike.

    Source: [calculations]; [whole] calculate: k4 = n^2 ((n + 1) m4 - 3 (n - 1) m2^2) / ((n - 1)(n - 2)(n - 3)).
    """
    n = len(totals)
    if n < 4:
        return None
    m2 = moment(totals, 2)
    k2 = Fraction(n, n - 1) * m2
    k4 = n**2 * ((n + 1) * moment(totals, 4) - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / k2**2) if k2 else None


def inconsistency(columns: Sequence[Sequence[int]], totals: Sequence[int]) -> Fraction | None:
    """1 - alpha, exactly, where alpha = p / (p - 1) (1 - sum of var X / var T) is Cronbach's, the coefficient of internal consistency.

    Never below 0, so the error ratio 100 sqrt(1 - alpha) has a meaning wherever alpha has; alpha itself may be negative, and then
    the ratio is above 100. None with one item, below two candidates, and where all totals are alike.

    Source: Cronbach 1951 (alpha); [calculations]; [whole] calculate, which wants three candidates where two have an alpha.
    """
    p = len(columns)
    if p < 2 or len(totals) < 2:
        return None
    apart = covariance(totals, totals)
    if not apart:
        return None
    alone = sum((covariance(xs, xs) for xs in columns), Fraction(0))
    return 1 - Fraction(p, p - 1) * (1 - alone / apart)


def standard_error(ratio: float | None, spread: float | None) -> float | None:
    """Standard error, error ratio x SD / 100: how far a total may lie from what the candidate can do. None where either is.

    Source: [calculations]; [whole] calculate.
    """
    return None if ratio is None or spread is None else ratio * spread / 100


def moment(totals: Sequence[int], power: int) -> Fraction:
    """m2, m3, m4: the mean of the powers of the distances from the mean, exactly."""
    n, whole = len(totals), sum(totals)
    return Fraction(sum((n * t - whole) ** power for t in totals), n ** (power + 1))
