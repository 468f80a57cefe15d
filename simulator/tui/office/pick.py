"""A line in which one of many is named: type to find it by number, name or title; Down goes into the list."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.office.drawing import word
from simulator.tui.screens.drawing import Cell, line
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.typing import CleanInput

LIST_LINES = 7
MORE = Text("还有 {n} 项，继续输入可缩小范围", "{n} more; type on to narrow it down")
NONE = Text("没有相符的", "nothing fits")


class _Line(CleanInput):
    BINDINGS = [Binding("down", "into", "进入列表|Into the list", show=False)]

    def action_into(self) -> None:
        """Into the list."""
        if isinstance(self.parent, NamePick):
            self.parent.open()


class NamePick(Vertical):
    """The line and the list beneath it. `value` is what the office is told: the id behind a chosen line, or the words as typed."""

    DEFAULT_CSS = """
    NamePick { height: auto; }
    NamePick Rows { display: none; height: auto; max-height: 8; background: $surface; }
    NamePick.open Rows { display: block; }
    """

    class Changed(Message):
        """Another one is named."""

        def __init__(self, pick: NamePick) -> None:
            super().__init__()
            self.pick = pick

    def __init__(self, value: str, lang: Lang) -> None:
        super().__init__()
        self._first = value
        self.lang: Lang = lang
        self.names: Sequence[tuple[str, Text | str]] = ()
        self._chosen: tuple[str, str] | None = None  # what stands in the line, and the id it means

    def compose(self) -> ComposeResult:
        """Line and list."""
        yield _Line(self._first, compact=True, select_on_focus=False)
        rows = Rows(self._lines)
        rows.can_focus = True
        yield rows

    @property
    def value(self) -> str:
        """What the office is told."""
        typed = self.query_one(Input).value.strip()
        return self._chosen[1] if self._chosen is not None and self._chosen[0] == typed else typed

    def offer(self, names: Sequence[tuple[str, Text | str]]) -> None:
        """These can be chosen. A value that is the id of one is shown by what it is called."""
        self.names = names
        typed = self.query_one(Input).value.strip()
        for id, called in names:
            if id == typed and self._label(called):
                self._take(id, called)
        self.query_one(Rows).rebuild()

    def _label(self, called: Text | str) -> str:
        return word(called, self.lang)

    def _fitting(self) -> list[tuple[str, Text | str]]:
        typed = self.query_one(Input).value.strip().casefold()
        if self._chosen is not None and self._chosen[0].casefold() == typed:
            return list(self.names)
        words = typed.split()
        return [(id, n) for id, n in self.names if all(w in f"{id} {self._label(n)}".casefold() for w in words)]

    def _lines(self, cells: int) -> Sequence[Row]:
        fitting = self._fitting()
        if not fitting:
            return [Row(line(Cell(NONE.of(self.lang), 0, "$faint")))]
        # ids that a person reads (11.1, example-school/tea) are shown; those of a database are not
        readable = any(not _opaque(id) for id, _ in fitting)
        wide = min(30, max(width(id) for id, _ in fitting if not _opaque(id)) + 2) if readable else 0
        rows = []
        for id, called in fitting[:200]:
            parts = [Cell("" if _opaque(id) else id, wide, "$key")] if readable else []
            rows.append(Row(line(*parts, Cell(self._label(called), max(8, cells - wide))), id))
        if len(fitting) > 200:
            rows.append(Row(line(Cell(MORE.of(self.lang).format(n=len(fitting) - 200), 0, "$faint"))))
        return rows

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.has_class("open")

    def open(self) -> None:
        """Show the list and go into it."""
        self.add_class("open")
        rows = self.query_one(Rows)
        rows.rebuild(self._chosen[1] if self._chosen is not None else None)
        rows.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def close(self) -> None:
        """Hide the list; the cursor goes back to the line."""
        if self.is_open:
            self.remove_class("open")
            self.query_one(Input).focus()

    def _take(self, id: str, called: Text | str) -> None:
        label = id if not _opaque(id) else self._label(called).strip() or id
        self._chosen = (label, id)
        self.query_one(Input).value = label

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """This one."""
        event.stop()
        found = dict(self.names)
        if event.key in found:
            self._take(event.key, found[event.key])
            self.close()
            self.post_message(self.Changed(self))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Of no interest outside."""
        event.stop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The list follows what is typed."""
        event.stop()
        if self.is_open:
            self.query_one(Rows).rebuild()
        self.post_message(self.Changed(self))


def _opaque(id: str) -> bool:
    """An id that a database made: sixteen hexadecimal digits."""
    return len(id) == 16 and all(c in "0123456789abcdef" for c in id)
