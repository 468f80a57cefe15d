"""`storesim hall ...`: every operation of the office of a hall, and the programs of a hall: what serves, keeps, watches, sits and looks back."""

from __future__ import annotations

from collections.abc import Collection

import typer

from simulator.cli import appeal, office
from simulator.cli.hall import keep, serve, sit, watch
from simulator.cli.shell import Shell
from simulator.exams.office import HALL


def register(shell: Shell, app: typer.Typer, argv: Collection[str] | None) -> None:
    """The group, with a command for each operation."""
    group = office.register(shell, app, HALL, argv)
    if group is None:
        return
    watch.register(shell, group)
    serve.register(shell, group)
    keep.register(shell, group)
    sit.register(shell, group)
    appeal.register(shell, group, HALL)
