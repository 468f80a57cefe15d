"""The checkers: pure functions from units to points (desks.md, checker vocabulary). An empty set scores 0.

Shares are whole basis points; no binary float anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from simulator.kernel.text import Text
from simulator.scoring.case import Params, Unit
from simulator.scoring.report import FULL, Finding

Checker = Callable[[list[Unit], Params], tuple[int, list[Finding]]]
CHECKERS: dict[str, Checker] = {}
SPECS: dict[str, CheckerSpec] = {}


class CheckerSpec(msgspec.Struct, frozen=True):
    """One checker: what it does in a sentence of both languages, and the parameters it takes."""

    name: str
    about: Text
    params: type[msgspec.Struct]


class Nothing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


Percent = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Whole = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class Ramp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`full`: full points up to here; `zero`: nothing from here on; linear between."""

    full: Whole
    zero: Whole


class ShareParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With `full` (percent) the mean is put on a ramp: full from `full`, nothing at `zero`."""

    full: Percent | None = None
    zero: Percent = 0


class TimeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Full points up to `full`, nothing from `zero` on, in `unit`."""

    full: Whole
    zero: Whole
    unit: Literal["hours", "days"] = "hours"


class SeqParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`strict`: a broken order counts nothing, else the longest legal prefix counts."""

    strict: bool = False


class ClsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`classes`: among how many one could guess."""

    classes: Annotated[int, msgspec.Meta(ge=2, le=50)] = 2


class SetParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """F1 in percent: full from `full`, nothing below `zero`."""

    full: Percent = 90
    zero: Percent = 50


class OutParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`gap`: the reference has to be at least so much better than idle."""

    gap: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1


def checker(name: str, zh: str, en: str, params: type[msgspec.Struct] = Nothing) -> Callable[[Checker], Checker]:
    """Register a checker under its name in the vocabulary."""

    def write(function: Checker) -> Checker:
        CHECKERS[name] = function
        SPECS[name] = CheckerSpec(name, Text(zh, en), params)
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


@checker("SHARE", "达标对象所占的比例", "the share of what was done right", ShareParams)
def share(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The mean of the units' points; with `full` and `zero` (percent) the mean is put on a ramp."""
    total, findings = _mean(units, lambda u: u.points)
    if "full" in params and findings:
        total = ramp(total, int(params["full"]) * 100, int(params.get("zero", 0)) * 100)
    return total, findings


@checker("EXACT", "完全一致才算", "each unit right or nothing")
def exact(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Each unit full or nothing."""
    return _mean(units, lambda u: FULL if u.points >= FULL else 0)


@checker("NUM", "数值的相对误差（%）", "relative error of a number, in percent", Ramp)
def num(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Relative error: full up to `full` %, linear to nothing at `zero` %."""

    def points(u: Unit) -> int:
        if u.got is None:
            return 0
        if u.want == 0:
            return FULL if u.got == 0 else 0
        return ramp(abs(u.got - u.want) * 10_000 // abs(u.want), int(params["full"]) * 100, int(params["zero"]) * 100)

    return _mean(units, points)


@checker("ABS", "数值的绝对误差", "absolute error of a number", Ramp)
def absolute(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Absolute error: full up to `full`, linear to nothing at `zero`."""
    return _mean(
        units, lambda u: 0 if u.got is None else ramp(abs(u.got - u.want), int(params["full"]), int(params["zero"]))
    )


@checker("TIME", "触发之后过了多久", "delay after the trigger", TimeParams)
def time(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Delay in sim minutes: full up to `full`, linear to nothing at `zero` (both in hours, or days with `unit: days`)."""
    scale = 1440 if params.get("unit") == "days" else 60
    return _mean(
        units,
        lambda u: 0 if u.delay is None else ramp(u.delay, int(params["full"]) * scale, int(params["zero"]) * scale),
    )


def _of_total(u: Unit) -> int:
    return FULL * u.good // u.total if u.total else 0


@checker("BIND", "与来源记录一致的栏目比例", "the share of fields equal to the record they must come from")
def bind(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of fields equal to the record they must come from."""
    return _mean(units, _of_total)


@checker("COV", "必备方面的齐全程度", "the share of required aspects that are there and valid")
def cov(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of required aspects that are present and valid."""
    return _mean(units, _of_total)


@checker("EVID", "有据可查的结论比例", "the share of claims pinned to a source that was opened and supports them")
def evid(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of claims pinned to a source that was opened earlier and supports them."""
    return _mean(units, _of_total)


@checker("SEQ", "步骤按次序完成", "required steps in order", SeqParams)
def seq(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The longest legal prefix of the required steps; with `strict` a broken order counts nothing."""
    if params.get("strict"):
        return _mean(units, lambda u: FULL if u.total and u.good == u.total else 0)
    return _mean(units, _of_total)


@checker("TEXT", "文字的事实、语言与礼貌", "messages: facts, language, courtesy")
def text(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """Messages: the product of their parts, worked out by the measure as points."""
    return _mean(units, lambda u: u.points)


@checker("CLS", "分类正确率，扣除猜中", "items classed right, corrected for guessing", ClsParams)
def cls(units: list[Unit], params: Params) -> tuple[int, list[Finding]]:
    """The share of items classed right, corrected for guessing among `classes` (default 2)."""
    classes = int(params.get("classes", 2))
    right, findings = _mean(units, lambda u: u.points)
    guess = FULL // classes
    return (max(0, (right - guess) * FULL // (FULL - guess)) if findings else 0), findings


@checker("SET", "所选与应选的集合（F1）", "the chosen set against the true set (F1)", SetParams)
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


@checker("RANK", "排序一致程度", "agreement of an order")
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


@checker("OUT", "同样运气下与参考玩家相比的结果", "the result against the reference's under the same luck", OutParams)
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
