"""What an office is about, one class or one exam: at the left everything that can be seen and done, at the right the view under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.office.counter import counter_of
from simulator.tui.office.drawing import record_lines, sentences, table_rows
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, Bureau, Spec
    from simulator.tui.widgets.palette import Entry

LOADING = Text("正在读取 ...", "Reading ...")
OPENS = Text(" ...", " ...")
ENTER = Text("Enter 打开表单", "Enter opens the form")
NOTHING = Text("这里还没有内容", "There is nothing here yet")
OUTSIDE = ("list", "new")  # these belong to the list before it
LEFT_OUT = Text("右边还有 {n} 栏：->", "{n} more columns: ->")


class OfficeScreen(Page):
    """All views and operations of one class or exam. Subclasses name the office and the view it begins with."""

    CSS_PATH = str(Path(__file__).with_name("screen.tcss"))  # also for a subclass that lies elsewhere
    FIRST: ClassVar[str]
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("进入 / 打开", "Go in / open"), "choose"),
        Key("", "Tab", Text("换栏", "Other side"), "app.focus_next"),
        BACK,
        Key("right", "->", Text("右移各列", "Columns right"), "shift(1)"),
        Key("left", "<-", Text("左移", "Left"), "shift(-1)"),
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#rail"

    class Read(Message):
        """A view is there."""

        def __init__(self, name: str, answer: Answer) -> None:
            super().__init__()
            self.name = name
            self.answer = answer

    def __init__(self, id: str, title: str) -> None:
        super().__init__()
        self.about = id
        self.about_title = title
        self.view = ""  # the name of the view that is shown
        self.answer: Answer | None = None
        self.problem: Text | None = None
        self.first = 0

    @property
    def bureau(self) -> Bureau:
        """The office."""
        raise NotImplementedError

    def heading(self) -> str:
        """What it is about."""
        return self.about_title

    def note(self) -> str:
        """Where it lies."""
        return counter_of(self.app, self.bureau).place

    def body(self) -> ComposeResult:
        """Rail, view, the row under the cursor."""
        with Container(id="body"):
            yield Rows(self._rail, id="rail")
            with Vertical(id="side"):
                yield Rows(self._lines, id="view")
                detail = Rows(self._detail, id="detail")
                detail.can_focus = False
                yield detail

    # -- what there is ----------------------------------------------------------------------------------------

    def specs(self) -> dict[str, Spec]:
        """Its operations, by name."""
        return {name: spec for name, spec in self.bureau.operations().items() if name not in OUTSIDE}

    def _rail(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        for group, title in self.bureau.groups.items():
            inside = [s for s in self.specs().values() if s.group == group]
            if not inside:
                continue
            if rows:
                rows.append(Row())
            rows.append(Row(line(Cell(self.say(title), 0, "bold $primary"))))
            for spec in sorted(inside, key=lambda s: (not s.is_view, s.order)):
                words = self.say(spec.title) + ("" if spec.is_view else self.say(OPENS))
                rows.append(Row(line(Cell(words, cells)), spec.name))
        return rows

    def _lines(self, cells: int) -> Sequence[Row]:
        spec = self.specs().get(self.query_one("#rail", Rows).key)
        if spec is not None and not spec.is_view:
            rows = [Row(line(Cell(self.say(spec.title), 0, "bold")))]
            rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(spec.about), cells)]
            return [*rows, Row(), Row(line(Cell(self.say(ENTER), 0, "$key")))]
        if self.problem is not None:
            return sentences((self.problem,), cells, self.lang, "bold $error")
        if self.answer is None:
            return [Row(line(Cell(self.say(LOADING), 0, "$faint")))]
        rows = []
        for number, table in enumerate(self.answer.tables):
            if rows:
                rows.append(Row())
            rows += table_rows(table, cells, self.lang, self.first, f"{number}:")
        if self.answer.lines:
            rows += [Row()] if rows else []
            rows += sentences(self.answer.lines, cells, self.lang, "$faint")
        return rows or [Row(line(Cell(self.say(NOTHING), 0, "$faint")))]

    def _place(self) -> tuple[int, int] | None:
        """Table and row under the cursor of the view."""
        number, _, index = self.query_one("#view", Rows).key.partition(":")
        if not index or self.answer is None or int(number) >= len(self.answer.tables):
            return None
        return int(number), int(index)

    def _detail(self, cells: int) -> Sequence[Row]:
        place = self._place()
        if place is None or self.answer is None or not self.query_one("#view", Rows).has_focus:
            return []
        return record_lines(self.answer.tables[place[0]], place[1], cells, self.lang)

    # -- reading ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin with the first view."""
        self.query_one("#rail", Rows).rebuild(self.FIRST)
        self.action_read()

    def on_screen_resume(self) -> None:
        """Something may have been changed."""
        if self.view:
            self.action_read()

    def action_read(self) -> None:
        """Read the view under the cursor of the rail (again)."""
        from simulator.classroom.bureau.filling import filled

        spec = self.specs().get(self.query_one("#rail", Rows).key)
        if spec is None or not spec.is_view:
            self._show()
            return
        if spec.name != self.view:
            self.view, self.answer, self.first = spec.name, None, 0
        self.problem = None
        self._show()
        counter, name = counter_of(self.app, self.bureau), spec.name
        operation = filled(spec, {self.bureau.scope: self.about})

        def work() -> None:
            self.post_message(self.Read(name, counter.do(operation)))

        self.run_worker(work, thread=True, exclusive=True, group="view", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be read is told in its place."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "view":
            self.problem = words_of(event.worker.error)
            self._show()

    def on_office_screen_read(self, event: OfficeScreen.Read) -> None:
        """Show it, unless another view is wanted by now."""
        if event.name == self.view:
            self.answer = event.answer
            self._show()
            for part in self.query("Head"):
                part.refresh()

    def _show(self) -> None:
        self.query_one("#view", Rows).rebuild()
        self.query_one("#detail", Rows).rebuild()

    # -- doing ------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The view follows the rail, the detail follows the view."""
        if event.rows.id == "rail":
            self.action_read()
        else:
            self._detail_anew()

    def on_descendant_focus(self) -> None:
        """The row under the cursor is told while the view has it."""
        self._detail_anew()

    def _detail_anew(self) -> None:
        detail = self.query_one("#detail", Rows)
        detail.rebuild()
        detail.scroll_home(animate=False)

    def action_choose(self) -> None:
        """What Enter does."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A view is entered, an operation asked, a row's operations offered."""
        if event.rows.id == "rail":
            spec = self.specs()[event.key]
            if spec.is_view:
                self.action_read()
                self.query_one("#view", Rows).focus()
            else:
                self.ask(spec, {})
        elif event.rows.id == "view":
            self._offer()

    def _offer(self) -> None:
        from simulator.tui.office.menu import MenuScreen

        place = self._place()
        if place is None or self.answer is None:
            return
        table = self.answer.tables[place[0]]
        if not table.record or place[1] >= len(table.keys):
            return
        key = table.keys[place[1]]
        fitting = {
            spec.name: field.name
            for spec in self.specs().values()
            for field in spec.fields
            if field.info.record == table.record and field.name != self.bureau.scope
        }
        specs = self.specs()
        choices = [(name, specs[name].title, specs[name].about) for name in fitting]

        def chosen(name: str | None) -> None:
            if name:
                self.ask(specs[name], {fitting[name]: key})

        title = table.names[place[1]] if table.names else key
        self.app.push_screen(MenuScreen(title, choices, self.lang), chosen)

    def ask(self, spec: Spec, filled: dict[str, Any]) -> None:
        """The form of an operation; where nothing is left to ask it is done at once."""
        from simulator.tui.office.ask import AskScreen

        known: dict[str, Any] = {self.bureau.scope: self.about}
        screen = AskScreen(spec, known, filled, partial(self._done, spec))
        self.app.push_screen(screen)
        if not spec.changes and all(f.name in filled or f.name == self.bureau.scope for f in spec.fields):
            screen.call_after_refresh(screen.action_send)

    def _done(self, spec: Spec, answer: Answer) -> None:
        from simulator.tui.office.answer import AnswerScreen

        if answer.ok and not answer.tables and len(answer.lines) == 1:
            self.app.notify(self.say(answer.lines[0]), timeout=8)
        else:
            self.app.push_screen(AnswerScreen(spec.title, answer))

    def action_shift(self, by: int) -> None:
        """Other columns, where they do not all fit."""
        if self.answer is None:
            return
        most = max((len(t.heads) for t in self.answer.tables), default=1) - 2
        self.first = max(0, min(self.first + by, most))
        self._show()

    def palette_entries(self) -> list[Entry]:
        """Every operation by name."""
        from simulator.tui.widgets.palette import Entry

        return [
            *super().palette_entries(),
            *(
                Entry(spec.title, Text(self.about_title, self.about_title), partial(self._go, spec), "")
                for spec in self.specs().values()
            ),
        ]

    def _go(self, spec: Spec) -> None:
        if spec.is_view:
            self.query_one("#rail", Rows).rebuild(spec.name)
            self.action_read()
        else:
            self.ask(spec, {})
