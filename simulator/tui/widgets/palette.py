"""Find any operation or view by its name in either language, or by pinyin initials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from simulator.kernel.text import Lang, Text
from simulator.locale.width import pad
from simulator.tui.widgets.page import Dialog
from simulator.tui.widgets.pinyin import matches
from simulator.tui.widgets.plain import joined, plain
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.tui.app import StoreSimApp

ASK = Text("名称、英文或拼音首字母", "name, Chinese or pinyin initials")
NONE = Text("没有这样的操作", "Nothing is called that")
HOW = Text("上下选择   Enter 执行   Esc 关闭", "Up/Down choose   Enter do   Esc close")


@dataclass(frozen=True)
class Entry:
    """One thing that can be done: its name, where it belongs, the key if it has one."""

    title: Text
    place: Text
    run: Callable[[], Any]
    key: str = ""


def entries_of(app: StoreSimApp) -> list[Entry]:
    """What the open screen offers, then what works everywhere."""
    offered = getattr(app.screen, "palette_entries", None)
    own: list[Entry] = list(offered()) if offered else []
    return [*own, *app.everywhere()]


def found(entries: list[Entry], typed: str) -> list[Entry]:
    """The entries that match, best first, else in their own order."""
    scored = [(matches(typed, e.title.zh, e.title.en), -i, e) for i, e in enumerate(entries)]
    return [e for score, _, e in sorted(scored, key=lambda s: s[:2], reverse=True) if score]


class Palette(Dialog):
    """Type, choose, Enter."""

    BINDINGS = [Binding("escape", "close", "关闭|Close")]
    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > .box { margin-top: 2; padding: 0 1; width: 70; }
    Palette Input { background: $panel; }
    Palette OptionList { height: auto; max-height: 14; background: $surface; border: none; padding: 0; }
    """

    def __init__(self, entries: list[Entry]) -> None:
        super().__init__()
        self._entries = entries
        self._found = entries

    def compose(self) -> ComposeResult:
        """A line to type in and what matches."""
        with Vertical(classes="box"):
            yield CleanInput(placeholder=self.say(ASK), compact=True)
            yield OptionList(markup=False)
            yield Static(plain(self.say(HOW)), classes="faint")

    def on_mount(self) -> None:
        """Everything is offered until something is typed."""
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What matches now."""
        self._show(event.value)

    def _show(self, typed: str) -> None:
        self._found = found(self._entries, typed)[:200]
        options = self.query_one(OptionList)
        options.clear_options()
        if self._found:
            options.add_options([Option(_line(e, self.lang)) for e in self._found])
            options.highlighted = 0
        else:
            options.add_option(Option(plain(self.say(NONE)), disabled=True))

    def on_key(self, event: Key) -> None:
        """The arrows move in the list while one types."""
        options = self.query_one(OptionList)
        if event.key in ("down", "up", "pagedown", "pageup"):
            move: dict[str, Callable[[], None]] = {
                "down": options.action_cursor_down,
                "up": options.action_cursor_up,
                "pagedown": options.action_page_down,
                "pageup": options.action_page_up,
            }
            move[event.key]()
            event.stop()
            event.prevent_default()

    def on_input_submitted(self) -> None:
        """Do what is chosen."""
        self._do(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was clicked."""
        self._do(event.option_index)

    def _do(self, index: int | None) -> None:
        self.dismiss(self._found[index] if index is not None and index < len(self._found) else None)

    def action_close(self) -> None:
        """Nothing."""
        self.dismiss(None)


def _line(entry: Entry, lang: Lang) -> Any:
    other = entry.title.en if lang == "zh" else entry.title.zh
    own = entry.title.of(lang)
    return joined(
        plain(pad(own, 26, ellipsis="..")), plain(pad(entry.place.of(lang), 11, ellipsis=".."), "$faint"),
        plain(pad(other, 20, ellipsis=".."), "$faint"), plain(" " + entry.key, "$key"),
    )  # fmt: skip
