"""Whether what is written makes sense: names that exist, sums that add up, moments in order, texts in both languages.

One module for each part of a scenario, each with `check(look)`. One more rule is one more function there.
"""

from __future__ import annotations

from simulator.packs.meaning import cast, players, rubric, tasks, texts, world
from simulator.packs.meaning.look import PARTS, Look, Players

# each with the parts of the scenario it looks at: one that could not be read is looked at no further
CHECKS = (
    (world.check, {"world"}), (cast.check, {"world"}), (rubric.check, {"requirements"}), (tasks.check, {"requirements", "tasks"}),
    (players.check, {"world", "requirements", "mistakes", "reference"}), (texts.check, set[str]()),
)  # fmt: skip


def check(look: Look) -> None:
    """All findings of a scenario at one level."""
    for one, needs in CHECKS:
        if needs <= look.parts:
            one(look)


__all__ = ["PARTS", "Look", "Players", "check"]
