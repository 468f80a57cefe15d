"""The CSV for Canvas, read by the rules of its importer: see the module's own account of them."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import exportbook
import msgspec
import pytest

from simulator.classroom.exports.canvas import canvas, columns
from simulator.classroom.model import Gradebook, Student

TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")


def canvas_imports(
    data: bytes, students: list[Student], existing: dict[int, str]
) -> tuple[dict[str, Any], dict[str, dict[str, Decimal]], list[str]]:
    """Assignments (title or existing id -> points possible), grades by student and assignment, and rows of nobody known."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    head = rows[0]
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert (head[2], head[3], head[4]) == ("SIS User ID", "SIS Login ID", "Section")
    wanted: dict[str, Any] = {}
    for title in head[5:]:
        if TOTALS.search(title):
            continue
        numbered = re.fullmatch(r"(.*)\s\((\d+)\)", title)
        if numbered and int(numbered[2]) in existing:
            wanted[title] = int(numbered[2])
        else:
            wanted[title] = numbered[1] if numbered else title
    possible: dict[str, Any] = {}
    grades: dict[str, dict[str, Decimal]] = {}
    nobody = []
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            possible = {wanted[t]: row[head.index(t)] for t in wanted}
            continue
        found = (
            [s for s in students if row[2] and s.number == row[2]]
            or [s for s in students if row[3] and (s.login or s.number) == row[3]]
            or [s for s in students if s.name == row[0]]
        )
        if not found:
            nobody.append(row[0])
            continue
        cells = {wanted[t]: row[head.index(t)].strip() for t in wanted}
        grades[found[0].id] = {t: Decimal(v) for t, v in cells.items() if v}
    return possible, grades, nobody


def read(book: Gradebook, existing: dict[int, str] | None = None) -> tuple[Any, Any, Any]:
    return canvas_imports(canvas(book).data, [s for s in book.students if not s.erased], existing or {})


def test_canvas_stores_every_mark_with_its_student_out_of_100() -> None:
    book = exportbook.gradebook()
    possible, grades, nobody = read(book)
    assert set(possible.values()) == {"100"}
    assert nobody == []
    for s in book.students:
        if s.id in ("s05", "s06"):
            assert s.id not in grades
            continue
        points = {a.title.replace("(2025)", "[2025]"): book.cell(s.id, a.id).points for a in book.assignments}
        assert grades[s.id] == {t: Decimal(p) / 100 for t, p in points.items() if p is not None}


def test_no_mark_is_empty_and_not_zero() -> None:
    _, grades, _ = read(exportbook.gradebook())
    assert grades["s12"] == {}
    assert "三天发完这批货" not in grades["s03"]


def test_a_title_with_a_number_does_not_write_into_another_assignment() -> None:
    possible, _, _ = read(exportbook.gradebook(), {2025: "somebody else's"})
    assert 2025 not in possible
    assert any("[2025]" in n.zh and "[2025]" in n.en for n in canvas(exportbook.gradebook()).notes)


@pytest.mark.parametrize(
    ("titles", "headings"),
    [
        (["A", "a", "A"], ["A", "a [2]", "A [3]"]),
        (["Student", "ID"], ["Student [2]", "ID [2]"]),
        (["Final Score 练习"], ["Final-Score 练习"]),
        (["Run (12)", "Run (twelve)"], ["Run [12]", "Run (twelve)"]),
        (["=1"], ["'=1"]),
    ],
)
def test_titles_that_canvas_would_misread_are_changed(titles: list[str], headings: list[str]) -> None:
    assert columns(titles) == headings


def test_two_students_of_one_name_are_told_apart_or_left_out() -> None:
    people = tuple(
        msgspec.structs.replace(s, name="张伟", number="" if s.id == "s02" else s.number) if not s.erased else s
        for s in exportbook.students()
    )
    made = canvas(exportbook.gradebook(students=people))
    _, grades, _ = read(exportbook.gradebook(students=people))
    assert "s02" not in grades
    assert "s03" in grades
    assert any("s02" in n.en for n in made.notes)


def test_hostile_names_are_nobody_elses_row() -> None:
    book = exportbook.hostile()
    possible, grades, nobody = read(book)
    assert set(possible.values()) == {"100"}
    assert nobody == []
    assert set(grades) == {s.id for s in book.students} - {"s05", "s06"}
    assert grades["s11"]  # called "Points Possible"


def test_an_empty_class_is_a_heading_and_the_points() -> None:
    assert canvas(exportbook.empty()).data == (
        b"Student,ID,SIS User ID,SIS Login ID,Section\r\nPoints Possible,,,,\r\n"
    )
