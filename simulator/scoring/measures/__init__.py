"""Measures: domain readings of a finished (or running) attempt that the checkers turn into points.

One module per requirement; a measure is a function `(case, params) -> units`, registered under a name that packs use, with the
checkers its units are made for and a title that a facet has where its pack gives none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

import msgspec

from simulator.kernel.text import Text
from simulator.scoring.case import Case, Params, Unit

Measure = Callable[[Case, Params], list[Unit]]
GATE = "GATE"  # stands where a checker stands: the measure finds forbidden acts


class NoParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure that takes no parameters of its own."""


class MeasureSpec(msgspec.Struct, frozen=True):
    """One measure: its function, the checkers that can judge its units (the first is the usual one; GATE for a forbidden
    act), its title, and the parameters it reads beside the checker's."""

    name: str
    read: Measure
    checks: tuple[str, ...]
    title: Text
    params: type[msgspec.Struct] = NoParams

    @property
    def requirement(self) -> str:
        """The requirement it was made for: the beginning of its name."""
        return self.name.rpartition(".")[0]

    @property
    def about(self) -> str:
        """What it looks at, in English."""
        return (self.read.__doc__ or "").strip()


_specs: dict[str, MeasureSpec] = {}
_measures: dict[str, Measure] = {}


def measure(
    name: str, *checks: str, title: Text, params: type[msgspec.Struct] = NoParams
) -> Callable[[Measure], Measure]:
    """Register a measure."""

    def write(function: Measure) -> Measure:
        if name in _measures:
            raise ValueError(f"measure {name} is written twice")
        _measures[name] = function
        _specs[name] = MeasureSpec(name, function, checks, title, params)
        return function

    return write


@cache
def measures() -> dict[str, Measure]:
    """All measures by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _measures


def measure_specs() -> dict[str, MeasureSpec]:
    """What is known of all measures by name."""
    measures()
    return _specs
