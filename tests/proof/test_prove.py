"""The proof finds what is planted: a check that cannot fail, one that cannot pass, a silent side effect, a leak."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from simulator.desks.store.orders import OrderRow, Orders, OrderTruth
from simulator.kernel.text import Text
from simulator.packs.load import load
from simulator.packs.model import Facet, Pack, Scenario
from simulator.proof.hidden import leaks
from simulator.proof.prove import prove
from simulator.scoring.case import Case, Params, Unit
from simulator.scoring.measures import measures
from simulator.sessions.rules import rules

PACK = Path(__file__).parents[2] / "scenarios" / "table1"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(str(PACK))


def _with_facet(scenario: Scenario, measure: str) -> Scenario:
    """The scenario with one more facet of measure `measure` in its first requirement (weights kept at 100)."""
    first = scenario.requirements[0]
    facets = [msgspec.structs.replace(first.facets[0], weight=first.facets[0].weight - 5), *first.facets[1:]]
    facets.append(Facet(id="planted", weight=5, check="SHARE", measure=measure, title=Text("植入", "planted")))
    return msgspec.structs.replace(
        scenario, requirements=(msgspec.structs.replace(first, facets=tuple(facets)), *scenario.requirements[1:])
    )


def _plant(monkeypatch: pytest.MonkeyPatch, name: str, points: int) -> None:
    def planted(case: Case, params: Params) -> list[Unit]:
        return [Unit(key="x", why=Text("植入", "planted"), points=points)]

    monkeypatch.setitem(measures(), name, planted)


def test_the_first_shift_holds(pack: Pack) -> None:
    proof = prove(pack, pack.scenario("first"), [1, 2])
    assert [str(f) for f in proof.flaws] == []
    assert all(f.killed_by for f in proof.facets)
    assert all(f.reference == 10_000 for f in proof.facets)


def test_a_check_that_cannot_fail_is_found(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    _plant(monkeypatch, "planted.full", 10_000)
    proof = prove(pack, _with_facet(pack.scenario("first"), "planted.full"), [1])
    points = {(f.point, f.where) for f in proof.flaws}
    assert ("killed", "11.1.1/planted") in points
    assert ("idle", "11.1.1/planted") in points
    assert {f.where for f in proof.flaws} == {"11.1.1/planted"}


def test_a_check_that_cannot_pass_is_found(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    _plant(monkeypatch, "planted.none", 0)
    proof = prove(pack, _with_facet(pack.scenario("first"), "planted.none"), [1])
    assert ("reference", "11.1.1/planted") in {(f.point, f.where) for f in proof.flaws}


def test_a_mistake_that_moves_more_than_it_says_is_found(pack: Pack) -> None:
    scenario = pack.scenario("first")
    changed = [
        msgspec.structs.replace(m, kills=("11.1.4/condition",)) if m.id == "label-over-edge" else m
        for m in scenario.mistakes
    ]
    proof = prove(pack, msgspec.structs.replace(scenario, mistakes=tuple(changed)), [1])
    assert [(f.point, f.where) for f in proof.flaws] == [("also", "label-over-edge -> 11.1.4/steps")]


def test_a_mistake_that_kills_nothing_is_found(pack: Pack) -> None:
    scenario = pack.scenario("first")
    changed = [
        msgspec.structs.replace(m, kills=("11.1.2/value", "11.1.2/name")) if m.id == "vague-name" else m
        for m in scenario.mistakes
    ]
    proof = prove(pack, msgspec.structs.replace(scenario, mistakes=tuple(changed)), [1])
    assert ("kills", "vague-name -> 11.1.2/value") in {(f.point, f.where) for f in proof.flaws}


def test_no_view_leaks_hidden_truth(pack: Pack) -> None:
    for name in sorted(pack.scenarios):
        assert leaks(pack, pack.scenario(name), 3) == ""


def test_a_leak_is_found(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = rules().views["orders"]

    def leaky(seen: object) -> list[OrderRow]:
        world = seen._world  # type: ignore[attr-defined]
        patience = world.of(OrderTruth).patience
        return [
            msgspec.structs.replace(row, buyer=f"{row.buyer} {patience[row.id]}")
            for row in spec.read(seen)
            if row.id in world.of(Orders).by_id
        ]

    monkeypatch.setitem(rules().views, "orders", msgspec.structs.replace(spec, read=leaky))
    assert leaks(pack, pack.scenario("11.1"), 3).startswith("orders:")


def test_a_wrong_probe_of_the_coach_is_found(pack: Pack) -> None:
    scenario = pack.scenario("first")
    tasks = (msgspec.structs.replace(scenario.tasks[0], done="none:no_such_view[x]"), *scenario.tasks[1:])
    proof = prove(pack, msgspec.structs.replace(scenario, tasks=tasks), [1])
    assert [f.point for f in proof.flaws] == ["coach"]
