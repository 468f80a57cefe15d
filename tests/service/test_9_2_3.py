"""9.2.3: after-sale service by the rules: proven both ways, and what the world does with offers, returns and silence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator.bots.player import play
from simulator.desks.service.aftersale.facts import AftersaleRuled, AftersaleTruth, RemedyAnswered, ReturnInspected
from simulator.desks.store.cash import CashMoved
from simulator.packs.load import load
from simulator.packs.model import Pack, Scenario
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

ID = "9.2.3"
FACETS = ("first", "remedy", "steps", "fraud", "confirmed")


@cache
def scenario() -> tuple[Pack, Scenario]:
    pack = load(str(Path(__file__).resolve().parents[2] / "scenarios" / "table1"))
    return pack, pack.scenario("9.2")


def begin(seed: int = 1, salt: int = 0) -> Attempt:
    return Attempt.start(scenario()[0], "9.2", seed, salt=salt, wall=lambda: 0)


def points(attempt: Attempt) -> dict[str, int]:
    attempt.submit()
    requirements = [r for r in scenario()[1].requirements if r.id == ID]
    report = score(attempt.facts(), attempt.engine.world, requirements)
    return {f.id: f.points for f in report.requirements[ID].facets}


@cache
def played(player: str, seed: int) -> dict[str, int]:
    attempt = begin(seed)
    log = play(attempt, player)
    if player == "reference":
        assert log.refused == []
    return points(attempt)


def mine() -> list[Any]:
    return [m for m in scenario()[1].mistakes if any(k.startswith(ID) for k in m.kills)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reference_is_full(seed: int) -> None:
    assert played("reference", seed) == dict.fromkeys(FACETS, 10_000)


def test_idle_has_nothing() -> None:
    assert played("idle", 1) == dict.fromkeys(FACETS, 0)


def test_every_facet_is_killed() -> None:
    assert {k.split("/")[1] for m in mine() for k in m.kills} == set(FACETS)


@pytest.mark.parametrize("id", [m.id for m in mine()])
def test_mistake_kills_what_it_names(id: str) -> None:
    recorded = next(m for m in mine() if m.id == id)
    got = played(f"mistake:{id}", 2)
    for facet in FACETS:
        name = f"{ID}/{facet}"
        if name in recorded.kills:
            assert got[facet] <= 5_000, name
        elif name not in recorded.also:
            assert got[facet] == 10_000, name


def row(attempt: Attempt, asked: str, nth: int = 0) -> Any:
    while True:
        found = [r for r in attempt.view("aftersales") if r.asked == asked]
        if len(found) > nth:
            return attempt.view("aftersale", sorted(found, key=lambda r: r.id)[nth].id)
        attempt.do_plain("clock.advance", {"minutes": 10})


def wait(attempt: Attempt, minutes: int) -> list[Any]:
    return attempt.do_plain("clock.advance", {"minutes": minutes}).events()


def offer(attempt: Attempt, case: str, **fields: Any) -> Any:
    return attempt.do_plain("remedy.offer", {"case": case, "text": "Hello, this is what we offer.", **fields})


def test_silence_is_settled_by_the_platform_at_the_stores_cost() -> None:
    attempt = begin()
    part = row(attempt, "part")
    facts = [f.event for f in attempt.submit()]
    ruled = next(e for e in facts if isinstance(e, AftersaleRuled) and e.case == part.id)
    assert ruled.amount == part.goods_paid + part.freight_paid
    assert any(isinstance(e, CashMoved) and e.ref == part.id and e.minor == -ruled.amount for e in facts)


def test_a_refusal_within_the_period_is_disputed_and_overruled() -> None:
    attempt = begin()
    fault = row(attempt, "fault")
    assert offer(attempt, fault.id, remedy="refuse").ok
    assert offer(attempt, fault.id, remedy="exchange", payer="seller").refused.code == "pending"
    answers = [e for e in wait(attempt, 200) if isinstance(e, RemedyAnswered) and e.case == fault.id]
    assert [a.accepted for a in answers] == [False]
    assert attempt.view("aftersale", fault.id).status == "disputed"
    assert any(isinstance(e, AftersaleRuled) and e.case == fault.id for e in wait(attempt, 26 * 60))


def test_a_buyer_does_not_pay_the_return_of_faulty_goods() -> None:
    attempt = begin()
    fault = row(attempt, "fault")
    offer(attempt, fault.id, remedy="exchange", payer="buyer")
    wait(attempt, 200)
    assert attempt.view("aftersale", fault.id).status == "disputed"
    assert offer(attempt, fault.id, remedy="exchange", payer="seller").ok
    wait(attempt, 200)
    assert attempt.view("aftersale", fault.id).status == "accepted"


def test_an_explanation_needs_the_figures() -> None:
    attempt = begin()
    use = row(attempt, "use")
    figures = attempt.engine.world.of(AftersaleTruth).by_id[use.id].figures
    offer(attempt, use.id, remedy="explain")
    wait(attempt, 200)
    assert attempt.view("aftersale", use.id).status == "disputed"
    attempt.do_plain("remedy.offer", {"case": use.id, "remedy": "explain", "text": "见资料：" + "，".join(figures)})
    wait(attempt, 200)
    assert attempt.view("aftersale", use.id).status == "accepted"


def test_the_box_shows_its_content_only_when_opened() -> None:
    attempt = begin()
    fault = row(attempt, "fault")
    offer(attempt, fault.id, remedy="exchange", payer="seller")
    wait(attempt, 200)
    assert attempt.do_plain("return.inspect", {"case": fault.id}).refused.code == "not-here"  # type: ignore[union-attr]
    assert attempt.do_plain("return_label.issue", {"case": fault.id}).ok
    wait(attempt, 26 * 60)
    assert attempt.view("aftersale", fault.id).status == "returned"
    assert attempt.view("aftersale", fault.id).grade == ""
    outcome = attempt.do_plain("return.inspect", {"case": fault.id})
    assert [e.grade for e in outcome.events() if isinstance(e, ReturnInspected)] == ["F"]
    assert attempt.do_plain("aftersale.close", {"case": fault.id}).refused.code == "not-settled"  # type: ignore[union-attr]


def test_views_do_not_tell_who_cheats() -> None:
    def seen(salt: int) -> list[Any]:
        attempt = begin(3, salt)
        wait(attempt, 120)
        rows = attempt.view("aftersales")
        return [
            rows,
            *(attempt.view("aftersale", r.id) for r in rows),
            *(attempt.view("thread", r.thread) for r in rows),
        ]

    frauds = set()
    for salt in range(6):
        assert seen(salt) == seen(0)
        world = begin(3, salt).engine.world
        frauds.add(tuple(r.fraud for r in world.of(AftersaleTruth).by_id.values()))
    assert len(frauds) > 1
