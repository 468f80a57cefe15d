"""A few choices on one line of a form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from simulator.locale.width import pad, width
from simulator.tui.widgets.plain import plain


class ChoiceLine(Widget, can_focus=True):
    """A few choices on one line: Left and Right, or their number. What does not fit is shown one at a time."""

    BINDINGS = [
        Binding("right,space", "turn(1)", "下一项|Next choice", show=False),
        Binding("left", "turn(-1)", "上一项|Previous choice", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceLine { height: 1; background: $panel; padding: 0 1; }
    ChoiceLine:focus { background: $cursor; color: $cursor-text; }
    ChoiceLine:nocolor { text-style: none; }
    ChoiceLine:nocolor:focus { text-style: underline; }
    """

    class Changed(Message):
        """Another choice."""

        def __init__(self, line: ChoiceLine) -> None:
            super().__init__()
            self.line = line

    def __init__(self, options: Sequence[tuple[Any, str]], value: Any = None) -> None:
        super().__init__()
        self.options = list(options)
        self.index = next((i for i, (code, _) in enumerate(self.options) if code == value), -1)

    @property
    def value(self) -> Any:
        """The chosen code, or None."""
        return self.options[self.index][0] if self.index >= 0 else None

    def choose(self, index: int) -> None:
        """Take this choice."""
        if 0 <= index < len(self.options) and index != self.index:
            self.index = index
            self.refresh()
            self.post_message(self.Changed(self))

    def action_turn(self, by: int) -> None:
        """The next or the previous one, round and round."""
        self.choose(
            (self.index + by) % len(self.options) if self.index >= 0 else 0 if by > 0 else len(self.options) - 1
        )

    def on_key(self, event: events.Key) -> None:
        """A number takes that choice."""
        digit = unicodedata.normalize("NFKC", event.character or "")
        if digit.isdigit() and 0 < int(digit) <= len(self.options):
            self.choose(int(digit) - 1)
            event.stop()

    def _inline(self) -> list[str]:
        return [f"({'x' if i == self.index else ' '}) {label}" for i, (_, label) in enumerate(self.options)]

    def render(self) -> Content:
        """All choices in a line, or the one that is chosen."""
        words = self._inline()
        if sum(width(w) + 2 for w in words) - 2 <= self.size.width:
            parts: list[Content] = []
            for index, word in enumerate(words):
                parts.append(plain(word, "bold" if index == self.index else ""))
                parts.append(Content("  "))
            return Content.assemble(*parts)
        label = self.options[self.index][1] if self.index >= 0 else "-"
        count = f"{self.index + 1}/{len(self.options)}"
        return Content.assemble(plain("< "), plain(pad(label, max(4, self.size.width - width(count) - 5), ellipsis="..")),
                                plain(" > "), plain(count))  # fmt: skip

    def on_click(self, event: events.Click) -> None:
        """The choice that was clicked, or the next one."""
        self.focus()
        left = 1
        words = self._inline()
        if sum(width(w) + 2 for w in words) - 2 <= self.size.width:
            for index, word in enumerate(words):
                if left <= event.x < left + width(word):
                    self.choose(index)
                left += width(word) + 2
        else:
            self.action_turn(1)
