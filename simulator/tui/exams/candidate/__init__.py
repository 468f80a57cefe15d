"""A candidate's program: one terminal, one seat at a time. Nothing in it leads to a file, a shell, another program or another candidate.

`run_candidate` opens it; `preload` imports beforehand all that it will need, for programs that are forked from one that has done so.
"""

from __future__ import annotations

import importlib
import pkgutil

from simulator.kernel.text import Lang


def run_candidate(
    db_url: str, exam: str, node: str, origin: str, lang: Lang = "zh", *, practice: bool = True, own: str = ""
) -> int:
    """Show the sign-in page of a hall, and all that follows, until the candidate leaves; gives the exit code.

    db_url: the hall's database; exam: id or title of the only exam that is served (empty: whichever the ticket belongs to); node: what the
    program that serves it is called; origin: the address the candidate comes from; practice: whether the rehearsal is offered; own: the sitting whose seat is
    taken without signing in, where the exam itself was opened with the PIN (`simulator.exams.offline`). Raises
    ClassroomError where the database can never be used as it is named (a server that is merely away is waited for), or there is no such exam.
    """
    from simulator.tui.exams.candidate.app import HallApp
    from simulator.tui.exams.candidate.courier import Courier

    app = HallApp(Courier(db_url, exam, node=node, origin=origin, own=own), lang, rehearsal=practice)
    app.run()
    if app.unusable is not None:
        raise app.unusable
    return app.return_code or 0


def preload() -> None:
    """Import everything, start nothing: no thread, no connection."""
    for package in (
        "simulator.tui.exams.candidate", "simulator.tui.store", "simulator.tui.widgets", "simulator.exams.store", "simulator.scoring.measures",
        "textual.layouts",
    ):  # fmt: skip
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{module.name}")
    for name in (
        "simulator.tui.screens.rows", "simulator.tui.screens.frame", "simulator.bots.player", "simulator.packs.library", "simulator.sessions.coach",
        "simulator.standard", "simulator.classroom.packfiles", "psycopg", "sqlalchemy.dialects.sqlite.pysqlite",
        "sqlalchemy.dialects.postgresql.psycopg", "textual.drivers.linux_driver", "textual.drivers.web_driver", "textual.widgets._input",
        "textual.widgets._text_area", "textual.widgets._option_list", "textual.scrollbar",
        "simulator.scoring.counters",
    ):  # fmt: skip
        try:
            importlib.import_module(name)
        except ImportError:  # a driver of another system, or the extra `hall` where there is only SQLite
            continue
    from rich.cells import cell_len

    from simulator.bots.player import experts
    from simulator.sessions.rules import rules

    rules()
    experts()  # a seed of the usual workload is found by playing the reference, when an item begins
    cell_len("题")  # the table of widths is read at the first wide character
