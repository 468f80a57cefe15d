"""What can be done with the row under the cursor: a short list over the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from simulator.kernel.text import Lang, Text
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import safe


class MenuScreen(ModalScreen[str]):
    """A title and some choices; answers with the key of one, or "" for none."""

    CSS_PATH = "menu.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "none", "返回|Back")]
    AUTO_FOCUS = "Rows"

    def __init__(self, title: str, choices: Sequence[tuple[str, Text, Text]], lang: Lang) -> None:
        super().__init__()
        self.words = safe(title)
        self.choices = choices
        self.lang: Lang = lang

    def compose(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def _lines(self, cells: int) -> Sequence[Row]:
        rows = [Row(line(Cell(part, 0, "bold $primary"))) for part in wrapped(self.words, cells)]
        for key, title, _ in self.choices:
            rows.append(Row(line(Cell(title.of(self.lang), cells)), key))
        about = next((about for key, _, about in self.choices if key == self.query_one(Rows).key), None)
        rows.append(Row())
        if about is not None:
            rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(about.of(self.lang), cells)]
        return rows

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """What the choice does stands below."""
        event.rows.rebuild()

    def on_mount(self) -> None:
        """The first choice is explained as well."""
        self.call_after_refresh(self.query_one(Rows).rebuild)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """This one."""
        self.dismiss(event.key)

    def action_none(self) -> None:
        """None of them."""
        self.dismiss("")
