"""The gradebook as a workbook for Excel, LibreOffice and WPS: marks, requirements, tries, mistakes, progress.

The same gradebook, language, time zone and `created` give the same bytes. The workbook is put together in memory and leaves
no temporary file behind: that of a class of 500 with a dozen assignments takes some 50 MB for a few seconds.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.classroom.exports.cells import marks
from simulator.classroom.exports.made import Made, library
from simulator.classroom.exports.moments import moment, offset, written
from simulator.classroom.exports.sheet import Formats, Share, Sheet, Value
from simulator.classroom.exports.words import WORDS
from simulator.classroom.model import VERDICT, Cell, Gradebook, Student, Try
from simulator.classroom.results import Analysis, analyse
from simulator.classroom.results.effort import minutes
from simulator.classroom.results.requirements import requirement_title
from simulator.kernel.text import Lang, Text

_UNKNOWN = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


SHEETS = ("marks", "requirements", "tries", "mistakes", "progress")


class Extra(NamedTuple):
    """A sheet more: what it is called, its title, the headings, and its rows; `still` columns stay in sight, `heat` ones are coloured."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    still: int = 0
    heat: Sequence[int] = ()


def xlsx(
    book: Gradebook, lang: Lang = "zh", zone: datetime.tzinfo | None = None, created: int | None = None, *,
    words: Mapping[str, Text] = WORDS, sheets: Sequence[str] = SHEETS, extra: Sequence[Extra] = (),
) -> Made:  # fmt: skip
    """The workbook in `lang`, dates in `zone` (None: this machine's); `created` is its date, if not that of the gradebook. `words` are those of its headings,
    `sheets` which it has, in order, before the `extra` ones."""
    with library("xlsxwriter"):
        import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made_at = moment(book.taken if created is None else created, datetime.UTC) or _UNKNOWN
    workbook.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
    _Writer(workbook, book, lang, zone, words).write(sheets, extra)
    workbook.close()
    return Made(data=out.getvalue())


