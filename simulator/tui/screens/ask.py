"""A question over a page: a title, what there is to read or type, and its own line of keys that can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.tui.screens.frame import Key, KeyLine
from simulator.tui.screens.rows import Rows
from simulator.tui.widgets.page import Dialog
from simulator.tui.widgets.plain import plain


class Ask(Dialog):
    """Subclasses give `body`, `KEYS` and a title. A change of language keeps what was typed."""

    CSS_PATH = ["ask.tcss"]
    KEYS: ClassVar[tuple[Key, ...]] = ()
    TITLE_TEXT: ClassVar[Text] = Text("", "")

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        with Vertical(classes="box"):
            yield Static(plain(self.say(self.TITLE_TEXT)), classes="title")
            yield from self.body()
            yield KeyLine(self)

    def body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def shown_keys(self) -> Sequence[Key]:
        """The keys that matter now."""
        return self.KEYS

    def key_hints(self) -> list[tuple[str, Text]]:
        """The same for whoever asks for hints."""
        return [(k.label, k.text) for k in self.shown_keys()]

    async def relang(self) -> None:
        """Say everything anew."""
        self.relabel()
        self.refresh_bindings()

    def relabel(self) -> None:
        """Say everything again, because the language has changed or what is shown."""
        self.query_one(".title", Static).update(plain(self.say(self.TITLE_TEXT)))
        for rows in self.query(Rows):
            rows.rebuild()
        self.query_one(KeyLine).refresh()

    def action_cancel(self) -> None:
        """Nothing is done."""
        self.dismiss(None)
