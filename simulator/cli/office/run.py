"""Running an operation of an office from the command line: its fields converted, its progress and its answer shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from simulator.classroom.bureau import Answer, Spec, Table
from simulator.classroom.bureau.filling import filled
from simulator.cli import out, words
from simulator.cli.trouble import DONE, FAILED
from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean


class Asked(NamedTuple):
    """What all operations are told: the database (empty: the default one), and whether a program reads the answer."""

    database: str
    as_json: bool


def run(spec: Spec, given: dict[str, Any], asked: Asked, lang: Lang) -> int:
    """Do it and show the answer; 1 when what was checked does not hold."""
    from simulator.classroom.store.database import open_database

    operation = filled(spec, given, lambda field: _called(spec, field))
    with open_database(asked.database or spec.bureau.url()) as db, progress(lang) as tell:
        answer = operation.run(spec.bureau.office(db, tell=tell, lang=lang))
    if asked.as_json:
        out.json(plain(answer))
    else:
        show(answer, lang)
    return DONE if answer.ok else FAILED


def _called(spec: Spec, field: FieldSpec) -> str:
    from simulator.cli.office import flag, positional

    return field.name.replace("_", "-").upper() if positional(spec, field) else flag(field)


def plain(answer: Answer) -> dict[str, Any]:
    """What a program reads."""
    return {
        "ok": answer.ok,
        "says": [msgspec.to_builtins(line) for line in answer.lines],
        "files": [str(path) for path in answer.files],
        "data": answer.data,
    }


def show(answer: Answer, lang: Lang) -> None:
    """Tables first, then the sentences, as people read."""
    for table in answer.tables:
        out.lines(_table(table, lang))
        out.say()
    for line in answer.lines:
        out.say(line.of(lang))


def _table(table: Table, lang: Lang) -> Iterator[str]:
    def cell(word: Text | str) -> str:
        return clean(word.of(lang) if isinstance(word, Text) else word)

    return words.table([cell(h) for h in table.heads], [[cell(c) for c in row] for row in table.rows], table.right)


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on a terminal's standard error, made when something is first told; nothing anywhere else."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task: list[Any] = []

    def tell(done: int, total: int, what: str) -> None:
        if not task:
            bar.start()
            task.append(bar.add_task("", total=total or None))
        bar.update(task[0], completed=done, total=total or None, description=clean(what)[-40:])

    try:
        yield tell
    finally:
        if task:
            bar.stop()
