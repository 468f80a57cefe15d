"""`storesim pack reference`: the whole format as one page of Markdown."""

from __future__ import annotations

from simulator.cli import out
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang


def run(lang: Lang) -> int:
    """Print it."""
    from simulator.bots.player import experts, mistake_titles
    from simulator.packs.reference import reference

    out.say(reference(lang, mistake_titles(), experts()).rstrip("\n"))
    return DONE
