"""Rosters as text: which encoding, which delimiter, and rows that a broken quotation mark cannot swallow."""

from __future__ import annotations

import codecs
import csv
import io
import re

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.grid import MOST_COLUMNS, MOST_ROWS, Finding, Grid, too_many_rows
from simulator.kernel.text import Text

LOST = "\N{REPLACEMENT CHARACTER}"  # stands where bytes made no sense
DELIMITERS = (",", ";", "\t", "，")
_NEW_LINE = re.compile(r"\r\n|\r|\n")
_EXCEL = re.compile(r"\s*sep=.?[ ;,]*(\r\n|\r|\n)", re.IGNORECASE)  # Excel's own first line, which it does not show
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the next one
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BY_LINES = Text(
    "从这一行起引号不成对，或某格过长；已改为逐行读取",
    "from this row on a quotation mark has no partner, or a cell is too long; the file was read line by line",
)
_ALONE = Text("引号不成对", "a quotation mark has no partner")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the encoding it was read by: the one that is named; else the one its byte order mark names; else
    UTF-8 where it fits, or nearly so; else GB18030. What cannot be decoded becomes LOST.

    Raises ClassroomError when the named encoding is none.
    """
    if encoding:
        try:
            text = data.decode(encoding, "replace")
        except (
            LookupError,
            ValueError,
            TypeError,
        ) as error:  # unknown, no text encoding, or one that knows no "replace"
            raise ClassroomError(
                "no-encoding",
                Text(
                    f"不能用编码“{clip(encoding)}”读取；可用的有 utf-8、gb18030、utf-16、big5、cp1252 等。",
                    f"The encoding {clip(encoding)!r} cannot be used; there are utf-8, gb18030, utf-16, big5, cp1252 and others.",
                ),
            ) from error
        return text.removeprefix("\ufeff"), codecs.lookup(encoding).name
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    if b"\0" in data[:1000]:
        name = "utf-16-le" if data[1:1000:2].count(0) >= data[0:1000:2].count(0) else "utf-16-be"
        return data.decode(name, "replace"), name
    text = data.decode("utf-8", "replace")
    lost = text.count(LOST)
    if not lost:
        return text, "utf-8"
    # a damaged UTF-8 file has many whole characters and few lost ones; read as UTF-8, another encoding has hardly any whole
    whole = sum(1 for c in text if c > "\x7f") - lost
    if whole > lost:
        return text, "utf-8"
    return data.decode("gb18030", "replace"), "gb18030"


def tables(text: str) -> list[Grid]:
    """The rows of a text, once for each delimiter that occurs in it."""
    said = _EXCEL.match(text)
    if said:
        text = text[said.end() :]
    present = [d for d in DELIMITERS if d in text] or [","]
    return [_parse(text, d) for d in present]


def _parse(text: str, delimiter: str) -> Grid:
    rows: list[list[str]] = []
    faults: dict[tuple[int, int], Text] = {}
    findings: list[Finding] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                findings.append(too_many_rows())
                break
    except csv.Error:
        findings.append(Finding(row=len(rows) + 1, what=_BY_LINES, severity="warning"))
        rows = [[_bare(c) for c in line.split(delimiter)[:MOST_COLUMNS]] for line in _NEW_LINE.split(text)[:MOST_ROWS]]
        faults = {(n, i): _ALONE for n, row in enumerate(rows, 1) for i, c in enumerate(row) if c.count('"') % 2}
    return Grid(rows=rows[:MOST_ROWS], how=delimiter, faults=faults, findings=findings)


def _bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
