"""The checkers of the vocabulary, at their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.text import Text
from simulator.scoring.case import Unit
from simulator.scoring.checkers import CHECKERS, ramp

WHY = Text("为什么", "why")


def unit(**fields: object) -> Unit:
    return Unit(key="k", why=WHY, **fields)  # type: ignore[arg-type]


def points(name: str, units: list[Unit], **params: object) -> int:
    return CHECKERS[name](units, params)[0]


@pytest.mark.parametrize("name", sorted(CHECKERS))
def test_an_empty_set_scores_nothing(name: str) -> None:
    assert points(name, [], full=5, zero=20) == 0


@pytest.mark.parametrize(
    ("got", "want", "expected"),
    [
        (100, 100, 10_000),
        (95, 100, 10_000),
        (105, 100, 10_000),
        (80, 100, 0),
        (0, 100, 0),
        (90, 100, 6_666),
        (None, 100, 0),
        (0, 0, 10_000),
        (1, 0, 0),
    ],
)
def test_num(got: int | None, want: int, expected: int) -> None:
    assert points("NUM", [unit(got=got, want=want)], full=5, zero=20) == expected


@pytest.mark.parametrize(("delay", "expected"), [(0, 10_000), (60, 10_000), (480, 0), (270, 5_000), (None, 0)])
def test_time(delay: int | None, expected: int) -> None:
    assert points("TIME", [unit(delay=delay)], full=1, zero=8) == expected


def test_set_is_f1_on_a_ramp() -> None:
    right = [unit(chosen=True, true=True)] * 9
    assert points("SET", right) == 10_000
    assert points("SET", [*right, unit(chosen=False, true=True)]) == 10_000
    assert points("SET", [*right, unit(chosen=True, true=False)], full=100, zero=90) == 4_730
    assert points("SET", [unit(chosen=True, true=False)]) == 0


def test_cls_is_corrected_for_guessing() -> None:
    half = [unit(points=10_000), unit(points=0)]
    assert points("CLS", half) == 0
    assert points("CLS", half, classes=4) == 3_333
    assert points("CLS", [unit(points=10_000)]) == 10_000


def test_seq_prefix_and_strict() -> None:
    assert points("SEQ", [unit(good=3, total=4)]) == 7_500
    assert points("SEQ", [unit(good=3, total=4)], strict=True) == 0
    assert points("SEQ", [unit(good=4, total=4)], strict=True) == 10_000


def test_out_compares_under_the_same_luck() -> None:
    assert points("OUT", [unit(got=5, idle=0, reference=10)]) == 5_000
    assert points("OUT", [unit(got=12, idle=0, reference=10)]) == 10_000
    assert points("OUT", [unit(got=1, idle=3, reference=10)]) == 0
    assert points("OUT", [unit(got=10, idle=9, reference=10)], gap=3) == 0


def test_rank_is_kendall() -> None:
    right = [unit(got=i, want=i) for i in range(5)]
    wrong = [unit(got=4 - i, want=i) for i in range(5)]
    assert points("RANK", right) == 10_000
    assert points("RANK", wrong) == 0
    assert points("RANK", [unit(got=None, want=i) for i in range(5)]) == 0


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**4), st.integers(0, 10**4))
def test_a_ramp_stays_between_nothing_and_full(value: int, full: int, zero: int) -> None:
    assert 0 <= ramp(value, full, zero) <= 10_000


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_every_checker_stays_in_bounds(values: list[int]) -> None:
    units = [
        unit(
            points=v,
            got=v,
            want=v // 2,
            delay=v,
            good=v % 4,
            total=4,
            chosen=v % 2 == 0,
            true=v % 3 == 0,
            idle=1,
            reference=v,
        )
        for v in values
    ]
    for name in CHECKERS:
        got, findings = CHECKERS[name](units, {"full": 5, "zero": 20})
        assert 0 <= got <= 10_000
        assert all(0 <= f.points <= 10_000 for f in findings)
