"""What the scorer answers: points with the facts that earned or lost them, in sentences a student understands.

All points are whole basis points of full marks (10,000 = 100 %), so that no binary float enters the score.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from simulator.kernel.text import Text

FULL = 10_000


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One unit that a facet looked at (an order, a parcel, a message): what it earned, the facts, and why in a sentence."""

    unit: str
    points: int
    why: Text
    evidence: tuple[int, ...] = ()  # fact numbers


class FacetScore(msgspec.Struct, frozen=True, kw_only=True):
    """One facet: its points and the findings behind them, worst first."""

    id: str
    title: Text
    weight: int
    check: str
    points: int
    hard: bool
    findings: tuple[Finding, ...]

    @property
    def evidence(self) -> tuple[int, ...]:
        """All fact numbers behind this facet, in order."""
        return tuple(sorted({seq for f in self.findings for seq in f.evidence}))


class GateScore(msgspec.Struct, frozen=True, kw_only=True):
    """A forbidden act that was found (`findings` not empty) or not."""

    id: str
    title: Text
    findings: tuple[Finding, ...]


class RequirementScore(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of Table 1 in this attempt."""

    id: str
    points: int  # 0 when a gate was broken
    passed: bool
    facets: tuple[FacetScore, ...]
    gates: tuple[GateScore, ...]

    @property
    def broken(self) -> tuple[GateScore, ...]:
        """The gates that were broken."""
        return tuple(g for g in self.gates if g.findings)


class Business(msgspec.Struct, frozen=True, kw_only=True):
    """The business result, never mixed into compliance: profit in CNY fen against the goal, health, ratings, parcels."""

    profit: int
    goal: int
    health_before: int
    health_after: int
    reviews: int
    stars_bp: int  # mean stars in basis points of one star (47,500 = 4.75), 0 without reviews
    delivered: int
    late: int
    fines: int  # CNY fen


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report of one attempt."""

    compliance: int  # mean of the scenario's requirements, basis points
    requirements: dict[str, RequirementScore]
    tasks: dict[str, int]  # task id -> mean points
    chapters: dict[str, int]  # chapter id -> mean points
    business: Business
    closed: bool


def percent(points: int) -> Decimal:
    """Points as a number from 0 to 100 with two decimals at most."""
    return Decimal(points) / 100


def plain(report: Report) -> dict[str, Any]:
    """The report as `storesim score --json` prints it."""

    def number(points: int) -> int | Decimal:
        value = percent(points)
        return int(value) if value == value.to_integral_value() else value

    return {
        "compliance": number(report.compliance),
        "requirements": {
            r.id: {
                "score": number(r.points),
                "passed": r.passed,
                "gates": [g.id for g in r.broken],
                "facets": [
                    {
                        "id": f.id,
                        "weight": f.weight,
                        "score": number(f.points),
                        "evidence": list(f.evidence),
                        "findings": [
                            {"unit": x.unit, "score": number(x.points), "why": {"zh": x.why.zh, "en": x.why.en}}
                            for x in f.findings
                        ],
                    }
                    for f in r.facets
                ],
            }
            for r in report.requirements.values()
        },
        "tasks": {k: number(v) for k, v in report.tasks.items()},
        "chapters": {k: number(v) for k, v in report.chapters.items()},
        "business": {name: getattr(report.business, name) for name in report.business.__struct_fields__},
        "closed": report.closed,
    }
