"""Rosters as workbooks (XLSX), read with care: they come from strangers. The only page that knows openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from simulator.classroom.errors import ClassroomError
from simulator.classroom.grid import MOST_COLUMNS, MOST_ROWS, Grid, too_many_rows
from simulator.kernel.text import Text

MOST_PARTS = 1_000  # files in the archive that a workbook is
MOST_UNPACKED = 64 * 1024 * 1024  # bytes, as the archive declares them; the reader of archives holds it to that
MOST_SHEETS = 20
DIGITS = 10**15  # from here on Excel has forgotten the last digits of a number

_ZEROS = re.compile(r"0{2,30}")
_DOCTYPE = re.compile(rb"<!(doctype|entity)", re.IGNORECASE)

DATE = Text(
    "Excel 把它变成了日期；请把这一列设为文本后重新填写",
    "Excel made a date of it; format the column as text and enter it again",
)
LOST_DIGITS = Text(
    "数字超过 15 位，Excel 已丢掉末尾几位；请把这一列设为文本后重新填写",
    "a number of more than 15 digits, of which Excel has lost the last; format the column as text and enter it again",
)
FAILED = Text("公式出错", "its formula failed")
_BROKEN = Text(
    "这个工作簿打不开：文件损坏或加了密码", "this workbook cannot be opened: it is damaged, or has a password"
)
_NO_SHEET = Text("工作簿里没有可见的工作表", "the workbook has no visible sheet")
_NO_WORKBOOK = Text("这不是 XLSX 工作簿；请另存为 .xlsx 或 .csv", "this is no XLSX workbook; save it as .xlsx or .csv")


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are an archive, as XLSX is."""
    return data.startswith(b"PK\x03\x04")


def workbook_tables(data: bytes) -> list[Grid] | Text:
    """The visible sheets of a workbook in their order, or why there are none. Formulas are not computed: their last result is
    taken. Never raises for what stands in the file; ClassroomError says that the reader is not installed."""
    refused = _refuse(data)
    if refused is not None:
        return refused
    try:
        import openpyxl
    except ImportError as error:
        raise ClassroomError(
            "no-reader",
            Text(
                '读取 XLSX 名单还缺少组件；请先运行：pip install "storesim[class]"，或把名单另存为 CSV。',
                'To read a roster as XLSX a part is missing; run: pip install "storesim[class]", or save the roster as CSV.',
            ),
        ) from error
    grids: list[Grid] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that are nothing to us
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets[:MOST_SHEETS]:
                if sheet.sheet_state == "visible":
                    grids.append(_grid(sheet))
    except Exception:  # a broken workbook fails in any of a hundred ways within the reader
        return _BROKEN
    return grids or _NO_SHEET


def _refuse(data: bytes) -> Text | None:
    """Why an archive should not even be opened as a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                return Text("解开后太大，不像是名单", "unpacked it is too large for a roster")
            names = {p.filename for p in parts}
            if "xl/workbook.xml" not in names:
                return _NO_WORKBOOK
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        # no workbook has one: it is what bombs of entities begin with
                        if _DOCTYPE.search(file.read(4096).replace(b"\0", b"")):
                            return Text("含有不允许的内容（DOCTYPE）", "it has a part that is not allowed (DOCTYPE)")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return _BROKEN
    return None


def _grid(sheet: Any) -> Grid:
    grid = Grid(rows=[], how=str(sheet.title), faults={}, findings=[])
    # bounds of our own: what the file says of its size is not to be trusted
    rows: Iterator[Any] = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, cells in enumerate(rows, 1):
        if number > MOST_ROWS:
            grid.findings.append(too_many_rows())
            break
        words = []
        for i, cell in enumerate(cells):
            word, why = _word(cell.value, cell.data_type if cell.value is not None else "n", cell)
            if why is not None:
                grid.faults[number, i] = why
            words.append(word)
        grid.rows.append(words)
    return grid


def _word(value: Any, kind: str, cell: Any) -> tuple[str, Text | None]:
    """The content of a cell as a person would write it down, and why it cannot be taken."""
    if value is None:
        return "", None
    if kind == "e":
        return str(value), FAILED
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, int | float):
        if abs(value) >= DIGITS:
            return f"{value:.15g}", LOST_DIGITS
        if value != int(value):
            return repr(value), None
        whole = str(int(value))
        shown = _ZEROS.fullmatch(cell.number_format or "")  # a format such as 00000000 shows leading zeros
        return (whole.zfill(len(shown[0])) if shown else whole), None
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return str(value), DATE
    return str(value), None
