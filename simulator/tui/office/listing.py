"""What an office has in its database: the list of all classes, or of all exams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.office.counter import counter_of
from simulator.tui.office.drawing import sentences, table_rows
from simulator.tui.screens.drawing import Cell, line
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, Bureau
    from simulator.tui.office.screen import OfficeScreen

LOADING = Text("正在打开 ...", "Opening ...")


class ListScreen(Page):
    """All that the office is about. Subclasses name the office, say what to do where there is nothing yet, and open what is chosen."""

    CSS_PATH = str(Path(__file__).with_name("listing.tcss"))
    NONE: ClassVar[tuple[Text, ...]] = ()
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "choose"),
        Key("f2", "F2", Text("新建", "New"), "new"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    class Read(Message):
        """The list is there."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    def __init__(self) -> None:
        super().__init__()
        self.answer: Answer | None = None
        self.problem: Text | None = None

    @property
    def bureau(self) -> Bureau:
        """The office."""
        raise NotImplementedError

    def opened(self, id: str, title: str) -> OfficeScreen:
        """The screen of one of them."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def note(self) -> str:
        """Which database it is."""
        return counter_of(self.app, self.bureau).place

    def on_mount(self) -> None:
        """Open the database."""
        self.action_read()

    def on_screen_resume(self) -> None:
        """Something may have been changed."""
        if self.answer is not None:
            self.action_read()

    def action_read(self) -> None:
        """Read the list (again)."""
        from simulator.classroom.bureau.filling import filled

        counter, spec = counter_of(self.app, self.bureau), self.bureau.operations()["list"]

        def work() -> None:
            self.post_message(self.Read(counter.do(filled(spec, {}))))

        self.run_worker(work, thread=True, exclusive=True, group="listing", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A database that cannot be opened is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "listing":
            self.problem = words_of(event.worker.error)
            self.relabel()

    def on_list_screen_read(self, event: ListScreen.Read) -> None:
        """Show them."""
        self.answer, self.problem = event.answer, None
        self.relabel()

    def _lines(self, cells: int) -> Sequence[Row]:
        if self.problem is not None:
            return sentences((self.problem,), cells, self.lang, "bold $error")
        if self.answer is None:
            return [Row(line(Cell(self.say(LOADING), 0, "$faint")))]
        if not self.answer.tables:
            head, *steps = self.NONE
            return [*sentences((head,), cells, self.lang, "bold"), Row(), *sentences(steps, cells, self.lang)]
        return table_rows(self.answer.tables[0], cells, self.lang)

    def action_choose(self) -> None:
        """Open what stands under the cursor."""
        self.query_one(Rows).action_choose()

    def chosen(self) -> tuple[str, str] | None:
        """Id and title of what stands under the cursor."""
        key = self.query_one(Rows).key
        if self.answer is None or not self.answer.tables or not key:
            return None
        table = self.answer.tables[0]
        return table.keys[int(key)], table.names[int(key)]

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open it."""
        chosen = self.chosen()
        if chosen is not None:
            self.app.push_screen(self.opened(*chosen))

    def action_new(self) -> None:
        """The form for a new one."""
        from simulator.tui.office.ask import AskScreen

        self.app.push_screen(AskScreen(self.bureau.operations()["new"], {}, {}, self.made))

    def made(self, answer: Answer) -> None:
        """It was made."""
        self.app.notify(self.say(answer.lines[0]))
