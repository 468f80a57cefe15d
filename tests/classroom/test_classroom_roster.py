"""Rosters as schools send them. Files are made here, none is kept."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.classroom import grid, sheets
from simulator.classroom.errors import ClassroomError
from simulator.classroom.roster import RosterReading, read_roster, roster_of

PLAIN = "学号,姓名,邮箱,班级\n20230001,张三,zs@example.org,1 班\n20230002,李四,ls@example.org,2 班\n"


def people(reading: RosterReading) -> list[tuple[str, str]]:
    return [(s.number, s.name) for s in reading.students]


def said(reading: RosterReading, severity: str = "error") -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.what.en) for f in reading.findings if f.severity == severity]


def workbook(*rows: list[Any], change: Callable[[Any], object] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with other words in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in text
                text = text.replace(old, new)
            archive.writestr(name, text)
    return out.getvalue()


# -- text files: encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "mark", "named", "found"),
    [
        ("utf-8", b"", None, "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", None, "utf-8"),
        ("utf-16-le", b"\xff\xfe", None, "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", None, "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\0\0", None, "utf-32-le"),
        ("utf-16-le", b"", None, "utf-16-le"),
        ("utf-16-be", b"", None, "utf-16-be"),
        ("gb18030", b"", None, "gb18030"),
        ("gbk", b"", None, "gb18030"),
        ("gbk", b"", "gbk", "gbk"),
        ("utf-8", b"\xef\xbb\xbf", "utf8", "utf-8"),
    ],
)
def test_encodings_are_told_apart(codec: str, mark: bytes, named: str | None, found: str) -> None:
    got = roster_of(mark + PLAIN.encode(codec), named)
    assert got.encoding == found
    assert people(got) == [("20230001", "张三"), ("20230002", "李四")]
    assert got.findings == ()
    assert (got.columns["number"], got.columns["email"], got.row, got.how) == ("学号", "邮箱", 1, ",")


def test_a_named_encoding_wins() -> None:
    data = "學號,姓名\n1,張三\n".encode("big5")
    assert said(roster_of(data))[0][2].startswith("The first 10 rows have no column")
    assert people(roster_of(data, "big5")) == [("1", "張三")]
    assert people(roster_of("Student ID;Name\n1;Zoë\n".encode("cp1252"), "cp1252")) == [("1", "Zoë")]


@pytest.mark.parametrize("name", ["klingon", "hex", "idna", "\0", "zlib", "undefined"])
def test_an_encoding_that_is_none(name: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        roster_of("学号".encode(), name)
    assert caught.value.code == "no-encoding"


def test_bytes_that_make_no_character_are_told_with_their_row() -> None:
    data = PLAIN.encode().replace("李".encode(), b"\xff")
    got = roster_of(data)
    assert got.encoding == "utf-8", "one broken byte does not make it GB18030"
    assert people(got) == [("20230001", "张三")]
    ((row, column, what),) = said(got)
    assert (row, column) == (3, "姓名")
    assert "has bytes that make no character" in what
    # in a column that can be missed the student is kept
    got = roster_of(PLAIN.encode("gb18030").replace(b"1 \xb0\xe0", b"1 \xff"))
    assert (got.encoding, len(got.students), got.students[0].group) == ("gb18030", 2, "")
    assert said(got, "warning")[0][:2] == (2, "班级")


def test_western_letters_read_as_chinese_are_doubted() -> None:
    got = roster_of("Student ID,Name\n1,Anna\n2,Müller\n".encode("cp1252"))
    ((row, column, what),) = said(got, "warning")
    assert (row, column) == (3, "Name")
    assert "looks garbled" in what
    assert roster_of("Student ID,Name\n1,Anna 李\n".encode("gb18030")).findings == ()


# -- text files: shapes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(delimiter: str, newline: str) -> None:
    got = roster_of(PLAIN.replace(",", delimiter).replace("\n", newline).encode())
    assert people(got) == [("20230001", "张三"), ("20230002", "李四")]
    assert got.how == delimiter
    assert got.findings == ()


def test_a_delimiter_within_a_cell_is_no_delimiter() -> None:
    got = roster_of('学号;姓名;班级\n1;张三;1 班，晚上\n2;李四;a,b,c\n3;"王;五";x\n'.encode())
    assert got.how == ";"
    assert [s.group for s in got.students] == ["1 班，晚上", "a,b,c", "x"]
    assert got.students[2].name == "王;五"
    assert got.findings == (), "quotation marks in another way of cutting are nothing"


def test_excels_own_first_line() -> None:
    got = roster_of("sep=;\r\n学号;姓名\r\n1;张三\r\n".encode("utf-16"))
    assert (people(got), got.row) == ([("1", "张三")], 1)


def test_titles_and_blank_rows_above_the_headings_and_between() -> None:
    got = roster_of("2026级电商1班名单,,\n\n,,\n序号,学号,姓名\n1,20230001,张三\n\n,,\n2,,李四\n".encode())
    assert (got.row, people(got)) == (4, [("20230001", "张三")])
    assert said(got) == [(8, "学号", "there is no number")]
    late = "\n" * 10 + PLAIN
    assert roster_of(late.encode()).students == ()


def test_quotes_and_line_breaks_in_a_cell_count_as_one_row() -> None:
    got = roster_of('学号,姓名,小组\n1,"张\n三","a ""b"""\n2,,\n'.encode())
    assert (people(got), got.students[0].group) == ([("1", "张三")], 'a "b"')
    assert said(got)[0][0] == 3


