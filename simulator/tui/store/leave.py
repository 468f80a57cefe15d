"""Leaving the store: for now (everything is saved), or for good by handing in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.locale import formats
from simulator.tui.store.model import StoreModel
from simulator.tui.widgets.page import Dialog
from simulator.tui.widgets.plain import joined, lines, plain

LEAVE = Text("离开店铺？", "Leave the store?")
SAVED = Text(
    "每一步都已保存，随时可以从首页继续。", "Every step is saved; you can go on from the home screen at any time."
)
UNSAVED = Text("作者试玩不存盘：离开后这一局就没有了。", "An author's trial is not saved: when you leave it is gone.")
LEAVE_KEYS = Text("Enter 回首页   Esc 留下", "Enter: home   Esc: stay")
HAND_IN = Text("交卷？", "Hand in?")
OVER = Text("班次已结束，请交卷。", "The shift is over: hand in.")
LEFT = Text("离下班还有 {t}。", "{t} are left in the shift.")
WAITS = Text("{desk}：待办 {n}", "{desk}: {n} waiting")
LATE = Text("，其中逾期 {n}", ", {n} of them overdue")
CLEAR = Text("没有等着办的事。", "Nothing is waiting.")
DRAFTS = Text("还有 {n} 份草稿没有提交。", "{n} drafts were not sent.")
FINAL = Text("交卷后不能再操作；店铺会继续到后果都到来，然后复盘。",
             "After handing in nothing can be done; the store runs on until all consequences have come, then you see the debrief.")  # fmt: skip
HAND_KEYS = Text("Ctrl+E 交卷   Esc 返回", "Ctrl+E: hand in   Esc: back")


class LeaveScreen(Dialog):
    """Asks before going home; `kept` says whether the attempt is in a save."""

    BINDINGS = [
        Binding("enter", "answer(True)", "回首页|Home", priority=True),
        Binding("escape", "answer(False)", "留下|Stay", priority=True),
    ]

    def __init__(self, *, kept: bool = True) -> None:
        super().__init__()
        self._kept = kept

    def compose(self) -> ComposeResult:
        """The question."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(LEAVE)), classes="title")
            yield Static(plain(self.say(SAVED if self._kept else UNSAVED)))
            yield Static(plain(self.say(LEAVE_KEYS)), classes="key")

    def action_answer(self, yes: bool) -> None:
        """Answered."""
        self.dismiss(yes)


class HandInScreen(Dialog):
    """Says what is left undone and asks."""

    BINDINGS = [
        Binding("ctrl+e", "answer(True)", "交卷|Hand in", priority=True),
        Binding("escape", "answer(False)", "返回|Back", priority=True),
    ]

    TITLE_TEXT = HAND_IN
    MEANS = FINAL
    SHIFT_OVER = OVER
    ANSWERS = HAND_KEYS

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self._model = model

    def compose(self) -> ComposeResult:
        """What is left, what it means."""
        model, lang = self._model, self.lang
        attempt = model.attempt
        left = model.shift.end - attempt.now
        over = plain(self.SHIFT_OVER.of(lang))
        out = [over if attempt.over else plain(LEFT.of(lang).format(t=formats.duration(left, lang)))]
        waits = []
        for desk in model.desks():
            waiting = model.waiting(desk.code)
            if waiting.count:
                words = WAITS.of(lang).format(desk=desk.title.of(lang), n=waiting.count)
                late = LATE.of(lang).format(n=waiting.overdue) if waiting.overdue else ""
                waits.append(joined(plain("  " + words), plain(late, "bold $error")))
        out += waits or [plain(CLEAR.of(lang), "$success")]
        if model.drafts:
            out.append(plain(DRAFTS.of(lang).format(n=len(model.drafts)), "$warning"))
        with Vertical(classes="box"):
            yield Static(plain(self.say(self.TITLE_TEXT)), classes="title")
            yield Static(lines(*out))
            yield from self.beneath()
            yield Static(plain(self.say(self.MEANS)), classes="faint")
            yield Static(plain(self.say(self.ANSWERS)), classes="key")

    def beneath(self) -> ComposeResult:
        """What else there is to say."""
        yield from ()

    def action_answer(self, yes: bool) -> None:
        """Answered."""
        self.dismiss(yes)
