"""Tables of an answer as lines for a width: columns give way where there is too little room, and points have colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.rows import Row
from simulator.tui.widgets.plain import safe

if TYPE_CHECKING:
    from simulator.classroom.office import Table

LEAST = 6  # no column is narrower than this while another is wide
HEAD = 14  # how much room a heading alone may ask for
GAP = 2


def word(value: Text | str, lang: Lang) -> str:
    """A cell in the language, on one line."""
    return safe(value.of(lang) if isinstance(value, Text) else value)


def heat(points: int | None) -> str:
    """The look of a figure by its points: the figure itself always stands there."""
    if points is None:
        return ""
    return "bold $error" if points < 4_000 else "$warning" if points < 7_000 else "" if points < 8_500 else "$success"


class Laid:
    """A table laid out for a width, beginning with column `first` behind the one that always stands (the name)."""

    def __init__(self, table: Table, cells: int, lang: Lang, first: int = 0) -> None:
        self.table = table
        self.lang = lang
        words = [[word(value, lang) for value in row] for row in table.rows]
        heads = [word(h, lang) for h in table.heads]
        whole = [
            max([min(width(heads[i]), HEAD), *(width(row[i]) for row in words)], default=1) for i in range(len(heads))
        ]
        self.columns, self.sizes = _fitted(readable(table), whole, cells, first)
        self._words, self._heads = words, heads

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
            parts += [Cell(self._words[index][i], size, heat(points[i]) if points else "", self._side(i)), " " * GAP]
        return line(*parts)

    def _side(self, column: int):  # type: ignore[no-untyped-def]
        return "right" if column in self.table.right else "left"


def readable(table: Table) -> list[int]:
    """The columns for people: not the one of ids, which is for the command line."""
    return [
        i
        for i in range(len(table.heads))
        if not table.keys or any(r[i] != k for r, k in zip(table.rows, table.keys, strict=True))
    ]


def _fitted(columns: list[int], whole: list[int], cells: int, first: int) -> tuple[list[int], list[int]]:
    """Which columns are shown and how wide: wide ones give way first; those that still find no room are left out."""
    order = [*columns[:1], *columns[1 + first :]]
    while order:
        sizes = [whole[i] for i in order]
        room = cells - GAP * (len(order) - 1)
        while sum(sizes) > room and max(sizes) > LEAST:
            widest = max(range(len(sizes)), key=lambda i: sizes[i])
            sizes[widest] = max(LEAST, sizes[widest] - max(1, (sum(sizes) - room) // len(sizes)))
        if sum(sizes) <= room or len(order) == 1:
            return order, sizes
        order.pop()
    return [], []


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
