"""`storesim hall ...`: every operation of the hall's office, and what opens a screen."""

from __future__ import annotations

import typer

from simulator.cli import appeal, office
from simulator.cli.shell import Shell
from simulator.exams.afterwards.base import HALL


def register(shell: Shell, app: typer.Typer) -> None:
    """The group, with a command for each operation."""
    group = office.register(shell, app, HALL)
    appeal.register(shell, group, HALL)
