"""`storesim paper ...`: list, check, prove, show and begin exam papers.

Parameters and help here, the work in one module each.
"""

from typing import Annotated

import typer

from simulator.cli.shell import Shell


def register(shell: Shell, app: typer.Typer) -> None:
    """The group and its commands."""
    t, option, switch, argument = shell.t, shell.option, shell.switch, shell.argument
    paper = shell.group(
        "paper", t("试卷：查看、检查、证明、新建。", "Exam papers: list, show, check, prove, begin."), app
    )
    lang = shell.lang
    json_ = Annotated[bool, switch("--json", "输出 JSON。", "Answer in JSON.")]
    name_ = argument("试卷", "PAPER", "试卷的编号，或文件的路径。", "Id of a paper, or the path of its file.")

    @shell.add("list", t("列出自带的和自己的试卷。", "List the papers we ship and your own."), paper)
    def list_(json: json_ = False) -> int:
        from simulator.cli.papers.listed import run

        return run(json, lang)

    @shell.add(
        "check",
        t(
            "检查试卷；--prove 还用各种玩家证明每一题和整份试卷。",
            "Check papers; with --prove also play every item and the paper as a whole.",
        ),
        paper,
    )
    def check(
        papers: Annotated[list[str] | None, argument("试卷", "PAPER", "编号或路径；不写则检查全部。", "Ids or paths; all there are by default.")] = None,
        prove: Annotated[bool, switch("--prove", "用参考、空闲、滥发和各错误玩家证明。", "Play it with reference, idle, spam and every mistake.")] = False,
        seeds: Annotated[str, option("--seeds", "N", "证明用几个种子，默认 5。", "How many seeds to prove it on; 5 by default.")] = "",
        json: json_ = False,
    ) -> int:  # fmt: skip
        from simulator.cli.papers.check import Asked, run

        return run(Asked(tuple(papers or ()), prove, seeds, json), lang)

    @shell.add(
        "show",
        t("考生和监考需要知道的事，逐条写出。", "What a candidate and an invigilator need to know, line by line."),
        paper,
    )
    def show(name: Annotated[str, name_], json: json_ = False) -> int:
        from simulator.cli.papers.show import run

        return run(name, json, lang)

    @shell.add(
        "schema",
        t("试卷的 JSON Schema（draft 7），供编辑器提示。", "JSON Schema (draft 7) of a paper, for editors."),
        paper,
    )
    def schema(
        out: Annotated[str, option("--out", "FOLDER", "写到这个文件夹。", "Write it into this folder.")] = "",
    ) -> int:
        from simulator.cli.papers.schema import run

        return run(out, lang)

    @shell.add("new", t("新建一份试卷，一建好就能证明。", "Begin a paper that proves at once."), paper)
    def new(
        path: Annotated[str, argument("路径", "PATH", "新文件，例如 midterm.yaml；只写名字则建在自己的试卷文件夹里。", "The new file, such as ./midterm.yaml; a bare name goes into your folder of papers.")],
        title: Annotated[str, option("--title", "TEXT", "试卷的标题。", "The paper's title.")] = "",
    ) -> int:  # fmt: skip
        from simulator.cli.papers.new import run

        return run(path, title, lang)
