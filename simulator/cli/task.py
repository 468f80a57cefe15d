"""`storesim task`: a student's way into an assignment, in the interface or, with --text, told in words."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.trouble import DONE, Misuse
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.task import Task


def run(file: str, number: str, text: bool, player: str, lang: Lang) -> int:
    """What is wrong with the file is said before the interface opens."""
    from simulator.classroom.task import read_task

    task = read_task(Path(file).expanduser())
    if player:
        return _played(task, number, player, lang)
    if not text:
        from simulator.cli.play import task as show

        return show(str(Path(file).expanduser().resolve()), number, lang)
    return _told(task, number, lang)


def _played(task: Task, number: str, player: str, lang: Lang) -> int:
    """One of our players does the assignment, so that an instructor can try a class before it is there."""
    from simulator.bots.player import baseline, play
    from simulator.classroom.playing import begin_task, pack_for
    from simulator.cli import choose

    if not number:
        raise Misuse("请用 --number 写明学号。", "Say for which number, with --number.")
    name = choose.player(player, pack_for(task).scenario(task.assignment.scenario))
    attempt = begin_task(task, number, wall=lambda: time.time_ns() // 1_000_000)
    try:
        play(attempt, name)
        attempt.submit(baseline)
    finally:
        attempt.close()
    path = attempt.save.path
    out.say(Text(f"做完并交卷：{path}", f"Played and handed in: {path}").of(lang))
    return DONE


def _told(task: Task, number: str, lang: Lang) -> int:
    a = task.assignment
    out.say(f"{task.klass.title}: {a.title} ({a.pack}/{a.scenario} {a.pack_version})")
    for label, at in ((Text("开放", "Opens"), a.opens), (Text("截止", "Closes"), a.closes)):
        if at:
            out.say(f"{label.of(lang)}: {datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M}")
    if number:
        from simulator.classroom.errors import ClassroomError
        from simulator.classroom.playing import ready, standing

        stands = standing(task, number)
        for path in stands.tries:
            state = Text("没做完", "open") if path in stands.open else Text("已交卷", "handed in")
            out.say(f"{state.of(lang)}: {path}")
        try:
            start = ready(task, stands, time.time_ns() // 1_000_000)
            n = start.number
            out.say(Text(f"可以开始第 {n} 次。", f"Try {n} can be begun.").of(lang))
        except ClassroomError as error:
            out.say(error.text.of(lang))
    return DONE
