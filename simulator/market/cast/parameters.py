"""Dated figures that only some entries of a cast need; they stand in the rulebook as soon as such an entry does, unless the
scenario has given them a value of its own before."""

from __future__ import annotations

from functools import cache

import msgspec

from simulator.market.aftersale import DATA
from simulator.market.cast import Stage
from simulator.market.data import rules
from simulator.parts.rulebook import Rule, RuleSet

AFTERSALE, TRACKING, IMPROVEMENT = "rules.json", "tracking_rules.json", "improvement_rules.json"


@cache
def parameters(name: str) -> tuple[Rule, ...]:
    """The figures of one of the three files."""
    return msgspec.json.decode((DATA / name).read_bytes(), type=tuple[Rule, ...])


def need(stage: Stage, name: str) -> None:
    """Set those figures of a file that are not set yet."""
    missing = tuple(rule for rule in parameters(name) if rule.id not in stage.rules.rules)
    for rule in missing:
        stage.rules.rules.setdefault(rule.id, []).append(rule)
    if missing:
        stage.now(RuleSet(rules=missing))


@cache
def known() -> dict[str, str]:
    """The ids of all figures that something in the simulator uses, each with its value."""
    found = [*rules()]
    for name in (AFTERSALE, TRACKING, IMPROVEMENT):
        found += parameters(name)
    return {rule.id: rule.value for rule in found}
