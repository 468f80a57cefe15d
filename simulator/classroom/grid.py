"""A table of words as it stands in a file, whatever kind of file it was, and what is to be said about it."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.kernel.text import Text

MOST_ROWS = 10_000
MOST_COLUMNS = 100

Severity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person should know about a file. row: as the sheet shows it, from 1 (0: the whole file); column: its
    heading, as it stands there. An error keeps a row (or the file) out, a warning does not."""

    what: Text
    row: int = 0
    column: str = ""
    severity: Severity = "error"

    @property
    def text(self) -> Text:
        """The finding with its place, as one line."""
        if not self.row:
            return self.what
        zh, en = f"第 {self.row} 行", f"row {self.row}"
        if self.column:
            zh, en = f"{zh}“{self.column}”", f"{en}, {self.column}"
        return Text(f"{zh}：{self.what.zh}", f"{en}: {self.what.en}")


class Grid(msgspec.Struct, kw_only=True):
    """Rows of cells; `rows[0]` is what a sheet shows as row 1. how: the delimiter, or the name of the sheet. faults: cells
    (row from 1, column from 0) whose content cannot be taken as it is, and why; findings: what was met on cutting it."""

    rows: list[list[str]]
    how: str = ""
    faults: dict[tuple[int, int], Text] = {}
    findings: list[Finding] = []


def too_many_rows() -> Finding:
    """The finding for what lies beyond the bounds."""
    return Finding(
        row=MOST_ROWS + 1,
        what=Text(
            f"超过 {MOST_ROWS} 行，后面的没有读；请拆分文件。",
            f"there are more than {MOST_ROWS} rows; the rest was not read, split the file.",
        ),
    )
