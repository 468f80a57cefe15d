"""9.2.2 by playing: the reference is full, idle gets nothing, each wrong way loses what it should, and the world answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from simulator.bots.player import Log, mistakes, play_idle, play_reference
from simulator.desks.logistics.parcels import Parcels
from simulator.desks.logistics.watch import AskCarrier, CarrierAsked
from simulator.desks.service.reply import WriteToBuyer
from simulator.desks.service.tracking import (
    AskWarehouse,
    ImportEvents,
    LogStep,
    OpenTracking,
    PublishTracking,
    Reports,
    Tracking,
)
from simulator.desks.store.health import HealthMoved
from simulator.kernel.engine import Advance
from simulator.kernel.time import DAY, HOUR, at
from simulator.market.tracking import OrderTraced, Traced, says
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.scoring.case import Case
from simulator.scoring.measures.r9_2_2 import stalled_since
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

REQ = "9.2.2"
KINDS = ("traced", "trouble", "service_rule")
PACK = str(Path(__file__).parents[2] / "scenarios" / "table1")


@cache
def pack() -> Pack:
    """The shipped pack with only this requirement's part of the scenario."""
    whole = load(PACK)
    scenario = whole.scenario("9.2")
    own = msgspec.structs.replace(
        scenario,
        cast=tuple(c for c in scenario.cast if c.__struct_config__.tag in KINDS),
        requirements=tuple(r for r in scenario.requirements if r.id == REQ),
        practises=(REQ,),
    )
    return msgspec.structs.replace(whole, scenarios={"9.2": own})


def start(seed: int) -> Attempt:
    """A fresh attempt."""
    return Attempt.start(pack(), "9.2", seed, wall=lambda: 0)


def finish(attempt: Attempt) -> Report:
    """Hand in and score."""
    attempt.submit()
    return score(attempt.facts(), attempt.engine.world, attempt.scenario.requirements)


def played(seed: int, name: str = "") -> tuple[Report, Log, Attempt]:
    """The reference, or a mistake of the scenario."""
    attempt = start(seed)
    recorded = next((m for m in attempt.scenario.mistakes if m.id == name), None)
    departure = mistakes()[recorded.mistake](**recorded.with_) if recorded else None
    log = play_reference(attempt, departure)
    return finish(attempt), log, attempt


def pass_until(attempt: Attempt, minute: int) -> None:
    """Let time pass up to a moment."""
    if minute > attempt.now:
        attempt.do(Advance(minutes=minute - attempt.now))


