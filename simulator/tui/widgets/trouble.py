"""Something could not be done: said calmly across the whole width, with what is safe and what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.widgets.page import Dialog
from simulator.tui.widgets.plain import plain

TITLE = Text("这一步没有做成", "This step was not done")
CALM = Text("已确认的操作都已保存，没有丢失。", "Every acknowledged action is saved; nothing is lost.")
BACK = Text("Enter 返回", "Enter: back")


def told(trouble: Text | BaseException) -> Text:
    """The text of an error; for one that has none, its message in both languages."""
    if isinstance(trouble, Text):
        return trouble
    text = getattr(trouble, "text", None)
    if isinstance(text, Text):
        return text
    words = str(trouble) or type(trouble).__name__
    return Text(f"程序遇到了意外：{words}", f"Something unexpected happened: {words}")


class TroubleScreen(Dialog):
    """A full-width message; any of Enter, Esc and Space goes back."""

    BINDINGS = [Binding("enter,escape,space", "dismiss", "返回|Back")]

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Title, what happened, what is safe."""
        with Vertical(classes="box wide-box"):
            yield Static(plain(self.say(TITLE)), classes="title")
            yield Static(plain(self.say(self._text), multiline=True))
            yield Static(plain(self.say(CALM)), classes="faint")
            yield Static(plain(self.say(BACK)), classes="key")

    async def action_dismiss(self, result: object = None) -> None:
        """Back to where one was."""
        self.dismiss(None)
