"""The two lines at the top of everything a candidate sees: time left, progress, what is kept; and beneath it an invigilator's message."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widget import Widget

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.words import MINUTE
from simulator.tui.widgets.plain import plain

if TYPE_CHECKING:
    from simulator.exams.state import State
    from simulator.tui.exams.candidate.app import HallApp

LEFT = Text("剩余 {t}", "{t} left")
LOW = {
    1: Text("不足 15 分钟", "under 15 min"),
    2: Text("不足 5 分钟", "under 5 min"),
    3: Text("最后 1 分钟", "last minute"),
}
NOT_YET = Text("尚未计时", "time not running")
UP = Text("时间到", "Time up")
HANDED = Text("已交卷", "Handed in")
ADMITTED = Text("可以开考", "you may begin")
PAUSED = Text("已暂停", "PAUSED")
DONE = Text("已交 {n}/{m} 题", "{n} of {m} items in")
SAVED = Text("已保存 {t}", "saved {t}")
SAVING = Text("正在保存", "saving")
LOST = Text("连接中断，正在重连，已保存的都在", "connection lost, trying again, nothing is lost")
LOST_SHORT = Text("连接中断，正在重连", "lost, trying again")
REHEARSAL = Text("试操作：不计分，不保存", "REHEARSAL: not counted, not kept")
LEAVE_REHEARSAL = Text("可以开考了：按 Esc 结束试操作", "you may begin: Esc ends the rehearsal")
SAYS = Text("监考老师 {t}：", "Invigilator {t}: ")
MORE = Text("（共 {n} 条未读）", " ({n} unread)")
ALL = Text("F12 全文", "F12: all")

Parts = tuple[str, str, str, str, int, bool]


def warning(state: State, left: int) -> int:
    """0, or how near the end is: 1 from a quarter of an hour on (where there was more at the beginning), 2 from five minutes on, 3 in the last one."""
    whole = state.limit + state.planned
    return 3 if left <= MINUTE else 2 if left <= 5 * MINUTE else 1 if left <= 15 * MINUTE < whole * 1000 else 0


class ExamBar(Widget):
    """One line; what does not fit is said shorter, nothing is left out."""

    DEFAULT_CSS = """
    ExamBar { height: 1; background: $cursor; color: $cursor-text; padding: 0 1; }
    ExamBar.over { dock: top; }
    ExamBar.low { background: $accent; color: $background; }
    ExamBar.lost { background: $error; color: $background; }
    ExamBar:nocolor { text-style: reverse; }
    """

    def __init__(self, *, rehearsal: bool = False, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._rehearsal = rehearsal
        self._shown: Parts = ("", "", "", "", 0, False)

    @property
    def _app(self) -> HallApp:
        return cast("HallApp", self.app)

    def refresh_if_other(self) -> None:
        """Draw anew only what reads otherwise now."""
        now = self._parts(self._app.lang)
        if now != self._shown:
            self._shown = now
            *_, low, lost = now
            self.set_class(low > 0 and not lost, "low")
            self.set_class(lost, "lost")
            self.refresh()

    def on_mount(self) -> None:
        """What is true at the beginning."""
        self.refresh_if_other()

    def _parts(self, lang: Lang) -> Parts:
        """Time, progress, state of saving (its short form), and how near the end is; whether the hall is lost."""
        courier = self._app.courier
        state, left, exam = courier.state, courier.left(), courier.exam
        low = 0
        if self._rehearsal:
            time = REHEARSAL.of(lang)
            progress = LEAVE_REHEARSAL.of(lang) if state.stage == "admitted" else ""
        elif state.over:
            time, progress = (HANDED if state.stage == "submitted" else UP).of(lang), _progress(state, exam, lang)
        elif left is None:
            time = (ADMITTED if state.stage == "admitted" else NOT_YET).of(lang)
            progress = ""
        else:
            low = warning(state, left)
            time = LEFT.of(lang).format(t=words.left(left, lang)) if left else UP.of(lang)
            if low and left:
                time = f"{'!' * low} {time} · {LOW[low].of(lang)}"
            if state.stage == "paused":
                time = f"|| {PAUSED.of(lang)}  {time}"
            progress = _progress(state, exam, lang)
        lost = courier.lost is not None
        if lost:
            saving, short = f"! {LOST.of(lang)}", f"! {LOST_SHORT.of(lang)}"
        elif courier.saving:
            saving = short = SAVING.of(lang)
        else:
            saving = short = SAVED.of(lang).format(t=words.clock(courier.saved)) if courier.saved is not None else ""
        return time, progress, saving, short, low, lost

    def render(self) -> Content:
        """The line, as it was last found to read: were it asked anew here, what is drawn could differ from what is remembered, and stay so."""
        time, progress, saving, short, _, lost = self._shown
        room = self.size.width
        left = "   ".join(w for w in (time, progress) if w)
        right = saving if width(left) + width(saving) + 3 <= room else short
        gap = max(1, room - width(left) - width(right))
        return Content.assemble(plain(left, "bold"), Content(" " * gap), plain(right, "bold" if lost else ""))


def _progress(state: State, exam: object, lang: Lang) -> str:
    paper = getattr(exam, "paper", None)
    if paper is None:
        return ""
    done = sum(1 for n in range(len(paper.items)) if (tries := state.tries_of(n)) and tries[-1].done is not None)
    return DONE.of(lang).format(n=done, m=len(paper.items))


class MessageLine(Widget):
    """What an invigilator wrote and nobody has read yet; gone once it was."""

    DEFAULT_CSS = """
    MessageLine { height: 1; background: $secondary; color: $background; padding: 0 1; display: none; }
    MessageLine.there { display: block; }
    MessageLine:nocolor { text-style: reverse bold; }
    """

    def refresh_if_other(self) -> None:
        """Show the newest unread message, or nothing."""
        state = cast("HallApp", self.app).courier.state
        there = len(state.messages) > state.read
        now = (cast("HallApp", self.app).lang, len(state.messages), state.read)
        if now != self._shown:
            self._shown = now
            self.set_class(there, "there")
            self.refresh()

    _shown: object = None

    def on_mount(self) -> None:
        """Messages may be there already."""
        self.refresh_if_other()

    def render(self) -> Content:
        """Who, when, what; the key for all of it."""
        app = cast("HallApp", self.app)
        messages = app.courier.state.messages
        if not messages:
            return Content("")
        lang, last = app.lang, messages[-1]
        head, tail = SAYS.of(lang).format(t=words.clock(last.at)[:5]), ALL.of(lang)
        unread = len(messages) - app.courier.state.read
        if unread > 1:
            tail += MORE.of(lang).format(n=unread)
        room = max(8, self.size.width - width(head) - width(tail) - 3)
        body = plain(" ".join(last.words.split()), cells=room)
        gap = max(1, self.size.width - width(head) - body.cell_length - width(tail))
        return Content.assemble(plain(head, "bold"), body, Content(" " * gap), plain(tail, "bold"))

    def on_click(self) -> None:
        """All messages."""
        cast("HallApp", self.app).action_messages()
