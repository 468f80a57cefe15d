"""`storesim hall serve`: the words of the command; the work is in `simulator.exams.serving`."""

import os
import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import out, served
from simulator.cli.served import run
from simulator.cli.shell import Shell
from simulator.cli.trouble import Misuse
from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from simulator.exams.serving.programs import Hall
    from simulator.exams.serving.wanted import Wanted

PROGRAMS = "simulator.cli.hall.programs:PROGRAMS"


def register(shell: Shell, group: typer.Typer) -> None:
    """The command."""
    t, option, switch = shell.t, shell.option, shell.switch

    @shell.add(
        "serve",
        t(
            "为考生的浏览器提供考试，直到 Ctrl+C 或 SIGTERM。TLS 由你的反向代理承担，见 docs/exams.zh.md。",
            "Serve an exam to candidates' browsers until Ctrl+C or SIGTERM. TLS is your reverse proxy's, see docs/exams.md.",
        ),
        group,
        short=t("为考生的浏览器提供考试。", "Serve an exam to candidates' browsers."),
    )
    def serve(
        exam: Annotated[str, shell.argument("考试", "EXAM", "考试的编号或名称；只有一场时可不写。", "Id or title of the exam; not needed where there is only one.")] = "",
        database: Annotated[str, option("--database", "URL", "数据库：文件或 postgresql+psycopg://…；默认 STORESIM_HALL，再默认 STORESIM_CLASSES 或自己的文件。", "Database: a file or postgresql+psycopg://…; by default STORESIM_HALL, else STORESIM_CLASSES, else a file of its own.")] = "",
        port: Annotated[int, option("--port", "N", "端口；0 为任一空闲端口。", "Port; 0 takes any that is free.")] = 8000,
        host: Annotated[str, option("--host", "ADDRESS", "在哪个地址上提供：0.0.0.0 为整个网络，127.0.0.1 只限本机（反向代理也在本机时）。", "Address to serve at: 0.0.0.0 for the whole network, 127.0.0.1 for this machine alone (also where the reverse proxy runs on it).")] = "127.0.0.1",
        most: Annotated[int, option("--most", "N", "同时最多多少个考生连接。", "How many candidates' connections at once.")] = 60,
        per_address: Annotated[int, option("--per-address", "N", "其中同一地址最多多少个；许多考生共用一个地址时请调大。", "How many of these from one address; raise it where many candidates share one.")] = 8,
        idle: Annotated[int, option("--idle", "SECONDS", "签到前多久没有按键就断开，秒。", "Seconds without a key before signing in until a connection is closed.")] = 180,
        public_url: Annotated[str, option("--public-url", "URL", "考生使用的网址，例如 https://exam.example.edu/；用反向代理时要写。", "The address candidates use, such as https://exam.example.edu/; needed behind a reverse proxy.")] = "",
        behind_proxy: Annotated[bool, switch("--behind-proxy", "采信本机反向代理在 X-Forwarded-For 中给出的考生地址。", "Believe the candidate's address that a reverse proxy on this machine gives in X-Forwarded-For.")] = False,
        node: Annotated[str, option("--node", "NAME", "本服务的名字，监考屏幕上显示；默认“机器名-端口”。", "What this program is called on the invigilator's screen; by default the machine's name and the port.")] = "",
    ) -> int:  # fmt: skip
        take_off_list(database)
        hall, wanted = asked(
            exam,
            database_url(database),
            port,
            host,
            most,
            per_address,
            idle,
            public_url,
            behind_proxy,
            node,
            shell.lang,
        )
        start_anew(hall, wanted)
        return run(hall, wanted)


def asked(
    exam: str, url: str, port: int, host: str, most: int, per_address: int, idle: int, public_url: str, behind_proxy: bool, node: str,
    lang: Lang,
) -> "tuple[Hall, Wanted]":  # fmt: skip
    """What the options come to. Raises Misuse."""
    from simulator.exams.serving.hosts import public_place
    from simulator.exams.serving.limits import Limits
    from simulator.exams.serving.programs import Hall
    from simulator.exams.serving.wanted import Wanted

    if public_url:
        public_place(public_url)
    _within("--port", port, 0, 65_535)
    _within("--most", most, 1, 2_000)
    _within("--per-address", per_address, 1, 2_000)
    _within("--idle", idle, 10, 86_400)
    usual = Limits()
    limits = Limits(
        most=most, per_address=per_address, idle=idle, burst=max(usual.burst, most // 2),
        sockets=max(usual.sockets, 4 * most), address_sockets=max(usual.address_sockets, 4 * per_address),
    )  # fmt: skip
    hall = Hall(
        database=url, exam=_which(exam, url), node=node or f"{socket.gethostname()}-{port}", lang=lang, programs=PROGRAMS
    )  # fmt: skip
    return hall, Wanted(host=host, port=port, public_url=public_url, behind_proxy=behind_proxy, limits=limits)


def take_off_list(database: str) -> None:
    """Start this command anew with the database's address in the environment, before anything is asked of the database: whoever may list the machine's
    processes reads their arguments. Only for an address that could hold a password; nothing happens where it cannot be done (as in `start_anew`)."""
    if "@" not in database or sys.platform == "win32" or "serve" not in sys.orig_argv:
        return
    words = list(sys.orig_argv[1:])
    for n, word in enumerate(words):
        if word == "--database" and words[n + 1 : n + 2] == [database]:
            del words[n : n + 2]
            break
        if word == f"--database={database}":
            del words[n]
            break
    else:
        return
    out.flush()
    os.execve(sys.executable, [sys.executable, *words], {**os.environ, "STORESIM_HALL": database})


def start_anew(hall: "Hall", wanted: "Wanted") -> None:
    """Replace this process by one that only serves: it holds nothing of the command line's modules, and its arguments, which whoever may list the
    machine's processes reads, hold no address of a database. Where that cannot be done (Windows, a test within a process), nothing happens."""
    import msgspec

    if sys.platform == "win32" or "serve" not in sys.orig_argv:
        return
    out.flush()
    told = msgspec.json.encode([hall, wanted]).decode()
    command = [sys.executable, "-m", "simulator.cli.served", "hall", "serve"]
    os.execve(sys.executable, command, {**os.environ, served.ORDER: told})


def _which(exam: str, url: str) -> str:
    """The id of the exam that is meant by an id, a title or the first digits of its tickets; the only one for no words."""
    from simulator.classroom.store.database import open_database
    from simulator.exams.office import Hall

    with open_database(url, create=False) as db:
        return Hall(db).exam(exam).id


def database_url(named: str) -> str:
    """The database that is meant."""
    if named:
        return named
    if os.environ.get("STORESIM_HALL"):
        return os.environ["STORESIM_HALL"]
    from simulator.classroom.store.places import default_url

    return default_url()


def _within(flag: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise Misuse(
            f"{flag} 应在 {least} 与 {most} 之间，不是 {number}。", f"{flag} is from {least} to {most}, not {number}."
        )
