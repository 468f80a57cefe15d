"""The certificate: one page of A4 that says what was reached, by which paper, and how anybody can have it checked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.made import Made
from simulator.exams.errors import ExamError
from simulator.exams.exports.face import Face
from simulator.exams.receipts import number
from simulator.exams.results.book import Candidate, ExamBook
from simulator.kernel.text import Lang, Text

TITLE = 60


class Layout(NamedTuple):
    """How the requirements are set so that all of them fit the page: columns, a class of the style sheet, and how long a title may be."""

    columns: int
    style: str
    title: int


# by how many requirements there are at most
_LAYOUTS = ((8, Layout(1, "roomy", 90)), (14, Layout(1, "plain", 90)), (30, Layout(2, "half", 48)), (42, Layout(2, "tight", 48)), (10_000, Layout(3, "third", 34)))  # fmt: skip


def certificate(book: ExamBook, one: Candidate, lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Made:
    """The certificate of a candidate, or the statement of what was reached where that was not enough to pass. Raises ExamError where there is no mark."""
    if one.points is None:
        raise ExamError(
            "no-mark",
            Text(
                f"考生 {one.label} 还没有成绩，不能出证书；请先评分（storesim hall grade）。",
                f"Candidate {one.label} has no mark yet, so there is no certificate; grade first (storesim hall grade).",
            ),
        )
    face, paper = Face(lang, zone), book.rubric.paper
    requirements = one.mark.requirements if one.mark is not None else ()
    layout = next(layout for most, layout in _LAYOUTS if len(requirements) <= most)
    page = (
        face.environment()
        .get_template("certificate.html")
        .render(
            title=f"{tidy(one.label, TITLE)} · {face.word('certificate' if one.passed else 'statement')}",
            book=book, one=one, mark=one.mark, paper=paper, layout=layout, columns=_columns(requirements, layout.columns),
            chapters=_columns(one.mark.chapters if one.mark is not None else (), 2 if len(one.mark.chapters if one.mark else ()) > 4 else 1),
            receipt=number(one.sealed) if one.sealed else "", zone=face.offset(one.ended),
            regraded=book.regrades[-1].at if book.regrades else None,
        )
    )  # fmt: skip
    return Made(data=page.encode("utf-8"))


def _columns(found: Sequence[Any], columns: int) -> list[list[Any]]:
    """Rows of so many cells side by side, read from top to bottom, then from left to right; None where a column is shorter."""
    height = -(-len(found) // columns)
    return [
        [found[column * height + row] if column * height + row < len(found) else None for column in range(columns)]
        for row in range(height)
    ]
