"""Item statistics: how hard the parts of an exam were, and how well they told candidates apart."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.classroom.bureau import Answer, Operation, Table
from simulator.exams.afterwards.common import book_of, legend, titles_of
from simulator.exams.exports.figures import FIGURES, NOTE, WHOLE, decimal, titled
from simulator.exams.office.base import Hall, operation
from simulator.exams.office.fields import ExamField
from simulator.exams.results.statistics import LEVELS, Level, Statistics, statistics
from simulator.kernel.messages import info
from simulator.kernel.text import Text


@operation(
    "statistics", group="marks", order=240, changes=False, title=Text("统计指标", "Item statistics"),
    about=Text(
        "题目、要求或评分点的难度、区分度、权重，以及整场考试的信度和标准误；人数太少时不显示，人数总是写明。",
        "Facility, discrimination and weight of items, requirements or facets, and alpha and standard error of the whole; not shown for small groups, n always.",
    ),
)  # fmt: skip
class ItemStatistics(Operation, frozen=True, kw_only=True):
    """From the automatic marks that count."""

    exam: ExamField = ""
    by: Annotated[Level, info("按什么", "By", choices=LEVELS)] = "item"

    def run(self, office: Hall) -> Answer:
        """A row for each, then the whole."""
        book = book_of(office, self.exam)
        titles = titles_of(office, book, office.lang)
        found = statistics(book, self.by)
        n = found.figures.whole.n
        count = Text(f"n = {n}", f"n = {n}")
        data = {
            "level": found.level, "n": n, "withheld": msgspec.to_builtins(found.figures.withheld),
            "items": [msgspec.to_builtins(c) | msgspec.to_builtins(f) for c, f in zip(found.columns, found.figures.items, strict=True)],
            "whole": msgspec.to_builtins(found.figures.whole),
        }  # fmt: skip
        if found.figures.withheld is not None:
            return Answer(lines=(found.figures.withheld, count), data=data)
        return Answer(lines=(legend(titles), NOTE, count), tables=(_items(found), _whole(found)), data=data)


def _items(found: Statistics) -> Table:
    heads = (Text("题", "Item"), Text("要求", "Requirement"), Text("内容", "What"), Text("n", "n"), *FIGURES.values())
    rows: tuple[tuple[Text | str, ...], ...] = tuple(
        (str(c.item + 1), c.requirement, titled(c), str(f.n), *(decimal(getattr(f, name)) for name in FIGURES))
        for c, f in zip(found.columns, found.figures.items, strict=True)
    )
    return Table(heads=heads, rows=rows, right=(0, *range(3, len(heads))))


def _whole(found: Statistics) -> Table:
    heads = (Text("n", "n"), *WHOLE.values())
    whole = found.figures.whole
    return Table(
        heads=heads,
        rows=((str(whole.n), *(decimal(getattr(whole, name)) for name in WHOLE)),),
        right=tuple(range(len(heads))),
    )
