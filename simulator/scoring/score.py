"""From facts and a rubric to a report."""

from __future__ import annotations

from collections.abc import Iterable

from simulator import standard
from simulator.desks.logistics.parcels import Parcels
from simulator.desks.store.cash import Cash, exchange, total_cny
from simulator.desks.store.health import Health
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.engine import Fact
from simulator.kernel.world import World
from simulator.parts.rulebook import Rulebook
from simulator.scoring.case import Case
from simulator.scoring.checkers import CHECKERS, worst_first
from simulator.scoring.measures import measures
from simulator.scoring.report import Business, FacetScore, GateScore, Report, RequirementScore
from simulator.scoring.rubric import FacetSpec, RequirementSpec

FULL = 10_000


def score_facet(case: Case, spec: FacetSpec) -> FacetScore:
    """One facet: its measure's units through its checker."""
    units = measures()[spec.measure](case, spec.params)
    points, findings = CHECKERS[spec.check](units, spec.params)
    return FacetScore(
        id=spec.id, title=spec.title, weight=spec.weight, check=spec.check, points=points, hard=spec.hard,
        findings=worst_first(findings),
    )  # fmt: skip


def score_requirement(case: Case, spec: RequirementSpec) -> RequirementScore:
    """One requirement: weighted facets; a broken gate makes it 0, an unmet HARD facet keeps it from passing."""
    facets = tuple(score_facet(case, f) for f in spec.facets)
    gates = []
    for gate in spec.gates:
        units = measures()[gate.measure](case, {})
        _, findings = CHECKERS["SHARE"](units, {})
        gates.append(GateScore(id=gate.id, title=gate.title, findings=tuple(findings)))
    broken = any(g.findings for g in gates)
    points = 0 if broken else sum(f.weight * f.points for f in facets) // 100
    hard = all(f.points == FULL for f in facets if f.hard)
    return RequirementScore(
        id=spec.id,
        points=points,
        passed=not broken and hard and points >= spec.pass_at * 100,
        facets=facets,
        gates=tuple(gates),
    )


def business(world: World) -> Business:
    """The store's result: never part of compliance."""
    shift = world.of(Shift)
    health = world.of(Health)
    rules = world.of(Rulebook)
    orders = [o for o in world.of(Orders).by_id.values() if not o.old]
    arrived = {
        o.id: max((p.times.get("scan:delivered", 0) for p in world.of(Parcels).of_order(o.id)), default=0)
        for o in orders
        if o.status == "delivered"
    }
    promised = {o.id: o.promised for o in orders}
    fines = sum(
        -exchange(rules, e.minute, e.minor, e.currency, "CNY") for e in world.of(Cash).entries if e.kind == "fine"
    )
    reviews = health.reviews.values()
    return Business(
        profit=total_cny(world) - sum(e.minor for e in world.of(Cash).entries if e.kind == "opening"), goal=shift.opened.profit_goal if shift.opened else 0, health_before=200,
        health_after=health.points, reviews=len(reviews),
        stars_bp=sum(r.stars for r in reviews) * FULL // len(reviews) if reviews else 0, delivered=len(arrived),
        late=sum(at > promised[id] for id, at in arrived.items()), fines=fines,
    )  # fmt: skip


def score(facts: list[Fact], world: World, requirements: Iterable[RequirementSpec]) -> Report:
    """The report of an attempt: pure over its facts (`world` is their fold)."""
    case = Case(facts, world)
    scored = {spec.id: score_requirement(case, spec) for spec in requirements}
    tasks: dict[str, list[int]] = {}
    chapters: dict[str, list[int]] = {}
    for id, result in scored.items():
        tasks.setdefault(standard.task_of(id).id, []).append(result.points)
        chapters.setdefault(standard.chapter_of(id).id, []).append(result.points)
    return Report(
        compliance=sum(r.points for r in scored.values()) // len(scored) if scored else 0,
        requirements=scored,
        tasks={k: sum(v) // len(v) for k, v in tasks.items()},
        chapters={k: sum(v) // len(v) for k, v in chapters.items()},
        business=business(world),
        closed=world.of(Shift).closed,
    )
