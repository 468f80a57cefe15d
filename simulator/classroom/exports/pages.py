"""The template engine of all printed pages: everything people typed is escaped by it, and a page holds nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.classroom.exports.made import library

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


def environment(
    filters: Mapping[str, Callable[..., Any]], globals: Mapping[str, Any], folders: Sequence[Path] = ()
) -> Environment:
    """Templates of these folders before ours, with what may stand behind a `|` and what every template knows."""
    with library("jinja2"):
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    made.globals.update(globals)
    return made
