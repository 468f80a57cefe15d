"""The libraries for classes are only imported where they are needed, and what is missing is said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import exportbook
import pytest

from simulator.classroom.exports.canvas import canvas
from simulator.classroom.exports.html import class_report, student_reports
from simulator.classroom.exports.made import LibraryMissing
from simulator.classroom.exports.moodle import moodle
from simulator.classroom.exports.table import long, wide
from simulator.classroom.exports.xapi import xapi
from simulator.classroom.exports.xlsx import xlsx


@pytest.mark.parametrize(
    ("library", "export"),
    [("xlsxwriter", xlsx), ("jinja2", class_report), ("jinja2", student_reports), ("pygal", class_report)],
)
def test_a_missing_library_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, library: str, export: Callable[..., object]
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LibraryMissing) as caught:
        export(exportbook.gradebook())
    for said in (caught.value.text.zh, caught.value.text.en):
        assert "pip install storesim[class]" in said
        assert library in said


def test_plain_files_need_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("xlsxwriter", "jinja2", "markupsafe", "pygal"):
        monkeypatch.setitem(sys.modules, library, None)
    for export in (moodle, canvas, wide, long, xapi):
        assert export(exportbook.gradebook()).data


def test_importing_the_room_imports_none_of_them() -> None:
    code = (
        "import sys, simulator.classroom.exports.html, simulator.classroom.exports.xlsx, simulator.classroom.exports.xapi;"
        "print(*sorted({'xlsxwriter', 'jinja2', 'markupsafe', 'pygal', 'openpyxl', 'sqlmodel', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
