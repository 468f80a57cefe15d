"""One line to find with. It never changes the layout, so that a key in it costs no more than a key in the table."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from simulator.tui.widgets.plain import plain, safe

LONGEST = 60


class FindLine(Widget, can_focus=True):
    """Calls `find` with what was typed, in the same step as the key."""

    BINDINGS = [
        Binding("enter", "done", "回到表格|Back to the table", show=False),
        Binding("backspace", "rub", "删一个字|Delete a character", show=False),
        Binding("ctrl+u", "clear", "清空|Clear", show=False),
    ]
    DEFAULT_CSS = """
    FindLine { height: 1; background: $panel; padding: 0 1; }
    FindLine:nocolor { text-style: underline; }
    """

    class Done(Message):
        """Enter."""

    def __init__(self, find: Callable[[str], None], ask: str, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._find = find
        self.ask = ask
        self.value = ""

    def set(self, value: str) -> None:
        """Other words."""
        self.value = safe(value)[:LONGEST]
        self.refresh()
        self._find(self.value)

    def render(self) -> Content:
        """What was typed with a cursor behind it, or what can be typed."""
        parts = [plain("/ ", "bold $key"), plain(self.value), plain(" ", "reverse")]
        if not self.value:
            parts += [plain(" "), plain(self.ask, "$faint")]
        return Content.assemble(*parts)

    def on_key(self, event: events.Key) -> None:
        """A character more."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.set(self.value + event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Several at once."""
        event.stop()
        self.set(self.value + event.text.split("\n")[0])

    def action_rub(self) -> None:
        """One character less."""
        self.set(self.value[:-1])

    def action_clear(self) -> None:
        """Nothing typed."""
        self.set("")

    def action_done(self) -> None:
        """Back into the table."""
        self.post_message(self.Done())
