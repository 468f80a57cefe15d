"""One sheet of the workbook: a title, a heading, rows of typed cells, widths that fit.

Text is always written as a string, in the text format and marked as quoted, so that a name like `=A1` stays a name even when somebody
edits the cell. Numbers are numbers, moments are dates.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from simulator.classroom.exports.cells import tidy
from simulator.locale.width import width

NARROW, WIDE = 8, 46
DATE = "yyyy-mm-dd hh:mm"
INK, BAND, RULE = "#20262C", "#E6ECF0", "#9AA7B1"
# Low, at the pass mark, full: dark to white, so that grey print shows it as well.
HEAT = {"min_color": "#CF7A5C", "mid_color": "#F4DFD0", "max_color": "#FFFFFF"}


class Share(Decimal):
    """A share between 0 and 1, shown as a percentage."""

    @classmethod
    def of(cls, basis_points: int) -> Share:
        """From basis points."""
        return cls(Decimal(basis_points) / 10_000)


Value = str | int | Decimal | datetime.datetime | None


class Formats:
    """The few cell formats of the workbook."""

    def __init__(self, workbook: Any) -> None:
        text = {"num_format": "@", "quote_prefix": True, "valign": "top"}
        head = {**text, "bold": True, "text_wrap": True, "bg_color": BAND, "bottom": 1, "bottom_color": RULE}
        self.title = workbook.add_format({**text, "bold": True, "font_size": 14, "font_color": INK})
        self.note = workbook.add_format({**text, "font_color": "#59636D"})
        self.head = workbook.add_format({**head, "valign": "vcenter"})
        self.head_right = workbook.add_format({**head, "valign": "vcenter", "align": "right"})
        self.span = workbook.add_format({**head, "align": "center", "valign": "vcenter"})
        self.text = workbook.add_format(text)
        self.wrap = workbook.add_format({**text, "text_wrap": True})
        self.number = workbook.add_format({"valign": "top"})
        self.share = workbook.add_format({"num_format": "0%", "valign": "top"})
        self.date = workbook.add_format({"num_format": DATE, "valign": "top", "align": "left"})


class Sheet:
    """Written from top to bottom: title lines, then headings, then rows."""

    def __init__(self, workbook: Any, formats: Formats, name: str, title: str, lines: Sequence[str] = ()) -> None:
        self.sheet = workbook.add_worksheet(name)
        self.formats = formats
        self.titles: list[str] = []
        self.widths: list[int] = []
        self.figures: set[int] = set()  # columns that hold numbers
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.write_string(0, 0, tidy(title, 200), formats.title)
        self.sheet.set_row(0, 24)
        for place, line in enumerate(lines, 1):
            self.sheet.write_string(place, 0, tidy(line), formats.note)
        self.next = self.head = len(lines) + 1

    def spans(self, spans: Sequence[tuple[str, int]]) -> None:
        """A line above the headings: each text over so many columns."""
        at = 0
        for text, columns in spans:
            if text and columns > 1:
                self.sheet.merge_range(self.next, at, self.next, at + columns - 1, "", self.formats.span)
            self.sheet.write_string(self.next, at, tidy(text), self.formats.span)
            at += columns
        self.next += 1

    def heading(self, titles: Sequence[str], still: int = 0) -> None:
        """The headings; they and the first `still` columns stay in sight, and rows can be filtered by them."""
        self.titles = [tidy(title) for title in titles]
        self.widths = [min(max(width(title) + 3, NARROW), 18) for title in self.titles]
        self.head = self.next
        self.next += 1
        self.sheet.freeze_panes(self.next, still)
        self.sheet.repeat_rows(self.head)

    def row(self, values: Sequence[Value]) -> None:
        """One row below the last."""
        for at, value in enumerate(values):
            self._cell(at, value)
        self.next += 1

    def heat(self, column: int) -> None:
        """Colours a column of marks from low to full."""
        scale = {"type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num"}
        limits = {"min_value": 0, "mid_value": 60, "max_value": 100}
        if self.next > self.head + 1:
            self.sheet.conditional_format(self.head + 1, column, self.next - 1, column, {**scale, **limits, **HEAT})

    def done(self) -> None:
        """Writes the headings, aligned like what stands beneath them, and sets widths and filter."""
        for at, (title, cells) in enumerate(zip(self.titles, self.widths, strict=True)):
            head = self.formats.head_right if at in self.figures else self.formats.head
            self.sheet.write_string(self.head, at, title, head)
            self.sheet.set_column(at, at, cells)
        if self.widths:
            self.sheet.autofilter(self.head, 0, max(self.next - 1, self.head), len(self.widths) - 1)

    def _cell(self, at: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime.datetime):
            self.sheet.write_datetime(self.next, at, value.replace(tzinfo=None), self.formats.date)
            self._widen(at, len(DATE))
        elif isinstance(value, str):
            text = tidy(value)
            wide = width(text[: WIDE + 1]) > WIDE
            self.sheet.write_string(self.next, at, text, self.formats.wrap if wide else self.formats.text)
            self._widen(at, width(text[:WIDE]))
        else:
            chosen = self.formats.share if isinstance(value, Share) else self.formats.number
            self.sheet.write_number(self.next, at, value, chosen)
            self.figures.add(at)
            self._widen(at, NARROW)

    def _widen(self, at: int, cells: int) -> None:
        self.widths[at] = max(self.widths[at], min(cells + 2, WIDE))
