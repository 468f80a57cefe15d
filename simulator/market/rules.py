"""The rules of this version: the pages of every part, desk and market module in one book."""

from __future__ import annotations

from functools import cache

from simulator.kernel.book import collect
from simulator.kernel.engine import Rules


@cache
def rules() -> Rules:
    """The rules, put together once in a process."""
    return Rules(collect("simulator.parts", "simulator.desks", "simulator.market"))
