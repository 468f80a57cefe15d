"""Levels of difficulty: one scenario, several worlds."""

from __future__ import annotations

from packedit import SCENARIO, judged

from simulator.kernel.luck import Luck
from simulator.packs.model import Pack
from simulator.packs.opening import opening
from simulator.sessions.rules import rules


def at_levels() -> Pack:
    text = SCENARIO.replace("minutes: 5", "minutes: $minutes\nlevels: [easy, normal, hard]\nparameters:\n"
                            "  minutes: {easy: 5, normal: 10, hard: 20}\n  n: {easy: 1, normal: 2, hard: 3}\n  word: {easy: few, normal: some, hard: many}")  # fmt: skip
    text = text.replace(
        "{kind: order, name: unpaid, paid: never}", "{kind: order, name: unpaid, paid: never, count: $n}"
    )
    text = text.replace('en: "Ship some."', 'en: "Ship $word orders, costs $5 each."')
    pack, findings = judged(one=text)
    assert findings == []
    assert pack is not None
    return pack


def test_each_level_is_a_scenario_of_its_own() -> None:
    pack = at_levels()
    assert list(pack.scenarios) == ["one", "one@easy", "one@hard"]
    usual, easy, hard = pack.scenarios.values()
    assert (usual.level, easy.level, hard.level) == ("normal", "easy", "hard")
    assert [s.minutes for s in (easy, usual, hard)] == [5, 10, 20]
    assert [s.cast[1].times() for s in (easy, usual, hard)] == [1, 2, 3]
    assert hard.brief.en == "Ship many orders, costs $5 each.", "a price is no parameter"
    assert {s.base for s in pack.scenarios.values()} == {"one"}
    assert [s.id for s in pack.listed] == ["one"]


def test_the_first_level_is_usual_where_none_is_normal() -> None:
    text = SCENARIO.replace(
        "minutes: 5", "minutes: $m\nlevels: [gentle, harsh]\nparameters: {m: {gentle: 5, harsh: 6}}"
    )
    pack, findings = judged(one=text)
    assert findings == []
    assert pack is not None
    assert list(pack.scenarios) == ["one", "one@harsh"]
    assert pack.scenario("one").level == "gentle"


def test_a_parameter_without_a_use_is_a_warning() -> None:
    text = SCENARIO.replace("minutes: 5", "minutes: 5\nlevels: [easy]\nparameters: {m: {easy: 5}}")
    findings = judged(one=text)[1]
    assert ["is not used" in f.what.en for f in findings] == [True]
    assert findings[0].warning


def without(name: str, more: str = "") -> str:
    """The scenario at two levels; at the gentle one there is no order of this name."""
    text = SCENARIO.replace(
        "minutes: 5", "minutes: 5\nlevels: [gentle, normal]\nparameters: {n: {gentle: 0, normal: 1}}"
    )
    return text.replace(f"name: {name}", f"name: {name}, count: $n").replace("order: first", f"order: first{more}")


def test_a_level_may_leave_an_arrival_out() -> None:
    pack, findings = judged(one=without("unpaid"))
    assert findings == []
    assert pack is not None
    usual, gentle = pack.scenarios.values()
    assert [s.cast[1].times() for s in (usual, gentle)] == [1, 0]
    assert len(opening(gentle, Luck(3), rules().codec)) < len(opening(usual, Luck(3), rules().codec))


def test_what_is_left_out_cannot_be_referred_to() -> None:
    (found,) = judged(one=without("first"))[1]
    assert "no order 'first' at this level" in found.what.en
    assert judged(one=without("first", ", count: $n"))[1] == []


def test_none_of_them_makes_no_sense_without_levels() -> None:
    (found,) = judged(one=SCENARIO.replace("name: unpaid", "name: unpaid, count: 0"))[1]
    assert "nobody will meet it" in found.what.en
    assert not found.warning
