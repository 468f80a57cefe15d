"""The figures against numbers that were not made here: Moodle's own, a spreadsheet's, and some worked out by hand."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from marksmaker import figures, first

from simulator.exams.statistics.calculate import calculate
from simulator.exams.statistics.table import Item, Table
from simulator.exams.statistics.whole import kurtosis, skewness

CLOSE = 1e-5
TENTHS = 10
GIVEN: dict[str, Any] = json.loads((Path(__file__).parent / "item_statistics.json").read_text("utf-8"))


def given() -> Table:
    """The 22 candidates and 13 items of the file; its marks have one decimal, so in tenths they are whole."""
    return Table(
        items=tuple(Item(id=str(place), maximum=TENTHS * most) for place, most in enumerate(GIVEN["maximum"])),
        marks=tuple(tuple(round(TENTHS * mark) for mark in who["marks"]) for who in GIVEN["candidates"]),
    )


@pytest.mark.parametrize("figure", sorted(GIVEN["expected"]))
def test_moodles_figures(figure: str) -> None:
    found = [getattr(item, figure) for item in calculate(given()).items]
    assert found == pytest.approx(GIVEN["expected"][figure], abs=CLOSE, rel=0)


def test_the_file_expects_what_is_tested() -> None:
    assert sorted(GIVEN["expected"]) == ["discrimination", "effective_weight", "efficiency", "facility"]
    assert {len(v) for v in GIVEN["expected"].values()} == {13}
    assert len(GIVEN["candidates"]) == 22


def test_totals_of_the_file() -> None:
    assert [t / TENTHS for t in given().totals()] == pytest.approx([who["total"] for who in GIVEN["candidates"]])


def test_the_other_figures_of_the_file_by_plain_floats() -> None:
    """The same formulas once more, in floats and with the standard library."""
    most, marks = GIVEN["maximum"], [who["marks"] for who in GIVEN["candidates"]]
    totals, columns = [sum(row) for row in marks], list(zip(*marks, strict=True))
    spread, p = statistics.stdev(totals), len(most)
    alpha = p / (p - 1) * (1 - sum(map(statistics.variance, columns)) / spread**2)
    found = calculate(given())
    assert [i.deviation for i in found.items] == pytest.approx(
        [100 * statistics.stdev(xs) / m for xs, m in zip(columns, most, strict=True)]
    )
    assert [i.intended_weight for i in found.items] == pytest.approx([40.0] + [5.0] * 12)
    assert sum(i.effective_weight or 0 for i in found.items) == pytest.approx(100)
    whole = found.whole
    assert (whole.n, {i.n for i in found.items}) == (22, {22})
    assert whole.mean == pytest.approx(100 * statistics.mean(totals) / 20)
    assert whole.median == pytest.approx(100 * statistics.median(totals) / 20)
    assert whole.deviation == pytest.approx(100 * spread / 20)
    assert whole.alpha == pytest.approx(100 * alpha)
    assert whole.error_ratio == pytest.approx(100 * (1 - alpha) ** 0.5)
    assert whole.standard_error == pytest.approx(100 * (1 - alpha) ** 0.5 * spread / 20)


def test_skewness_and_kurtosis_of_a_spreadsheet() -> None:
    """The example in Excel's help for SKEW and KURT, which are k3 / k2^1.5 and k4 / k2^2 as well."""
    example = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7]
    assert skewness(example) == pytest.approx(0.359543, abs=1e-6)
    assert kurtosis(example) == pytest.approx(-0.151799637, abs=1e-9)


def test_alpha_by_hand() -> None:
    """X 1 2 3 and 1 3 2: variances 1 and 1; T 2 5 5: mean 4, variance 3. Alpha 2/1 (1 - 2/3) = 2/3."""
    whole = figures([1, 2, 3], [1, 3, 2], maximum=5).whole
    assert whole.alpha == pytest.approx(200 / 3)
    assert whole.deviation == pytest.approx(100 * 3**0.5 / 10)
    assert whole.error_ratio == pytest.approx(100 * (1 / 3) ** 0.5)
    assert whole.standard_error == pytest.approx(10)
    assert (whole.mean, whole.median) == (40, 50)


def test_an_item_by_hand() -> None:
    """X 1 2 3, R 1 3 2: covariance 1/2, variances 1 and 1, sorted 1; with T 2 5 5 it goes together by 3/2, as does the other."""
    item = first([1, 2, 3], [1, 3, 2], maximum=5)
    assert (item.facility, item.deviation) == (40, 20)
    assert (item.discrimination, item.efficiency) == (50, 50)
    assert (item.intended_weight, item.effective_weight) == (50, 50)


def test_an_item_against_the_rest() -> None:
    """X 0 0 1 against R 9 9 0: it ranks the wrong way, takes away from the totals, and the two others share the weight."""
    found = figures([0, 0, 1], [3, 5, 0], [6, 4, 0]).items
    assert found[0].discrimination == -100
    assert found[0].efficiency == -200
    assert found[0].effective_weight is None
    assert sum(i.effective_weight or 0 for i in found) == pytest.approx(100)
