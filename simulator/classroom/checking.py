"""What an assignment may be, wherever it comes from: a form, a database or a task file."""

from __future__ import annotations

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import FULL, Assignment
from simulator.classroom.seeds import MOST
from simulator.kernel.text import Text

MOST_ATTEMPTS = 1000


def check_assignment(a: Assignment) -> None:
    """Raises ClassroomError with the first thing that cannot be so."""
    try:
        msgspec.convert(msgspec.to_builtins(a), Assignment)
    except msgspec.ValidationError as error:
        raise wrong(str(error), str(error)) from error
    if not a.title or not a.scenario or not a.pack_digest:
        raise wrong("要有标题、场景和场景包", "it needs a title, a scenario and a pack")
    if not 0 <= a.attempts <= MOST_ATTEMPTS:
        raise wrong(f"次数应为 0 到 {MOST_ATTEMPTS}，0 为不限", f"attempts are 0 (any number) to {MOST_ATTEMPTS}")
    if any(at is not None and not 0 <= at <= MOST for at in (a.opens, a.closes, a.created)):
        raise wrong("时间超出范围", "a moment is out of range")
    if a.opens is not None and a.closes is not None and a.closes <= a.opens:
        raise wrong("截止时间应晚于开放时间", "it has to close after it opens")
    if not 0 <= a.pass_at <= FULL:
        raise wrong(f"及格线应为 0 到 {FULL}（万分之一）", f"the pass mark is 0 to {FULL} basis points")
    if a.seed is not None and not 0 <= a.seed <= MOST:
        raise wrong(f"种子应为 0 到 {MOST} 的整数", f"a seed is a whole number from 0 to {MOST}")


def wrong(zh: str, en: str) -> ClassroomError:
    """The error for an assignment that cannot be so."""
    return ClassroomError("bad-assignment", Text(f"作业设置有误：{zh}。", f"The assignment cannot be so: {en}."))
