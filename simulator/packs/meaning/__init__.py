"""Whether what is written makes sense: names that exist, sums that add up, moments in order, texts in both languages.

One module for each part of a scenario, each with `check(look)`. One more rule is one more function there.
"""

from __future__ import annotations

from simulator.packs.meaning import cast, players, rubric, tasks, texts, world
from simulator.packs.meaning.look import Look, Players

CHECKS = (world.check, cast.check, rubric.check, tasks.check, players.check, texts.check)


def check(look: Look) -> None:
    """All findings of a scenario at one level."""
    for one in CHECKS:
        one(look)


__all__ = ["Look", "Players", "check"]
