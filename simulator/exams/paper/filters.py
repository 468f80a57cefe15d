"""What a filter of requirements comes to: which requirements are meant, and the fewest scenarios of a pack that practise them.

A pattern is a requirement (`11.1.2`), a task (`11.1`), a chapter (`11`), one of these with `.*` behind it, or `*` for the whole
table. The choice is greedy and always the same: the scenario that measures most of what is still open comes first; of equals the
one that takes a person less time, then the one that stands earlier in the pack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from simulator import standard
from simulator.packs.model import Pack, Scenario


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The scenarios of a filter with what is marked in each, both in the order of the standard; and what no scenario practises."""

    scenarios: tuple[tuple[Scenario, tuple[str, ...]], ...]
    lacking: tuple[str, ...]


def matching(pattern: str) -> tuple[str, ...]:
    """The requirements that a pattern means, in the order of the standard; () where it means none."""
    wanted = "*" if pattern == "*" else pattern.removesuffix(".*")
    return tuple(r.id for r in standard.requirements() if wanted == "*" or wanted in (r.id, r.task, r.chapter))


def patterns() -> list[str]:
    """What a pattern may be, for suggestions."""
    tasks = [t.id for t in standard.tasks()]
    return [
        *(c.id for c in standard.chapters()),
        *tasks,
        *(f"{id}.*" for id in tasks),
        *(r.id for r in standard.requirements()),
    ]


def of_track(requirements: Iterable[str], track: str | None) -> tuple[str, ...]:
    """Those that hold for a track, or for both; all where none is named."""
    return tuple(r for r in requirements if track is None or standard.requirement(r).scope in (track, "both"))


def ordered(requirements: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of the standard."""
    return tuple(sorted(set(requirements), key=standard.sort_key))


def choose(pack: Pack, wanted: Iterable[str], track: str | None = None, level: str = "") -> Chosen:
    """The scenarios for these requirements; guided ones are left out, for they need the coach."""
    rest = dict.fromkeys(ordered(wanted))
    offered = [s for s in _offered(pack, level) if not s.guided and (track is None or s.track in (track, "both"))]
    found: list[tuple[Scenario, tuple[str, ...]]] = []
    while rest:
        gains = [(len(rest.keys() & measured(s)), -s.minutes, -n, s) for n, s in enumerate(offered)]
        gain, _, _, best = max(gains, key=lambda g: g[:3], default=(0, 0, 0, None))
        if best is None or gain == 0:
            break
        marked = tuple(r for r in rest if r in measured(best))
        found.append((best, marked))
        for id in marked:
            del rest[id]
    found.sort(key=lambda one: standard.sort_key(one[1][0]))
    return Chosen(scenarios=tuple(found), lacking=tuple(rest))


def measured(scenario: Scenario) -> set[str]:
    """The requirements that a scenario measures."""
    return {r.id for r in scenario.requirements}


def minutes(scenario: Scenario, marked: Collection[str]) -> int:
    """About how long a person needs for what is marked: that share of the scenario's minutes, rounded up."""
    whole = len(scenario.requirements)
    return -(-scenario.minutes * len(marked) // whole) if whole else scenario.minutes


def _offered(pack: Pack, level: str) -> list[Scenario]:
    """Each scenario once: at the level, where it has it, else at its usual one."""
    return [pack.scenarios.get(f"{s.id}@{level}", s) for s in pack.listed]
