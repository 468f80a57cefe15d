"""`storesim hall appeal`: one candidate's marks, and the debrief and replay behind them, on the screen or as a page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.classroom.bureau import Bureau
from simulator.cli import choose, out
from simulator.cli.office import database_option
from simulator.cli.shell import Shell
from simulator.cli.trouble import DONE, Misuse
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.exams.results.appeal import Review

MOST = 1000


def register(shell: Shell, group: typer.Typer, bureau: Bureau) -> None:
    """The command, in the group of the hall's office."""
    t = shell.t
    exam_ = Annotated[str, shell.argument("考试", "EXAM", "编号或名称。", "Id or title.")]
    candidate_ = Annotated[
        str, shell.argument("考生", "CANDIDATE", "准考证号或代号；公开姓名后也可写学号、姓名。", "Ticket or alias; number or name once names are revealed.")
    ]  # fmt: skip
    item_ = Annotated[str, shell.option("--item", "N", "先看第几题。", "The item to look at first.")]
    try_ = Annotated[str, shell.option("--try", "N", "先看第几次作答。", "The try to look at first.")]
    html_ = Annotated[
        str, shell.option("--html", "FILE", "不开界面，写成 HTML：成绩和操作记录。", "Open no screen, write marks and journal as HTML.")
    ]  # fmt: skip
    database_ = database_option(shell, bureau)

    @shell.add(
        "appeal",
        t(
            "成绩复核：一位考生的成绩和操作记录对照着看，只读。选题和哪一次，回车进入复盘；在要求上回车跳到那一刻。",
            "Review a mark: a candidate's marks beside the journal, read only. Choose item and try, Enter opens the debrief; Enter on a requirement jumps to the "
            "moment.",
        ),
        group,
    )
    def appeal(
        exam: exam_, candidate: candidate_, item: item_ = "", number: try_ = "", html: html_ = "",
        database: database_ = "",  # type: ignore[valid-type]
    ) -> int:  # fmt: skip
        asked = (
            choose.whole("--item", item, 1, MOST) if item else None,
            choose.whole("--try", number, 1, MOST) if number else None,
        )
        return run(bureau, exam, candidate, asked, html, database, shell.lang)


def run(
    bureau: Bureau,
    exam: str,
    candidate: str,
    asked: tuple[int | None, int | None],
    html: str,
    database: str,
    lang: Lang,
) -> int:
    """Read everything, let go of the database, then show it or write it."""
    from simulator.classroom.store.database import open_database
    from simulator.exams.afterwards.common import book_of, candidate_of
    from simulator.exams.office.base import Hall
    from simulator.exams.results.appeal import review

    with open_database(database or bureau.url(), create=False) as db:
        office = bureau.office(db, lang=lang)
        assert isinstance(office, Hall)
        book = book_of(office, exam)
        one, sitting = candidate_of(office, book, candidate)
        found = review(db, book, one, sitting.id)
    if not html:
        _must_have_terminal(exam, candidate)
    else:
        return _written(found, Path(html).expanduser(), lang)
    return _shown(found, *_checked(found, asked), lang)


def _must_have_terminal(exam: str, candidate: str) -> None:
    """Raises Misuse where no screen can be opened, with what to do instead."""
    import sys

    from simulator.cli.play import check_terminal
    from simulator.locale.clean import clean

    if not all(s is not None and s.isatty() for s in (sys.stdin, sys.stderr)):
        words = clean(f"{exam} {candidate}")[:80]
        raise Misuse(
            f"界面需要在终端里打开；没有终端时请加 --html FILE，或用 storesim hall evidence {words}。",
            f"The screen needs a terminal; without one add --html FILE, or use storesim hall evidence {words}.",
        )
    check_terminal()


def _written(found: "Review", path: Path, lang: Lang) -> int:
    from simulator.classroom.bureau.files import write
    from simulator.exams.exports.evidence import evidence

    attempts = {t.attempt: t.open() for t in found.tries}
    titles = [t.of(lang) for t in found.titles]
    made = evidence(found.book, found.one, titles, lang, None, attempts)
    out.say(Text(f"已写入 {write(path, made.data)}", f"Written: {path}").of(lang))
    return DONE


def _checked(found: "Review", asked: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """Item and try from 0, as far as they were asked for and are there."""
    item, number = (n - 1 if n is not None else None for n in asked)
    if item is None:
        return None, None
    there = [(t.item, t.number) for t in found.tries]
    wanted = (item, number if number is not None else next((n for i, n in there if i == item), 0))
    if wanted not in there:
        known = ", ".join(f"{i + 1}.{n + 1}" for i, n in there) or "-"
        raise Misuse(
            f"这位考生没有第 {wanted[0] + 1} 题第 {wanted[1] + 1} 次作答；有：{known}（题.次）。",
            f"This candidate has no try {wanted[1] + 1} at item {wanted[0] + 1}; there is: {known} (item.try).",
        )
    return wanted


def _shown(found: "Review", item: int | None, number: int | None, lang: Lang) -> int:
    import os

    from simulator.locale.settings import load_settings, settings_path
    from simulator.tui import run as open_interface
    from simulator.tui.app import StoreSimApp

    path = settings_path(os.environ)
    settings, problem = load_settings(path)
    if problem is not None:
        out.warn(problem, lang)

    def begin(app: StoreSimApp) -> None:
        from simulator.tui.appeal.screen import AppealScreen

        app.push_screen(AppealScreen(found, item, number))

    return open_interface(lang, settings.theme, begin, path)
