"""What operations after an exam work with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from simulator.classroom.errors import clip
from simulator.classroom.folding import fold
from simulator.classroom.office.base import Answer, Office, Operation, Spec, Table
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.model import Exam, Sitting
from simulator.exams.results.book import Candidate, ExamBook
from simulator.exams.tickets import digits, ticket_of
from simulator.kernel.messages import info
from simulator.kernel.text import Lang, Text

__all__ = ["After", "Answer", "Operation", "Table", "operation", "registered"]

ExamField = Annotated[
    str,
    info(
        "考试",
        "Exam",
        record="exams",
        help=Text("编号或名称；只有一场考试时可不写", "id or title; may be left out where there is one"),
    ),
]
NamedExamField = Annotated[
    str, info("考试", "Exam", record="exams", help=Text("编号或名称", "id or title"), min_length=1)
]
CandidateField = Annotated[
    str,
    info(
        "考生",
        "Candidate",
        record="candidates",
        help=Text(
            "准考证号或代号；公开姓名后也可写学号、姓名", "ticket or alias; number or name once names are revealed"
        ),
        min_length=1,
    ),
]
LanguageField = Annotated[
    str, info("语言", "Language", choices={"zh": Text("中文", "Chinese"), "en": Text("英文", "English")})
]


class After(Office):
    """The office of a hall, as far as it deals with what was sat."""

    clock: HallClock | None = None

    def exam(self, words: str) -> Exam:
        """The exam meant by an id or a title; the only one there is for no words."""
        from simulator.exams.store.exams import find_exam

        return find_exam(self.db, words)

    def exam_book(self, words: str) -> ExamBook:
        """The book of an exam."""
        from simulator.exams.results.book import exam_book

        return exam_book(self.db, self.exam(words).id)

    def titles(self, book: ExamBook, lang: Lang) -> list[str]:
        """What the items of an exam are called."""
        from simulator.exams.exports.gradebook import item_titles
        from simulator.exams.seat import frozen_pack

        return item_titles(book, {d: frozen_pack(self.db, d) for d in book.rubric.packs.values()}, lang)

    def candidate(self, book: ExamBook, words: str) -> tuple[Candidate, Sitting]:
        """The candidate a person means: by ticket or alias, by number or name once names are revealed. Raises ExamError."""
        from simulator.exams.store.exams import sittings

        there = {s.alias: s for s in sittings(self.db, book.exam.id)}
        found = [c for c in book.candidates if _means(words, c, there[c.alias])]
        if len(found) != 1:
            shown = clip(words)
            raise ExamError(
                "which-candidate",
                Text(
                    f"“{shown}”对应 {len(found)} 位考生；请写准考证号（如 204-017）或代号（如 C-07）。",
                    f"{shown!r} means {len(found)} candidates; write a ticket (such as 204-017) or an alias (such as C-07).",
                ),
            )
        return found[0], there[found[0].alias]

    def names(self, record: str, within: str = "") -> list[tuple[str, Text | str]]:
        """What a field of this kind of record may be: how it is written, and what it is called."""
        if record == "exams":
            from simulator.exams.store.exams import list_exams

            return [(e.id, e.title) for e in list_exams(self.db)]
        if record == "candidates":
            return [(c.alias, c.label) for c in self.exam_book(within).candidates]
        return super().names(record, within)


def _means(words: str, one: Candidate, sitting: Sitting) -> bool:
    said = fold(words)
    if said == fold(one.alias) or (len(digits(words)) == 6 and ticket_of(words) == sitting.ticket):
        return True
    return bool(one.ticket) and said in (fold(one.student.number), fold(one.student.name), fold(one.label))


O = TypeVar("O", bound=Operation)  # noqa: E741
_specs: dict[str, Spec] = {}


def operation(
    name: str, *, title: Text, about: Text, group: str, order: int = 100, changes: bool = True
) -> Callable[[type[O]], type[O]]:
    """Register an operation under the name that the command line uses."""

    def write(cls: type[O]) -> type[O]:
        _specs[name] = Spec(name, cls, title, about, group, order, changes)
        return cls

    return write


def registered() -> dict[str, Spec]:
    """What has been registered so far."""
    return _specs
