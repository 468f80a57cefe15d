"""From the scorer's report to a mark: what the classroom keeps of it."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.classroom.model import FULL, Facet, Lost, Mark, Requirement
from simulator.kernel.engine import Fact
from simulator.kernel.world import World
from simulator.packs.model import Scenario
from simulator.scoring.report import Finding
from simulator.scoring.score import score

WORST = 3  # findings kept of each facet


def mark(facts: list[Fact], world: World, scenario: Scenario, rubric: str) -> Mark:
    """The mark by a scenario's requirements; `rubric` is the digest of their pack, `world` the fold of the facts."""
    report = score(facts, world, scenario.requirements)
    return Mark(
        rubric=rubric,
        points=report.compliance,
        requirements=tuple(
            Requirement(
                id=r.id, points=r.points, passed=r.passed, gates=tuple(g.title for g in r.broken),
                facets=tuple(
                    Facet(id=f.id, title=f.title, weight=f.weight, points=f.points, worst=_worst(f.findings))
                    for f in r.facets
                ),
            )
            for r in report.requirements.values()
        ),
    )  # fmt: skip


def _worst(findings: Iterable[Finding]) -> tuple[Lost, ...]:
    """The findings that lost most; they come worst first."""
    losing = [f for f in findings if f.points < FULL][:WORST]
    return tuple(Lost(unit=f.unit, points=f.points, why=f.why, evidence=f.evidence) for f in losing)
