"""Measures: domain readings of a finished (or running) attempt that the checkers turn into points.

One module per requirement; a measure is a function `(case, params) -> units`, registered under a name that packs use.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from simulator.scoring.case import Case, Params, Unit

Measure = Callable[[Case, Params], list[Unit]]
_measures: dict[str, Measure] = {}


def measure(name: str) -> Callable[[Measure], Measure]:
    """Register a measure."""

    def write(function: Measure) -> Measure:
        if name in _measures:
            raise ValueError(f"measure {name} is written twice")
        _measures[name] = function
        return function

    return write


@cache
def measures() -> dict[str, Measure]:
    """All measures by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _measures
