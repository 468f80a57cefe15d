"""The checkers: pure functions from units to points (desks.md, checker vocabulary). An empty set scores 0.

Shares are whole basis points; no binary float anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.scoring.case import Params, Unit
from simulator.scoring.report import FULL, Finding

Checker = Callable[[list[Unit], Params], tuple[int, list[Finding]]]
CHECKERS: dict[str, Checker] = {}


def checker(name: str) -> Callable[[Checker], Checker]:
    """Register a checker under its name in the vocabulary."""

    def write(function: Checker) -> Checker:
        CHECKERS[name] = function
        return function

    return write


def ramp(value: int, full: int, zero: int) -> int:
    """Points of a value: full up to `full`, none from `zero` on, linear between; works in either direction."""
    if full == zero:
        return FULL if value <= full else 0
    if full < zero:
        return FULL if value <= full else 0 if value >= zero else FULL * (zero - value) // (zero - full)
    return FULL if value >= full else 0 if value <= zero else FULL * (value - zero) // (full - zero)


def _mean(units: list[Unit], points: Callable[[Unit], int]) -> tuple[int, list[Finding]]:
    findings = [Finding(unit=u.key, points=points(u), why=u.why, evidence=u.evidence) for u in units]
    total = sum(f.points for f in findings) // len(findings) if findings else 0
    return total, findings


@checker("SHARE")
def share(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The mean of the units' points; with `full` and `zero` (percent) the mean is put on a ramp."""
    total, findings = _mean(units, lambda u: u.points)
    if "full" in params and findings:
        total = ramp(total, int(params["full"]) * 100, int(params.get("zero", 0)) * 100)
    return total, findings


@checker("EXACT")
def exact(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Each unit full or nothing."""
    return _mean(units, lambda u: FULL if u.points >= FULL else 0)


@checker("NUM")
def num(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Relative error: full up to `full` %, linear to nothing at `zero` %."""

    def points(u: Unit) -> int:
        if u.got is None:
            return 0
        if u.want == 0:
            return FULL if u.got == 0 else 0
        return ramp(abs(u.got - u.want) * 10_000 // abs(u.want), int(params["full"]) * 100, int(params["zero"]) * 100)

    return _mean(units, points)


@checker("ABS")
def absolute(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Absolute error: full up to `full`, linear to nothing at `zero`."""
    return _mean(
        units, lambda u: 0 if u.got is None else ramp(abs(u.got - u.want), int(params["full"]), int(params["zero"]))
    )


@checker("TIME")
def time(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Delay in sim minutes: full up to `full`, linear to nothing at `zero` (both in hours, or days with `unit: days`)."""
    scale = 1440 if params.get("unit") == "days" else 60
    return _mean(
        units,
        lambda u: 0 if u.delay is None else ramp(u.delay, int(params["full"]) * scale, int(params["zero"]) * scale),
    )


def _of_total(u: Unit) -> int:
    return FULL * u.good // u.total if u.total else 0


@checker("BIND")
def bind(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of fields equal to the record they must come from."""
    return _mean(units, _of_total)


@checker("COV")
def cov(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of required aspects that are present and valid."""
    return _mean(units, _of_total)


@checker("EVID")
def evid(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of claims pinned to a source that was opened earlier and supports them."""
    return _mean(units, _of_total)


@checker("SEQ")
def seq(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The longest legal prefix of the required steps; with `strict` a broken order counts nothing."""
    if params.get("strict"):
        return _mean(units, lambda u: FULL if u.total and u.good == u.total else 0)
    return _mean(units, _of_total)


@checker("TEXT")
def text(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Messages: the product of their parts, worked out by the measure as points."""
    return _mean(units, lambda u: u.points)


@checker("CLS")
def cls(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of items classed right, corrected for guessing among `classes` (default 2)."""
    classes = int(params.get("classes", 2))
    right, findings = _mean(units, lambda u: u.points)
    guess = FULL // classes
    return (max(0, (right - guess) * FULL // (FULL - guess)) if findings else 0), findings


@checker("SET")
def chosen_set(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The chosen set against the true set by F1 on a ramp (`full` and `zero` in percent, default 90 and 50).

    Units that were neither chosen nor true do not count. Nothing chosen scores nothing.
    """
    hit = sum(u.chosen and u.true for u in units)
    chosen = sum(u.chosen for u in units)
    true = sum(u.true for u in units)
    findings = [
        Finding(unit=u.key, points=FULL if u.chosen == u.true else 0, why=u.why, evidence=u.evidence)
        for u in units
        if u.chosen or u.true
    ]
    if not hit:
        return 0, findings
    f1 = 2 * hit * FULL // (chosen + true)
    return ramp(f1, int(params.get("full", 90)) * 100, int(params.get("zero", 50)) * 100), findings


@checker("RANK")
def rank(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Kendall's tau between the order given (`got`) and the true order (`want`): full from 0.8, nothing at 0."""
    placed = [u for u in units if u.got is not None]
    pairs = agree = 0
    for i, a in enumerate(units):
        for b in units[i + 1 :]:
            if a.want == b.want:
                continue
            pairs += 1
            if a.got is None or b.got is None or a.got == b.got:
                continue
            agree += 1 if (a.got < b.got) == (a.want < b.want) else -1
    findings = [
        Finding(unit=u.key, points=FULL if u.got == u.want else 0, why=u.why, evidence=u.evidence) for u in units
    ]
    if not pairs or not placed:
        return 0, findings
    return ramp(agree * FULL // pairs, 8000, 0), findings


@checker("OUT")
def out(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """(result - idle) / (reference - idle) under the same luck, clipped to 0..1; a reference that is not at least `gap`
    better than idle leaves nothing to earn (such a seed is rejected before play)."""
    gap = int(params.get("gap", 1))

    def points(u: Unit) -> int:
        span = u.reference - u.idle
        if u.got is None or span < gap:
            return 0
        return max(0, min(FULL, FULL * (u.got - u.idle) // span))

    return _mean(units, points)


def worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings in the order in which a student should read them."""
    return tuple(sorted(findings, key=lambda f: (f.points, f.unit)))
