"""`storesim hall sit`: the candidate's program in this terminal. It is what a web page or an ssh account starts for each candidate."""

import os
from typing import Annotated

import typer

from simulator.cli.shell import Shell
from simulator.cli.trouble import Misuse
from simulator.kernel.text import Lang

DATABASE = "STORESIM_HALL"  # the address of the database, where it is not to stand in a list of processes


def register(shell: Shell, group: typer.Typer) -> None:
    """The command."""

    @shell.add(
        "sit",
        shell.t("考生程序：签到、候考、作答、交卷。", "The candidate's program: sign in, wait, work, hand in."),
        group,
    )
    def sit(
        exam: Annotated[str, shell.argument("考试", "EXAM", "考试的编号或标题；不写则由准考证决定。", "Id or title of the exam; left out, the ticket says which.")] = "",
        database: Annotated[str, shell.option("--database", "URL", "考场数据库：文件或 postgresql+psycopg://…；不写则取环境变量 STORESIM_HALL。", "The hall's database: a file or postgresql+psycopg://…; else the environment's STORESIM_HALL.")] = "",
        node: Annotated[str, shell.option("--node", "NAME", "本机在考场里的名字；默认为主机名。", "What this machine is called in the hall; its host name by default.")] = "",
    ) -> int:  # fmt: skip
        return run(exam, database, node, shell.lang)


def run(exam: str, database: str, node: str, lang: Lang) -> int:
    """Open the interface. What can be said before it opens is said before it opens."""
    from simulator.cli.play import check_terminal

    url = database or os.environ.get(DATABASE, "")
    if not url:
        raise Misuse(
            "没有写明考场数据库：请用 --database URL，或设环境变量 STORESIM_HALL。",
            "Which database is the hall's? Say it with --database URL, or in the environment's STORESIM_HALL.",
        )
    check_terminal()
    from simulator.tui.exams.candidate import run_candidate

    return run_candidate(url, exam, node or host(), origin(), lang)


def host() -> str:
    """What this machine is called."""
    import platform

    return platform.node()[:40] or "local"


def origin() -> str:
    """Where the candidate comes from: the far end of an ssh connection, else this very machine."""
    return (os.environ.get("SSH_CONNECTION", "").split() or [""])[0][:64] or "local"
