"""A list of ready-made lines with a cursor over those that can be chosen: the one list of all these screens.

It knows nothing of what it shows. `build(width)` gives the lines for a width; lines that share a key are chosen together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual


class Row(NamedTuple):
    """One line; `key` names what choosing it means, "" a line that is only read. Content may be made when it is painted."""

    content: Content | Callable[[], Content] = Content("")
    key: str = ""


Build = Callable[[int], Sequence[Row]]
GUTTER = 2
# how the cursor looks without colour; not in the stylesheet, for Textual drops `reverse` from the style of a component
WITHOUT_COLOUR = {"rows--cursor": "reverse", "rows--blurred": "underline"}


class Rows(ScrollView, can_focus=True):
    """Lines with a cursor. Enter or a click chooses, arrows, pages, Home and End move."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--blurred", "rows--hover"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "choose", show=False),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Rows {
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        text-wrap: nowrap;
        text-overflow: clip;
        background: transparent;
        & > .rows--cursor { background: $cursor; color: $cursor-text; }
        & > .rows--blurred { background: $cursor-blur; }
        & > .rows--hover { background: $foreground 8%; }
    }
    """

    class Chosen(Message):
        """A line was chosen."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows:
            """The list it happened in."""
            return self.rows

    class Moved(Chosen):
        """The cursor has come to another line."""

    def __init__(self, build: Build, *, id: str | None = None, classes: str | None = None, quiet: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self._build = build
        self._quiet = quiet  # no mark on the line of the cursor while something else has the focus
        self._lines: list[Row] = []
        self._made_for = -1
        self._keys: list[str] = []  # keys in order
        self._first: dict[str, int] = {}  # key -> its first line
        self._last: dict[str, int] = {}
        self._strips: dict[tuple[int, str], Strip] = {}
        self._hover = ""
        self.key = ""

    # -- what is shown ----------------------------------------------------------------------------------------

    def rebuild(self, key: str | None = None) -> None:
        """Ask for the lines again; the cursor stays on its key, or goes to `key`."""
        width = self.scrollable_content_region.width
        if width <= GUTTER:
            if key is not None:
                self.key = key
            return
        self._make(width)
        wanted = self.key if key is None else key
        moved = wanted != self.key
        self.key = wanted if wanted in self._first else (self._keys[0] if self._keys else "")
        self.virtual_size = Size(width, len(self._lines))
        self.refresh(layout=self.styles.is_auto_height)
        if self.key and (moved or key is not None):
            self.call_after_refresh(self._show_cursor)

    def _make(self, width: int) -> None:
        self._made_for = width
        self._lines = list(self._build(width - GUTTER))
        self._keys, self._first, self._last = [], {}, {}
        self._strips.clear()
        for index, row in enumerate(self._lines):
            if row.key:
                if row.key not in self._first:
                    self._keys.append(row.key)
                    self._first[row.key] = index
                self._last[row.key] = index

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are for the width that is left beside the scrollbar."""
        inner = self.scrollable_content_region.width or width - 1
        if inner != self._made_for and inner > GUTTER:
            self._make(inner)
        return len(self._lines)

    def on_resize(self) -> None:
        """Lines are made for a width."""
        if self.scrollable_content_region.width != self._made_for or not self.virtual_size.height:
            self.rebuild()
        if self.key:
            self._show_cursor()

    def notify_style_update(self) -> None:
        """Colours may have changed."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line with the mark of the cursor before it."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        row = self._lines[index]
        state = ""
        if row.key:
            if row.key == self.key:
                state = "rows--cursor" if self.has_focus else "" if self._quiet else "rows--blurred"
            elif row.key == self._hover:
                state = "rows--hover"
        mark = "> " if state == "rows--cursor" and index == self._first[row.key] else "  "
        known = self._strips.get((index, state + mark))
        if known is None:
            style = self.get_visual_style(state) if state else self.visual_style
            content = Content(mark) + (row.content() if callable(row.content) else row.content)
            if state in WITHOUT_COLOUR and self.app.no_color:
                content = content.pad_right(max(0, width - content.cell_length)).stylize(WITHOUT_COLOUR[state])
            strips = Visual.to_strips(self, content, width, 1, style, pad=True)
            known = strips[0].adjust_cell_length(width, style.rich_style) if strips else Strip.blank(width)
            self._strips[index, state + mark] = known
        return known

    # -- moving -----------------------------------------------------------------------------------------------

    def _at(self) -> int:
        return self._keys.index(self.key) if self.key in self._first else -1

    def _go(self, index: int) -> None:
        if not self._keys:
            return
        key = self._keys[max(0, min(len(self._keys) - 1, index))]
        if key != self.key:
            self.key = key
            self.refresh()
            self.post_message(self.Moved(self, key))
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self.key not in self._first:
            return
        first, last = self._first[self.key], self._last[self.key]
        if self.key == self._keys[0]:
            first = 0  # what stands above the first choice is to be read as well
        if self.key == self._keys[-1]:
            last = len(self._lines) - 1
        height = max(1, self.scrollable_content_region.height)
        if last - first >= height:
            first, last = self._first[self.key], self._last[self.key]
        self.scroll_to_region(
            Region(0, first, 1, min(last - first + 1, height)), animate=False, force=True, immediate=True
        )

    def action_move(self, step: int) -> None:
        """To the next line that can be chosen; where there is none, scroll."""
        if not self._keys or not 0 <= self._at() + step < len(self._keys):
            self.scroll_relative(y=step, animate=False)
            return
        self._go(self._at() + step)

    def action_page(self, step: int) -> None:
        """A screenful on."""
        height = max(1, self.scrollable_content_region.height - 1)
        if not self._keys:
            self.scroll_relative(y=step * height, animate=False)
            return
        target = self._first.get(self.key, 0) + step * height
        if step > 0:
            found = next((k for k in self._keys if self._first[k] >= target), self._keys[-1])
        else:
            found = next((k for k in reversed(self._keys) if self._first[k] <= target), self._keys[0])
        self._go(self._keys.index(found))

    def action_first(self) -> None:
        """To the first line."""
        self._go(0)
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        """To the last line."""
        self._go(len(self._keys) - 1)
        self.scroll_end(animate=False)

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        if self.key:
            self.post_message(self.Chosen(self, self.key))

    def on_focus(self) -> None:
        """The cursor changes its look."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor changes its look."""
        self.refresh()

    def _key_at(self, y: int) -> str:
        index = y + self.scroll_offset.y
        return self._lines[index].key if 0 <= index < len(self._lines) else ""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        key = self._key_at(event.y)
        if key != self._hover:
            self._hover = key
            self.refresh()

    def on_leave(self) -> None:
        """Nothing is pointed at."""
        if self._hover:
            self._hover = ""
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        key = self._key_at(event.y)
        if key:
            self._go(self._keys.index(key))
            self.action_choose()