def traced(attempt: Attempt) -> list[OrderTraced]:
    """The orders whose chain is scored, those placed so far."""
    return list(attempt.engine.world.of(Traced).orders.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reference_is_full(seed: int) -> None:
    report, log, _ = played(seed)
    assert log.refused == []
    assert report.requirements[REQ].points == 10_000
    assert all(f.points == 10_000 for f in report.requirements[REQ].facets)


def test_idle_gets_nothing() -> None:
    attempt = start(4)
    play_idle(attempt)
    assert all(f.points == 0 for f in finish(attempt).requirements[REQ].facets)


NAMES = [m.id for m in load(PACK).scenario("9.2").mistakes if m.kills[0].startswith(REQ + "/")]


@pytest.mark.parametrize("name", NAMES)
def test_mistake_kills_what_it_names(name: str) -> None:
    recorded = next(m for m in pack().scenario("9.2").mistakes if m.id == name)
    report, _, _ = played(5, name)
    result = report.requirements[REQ]
    for facet in result.facets:
        where = f"{REQ}/{facet.id}"
        if where in recorded.kills:
            assert facet.points <= 5_000, where
        elif where not in recorded.also:
            assert facet.points == 10_000, where
    for gate in result.gates:
        assert bool(gate.findings) == (f"{REQ}/gate:{gate.id}" in recorded.kills)


def test_a_planned_step_is_no_step() -> None:
    attempt = start(6)
    pass_until(attempt, at(1, 14, 31))
    lines = [
        line for r in attempt.engine.world.of(Reports).by_id.values() for line in r.lines if line.state == "planned"
    ]
    assert lines
    order = lines[0].order
    attempt.do(OpenTracking(order=order))
    future = attempt.do(LogStep(order=order, step="handed", at=lines[0].at, place=lines[0].place, who=lines[0].who))
    assert future.refused is not None
    assert future.refused.code == "future"
    assert attempt.do(LogStep(order=order, step="handed", at=attempt.now, place=lines[0].place, who=lines[0].who)).ok
    report = finish(attempt)
    assert report.requirements[REQ].points == 0
    assert [g.id for g in report.requirements[REQ].gates if g.findings] == ["invented"]
    assert any(
        isinstance(f.event, HealthMoved) and f.event.ref == order and f.event.points < 0 for f in attempt.facts()
    )


def test_the_warehouse_supplies_a_step_it_left_out() -> None:
    attempt = start(7)
    gap = next(t for t in traced(attempt) if t.gap is not None)
    assert gap.gap is not None
    pass_until(attempt, at(1, 18, 30))
    attempt.do(OpenTracking(order=gap.order))
    assert attempt.do(AskWarehouse(order=gap.order, step=gap.gap.step)).ok  # type: ignore[arg-type]
    assert not attempt.do(AskWarehouse(order=gap.order, step=gap.gap.step)).ok  # type: ignore[arg-type]
    attempt.do(Advance(minutes=4 * HOUR))
    lines = [line for _, line in attempt.engine.world.of(Reports).lines(gap.order) if line.state == "done"]
    assert gap.gap in lines


def test_the_carrier_supplies_a_missing_event_when_asked() -> None:
    attempt = start(8)
    late = next(t for t in traced(attempt) if t.late is not None and t.late.step == "export")
    assert late.late is not None
    assert attempt.do(AskCarrier(parcel=late.parcel)).ok
    attempt.do(Advance(minutes=15 * HOUR))
    scans = attempt.engine.world.of(Parcels).by_id[late.parcel].scans
    assert [s.minute for s in scans] == sorted(s.minute for s in scans)
    assert any(s.step == "export" and s.minute == late.late.at for s in scans)
    assert attempt.do(ImportEvents(parcel=late.parcel)).ok
    assert not attempt.do(ImportEvents(parcel=late.parcel)).ok
    entries = attempt.engine.world.of(Tracking).by_order[late.order].entries
    assert entries["export"].at == late.late.at


def test_a_buyer_who_can_see_nothing_asks() -> None:
    attempt = start(9)
    orders = [t.order for t in traced(attempt)]
    attempt.do(OpenTracking(order=orders[0]))
    attempt.do(PublishTracking(order=orders[0]))
    pass_until(attempt, at(2, 20))
    asked = attempt.engine.world.of(Traced).asked
    assert orders[0] not in asked
    assert all(o in asked for o in orders[1:])


def test_the_new_rule_makes_a_quiet_parcel_a_stalled_one() -> None:
    attempt = start(10)
    pass_until(attempt, attempt.view("shift")[0].end)
    case = Case(attempt.facts(), attempt.engine.world)
    troubles = {t.trouble: t.parcel for t in attempt.engine.world.of(Traced).troubles.values()}
    assert stalled_since(case, troubles["quiet"]) == at(2)
    assert stalled_since(case, troubles["stalled"]) == attempt.view("shift")[0].start


def test_a_buyer_who_was_told_lies_disputes_later() -> None:
    attempt = start(11)
    lost = next(t for t in attempt.engine.world.of(Traced).troubles.values() if t.trouble == "lost")
    attempt.do(WriteToBuyer(order=lost.order, text="您好，包裹运输正常，请放心。"))
    attempt.submit()
    why = [f.event.why.en for f in attempt.facts() if isinstance(f.event, HealthMoved) and f.event.ref == lost.order]
    assert any("not told the truth" in w for w in why)
    assert not any(isinstance(f.event, CarrierAsked) for f in attempt.facts())


def test_a_status_counts_in_the_buyers_language() -> None:
    assert says("Your parcel has not moved since Monday.", "standing", "en")
    assert says("很遗憾，承运商确认包裹丢失。", "lost", "zh")
    assert not says("Your parcel is lost.", "lost", "zh")
    assert not says("It is on its way.", "standing", "en")


def test_a_late_record_is_no_complete_chain() -> None:
    attempt = start(12)
    pass_until(attempt, attempt.now + 2 * DAY)
    for t in traced(attempt):
        attempt.do(OpenTracking(order=t.order))
    for _, report in sorted(attempt.engine.world.of(Reports).by_id.items()):
        for line in report.lines:
            if line.state == "done":
                attempt.do(LogStep(order=line.order, step=line.step, at=line.at, place=line.place, who=line.who))  # type: ignore[arg-type]
    facets = {f.id: f.points for f in finish(attempt).requirements[REQ].facets}
    assert facets["chain"] == 0
