"""The store in an exam: the store of any attempt, with the exam's bar on top and nothing that the paper takes away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from simulator.exams.attempt import ExamAttempt
from simulator.exams.errors import ExamError, NotKept
from simulator.exams.paper.model import Paper
from simulator.kernel.engine import Advance, OpenRecord, Outcome
from simulator.kernel.messages import Command
from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.bar import ExamBar, MessageLine
from simulator.tui.exams.candidate.base import ExamDialog
from simulator.tui.exams.candidate.courier import Away, Courier
from simulator.tui.exams.candidate.items import brief_rows
from simulator.tui.store import screen as store_screen
from simulator.tui.store.allowances import Allowances
from simulator.tui.store.leave import HandInScreen
from simulator.tui.store.screen import EVERYWHERE, URGENT, StoreScreen
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.palette import Entry
from simulator.tui.widgets.plain import plain

if TYPE_CHECKING:
    from simulator.packs.model import Scenario
    from simulator.tui.exams.candidate.app import HallApp

TASK = Text("题目说明", "The task")
ITEM_IN = Text("交这一题", "Hand in item")
ITEMS = Text("回题目一览", "List of items")
READ = Text("题目", "Task")
GIVE = Text("交这题", "Hand in")
FORWARD = Text("快进", "Next event")
NUMBER = Text("第 {n} 题", "Item {n}")
CLOSE = Text("Esc 关闭   上下滚动", "Esc: close   Up/Down: scroll")
HAND_IN = Text("交这一题？", "Hand in this item?")
SHIFT_OVER = Text("班次已结束，请交这一题。", "The shift is over: hand in this item.")
MEANS = Text(
    "只交这一题，不是交卷：考试继续，接着做别的题。交后店铺会照常运行到后果都到来，由阅卷计入。",
    "This hands in the item, not the exam, which goes on with the other items. Afterwards the store runs on until all consequences have come; marking "
    "counts them.",
)
ANEW = Text("这一题以后还可以重做 {n} 次。", "It may be tried anew ({n} left).")
NOT_AGAIN = Text("交后不能再改这一题。", "It cannot be changed afterwards.")
TIME = Text("考试剩余 {t}。", "{t} left in the exam.")
KEYS = Text("Ctrl+E 交这一题   Esc 返回", "Ctrl+E: hand in the item   Esc: back")


def allowances_of(paper: Paper) -> Allowances:
    """What a paper leaves on."""
    off = paper.off
    return Allowances(
        coach="coach" not in off, hints="hints" not in off, pause="pause" not in off, jumps="jumps" not in off, preview="preview" not in off,
    )  # fmt: skip


class InExam(StoreScreen):
    """What the store of an item and the rehearsal share: the bar on top, the task to be read again, keys that a browser leaves alone."""

    CSS_PATH = Path(store_screen.__file__).with_name("screen.tcss")
    BINDINGS = [
        Binding("ctrl+b", "brief", "题目说明|The task", priority=True, show=False),
        # a browser keeps Ctrl+N and Ctrl+T to itself
        Binding("ctrl+right", "next_news", "到下一件事|To the next event", show=False),
        Binding("ctrl+left", "pause", "走时/停表|Run or stop the clock", show=False),
    ]
    rehearsal = False

    @property
    def hall(self) -> HallApp:
        """The application."""
        return cast("HallApp", self.app)

    def above(self) -> ComposeResult:
        """Time, progress, what is kept; a message beneath."""
        yield ExamBar(rehearsal=self.rehearsal)
        yield MessageLine()

    async def relang(self) -> None:
        """In the other language; a store that is not there yet is born in it."""
        if self.view is not None:
            await super().relang()

    def starting_speed(self) -> int:
        """The store runs."""
        return 1

    def key_hints(self) -> list[tuple[str, Text]]:
        """The task and handing in stand where practice has the next event."""
        hints = super().key_hints()
        if self.form is not None:
            return hints
        first = [h for h in hints if h[0] in ("Enter", "Space", ".")]
        forward = [("Ctrl+Right", FORWARD)] if self.model.allows.jumps else []
        return [*first, ("Ctrl+B", READ), ("Ctrl+E", GIVE), *forward, ("F9", URGENT), ("?", store_screen.KEYS)]

    def palette_entries(self) -> list[Entry]:
        """With the task, and the way back to the items."""
        found = [
            Entry(e.title, e.place, e.run, e.key) if e.key != "Ctrl+E" else Entry(ITEM_IN, e.place, e.run, e.key)
            for e in super().palette_entries()
        ]
        return [Entry(TASK, EVERYWHERE, self.action_brief, "Ctrl+B"), *found]

    def action_brief(self) -> None:
        """Read again what is asked for."""
        self.app.push_screen(BriefDialog(self.attempt.scenario, self.title_of_item()))

    def title_of_item(self) -> Text | None:
        """Which item it is."""
        return None


class ExamStoreScreen(InExam):
    """The store of an item. Every action is kept in the hall before it is shown; one whose fate is not known waits (`pending`) until the hall
    answers."""

    of_exam = True
    BINDINGS = [Binding("ctrl+e", "hand_in", "交这一题|Hand in the item", show=False)]

    def __init__(self, attempt: ExamAttempt, courier: Courier) -> None:
        assert courier.exam is not None
        self.courier = courier
        self.pending: Command | None = None
        super().__init__(attempt, allowances_of(courier.exam.paper))

    @property
    def holding(self) -> bool:
        """Sim time stands still as well while the hall is away, or another action waits."""
        return super().holding or self.pending is not None or self.courier.lost is not None or self.courier.left() == 0

    def _exam_attempt(self) -> ExamAttempt:
        return cast(ExamAttempt, self.attempt)

    # -- acting -----------------------------------------------------------------------------------------------

    def _do(self, command: Command) -> Outcome | None:
        """Carry out a command. Where the hall does not answer it waits, and what was typed stays."""
        if self.pending is not None:
            return None
        return self._carried(command, again=False)

    def _carried(self, command: Command, again: bool) -> Outcome | None:
        try:
            outcome = self.courier.do(self._exam_attempt(), command, again)
        except Away:
            self.pending = command
            self.hall.call_later(self.hall.arrange)
            self.hall.look_soon()
            return None
        except (NotKept, ExamError):  # paused, over, taken over: the hall says which, and the page follows
            self.hall.look_soon()
            return None
        self.model.learn(command, outcome)
        return outcome

    def go_on(self) -> None:
        """The hall answers again: carry out once what was under way."""
        command, self.pending = self.pending, None
        if command is None:
            return
        outcome = self._carried(command, again=True)
        if outcome is None:
            return
        if isinstance(command, OpenRecord):
            self.open_record(self.model.rules.views[command.view], command.key)
        elif not isinstance(command, Advance) and self.form is not None and type(command) is self.form.spec.cls:
            self.run_worker(self._sent(self.form, outcome), group="form")
        self.refresh_all()
        self._check_over()

    # -- leaving ----------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Back to the items: nothing is given up by that."""
        self._go_home()

    def _go_home(self) -> None:
        self.keep_draft()
        self.clock.set(0)
        self.store_app.go_home()

    def _offer_hand_in(self) -> None:
        if not isinstance(self.app.screen, HandInItem):
            self.app.push_screen(HandInItem(self), lambda yes: self._hand_in() if yes else None)

    def _hand_in(self) -> None:
        self.hall.hand_in_item()

    def title_of_item(self) -> Text | None:
        """Which item it is."""
        current = self.courier.state.current
        return (
            None
            if current is None
            else Text(NUMBER.zh.format(n=current.item + 1), NUMBER.en.format(n=current.item + 1))
        )