class _Writer:
    """Writes all sheets of one workbook."""

    def __init__(
        self, workbook: Any, book: Gradebook, lang: Lang, zone: datetime.tzinfo | None, words: Mapping[str, Text]
    ) -> None:
        self.workbook, self.book, self.lang, self.zone, self.words = workbook, book, lang, zone, words
        self.formats = Formats(workbook)
        self.found: Analysis = analyse(book)
        self.titles = {a.id: a.title for a in book.assignments}
        self.people = {s.id: s for s in book.students}

    def write(self, sheets: Sequence[str], extra: Sequence[Extra]) -> None:
        """Sheet after sheet."""
        ours: dict[str, Callable[[], Sheet]] = {
            "marks": self._marks, "requirements": self._requirements, "tries": self._tries, "mistakes": self._mistakes,
            "progress": self._progress,
        }  # fmt: skip
        for name in sheets:
            ours[name]().done()
        for one in extra:
            self._extra(one).done()

    def _extra(self, one: Extra) -> Sheet:
        sheet = Sheet(self.workbook, self.formats, one.name, f"{self.book.title} · {one.title}", [self._as_of()])
        sheet.heading(list(one.heads), still=one.still)
        for row in one.rows:
            sheet.row(row)
        for column in one.heat:
            sheet.heat(column)
        return sheet

    def _word(self, word: str) -> str:
        return self.words[word].of(self.lang)

    def _words(self, *words: str) -> list[str]:
        return [self._word(w) for w in words]

    def _sheet(self, word: str, title: str = "") -> Sheet:
        title = f"{self.book.title} · {self._word(title or word)}"
        return Sheet(self.workbook, self.formats, self._word(word), title, [self._as_of()])

    def _as_of(self) -> str:
        at = self.book.taken
        return (
            self.words["as_of"].fill(date=written(at, self.zone, self.lang), zone=offset(at, self.zone)).of(self.lang)
        )

    def _person(self, student: Student) -> list[Value]:
        if student.erased:
            return [student.id, self._word("erased"), None]
        return [student.number or student.id, student.name, student.group]

    def _marks(self) -> Sheet:
        sheet = self._sheet("marks")
        each = ("final", "automatic", "changed", "reason")
        sheet.spans([("", 3), *((a.title, len(each)) for a in self.book.assignments), ("", 2)])
        heading = self._words("number", "name", "group") + self._words(*each) * len(self.book.assignments)
        sheet.heading([*heading, *self._words("mean", "count_marks")], still=2)
        for row in self.found.students:
            values = self._person(row.student)
            for r in row.results:
                cell = self.book.cell(row.student.id, r.assignment)
                reason = self._reason(cell) if r.changed is not None else None
                values += [marks(r.final), marks(r.automatic), marks(r.changed), reason]
            sheet.row([*values, marks(row.mean), row.n])
        return sheet

    def _reason(self, cell: Cell) -> str | None:
        if cell.override is None:
            return None
        about = [cell.override.reason, cell.override.author, written(cell.override.at, self.zone, self.lang)]
        return " · ".join(about)

    def _requirements(self) -> Sheet:
        sheet = self._sheet("heat_sheet", "heat_map")
        each, sums = ("mean", "count"), ("mean", "cases", "passed", "share_passed")
        assignments = self.book.assignments
        sheet.spans([("", 2), (self._word("overall"), len(sums)), *((a.title, len(each)) for a in assignments)])
        sheet.heading(self._words("requirement", "wording", *sums) + self._words(*each) * len(assignments), still=2)
        for row in self.found.heat:
            overall = row.overall
            values: list[Value] = [row.requirement, row.title.of(self.lang)]
            values += [marks(overall.mean), overall.n, overall.passed, Share.of(overall.share)]
            for heat in row.cells:
                values += [marks(heat.mean), heat.n] if heat is not None else [None, None]
            sheet.row(values)
        for column in (2, *(6 + len(each) * i for i in range(len(assignments)))):
            sheet.heat(column)
        return sheet

    def _tries(self) -> Sheet:
        sheet = self._sheet("tries_sheet")
        sheet.heading(
            self._words("number", "name", "group", "assignment", "try", "counts", "verdict", "points", "begun",
                        "handed_in", "received", "active", "operations", "seed", "file", "remarks"),
            still=2,
        )  # fmt: skip
        for student in self.book.students:
            for assignment in self.book.assignments:
                cell = self.book.cell(student.id, assignment.id)
                for t in cell.tries:
                    sheet.row([*self._person(student), assignment.title, *self._try(t, t.id == cell.counting)])
        return sheet

    def _try(self, t: Try, counts: bool) -> list[Value]:
        verdict = VERDICT[t.verdict].of(self.lang) if t.verdict in VERDICT else t.verdict
        says = " ".join(text.of(self.lang) for text in t.says)
        dates = [moment(at, self.zone) for at in (t.started, t.ended, t.received)]
        return [
            t.number, self._word("yes") if counts else None, verdict, marks(t.mark.points) if t.mark else None, *dates,
            minutes(t.active), t.commands, t.seed, t.source, says,
        ]  # fmt: skip

    def _mistakes(self) -> Sheet:
        sheet = self._sheet("mistakes_sheet", "mistakes")
        sheet.heading(
            self._words("assignment", "requirement", "wording", "kind", "mistake", "wrong", "count", "share",
                        "example_id", "try", "unit", "why", "evidence"),
            still=2,
        )  # fmt: skip
        for m in self.found.mistakes:
            lost = m.example.lost
            example = [lost.unit, lost.why.of(self.lang), ", ".join(map(str, lost.evidence))] if lost else []
            sheet.row(
                [self.titles[m.assignment], m.requirement, requirement_title(m.requirement).of(self.lang),
                 self._word(m.kind), m.title.of(self.lang), m.students, m.n, Share.of(m.share),
                 m.example.student, m.example.number, *example]
            )  # fmt: skip
        return sheet

    def _progress(self) -> Sheet:
        sheet = self._sheet("progress_sheet", "progress")
        most = max((number for path in self.found.progress.paths for number, _ in path.points), default=0)
        numbers = range(1, most + 1)
        tries = [self.words["try_n"].fill(n=n).of(self.lang) for n in numbers]
        sheet.heading([*self._words("number", "name", "group", "assignment"), *tries], still=2)
        for assignment in self.book.assignments:
            steps = {s.number: s for s in self.found.progress.steps if s.assignment == assignment.id}
            if steps:
                middle = [marks(steps[n].median) if n in steps else None for n in numbers]
                count = [steps[n].n if n in steps else None for n in numbers]
                sheet.row([None, self._word("class_median"), None, assignment.title, *middle])
                sheet.row([None, self._word("count"), None, assignment.title, *count])
        for path in self.found.progress.paths:
            reached = dict(path.points)
            person = self._person(self.people[path.student])
            sheet.row([*person, self.titles[path.assignment], *(marks(reached.get(n)) for n in numbers)])
        return sheet
