"""`storesim task`: a student's way into an assignment, in the interface or, with --text, told in words."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from simulator.cli import out
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text


def run(file: str, number: str, text: bool, lang: Lang) -> int:
    """What is wrong with the file is said before the interface opens."""
    from simulator.classroom.task import read_task

    task = read_task(Path(file).expanduser())
    if not text:
        from simulator.cli.play import task as show

        return show(str(Path(file).expanduser().resolve()), number, lang)
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
