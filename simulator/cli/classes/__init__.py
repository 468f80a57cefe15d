"""`storesim class ...`: every operation of the office of a class."""

from __future__ import annotations

import typer

from simulator.classroom.office import CLASS
from simulator.cli import office
from simulator.cli.shell import Shell


def register(shell: Shell, app: typer.Typer) -> None:
    """The group, with a command for each operation."""
    office.register(shell, app, CLASS)
