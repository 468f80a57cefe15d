"""One run of one player for the proof: played in memory, handed in, scored."""

from __future__ import annotations

import msgspec

from simulator.bots.player import Log, UnknownPlayer, counters, mistakes, play, play_reference
from simulator.bots.scripted import departure_of
from simulator.kernel.engine import Fact
from simulator.kernel.messages import HiddenEvent
from simulator.kernel.select import SelectError
from simulator.market.cast import CastError
from simulator.packs.model import Mistake as Recorded
from simulator.packs.model import Pack, Scenario
from simulator.scoring.report import FULL, Finding, Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

# what a pack can bring about while it is played; anything else is a fault of the program and not of its author
FAULTS = (CastError, SelectError, UnknownPlayer, LookupError, ValueError, ArithmeticError, TypeError)
AROUND = 3  # facts before and after the one that decided


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: its report by facet, the gates that were broken, what was refused, its counters, its facts."""

    player: str
    seed: int
    points: dict[str, int]  # "11.1.2/value" -> points
    gates: frozenset[str]  # "11.1.2/gate:false_value"
    report: Report
    log: Log
    counters: dict[str, int]
    facts: list[Fact]

    def worst(self, where: str) -> Finding | None:
        """The finding that cost a facet most; None where there was nothing to judge."""
        requirement, _, facet = where.partition("/")
        for scored in self.report.requirements[requirement].facets:
            if scored.id == facet and scored.findings and scored.findings[0].points < FULL:
                return scored.findings[0]
        return None

    def around(self, finding: Finding | None) -> list[Fact]:
        """The facts around those that a finding stands on, without what is hidden."""
        if finding is None or not finding.evidence:
            return []
        told = [f for f in self.facts if not isinstance(f.event, HiddenEvent)]
        last = max(finding.evidence)
        at = next((i for i, f in enumerate(told) if f.seq >= last), len(told) - 1)
        return told[max(0, at - AROUND) : at + AROUND + 1]


def flatten(report: Report) -> tuple[dict[str, int], frozenset[str]]:
    """Facet points and broken gates of a report by their full names."""
    points = {f"{r.id}/{f.id}": f.points for r in report.requirements.values() for f in r.facets}
    gates = frozenset(f"{r.id}/gate:{g.id}" for r in report.requirements.values() for g in r.broken)
    return points, gates


def run(
    pack: Pack,
    scenario: Scenario,
    seed: int,
    player: str,
    baseline: dict[str, dict[str, int]] | None = None,
    recorded: Recorded | None = None,
) -> Run:
    """Play, hand in and score. Without a baseline the run is its own reference (for the reference itself)."""
    attempt = Attempt.start(pack, scenario.id, seed, wall=lambda: 0)
    log = play_reference(attempt, departure_of(recorded, mistakes())) if recorded else play(attempt, player)

    def results(_: Pack, __: Scenario, ___: int) -> dict[str, dict[str, int]]:
        return {
            **(baseline or {}),
            **({} if baseline and "reference" in baseline else {"reference": counters(attempt)}),
        }

    attempt.submit(results)
    facts = attempt.facts()
    report = score(facts, attempt.engine.world, scenario.requirements)
    points, gates = flatten(report)
    return Run(
        player=player, seed=seed, points=points, gates=gates, report=report, log=log, counters=counters(attempt), facts=facts
    )  # fmt: skip
