"""The invigilator's board: all candidates, read anew once a second, those who need somebody first; each act is a key and a form.

It does nothing to anybody by itself. When the database is away it says so, shows what it knew last, and goes on trying.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.exams.invigilator.drawing import board_rows, detail_rows, hall_lines
from simulator.tui.exams.invigilator.reading import Look, Watcher
from simulator.tui.office.counter import counter_of
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.plain import plain

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, Bureau, Spec
    from simulator.exams.board import Line
    from simulator.tui.widgets.palette import Entry

EVERY = 1.0  # seconds between two looks
LOADING = Text("正在读取考场 ...", "Reading the hall ...")
NOBODY = Text("这场考试没有考生。", "This exam has no candidates.")
LOST = Text(
    "数据库连不上，正在重试（第 {n} 次）；下面是 {at} 的情况。",
    "The database does not answer, trying again ({n}); below is how it stood at {at}.",
)
LOST_FIRST = Text("数据库连不上，正在重试（第 {n} 次）。", "The database does not answer, trying again ({n}).")
BY_URGENCY, BY_TICKET = Text("最急在前", "most urgent first"), Text("按准考证号", "by ticket")
SEVERAL = Text("{n} 位考生：{who}", "{n} candidates: {who}")
CHECKED = Text("身份已核对", "identity checked")
SHOWN = 6  # so many of several candidates are named in a form


class WatchScreen(Page):
    """One exam."""

    CSS_PATH = "watch.tcss"
    PAGE_TITLE = Text("监考", "Invigilation")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("f2", "F2", Text("放行", "Admit"), "act('admit')"),
        Key("f3", "F3", Text("暂停", "Pause"), "act('pause')"),
        Key("f4", "F4", Text("恢复", "Resume"), "act('resume')"),
        Key("f5", "F5", Text("补时", "Time"), "act('grant')"),
        Key("f6", "F6", Text("留言", "Message"), "act('message')"),
        Key("f7", "F7", Text("收卷", "End"), "act('force-submit')"),
        Key("f8", "F8", Text("重开", "Reopen"), "act('reopen')"),
        Key("space", "Space", Text("选", "Mark"), "mark"),
        Key("", "Enter", Text("更多", "More"), "choose"),
        Key("f9", "F9", Text("最急", "Most urgent"), "urgent"),
        Key("f12", "F12", Text("记录", "History"), "act('history')"),
        Key("ctrl+a", "Ctrl+A", Text("全选/不选", "Mark all/none"), "mark_all"),
        Key("ctrl+o", "Ctrl+O", Text("换次序", "Other order"), "order"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#board"

    class Looked(Message):
        """One more look at the hall."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    def __init__(self, id: str, title: str) -> None:
        super().__init__()
        self.about = id
        self.about_title = title
        self.seen: Look | None = None
        self.problem: Text | None = None
        self.tries = 0
        self.marked: frozenset[str] = frozenset()
        self.by_ticket = False
        self.author = ""
        self._watcher: Watcher | None = None
        self._looking: Worker[None] | None = None

    @property
    def bureau(self) -> Bureau:
        """The office of halls."""
        from simulator.exams.office import HALL

        return HALL

    # -- words ------------------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The exam."""
        return f"{self.say(self.PAGE_TITLE)}  {self.about_title}"

    def note(self) -> str:
        """The hall's time, and the order."""
        if self.seen is None:
            return ""
        now = self.seen.moment(self.seen.hall.now)
        return f"{self.say(BY_TICKET if self.by_ticket else BY_URGENCY)}   {now}"

    def body(self) -> ComposeResult:
        """What is wrong, the hall, the board, the candidate under the cursor."""
        yield Laid(self._trouble, id="trouble")
        yield Laid(self._hall, id="hall")
        with Container(id="body"):
            yield Rows(self._board, id="board")
            detail = Rows(self._detail, id="detail")
            detail.can_focus = False
            yield detail

    def _trouble(self, cells: int) -> list[Content]:
        if self.problem is None:
            return []
        at = self.seen.moment(self.seen.hall.now)[-8:] if self.seen is not None else ""
        head = self.say(LOST if at else LOST_FIRST).format(n=self.tries, at=at)
        why = [plain(part, "$faint") for part in wrapped(self.say(self.problem), cells)]
        return [*(plain(part, "bold $error") for part in wrapped(f"! {head}", cells)), *why[:2]]

    def _hall(self, cells: int) -> list[Content]:
        if self.seen is None:
            return [plain(self.say(LOADING), "$faint")] if self.problem is None else []
        return hall_lines(self.seen.hall, len(self.marked), cells, self.lang, self.seen.moment)

    def lines(self) -> Sequence[Line]:
        """The candidates in the order that is wanted."""
        if self.seen is None:
            return ()
        return sorted(self.seen.lines, key=lambda one: one.ticket) if self.by_ticket else self.seen.lines

    def _board(self, cells: int) -> Sequence[Row]:
        if self.seen is None:
            return []
        if not self.seen.lines:
            return [Row(line(Cell(self.say(NOBODY), 0, "$faint")))]
        return board_rows(self.lines(), self.marked, cells, self.lang)

    def here(self) -> Line | None:
        """The candidate under the cursor."""
        key = self.query_one("#board", Rows).key
        return next((one for one in self.lines() if one.id == key), None)

    def _detail(self, cells: int) -> Sequence[Row]:
        one = self.here()
        if one is None or self.seen is None:
            return []
        return detail_rows(one, self.seen.facts.get(one.id, ()), cells, self.lang, self.seen.moment)

    # -- looking ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look now, and then once a second."""
        self.action_look()
        self.set_interval(EVERY, self.action_look)

    def action_look(self) -> None:
        """One more look, unless the last one is still under way."""
        if self._looking is not None and not self._looking.is_finished:
            return
        watcher = self._watcher = self._watcher or Watcher(counter_of(self.app, self.bureau), self.about)

        def work() -> None:
            self.post_message(self.Looked(watcher.look()))

        self._looking = self.run_worker(work, thread=True, group="look", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The hall could not be read: that is told, and tried again at the next beat."""
        if event.worker.group == "look" and event.state is WorkerState.ERROR and event.worker.error is not None:
            self.problem, self.tries = words_of(event.worker.error), self.tries + 1
            self._show()

    def on_watch_screen_looked(self, event: WatchScreen.Looked) -> None:
        """Show it."""
        self.seen, self.problem, self.tries = event.look, None, 0
        self.marked &= {one.id for one in event.look.lines}
        self._show()

    def _show(self) -> None:
        for name, lines in (("#trouble", self._trouble), ("#hall", self._hall)):
            self.query_one(name, Laid).show(lines)
        self.query_one("#trouble").display = self.problem is not None
        for rows in self.query(Rows):
            rows.rebuild()
        for part in self.query("Head"):
            part.refresh()

    def relabel(self) -> None:
        """The language has changed."""
        super().relabel()
        self._show()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        if event.rows.id == "board":
            detail = self.query_one("#detail", Rows)
            detail.rebuild()
            detail.scroll_home(animate=False)

    # -- choosing ---------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the candidate under the cursor, or take the mark away; then on to the next."""
        one = self.here()
        if one is not None:
            self.marked ^= {one.id}
            self.query_one("#board", Rows).action_move(1)
            self._show()

    def action_mark_all(self) -> None:
        """Everybody, or nobody."""
        self.marked = frozenset() if self.marked else frozenset(one.id for one in self.lines())
        self._show()

    def action_order(self) -> None:
        """By urgency or by ticket."""
        self.by_ticket = not self.by_ticket
        self._show()

    def action_urgent(self) -> None:
        """To whom somebody is needed most."""
        if self.seen is not None and self.seen.lines:
            self._go(self.seen.lines[0].id)

    def _go(self, id: str) -> None:
        board = self.query_one("#board", Rows)
        board.rebuild(id)
        board.focus()
        self.query_one("#detail", Rows).rebuild()

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one("#board", Rows).action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """All that can be done with the candidate, or with those that are marked."""
        from simulator.tui.office.menu import MenuScreen

        whom = self.whom()
        if not whom:
            return
        specs = [s for s in self.bureau.operations().values() if self._fits(s)]
        choices = [(s.name, s.title, s.about) for s in specs]
        self.app.push_screen(
            MenuScreen(self._named(whom), choices, self.lang), lambda name: self.action_act(name) if name else None
        )

    def _fits(self, spec: Spec) -> bool:
        return any(f.info.record == "seats" for f in spec.fields)

    def whom(self) -> list[Line]:
        """Those that are marked, else the one under the cursor."""
        marked = [one for one in self.lines() if one.id in self.marked]
        one = self.here()
        return marked or ([one] if one is not None else [])

    def _named(self, whom: Sequence[Line]) -> str:
        if len(whom) == 1:
            return whom[0].label
        names = [one.name or one.number or one.ticket for one in whom[:SHOWN]]
        more = " ..." if len(whom) > SHOWN else ""
        return self.say(SEVERAL).format(n=len(whom), who=("、" if self.lang == "zh" else ", ").join(names) + more)

    # -- acting -----------------------------------------------------------------------------------------------

    def action_act(self, name: str) -> None:
        """The form of an operation, for those that are meant."""
        from simulator.tui.office.ask import AskScreen

        spec = self.bureau.operations()[name]
        whom = self.whom()[:1] if name == "history" else self.whom()
        if not whom:
            return
        field = next(f.name for f in spec.fields if f.info.record == "seats")
        known: dict[str, Any] = {self.bureau.scope: self.about, field: ",".join(one.id for one in whom)}
        filled: dict[str, Any] = {"author": self.author}
        if name == "admit":
            filled["reason"] = self.say(CHECKED)
        screen = AskScreen(
            spec, known, filled, lambda answer: self._done(spec, screen.sent, answer), self._named(whom)
        )  # fmt: skip
        self.app.push_screen(screen)
        if all(f.name in known for f in spec.fields):
            screen.call_after_refresh(screen.action_send)

    def _done(self, spec: Spec, sent: Mapping[str, Any], answer: Answer) -> None:
        from simulator.tui.office.answer import AnswerScreen

        if spec.changes:
            self.author = str(sent.get("author", ""))
            self.marked = frozenset() if answer.ok else self.marked
        if answer.tables or answer.files or not answer.ok:
            self.app.push_screen(AnswerScreen(spec.title, answer))
        else:
            self.app.notify(" ".join(self.say(text) for text in answer.lines), timeout=8)
        self.action_look()

    def palette_entries(self) -> list[Entry]:
        """The keys, every other operation on a candidate, and every candidate by name."""
        from simulator.tui.widgets.palette import Entry

        place = Text(self.about_title, self.about_title)
        keyed = {key.action for key in self.KEYS}
        return [
            *super().palette_entries(),
            *(
                Entry(spec.title, self.PAGE_TITLE, partial(self.action_act, spec.name), "")
                for spec in self.bureau.operations().values()
                if self._fits(spec) and f"act('{spec.name}')" not in keyed
            ),
            *(Entry(Text(one.label, one.label), place, partial(self._go, one.id), "") for one in self.lines()),
        ]
