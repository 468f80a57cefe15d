"""The gradebook as plain CSV for a spreadsheet or a statistics program: `wide`, a row for each student, and `long`, a row for
each requirement of each counting try.

UTF-8 with a byte order mark, without which Excel in China reads the file as GBK. Excel shows student numbers of twelve
digits and more in scientific notation and drops zeros before a number; nothing inside a CSV can forbid that, so who wants to
look at it there takes the workbook (`xlsx`).
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.classroom.exports.cells import Value, csv_bytes, marks, tidy, unique
from simulator.classroom.exports.made import Made
from simulator.classroom.exports.words import WORDS
from simulator.classroom.model import Gradebook
from simulator.classroom.results.requirements import in_order, requirement_title
from simulator.classroom.results.students import STATE, student_rows
from simulator.kernel.text import Lang, Text

TITLE = 120


def wide(book: Gradebook, lang: Lang = "zh", words: Mapping[str, Text] = WORDS) -> Made:
    """A row for each student: who it is, then final mark, automatic mark, tries and state of each assignment, and the mean."""
    header: list[Value] = [words[w].of(lang) for w in ("id", "number", "name", "group")]
    for title in unique(tidy(a.title, TITLE) or a.id for a in book.assignments):
        header += [title, *(f"{title} · {words[w].of(lang)}" for w in ("automatic", "tries", "state"))]
    rows: list[list[Value]] = [[*header, words["mean"].of(lang)]]
    for row in student_rows(book):
        line: list[Value] = [row.student.id, row.student.number, row.student.name, row.student.group]
        for r in row.results:
            line += [marks(r.final), marks(r.automatic), r.tries, STATE[r.state].of(lang)]
        rows.append([*line, marks(row.mean)])
    return Made(data=csv_bytes(rows, bom=True))


def long(book: Gradebook, lang: Lang = "zh", words: Mapping[str, Text] = WORDS) -> Made:
    """A row for each student, assignment and requirement of the try that counts; students without one have no rows."""
    columns = ("id", "number", "name", "group", "assignment_id", "assignment", "try", "requirement", "wording", "points",
             "passed", "gates")  # fmt: skip
    rows: list[list[Value]] = [[words[w].of(lang) for w in columns]]
    for student in book.students:
        for assignment in book.assignments:
            counted = book.cell(student.id, assignment.id).counted
            if counted is None or counted.mark is None:
                continue
            for r in in_order(counted.mark.requirements):
                gates = " / ".join(g.of(lang) for g in r.gates)
                rows.append(
                    [student.id, student.number, student.name, student.group, assignment.id, assignment.title,
                     counted.number, r.id, requirement_title(r.id).of(lang), marks(r.points), int(r.passed), gates]
                )  # fmt: skip
    return Made(data=csv_bytes(rows, bom=True))
