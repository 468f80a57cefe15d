"""One sentence in place of everything while the terminal is too small."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.widgets.page import Page
from simulator.tui.widgets.plain import plain

SAYS = Text(
    "窗口太小（现为 {w}×{h}）：请放大到至少 80×24，当前内容都还在。",
    "This window is too small ({w}x{h}): make it at least 80x24; nothing is lost.",
)


class TooSmall(Page):
    """Shown below 80x24."""

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Static(self._words())

    def _words(self) -> Any:
        size = self.app.size
        return plain(self.say(SAYS).format(w=size.width, h=size.height).replace("×", "x"))

    def on_resize(self, event: Resize) -> None:
        """The size it names is the present one."""
        for line in self.query(Static):
            line.update(self._words())
