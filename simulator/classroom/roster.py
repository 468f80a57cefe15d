"""Rosters as schools have them: CSV or XLSX, in either language, with titles above and blanks between.

Nothing is guessed silently: the reading says which encoding, sheet, heading row and columns were taken, and a finding stands
for every cell that could not be taken as it was. Who is in `students` can be enrolled as he stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from simulator.classroom.columns import HEADINGS, TITLES, Columns, find_columns
from simulator.classroom.delimited import decode, tables
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.grid import Finding, Grid
from simulator.classroom.model import Student
from simulator.classroom.roster_rows import Reader
from simulator.classroom.sheets import is_workbook, workbook_tables
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.locale.clean import clean

MOST_BYTES = 10 * 1024 * 1024
HEADING_ROWS = 10  # schools put a title above the headings; further down nobody looks


class RosterReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says. encoding: as it was read (`xlsx` for a workbook); columns: heading by field, as it stands in the file;
    row: where the headings are; how: the delimiter, or the name of the sheet. Students have no id yet."""

    students: tuple[Student, ...] = ()
    findings: tuple[Finding, ...] = ()
    encoding: str = ""
    columns: dict[str, str] = {}
    row: int = 0
    how: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep somebody, or the whole file, out."""
        return tuple(f for f in self.findings if f.severity == "error")


def read_roster(path: Path | str, encoding: str | None = None) -> RosterReading:
    """Read a roster. `encoding` is for text files whose own cannot be told. Raises ClassroomError when there is no such file,
    it is too large, the encoding is none, or the reader of workbooks is not installed; all else is in the findings."""
    return roster_of(read_file(path), encoding)


def read_file(path: Path | str) -> bytes:
    """The bytes of a list that a person made. Raises ClassroomError when there is no such file, or it is too large."""
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = reason(error)
        text = Text(f"读不了名单 {path}（{why.zh}）。", f"The roster {path} cannot be read ({why.en}).")
        raise ClassroomError("unreadable", text) from error
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        text = Text(
            f"名单文件 {path} 超过 {most} MB，太大了。", f"The roster {path} has more than {most} MB: too large."
        )
        raise ClassroomError("too-large", text)
    return data


def grids_of(data: bytes, encoding: str | None = None) -> tuple[list[Grid] | Text, str]:
    """The tables in a file, CSV or XLSX, or why there are none; and how it was read (`xlsx` for a workbook)."""
    grids: list[Grid] | Text
    if is_workbook(data):
        grids, read_as = workbook_tables(data), "xlsx"
    elif (strange := _strange(data)) is not None:
        grids, read_as = strange, ""
    else:
        text, read_as = decode(data, encoding)
        grids = tables(text)
    if not isinstance(grids, Text) and not any(any(map(str.strip, row)) for grid in grids for row in grid.rows):
        grids = Text("文件里没有内容", "there is nothing in the file")
    return grids, read_as


def roster_of(data: bytes, encoding: str | None = None) -> RosterReading:
    """The same for the bytes of a file."""
    grids, read_as = grids_of(data, encoding)
    if isinstance(grids, Text):
        return RosterReading(findings=(Finding(what=grids),), encoding=read_as)
    found = _find_headings(grids)
    if found is None:
        return RosterReading(findings=(_no_columns(grids, read_as),), encoding=read_as)
    reader = Reader(*found, workbook=read_as == "xlsx")
    reader.read()
    if read_as == "gb18030" and not encoding:
        reader.doubt_encoding()
    return RosterReading(
        students=tuple(reader.students),
        findings=tuple(sorted([*reader.grid.findings, *reader.findings], key=lambda f: f.row)),
        encoding=read_as,
        columns={field: reader.headings[i] for field, i in reader.columns.at.items()},
        row=reader.row,
        how=reader.grid.how,
    )


def _strange(data: bytes) -> Text | None:
    """What a file is that schools send as a roster and that is none."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Text(
            "这是旧版 Excel（.xls）文件，或加了密码的工作簿；请在 Excel 中去掉密码并另存为 .xlsx。",
            "This is a workbook of the old kind (.xls), or one with a password; remove the password and save it as .xlsx.",
        )
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|head|meta|\?xml)", data[:200], re.IGNORECASE):
        return Text(
            "这其实是网页格式的表格；请用 Excel 打开后另存为 .xlsx。",
            "This is a table as a web page; open it in Excel and save it as .xlsx.",
        )
    if data.startswith(b"%PDF"):
        return Text("这是 PDF；请用 XLSX 或 CSV 格式的名单。", "This is a PDF; the roster has to be XLSX or CSV.")
    return None


def _find_headings(grids: Sequence[Grid]) -> tuple[Grid, int, Columns] | None:
    """The first row with all that is needed, in the first sheet or way to cut a text file that has one."""
    for grid in grids:
        for number, cells in enumerate(grid.rows[:HEADING_ROWS], 1):
            columns = find_columns(cells)
            if columns.complete:
                return grid, number, columns
    return None


def _no_columns(grids: Sequence[Grid], read_as: str) -> Finding:
    """One sentence: what was looked for, and what is there."""
    rows = [row for grid in grids for row in grid.rows[:HEADING_ROWS]]
    # the row most like headings: most known columns, then most cells
    row = max(rows, key=lambda r: (len(find_columns(r).at), sum(1 for c in r if c.strip())), default=[])
    known = find_columns(row).at.keys()
    there = [clip(clean(c).strip(), 20) for c in row if c.strip()]
    lacking = [] if "number" in known else ["number"]
    lacking += [] if "name" in known or {"surname", "given"} <= known else ["name"]
    headings = [h for f in lacking for h in HEADINGS[f]]
    zh_known = clip("、".join(h for h in headings if not h.isascii()), 60)
    en_known = clip(", ".join(h for h in headings if h.isascii()), 120)
    zh_wanted, en_wanted = "和".join(TITLES[f].zh for f in lacking), " and ".join(TITLES[f].en for f in lacking)
    zh_there, en_there = "、".join(there[:20]), ", ".join(there[:20])
    what = Text(
        f"前 {HEADING_ROWS} 行里没有{zh_wanted}列（按 {read_as} 读取）：读到的一行是“{zh_there}”，认得的列名有{zh_known}；"
        "若文字是乱码，请用 --encoding 指定编码。",
        f"The first {HEADING_ROWS} rows have no column for {en_wanted} (read as {read_as}): a row says {en_there!r}, known "
        f"headings are {en_known}; where words are garbled, name the encoding with --encoding.",
    )
    return Finding(what=what)
