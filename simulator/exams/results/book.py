"""The book of an exam: every candidate with what counts now. All results, exports, reports and certificates are written from it alone, so none of them
can say a name before names are revealed: until then the book holds aliases and nothing that leads from them to a person, tickets included, whose order
is that of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from simulator.classroom.model import Student
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.marking.model import VERDICT, ExamMark, Marked, Verdict
from simulator.exams.marking.rubric import Rubric
from simulator.exams.model import Exam, Sitting
from simulator.exams.state import OVER, State, fold
from simulator.exams.store.exams import get_exam, sittings
from simulator.exams.store.gradings import Grading, gradings, standing
from simulator.exams.store.marks import KeptMark, marks_by
from simulator.exams.store.names import names_of
from simulator.exams.store.overrides import Override, overrides
from simulator.exams.store.sats import all_links
from simulator.kernel.text import Text

Standing = Literal[Verdict, "ungraded"]
STANDING: dict[str, Text] = {**VERDICT, "ungraded": Text("待评分", "to be graded")}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate, under the alias alone until names are revealed.

    id: the alias, or the person's opaque id; student: as exports name them; ticket: empty until names are revealed; standing: what the sitting was found to
    be; mark: the automatic one; override: the decision that holds beside it (one that goes back to the automatic mark is none); points: what counts, None
    for nothing yet; passed: likewise; sealed: the heads of the attempts when the sitting ended, from which its receipt number is made.
    """

    id: str
    alias: str
    student: Student
    ticket: str = ""
    standing: Standing
    says: tuple[Text, ...] = ()
    started: int | None = None
    ended: int | None = None
    mark: ExamMark | None = None
    override: Override | None = None
    points: int | None = None
    passed: bool | None = None
    head: str = ""
    sealed: tuple[f.Head, ...] = ()
    made: int = 0

    @property
    def label(self) -> str:
        """How the candidate is called: the alias, or number and name."""
        return " ".join(filter(None, (self.student.number, self.student.name))) or self.alias

    @property
    def changed(self) -> bool:
        """Whether a person has set the mark."""
        return self.override is not None


class ExamBook(msgspec.Struct, frozen=True, kw_only=True):
    """An exam with all its candidates, in the order of the aliases, or of the tickets once names are revealed. rubric: the one in force; regrades: those
    that stand; taken: the latest moment that what it says depends on, so the same state of affairs gives the same book."""

    exam: Exam
    rubric: Rubric
    candidates: tuple[Candidate, ...]
    regrades: tuple[Grading, ...] = ()
    taken: int = 0

    @property
    def revealed(self) -> bool:
        """Whether names may be said."""
        return self.exam.revealed is not None

    @property
    def marked(self) -> tuple[Candidate, ...]:
        """The candidates with an automatic mark."""
        return tuple(c for c in self.candidates if c.mark is not None)


def exam_book(db: Database, exam_id: str) -> ExamBook:
    """The book of an exam as it is now, read in one state of the database. Raises ExamError."""
    with db.session(write=False):
        exam = get_exam(db, exam_id)
        held = standing(gradings(db, exam_id))
        rubric = held[-1].rubric if held else Rubric(paper=exam.paper, packs=exam.packs)
        kept = marks_by(db, exam_id, rubric.digest)
        decided = overrides(db, exam_id)
        links = all_links(db, exam_id)
        there = sittings(db, exam_id)
        people = names_of(db, [s.person for s in there]) if exam.revealed is not None else {}
    found = [
        _candidate(
            rubric, one, links.get(one.id, ()), kept.get(one.id), decided.get(one.id, ()), people.get(one.person)
        )
        for one in there
    ]
    found.sort(key=lambda c: (c.ticket, c.alias))
    moments = [exam.created, exam.revealed or 0, held[-1].at if held else 0]
    moments += [m for c in found for m in (c.ended or 0, c.made, c.override.at if c.override is not None else 0)]
    return ExamBook(exam=exam, rubric=rubric, candidates=tuple(found), regrades=held, taken=max(moments))


def _candidate(
    rubric: Rubric, sitting: Sitting, links: Sequence[f.Link], kept: KeptMark | None, decided: Sequence[Override], person: Student | None
) -> Candidate:  # fmt: skip
    facts = [f.decode(link.payload) for link in links]
    state = fold(facts)  # type: ignore[arg-type]
    sealed = max((n for n, x in enumerate(facts) if isinstance(x, f.Submitted | f.Expired)), default=-1)
    end = facts[sealed] if sealed >= 0 else None
    head = links[sealed].digest.hex() if sealed >= 0 else ""
    found = kept.found if kept is not None else None
    how = _standing(state, found, head)
    mark = found.mark if found is not None and how == "ok" else None
    latest = decided[-1] if decided and decided[-1].points is not None else None
    points = latest.points if latest is not None else mark.points if mark is not None else None
    revealed = person is not None
    return Candidate(
        id=person.id if person is not None else sitting.alias, alias=sitting.alias, ticket=sitting.ticket if revealed else "",
        student=person or Student(id=sitting.alias, number=sitting.alias), standing=how,
        says=found.says if found is not None and how not in ("running", "absent", "ungraded") else (),
        started=state.started, ended=state.ended, mark=mark, override=latest, points=points, passed=_passed(rubric, points, mark),
        head=head, sealed=end.heads if isinstance(end, f.Submitted | f.Expired) else (), made=kept.made if kept is not None and mark is not None else 0,
    )  # fmt: skip


def _standing(state: State, found: Marked | None, head: str) -> Standing:
    if state.started is None:
        return "absent"
    if state.stage not in OVER:
        return "running"
    if found is None or (found.verdict == "ok" and found.head != head):
        return "ungraded"
    return found.verdict


def _passed(rubric: Rubric, points: int | None, mark: ExamMark | None) -> bool | None:
    """A mark that a person has set is held against the pass mark; the chapters have to be passed all the same, where there is a mark for them."""
    if points is None:
        return None
    chapters = mark is None or all(c.passed for c in mark.chapters if c.needed is not None)
    return points >= rubric.paper.pass_mark and chapters
