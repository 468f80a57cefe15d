"""What came of an operation: its sentences, its tables, the files it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.office.drawing import record_lines, sentences, table_rows
from simulator.tui.screens.drawing import Cell, line
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer

WHOLE = Text("这一行", "This row")
EMPTY = Text("没有可看的内容", "There is nothing to see")


class AnswerScreen(Page):
    """Sentences first, then the tables; the row under the cursor stands below at full length."""

    CSS_PATH = "answer.tcss"
    KEYS: ClassVar[tuple[Key, ...]] = (
        BACK,
        Key("right", "->", Text("右移各列", "Columns to the right"), "shift(1)"),
        Key("left", "<-", Text("左移", "To the left"), "shift(-1)"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#answer"

    def __init__(self, title: Text, answer: Answer) -> None:
        super().__init__()
        self.title_words = title
        self.answer = answer
        self.first = 0

    def heading(self) -> str:
        """What was done."""
        return self.say(self.title_words)

    def body(self) -> ComposeResult:
        """The answer, and the row under the cursor."""
        yield Rows(self._lines, id="answer")
        if self.answer.tables:
            detail = Rows(self._detail, id="detail")
            detail.can_focus = False
            yield detail

    def _lines(self, cells: int) -> Sequence[Row]:
        rows = sentences(self.answer.lines, cells, self.lang, "" if self.answer.ok else "$warning")
        for number, table in enumerate(self.answer.tables):
            if rows:
                rows.append(Row())
            rows += table_rows(table, cells, self.lang, self.first, f"{number}:")
        return rows or [Row(line(Cell(self.say(EMPTY), 0, "$faint")))]

    def _detail(self, cells: int) -> Sequence[Row]:
        number, _, index = self.query_one("#answer", Rows).key.partition(":")
        if not index:
            return []
        return record_lines(self.answer.tables[int(number)], int(index), cells, self.lang)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        for detail in self.query("#detail").results(Rows):
            detail.rebuild()
            detail.scroll_home(animate=False)

    def on_mount(self) -> None:
        """The detail speaks of the first row."""
        self.call_after_refresh(self.relabel)

    def action_shift(self, by: int) -> None:
        """Other columns, where they do not all fit."""
        most = max((len(t.heads) for t in self.answer.tables), default=1) - 2
        self.first = max(0, min(self.first + by, most))
        self.relabel()
