"""Shifts of 11.1 for behaviour tests: commands in, journal and views out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.bots.player import Mistake, mistakes, play_idle, play_reference
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.sessions.attempt import Attempt

PACK = Path(__file__).parents[2] / "scenarios" / "table1"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load(str(PACK))


@pytest.fixture(scope="session")
def finished(pack: Pack) -> Callable[..., Attempt]:
    """A handed-in attempt of 11.1, played by the reference, by idle or by a mistake of the library."""
    known: dict[tuple[str, int], Attempt] = {}

    def play(player: str = "reference", seed: int = 5) -> Attempt:
        if (player, seed) not in known:
            attempt = Attempt.start(pack, "11.1", seed, wall=lambda: 0)
            departure: Mistake | None = None if player in ("reference", "idle") else mistakes()[player]()
            if player == "idle":
                play_idle(attempt)
            else:
                play_reference(attempt, departure)
            attempt.submit()
            known[player, seed] = attempt
        return known[player, seed]

    return play
