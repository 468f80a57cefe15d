"""Law 9: worlds that differ only in hidden values give byte-identical views until an event reveals them."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.bots.player import Views, experts
from simulator.kernel.engine import Advance
from simulator.kernel.messages import HiddenEvent
from simulator.packs.model import Pack, Scenario
from simulator.sessions.attempt import Attempt


def all_views(attempt: Attempt) -> bytes:
    """Every table and every record that can be opened, as bytes."""
    rules = attempt.engine.rules
    found: dict[str, Any] = {}
    for name, spec in sorted(rules.views.items()):
        if spec.kind == "table":
            found[name] = attempt.view(name)
    for name, spec in sorted(rules.views.items()):
        if spec.kind == "record" and spec.record in found:
            for row in found[spec.record]:
                found[f"{name}:{row.id}"] = attempt.view(name, row.id)
    return msgspec.json.encode(found)


def leaks(pack: Pack, scenario: Scenario, seed: int, steps: int = 60) -> str:
    """The first view that differs between two worlds of one seed whose hidden draws differ, or "" when none does.

    Both are played by the same commands (the reference's on the first) until an event that may reveal hidden truth comes
    about in either; from there on they may differ.
    """
    worlds = [Attempt.start(pack, scenario.id, seed, wall=lambda: 0, salt=salt) for salt in (0, 1)]
    book = worlds[0].engine.rules.book
    v = Views(worlds[0])
    players = [experts()[r]() for r in scenario.practises if r in experts()]
    for _ in range(steps):
        one, two = all_views(worlds[0]), all_views(worlds[1])
        if one != two:
            return _difference(one, two)
        command = next((c for p in players for c in p.act(v) if c not in v.skipped), None) or Advance(minutes=30)
        outcomes = [world.do(command) for world in worlds]
        if not outcomes[0].ok:
            v.skipped.add(command)
        for outcome in outcomes:
            if any(book.events[type(f.event)].reveals for f in outcome.facts if not isinstance(f.event, HiddenEvent)):
                return ""
    return ""


def _difference(one: bytes, two: bytes) -> str:
    left, right = msgspec.json.decode(one), msgspec.json.decode(two)
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            return f"{name}: {msgspec.json.encode(left.get(name))[:120]!r} != {msgspec.json.encode(right.get(name))[:120]!r}"
    return ""
