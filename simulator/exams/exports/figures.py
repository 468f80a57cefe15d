"""Item statistics in words: what the figures are called, and how they stand in a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from simulator.classroom.exports.cells import Value
from simulator.classroom.exports.xlsx import Extra
from simulator.classroom.results.requirements import requirement_title
from simulator.exams.results.book import ExamBook
from simulator.exams.results.statistics import LEVELS, Column, Level, Statistics, statistics
from simulator.kernel.text import Lang, Text

FIGURES: dict[str, Text] = {
    "facility": Text("难度指数", "Facility"),
    "deviation": Text("标准差", "SD"),
    "discrimination": Text("区分度", "Discrimination"),
    "efficiency": Text("区分效率", "Efficiency"),
    "intended_weight": Text("应占权重", "Intended weight"),
    "effective_weight": Text("实际权重", "Effective weight"),
}
WHOLE: dict[str, Text] = {
    "mean": Text("平均", "Mean"),
    "median": Text("中位", "Median"),
    "deviation": Text("标准差", "SD"),
    "skewness": Text("偏度", "Skewness"),
    "kurtosis": Text("峰度", "Kurtosis"),
    "alpha": Text("信度 α", "Alpha"),
    "error_ratio": Text("误差比", "Error ratio"),
    "standard_error": Text("标准误", "Standard error"),
}
NOTE = Text(
    "除偏度、峰度外均为百分数；难度指数越高题越易。区分度是该项与其余部分的相关。公式与 Moodle 的测验统计相同（样本方差）。",
    "All are percent but skewness and kurtosis; the higher the facility, the easier. Discrimination is the correlation with the rest. The formulas are those of "
    "Moodle's quiz statistics (sample variances).",
)


def decimal(value: float | None) -> str:
    """A figure with two decimals; a dash for none."""
    return "-" if value is None else f"{value:.2f}"


def titled(column: Column) -> Text:
    """What a column is about."""
    if column.title is not None:
        return column.title
    if column.requirement:
        return requirement_title(column.requirement)
    return Text(f"第{column.item + 1}题", f"Item {column.item + 1}")


class Shown(NamedTuple):
    """A table of figures on a page; `withheld` says why there is none."""

    title: str
    n: int
    withheld: Text | None
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def pages(book: ExamBook, titles: Sequence[str], lang: Lang) -> list[Shown]:
    """The whole, its items and its requirements, as a report shows them."""
    items = statistics(book, "item")
    whole = items.figures.whole
    of_whole = Shown(
        Text("整场考试", "The whole exam").of(lang), whole.n, items.figures.withheld, ["n", *(t.of(lang) for t in WHOLE.values())],
        [[str(whole.n), *(decimal(getattr(whole, name)) for name in WHOLE)]],
    )  # fmt: skip
    return [of_whole, _page(items, titles, lang), _page(statistics(book, "requirement"), titles, lang)]


def sheet(book: ExamBook, titles: Sequence[str], lang: Lang) -> Extra:
    """All levels, one below the other, for the workbook; n alone where no figures may be shown."""
    heads = [
        Text("层次", "Level").of(lang), Text("题", "Item").of(lang), Text("要求", "Requirement").of(lang), Text("内容", "What").of(lang), "n",
        *(t.of(lang) for t in FIGURES.values()),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for name in LEVELS:
        level: Level = name  # type: ignore[assignment]
        found = statistics(book, level)
        for column, figures in zip(found.columns, found.figures.items, strict=True):
            row: list[Value] = [
                LEVELS[level].of(lang),
                column.item + 1,
                column.requirement,
                _called(column, titles, lang),
                figures.n,
            ]
            rows.append(row + [_exactly(getattr(figures, key)) for key in FIGURES])
    title = Text("统计指标", "Statistics").of(lang)
    return Extra(title, title, heads, rows, still=4)


def _page(found: Statistics, titles: Sequence[str], lang: Lang) -> Shown:
    heads = [LEVELS[found.level].of(lang), "n", *(t.of(lang) for t in FIGURES.values())]
    rows = [
        [_called(column, titles, lang), str(figures.n), *(decimal(getattr(figures, name)) for name in FIGURES)]
        for column, figures in zip(found.columns, found.figures.items, strict=True)
    ]
    return Shown(LEVELS[found.level].of(lang), found.figures.whole.n, found.figures.withheld, heads, rows)


def _called(column: Column, titles: Sequence[str], lang: Lang) -> str:
    """`2: 11.1.3 Create the logistics order`; an item by its title."""
    if not column.requirement:
        return titles[column.item]
    return f"{column.item + 1}: {column.requirement} {titled(column).of(lang)}"


def _exactly(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.4f}")