def test_a_quotation_mark_without_a_partner_swallows_nobody() -> None:
    got = roster_of('学号,姓名\n1,张三\n2,"李四\n3,"王五"\n4,赵六\n'.encode())
    assert people(got) == [("1", "张三"), ("3", "王五"), ("4", "赵六")]
    assert said(got) == [(3, "姓名", "'\"李四': a quotation mark has no partner")]
    assert said(got, "warning")[0][0] == 3


@pytest.mark.parametrize(
    ("headings", "row", "name"),
    [
        ("学号,姓名", "1,张三", "张三"),
        ("学生编号,学生姓名", "1,张三", "张三"),
        ("学籍号 , 姓 名", "1,张三", "张三"),
        ("账号,名字", "1,张三", "张三"),
        ("＊学号（必填）,姓名*", "1,张三", "张三"),
        ("学号/Student ID,姓名 Name", "1,张三", "张三"),
        ("STUDENT ID,Full Name", "1,Ann Lee", "Ann Lee"),
        ("ＩＤ　ｎｕｍｂｅｒ,Student", "1,Ann Lee", "Ann Lee"),
        ("Number,Name", "1,Ann Lee", "Ann Lee"),
        ("学号,姓,名", "1,欧阳,修", "欧阳修"),
        ("学号,名字,姓", "1,修,欧阳", "欧阳修"),
        ("ID,First name,Last name", "1,Ann,Lee", "Ann Lee"),
        ("ID,Surname,Given names", "1,Lee,Ann", "Ann Lee"),
        ("ID,First name,Last name", "1,伟,王", "王伟"),
        ("ID,Last name,First name", "1,Lee,", "Lee"),
        ("序号,编号,姓名", "9,1,张三", "张三"),
        ("ID,SIS User ID,Student", "9,1,Ann Lee", "Ann Lee"),
        ("姓名,昵称,学号", "张三,小三,1", "张三"),
    ],
)
def test_headings_in_either_language(headings: str, row: str, name: str) -> None:
    got = roster_of(f"{headings}\n{row}\n".encode())
    assert people(got) == [("1", name)]
    assert got.findings == ()


def test_all_columns_of_a_system_are_found() -> None:
    canvas = roster_of(b"Student,ID,SIS User ID,SIS Login ID,Section\nAnn Lee,77,u1,alee,S1\n").students[0]
    assert (canvas.number, canvas.login, canvas.group) == ("u1", "alee", "S1")
    moodle = roster_of(b"Username,First name,Last name,ID number,Email address\nalee,Ann,Lee,u1,a@x.org\n").students[0]
    assert (moodle.number, moodle.name, moodle.login, moodle.email) == ("u1", "Ann Lee", "alee", "a@x.org")
    chinese = roster_of("学号,账号,姓名,QQ邮箱,行政班级\n1,zs,张三,1@qq.com,电商1班\n".encode()).students[0]
    assert (chinese.number, chinese.login, chinese.email, chinese.group) == ("1", "zs", "1@qq.com", "电商1班")


