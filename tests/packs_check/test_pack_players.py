"""Moves and mistakes that a pack writes down itself."""

from __future__ import annotations

import pytest
from packedit import SCENARIO, judged

from simulator.desks.logistics.choose import ServiceChosen
from simulator.desks.store.orders import OrdersSelected
from simulator.kernel.select import SelectError
from simulator.packs.model import Pack
from simulator.proof.prove import prove
from simulator.proof.runs import Run, run


def pack_with(mistake: str, reference: str = "") -> Pack:
    text = SCENARIO.replace("mistake: cheapest-for-all,", mistake)
    pack, findings = judged(one=text + reference)
    assert not [f for f in findings if not f.warning], [str(f) for f in findings]
    assert pack is not None
    return pack


def played(pack: Pack, id: str = "") -> Run:
    scenario = pack.scenario("one")
    recorded = next((m for m in scenario.mistakes if m.id == id), None)
    return run(pack, scenario, 1, "reference", recorded=recorded)


def chosen(found: Run) -> list[ServiceChosen]:
    return [f.event for f in found.facts if isinstance(f.event, ServiceChosen)]


def test_drop() -> None:
    pack = pack_with("drop: [{command: service.choose}],")
    assert len(chosen(played(pack))) == 1
    assert chosen(played(pack, "cheap")) == []


def test_drop_some() -> None:
    pack = pack_with('drop: [{command: service.choose, where: "service=no-such"}],')
    assert len(chosen(played(pack, "cheap"))) == 1


def test_change() -> None:
    pack = pack_with("change: [{command: service.choose, fields: {service: camelbell-economy}}],")
    assert [e.service for e in chosen(played(pack, "cheap"))] == ["camelbell-economy"]


def test_hold() -> None:
    pack = pack_with("hold: [{command: service.choose, before_end: 20}],")
    found = played(pack, "cheap")
    (minute,) = (f.minute for f in found.facts if isinstance(f.event, ServiceChosen))
    end = pack.scenario("one").world.end
    assert end - 20 <= minute < end


def test_add_for_each_row_at_a_time() -> None:
    pack = pack_with(
        'add: [{command: orders.select, each: "orders[status=unpaid]", fields: {orders: ["{id}"]}, at: "D1 12:00"}],'
    )
    found = played(pack, "cheap")
    selected = [f for f in found.facts if isinstance(f.event, OrdersSelected)]
    assert len(selected) == 2
    assert selected[1].minute >= 12 * 60
    assert len(found.log.refused) <= 1
    assert [f for f in played(pack).facts if isinstance(f.event, OrdersSelected)][1:] == []


def test_moves_of_the_reference() -> None:
    pack = pack_with(
        "mistake: cheapest-for-all,",
        "reference:\n  moves:\n    - {command: message.reply, each: \"threads[waiting]\", fields: {thread: \"{id}\", text: {zh: 您好，已改。, en: \"Hello, about {order}: done. Kind regards\"}}}\n",
    )  # fmt: skip
    found = played(pack)
    said = [f.event for f in found.facts if type(f.event).__name__ == "MessageSent"]
    assert len(said) == 1
    assert "about A" in said[0].text
    assert found.log.refused == []


def test_without_an_expert() -> None:
    pack = pack_with("mistake: cheapest-for-all,", 'reference: {without: ["11.1.1"]}\n')
    assert chosen(played(pack)) == []


def test_a_move_that_cannot_be_made_is_a_flaw_of_the_pack() -> None:
    pack = pack_with('add: [{command: orders.select, each: "orders", fields: {orders: "{id}"}}],')
    with pytest.raises((SelectError, ValueError)):
        played(pack, "cheap")
    proof = prove(pack, pack.scenario("one"), [1])
    assert ("mistake", "cheap") in {(f.point, f.where) for f in proof.flaws}


def test_two_facets_that_always_score_alike_are_told() -> None:
    text = SCENARIO.replace(
        "weight: 40, measure: 11.1.1.level}",
        "weight: 20, measure: 11.1.1.level}\n      - {id: level2, weight: 20, measure: 11.1.1.level}",
    )
    text = text.replace("kills: [11.1.1/level]", "kills: [11.1.1/level, 11.1.1/level2]")
    pack, findings = judged(one=text)
    assert findings == []
    assert pack is not None
    proof = prove(pack, pack.scenario("one"), [1, 2])
    assert [(f.point, f.where, f.warning) for f in proof.flaws] == [("alike", "11.1.1/level", True)]
    assert proof.holds, "worth a look, and no reason to refuse the pack"


def test_part_of_a_proof() -> None:
    pack, _ = judged()
    assert pack is not None
    proof = prove(pack, pack.scenario("one"), [3], only=["11.1.1/level"])
    assert [f.where for f in proof.facets] == ["11.1.1/level"]
    assert proof.holds
    assert proof.runs < prove(pack, pack.scenario("one"), [3]).runs


def test_a_missed_facet_comes_with_the_journal_around_it() -> None:
    """The reference does not choose the service: the facet says so, with facts of the run."""
    pack = pack_with("mistake: cheapest-for-all,", "reference: {without: [\"11.1.1\"], moves: [{command: orders.select, each: \"orders\", fields: {orders: [\"{id}\"]}}]}\n")  # fmt: skip
    proof = prove(pack, pack.scenario("one"), [1])
    flaw = next(f for f in proof.flaws if f.point == "reference" and f.where == "11.1.1/selected")
    assert flaw.around
    assert any(isinstance(fact.event, OrdersSelected) for fact in flaw.around)


def test_an_arrival_after_the_end_is_told() -> None:
    text = SCENARIO.replace(
        "{kind: order, name: unpaid, paid: never}",
        "{kind: traced, orders: [{when: open}]}\n  - {kind: order, name: unpaid, paid: never}",
    )
    pack, findings = judged(one=text)
    assert pack is not None, findings
    from simulator.proof.findings import Findings
    from simulator.proof.points import arrivals

    found = Findings("one")
    arrivals(pack.scenario("one"), 1, found)
    assert found.flaws == []
    import msgspec

    world = msgspec.structs.replace(pack.scenario("one").world, end=9 * 60 + 5)
    arrivals(msgspec.structs.replace(pack.scenario("one"), world=world), 1, found)
    assert {f.where for f in found.flaws} == {"cast:3"}, "the letter comes at 09:10 at the earliest"


def test_a_seed_that_cannot_be_played_is_a_flaw() -> None:
    """No service takes liquids of three kilos: the stage cannot be set."""
    text = SCENARIO.replace("{kind: order, name: unpaid, paid: never}", "{kind: trouble, fate: quiet}")
    pack, findings = judged(one=text)
    assert findings == []
    assert pack is not None
    proof = prove(pack, pack.scenario("one"), [1, 2])
    assert [(f.point, f.seed) for f in proof.flaws] == [("seed", 1)]
    assert "needs force" in proof.flaws[0].what.en
