"""What points come to: items, overall, chapters, the pass marks."""

from __future__ import annotations

import pytest
from paperkit import usable

from simulator.exams.paper.standing import standing

# items: 11.1@exam (11.1.1, 11.1.4; 4 points), 9.2@exam (9.2.1; 1), 9.2.5 (9.2.5; 1)
PAPER = usable()


def test_weights() -> None:
    found = standing(PAPER, [{"11.1.1": 10_000, "11.1.4": 5_001}, {"9.2.1": 10_000}, {"9.2.5": 0}])
    assert found.overall == (4 * 7_500 + 10_000) // 6
    assert found.chapters == {"9": 5_000, "11": 7_500}
    assert found.passed


@pytest.mark.parametrize(
    ("points", "passed"),
    [
        ([{"11.1.1": 10_000, "11.1.4": 10_000}, {"9.2.1": 10_000}, {"9.2.5": 10_000}], True),
        ([{}, {}, {}], False),
        ([{"11.1.1": 10_000, "11.1.4": 10_000}, {"9.2.1": 9_999}, {"9.2.5": 0}], False),  # chapter 9
        ([{"11.1.1": 6_249, "11.1.4": 6_249}, {"9.2.1": 10_000}, {"9.2.5": 10_000}], False),  # chapter 11
        ([{"11.1.1": 6_250, "11.1.4": 6_250}, {"9.2.1": 5_000}, {"9.2.5": 5_000}], False),  # overall
        ([{"11.1.1": 6_250, "11.1.4": 6_250}, {"9.2.1": 5_500}, {"9.2.5": 5_500}], True),
    ],
)
def test_passing(points: list[dict[str, int]], passed: bool) -> None:
    assert standing(PAPER, points).passed is passed


def test_each_item_has_to_be_there() -> None:
    with pytest.raises(ValueError, match="shorter"):
        standing(PAPER, [{}, {}])
