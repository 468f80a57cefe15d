"""Reports to print: one of the class for its teacher, one for each student. HTML that needs nothing but itself.

No script, no font, picture or style sheet from elsewhere; a policy in the file forbids them, too. Everything people typed is
escaped by the template engine and cut to a sensible length. A4, readable in grey. The same gradebook, language and time
zone give the same bytes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simulator.classroom.exports.look import Look
from simulator.classroom.exports.made import Made, NoSuchStudent, called, left_out
from simulator.classroom.exports.moodle import ERASED
from simulator.classroom.exports.pages import environment
from simulator.classroom.exports.pictures import class_charts
from simulator.classroom.exports.words import WORDS
from simulator.classroom.model import Gradebook
from simulator.classroom.results import StudentRow
from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from jinja2 import Environment

COLUMNS = 12  # how many assignments fit side by side on the page


def class_report(book: Gradebook, lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Made:
    """The report of the class, with names: for its teacher. `zone` None is this machine's time zone."""
    look = Look(book, lang, zone)
    found = look.found
    places = range(len(book.assignments))
    page = (
        _environment(look)
        .get_template("class.html")
        .render(
            title=f"{look.said(book.title, 120)} · {WORDS['class_report'].of(lang)}",
            found=found,
            parts=[places[i : i + COLUMNS] for i in places[::COLUMNS]],
            bins=[f"{10 * i}–{10 * i + 9 if i < 9 else 100}" for i in range(10)],
            levels=WORDS["heat_levels"].of(lang).split("|"),
            tries=max((step.number for step in found.progress.steps), default=0),
            steps={(step.assignment, step.number): step for step in found.progress.steps},
            far=[
                {"student": look.people[f.student], "assignment": e.assignment, "active": f.active, "more": f.more}
                for e in found.effort
                for f in e.far
            ],
            charts=class_charts(look),
        )
    )
    return Made(data=page.encode("utf-8"))


def student_reports(book: Gradebook, lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Made:
    """The reports of all students in one file, each on a page of its own."""
    look = Look(book, lang, zone)
    notes = left_out((s.id for s in book.students if s.erased), ERASED)
    return Made(data=_pages(look, _environment(look), _named(look)), notes=notes)


def student_report(book: Gradebook, student: str, lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Made:
    """The report of one student by id. Raises NoSuchStudent, also for an erased one."""
    look = Look(book, lang, zone)
    rows = [row for row in _named(look) if row.student.id == student]
    if not rows:
        raise NoSuchStudent(student)
    return Made(data=_pages(look, _environment(look), rows))


def each_student(book: Gradebook, lang: Lang = "zh", zone: datetime.tzinfo | None = None) -> Iterator[tuple[str, Made]]:
    """A file name and the report of each student, one after the other; erased ones have none."""
    look = Look(book, lang, zone)
    environment = _environment(look)
    taken: set[str] = set()
    for row in _named(look):
        yield _file_name(row, taken), Made(data=_pages(look, environment, [row]))


def _named(look: Look) -> list[StudentRow]:
    return [row for row in look.found.students if not row.student.erased]


def _pages(look: Look, environment: Environment, rows: Sequence[StudentRow]) -> bytes:
    title = WORDS["student_report"].of(look.lang)
    if len(rows) == 1:
        title = f"{look.name(rows[0].student)} · {title}"
    return environment.get_template("students.html").render(title=title, rows=rows).encode("utf-8")


def _environment(look: Look) -> Environment:
    return environment(look.filters(), look.globals())


def _file_name(row: StudentRow, taken: set[str]) -> str:
    """`student-2025010001.html`: safe on every system, and another one for each student."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in called(row.student))
    stem, number = plain, 1
    while stem.casefold() in taken:
        number += 1
        stem = f"{plain}-{number}"
    taken.add(stem.casefold())
    return f"student-{stem}.html"
