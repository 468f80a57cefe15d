"""`storesim hall watch`: the invigilator's screen."""

from typing import Annotated

import typer

from simulator.cli.office import database_option
from simulator.cli.shell import Shell
from simulator.exams.office import HALL
from simulator.kernel.text import Lang


def register(shell: Shell, group: typer.Typer) -> None:
    """The command."""
    t = shell.t

    @shell.add(
        "watch",
        t(
            "监考屏幕：所有考生，每秒刷新，最要紧的在前；放行、暂停、补时、留言等都在键上。一次性的文字表格用 storesim hall status。",
            "The invigilator's screen: all candidates, refreshed once a second, the most urgent first; admit, pause, give time, message and so on by key. "
            "For a table in plain text: storesim hall status",
        ),
        group,
        short=t("监考屏幕，每秒刷新。", "The invigilator's screen, refreshed once a second."),
    )
    def watch(
        exam: Annotated[str, shell.argument("考试", "EXAM", "编号、名称或准考证号的前三位；只有一场时可不写。", "Id, title or the first three digits of its tickets; may be left out where there is one.")] = "",
        database: database_option(shell, HALL) = "",  # type: ignore[valid-type]
    ) -> int:  # fmt: skip
        return run(exam, database, shell.lang)


def run(exam: str, database: str, lang: Lang) -> int:
    """Find the exam, then open the screen."""
    from simulator.classroom.store.database import open_database
    from simulator.cli import play
    from simulator.exams.office import Hall

    play.check_terminal()
    url = database or HALL.url()
    with open_database(url) as db:
        found = Hall(db, lang=lang).exam(exam)
    return play.watch(found.id, found.title, url, lang)
