"""The items of the paper: how each stands, which can be begun now, and what the one under the cursor asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from simulator.kernel.text import Lang, Text
from simulator.packs.model import Scenario
from simulator.tui.exams.candidate.base import ExamPage
from simulator.tui.exams.candidate.standing import done, item_line, open_items, scenario, title
from simulator.tui.screens.drawing import wrapped
from simulator.tui.screens.frame import Key, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.plain import plain, safe

TITLE = Text("题目", "Items")
TICKET = Text("准考证 {t}", "Ticket {t}")
CHOOSE_PLANNED = Text(
    "按顺序作答：交了一题才能开始下一题。", "In the order given: the next item opens once this one is in."
)
CHOOSE_FREE = Text(
    "顺序自选：一次只做一题，交了才能开始另一题。", "In any order: one at a time; the next opens once this one is in."
)
GO_ON = Text("接着做", "Go on")
BEGIN = Text("开始这一题", "Begin this item")
ANEW = Text("重做这一题", "Try it anew")
HAND_IN = Text("交卷", "Hand in the exam")
ALL_IN = Text(
    "题目都已交。按 Ctrl+E 交卷，或等时间到自动收卷。",
    "All items are in. Ctrl+E hands in the exam; at the end it is taken in by itself.",
)
CANNOT = Text("这一题现在不能开始：{why}", "This item cannot be begun now: {why}")
OTHER_OPEN = Text("先交第 {n} 题。", "item {n} has to be handed in first.")
NOT_TURN = Text("还没轮到它。", "it is not its turn yet.")
NO_MORE = Text("已交，不能再做。", "it is in, and may not be tried again.")
TASK = Text("题目说明", "What it asks for")
GOAL = Text("目标", "Goal")
OPENING = Text("正在打开店铺 ...", "Opening the store ...")
RESULT = Text("成绩由考务处公布。", "Results are given out by the examination office.")


def brief_rows(found: Scenario, lang: Lang, cells: int) -> list[Row]:
    """What a scenario asks for."""
    rows = [Row(plain(found.title.of(lang), "bold $primary"))]
    rows += [Row(plain(part)) for part in wrapped(found.brief.of(lang), cells)]
    rows += [Row(), Row(plain(GOAL.of(lang), "bold"))]
    return rows + [Row(plain(part)) for part in wrapped(found.goal.of(lang), cells)]


class ItemsPage(ExamPage):
    """Above the items, below what the chosen one asks for."""

    PAGE_TITLE = TITLE
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        [
            Key("ctrl+e", "Ctrl+E", HAND_IN, "submit"),
            Key("ctrl+down", "Ctrl+Down", Text("说明向下", "Scroll down"), "scroll_brief(4)"),
            Key("ctrl+up", "Ctrl+Up", Text("说明向上", "Scroll up"), "scroll_brief(-4)"),
        ]
    )
    AUTO_FOCUS = "#items"

    def heading(self) -> str:
        """The exam."""
        exam = self.hall.courier.exam
        return f"{self.say(TITLE)} · {safe(exam.title)}" if exam is not None else self.say(TITLE)

    def note(self) -> str:
        """Whose place it is."""
        return self.say(TICKET).format(t=safe(self.hall.courier.ticket))

    def body(self) -> ComposeResult:
        """List and brief."""
        yield Laid(self._rule, id="order")
        yield Rows(self._items, id="items")
        with VerticalScroll(id="brief-scroll", can_focus=False):
            yield Laid(self._brief, id="brief")

    def arrive(self) -> None:
        """The cursor goes to what is to be done next."""
        number = self._first()
        self.query_one("#items", Rows).rebuild(str(number))
        self.query_one("#items", Rows).focus()

    def _first(self) -> int:
        courier = self.hall.courier
        if courier.state.current is not None:
            return courier.state.current.item
        may = courier.seat.may_begin() if courier.seat is not None else ()
        fresh = [n for n in may if not courier.state.tries_of(n)]
        return (fresh or [0])[0]

    @property
    def chosen(self) -> int:
        """The item under the cursor, from 0."""
        key = self.query_one("#items", Rows).key
        return int(key) if key else 0

    def relabel(self) -> None:
        """Say everything anew."""
        super().relabel()
        self.query_one("#brief", Laid).show(self._brief)
        self.query_one("#order", Laid).show(self._rule)

    def _rule(self, cells: int) -> list:  # type: ignore[type-arg]
        exam = self.hall.courier.exam
        if exam is None:
            return []
        if not open_items(self.hall):
            text = ALL_IN
        else:
            text = CHOOSE_PLANNED if exam.paper.order == "planned" else CHOOSE_FREE
        return [plain(part, "bold $success" if text is ALL_IN else "$faint") for part in wrapped(self.say(text), cells)]

    def _items(self, cells: int) -> Sequence[Row]:
        exam, seat = self.hall.courier.exam, self.hall.courier.seat
        if exam is None or seat is None:
            return []
        may = seat.may_begin()
        return [Row(item_line(self.hall, n, cells, may), str(n)) for n in range(len(exam.paper.items))]

    def _brief(self, cells: int) -> list:  # type: ignore[type-arg]
        found = scenario(self.hall, self.chosen)
        if found is None:
            return [plain(title(self.hall, self.chosen), "$faint")]
        return [row.content for row in brief_rows(found, self.lang, cells)]

    # -- acting -----------------------------------------------------------------------------------------------

    def _does(self) -> Text | None:
        """What Enter would do with the item under the cursor."""
        courier, number = self.hall.courier, self.chosen
        current = courier.state.current
        if current is not None:
            return GO_ON if current.item == number else None
        if courier.seat is None or number not in courier.seat.may_begin():
            return None
        return ANEW if courier.state.tries_of(number) else BEGIN

    def shown_keys(self) -> Sequence[Key]:
        """What Enter does, handing in, and those of every page."""
        does = self._does() if self.is_mounted else None
        enter = (Key("", "Enter", does, "choose"),) if does is not None else ()
        return (*enter, Key("ctrl+e", "Ctrl+E", HAND_IN, "submit"), *self.hall.shared_keys())

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one("#items", Rows).action_choose()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another item: its brief, and perhaps another thing that Enter does."""
        event.stop()
        self.query_one("#brief", Laid).show(self._brief)
        self.query_one("#brief-scroll", VerticalScroll).scroll_home(animate=False)
        self.query_one("KeyLine").refresh()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Begin it, or go on with it."""
        event.stop()
        if self._does() is None:
            self.app.notify(self.say(CANNOT).format(why=self.say(self._why())), timeout=4)
            return
        self.app.notify(self.say(OPENING), timeout=2)
        self.hall.enter_item(self.chosen)

    def _why(self) -> Text:
        state, number = self.hall.courier.state, self.chosen
        if state.current is not None:
            n = state.current.item + 1
            return Text(OTHER_OPEN.zh.format(n=n), OTHER_OPEN.en.format(n=n))
        return NO_MORE if done(state.tries_of(number)) else NOT_TURN

    def action_submit(self) -> None:
        """Show what is open and ask."""
        from simulator.tui.exams.candidate.leaving import SubmitDialog

        self.app.push_screen(SubmitDialog(), lambda yes: self.hall.submit() if yes else None)

    def action_scroll_brief(self, by: int) -> None:
        """Read on."""
        self.query_one("#brief-scroll", VerticalScroll).scroll_relative(y=by, animate=False)
