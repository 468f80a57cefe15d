"""Cells of a file that a spreadsheet opens: no text is a formula, no figure is text."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.classroom.exports.cells import Plain, csv_bytes, figure, is_formula, marks, safe, tidy, unique

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", "  =1", "\u3000=1", "\u00a0=1", "＝1+1", "＋1", "－1", "＠A1",
    "\u2212 1", "\u207b1", "﹢1", '"=1+1"', "\u201c=1\u201d", "''=1", "「=1」", "\u200b=1", "\u202e=1", "=HYPERLINK(\"http://x\")",
    "\x1b[31m=1", "\ufeff=1",
]  # fmt: skip
HARMLESS = ["张伟", "Anna Müller", "a=b", "3-2", "王@学校", "", "订单 #3", "“好”", "1.5", "12", "O'Brien"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    made = safe(text)
    assert made.startswith("'")
    assert safe(made) == made


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text
    assert not is_formula(text)


def test_after_a_semicolon_a_new_cell_may_begin() -> None:
    assert safe("a;=2+2; +3;ok") == "a;'=2+2;' +3;ok"


@given(st.text(max_size=60))
def test_no_cell_begins_a_formula_wherever_it_is_cut(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_bytes([[text, "x"]]).decode("utf-8"), newline=""))
    assert row[1] == "x"
    for part in row[0].split(";"):
        assert not part.lstrip(' \u3000\u00a0"“”').startswith(tuple("=+-@＝＋－＠\t\r"))
    assert safe(row[0]) == row[0]


def test_control_codes_and_direction_marks_are_gone_and_long_text_is_cut() -> None:
    assert tidy("a\x00b\x1b[31mc\u202ed\ue000\ufffe\ud800\r\ne") == "abcd\ue000 e"
    assert len(tidy("长" * 40_000)) == 32_000
    assert tidy("长" * 40_000, 5) == "长长长长…"


def test_our_figures_stay_figures() -> None:
    made = csv_bytes([[Decimal("-12.50"), -3, marks(7_525), marks(8_000), marks(None), Plain("-"), "-"]])
    assert made == b"-12.5,-3,75.25,80,,-,'-\r\n"
    assert [figure(Decimal(p) / 100) for p in (0, 1, 10_000)] == ["0", "0.01", "100"]


def test_the_file_is_utf_8_with_a_mark_where_asked() -> None:
    assert csv_bytes([["张"]], bom=True) == "\ufeff张\r\n".encode()
    assert csv_bytes([['张,"伟"']]) == '"张,""伟"""\r\n'.encode()


def test_titles_that_occur_twice_name_two_columns() -> None:
    assert unique(["a", "b", "A", "a", "a [2]"]) == ["a", "b", "A [2]", "a [3]", "a [2] [2]"]
