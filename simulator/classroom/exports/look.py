"""How things look in a report: what templates call to write marks, names, dates and sentences in one language.

Every text is tidied here (no control codes, a sensible length); that it is no markup is the template engine's part.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.moments import offset, written
from simulator.classroom.exports.pictures import comparison
from simulator.classroom.exports.words import WORDS
from simulator.classroom.model import FULL, VERDICT, Gradebook, Lost, Student, Try
from simulator.classroom.results import StudentRow, analyse
from simulator.classroom.results.effort import minutes
from simulator.classroom.results.figures import divide
from simulator.classroom.results.requirements import in_order, requirement_title
from simulator.classroom.results.students import STATE
from simulator.kernel.text import Lang, Text

# From how many marks on a student is shown the class's median: of fewer it tells what somebody else got.
SHOWN_FROM = 4
LEVELS = (40, 60, 75, 90)
OF_OTHERS = ("copied", "other-student")
SENTENCE, NAME, FACTS = 400, 60, 8


class Look:
    """One gradebook in one language and time zone; `words` are those of the report."""

    def __init__(
        self, book: Gradebook, lang: Lang, zone: datetime.tzinfo | None, words: Mapping[str, Text] = WORDS
    ) -> None:
        self.book, self.lang, self.zone, self.words = book, lang, zone, words
        self.found = analyse(book)
        self.people = {s.id: s for s in book.students}
        self.medians = [s.median if s.n >= SHOWN_FROM else None for s in self.found.spread]

    def filters(self) -> dict[str, Callable[..., Any]]:
        """What stands behind a `|` in a template."""
        return {
            "compared": self.compared, "date": self.date, "fill": self.fill, "in_order": in_order, "level": level,
            "mark": self.mark, "minutes": minutes, "name": self.name, "number": self.number, "percent": percent,
            "requirement": self.requirement, "says": says, "said": self.said, "text": self.text, "verdict": self.verdict,
            "where": self.where, "whole": whole,
        }  # fmt: skip

    def globals(self) -> dict[str, Any]:
        """What every template knows."""
        at = self.book.taken
        return {
            "as_of": self.fill(self.words["as_of"].of(self.lang), date=self.date(at), zone=offset(at, self.zone)),
            "book": self.book, "class_mean": self.class_mean, "full": FULL, "lang": self.lang, "medians": self.medians,
            "shown_from": SHOWN_FROM, "states": STATE, "titles": {a.id: a.title for a in self.book.assignments},
            "w": {key: word.of(self.lang) for key, word in self.words.items()},
        }  # fmt: skip

    def text(self, text: Text) -> str:
        """A text of both languages in that of the report."""
        return tidy(text.of(self.lang), SENTENCE)

    def said(self, text: str, most: int = NAME) -> str:
        """What somebody typed."""
        return tidy(text, most)

    def fill(self, wording: str, **values: object) -> str:
        """A wording of ours with its places filled."""
        return wording.format(**values)

    def mark(self, points: int | None) -> str:
        """`78.50`, or a dash."""
        return self.words["no_value"].of(self.lang) if points is None else f"{Decimal(points) / 100:.2f}"

    def date(self, at: int) -> str:
        """Date and time of day."""
        return written(at, self.zone, self.lang)

    def name(self, student: Student) -> str:
        """The name; the number or id where there is none."""
        if student.erased:
            return self.words["erased"].of(self.lang)
        return tidy(student.name, NAME) or self.number(student)

    def number(self, student: Student) -> str:
        """The number, or the id where there is none."""
        return tidy(student.number, 40) or tidy(student.id, 40)

    def requirement(self, id: str) -> str:
        """The standard's short wording."""
        return self.text(requirement_title(id))

    def verdict(self, verdict: str) -> str:
        """A verdict in words."""
        return self.text(VERDICT[verdict]) if verdict in VERDICT else tidy(verdict, NAME)

    def where(self, lost: Lost) -> str:
        """The unit that lost points and the facts behind it: ` (order#3, facts 17, 42)`, to follow a sentence."""
        unit = tidy(lost.unit, NAME)
        between = "、" if self.lang == "zh" else ", "
        facts = self.fill(self.words["facts"].of(self.lang), list=between.join(map(str, lost.evidence[:FACTS])))
        if self.lang == "zh":
            return f"（{unit}，{facts}）" if lost.evidence else f"（{unit}）"
        return f" ({unit}, {facts})" if lost.evidence else f" ({unit})"

    def class_mean(self, place: int, requirement: str) -> int | None:
        """The class's mean for a requirement of the assignment at that place; None where too few have one."""
        row = next((row for row in self.found.heat if row.requirement == requirement), None)
        heat = row.cells[place] if row is not None else None
        return heat.mean if heat is not None and heat.n >= SHOWN_FROM else None

    def compared(self, row: StudentRow) -> Any:
        """The chart of a student's marks beside the class's, or nothing where there is too little to compare."""
        return comparison(self, row, self.medians, self.found.students.index(row))


def says(t: Try) -> tuple[Text, ...]:
    """What a student is told about a try: not the sentences that speak of other students."""
    return () if t.verdict in OF_OTHERS else t.says


def level(points: int) -> int:
    """Which shade of the heat map, by the figure that is shown in it: 0 (lowest) to 4."""
    return sum(whole(points) >= limit for limit in LEVELS)


def whole(points: int) -> int:
    """Basis points as whole points of 100."""
    return divide(points, 100)


def percent(basis_points: int) -> str:
    """`64%`."""
    return f"{divide(basis_points, 100)}%"
