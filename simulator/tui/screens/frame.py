"""The frame that all these screens share: a title line, the body, and the keys that matter here in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from simulator.kernel.text import Text
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, line
from simulator.tui.screens.rows import Rows
from simulator.tui.widgets.page import Page as AnyPage

if TYPE_CHECKING:
    from simulator.tui.widgets.palette import Entry


class Key(NamedTuple):
    """One key of a screen: as Textual names it, as a person reads it, what it does in words, its action."""

    key: str
    label: str
    text: Text
    action: str


BACK = Key("escape", "Esc", Text("返回", "Back"), "back")


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The bindings of these keys, described in both languages."""
    return [Binding(k.key, k.action, f"{k.text.zh}|{k.text.en}", show=False) for k in keys if k.key]


class Head(Widget):
    """The title line: what this is at the left, a quiet note at the right."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Head { height: 1; width: 100%; background: $panel; color: $foreground; dock: top; }
    App.-mono Head { text-style: reverse; }
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def render(self) -> Content:
        """Title and note."""
        title, note = self._page.heading(), self._page.note()
        room = max(1, self.size.width - 2)
        note = note if width(title) + width(note) + 3 <= room else ""
        return line(" ", Cell(title, room - width(note), "bold"), Cell(note, 0, "$faint"))


class Keyed(Protocol):
    """A screen with keys to show."""

    def say(self, text: Text) -> str:
        """The wording in the language in force."""

    def shown_keys(self) -> Sequence[Key]:
        """The keys that matter now, the most important first."""

    async def run_action(self, action: str) -> None:
        """Do what a key does."""


class KeyLine(Widget):
    """The keys that matter here, in words; each can be clicked. Those that do not fit are left out from the end."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    KeyLine { height: 1; width: 100%; dock: bottom; background: $panel; color: $foreground; }
    App.-mono KeyLine { text-style: reverse; }
    """

    def __init__(self, page: Keyed) -> None:
        super().__init__()
        self._page = page
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """The keys as far as they fit."""
        self._places = []
        parts: list[Content] = []
        used = 1
        for key in self._page.shown_keys():
            words = self._page.say(key.text)
            size = width(key.label) + 1 + width(words)
            if used + size > self.size.width:
                break
            parts.append(line(Cell(key.label, 0, "bold $key"), " ", words, "   "))
            self._places.append((used, used + size, key.action))
            used += size + 3
        return Content(" ") + Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """What the key would do."""
        for begin, end, action in self._places:
            if begin <= event.x < end:
                await self._page.run_action(action)
                return


class Page(AnyPage):
    """A screen around the store. Subclasses give `body`, `KEYS` and a title; all words go through `say`."""

    KEYS: ClassVar[tuple[Key, ...]] = (BACK,)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    PAGE_TITLE: ClassVar[Text] = Text("店铺模拟", "Store simulator")

    async def relang(self) -> None:
        """The language has changed: the same screen says everything anew and keeps its state."""
        self.relabel()
        self.refresh_bindings()

    def relabel(self) -> None:
        """Say everything again, because the language has changed or what is shown."""
        for part in self.query("Head, KeyLine"):
            part.refresh()
        for rows in self.query(Rows):
            rows.rebuild()

    def heading(self) -> str:
        """The title line."""
        return self.say(self.PAGE_TITLE)

    def note(self) -> str:
        """What stands at the right of the title line."""
        return ""

    def shown_keys(self) -> Sequence[Key]:
        """The keys of the bottom line, the most important first."""
        return self.KEYS

    def key_hints(self) -> list[tuple[str, Text]]:
        """The same for whoever asks for hints."""
        return [(k.label, k.text) for k in self.shown_keys()]

    def palette_entries(self) -> list[Entry]:
        """What Ctrl+P offers here: every key of the screen by its name."""
        from simulator.tui.widgets.palette import Entry

        def run(action: str) -> Callable[[], object]:
            return lambda: self.run_worker(self.run_action(action))

        return [
            Entry(key.text, self.PAGE_TITLE, run(key.action), key.label)
            for key in self.shown_keys()
            if not key.action.startswith("app.")
        ]

    def body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        yield Head(self)
        yield from self.body()
        yield KeyLine(self)

    def action_back(self) -> None:
        """To the screen before; from the last one home."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.store_app.go_home()
