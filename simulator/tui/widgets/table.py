"""A table of records that draws only the lines one sees, so that ten thousand rows cost what a hundred do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Text
from simulator.tui.widgets.cells import Column, Reader, cell, columns, heading, shown
from simulator.tui.widgets.plain import safe

GLOW_SECONDS = 1.6
EMPTY = Text("没有记录", "Nothing here")
NO_MATCH = Text("没有符合的记录", "Nothing matches")


class RecordTable(ScrollView, can_focus=True):
    """Rows of one struct class that have an `id`. Knows cursor, marks, filter, order and which rows have just changed."""

    BINDINGS = [
        Binding("up", "move(-1)", "上一行|Row up", show=False),
        Binding("down", "move(1)", "下一行|Row down", show=False),
        Binding("pageup", "page(-1)", "上一页|Page up", show=False),
        Binding("pagedown", "page(1)", "下一页|Page down", show=False),
        Binding("home", "edge(-1)", "第一行|First row", show=False),
        Binding("end", "edge(1)", "最后一行|Last row", show=False),
        Binding("left,ctrl+pageup", "screen.tab(-1)", "上一页签|Previous tab", show=False),
        Binding("right,ctrl+pagedown", "screen.tab(1)", "下一页签|Next tab", show=False),
        Binding("space", "mark", "选中/取消|Mark", show=False),
        Binding("ctrl+u", "sort", "换排序|Change the order", show=False),
        Binding("enter", "choose", "下一步|Next step", show=False),
    ]
    COMPONENT_CLASSES = {
        "record-table--head", "record-table--cursor", "record-table--blurred", "record-table--glow", "record-table--faint",
        "record-table--good", "record-table--bad", "record-table--warn", "record-table--late", "record-table--bar",
        "record-table--soon", "record-table--rest", "record-table--number", "record-table--id", "record-table--mark",
    }  # fmt: skip
    DEFAULT_CSS = """
    RecordTable {
        background: $background; color: $foreground; scrollbar-size: 1 1; overflow-x: hidden; overflow-y: auto;
        &> .record-table--head { color: $faint; text-style: none; }
        &> .record-table--cursor { background: $cursor; color: $cursor-text; }
        &> .record-table--blurred { background: $cursor-blur; }
        &> .record-table--glow { background: $glow; }
        &> .record-table--faint { color: $faint; }
        &> .record-table--good { color: $success; }
        &> .record-table--bad { color: $error; text-style: bold; }
        &> .record-table--warn { color: $warning; text-style: bold; }
        &> .record-table--late { background: $late; color: $late-text; text-style: bold; }
        &> .record-table--bar { background: $bar; }
        &> .record-table--soon { background: $bar-soon; }
        &> .record-table--rest { background: $bar-rest; }
        &> .record-table--id { text-style: bold; }
        &> .record-table--mark { color: $mark; text-style: bold; }
    }
    RecordTable:nocolor {
        &> .record-table--head { text-style: underline; }
        &> .record-table--cursor { text-style: reverse; }
        &> .record-table--blurred { text-style: underline; }
        &> .record-table--glow { text-style: bold; }
        &> .record-table--late { text-style: bold reverse; }
    }
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, table: RecordTable) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> RecordTable:
            """The table."""
            return self.table

    class Chosen(Moved):
        """Enter or a double click on a row."""

    class Marked(Moved):
        """The set of marked rows has changed."""

    def __init__(
        self, fields: tuple[FieldSpec, ...], reader: Reader, *, marks: bool = False, header: bool = True, **options: Any
    ) -> None:
        super().__init__(**options)
        self.fields = fields
        self.reader = reader
        self.rows: Sequence[Any] = ()  # all rows in the view's order
        self.shown: list[Any] = []  # those that match, in the order chosen
        self.cursor = 0
        self.marks_allowed = marks
        self.marked: dict[str, None] = {}
        self.wanted = ""  # the filter
        self.order = -1  # index of the column sorted by, -1: the view's own order
        self.header = header
        self._columns: list[Column] = []
        self._digits: dict[str, int] | None = None
        self._glow: set[str] = set()
        self._strips: dict[Any, Strip] = {}
        self._styles: dict[str, Style] = {}
        self._frame: tuple[int, int] = (0, 0)

    # -- content ----------------------------------------------------------------------------------------------

    def load(self, rows: Sequence[Any], reader: Reader) -> None:
        """Show these rows; cursor and marks stay on their records, and rows that changed glow for a moment."""
        first = not self.rows
        before = {r.id: r for r in self.rows} if not first and len(self.rows) <= 2_000 else {}
        here = self.current_id
        self.rows = rows
        self.reader = reader
        self._digits = None
        ids = {r.id for r in rows} if self.marked else set()
        self.marked = {k: None for k in self.marked if k in ids}
        if before:
            changed = {r.id for r in rows if before.get(r.id) != r}
            if changed:
                self._glow |= changed
                self.set_timer(GLOW_SECONDS, lambda: self._dim(changed))
        self._arrange()
        self._to_id(here)
        self._fresh()

    def _dim(self, changed: set[str]) -> None:
        self._glow -= changed
        self._strips.clear()
        self.refresh()

    def _arrange(self) -> None:
        rows = list(self.rows)
        if self.wanted:
            words = self.wanted.casefold().split()
            rows = [r for r in rows if all(w in self._searched(r) for w in words)]
        if self.order >= 0 and self._columns:
            field = self._columns[min(self.order, len(self._columns) - 1)].field
            rows.sort(key=lambda r: _sortable(getattr(r, field.name), self.reader))
        self.shown = rows
        self._digits = None
        self.cursor = min(self.cursor, max(0, len(rows) - 1))

    def _searched(self, row: Any) -> str:
        return " ".join(shown(getattr(row, f.name), f.info, row, self.reader) for f in self.fields).casefold()

    def _fresh(self) -> None:
        """Measure the columns anew and draw everything."""
        cells = max(1, self.scrollable_content_region.width - 3)
        self._frame = (cells, self.app.size.width if self.is_attached else 0)
        sample = [*self.shown[:80], *self.shown[-20:]]
        self._columns = columns(self.fields, sample, cells, self.reader, self._frame[1])
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.shown) + self.top)
        self._strips.clear()
        self._styles.clear()
        self.refresh()

    @property
    def top(self) -> int:
        """Lines above the rows."""
        return 1 if self.header else 0

    @property
    def current(self) -> Any:
        """The row under the cursor, or None."""
        return self.shown[self.cursor] if 0 <= self.cursor < len(self.shown) else None

    @property
    def current_id(self) -> str:
        """Its id, or ""."""
        row = self.current
        return row.id if row is not None else ""

    def chosen_ids(self) -> tuple[str, ...]:
        """The marked rows in the order shown, else the one under the cursor."""
        if self.marked:
            return tuple(r.id for r in self.shown if r.id in self.marked) or tuple(self.marked)
        return (self.current_id,) if self.current_id else ()

    def filter(self, wanted: str) -> None:
        """Show only rows in which all these words occur."""
        if wanted == self.wanted:
            return
        here = self.current_id
        self.wanted = wanted
        self._arrange()
        self._to_id(here)
        self._fresh()
        self.post_message(self.Moved(self))

    def jump(self, number: str) -> bool:
        """Put the cursor on the record with this number: `1043` finds A1043. False when there is none."""
        if self._digits is None:
            self._digits = {}
            for place, row in enumerate(self.shown):
                self._digits.setdefault("".join(c for c in str(row.id) if c.isdecimal()), place)
        index: int | None = self._digits.get(number)
        if index is None:
            index = next((i for digits, i in self._digits.items() if digits.startswith(number)), None)
        if index is None:
            index = next((i for digits, i in self._digits.items() if digits.endswith(number)), None)
        if index is None:
            return False
        self._go(index)
        return True

    def show_id(self, key: str) -> bool:
        """Put the cursor on this record."""
        if self._to_id(key):
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved(self))
            return True
        return False

    def _to_id(self, key: str) -> bool:
        if self.cursor < len(self.shown) and key and self.shown[self.cursor].id == key:
            return True
        for index, row in enumerate(self.shown):
            if row.id == key:
                self.cursor = index
                return True
        return False

    # -- moving -----------------------------------------------------------------------------------------------

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self.shown) - 1))
        if not self.shown or index == self.cursor:
            return
        old, self.cursor = self.cursor, index
        if not self._keep_in_sight():
            self.refresh_line(old + self.top)
            self.refresh_line(index + self.top)
        self.post_message(self.Moved(self))

    def _keep_in_sight(self) -> bool:
        """Scroll so that the cursor can be seen; whether that was needed. The header is always the first line."""
        room = max(1, self.scrollable_content_region.height - self.top)
        y = round(self.scroll_y)
        if self.cursor < y:
            target = self.cursor
        elif self.cursor >= y + room:
            target = self.cursor - room + 1
        else:
            return False
        self.scroll_to(y=target, animate=False, force=True)
        return True

    def action_move(self, by: int) -> None:
        """Up or down."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """A screenful."""
        self._go(self.cursor + by * max(1, self.scrollable_content_region.height - self.top - 1))

    def action_edge(self, which: int) -> None:
        """The first or the last row."""
        self._go(0 if which < 0 else len(self.shown) - 1)

    def action_mark(self) -> None:
        """Mark or unmark the row and go on to the next."""
        key = self.current_id
        if not self.marks_allowed or not key:
            return
        if key in self.marked:
            del self.marked[key]
        else:
            self.marked[key] = None
        self._strips.clear()
        self.refresh()
        self.post_message(self.Marked(self))
        self._go(self.cursor + 1)

    def unmark(self) -> None:
        """No row is marked any more."""
        if self.marked:
            self.marked = {}
            self._strips.clear()
            self.refresh()
            self.post_message(self.Marked(self))

    def action_sort(self) -> None:
        """Order by the next column, after the last one as the view has it."""
        here = self.current_id
        self.order = self.order + 1 if self.order + 1 < len(self._columns) else -1
        self._arrange()
        self._to_id(here)
        self._keep_in_sight()
        self._fresh()

    def action_choose(self) -> None:
        """The natural next step with this row."""
        if self.current is not None:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """One click moves the cursor, two do the next step; a click on the head sorts."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self.header and offset.y == 0:
            self._sort_at(offset.x)
            return
        index = offset.y - self.top + round(self.scroll_y)
        if 0 <= index < len(self.shown):
            was = self.cursor
            self._go(index)
            if event.chain > 1 or (self.marks_allowed and offset.x < 2):
                if offset.x < 2 and self.marks_allowed:
                    self.action_mark()
                elif was == index:
                    self.action_choose()

    def _sort_at(self, x: int) -> None:
        left = 2
        for number, column in enumerate(self._columns):
            if left <= x < left + column.width + 2:
                self.order = number - 1
                self.action_sort()
                return
            left += column.width + 2

    # -- drawing ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Other columns may fit."""
        self._fresh()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        """Another look."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def on_focus(self) -> None:
        """The cursor line is drawn otherwise."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor line is drawn otherwise."""
        self.refresh()

    def refresh_line(self, y: int) -> None:
        """Draw one line of the content anew; the header does not scroll."""
        super().refresh_line(y)

    def render_line(self, y: int) -> Strip:
        """One line."""
        wide = self.scrollable_content_region.width
        if self.header and y == 0:
            return self._head(wide)
        index = y - self.top + round(self.scroll_y)
        if index >= len(self.shown):
            if index == 0:
                words = (NO_MATCH if self.wanted else EMPTY).of(self.reader.lang)
                return Strip([Segment(f"  {words}", self._style("faint"))]).adjust_cell_length(wide, self.rich_style)
            return Strip.blank(wide, self.rich_style)
        row = self.shown[index]
        state = (
            ("cursor" if self.has_focus else "blurred")
            if index == self.cursor
            else "glow"
            if row.id in self._glow
            else ""
        )
        key = (row.id, state, index == self.cursor, wide)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._line(row, state, index == self.cursor, wide)
        return strip

    def _style(self, name: str, state: str = "") -> Style:
        """The style of a kind of cell in a line of some state; made once."""
        key = f"{state}/{name}"
        found = self._styles.get(key)
        if found is None:
            found = self.rich_style + (self._partial(state) if state else Style())
            if name in ("late", "bar", "soon", "rest", "mark"):
                found += self._partial(name)
            elif name and state == "cursor":
                found += Style(bold=self._partial(name).bold)
            elif name:
                found += self._partial(name)
            self._styles[key] = found
        return found

    def _partial(self, name: str) -> Style:
        return self.get_component_rich_style(f"record-table--{name}", partial=True)

    def _head(self, wide: int) -> Strip:
        style = self._style("head")
        pieces = [Segment("  ", style)]
        for number, column in enumerate(self._columns):
            words = heading(column)
            pieces.append(Segment(words, style + Style(bold=True, underline=True) if number == self.order else style))
            pieces.append(Segment("  ", style))
        place = self.place()
        used = sum(c.width + 2 for c in self._columns)
        if wide - used - 1 > len(place):
            pieces.append(Segment(" " * (wide - used - 3 - len(place)) + place, style))
        return Strip(pieces).adjust_cell_length(wide, style)

    def place(self) -> str:
        """How many are marked, what is searched for and how much was found."""
        parts = []
        if self.marked:
            parts.append(f"*{len(self.marked)}")
        if self.wanted:
            parts.append(f"/{safe(self.wanted)}"[:16])
            parts.append(f"{len(self.shown)}/{len(self.rows)}")
        return "  ".join(parts)

    def _line(self, row: Any, state: str, here: bool, wide: int) -> Strip:
        base = self._style("", state)
        mark = "*" if row.id in self.marked else ">" if here else " "
        pieces = [Segment(mark + " ", self._style("mark", state))]
        mono = bool(getattr(self.app, "no_color", False))
        words: list[str] = []  # neighbours of the same style become one piece
        style = base
        for column in self._columns:
            for text, name in cell(row, column, self.reader, mono):
                other = self._style(name, state)
                if other is not style:
                    if words:
                        pieces.append(Segment("".join(words), style))
                    words, style = [text], other
                else:
                    words.append(text)
            if style is not base:
                pieces.append(Segment("".join(words), style))
                words, style = [], base
            words.append("  ")
        pieces.append(Segment("".join(words), style))
        return Strip(pieces).adjust_cell_length(wide, base)


def _sortable(value: Any, reader: Reader) -> tuple[int, Any]:
    """Things of one column in a natural order, absent ones last."""
    if value is None:
        return (3, 0)
    if isinstance(value, bool):
        return (0, int(value))
    if isinstance(value, int):
        return (0, value)
    if isinstance(value, Text):
        return (1, value.of(reader.lang))
    words = safe(value) if isinstance(value, str) else str(value)
    return (1, [int(p) if i % 2 else p for i, p in enumerate(re.split(r"(\d+)", words))])
