"""What the invigilators wrote to this candidate, the newest first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.exams.candidate import words
from simulator.tui.exams.candidate.base import ExamDialog
from simulator.tui.widgets.plain import plain

TITLE = Text("监考留言", "Messages of the invigilator")
CLOSE = Text("Esc 关闭   上下滚动", "Esc: close   Up/Down: scroll")
TO_ALL = Text("监考老师", "Invigilator")


class MessagesScreen(ExamDialog):
    """A list to read; opening it is what marks messages as read."""

    BINDINGS = [Binding("escape,enter,f12", "close", "关闭|Close", priority=True)]

    def compose(self) -> ComposeResult:
        """The messages."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(TITLE)), classes="title")
            with VerticalScroll():
                yield Static(self._all(), id="messages")
            yield Static(plain(self.say(CLOSE)), classes="faint")

    def _all(self) -> Content:
        parts: list[Content] = []
        for message in reversed(self.hall.courier.state.messages):
            head = f"{words.clock(message.at)}  {self.say(TO_ALL)}"
            parts += [plain(head, "bold $primary"), plain(message.words, multiline=True), Content("")]
        return Content("\n").join(parts[:-1])

    def arrive(self) -> None:
        """Ready to scroll."""
        self.query_one(VerticalScroll).focus()
        self._shown = len(self.hall.courier.state.messages)

    def news_if_any(self) -> None:
        """One more may have come."""
        if self.is_mounted and len(self.hall.courier.state.messages) != self._shown:
            self._shown = len(self.hall.courier.state.messages)
            self.query_one("#messages", Static).update(self._all())

    _shown = 0

    def action_close(self) -> None:
        """Back to what was open."""
        self.dismiss(None)
