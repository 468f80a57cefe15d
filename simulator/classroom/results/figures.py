"""Mean, median, quartiles and shares of whole numbers, rounded half up: no binary float takes part."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from simulator.classroom.model import FULL


class Quartiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where a quarter, half and three quarters of the values lie, and how many values there are.

    Between two values the line is straight, as in a spreadsheet's QUARTILE.INC, so that a teacher can check them there.
    """

    low: int
    middle: int
    high: int
    n: int


def divide(part: int, whole: int) -> int:
    """`part / whole` to the nearest whole number, halves up; `whole` is not 0."""
    return (2 * part + whole) // (2 * whole)


def share(part: int, whole: int) -> int:
    """What share `part` is of `whole`, in basis points; 0 of nothing."""
    return divide(part * FULL, whole) if whole else 0


def mean(values: Sequence[int]) -> int | None:
    """The mean, or None of nothing."""
    return divide(sum(values), len(values)) if values else None


def median(values: Sequence[int]) -> int | None:
    """The middle value, or the mean of the middle two, or None of nothing."""
    found = quartiles(values)
    return found.middle if found is not None else None


def quartiles(values: Sequence[int]) -> Quartiles | None:
    """The three quartiles, or None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    low, middle, high = (_at(ordered, quarter) for quarter in (1, 2, 3))
    return Quartiles(low=low, middle=middle, high=high, n=len(ordered))


def _at(ordered: list[int], quarter: int) -> int:
    place, rest = divmod((len(ordered) - 1) * quarter, 4)
    if not rest:
        return ordered[place]
    return ordered[place] + divide((ordered[place + 1] - ordered[place]) * rest, 4)
