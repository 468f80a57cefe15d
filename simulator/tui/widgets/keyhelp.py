"""All keys that work on the screen beneath, in words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from simulator.kernel.text import Text
from simulator.locale.width import pad
from simulator.tui.widgets.page import Dialog, half
from simulator.tui.widgets.plain import joined, lines, plain

TITLE = Text("按键说明", "Keys")
CLOSE = Text("Esc 关闭", "Esc: close")


def _rank(entry: tuple[tuple[str, str], list[str]]) -> tuple[int, int, str]:
    """Function keys first, then plain keys, then Ctrl."""
    first = entry[1][0]
    if first[0] == "F" and first[1:].isdigit():
        return (0, int(first[1:]), "")
    return (2 if "+" in first else 1, 0, first if "+" in first else "")


class KeyHelp(Dialog):
    """The list; any of Esc, Enter and ? closes it."""

    BINDINGS = [Binding("escape,enter,question_mark,fullwidth_question_mark,f1", "close", "关闭|Close")]

    def __init__(self, bindings: dict[str, ActiveBinding]) -> None:
        super().__init__()
        self._active = {key: active.binding for key, active in bindings.items()}

    def compose(self) -> ComposeResult:
        """One line for each action, its keys first."""
        from simulator.tui.app import key_name

        keys: dict[tuple[str, str], list[str]] = {}
        for key, binding in self._active.items():
            words = half(binding.description, self.lang)
            if words:
                keys.setdefault((binding.action, words), []).append(key_name(key))
        shown = []
        for (_, words), names in sorted(keys.items(), key=_rank):
            shown.append(joined(plain(pad(" ".join(dict.fromkeys(names)), 18), "bold $key"), plain(words)))
        with VerticalScroll(classes="box"):
            yield Static(plain(self.say(TITLE)), classes="title")
            yield Static(lines(*shown))
            yield Static(plain(self.say(CLOSE)), classes="faint")

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
