"""An exam as plain tables: a row for each candidate (`wide`), a row for each requirement (`long`), and the workbook with all of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from simulator.classroom.exports.cells import Value, csv_bytes, marks, tidy, unique
from simulator.classroom.exports.made import Made
from simulator.classroom.exports.moments import written
from simulator.classroom.exports.table import long as long_of
from simulator.classroom.exports.xlsx import Extra
from simulator.classroom.exports.xlsx import xlsx as workbook
from simulator.classroom.results.effort import minutes
from simulator.exams.exports.figures import sheet
from simulator.exams.exports.gradebook import items, whole
from simulator.exams.exports.words import OWN, words
from simulator.exams.results.book import STANDING, Candidate, ExamBook
from simulator.kernel.text import Lang

TITLE = 60


def wide(book: ExamBook, titles: Sequence[str], lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Made:
    """A row for each candidate: who it is, what counts, and where it comes from. `titles` are those of the items."""
    heads, rows = _wide(book, titles, lang, zone)
    return Made(data=csv_bytes([heads, *rows], bom=True))


def long(book: ExamBook, titles: Sequence[str], lang: Lang = "zh") -> Made:
    """A row for each candidate, item and requirement."""
    return long_of(items(book, titles), lang, words(book.revealed))


def xlsx(
    book: ExamBook, titles: Sequence[str], lang: Lang = "zh", zone: datetime.tzinfo | None = None
) -> Made:  # fmt: skip
    """The workbook: marks with decisions, requirements, mistakes; then candidates with items and chapters, facets, and what is given beyond that."""
    heads, rows = _wide(book, titles, lang, zone)
    candidates = Extra(_word("items", lang), _word("items", lang), heads, rows, still=len(_who(book, lang)))
    every = [candidates, _facets(book, titles, lang), sheet(book, titles, lang)]
    sheets = ("marks", "requirements", "tries", "mistakes")
    return workbook(whole(book), lang, zone, words=words(book.revealed), sheets=sheets, extra=every)


def _word(name: str, lang: Lang) -> str:
    return OWN[name].of(lang)


def _who(book: ExamBook, lang: Lang) -> list[str]:
    """The columns that name a candidate."""
    return [_word(name, lang) for name in (("ticket", "student_number", "name") if book.revealed else ("alias",))]


def _named(book: ExamBook, one: Candidate) -> list[Value]:
    return [one.ticket, one.student.number, one.student.name] if book.revealed else [one.alias]


def _wide(
    book: ExamBook, titles: Sequence[str], lang: Lang, zone: datetime.tzinfo | None
) -> tuple[list[str], list[list[Value]]]:
    said = words(book.revealed)
    chapters = list(dict.fromkeys(c.id for one in book.marked if one.mark is not None for c in one.mark.chapters))
    heads = [
        *_who(book, lang), _word("standing", lang), said["final"].of(lang), said["automatic"].of(lang), said["changed"].of(lang), _word("result", lang),
        *(f"{_word('chapter', lang)} {id}" for id in chapters), *unique(tidy(t, TITLE) for t in titles), said["begun"].of(lang),
        said["handed_in"].of(lang), _word("active", lang), _word("actions", lang),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for one in book.candidates:
        mark = one.mark
        by_chapter = {c.id: c.points for c in mark.chapters} if mark is not None else {}
        by_item = [marks(item.points) for item in mark.items] if mark is not None else [None] * len(titles)
        row: list[Value] = [*_named(book, one), STANDING[one.standing].of(lang), marks(one.points)]
        row += [marks(mark.points)] if mark is not None else [None]
        row += [marks(one.override.points)] if one.override is not None else [None]
        row += [None if one.passed is None else _word("passed" if one.passed else "failed", lang)]
        row += [*(marks(by_chapter.get(id)) for id in chapters), *by_item]
        row += [written(at, zone, lang) if at else None for at in (one.started, one.ended)]
        row += [minutes(mark.active), mark.commands] if mark is not None else [None, None]
        rows.append(row)
    return heads, rows


def _facets(book: ExamBook, titles: Sequence[str], lang: Lang) -> Extra:
    """A row for each candidate and facet."""
    said = words(book.revealed)
    heads = [
        *_who(book, lang), _word("item", lang), said["requirement"].of(lang), _word("facet", lang), _word("weights", lang), _word("points", lang),
        _word("best_try", lang), _word("before_factor", lang), _word("evidence_facts", lang),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for one in book.marked:
        assert one.mark is not None
        for item in one.mark.items:
            for r in item.requirements:
                for f in r.facets:
                    reached = f.tries[f.best] if f.best < len(f.tries) else None
                    evidence = sorted({seq for d in f.findings for seq in d.evidence})
                    rows.append(
                        [
                            *_named(book, one), titles[item.item], r.id, f.title.of(lang), f.weight, marks(f.points),
                            f.best + 1 if reached is not None else None, marks(reached), ", ".join(map(str, evidence)),
                        ]
                    )  # fmt: skip
    name = _word("sheet_facets", lang)
    return Extra(name, name, heads, rows, still=len(_who(book, lang)), heat=(len(_who(book, lang)) + 4,))
