"""`storesim class ...`: every operation of the office of a class."""

from __future__ import annotations

from collections.abc import Collection

import typer

from simulator.classroom.office import CLASS
from simulator.cli import office
from simulator.cli.shell import Shell


def register(shell: Shell, app: typer.Typer, argv: Collection[str] | None) -> None:
    """The group, with a command for each operation."""
    office.register(shell, app, CLASS, argv)
