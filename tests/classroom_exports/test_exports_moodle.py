"""The CSV for Moodle, read by its rules: see the module's own account of them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation

import exportbook
import msgspec
import pytest

from simulator.classroom.exports.moodle import By, moodle
from simulator.classroom.model import Gradebook


class Refused(Exception):
    """Moodle would stop the whole import."""


def moodle_imports(
    data: bytes, users: dict[str, str], marks_in: list[int], new: bool
) -> dict[str, list[Decimal | None]]:
    """What Moodle stores by user, identified by the first column (its default), for the columns `marks_in`.

    users: identifier -> user; new: the columns are mapped to new grade items, where an empty cell is a zero.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    stored: dict[str, list[Decimal | None]] = {}
    student = ""
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            raise Refused("columns")
        identifier = row[0].strip()
        if identifier not in ("", "0"):  # else the student of the row before is kept: Moodle's trap
            if identifier not in users:
                raise Refused(f"unknown user {identifier}")
            student = users[identifier]
        if not student:
            raise Refused("no user")
        stored[student] = []
        for at in marks_in:
            value = row[at].strip()
            if value == "-" or (value == "" and not new):
                stored[student].append(None)
                continue
            try:
                number = Decimal(value or "0")
            except InvalidOperation as error:
                raise Refused(f"bad grade {value}") from error
            if number > 100:
                raise Refused("too big")
            stored[student].append(number)
    return stored


def users(book: Gradebook, by: By) -> dict[str, str]:
    found = {}
    for s in book.students:
        key = {"number": s.number, "username": s.login or s.number, "email": s.email}[by]
        if key:
            found[key] = s.id
    return found


def expected(book: Gradebook) -> dict[str, list[Decimal | None]]:
    made = {}
    for s in book.students:
        points = [book.cell(s.id, a.id).points for a in book.assignments]
        made[s.id] = [None if p is None else Decimal(p) / 100 for p in points]
    return made


def columns(data: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


@pytest.mark.parametrize("new", [True, False], ids=["new items", "existing items"])
@pytest.mark.parametrize(("by", "without"), [("number", {"s06"}), ("username", {"s06"}), ("email", set())])
def test_moodle_stores_every_mark_with_its_student(by: By, without: set[str], new: bool) -> None:
    book = exportbook.gradebook()
    made = moodle(book, by=by)
    head = columns(made.data)
    marks_in = [head.index(a.title) for a in book.assignments]
    stored = moodle_imports(made.data, users(book, by), marks_in, new)
    assert stored == {id: marks for id, marks in expected(book).items() if id not in without | {"s05"}}


@pytest.mark.parametrize("by", ["number", "username", "email"])
def test_no_identifying_column_has_an_empty_cell(by: By) -> None:
    """A row without one would give its marks to the student before; so no choice in Moodle's form may meet it."""
    rows = list(csv.reader(io.StringIO(moodle(exportbook.gradebook(), by=by).data.decode("utf-8"), newline="")))
    identifying = [
        at for at, title in enumerate(rows[0]) if any(w in title for w in ("ID number", "Username", "Email"))
    ]
    assert identifying[0] == 0
    assert all(row[at] not in ("", "0") for row in rows[1:] for at in identifying)
    assert (len(identifying) == 3) == (by != "email")  # one student has no number


def test_who_is_left_out_is_said() -> None:
    notes = moodle(exportbook.gradebook()).notes
    assert ["s05" in n.zh for n in notes] == [True, False]
    assert ["s06" in n.en for n in notes] == [False, True]
    assert moodle(exportbook.empty()).notes == ()


def test_an_identifier_that_could_be_a_formula_is_left_out_and_not_changed() -> None:
    people = tuple(
        msgspec.structs.replace(s, number="=1+1") if s.id == "s01" else msgspec.structs.replace(s, number="0") if s.id == "s02" else s
        for s in exportbook.students()
    )  # fmt: skip
    made = moodle(exportbook.gradebook(students=people))
    assert b"1+1" not in made.data
    assert any("'=1+1" in n.zh or "=1+1" in n.zh for n in made.notes)
    stored = moodle_imports(made.data, users(exportbook.gradebook(students=people), "number"), [4], new=True)
    assert not {"s01", "s02"} & stored.keys()


def test_feedback_says_what_counts_and_what_was_missed_in_the_language_asked_for() -> None:
    book = exportbook.gradebook()
    for lang, decided, missed, line in (
        ("zh", "人工改分：断电重启", "未通过 11.1.2", "触碰红线"),
        ("en", "Changed by hand: 断电重启", "Not passed: 11.1.2", "Red line crossed: A knowingly false value"),
    ):
        rows = list(csv.reader(io.StringIO(moodle(book, lang=lang).data.decode("utf-8"), newline="")))  # type: ignore[arg-type]
        at = rows[0].index("三天发完这批货 (Feedback)")
        by_name = {row[rows[0].index("姓名" if lang == "zh" else "Full name")]: row[at] for row in rows[1:]}
        assert decided in by_name["王秀英"]
        assert missed in by_name["孙磊"]
        assert line in by_name["孙磊"]
        assert by_name["李娜"] == by_name["郑欣怡"] == ""


def test_without_feedback_there_is_one_column_for_each_assignment() -> None:
    head = columns(moodle(exportbook.gradebook(), feedback=False).data)
    assert head[-3:] == ["三天发完这批货", "客服台的三天", "Improvement (2025)"]


def test_hostile_text_stays_text() -> None:
    made = moodle(exportbook.hostile(), by="email")
    rows = list(csv.reader(io.StringIO(made.data.decode("utf-8"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert cell == "-" or not cell.lstrip(' "').startswith(tuple("=+-@＝"))
            assert "\x1b" not in cell
            assert "\u202e" not in cell
