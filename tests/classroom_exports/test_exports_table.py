"""The plain tables: what Excel opens, and what a statistics program reads."""

from __future__ import annotations

import csv
import io

import exportbook
import pytest

from simulator.classroom.exports.made import Made
from simulator.classroom.exports.table import long, wide
from simulator.kernel.text import Lang


def rows(made: Made) -> list[dict[str, str]]:
    assert made.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))


def test_wide_has_a_row_for_each_student_with_the_marks_of_the_gradebook() -> None:
    found = {row["编号"]: row for row in rows(wide(exportbook.gradebook()))}
    assert list(found) == [f"s{n:02d}" for n in range(1, 13)]
    changed = found["s02"]
    assert (changed["三天发完这批货"], changed["三天发完这批货 · 自动评分"]) == ("75.5", "61.35")
    assert changed["三天发完这批货 · 状态"] == "人工改分"
    assert found["s03"]["三天发完这批货 · 状态"] == "待处理"
    assert found["s04"]["客服台的三天 · 状态"] == "未交"
    assert found["s12"]["平均分"] == ""
    assert found["s08"]["平均分"] == "100"
    assert (found["s05"]["学号"], found["s05"]["姓名"], found["s05"]["三天发完这批货"]) == ("", "", "55.85")


def test_long_has_a_row_for_each_requirement_of_the_counting_try_in_the_order_of_the_standard() -> None:
    found = rows(long(exportbook.gradebook(), "en"))
    mine = [r for r in found if r["Id"] == "s09" and r["Assignment id"] == "a1"]
    assert [(r["Requirement"], r["Points"], r["Passed"]) for r in mine] == [
        ("11.1.1", "86.8", "1"),
        ("11.1.2", "0", "0"),
    ]
    assert mine[1]["Red lines crossed"] == "A knowingly false value, or a sale called a gift"
    assert {r["Try"] for r in found if r["Id"] == "s01" and r["Assignment id"] == "a1"} == {"2"}
    assert not [r for r in found if r["Id"] == "s12"]
    counted = [c.counted for c in exportbook.cells().values()]
    assert len(found) == sum(len(t.mark.requirements) for t in counted if t is not None and t.mark is not None)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("made", [wide, long])
def test_hostile_text_and_empty_classes(made: object, lang: Lang) -> None:
    table = list(csv.reader(io.StringIO(made(exportbook.hostile(), lang).data.decode("utf-8-sig"), newline="")))  # type: ignore[operator]
    assert {len(row) for row in table} == {len(table[0])}
    assert not [cell for row in table for cell in row if cell.lstrip(' "').startswith(tuple("=+-@＝"))]
    nothing = made(exportbook.empty(), lang).data.decode("utf-8-sig")  # type: ignore[operator]
    assert nothing.count("\r\n") == 1
