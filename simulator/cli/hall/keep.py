"""`storesim hall keep`: the keeper of an exam alone, for halls whose candidates come by ssh and not through `storesim hall serve`."""

import os
import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import out
from simulator.cli.hall.sit import DATABASE, host
from simulator.cli.shell import Shell
from simulator.cli.trouble import DONE, Misuse
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.exams.keeper import Keeper

TICK = 1.0  # seconds


def register(shell: Shell, group: typer.Typer) -> None:
    """The command."""

    @shell.add(
        "keep",
        shell.t(
            "守着一场考试，直到 Ctrl+C 或 SIGTERM：到时收卷、记录时钟、签回执。hall serve 自带这一项；考生经 ssh 进来时用它。",
            "Keep an exam until Ctrl+C or SIGTERM: end what has run out of time, note what clocks do, sign receipts. hall serve does this by itself; use it where "
            "candidates come by ssh.",
        ),
        group,
        short=shell.t("守着一场考试：到时收卷、签回执。", "Keep an exam: end what has run out of time, sign receipts."),
    )
    def keep(
        exam: Annotated[str, shell.argument("考试", "EXAM", "考试的编号或标题；只有一场时可不写。", "Id or title of the exam; not needed where there is only one.")] = "",
        database: Annotated[str, shell.option("--database", "URL", "考场数据库：文件或 postgresql+psycopg://…；不写则取环境变量 STORESIM_HALL。", "The hall's database: a file or postgresql+psycopg://…; else the environment's STORESIM_HALL.")] = "",
        node: Annotated[str, shell.option("--node", "NAME", "本程序在考场里的名字；默认为主机名。", "What this program is called in the hall; its host name by default.")] = "",
    ) -> int:  # fmt: skip
        return run(exam, database, node, shell.lang)


def run(exam: str, database: str, node: str, lang: Lang) -> int:
    """Keep it. A database that goes away is waited for; one that is away at the beginning is told at once."""
    from simulator.classroom.store.database import open_database
    from simulator.exams.clock import HallClock
    from simulator.exams.hallkey import hall_key
    from simulator.exams.keeper import Keeper
    from simulator.exams.store.exams import find_exam

    url = database or os.environ.get(DATABASE, "")
    if not url:
        raise Misuse(
            "没有写明考场数据库：请用 --database URL，或设环境变量 STORESIM_HALL。",
            "Which database is the hall's? Say it with --database URL, or in the environment's STORESIM_HALL.",
        )
    with open_database(url, create=False) as db:
        found = find_exam(db, exam)
        key = hall_key()
        keeper = Keeper(db, HallClock(), found.id, node or f"{host()}-keep", key)
        keeper.join()
        out.say(
            Text(
                f"正在守着“{found.title}”，回执密钥 {key.letters}。Ctrl+C 结束。",
                f"Keeping {found.title}; receipts are signed with {key.letters}. Ctrl+C ends it.",
            ).of(lang)
        )
        out.flush()
        _keep(keeper, lang)
    return DONE


def _keep(keeper: "Keeper", lang: Lang) -> None:
    """Once a second until told to end; trouble is told when it begins and when it is over. A signal only says so: an exception in the middle of a tick may be
    lost in what the libraries do, and the program with it."""
    end, told = threading.Event(), ""
    before = {number: signal.signal(number, lambda *_: end.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not end.is_set():
            keeper.tick()
            trouble = keeper.trouble.of(lang) if keeper.trouble is not None else ""
            if trouble and not told:
                out.warn(keeper.trouble or Text("", ""), lang)
            elif told and not trouble:
                out.warn(Text("数据库恢复，继续守着。", "The database is back; going on."), lang)
            told = trouble
            end.wait(TICK)
    finally:
        keeper.leave()
        for number, handler in before.items():
            signal.signal(number, handler)
