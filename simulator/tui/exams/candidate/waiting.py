"""The waiting room: whose place this is, what the exam is like, what happens next; and the last page before the time runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.base import ExamDialog, ExamPage
from simulator.tui.exams.candidate.words import span
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain, safe

TITLE = Text("候考室", "Waiting room")
TICKET = Text("准考证 {t}", "Ticket {t}")
NOW = Text("现在", "Now")
CALL = Text(
    "请等待监考老师放行。放行后这里写着“可以开考”，不用按键。",
    "Wait for the invigilator. Once you are let in it says here that you may begin; no key is needed.",
)
OPENS = Text(
    "{at} 开考，还有 {t}；到时这里自动变为“可以开考”。",
    "The exam opens at {at}, in {t}; then it says here that you may begin.",
)
OPENS_CALL = Text(
    "{at} 开考，还有 {t}；由监考老师放行。", "The exam opens at {at}, in {t}; the invigilator lets you in."
)
MAY = Text(
    "可以开考了。按 Enter，最后确认一次再开始计时。",
    "You may begin. Press Enter: you are asked once more before the time runs.",
)
MAY_FROM = Text(
    "已放行；{at} 开考，还有 {t}，到时按 Enter。", "You are let in; the exam opens at {at}, in {t}: then press Enter."
)
TOO_LATE = Text(
    "已过最晚开考时间 {at}：请举手告诉监考老师。", "The last moment to begin, {at}, has passed: tell the invigilator."
)
MEANWHILE = Text("可以先按 F2 试操作：熟悉按键和画面，不计分、不保存，随时按 Esc 回到这里。",
                 "Meanwhile F2 is a rehearsal of the controls: not counted, not kept, Esc comes back here.")  # fmt: skip
PAPER = Text("试卷", "Paper")
LIMIT = Text("时长", "Time")
LIMIT_SAYS = Text("{t}，从您按下“开始”起计", "{t}, from the moment you begin")
EXTRA = Text("{t}（含加时 {x}），从您按下“开始”起计", "{t} ({x} of it extra time), from the moment you begin")
ITEMS = Text("题目", "Items")
PLANNED = Text("{n} 题，按顺序作答", "{n}, in the order given")
FREE = Text("{n} 题，顺序自选", "{n}, in any order")
REDO = Text(
    "每题交后可重做 {n} 次，每次按上一次的 {p}% 计",
    "tries anew: {n} for each, and each counts {p}% of the one before",
)
LAST_START = Text("最晚开考", "Begin by")
CLOSE = Text("最晚结束", "All ends at")
OFF = Text("考试中没有", "Not in the exam")
TONGUE = Text("语言", "Language")
TONGUE_SAYS = Text("中文（按 F10 换成英文，考试中也可以换）", "English (F10 changes to Chinese, during the exam too)")
TONGUE_ONE = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}
RULES = Text("须知", "Good to know")
RULE_LINES = (
    Text("每一步都当场保存在考场服务器上。断线、死机、换座位都不丢：重新签到，从原处继续。",
         "Every step is kept in the hall at once. Whatever breaks, nothing is lost: sign in again and go on where you were."),
    Text("时间到自动收卷，不用赶在最后按键；关掉窗口不等于交卷，时间继续走。",
         "When the time is up everything is taken in by itself. Closing the window does not hand in, and the time runs on."),
    Text("有事请举手。监考老师的留言显示在最上面，按 F12 看全文。",
         "Raise your hand if something is wrong. Messages of the invigilator appear on top; F12 shows them."),
)  # fmt: skip

SURE = Text("准备好了吗？", "Ready?")
FROM_NOW = Text(
    "按 Enter 后立即开始计时，共 {t}，到 {at} 为止。", "When you press Enter the time runs: {t}, until {at}."
)
NO_STOP = Text(
    "计时开始后不会停：离开座位、断线、看题目都算在内。",
    "It does not stop: leaving the seat, a lost connection and reading all count.",
)
BEGIN_KEYS = Text("Enter 开始考试   Esc 再等等", "Enter: begin the exam   Esc: not yet")


class WaitingPage(ExamPage):
    """All there is to know before the exam, and what happens next."""

    PAGE_TITLE = TITLE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "开始考试|Begin the exam", priority=True, show=False),
        *bindings([Key("f2", "F2", Text("试操作", "Rehearsal"), "rehearse")]),
    ]
    AUTO_FOCUS = "Rows"

    def heading(self) -> str:
        """The exam."""
        exam = self.hall.courier.exam
        return f"{self.say(TITLE)} · {safe(exam.title)}" if exam is not None else self.say(TITLE)

    def note(self) -> str:
        """Whose place it is."""
        return self.say(TICKET).format(t=safe(self.hall.courier.ticket))

    def body(self) -> ComposeResult:
        """What happens now, then the rest."""
        yield Static("", id="now")
        yield Rows(self._lines)

    def arrive(self) -> None:
        """In words."""
        self.relabel()

    def face(self) -> object:
        """The countdown, too."""
        return (super().face(), self._now())

    def relabel(self) -> None:
        """Say everything anew."""
        super().relabel()
        urgent = self.may_begin
        text = self._now()
        self.query_one("#now", Static).update(plain(text, "bold $success" if urgent else "bold"))

    @property
    def may_begin(self) -> bool:
        """Whether Enter would begin."""
        courier = self.hall.courier
        exam = courier.exam
        if exam is None or courier.state.stage != "admitted":
            return False
        return (exam.opens is None or courier.now() >= exam.opens) and not self._late()

    def _late(self) -> bool:
        state, now = self.hall.courier.state, self.hall.courier.now()
        return any(end is not None and now > end for end in (state.last_start, state.hard_close))

    def _now(self) -> str:
        courier = self.hall.courier
        exam, state = courier.exam, courier.state
        if exam is None:
            return ""
        if self._late():
            at = state.last_start if state.last_start is not None else state.hard_close
            return self.say(TOO_LATE).format(at=words.moment(at or 0, self.lang))
        wait = (exam.opens or 0) - courier.now()
        if exam.opens is not None and wait > 0:
            text = MAY_FROM if state.stage == "admitted" else OPENS if exam.admission == "open" else OPENS_CALL
            return self.say(text).format(at=words.moment(exam.opens, self.lang), t=words.left(wait, self.lang))
        return self.say(MAY if state.stage == "admitted" else CALL)

    def _lines(self, cells: int) -> Sequence[Row]:
        courier = self.hall.courier
        exam, state = courier.exam, courier.state
        if exam is None:
            return []
        paper, lang = exam.paper, self.lang
        label = 12 if lang == "zh" else 16
        whole = state.limit + state.planned
        time = EXTRA if state.planned else LIMIT_SAYS
        facts = [
            (PAPER, paper.title.of(lang)),
            (LIMIT, self.say(time).format(t=span(whole, lang), x=span(state.planned, lang))),
            (ITEMS, self.say(PLANNED if paper.order == "planned" else FREE).format(n=len(paper.items))),
        ]
        if paper.resubmissions:
            facts.append((Text("", ""), self.say(REDO).format(n=paper.resubmissions, p=paper.factor // 100)))
        if state.last_start is not None:
            facts.append((LAST_START, words.moment(state.last_start, lang)))
        if state.hard_close is not None:
            facts.append((CLOSE, words.moment(state.hard_close, lang)))
        off = ("、" if lang == "zh" else ", ").join(self.say(words.OFF[name]) for name in paper.off)
        facts.append((OFF, off or self.say(words.NOTHING_OFF)))
        one = TONGUE_ONE[paper.languages[0]]
        facts.append((TONGUE, self.say(TONGUE_SAYS if len(paper.languages) > 1 else one)))
        rows: list[Row] = []
        if self.hall.rehearsal:
            rows += [Row(plain(part, "$key")) for part in wrapped(self.say(MEANWHILE), cells)]
            rows.append(Row())
        for name, said in facts:
            first, *rest = wrapped(said, max(20, cells - label))
            rows.append(Row(line(Cell(self.say(name), label, "$faint"), Cell(first))))
            rows += [Row(line(Cell("", label), Cell(part))) for part in rest]
        rows += [Row(), Row(plain(self.say(RULES), "bold $primary"))]
        for rule in RULE_LINES:
            first, *rest = wrapped(self.say(rule), cells - 2)
            rows += [Row(line(Cell("- ", 2, "$faint"), Cell(first))), *[Row(line(Cell("", 2), Cell(p))) for p in rest]]
        return rows

    def shown_keys(self) -> Sequence[Key]:
        """Enter once it does something."""
        begin = (Key("enter", "Enter", Text("开始考试", "Begin the exam"), "begin"),) if self.may_begin else ()
        rehearse = (Key("f2", "F2", Text("试操作", "Rehearsal"), "rehearse"),) if self.hall.rehearsal else ()
        return (*begin, *rehearse, *self.hall.shared_keys())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for what can be done."""
        return self.may_begin if action == "begin" else self.hall.rehearsal if action == "rehearse" else True

    def action_begin(self) -> None:
        """Ask once more."""
        if self.may_begin:
            self.app.push_screen(BeginDialog(), lambda yes: self.hall.begin() if yes else None)

    def action_rehearse(self) -> None:
        """Try the controls."""
        from simulator.tui.exams.candidate.rehearsal import rehearse

        if self.hall.rehearsal:
            rehearse(self.hall)


