"""The commands as typer sees them, made in the reader's language: parameters and help here, the work in one module each."""

import re
from collections.abc import Callable
from typing import Annotated, Any

import typer

from simulator.cli import classes, hall, packs, papers
from simulator.cli.shell import Shell
from simulator.cli.trouble import INTERRUPTED, Misuse, hint, near
from simulator.kernel.text import Lang


def command(argv: list[str], lang: Lang) -> int:
    """Run one command line. Raises Misuse for what it cannot read."""
    app = build(lang, argv)
    try:
        code = app(args=argv, prog_name="storesim", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise _misuse(error) from None
    if code == INTERRUPTED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _misuse(error: Any) -> Misuse:
    """typer's complaint in both languages. The classes are its private ones, so they are told by name."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "storesim"
    zh_help, en_help = f"（用法见 {path} --help）", f" (usage: {path} --help)"
    kind, message = type(error).__name__, str(error.format_message()).strip()
    parameter = getattr(error, "param", None)
    name = (getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "") if parameter else ""
    if parameter is not None and getattr(parameter, "param_type_name", "") == "option":
        name = parameter.opts[0]
    if kind == "NoArgsIsHelpError":
        return Misuse(message, message)
    if kind == "MissingParameter":
        return Misuse(f"缺少 {name}{zh_help}。", f"{name} is missing{en_help}.")
    if kind == "NoSuchOption":
        close = near(error.option_name, error.possibilities or ())
        zh = f"；是否指 {'、'.join(close)}？" if close else ""
        en = f"; did you mean {', '.join(close)}?" if close else ""
        return Misuse(
            f"没有选项 {error.option_name}{zh}{zh_help}。", f"There is no option {error.option_name}{en}{en_help}."
        )
    if kind == "BadOptionUsage":
        return Misuse(f"选项 {error.option_name} 用法不对{zh_help}。", f"{message.rstrip('.')}{en_help}.")
    wrong = re.match(r"No such command ['\"](.*?)['\"]", message)
    if wrong is not None:
        group = getattr(context, "command", None)
        end = hint(wrong[1], list(getattr(group, "commands", {})))
        return Misuse(f"没有命令“{wrong[1]}”{end.zh}", f"There is no command {wrong[1]!r}{end.en}")
    if message.startswith("Missing command"):
        return Misuse(f"缺少命令{zh_help}。", f"A command is missing{en_help}.")
    extra = re.search(r"unexpected extra argument\S* \((.*)\)", message)
    if extra is not None:
        return Misuse(f"多出了参数 {extra[1]}{zh_help}。", f"There is no use for {extra[1]}{en_help}.")
    return Misuse(f"命令行写法不对：{message.rstrip('.')}{zh_help}。", f"{message.rstrip('.')}{en_help}.")


def build(lang: Lang, argv: list[str] | None = None) -> typer.Typer:
    """All commands with their help in `lang`. `argv`: what was asked for; an office that is not named in it gets its group without commands, for finding
    its operations takes longer than most commands do."""

    shell = Shell(lang)
    t, made = shell.t, shell.made

    app = made(
        t(
            "跨境店铺运营实训模拟器。不带命令时打开界面。语言：--lang，其次 STORESIM_LANG、已存设置、系统语言。"
            "退出码：0 完成，1 检查未通过，2 用法或输入有误，3 无法在当前版本下重演（仅 verify）。",
            "A training simulator for cross-border stores. Without a command it opens the interface. The language is --lang, "
            "else STORESIM_LANG, else the saved setting, else the system's. Exit codes: 0 done, 1 a check failed, 2 misuse or "
            "unusable input, 3 not re-simulable under these versions (verify only).",
        )
    )

    def version(wanted: bool) -> None:
        if wanted:
            from simulator import __version__
            from simulator.cli import out

            out.say(f"storesim {__version__}")
            raise typer.Exit

    @app.callback()
    def top(
        lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=t("界面语言，可写在任何位置。", "The language; may stand anywhere."))] = "",
        version: Annotated[bool, typer.Option("--version", callback=version, is_eager=True, help=t("显示版本。", "Show the version."))] = False,
    ) -> None: ...  # fmt: skip

    def add(name: str, help: str, short: str = "") -> Callable[[Callable[..., int]], Callable[..., int]]:
        return shell.add(name, help, app, short)

    scenario_ = Annotated[
        str,
        typer.Argument(
            metavar=t("场景", "SCENARIO"), help=t("场景编号，例如 11.1。", "Id of a scenario, such as 11.1.")
        ),
    ]
    player_ = Annotated[str, typer.Argument(metavar=t("玩家", "PLAYER"), help="reference | idle | spam | mistake:NAME")]
    save_ = Annotated[
        str,
        typer.Argument(
            metavar=t("存档", "SAVE"),
            help=t("文件，或 storesim saves 列出的名字。", "A file, or a name listed by: storesim saves"),
        ),
    ]
    seed_ = Annotated[
        str,
        typer.Option(
            "--seed", metavar="N", help=t("种子：0 到 2**63-1 的整数。", "Seed: a whole number from 0 to 2**63-1.")
        ),
    ]
    seed_opt_ = Annotated[
        str, typer.Option("--seed", metavar="N", help=t("种子；不写则随机。", "Seed; a random one by default."))
    ]
    file_ = Annotated[
        str,
        typer.Option(
            "--save",
            metavar="FILE",
            help=t("存到这个文件；不写则只在内存中。", "Keep it in this file; in memory by default."),
        ),
    ]
    json_ = Annotated[bool, typer.Option("--json", help=t("输出 JSON。", "Answer in JSON."))]
    attempt_ = Annotated[
        str,
        typer.Option(
            "--attempt",
            metavar="ID",
            help=t("存档里的哪一局；默认最近一局。", "Which attempt of the save; the newest by default."),
        ),
    ]

    @add(
        "play", t("打开界面并进入一个场景；已有存档则续玩。", "Open the interface in a scenario, or go on with a save.")
    )
    def play(
        scenario: scenario_,
        seed: seed_opt_ = "",
        save: Annotated[str, typer.Option("--save", metavar="FILE", help=t("存档文件；默认在存档文件夹中新建。", "The save; by default a new one in the saves folder."))] = "",
    ) -> int:  # fmt: skip
        from simulator.cli.play import run
        from simulator.cli.start import Wish

        return run(Wish(scenario, seed, save), lang)

    @add("bot", t("让一个玩家玩完一个场景并评分。", "Let a player play a scenario, and score it."))
    def bot(player: player_, scenario: scenario_, seed: seed_, save: file_ = "", json: json_ = False) -> int:
        from simulator.cli.bot import run

        return run(player, scenario, seed, save or None, json, lang)

    @add("commands", t("列出全部操作及其 JSON Schema。", "List every operation with its JSON Schema."))
    def commands(
        name: Annotated[
            str, typer.Argument(metavar=t("操作", "COMMAND"), help=t("只看这一个。", "Only this one."))
        ] = "",
        json: json_ = False,
    ) -> int:
        from simulator.cli.commands import run

        return run(name, json, lang)

    @add(
        "drive",
        t(
            '用 JSON 行操作一局：每行 {"id","command","fields","views"}，回答 {"id","ok","events","views","error"}。'
            "另有 view、score、submit、quit。--save 指向已有的进行中存档时续玩。",
            'Work an attempt by JSON lines: in {"id","command","fields","views"}, out {"id","ok","events","views","error"}; '
            "and view, score, submit, quit. With --save it goes on with an open attempt.",
        ),
        short=t("用 JSON 行操作一局。", "Work an attempt by JSON lines."),
    )
    def drive(scenario: scenario_, seed: seed_, save: file_ = "") -> int:
        from simulator.cli.drive import run

        return run(scenario, seed, save or None, lang)

    @add("saves", t("列出存档。", "List the saves."))
    def saves(json: json_ = False) -> int:
        from simulator.cli.saves import run

        return run(json, lang)

    @add(
        "show",
        t(
            "以纯文本显示存档的视图；不写视图则列出全部视图。",
            "Show a view of a save as plain text; without a view, list them.",
        ),
    )
    def show(
        save: save_,
        view: Annotated[str, typer.Argument(metavar=t("视图", "VIEW"), help=t("视图名，例如 orders。", "Name of a view, such as orders."))] = "",
        key: Annotated[str, typer.Argument(metavar=t("编号", "KEY"), help=t("单条记录的编号。", "The number of one record."))] = "",
        attempt: attempt_ = "",
        json: json_ = False,
    ) -> int:  # fmt: skip
        from simulator.cli.show import run

        return run(save, view, key, attempt, json, lang)

    @add("score", t("存档的成绩：合规与经营结果。", "The score of a save: compliance, and the business beside it."))
    def score(save: save_, attempt: attempt_ = "", json: json_ = False) -> int:
        from simulator.cli.score import run

        return run(save, attempt, json, lang)

    @add(
        "verify",
        t(
            "校验存档：哈希链，以及重演是否逐字节相同。0 一致，1 不一致（指出位置），3 当前版本无法重演。",
            "Verify a save: the chain, and whether playing it again gives the same bytes. 0 same, 1 differs (where), "
            "3 not re-simulable under these versions.",
        ),
        short=t(
            "校验存档：哈希链与逐字节重演。",
            "Verify a save: its chain, and that playing it again gives the same bytes.",
        ),
    )
    def verify(save: save_, attempt: attempt_ = "", json: json_ = False) -> int:
        from simulator.cli.verify import run

        return run(save, attempt, json, lang)

    @add("replay", t("把存档的经过逐句读出。", "Tell what happened in a save, sentence by sentence."))
    def replay(
        save: save_,
        attempt: attempt_ = "",
        pager: Annotated[
            bool, typer.Option("--pager/--no-pager", help=t("在终端上分页。", "Use a pager on a terminal."))
        ] = True,
    ) -> int:
        from simulator.cli.replay import run

        return run(save, attempt, pager, lang)

    @add(
        "task",
        t(
            "打开老师发的作业文件，输入学号，开始或继续。",
            "Open the task file from your teacher, type your number, begin or go on.",
        ),
    )
    def task(
        file: Annotated[str, typer.Argument(metavar=t("文件", "FILE"), help=t("老师发的 .task 文件。", "The .task file from your teacher."))],
        number: Annotated[str, typer.Option("--number", metavar="N", help=t("学号；不写则在界面里输入。", "Your school number; left out, the interface asks for it."))] = "",
        text: Annotated[bool, typer.Option("--text", help=t("不开界面，只说作业和你做到哪里。", "Without the interface: say what the assignment is and how far you are."))] = False,
        bot: Annotated[str, typer.Option("--bot", metavar="PLAYER", help=t("让这个玩家替这个学号做，供教师试用：reference、idle、mistake:NAME。", "Let this player do it for the number, for instructors who try it out: reference, idle, mistake:NAME."))] = "",
    ) -> int:  # fmt: skip
        from simulator.cli.task import run

        return run(file, number, text, bot, lang)

    @add(
        "exam",
        t(
            "在自己的机器上做一份密封的离线考卷：输入密码打开，断电或退出后再次运行即可接着做，结束后旁边会有答卷文件。",
            "Take a sealed exam on your own machine: opened with the PIN, gone on with by running it again, and at the end there is a hand-in beside it.",
        ),
        short=t("做一份密封的离线考卷。", "Take a sealed exam on your own machine."),
    )
    def exam(
        file: Annotated[str, typer.Argument(metavar=t("文件", "FILE"), help=t("监考老师发的 .exam 文件。", "The .exam file from the invigilator."))],
        hand_in: Annotated[str, typer.Option("--hand-in", metavar="FILE", help=t("把答卷写到这个文件；时间到以后也可以。", "Write the hand-in to this file; also after the time is up."))] = "",
        text: Annotated[bool, typer.Option("--text", help=t("不开界面，只说考卷和你做到哪里。", "Without the interface: say what the exam is and how far you are."))] = False,
    ) -> int:  # fmt: skip
        from simulator.cli.exam import run

        return run(file, hand_in, text, lang)

    packs.register(shell, app)
    papers.register(shell, app)
    classes.register(shell, app, argv)
    hall.register(shell, app, argv)

    @add(
        "standard",
        t(
            "浏览表 1 的要求，以及哪些场景可练。",
            "Browse the requirements of Table 1, and which scenarios practise them.",
        ),
    )
    def standard(
        id: Annotated[str, typer.Argument(metavar=t("编号", "ID"), help=t("章、任务或要求，例如 11、11.1、11.1.2。", "A chapter, task or requirement, such as 11, 11.1, 11.1.2."))] = "",
        json: json_ = False,
    ) -> int:  # fmt: skip
        from simulator.cli.standard import run

        return run(id, json, lang)

    return app