def test_two_columns_of_one_heading_are_told() -> None:
    got = roster_of("学号,姓名,姓名\n1,张三,李四\n".encode())
    assert people(got) == [("1", "张三")]
    assert said(got, "warning") == [(1, "姓名", "two columns are headed name; the first was taken")]


def test_missing_columns_in_one_sentence_with_what_is_there() -> None:
    got = roster_of("部门,电话\n财务,123\n".encode())
    (finding,) = got.findings
    assert "'部门, 电话'" in finding.text.en
    assert "number and name" in finding.text.en
    assert "Student ID" in finding.text.en
    assert "“部门、电话”" in finding.text.zh
    assert "学号、學號、学生学号" in finding.text.zh
    (finding,) = roster_of("学号,电话\n1,123\n".encode()).findings
    assert "no column for name (" in finding.text.en


# -- cells ----------------------------------------------------------------------------------------------------


def one(number: str = "1", name: str = "张三", email: str = "") -> RosterReading:
    return roster_of(f"学号,姓名,邮箱\n{number},{name},{email}\n".encode())


@pytest.mark.parametrize(
    ("cell", "number", "warned"),
    [
        ("２０２３００１", "2023001", False),
        ("0012", "0012", False),
        ('="0012"', "0012", False),
        ("'0012", "0012", False),
        ("\t20230001\t", "20230001", False),
        ("20230001.0", "20230001", True),
        ("2023 0001", "20230001", True),
        ("G-3301/7", "G-3301/7", False),
    ],
)
def test_numbers_as_programs_write_them(cell: str, number: str, warned: bool) -> None:
    got = one(cell)
    assert people(got) == [(number, "张三")]
    assert bool(said(got, "warning")) == warned


@pytest.mark.parametrize("cell", ["2.02E+07", "2E7", "２.0２Ｅ＋11", '"2,02E+11"'])
def test_scientific_notation_is_refused_with_the_mend(cell: str) -> None:
    got = one(cell)
    assert got.students == ()
    ((row, column, what),) = said(got)
    assert (row, column) == (2, "学号")
    assert "scientific notation" in what
    assert "format the column as text" in what


def test_blanks_in_names() -> None:
    got = roster_of("学号,姓名\n1,张　三\n2,  欧阳  修 \n3,Ann   Lee\n".encode())
    assert [n for _, n in people(got)] == ["张三", "欧阳修", "Ann Lee"]
    assert said(got, "warning") == [
        (0, "", "blanks between the characters of names were closed up: 2 (the first in row 2)")
    ]


def test_control_and_invisible_characters_are_taken_out_and_told() -> None:
    got = one(name="张\x1b[31m\u200b三\u202e")
    assert people(got) == [("1", "张三")]
    assert said(got, "warning")[0][:2] == (2, "姓名")


@pytest.mark.parametrize(
    ("email", "good"), [("a@b.cn", True), ("a@b", False), ("a b@c.org", False), ("ａ＠b.org", True)]
)
def test_malformed_addresses_are_a_warning(email: str, good: bool) -> None:
    got = one(email=email)
    assert len(got.students) == 1
    assert (said(got, "warning") == []) == good


def test_blank_and_overlong_cells() -> None:
    got = roster_of(f"学号,姓名,班级\n1,\n,李四,\n{'9' * 65},王五,\n4,赵六,{'x' * 101}\n".encode())
    assert people(got) == [("4", "赵六")]
    assert [f[:2] for f in said(got)] == [(2, "姓名"), (3, "学号"), (4, "学号")]
    assert said(got, "warning")[0][:2] == (5, "班级")
    assert got.students[0].group == ""


