"""The report of an exam for those who answer for it: how it went, every candidate, where marks were lost, and what people decided."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from simulator.classroom.exports.look import Look
from simulator.classroom.exports.made import Made
from simulator.classroom.exports.pages import environment
from simulator.classroom.exports.pictures import class_charts
from simulator.exams.exports.face import TEMPLATES, Face, times, whole
from simulator.exams.exports.figures import NOTE, pages
from simulator.exams.exports.gradebook import items
from simulator.exams.exports.gradebook import whole as whole_exam
from simulator.exams.exports.words import OWN, words
from simulator.exams.marking.model import WAITING
from simulator.exams.results.book import STANDING, ExamBook
from simulator.kernel.text import Lang

COLUMNS = 6  # items that fit side by side


def report(
    book: ExamBook,
    titles: Sequence[str],
    lang: Lang = "zh",
    zone: datetime.tzinfo | None = None,
) -> Made:
    """The report. `titles`: of the items."""
    said = words(book.revealed)
    exam, parts = Look(whole_exam(book), lang, zone, said), Look(items(book, titles), lang, zone, said)
    face = Face(lang, zone)
    made = environment(
        {**exam.filters(), "chapter": face.chapter, "pass_at": whole, "times": times},
        {**exam.globals(), "x": {key: word.of(lang) for key, word in OWN.items()}}, (TEMPLATES,),
    )  # fmt: skip
    charts = class_charts(exam)
    page = made.get_template("exam.html").render(
        title=f"{exam.said(book.exam.title, 120)} · {face.word('report')}", exam=book, paper=book.rubric.paper, found=exam.found,
        heat=parts.found.heat, mistakes=exam.found.mistakes, titles_of=titles, places=range(len(titles))[:COLUMNS], charts=charts,
        bins=[f"{10 * i}–{10 * i + 9 if i < 9 else 100}" for i in range(10)], levels=said["heat_levels"].of(lang).split("|"),
        standing=STANDING, attention=[c for c in book.candidates if c.standing in WAITING], chapters=_chapters(book),
        counts=_counts(book), statistics=pages(book, titles, lang), statistics_note=NOTE,
    )  # fmt: skip
    return Made(data=page.encode("utf-8"))


def _chapters(book: ExamBook) -> list[dict[str, Any]]:
    """Each chapter: mean over the marked candidates, and how many passed it where it has to be."""
    found: dict[str, list[Any]] = {}
    for one in book.marked:
        assert one.mark is not None
        for c in one.mark.chapters:
            found.setdefault(c.id, []).append(c)
    return [
        {"id": id, "n": len(some), "mean": sum(c.points for c in some) // len(some), "needed": some[0].needed, "passed": sum(c.passed for c in some)}
        for id, some in found.items()
    ]  # fmt: skip


def _counts(book: ExamBook) -> dict[str, int]:
    """How many candidates stand how."""
    return {
        "all": len(book.candidates), "marked": len(book.marked), "absent": sum(c.standing == "absent" for c in book.candidates),
        "running": sum(c.standing in ("running", "ungraded") for c in book.candidates),
        "waiting": sum(c.standing in WAITING for c in book.candidates), "passed": sum(c.passed is True for c in book.candidates),
        "with_mark": sum(c.points is not None for c in book.candidates), "by_hand": sum(c.changed for c in book.candidates),
    }  # fmt: skip
