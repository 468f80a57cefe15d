"""After the end: what is in the hall, the number to write down, and what happens next; or why this seat is worth nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from simulator.exams import facts as f
from simulator.exams.receipts import number
from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.base import ExamPage
from simulator.tui.exams.candidate.standing import title
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain, safe

TICKET = Text("准考证 {t}", "Ticket {t}")
SUBMITTED = Text("已交卷", "Handed in")
EXPIRED = Text("时间到，已自动收卷", "Time up: everything was taken in")
AT_SUBMIT = Text("{t} 交卷。", "Handed in at {t}.")
AT_FORCED = Text("{t} 由监考老师交卷。", "Handed in by the invigilator at {t}.")
AT_END = Text(
    "{t} 时间到；在此之前保存的每一步都已收卷，之后的没有。",
    "The time was up at {t}. Every step kept before is in; nothing after it.",
)
REOPENED = Text("监考老师已重新开放考试", "The invigilator has reopened the exam")
REOPENED_SAYS = Text(
    "从原处继续，剩余 {t}。按 Enter 接着做；时间已经在走。",
    "You go on where you were, {t} left. Press Enter; the time is running.",
)
NUMBER = Text("回执号", "Receipt number")
WRITE = Text(
    "请把回执号抄下来：以后可凭它核对收到的答卷没有变过。",
    "Write it down: with it can be shown later that what was taken in was not changed since.",
)
FETCHING = Text("正在取回执号 ...", "fetching the receipt number ...")
ITEMS = Text("收到的答卷", "What was taken in")
KEPT = Text("共 {n} 步", "{n} steps")
NOT_BEGUN = Text("未作答", "not begun")
RESULT = Text("成绩由考务处公布，这里不显示。请按监考老师的安排离场；按 Ctrl+Q 关闭。",
              "Results are given out by the examination office, not here. Leave as the invigilator says; Ctrl+Q closes this.")  # fmt: skip
GO_ON = Text("接着做", "Go on")

TAKEN = Text("这个座位已停用", "This seat is not in use any more")
TAKEN_SAYS = Text(
    "同一张准考证已在另一个座位签到，考试在那边继续：这里保存过的每一步都在那边，什么也没有丢。此处不能再作答。",
    "The same ticket has signed in at another seat, and the exam goes on there: every step kept here is there, nothing is lost. Nothing more can be done "
    "here.",
)
REVOKED = Text("这张准考证已作废", "This ticket was revoked")
REVOKED_SAYS = Text(
    "请举手告诉监考老师。已保存的每一步都在考场里。",
    "Raise your hand and tell the invigilator. Every kept step is in the hall.",
)
NOT_YOU = Text(
    "如果不是您本人换的座位，请立刻举手告诉监考老师。",
    "If it was not you who changed seats, raise your hand at once and tell the invigilator.",
)
CLOSES = Text("按 Ctrl+Q 关闭这个窗口。", "Ctrl+Q closes this window.")


class EndPage(ExamPage):
    """What was taken in, and the receipt number. No result."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go_on", "接着做|Go on", priority=True, show=False)]
    AUTO_FOCUS = "Rows"

    def __init__(self) -> None:
        super().__init__()
        self._heads: tuple[f.Head, ...] | None = None
        self._forced = False
        self._asked = False
        self._facts = -1

    def heading(self) -> str:
        """The exam."""
        exam = self.hall.courier.exam
        return safe(exam.title) if exam is not None else ""

    def note(self) -> str:
        """Whose place it was."""
        return self.say(TICKET).format(t=safe(self.hall.courier.ticket))

    def body(self) -> ComposeResult:
        """What has happened, the number, the rest."""
        yield Static("", id="ended")
        yield Static("", id="receipt")
        yield Rows(self._lines)

    def arrive(self) -> None:
        """Ask for what was taken in."""
        self.relabel()
        self._ask()

    def _ask(self) -> None:
        if not self._asked and self.hall.courier.state.over:
            self._asked = True
            self.run_worker(self._fetch(), group="receipt", exclusive=True)

    async def _fetch(self) -> None:
        end = await self.hall.carry(self.hall.courier.ending)
        self._heads = end.heads if end is not None else ()
        self._forced = isinstance(end, f.Submitted) and end.by != f.CANDIDATE
        if self.is_attached:
            self.relabel()

    def face(self) -> object:
        """How it stands, and the time left once it was reopened."""
        state = self.hall.courier.state
        left = None if state.over else words.left(self.hall.courier.left() or 0, self.lang)
        return (super().face(), state.stage, left, self._heads is None)

    def news_if_any(self) -> None:
        """It may have been reopened, and ended again."""
        state = self.hall.courier.state
        if not state.over:
            self._asked, self._heads = False, None
        super().news_if_any()
        if self.is_mounted:
            self._ask()

    def relabel(self) -> None:
        """Say everything anew."""
        super().relabel()
        state = self.hall.courier.state
        ended, receipt = self.query_one("#ended", Static), self.query_one("#receipt", Static)
        if not state.over:
            left = words.left(self.hall.courier.left() or 0, self.lang)
            says = self.say(REOPENED_SAYS).format(t=left)
            ended.update(plain(f"{self.say(REOPENED)}\n{says}", "bold $success", multiline=True))
            receipt.update("")
            return
        head = self.say(EXPIRED if state.stage == "expired" else SUBMITTED)
        how = AT_END if state.stage == "expired" else AT_FORCED if self._forced else AT_SUBMIT
        at = self.say(how).format(t=words.clock(state.ended or 0))
        ended.update(plain(f"{head}\n{at}", "bold", multiline=True))
        shown = self.say(FETCHING) if self._heads is None else number(self._heads)
        receipt.update(plain(f"{self.say(NUMBER)}   {shown}", "bold $primary"))

    def _lines(self, cells: int) -> Sequence[Row]:
        courier = self.hall.courier
        exam, state = courier.exam, courier.state
        if exam is None or not state.over:
            return []
        heads = {h.attempt: h.rows for h in self._heads or ()}
        rows = [Row(plain(part, "$faint")) for part in wrapped(self.say(WRITE), cells)]
        rows += [Row(), Row(plain(self.say(ITEMS), "bold"))]
        for n in range(len(exam.paper.items)):
            tries = state.tries_of(n)
            steps = sum(heads.get(t.attempt, 0) for t in tries)
            said = (
                self.say(KEPT).format(n=steps)
                if tries and self._heads is not None
                else ""
                if tries
                else self.say(NOT_BEGUN)
            )
            rows.append(
                Row(
                    line(Cell(f"{n + 1}.", 4, "$faint"), Cell(title(self.hall, n), max(10, cells - 20)), Cell(said, 16))
                )
            )
        return [*rows, Row(), *[Row(plain(part)) for part in wrapped(self.say(RESULT), cells)]]

    def shown_keys(self) -> Sequence[Key]:
        """Going on once it was reopened."""
        on = () if self.hall.courier.state.over else (Key("enter", "Enter", GO_ON, "go_on"),)
        return (*on, *self.hall.shared_keys())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for what can be done."""
        return not self.hall.courier.state.over if action == "go_on" else True

    def action_go_on(self) -> None:
        """Back to the items."""
        if self.hall.kind() == "work":
            self.hall.go_home()


class TakenPage(ExamPage):
    """Nothing works here any more but leaving."""

    barred = False

    def heading(self) -> str:
        """The exam."""
        exam = self.hall.courier.exam
        return safe(exam.title) if exam is not None else ""

    def note(self) -> str:
        """Whose place it was."""
        return self.say(TICKET).format(t=safe(self.hall.courier.ticket))

    def body(self) -> ComposeResult:
        """What has happened."""
        yield Rows(self._lines)

    def _lines(self, cells: int) -> Sequence[Row]:
        revoked = self.hall.courier.state.revoked
        rows = [Row(), Row(plain(self.say(REVOKED if revoked else TAKEN), "bold $warning")), Row()]
        for text in (REVOKED_SAYS,) if revoked else (TAKEN_SAYS, NOT_YOU):
            rows += [Row(plain(part)) for part in wrapped(self.say(text), min(cells, 90))]
        return [*rows, Row(), Row(plain(self.say(CLOSES), "$key"))]

    def shown_keys(self) -> Sequence[Key]:
        """Leaving."""
        return self.hall.shared_keys()
