"""Who copied from whom, as far as it can be told."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import pytest

from simulator.classroom.copies import settled
from simulator.classroom.model import Try


def handed(student: str, received: int = 100, verdict: str = "ok", head: str = "", id: str = "") -> Try:
    """A hand-in of the one play that all of these share."""
    return Try(
        id=id or f"{student}-{received}", student=student, assignment="a1", received=received, verdict=verdict,
        head=head or f"head of {student}", print="the print",
    )  # fmt: skip


def after(new: Sequence[Try], known: Sequence[Try] = ()) -> dict[str, str]:
    """The verdicts when new hand-ins have joined the known ones."""
    found = {t.id: t for t in [*known, *new]} | {t.id: t for t in settled(new, known)}
    for t in found.values():
        before = next(o for o in [*known, *new] if o.id == t.id)
        assert msgspec.structs.replace(t, verdict=before.verdict, says=before.says) == before
        assert bool(t.says) == (t.verdict == "copied" != before.verdict)
    return {t.id: t.verdict for t in found.values()}


def test_one_alone_is_no_copy() -> None:
    assert after([handed("a")]) == {"a-100": "ok"}
    assert after([handed("a"), handed("a", 200)]) == {"a-100": "ok", "a-200": "ok"}
    assert after([handed("a", verdict="other-student"), handed("b", verdict="edited")]) == {
        "a-100": "other-student", "b-100": "edited"
    }  # fmt: skip


@pytest.mark.parametrize("verdict", ["ok", "late", "other-seed", "other-student", "edited", "truncated", "future"])
def test_who_came_later_is_the_copy(verdict: str) -> None:
    one, two = handed("a", 100), handed("b", 200, verdict)
    assert after([two], [one]) == after([one, two]) == {"a-100": "ok", "b-200": "copied"}
    (found,) = settled([two], [one])
    assert "student a:" in found.says[0].en
    assert "学生 a " in found.says[0].zh


@pytest.mark.parametrize("verdict", ["other-seed", "other-student", "edited", "damaged", "other-pack"])
@pytest.mark.parametrize("received", [50, 100, 150])
def test_what_does_not_stand_the_test_lowers_nobody(verdict: str, received: int) -> None:
    """A student hands in another's file, or one made of it, before the other one does."""
    one, two = handed("a", 100), handed("b", received, verdict)
    wanted = {"a-100": "ok", two.id: "copied"}
    assert after([one], [two]) == after([two], [one]) == after([one, two]) == after([two, one]) == wanted


def test_two_that_came_together_are_both_named() -> None:
    one, two, three = (handed(s) for s in "abc")
    found = settled([one, two], [])
    assert {t.id: t.verdict for t in found} == {"a-100": "copied", "b-100": "copied"}
    assert ["student b" in found[0].says[0].en, "student a" in found[1].says[0].en] == [True, True]
    assert "decide yourself" in found[0].says[0].en
    for order in itertools.permutations([one, two, three, handed("d", verdict="other-seed")]):
        assert set(after(order).values()) == {"copied"}
    # and one that comes later changes nothing about them
    both = [msgspec.structs.replace(t, says=()) for t in found]
    assert after([handed("e", 300)], both) == {"a-100": "copied", "b-100": "copied", "e-300": "copied"}


def test_the_order_of_files_does_not_matter() -> None:
    tries = [
        handed("a", 100),
        handed("b", 200),
        handed("c", 200, "edited"),
        handed("d", 100, "other-student", "head of a"),
    ]
    for order in itertools.permutations(tries):
        assert after(order) == {"a-100": "ok", "b-200": "copied", "c-200": "copied", "d-100": "copied"}


def test_what_waited_longer_in_the_inbox_was_first() -> None:
    assert after([handed("b", 50)], [handed("a", 100)]) == {"a-100": "copied", "b-50": "ok"}


def test_the_same_file_and_the_same_beginning_are_told_apart() -> None:
    (whole,) = settled([handed("b", 200, "other-student", "head of a")], [handed("a")])
    (part,) = settled([handed("b", 200)], [handed("a")])
    assert "from beginning to end" in whole.says[0].en
    assert "actions after the opening" in part.says[0].en


def test_an_open_or_late_or_early_one_can_be_the_original() -> None:
    for verdict in ("open", "late", "early", "too-many"):
        assert after([handed("b", 200)], [handed("a", 100, verdict)]) == {"a-100": verdict, "b-200": "copied"}
