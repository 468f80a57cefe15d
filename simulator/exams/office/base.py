"""The office of a hall, and what its operations are given to work with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from simulator.classroom.bureau import Answer, BaseOffice, Bureau, Operation, Spec, Table
from simulator.classroom.errors import clip
from simulator.classroom.folding import fold
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, no_exam
from simulator.exams.facts import CANDIDATE
from simulator.exams.facts import HALL as PROGRAM
from simulator.exams.model import Exam
from simulator.exams.tickets import digits
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.classroom.office import Office
    from simulator.classroom.store.database import Database
    from simulator.exams.store.candidates import Candidate

EVERYBODY = ("all", "全部", "所有", "所有人", "全体")
_SEPARATORS = re.compile(r"[,，、;；]")
_clocks: WeakKeyDictionary[Database, HallClock] = WeakKeyDictionary()


class Hall(BaseOffice):
    """What operations on exams work with. `exam` and `who` take what people write: an id, a title, a ticket, a number, a name."""

    def __init__(self, db: Database, *, clock: HallClock | None = None, **more: Any) -> None:
        super().__init__(db, **more)
        # the hall's time is carried on between operations, so that a step of the server's clock is noticed
        self.clock = clock or _clocks.setdefault(db, HallClock())

    def now(self, exam: Exam) -> int:
        """The hall's time."""
        from simulator.exams.store.hours import heard

        heard(self.db, self.clock, exam.id)
        return self.clock.now()

    def by(self, author: str) -> str:
        """Who stands in a fact as its actor: the name that was given, else whoever is logged in. What the program calls itself, or a candidate, is nobody's
        name."""
        name = author.strip() or self.author
        return f"{name} (invigilator)" if name in (CANDIDATE, PROGRAM) else name

    def exam(self, words: str) -> Exam:
        """The exam meant by an id, a title, or the three digits with which its tickets begin; the only one there is for no words. Raises ExamError."""
        from simulator.exams.store.exams import find_exam, get_exam, list_exams, sittings

        found = list_exams(self.db)
        if not words:
            if len(found) == 1:
                return found[0]
            raise _which_exam() if found else _no_exams()
        if re.fullmatch(r"\d{3}", words) and all(fold(e.title) != words for e in found):
            with_ticket = [
                e for e in found if any(s.ticket.startswith(f"{words}-") for s in sittings(self.db, e.id)[:1])
            ]
            if with_ticket:
                return get_exam(self.db, with_ticket[0].id)
        return find_exam(self.db, words)

    def candidates(self, exam: Exam) -> tuple[Candidate, ...]:
        """Everybody, in the order of the tickets."""
        from simulator.exams.store.candidates import candidates

        return candidates(self.db, exam.id)

    def who(self, exam: Exam, words: str) -> tuple[Candidate, ...]:
        """The candidates a person means: everybody for `all`, else those named, by ticket (`204-017`, `017`), number, name or id; several are
        separated by commas. Raises ExamError for a word that means nobody, or several."""
        there = self.candidates(exam)
        if fold(words) in EVERYBODY:
            return there
        named = [part.strip() for part in _SEPARATORS.split(words) if part.strip()]
        found = [_one(there, word) for word in named]
        if not found:
            raise _nobody("")
        return tuple({c.id: c for c in found}.values())

    def names(self, record: str, within: str = "") -> list[tuple[str, Text | str]]:
        """What a field of this kind of record may be: how it is written, and what it is called."""
        match record:
            case "exams":
                from simulator.exams.store.exams import list_exams

                return [(e.id, e.title) for e in list_exams(self.db)]
            case "seats":
                everybody: list[tuple[str, Text | str]] = [(EVERYBODY[0], Text("所有考生", "everybody"))]
                return everybody + [(c.id, c.label) for c in self.candidates(self.exam(within))]
            case "candidates":
                from simulator.exams.afterwards.common import book_of

                return [(c.alias, c.label) for c in book_of(self, within).candidates]
            case "classes":
                return self.classes().names(record)
            case "papers":
                from simulator.exams.paper.shelf import papers

                return [(p.id, p.paper.title) for p in papers() if p.paper is not None]
        return super().names(record, within)

    def classes(self) -> Office:
        """The office of classes on the same database."""
        from simulator.classroom.office import Office

        return Office(self.db, wall=self.wall, author=self.author, zone=self.zone, tell=self.tell, lang=self.lang)


def _one(there: Sequence[Candidate], word: str) -> Candidate:
    figures = digits(word)
    tests: tuple[Callable[[Candidate], bool], ...] = (
        lambda c: c.id == word
        or (len(figures) == 6 and c.ticket == f"{figures[:3]}-{figures[3:]}" and not _letters(word)),
        lambda c: fold(word) in (fold(c.number), fold(c.name)),
        lambda c: word.isascii() and word.isdigit() and len(word) <= 3 and c.ticket[4:] == f"{int(word):03}",
    )
    found = [[c for c in there if test(c)] for test in tests]
    meant = found[0] or list({c.id: c for c in [*found[1], *found[2]]}.values())
    if not meant:
        raise _nobody(word)
    if len(meant) > 1:
        tickets = ", ".join(c.ticket for c in meant[:5])
        raise ExamError(
            "ambiguous",
            Text(
                f"“{clip(word)}”不止一位，请用准考证号：{tickets}。",
                f"{clip(word)!r} fits more than one; name one by the ticket: {tickets}.",
            ),
        )
    return meant[0]


def _letters(word: str) -> bool:
    return any(c.isalpha() for c in word)


def _nobody(word: str) -> ExamError:
    return ExamError(
        "no-candidate",
        Text(
            f"这场考试没有考生“{clip(word)}”；请用准考证号（如 204-017 或 017）、学号或姓名，全体用 all。",
            f"There is no candidate {clip(word)!r} in this exam; use the ticket (204-017 or 017), number or name, or all.",
        ),
    )


def _which_exam() -> ExamError:
    return ExamError(
        "which-exam",
        Text("请写明是哪场考试；storesim hall list 列出各场考试。", "Say which exam; storesim hall list shows them."),
    )


def _no_exams() -> ExamError:
    error = no_exam("")
    return ExamError(
        error.code,
        Text("还没有考试；用 storesim hall new 建立一场。", "There is no exam yet; set one up with: storesim hall new"),
    )


GROUPS: dict[str, Text] = {
    "hall": Text("考场", "Hall"),
    "seats": Text("考生", "Candidates"),
    "tickets": Text("准考证", "Tickets"),
    "exam": Text("考试", "Exam"),
    "offline": Text("离线考试", "Offline"),
    "after": Text("考后", "Afterwards"),
    "marks": Text("成绩", "Marks"),
    "out": Text("导出", "Exports"),
}
# where its operations are: those before and during an exam, those on the whole of it, those after it
PACKAGES = (
    "simulator.exams.office",
    "simulator.exams.verifying.operations",
    "simulator.exams.offline.operations",
    "simulator.exams.afterwards",
)
HALL = Bureau(
    "hall", about=Text("考场：考试的建立、监考、考后。", "Halls: exams set up, watched over, and what comes after."), groups=GROUPS, office=Hall,
    packages=PACKAGES, scope="exam", record="exams", variable="STORESIM_HALL",
)  # fmt: skip
operation = HALL.operation

__all__ = ["GROUPS", "HALL", "Answer", "Hall", "Operation", "Spec", "Table", "operation"]
