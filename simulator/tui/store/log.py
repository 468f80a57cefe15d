"""What happened so far, the newest first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.locale import formats
from simulator.tui.store.model import StoreModel
from simulator.tui.widgets.detail import wrap
from simulator.tui.widgets.page import Dialog
from simulator.tui.widgets.plain import joined, lines, plain

TITLE = Text("今天发生的事", "What happened")
NONE = Text("还没有发生什么。", "Nothing has happened yet.")
CLOSE = Text("Esc 关闭   上下滚动", "Esc: close   Up/Down: scroll")


class LogScreen(Dialog):
    """A list to read; Esc closes it."""

    BINDINGS = [Binding("escape,enter,ctrl+y", "close", "关闭|Close", priority=True)]
    DEFAULT_CSS = """
    LogScreen > .box { width: 96; max-width: 96%; height: 80%; }
    LogScreen VerticalScroll { height: 1fr; scrollbar-size: 1 1; }
    """

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self._model = model

    def compose(self) -> ComposeResult:
        """The lines."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(TITLE)), classes="title")
            with VerticalScroll():
                yield Static("", id="lines")
            yield Static(plain(self.say(CLOSE)), classes="faint")

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Lay the lines out."""
        cells = max(20, self.query_one(VerticalScroll).size.width - 14)
        shown = []
        for line in reversed(self._model.log[-400:]):
            first, *rest = wrap(self._model.words(line, self.lang), cells)
            style = "$accent" if line.news else ""
            shown.append(joined(plain(f"{formats.sim_time(line.minute):<11}", "$faint"), plain(first, style)))
            shown += [plain(" " * 11 + more, style) for more in rest]
        self.query_one("#lines", Static).update(lines(*shown) if shown else plain(self.say(NONE), "$faint"))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
