"""One run of one player for the proof: played in memory, handed in, scored."""

from __future__ import annotations

import msgspec

from simulator.bots.player import Log, Mistake, counters, mistakes, play, play_reference
from simulator.packs.model import Mistake as Recorded
from simulator.packs.model import Pack, Scenario
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: its report by facet, the gates that were broken, what was refused, its counters."""

    player: str
    seed: int
    points: dict[str, int]  # "11.1.2/value" -> points
    gates: frozenset[str]  # "11.1.2/gate:false_value"
    report: Report
    log: Log
    counters: dict[str, int]


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
    departure: Mistake | None = mistakes()[recorded.mistake](**recorded.with_) if recorded else None
    log = play_reference(attempt, departure) if recorded else play(attempt, player)

    def results(_: Pack, __: Scenario, ___: int) -> dict[str, dict[str, int]]:
        return {
            **(baseline or {}),
            **({} if baseline and "reference" in baseline else {"reference": counters(attempt)}),
        }

    attempt.submit(results)
    report = score(attempt.facts(), attempt.engine.world, scenario.requirements)
    points, gates = flatten(report)
    return Run(player=player, seed=seed, points=points, gates=gates, report=report, log=log, counters=counters(attempt))