class BeginDialog(ExamDialog):
    """The last page: gives True when the time is to run."""

    BINDINGS = [
        Binding("enter", "answer(True)", "开始考试|Begin the exam", priority=True),
        Binding("escape", "answer(False)", "再等等|Not yet", priority=True),
    ]
    _face: object = None

    def compose(self) -> ComposeResult:
        """From now on so many minutes."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(SURE)), classes="title")
            yield Static("", id="from-now")
            yield Static(plain(self.say(NO_STOP)), classes="faint")
            yield Static(plain(self.say(BEGIN_KEYS)), classes="key")

    def arrive(self) -> None:
        """Until when."""
        self.news_if_any()

    def news_if_any(self) -> None:
        """The end moves on as long as one waits; a hard close makes the time shorter."""
        courier = self.hall.courier
        state, now = courier.state, courier.now()
        whole = state.limit + state.planned + state.incident
        end = now + whole * 1000
        if state.hard_close is not None and state.hard_close < end:
            end, whole = state.hard_close, max(0, state.hard_close - now) // 1000
            whole -= whole % 60 if whole >= 120 else 0
        face = (span(whole, self.lang), words.clock(end)[:5])
        if self.is_mounted and face != self._face:
            self._face = face
            said: Content = plain(self.say(FROM_NOW).format(t=face[0], at=face[1]), "bold")
            self.query_one("#from-now", Static).update(said)

    def action_answer(self, yes: bool) -> None:
        """Answered."""
        self.dismiss(yes)