def test_doubles_of_a_number_and_of_a_name() -> None:
    got = roster_of("学号,姓名\n1,张三\n2,李四\n１,张三\n3,王五\n3,赵六\n4,李四\n".encode())
    assert people(got) == [("1", "张三"), ("2", "李四"), ("4", "李四")]
    assert said(got) == [
        (4, "学号", "the number 1 stands in rows 2, 4; the first was taken"),
        (6, "学号", "the number 3 stands in rows 5, 6 with other names; none was taken"),
    ]
    ((row, _, what),) = said(got, "warning")
    assert row == 7
    assert "(rows 3, 7)" in what


def test_headings_that_come_again_are_no_student() -> None:
    got = roster_of("学号,姓名\n1,张三\n学号,姓名\n2,李四\n".encode())
    assert people(got) == [("1", "张三"), ("2", "李四")]
    assert said(got, "warning")[0][0] == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "nothing in the file"),
        (b"\xef\xbb\xbf\n\n", "nothing in the file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old kind (.xls)"),
        (b"<html><table><tr><td>1</td></tr></table>", "table as a web page"),
        (b"%PDF-1.7", "PDF"),
        ("学号,姓名\n".encode(), "no students below the headings"),
    ],
)
def test_files_that_are_no_roster(data: bytes, says: str) -> None:
    got = roster_of(data)
    assert got.students == ()
    assert says in got.errors[0].text.en


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "学号,姓名\n" + "".join(f"{i},n{i}\n" for i in range(grid.MOST_ROWS + 5))
    got = roster_of(rows.encode())
    assert len(got.students) == grid.MOST_ROWS - 1
    assert got.errors[0].row == grid.MOST_ROWS + 1


def test_a_file_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(PLAIN.encode("gb18030"))
    assert read_roster(path) == read_roster(str(path)) == roster_of(PLAIN.encode("gb18030"))
    for wrong in (tmp_path, tmp_path / "none.csv", "a\0b"):
        with pytest.raises(ClassroomError) as caught:
            read_roster(wrong)
        assert caught.value.code == "unreadable"
    monkeypatch.setattr("simulator.classroom.roster.MOST_BYTES", 10)
    with pytest.raises(ClassroomError) as caught:
        read_roster(path)
    assert caught.value.code == "too-large"


WORDS = st.sampled_from(
    ["学号", "姓名", "Name", "ID", "张三", "1", ",", ";", "\n", "\t", '"', "\r", "=", "\0", "\ufeff", "E+7"]
)


@settings(max_examples=250)
@given(
    st.binary(max_size=200)
    | st.lists(WORDS, max_size=40).map("".join).flatmap(
        lambda t: st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-be"]).map(lambda c: t.encode(c))
    ),
    st.binary(max_size=3),
    st.none() | st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-7", "shift_jis", "ascii"]),
)  # fmt: skip
def test_any_bytes_give_a_reading(data: bytes, tail: bytes, encoding: str | None) -> None:
    for given_ in (data + tail, PLAIN.encode()[:40] + data, b"PK\x03\x04" + data):
        got = roster_of(given_, encoding)
        assert got.students or got.findings
        assert all(s.number and s.name for s in got.students)
        assert len({s.number for s in got.students}) == len(got.students)
        assert all(f.text.zh and f.text.en and f.row >= 0 for f in got.findings)


# -- workbooks ------------------------------------------------------------------------------------------------


def test_numbers_texts_and_leading_zeros_of_a_workbook() -> None:
    def shapes(book: Any) -> None:
        sheet = book.active
        sheet["A5"].number_format = "00000000"
        sheet["A6"].number_format = "0.00"

    data = workbook(
        ["学号", "姓名", "班级"], [20230001, "张三", 1], [20230002.0, "李四", 1.5], ["00012", "王五", True], [12, "赵六", None],
        [13, "孙七", "x"], change=shapes,
    )  # fmt: skip
    got = roster_of(data)
    assert got.encoding == "xlsx"
    assert people(got) == [
        ("20230001", "张三"), ("20230002", "李四"), ("00012", "王五"), ("00000012", "赵六"), ("13", "孙七")
    ]  # fmt: skip
    assert [s.group for s in got.students] == ["1", "1.5", "TRUE", "", "x"]
    assert got.findings == ()


