"""`storesim hall ...`: exams."""

from __future__ import annotations

import typer

from simulator.cli import classes
from simulator.cli.hall import keep, sit
from simulator.cli.shell import Shell


def register(shell: Shell, app: typer.Typer) -> None:
    """The group and its commands."""
    from simulator.exams.hallwork import hall_operations

    group = shell.group(
        "hall", shell.t("考场：考试的建立、监考、服务。", "Halls: exams set up, watched over, served."), app
    )
    sit.register(shell, group)
    keep.register(shell, group)
    for spec in hall_operations().values():
        classes.add(shell, group, spec)
