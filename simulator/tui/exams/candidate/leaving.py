"""Giving the seat up, and handing in: each asked once, with what it means."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.base import ExamDialog
from simulator.tui.exams.candidate.standing import item_lines, open_items
from simulator.tui.widgets.plain import lines, plain

LEAVE = Text("离开座位？", "Leave the seat?")
WAITING = Text(
    "考试时间还没有开始。离开后用同一张准考证和密码在任何一台机器重新签到。",
    "The time does not run yet. Sign in again with the same ticket and PIN, on any machine.",
)
RUNNING = Text(
    "这不是交卷：考试时间继续走（剩余 {t}）。已保存的每一步和填了一半的内容都在考场里；用同一张准考证和密码在任何一台机器重新签到，从原处继续。",
    "This does not hand in: the time runs on ({t} left). Every kept step and what you were filling in are in the hall; sign in again with the same ticket "
    "and PIN on any machine and go on where you were.",
)
LEAVE_KEYS = Text("Enter 离座   Esc 留下", "Enter: leave   Esc: stay")

SUBMIT = Text("交卷？", "Hand in the exam?")
OPEN = Text("还有 {n} 题没有交：按现在的样子一起收卷。", "Not handed in yet: {n}. What is not is taken as it stands.")
ALL_IN = Text("所有题目都已交。", "All items are in.")
TIME = Text("剩余 {t}。", "{t} left.")
FINAL = Text(
    "交卷后不能再作答，只有监考老师可以重新开放。",
    "After that nothing more can be done; only the invigilator can reopen it.",
)
SUBMIT_KEYS = Text("Ctrl+E 交卷   Esc 返回", "Ctrl+E: hand in   Esc: back")


class LeaveDialog(ExamDialog):
    """Gives True when the seat is to be given up."""

    BINDINGS = [
        Binding("enter", "answer(True)", "离座|Leave", priority=True),
        Binding("escape", "answer(False)", "留下|Stay", priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The question."""
        left = self.hall.courier.left()
        says = self.say(WAITING) if left is None else self.say(RUNNING).format(t=words.left(left, self.lang))
        with Vertical(classes="box"):
            yield Static(plain(self.say(LEAVE)), classes="title")
            yield Static(plain(says))
            yield Static(plain(self.say(LEAVE_KEYS)), classes="key")

    def action_answer(self, yes: bool) -> None:
        """Answered."""
        self.dismiss(yes)


class SubmitDialog(ExamDialog):
    """The summary before the exam is handed in; gives True when it is to be."""

    BINDINGS = [
        Binding("ctrl+e", "answer(True)", "交卷|Hand in", priority=True),
        Binding("escape", "answer(False)", "返回|Back", priority=True),
    ]
    _face: object = None

    def compose(self) -> ComposeResult:
        """Item by item, then what it means."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(SUBMIT)), classes="title")
            with VerticalScroll(id="submit-items", can_focus=False):
                yield Static("", id="submit-list")
            yield Static("", id="submit-says")
            yield Static(plain(self.say(FINAL)), classes="faint")
            yield Static(plain(self.say(SUBMIT_KEYS)), classes="key")

    def arrive(self) -> None:
        """What is open, and how much time there is."""
        self.news_if_any()

    def news_if_any(self) -> None:
        """The time goes on."""
        courier = self.hall.courier
        left = courier.left()
        face = words.left(left or 0, self.lang)
        if not self.is_mounted or face == self._face:
            return
        self._face = face
        missing = open_items(self.hall)
        cells = max(20, self.query_one("#submit-items").size.width - 2)
        self.query_one("#submit-list", Static).update(lines(*item_lines(self.hall, cells)))
        first = (
            plain(self.say(OPEN).format(n=missing), "bold $warning") if missing else plain(self.say(ALL_IN), "$success")
        )
        self.query_one("#submit-says", Static).update(Content("\n").join([first, plain(self.say(TIME).format(t=face))]))

    def action_answer(self, yes: bool) -> None:
        """Answered."""
        self.dismiss(yes)
