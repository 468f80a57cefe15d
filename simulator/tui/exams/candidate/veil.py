"""What covers the screen while nothing can be done: paused, the time is up, the hall is lost. What lies beneath stays as it was."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from simulator.exams.errors import Unreachable
from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.bar import ExamBar, MessageLine
from simulator.tui.exams.candidate.base import ExamDialog
from simulator.tui.widgets.keybar import KeyBar
from simulator.tui.widgets.plain import lines, plain

TITLES = {
    "up": Text("时间到", "Time is up"),
    "paused": Text("考试已暂停", "The exam is paused"),
    "lost": Text("与考场服务器的连接断了", "The connection to the hall is lost"),
    "slow": Text("正在保存", "Saving"),
}
SAYS = {
    "up": Text(
        "考试时间已到，不能再作答。此前显示“已保存”的每一步都在考场里。正在与考场核对，马上显示交卷结果，请不要离开。",
        "The time is up, nothing more can be done. Every step that was shown as saved is in the hall. The hall is being asked; the result of handing in "
        "appears in a moment, please stay.",
    ),
    "paused": Text(
        "监考老师暂停了考试。现在什么也不用做：您填了一半的内容原样保留，恢复后这个画面自动消失，从原处继续。",
        "The invigilator has paused the exam. There is nothing to do: what you were filling in stays as it is, and when the exam goes on this notice "
        "disappears and you continue where you were.",
    ),
    "lost": Text(
        "什么也没有丢：已保存的每一步都在考场里，您填了一半的内容也留在这里。正在自动重连，连上后这个画面自动消失，刚才那一步会补做一次，不会重复。",
        "Nothing is lost: every kept step is in the hall, and what you were filling in stays here. The connection is being made anew by itself; then this "
        "notice disappears, and the step under way is carried out once, not twice.",
    ),
    "slow": Text(
        "这一步正在等考场服务器保存；保存好后这个画面自动消失。",
        "This step waits for the hall's server to keep it; then this notice disappears by itself.",
    ),
}
LOST_FOR_LONG = Text(
    "考试时间还在走。如果一直连不上，请举手告诉监考老师。",
    "The time runs on. If it stays so, raise your hand and tell the invigilator.",
)
GIVEN_BACK = Text(
    "考试时间还在走；是否补时由监考老师决定。",
    "The time runs on; whether any is given back is for the invigilator to decide.",
)
LAST = Text("最后一次保存：{t}", "Last kept: {t}")
NEVER = Text("还没有需要保存的内容。", "Nothing had to be kept yet.")
SINCE = Text("已断开 {n} 秒，正在重连", "lost for {n} s, trying again")
CANNOT_GO = Text(
    "连不上时也是如此：连接恢复后这里显示回执号。",
    "This holds while the hall is lost, too: your receipt number appears here once it is back.",
)
NORMAL = Unreachable.text
FROM_HALL = Text("监考老师：{words}", "Invigilator: {words}")


class Veil(ExamDialog):
    """Takes all keys; it goes by itself."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self._face: object = None

    def compose(self) -> ComposeResult:
        """The bar stays to be seen."""
        yield ExamBar()
        yield MessageLine()
        with Vertical(id="veil-middle"), Vertical(classes="box wide-box"):
            yield Static("", classes="title", id="veil-title")
            yield Static("", id="veil-says")
            yield Static("", classes="faint", id="veil-more")
        yield KeyBar()

    def arrive(self) -> None:
        """Say what it is."""
        self.news_if_any()

    def tell(self, reason: str) -> None:
        """It is something else now."""
        self.reason = reason
        self.news_if_any()

    def key_hints(self) -> list[tuple[str, Text]]:
        """What still works."""
        return [(k.label, k.text) for k in self.hall.shared_keys()]

    def news_if_any(self) -> None:
        """Say it anew if it reads otherwise now."""
        if not self.is_mounted:
            return
        courier = self.hall.courier
        trouble = courier.trouble if self.reason == "lost" else None
        kept = self.say(LAST).format(t=words.clock(courier.saved)) if courier.saved is not None else self.say(NEVER)
        more = [kept]
        if self.reason == "paused":
            more = [self.say(GIVEN_BACK), kept]
        elif self.reason == "lost":
            more = [
                f"{kept}   {self.say(SINCE).format(n=int(courier.away_for))}",
                self.say(LOST_FOR_LONG),
            ]
        elif self.reason == "up" and courier.lost is not None:
            more = [kept, self.say(CANNOT_GO)]
        messages = courier.state.messages
        if self.reason == "paused" and messages:
            more.append(self.say(FROM_HALL).format(words=messages[-1].words))
        face = (self.lang, self.reason, tuple(more), trouble)
        if face == self._face:
            return
        self._face = face
        self.query_one("#veil-title", Static).update(plain(self.say(TITLES[self.reason])))
        says = [plain(self.say(SAYS[self.reason]))]
        if trouble is not None and trouble != NORMAL:
            says = [plain(self.say(trouble))]
        self.query_one("#veil-says", Static).update(lines(*says))
        self.query_one("#veil-more", Static).update(Content("\n").join([plain(line) for line in more]))
        self.query_one(KeyBar).refresh_if_other()

    async def relang(self) -> None:
        """In the other language."""
        self._face = None
        self.news_if_any()
        self.query_one(KeyBar).refresh()
        self.refresh_bindings()
