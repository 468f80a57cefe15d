"""9.2.4: complaints: proven both ways, and what the world does with refusals, silence and evidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator.bots.player import play
from simulator.desks.service.complaint.facts import ComplaintTruth, FactGathered, PlatformCaseRuled, fact_id
from simulator.desks.store.cash import CashMoved
from simulator.packs.load import load
from simulator.packs.model import Pack, Scenario
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

ID = "9.2.4"
FACETS = ("acknowledged", "platform", "facts", "law", "liability", "remedy", "closed")


@cache
def scenario() -> tuple[Pack, Scenario]:
    pack = load(str(Path(__file__).resolve().parents[2] / "scenarios" / "table1"))
    return pack, pack.scenario("9.2")


def begin(seed: int = 1) -> Attempt:
    return Attempt.start(scenario()[0], "9.2", seed, wall=lambda: 0)


@cache
def played(player: str, seed: int) -> dict[str, int]:
    attempt = begin(seed)
    log = play(attempt, player)
    if player == "reference":
        assert log.refused == []
    attempt.submit()
    requirements = [r for r in scenario()[1].requirements if r.id == ID]
    report = score(attempt.facts(), attempt.engine.world, requirements)
    found = {f.id: f.points for f in report.requirements[ID].facets}
    return {**found, **{f"gate:{g.id}": len(g.findings) for g in report.requirements[ID].gates}}


def mine() -> list[Any]:
    return [m for m in scenario()[1].mistakes if any(k.startswith(ID) for k in m.kills)]


FULL = {**dict.fromkeys(FACETS, 10_000), "gate:hush": 0}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reference_is_full(seed: int) -> None:
    assert played("reference", seed) == FULL


def test_idle_has_nothing() -> None:
    assert played("idle", 1) == {**dict.fromkeys(FACETS, 0), "gate:hush": 0}


def test_every_facet_is_killed() -> None:
    assert {k.split("/")[1] for m in mine() for k in m.kills} == {*FACETS, "gate:hush"}


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
    assert (got["gate:hush"] > 0) == (f"{ID}/gate:hush" in recorded.kills)


def complaint(attempt: Attempt, remedy: str) -> Any:
    """A complaint whose buyer is truly due this remedy (the test may look behind the curtain)."""
    while True:
        for id, truth in attempt.engine.world.of(ComplaintTruth).by_id.items():
            if truth.remedy == remedy:
                return attempt.view("complaint", id)
        attempt.do_plain("clock.advance", {"minutes": 10})


def wait(attempt: Attempt, minutes: int) -> list[Any]:
    return attempt.do_plain("clock.advance", {"minutes": minutes}).events()


def decide(attempt: Attempt, id: str, **fields: Any) -> Any:
    return attempt.do_plain("complaint.decide", {"complaint": id, "liability": "seller", **fields})


def test_records_answer_at_once_people_later() -> None:
    attempt = begin()
    c = complaint(attempt, "refund")
    ask = {"complaint": c.id, "source": "warehouse"}
    now = attempt.do_plain("complaint.gather_fact", ask)
    assert any(isinstance(e, FactGathered) for e in now.events())
    assert attempt.do_plain("complaint.gather_fact", ask).refused.code == "asked"  # type: ignore[union-attr]
    later = attempt.do_plain("complaint.gather_fact", {"complaint": c.id, "source": "carrier"})
    assert not any(isinstance(e, FactGathered) for e in later.events())
    wait(attempt, 5 * 60)
    assert {f.source for f in attempt.view("complaint", c.id).found} == {"warehouse", "carrier"}


def test_only_facts_of_the_complaint_come_on_its_timeline() -> None:
    attempt = begin()
    c = complaint(attempt, "refund")
    refused = attempt.do_plain("complaint.timeline", {"complaint": c.id, "facts": [fact_id(c.id, "photo")]}).refused
    assert refused is not None
    assert refused.code == "not-gathered"


def test_an_unlawful_refusal_costs_what_was_due_and_a_penalty() -> None:
    attempt = begin()
    c = complaint(attempt, "refund")
    assert decide(attempt, c.id, remedy="none", amount=10).refused.code == "amount"
    assert decide(attempt, c.id, remedy="none").ok
    moved = [e for e in wait(attempt, 25 * 60) if isinstance(e, CashMoved) and e.ref == c.id]
    assert sorted(e.kind for e in moved) == ["fine", "refund"]
    assert next(e for e in moved if e.kind == "refund").minor == -(c.goods_paid + c.freight_paid)


def test_the_platform_rules_by_evidence() -> None:
    def ruling(contested: bool, with_key: bool) -> str:
        attempt = begin()
        c = complaint(attempt, "none" if contested else "refund")
        while not attempt.view("complaint", c.id).case:
            wait(attempt, 60)
        truth = attempt.engine.world.of(ComplaintTruth).by_id[c.id]
        key = [f.source for f in truth.facts if f.key]
        for source in key:
            attempt.do_plain("complaint.gather_fact", {"complaint": c.id, "source": source})
        wait(attempt, 6 * 60)
        evidence = [fact_id(c.id, s) for s in key] if with_key else []
        fields = {"case": f"PC-{c.order}", "position": "contest", "evidence": evidence, "text": "See the records."}
        assert attempt.do_plain("platform_case.answer", fields).ok
        facts = [f.event for f in attempt.submit()] + [f.event for f in attempt.facts()]
        return next(e.ruling for e in facts if isinstance(e, PlatformCaseRuled) and e.case == f"PC-{c.order}")

    assert ruling(contested=True, with_key=True) == "won"
    assert ruling(contested=True, with_key=False) == "lost"
    assert ruling(contested=False, with_key=True) == "lost"


def test_an_unanswered_case_is_granted() -> None:
    attempt = begin()
    facts = [f.event for f in attempt.submit()]
    assert "missed" in {e.ruling for e in facts if isinstance(e, PlatformCaseRuled)}


def test_a_repealed_article_does_not_apply() -> None:
    attempt = begin()
    old = [attempt.view("article", r.id) for r in attempt.view("articles")]
    repealed = [a for a in old if not a.holds(attempt.now, a.markets[0] if a.markets else "DE")]
    assert {a.id for a in repealed} >= {"EU-09", "PF-25"}
