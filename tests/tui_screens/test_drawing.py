"""Bars, charts and lines out of characters that are one cell wide everywhere."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.locale.width import width
from simulator.tui.screens import drawing
from simulator.tui.screens.drawing import Cell, area, bar, line, tint, wrapped

ROOM = Path(drawing.__file__).parent


@pytest.mark.parametrize(
    ("points", "shown"),
    [(0, "-----"), (1, "=----"), (5_000, "==---"), (9_999, "====-"), (10_000, "====="), (20_000, "=====")],
)
def test_a_bar_is_full_only_when_nothing_is_missing(points: int, shown: str) -> None:
    assert bar(points, 5).plain in (shown, shown.replace("==---", "===--"))


@given(st.integers(-5, 20_000), st.integers(1, 40))
def test_a_bar_is_as_wide_as_asked(points: int, cells: int) -> None:
    assert bar(points, cells).cell_length == cells


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), st.integers(1, 9))
def test_an_area_has_its_size_and_one_line_per_column(values: list[int], height: int) -> None:
    rows = area(values, height, "$primary", "#112233")
    assert len(rows) == height
    assert {r.cell_length for r in rows} == {len(values)}
    for column in range(len(values)):
        letters = [r.plain[column] for r in rows]
        assert letters.count("_") == 1
        top = letters.index("_")
        assert set(letters[:top]) <= {" "}
        assert set(letters[top + 1 :]) <= {":"}


def test_the_highest_value_reaches_the_top_and_the_lowest_the_floor() -> None:
    rows = area([0, 5, 10], 3, "$primary", "#112233")
    assert [r.plain for r in rows] == ["  _", " _:", "_::"]


@given(st.text(max_size=200), st.integers(4, 60))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert all(width(one) <= cells for one in lines)
    from simulator.locale.clean import clean

    kept = "".join("".join(lines).split())
    assert kept == "".join(clean(text, multiline=True).split())


def test_a_line_does_not_begin_with_a_closing_mark() -> None:
    assert wrapped("一二三四，五六", 8) == ["一二三", "四，五六"]


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_cell_has_its_width_whatever_stands_in_it(text: str, cells: int) -> None:
    assert line(Cell(text, cells)).cell_length == cells


def test_markup_is_shown_as_it_is(hostile: str) -> None:
    made = line(Cell(hostile, 0, "bold"), hostile)
    assert made.plain == hostile * 2


def test_a_tint_is_opaque() -> None:
    assert tint("#ffffff", "#000000", 0.5).lower() in ("#7f7f7f", "#808080")


def test_the_chrome_uses_no_character_of_ambiguous_width() -> None:
    """Chinese is wide everywhere and Latin narrow; all else some consoles draw otherwise than they count."""
    found = []
    for path in sorted(ROOM.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                for letter in node.value:
                    if unicodedata.east_asian_width(letter) == "A" and not (
                        path.name == "drawing.py" and letter in "”’"
                    ):
                        found.append(f"{path.name}:{node.lineno} {letter!r}")
    # quotation marks in Chinese sentences are wrapped text, never part of a column
    assert [f for f in found if f[-2] not in "“”"] == []
