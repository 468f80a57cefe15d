"""Exact sums of whole numbers, and the few quotients and roots that are made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul


def together(xs: Sequence[int], ys: Sequence[int]) -> int:
    """How far two columns go together: their sample covariance times n(n - 1), which is whole."""
    products: int = sum(map(mul, xs, ys))
    return len(xs) * products - sum(xs) * sum(ys)


def covariance(xs: Sequence[int], ys: Sequence[int]) -> Fraction:
    """The covariance of a sample (n - 1) of two and more; of a column with itself, its variance."""
    return Fraction(together(xs, ys), len(xs) * (len(xs) - 1))


def root(value: Fraction) -> float:
    """The square root of what is not negative."""
    return math.sqrt(value)


def signed_root(value: Fraction | int, square: Fraction) -> float:
    """The root of `square` with the sign of `value`: roots are drawn last, so what is at most 1 stays at most 1."""
    return math.copysign(root(square), value)


def percent(part: Fraction | int, whole: Fraction | int) -> float | None:
    """100 part / whole, or None of nothing."""
    return float(100 * Fraction(part) / whole) if whole else None
