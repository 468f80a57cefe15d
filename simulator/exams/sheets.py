"""What is printed before an exam: strips with ticket and PIN to cut apart, and the list that candidates sign at the door.

Each is one HTML file that needs nothing but itself, and a CSV of the same. Whatever people typed is escaped by the template engine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from simulator.classroom.exports.cells import Value, csv_bytes, tidy
from simulator.classroom.exports.made import ExportError
from simulator.classroom.exports.pages import environment
from simulator.exams.errors import ExamError
from simulator.exams.tickets import pin_shown
from simulator.kernel.text import Lang, Text
from simulator.packs.errors import of_system

TEMPLATES = Path(__file__).with_name("templates")
WORDS: dict[str, Text] = {
    "attendance": Text("签到表", "Attendance"),
    "opens": Text("开考时间：", "Opens: "),
    "ticket": Text("准考证号", "Ticket"),
    "number": Text("学号", "Number"),
    "name": Text("姓名", "Name"),
    "pin": Text("密码", "PIN"),
    "minutes": Text("时长（分钟）", "Time (min)"),
    "extra": Text("加时（分钟）", "Extra (min)"),
    "sign": Text("签名", "Signature"),
    "exam": Text("考试", "Exam"),
    "address": Text("网址", "Address"),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate on a sheet. minutes: time to work, extra: known beforehand; pin: empty where it is not printed."""

    ticket: str
    number: str
    name: str
    minutes: int
    extra: int = 0
    pin: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet says: the exam, when it opens in words (empty: not set), the address candidates type (empty: not known)."""

    title: str
    opens: str
    address: str
    rows: tuple[Row, ...]


def strips_html(sheet: Sheet) -> bytes:
    """A strip for each candidate, with cut lines, eight on a page of A4; in both languages at once."""
    return _page("strips.html", sheet, [_strip(row) for row in sheet.rows])


def strips_csv(sheet: Sheet, lang: Lang) -> bytes:
    """The same as a table, for a school's own strips. A PIN is written in two groups, so that no spreadsheet drops its zeros."""
    heads = ("ticket", "pin", "number", "name", "minutes", "extra", "exam", "opens", "address")
    rows: list[list[Value]] = [[WORDS[h].of(lang).rstrip("：: ") for h in heads]]
    for r in sheet.rows:
        rows.append(
            [r.ticket, pin_shown(r.pin), r.number, r.name, r.minutes, r.extra, sheet.title, sheet.opens, sheet.address]
        )
    return csv_bytes(rows, bom=True)


def attendance_html(sheet: Sheet, lang: Lang) -> bytes:
    """The list that candidates sign."""
    words = {name: text.of(lang) for name, text in WORDS.items()}
    return _page("attendance.html", sheet, [_strip(row) for row in sheet.rows], lang=lang, words=words)


def attendance_csv(sheet: Sheet, lang: Lang) -> bytes:
    """The same as a table."""
    heads = ("ticket", "number", "name", "minutes", "extra")
    rows: list[list[Value]] = [[WORDS[h].of(lang) for h in heads]]
    rows += [[r.ticket, r.number, r.name, r.minutes, r.extra] for r in sheet.rows]
    return csv_bytes(rows, bom=True)


@contextmanager
def reserved(*paths: Path) -> Iterator[list[Path]]:
    """Places for files that must come into being together with something that cannot be made again (PINs): taken beforehand and readable for their owner
    only; given up when it fails. Raises ExamError where one is there already or cannot be written."""
    taken: list[Path] = []
    try:
        for path in paths:
            _take(path)
            taken.append(path)
        yield taken
    except BaseException:
        for path in taken:
            path.unlink(missing_ok=True)
        raise


def _take(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise ExamError(
            "there-already",
            Text(
                f"{path} 已经存在，没有覆盖；请换个文件夹，或先把它移走。",
                f"{path} is there already and was left as it is; name another folder, or move it away.",
            ),
        ) from None
    except OSError as error:
        raise ExamError("unwritten", of_system(error, path)) from error


def fill(path: Path, data: bytes) -> None:
    """Write into a place that was taken. Raises ExamError."""
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExamError("unwritten", of_system(error, path)) from error


def file_name(title: str) -> str:
    """The title of an exam as the beginning of a file name: safe on every system."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in title)[:40].strip("-")
    return plain or "exam"


def _strip(row: Row) -> dict[str, Any]:
    said = {name: tidy(getattr(row, name), 60) for name in ("ticket", "number", "name")}
    return {**said, "minutes": row.minutes, "extra": row.extra, "pin": pin_shown(row.pin) if row.pin else ""}


def _page(name: str, sheet: Sheet, strips: Sequence[dict[str, Any]], **more: object) -> bytes:
    try:
        made = environment({}, {}, (TEMPLATES,)).get_template(name)
    except ExportError as error:
        raise ExamError("no-library", error.text) from error
    said = {"title": tidy(sheet.title, 120), "opens": sheet.opens, "address": tidy(sheet.address, 120)}
    return made.render(**said, strips=strips, **more).encode("utf-8")
