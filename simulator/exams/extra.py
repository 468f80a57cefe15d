"""The list of candidates with extra time, as an examination office has it: CSV or XLSX with two columns, number and minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from simulator.classroom.columns import HEADINGS
from simulator.classroom.errors import clip
from simulator.classroom.folding import fold
from simulator.classroom.grid import Finding, Grid
from simulator.classroom.model import Student
from simulator.classroom.roster import grids_of, read_file
from simulator.exams.tickets import digits
from simulator.kernel.text import Text
from simulator.locale.clean import clean

MOST_MINUTES = 24 * 60
HEADING_ROWS = 10
_NUMBER = {fold(h) for h in HEADINGS["number"]}
_MINUTES = {
    fold(h)
    for h in ("分钟", "加时", "加时分钟", "加时（分钟）", "加时(分钟)", "延时", "延长时间", "minutes", "extra", "extra minutes", "extra time",
              "extra (min)", "extra time (min)")
}  # fmt: skip
_COLUMNS = Text(
    "找不到“学号”和“分钟”两栏；请在第一行写上这两个标题",
    "there are no columns for number and minutes; write these two headings into the first row",
)


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """What a list says: seconds by a student's id, or what is wrong with it (then nothing of it is to be used)."""

    seconds: dict[str, int]
    findings: tuple[Finding, ...] = ()


def read_extra(path: Path, students: Sequence[Student]) -> Extra:
    """Read a list. Raises ClassroomError when there is no such file, or it is too large."""
    return extra_of(read_file(path), students)


def extra_of(data: bytes, students: Sequence[Student]) -> Extra:
    """The same for the bytes of a file."""
    grids, _ = grids_of(data)
    if isinstance(grids, Text):
        return Extra(seconds={}, findings=(Finding(what=grids),))
    found = next((at for grid in grids if (at := _heading(grid)) is not None), None)
    if found is None:
        return Extra(seconds={}, findings=(Finding(what=_COLUMNS),))
    return _read(*found, {fold(s.number): s for s in students if s.number})


def _heading(grid: Grid) -> tuple[Grid, int, int, int] | None:
    for row, cells in enumerate(grid.rows[:HEADING_ROWS]):
        heads = [fold(c) for c in cells]
        number = next((i for i, h in enumerate(heads) if h in _NUMBER), None)
        minutes = next((i for i, h in enumerate(heads) if h in _MINUTES), None)
        if number is not None and minutes is not None:
            return grid, row, number, minutes
    return None


def _read(grid: Grid, heading: int, number: int, minutes: int, known: Mapping[str, Student]) -> Extra:
    seconds: dict[str, int] = {}
    findings = list(grid.findings)
    heads = grid.rows[heading]

    def wrong(row: int, column: int, what: Text) -> None:
        findings.append(Finding(row=row, column=clip(clean(heads[column])), what=what))

    for row, cells in enumerate(grid.rows[heading + 1 :], heading + 2):
        said = cells[number].strip() if number < len(cells) else ""
        length = cells[minutes].strip() if minutes < len(cells) else ""
        if not said and not length:
            continue
        student = known.get(fold(said))
        figures = digits(length)
        if student is None:
            wrong(
                row,
                number,
                Text(f"班里没有学号 {clip(clean(said))}", f"there is no {clip(clean(said))!r} in the class"),
            )
        elif student.id in seconds:
            wrong(row, number, Text(f"学号 {clip(clean(said))} 重复", f"{clip(clean(said))!r} stands twice"))
        elif not figures or len(length) != len(figures) or len(figures) > 5 or int(figures) > MOST_MINUTES:
            wrong(
                row,
                minutes,
                Text(
                    f"“{clip(clean(length))}”不是 0 到 {MOST_MINUTES} 的整数",
                    f"{clip(clean(length))!r} is no whole number from 0 to {MOST_MINUTES}",
                ),
            )
        else:
            seconds[student.id] = int(figures) * 60
    errors = tuple(x for x in findings if x.severity == "error")
    return Extra(seconds={} if errors else seconds, findings=errors)
