"""Tables of an answer as lines for a width: columns give way where there is too little room, and points have colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.rows import Row
from simulator.tui.widgets.plain import safe

if TYPE_CHECKING:
    from simulator.classroom.bureau import Table

LEAST = 12  # a column of words is not made narrower than this; where that is too wide, columns are left out
HEAD = 14  # how much room a heading alone may ask for
GAP = 2
SHADE = "35%"
BAR = 10  # a bar is drawn where there is room for so many cells


def word(value: Text | str, lang: Lang) -> str:
    """A cell in the language, on one line."""
    return safe(value.of(lang) if isinstance(value, Text) else value)


def heat(points: int | None) -> str:
    """The look of a figure by its points: the figure itself always stands there."""
    if points is None:
        return ""
    colour = "$error" if points < 4_000 else "$warning" if points < 7_000 else "" if points < 8_500 else "$success"
    return f"on {colour} {SHADE}" if colour else ""


class Laid:
    """A table laid out for a width, beginning with column `first` behind the one that always stands (the name)."""

    def __init__(self, table: Table, cells: int, lang: Lang, first: int = 0) -> None:
        self.table = table
        self.lang = lang
        self._words = [[word(value, lang) for value in row] for row in table.rows]
        self._heads = [word(h, lang) for h in table.heads]
        whole = [
            max([min(width(head), HEAD if table.bar is None else 10), *(width(row[i]) for row in self._words)])
            for i, head in enumerate(self._heads)
        ]
        self.columns, self.sizes = self._fitted(whole, cells, first)
        left = cells - sum(self.sizes) - GAP * len(self.sizes)
        self.bar = min(24, left) if table.bar is not None and left >= BAR else 0

    def _fitted(self, whole: list[int], cells: int, first: int) -> tuple[list[int], list[int]]:
        """Which columns are shown and how wide: words give way first; what still finds no room is left out at the right."""
        columns = readable(self.table)
        order = [*columns[:1], *columns[1 + first :]]
        while order:
            sizes = {i: whole[i] for i in order}
            room = cells - GAP * (len(order) - 1)
            while sum(sizes.values()) > room:
                soft = [
                    i
                    for i in order
                    if sizes[i] > (LEAST if i not in self.table.right else min(LEAST, self._figures(i)))
                ]
                if not soft:
                    break
                sizes[max(soft, key=lambda i: sizes[i])] -= 1
            if sum(sizes.values()) <= room:
                return order, list(sizes.values())
            if len(order) == 1:
                return order, [max(1, room)]
            order.pop()
        return [], []

    def _figures(self, column: int) -> int:
        """How wide the figures of a column are, without its heading."""
        return max([6, *(width(row[column]) for row in self._words)])

    def head(self) -> Content:
        """The line of headings."""
        parts: list[Cell | Content | str] = []
        for i, size in zip(self.columns, self.sizes, strict=True):
            parts += [Cell(self._heads[i], size, "$faint", self._side(i)), " " * GAP]
        return line(*parts)

    def row(self, index: int) -> Content:
        """One line."""
        points: Sequence[int | None] = self.table.points[index] if self.table.points else ()
        parts: list[Cell | Content | str] = []
        for i, size in zip(self.columns, self.sizes, strict=True):
            shade = heat(points[i]) if points and self.table.shaded else ""
            parts += [Cell(self._words[index][i], size, shade, self._side(i)), " " * GAP]
        if self.bar and self.table.bar is not None and points:
            value = points[self.table.bar]
            parts.append(bar(value, self.bar) if value is not None else "")
        return line(*parts)

    def _side(self, column: int) -> Literal["left", "right"]:
        return "right" if column in self.table.right else "left"


def readable(table: Table) -> list[int]:
    """The columns for people: not the one of ids, which is for the command line."""
    if not table.record:
        return list(range(len(table.heads)))
    pairs = list(zip(table.rows, table.keys, strict=True))
    return [i for i in range(len(table.heads)) if any(row[i] != key for row, key in pairs)]


def table_rows(table: Table, cells: int, lang: Lang, first: int = 0, prefix: str = "") -> list[Row]:
    """A table as lines; each row can be chosen, by its key or its place."""
    laid = Laid(table, cells, lang, first)
    rows = [Row(laid.head())]
    for i in range(len(table.rows)):
        rows.append(Row(_later(laid, i), f"{prefix}{i}"))
    return rows


def _later(laid: Laid, index: int):  # type: ignore[no-untyped-def]
    return lambda: laid.row(index)


def record_lines(table: Table, index: int, cells: int, lang: Lang) -> list[Row]:
    """One row of a table at full length: a line for each column."""
    if not 0 <= index < len(table.rows):
        return []
    wide = min(20, max(width(word(h, lang)) for h in table.heads) + 2)
    rows = []
    for column in readable(table):
        head, text = table.heads[column], word(table.rows[index][column], lang)
        if text in ("", "-"):
            continue
        for i, part in enumerate(wrapped(text, max(8, cells - wide))):
            rows.append(Row(line(Cell(word(head, lang) if i == 0 else "", wide - 1, "$faint"), " ", part)))
    return rows


def sentences(lines: Sequence[Text], cells: int, lang: Lang, style: str = "") -> list[Row]:
    """Sentences, wrapped."""
    return [Row(line(Cell(part, 0, style))) for text in lines for part in wrapped(text.of(lang), cells)]
