"""The item statistics of an exam: of the items of its paper, of requirements, of facets. The figures are those of `exams.statistics`; here the marks that
count are laid out as its table, in a unit in which every one of them is whole."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from simulator.exams.marking.model import FULL, ExamMark
from simulator.exams.paper.frozen import paper_digest
from simulator.exams.results.book import ExamBook
from simulator.exams.statistics.calculate import Figures
from simulator.exams.statistics.shown import Sat, shown
from simulator.exams.statistics.table import Item, Table
from simulator.kernel.text import Text

Level = Literal["item", "requirement", "facet"]
LEVELS: dict[str, Text] = {
    "item": Text("题目", "items of the paper"),
    "requirement": Text("要求", "requirements"),
    "facet": Text("评分点", "facets"),
}


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that marks are given for. item: of the paper, from 0; requirement, facet: empty on the levels above; maximum: its share of the whole."""

    id: str
    item: int
    requirement: str = ""
    facet: str = ""
    title: Text | None = None
    maximum: int = 0


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one level, each beside what it is about, in the order of the paper."""

    level: Level
    columns: tuple[Column, ...]
    figures: Figures


def statistics(book: ExamBook, level: Level) -> Statistics:
    """The figures of the automatic marks that count now. Who never began an item has nothing for it; who has no mark is not among them."""
    marks = [one.mark for one in book.marked if one.mark is not None]
    columns = _columns(marks[0], level) if marks else ()
    rows = tuple(_row(mark, columns, level) for mark in marks)
    table = Table(items=tuple(Item(id=c.id, maximum=c.maximum) for c in columns), marks=rows)
    items = tuple(item.address for item in book.exam.paper.items)
    sat = [Sat(paper=paper_digest(book.exam.paper), rubric=mark.rubric, items=items) for mark in marks]
    return Statistics(level=level, columns=columns, figures=shown(table, sat))


def _units(mark: ExamMark) -> list[int]:
    """What one basis point of a requirement of each item is worth: the same total for all, and whole, however many requirements an item has."""
    common = math.lcm(*(max(1, len(item.requirements)) for item in mark.items))
    return [item.weight * (common // max(1, len(item.requirements))) for item in mark.items]


def _columns(mark: ExamMark, level: Level) -> tuple[Column, ...]:
    units = _units(mark)
    found = []
    for item in mark.items:
        n, unit = item.item, units[item.item]
        if level == "item":
            found.append(Column(id=f"{n + 1}", item=n, maximum=FULL * unit * len(item.requirements)))
            continue
        for r in item.requirements:
            if level == "requirement":
                found.append(Column(id=f"{n + 1}/{r.id}", item=n, requirement=r.id, maximum=FULL * unit))
                continue
            found += [
                Column(
                    id=f"{n + 1}/{r.id}/{f.id}", item=n, requirement=r.id, facet=f.id, title=f.title, maximum=FULL * unit * f.weight
                )
                for f in r.facets
            ]  # fmt: skip
    return tuple(found)


def _row(mark: ExamMark, columns: tuple[Column, ...], level: Level) -> tuple[int | None, ...]:
    units = _units(mark)
    marks: dict[str, int | None] = {}
    for item in mark.items:
        n, unit, begun = item.item, units[item.item], bool(item.tries)
        marks[f"{n + 1}"] = item.points * unit * len(item.requirements) if begun else None
        for r in item.requirements:
            marks[f"{n + 1}/{r.id}"] = r.points * unit if begun else None
            for f in r.facets:
                # a red line takes the facets' points with it, as it does from the requirement
                marks[f"{n + 1}/{r.id}/{f.id}"] = (0 if r.zeroed else f.points * f.weight * unit) if begun else None
    return tuple(marks.get(c.id) for c in columns)
