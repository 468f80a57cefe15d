"""The evidence report of one candidate: how the mark was made, figure by figure, with what earned and what lost points and the facts behind it. With
the journals it is what an appeal is decided by."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.made import Made
from simulator.exams.exports.face import Face
from simulator.exams.exports.journal import Step, told
from simulator.exams.marking.model import FULL, ItemMark
from simulator.exams.receipts import number
from simulator.exams.results.book import STANDING, Candidate, ExamBook
from simulator.kernel.text import Lang
from simulator.sessions.attempt import Attempt

GOOD = 3  # findings that earned full points, told of each facet; the others are counted


def evidence(
    book: ExamBook, one: Candidate, titles: Sequence[str], lang: Lang = "zh", zone: datetime.tzinfo | None = None,
    attempts: Mapping[str, Attempt] | None = None,
) -> Made:  # fmt: skip
    """The report of a candidate. titles: of the items; attempts: by id, where their journals are to stand beside the marks."""
    face, paper = Face(lang, zone), book.rubric.paper
    journals = _journals(one, attempts or {}, lang)
    page = (
        face.environment()
        .get_template("evidence.html")
        .render(
            title=f"{tidy(one.label, 60)} · {face.word('appeal' if attempts is not None else 'evidence')}",
            appeal=attempts is not None, book=book, one=one, mark=one.mark, paper=paper, titles=titles, full=FULL, good=GOOD,
            standing=STANDING[one.standing], receipt=number(one.sealed) if one.sealed else "", zone=face.offset(one.ended),
            journals=journals, shown={a: {line.seq for s in steps for line in s.lines} for a, steps in journals.items()},
        )
    )  # fmt: skip
    return Made(data=page.encode("utf-8"))


def cited(item: ItemMark, number: int) -> set[int]:
    """The facts of a try that the mark of an item stands on."""
    found: set[int] = set()
    for requirement in item.requirements:
        for facet in requirement.facets:
            if facet.best == number:
                found.update(seq for finding in facet.findings for seq in finding.evidence)
        for gate in requirement.gates:
            if gate.number == number:
                found.update(seq for finding in gate.findings for seq in finding.evidence)
    return found


def _journals(one: Candidate, attempts: Mapping[str, Attempt], lang: Lang) -> dict[str, list[Step]]:
    if one.mark is None:
        return {id: told(attempt, (), lang, attempt.engine.rows) for id, attempt in attempts.items()}
    return {
        t.attempt: told(attempts[t.attempt], cited(item, t.number), lang, t.rows)
        for item in one.mark.items for t in item.tries if t.attempt in attempts
    }  # fmt: skip
