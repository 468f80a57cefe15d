"""`storesim pack new`: a pack to begin with."""

from __future__ import annotations

from pathlib import Path

from simulator.cli import out
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text


def run(place: str, title: str, author: str, lang: Lang) -> int:
    """Write it, and say what comes next."""
    from simulator.bots.player import mistakes
    from simulator.packs.scaffold import SCHEMAS, scaffold

    folder = Path(place).expanduser()
    for path in scaffold(folder, title, author, mistakes()):
        if SCHEMAS not in path.parts:
            out.say(str(path))
    out.say(
        Text(
            f"接下来：改 scenarios/first-orders.yaml，再运行 storesim pack check --prove {place}",
            f"Next: change scenarios/first-orders.yaml, then run storesim pack check --prove {place}",
        ).of(lang)
    )
    return DONE