def test_cells_of_a_workbook_that_cannot_be_taken() -> None:
    data = workbook(
        ["学号", "姓名", "班级"],
        [dt.date(2023, 3, 1), "张三", "x"],
        [330106200501011234, "李四", "x"],
        ["#N/A", "王五", "x"],
        [4, "#REF!", "x"],
        ["=1+1", "赵六", "x"],
        [6, "孙七", dt.date(2023, 3, 1)],
        ["2.0230001E+12", "周八", "x"],
    )
    got = roster_of(data)
    assert people(got) == [("6", "孙七")]
    assert got.students[0].group == ""
    says = said(got)
    assert [f[:2] for f in says] == [(2, "学号"), (3, "学号"), (4, "学号"), (5, "姓名"), (6, "学号"), (8, "学号")]
    for part, (_, _, what) in zip(
        ["made a date of it", "more than 15 digits", "'#N/A': its formula failed", "'#REF!'", "cell is a formula", "scientific"],
        says, strict=True,
    ):  # fmt: skip
        assert part in what
    assert said(got, "warning")[0][:2] == (7, "班级")


def test_formulas_give_their_last_result_and_are_never_computed() -> None:
    data = workbook(["学号", "姓名"], ["=CONCATENATE(1,2)", "张三"])
    assert people(roster_of(replaced(data, b"<v />", b"<v>99</v>"))) == [("99", "张三")]


def test_titles_merged_cells_hidden_sheets_and_the_first_sheet_with_headings() -> None:
    def arrange(book: Any) -> None:
        book.active.title = "说明"
        hidden = book.create_sheet("旧名单")
        hidden.append(["学号", "姓名"])
        hidden.append([9, "从前"])
        hidden.sheet_state = "hidden"
        real = book.create_sheet("名单")
        real.append(["2026级电商1班名单"])
        real.merge_cells("A1:C1")
        real.append([])
        real.append(["学号", "姓名"])
        real.append([1, "张三"])
        real["A8"], real["B8"] = 2, None

    got = roster_of(workbook(["请填写名单"], change=arrange))
    assert (people(got), got.how, got.row) == ([("1", "张三")], "名单", 3)
    assert said(got)[0][:2] == (8, "姓名"), "rows that are not there are counted as the sheet counts them"


def test_a_workbook_whose_own_size_is_a_lie() -> None:
    data = workbook(["学号", "姓名"], [1, "张三"], change=lambda b: b.active.__setitem__("XFD1048576", "far"))
    for lie in (b"A1:XFD1048576", b"A1:A1", b"C7", b""):
        got = roster_of(replaced(data, b'<dimension ref="A1:XFD1048576" />', b'<dimension ref="' + lie + b'" />'))
        assert people(got) == [("1", "张三")]
        assert got.errors[0].row == grid.MOST_ROWS + 1


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def test_hostile_and_broken_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(xl__workbook_xml=b"<a/>", xl__media=b"\0" * 1_000_000)
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 900_000)
    assert "unpacked it is too large" in roster_of(bomb).errors[0].text.en
    monkeypatch.undo()
    entities = packed(xl__workbook_xml=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert "DOCTYPE" in roster_of(entities).errors[0].text.en
    good = workbook(["学号", "姓名"], [1, "张三"])
    for data, says in (
        (packed(content_xml=b"<office/>"), "no XLSX workbook"),
        (packed(xl__workbook_xml=b"<a/>"), "cannot be opened"),
        (good[: len(good) // 2], "cannot be opened"),
        (b"PK\x03\x04", "cannot be opened"),
        (good[:3000] + b"\0" * 300 + good[3300:], "cannot be opened"),
    ):
        assert says in roster_of(data).errors[0].text.en


def test_without_the_reader_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(["学号", "姓名"])
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(ClassroomError) as caught:
        roster_of(data)
    assert 'pip install "storesim[class]"' in caught.value.text.zh
