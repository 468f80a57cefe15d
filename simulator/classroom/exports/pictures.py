"""Which charts the reports hold: what is drawn, and when there is too little or too much to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.charts import Chart, Series, bars, lines, lying_bars
from simulator.classroom.exports.made import library
from simulator.classroom.model import Gradebook
from simulator.classroom.results import Analysis, StudentRow
from simulator.classroom.results.effort import minutes
from simulator.classroom.results.figures import divide
from simulator.kernel.text import Lang, Text

MOST_BARS, MOST_LINES, MOST_GROUPS = 3, 6, 8
TITLE = 16


class Drawn(Protocol):
    """What is drawn from."""

    book: Gradebook
    lang: Lang
    found: Analysis
    words: Mapping[str, Text]


def class_charts(look: Drawn) -> dict[str, Any]:
    """Distribution, progress and time; None where a chart would say nothing."""
    return {"distribution": _distribution(look), "progress": _progress(look), "time": _time(look)}


def comparison(look: Drawn, row: StudentRow, medians: Sequence[int | None], place: int) -> Any:
    """Own marks beside the class's medians, from two assignments with both on."""
    shown = [i for i, r in enumerate(row.results) if r.final is not None and medians[i] is not None]
    if len(shown) < 2:
        return None
    own = [_whole(row.results[i].final) for i in shown]
    middle = [_whole(medians[i]) for i in shown]
    series = [(look.words["own"].of(look.lang), own), (look.words["class_median"].of(look.lang), middle)]
    title = look.words["comparison"].of(look.lang)
    return _safe(bars(f"compared-{place}", title, [str(i + 1) for i in shown], series, top=100, height=170))


def _titles(book: Gradebook) -> list[str]:
    return [f"{i} {tidy(a.title, TITLE)}" for i, a in enumerate(book.assignments, 1)]


def _distribution(look: Drawn) -> Any:
    if not look.found.means.n:
        return None
    labels = [f"{10 * i}–{10 * i + 9 if i < 9 else 100}" for i in range(10)]
    series: list[Series] = [(look.words["means"].of(look.lang), look.found.means.bins)]
    if len(look.found.spread) <= MOST_BARS:
        series = [(title, s.bins) for title, s in zip(_titles(look.book), look.found.spread, strict=True)]
    return _safe(bars("distribution", look.words["distribution"].of(look.lang), labels, series))


def _progress(look: Drawn) -> Any:
    steps = look.found.progress.steps
    most = max((step.number for step in steps), default=0)
    by = {(step.assignment, step.number): step.median for step in steps}
    series = []
    for title, assignment in zip(_titles(look.book), look.book.assignments, strict=True):
        values = [_whole(by.get((assignment.id, n))) for n in range(1, most + 1)]
        if sum(v is not None for v in values) > 1:
            series.append((title, values))
    if not series or len(series) > MOST_LINES:
        return None
    labels = [look.words["try_n"].fill(n=n).of(look.lang) for n in range(1, most + 1)]
    return _safe(lines("progress", look.words["progress"].of(look.lang), labels, series, top=100))


def _time(look: Drawn) -> Any:
    timed = [
        (title, e.quartiles) for title, e in zip(_titles(look.book), look.found.effort, strict=True) if e.quartiles
    ]
    if not timed or len(timed) > MOST_GROUPS:
        return None
    series: list[Series] = [
        (look.words["quarter"].of(look.lang), [minutes(q.low) for _, q in timed]),
        (look.words["median"].of(look.lang), [minutes(q.middle) for _, q in timed]),
        (look.words["three_quarters"].of(look.lang), [minutes(q.high) for _, q in timed]),
    ]
    return _safe(lying_bars("time", look.words["time"].of(look.lang), [title for title, _ in timed], series))


def _whole(points: int | None) -> int | None:
    return None if points is None else divide(points, 100)


def _safe(chart: Chart) -> Any:
    """The chart with its SVG marked as markup; its texts were escaped when it was written."""
    with library("jinja2"):
        from markupsafe import Markup

    return chart._replace(svg=Markup(chart.svg))
