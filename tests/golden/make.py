"""Make the golden save of this version: `python -m tests.golden.make`. Done once for each released version, never again."""

from __future__ import annotations

from pathlib import Path

from simulator import __version__
from simulator.bots.player import baseline, mistakes, play_reference
from simulator.packs.library import find
from simulator.sessions.saves import begin

HERE = Path(__file__).parent


def main() -> None:
    """A first shift with one mistake in it, handed in."""
    pack, scenario = find("first")
    path = HERE / f"v{__version__}.storesim"
    with begin(path, pack, scenario.id, 2026) as attempt:
        play_reference(attempt, mistakes()["under-declare"]())
        attempt.submit(baseline)
    print(path)


if __name__ == "__main__":
    main()
