"""What counts: the rules by which tries and decisions become one cell. No database."""

from __future__ import annotations

import msgspec
import pytest
from classmaker import CLOSES, DAY, mark, plan, tried
from hypothesis import given
from hypothesis import strategies as st

from simulator.classroom.model import Assignment, Extension, Override, Reset, Try
from simulator.classroom.policy import cell, closing, taking_part


def work(*points: int | None, **other: object) -> list[Try]:
    """Tries one day after the other, with these points, or without a mark."""
    return [
        tried(f"t{i}", ended=(10 + i) * DAY, mark=mark(p) if p is not None else None, **other)
        for i, p in enumerate(points, 1)
    ]  # fmt: skip


def assignment(**other: object) -> Assignment:
    return plan(id="a1", **other)


def override(points: int | None, at: int = 15 * DAY) -> Override:
    return Override(id=f"o{at}", student="s1", assignment="a1", points=points, reason="r", author="t", at=at)


def reset(at: int) -> Reset:
    return Reset(id=f"r{at}", student="s1", assignment="a1", reason="r", author="t", at=at)


def extension(closes: int, at: int = 0) -> Extension:
    return Extension(id=f"e{at}", student="s1", assignment="a1", closes=closes, reason="r", author="t", at=at)


@pytest.mark.parametrize(("counts", "counting"), [("first", "t1"), ("best", "t2"), ("last", "t4")])
def test_first_best_and_last_in_order_of_their_end(counts: str, counting: str) -> None:
    tries = work(5_000, 9_000, 9_000, 7_000)
    got = cell(assignment(counts=counts), "s1", tries[::-1])
    assert got.counting == counting
    assert got.counted is not None
    assert got.points == got.automatic == got.counted.mark.points  # type: ignore[union-attr]
    assert [(t.id, t.number) for t in got.tries] == [("t1", 1), ("t2", 2), ("t3", 3), ("t4", 4)]


@pytest.mark.parametrize(("counts", "points"), [("first", 5_000), ("best", 6_000), ("last", 6_000)])
def test_only_as_many_tries_as_allowed(counts: str, points: int) -> None:
    assert cell(assignment(counts=counts, attempts=2), "s1", work(5_000, 6_000, 9_000)).points == points


def test_a_mark_that_comes_later_moves_no_other_try() -> None:
    a = assignment(counts="best", attempts=2)
    assert cell(a, "s1", work(5_000, None, 9_000)).points == 5_000
    assert cell(a, "s1", work(5_000, 4_000, 9_000)).points == 5_000


def test_what_is_not_valid_neither_counts_nor_takes_a_place() -> None:
    tries = work(9_000, 8_000, 5_000)
    for verdict in ("open", "copied", "edited", "other-seed", "late", "too-many", "damaged"):
        strange = [msgspec.structs.replace(t, verdict=verdict, ended=CLOSES + i) for i, t in enumerate(tries[:2])]
        got = cell(assignment(attempts=1), "s1", [*strange, tries[2]])
        assert (got.points, got.counting, len(got.tries)) == (5_000, "t3", 3), verdict
    assert cell(assignment(), "s1", strange).points is None


def test_a_file_without_an_end_stands_where_it_came() -> None:
    broken = tried("t0", ended=0, received=12 * DAY, started=0, verdict="damaged")
    got = cell(assignment(), "s1", [broken, *work(5_000, 6_000, 7_000)])
    assert [t.id for t in got.tries] == ["t1", "t0", "t2", "t3"]


def test_extra_time_admits_a_late_try_and_the_latest_holds() -> None:
    late = [tried("t1", ended=CLOSES + DAY, verdict="late", mark=mark(7_000))]
    a = assignment()
    assert cell(a, "s1", late).points is None
    assert cell(a, "s1", late, extensions=[extension(CLOSES + DAY)]).points == 7_000
    assert cell(a, "s1", late, extensions=[extension(CLOSES + DAY - 1)]).points is None
    corrected = [extension(CLOSES + 9 * DAY, at=1), extension(CLOSES + 1, at=2)]
    assert cell(a, "s1", late, extensions=corrected).points is None
    assert closing(a, [extension(CLOSES - DAY)]) == CLOSES, "extra time takes nothing away"
    # the teacher gives all more time after the try was judged
    assert cell(assignment(closes=CLOSES + DAY), "s1", late).points == 7_000
    assert cell(assignment(closes=None), "s1", late).points == 7_000


def test_a_reset_takes_earlier_tries_and_decisions_out() -> None:
    tries = work(9_000, 8_000, 5_000)
    a = assignment(attempts=1)
    assert cell(a, "s1", tries, resets=[reset(13 * DAY)]).points == 5_000
    assert cell(a, "s1", tries, resets=[reset(13 * DAY), reset(14 * DAY)]).points is None
    got = cell(a, "s1", tries, overrides=[override(0, at=12 * DAY)], resets=[reset(13 * DAY)])
    assert (got.points, got.override) == (5_000, None)
    assert cell(a, "s1", tries, overrides=[override(0, at=14 * DAY)], resets=[reset(13 * DAY)]).points == 0


def test_the_latest_override_decides_and_none_goes_back() -> None:
    tries = work(5_000)
    got = cell(assignment(), "s1", tries, overrides=[override(1), override(8_000)])
    assert (got.points, got.automatic, got.counting) == (8_000, 5_000, "t1")
    assert got.override is not None
    back = cell(assignment(), "s1", tries, overrides=[override(8_000), override(None)])
    assert (back.points, back.override) == (5_000, None)
    assert cell(assignment(), "s1", [], overrides=[override(6_000)]).points == 6_000


TRIES = st.lists(
    st.builds(
        lambda i, ended, verdict, points: tried(
            i, ended=ended, verdict=verdict, mark=mark(points) if points is not None else None
        ),
        st.uuids().map(str),
        st.integers(10 * DAY, 12 * DAY) | st.sampled_from([11 * DAY, CLOSES + 1]),
        st.sampled_from(["ok", "ok", "late", "copied"]),
        st.none() | st.integers(0, 10_000),
    ),
    max_size=8,
    unique_by=lambda t: t.id,
)
RESETS = st.lists(st.integers(10 * DAY, 12 * DAY).map(reset), max_size=2)


@given(TRIES, RESETS, st.sampled_from(["first", "best", "last"]), st.integers(0, 3), st.randoms())
def test_the_rule_holds_whatever_was_handed_in(
    tries: list[Try], resets: list[Reset], counts: str, attempts: int, shuffle: object
) -> None:
    a = assignment(counts=counts, attempts=attempts)
    got = cell(a, "s1", tries, resets=resets)
    mixed = list(tries)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert cell(a, "s1", mixed, resets=resets) == got, "the order they come in is nothing"
    able = taking_part(a, tries, resets)
    marked = [t for t in able if t.mark is not None]
    assert (got.points is None) == (not marked)
    assert len(able) <= attempts or not attempts
    if marked:
        points = [t.mark.points for t in marked if t.mark is not None]
        assert got.points == {"first": points[0], "best": max(points), "last": points[-1]}[counts]
    counted = got.counted
    if counted is not None:
        assert counted.verdict in ("ok", "late")
        assert counted.verdict == "ok" or counted.ended <= CLOSES
        assert all(counted.ended >= r.at for r in resets)
    valid = [t for t in tries if t.verdict == "ok" or (t.verdict == "late" and t.ended <= CLOSES)]
    assert cell(a, "s1", valid, resets=resets).points == got.points, "what is not valid can be left away"