class HandInItem(HandInScreen):
    """The summary of an item before it is handed in."""

    TITLE_TEXT = HAND_IN
    MEANS = MEANS
    SHIFT_OVER = SHIFT_OVER
    ANSWERS = KEYS

    def __init__(self, store: ExamStoreScreen) -> None:
        super().__init__(store.model)
        self._store = store

    def beneath(self) -> ComposeResult:
        """How much time there is, and whether it may be tried again."""
        from simulator.tui.exams.candidate.standing import redo

        courier = self._store.courier
        current = courier.state.current
        left = redo(self._store.hall, courier.state, current.item) if current is not None else 0
        again = self.say(ANEW).format(n=left) if left else self.say(NOT_AGAIN)
        time = self.say(TIME).format(t=words.left(courier.left() or 0, self.lang))
        yield Static(plain(f"{time}{'' if self.lang == 'zh' else ' '}{again}"))


class BriefDialog(ExamDialog):
    """What the item asks for."""

    BINDINGS = [Binding("escape,enter,ctrl+b", "close", "关闭|Close", priority=True)]

    def __init__(self, scenario: Scenario, number: Text | None) -> None:
        super().__init__()
        self._scenario, self._number = scenario, number

    def compose(self) -> ComposeResult:
        """The brief, to be scrolled."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(self._number or TASK)), classes="title")
            with VerticalScroll():
                yield Laid(self._lines)
            yield Static(plain(self.say(CLOSE)), classes="faint")

    def _lines(self, cells: int) -> list:  # type: ignore[type-arg]
        return [row.content for row in brief_rows(self._scenario, self.lang, cells)]

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Back to the store."""
        self.dismiss(None)
