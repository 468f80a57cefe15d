"""What several operations after an exam ask for and look up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from simulator.classroom.errors import clip
from simulator.classroom.folding import fold
from simulator.exams.errors import ExamError
from simulator.exams.model import Sitting
from simulator.exams.results.book import Candidate, ExamBook
from simulator.exams.tickets import digits, ticket_of
from simulator.kernel.messages import info
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.exams.office.base import Hall

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


def shown(points: int | None) -> str:
    """Basis points with both decimals, for nobody's mark may look like another one beside the pass mark: `59.96`; a dash for none."""
    return "-" if points is None else f"{points // 100}.{points % 100:02}"


def numbered(titles: Sequence[str]) -> tuple[Text, ...]:
    """The headings of the items: `Item 1`."""
    return tuple(Text(f"第{n}题", f"Item {n}") for n in range(1, len(titles) + 1))


def legend(titles: Sequence[str]) -> Text:
    """What the items are, in one sentence."""
    return Text("题目：" + "；".join(titles), "Items: " + "; ".join(titles))


def language(words: str) -> Lang:
    """A language field as a language."""
    return "en" if words == "en" else "zh"


def book_of(office: Hall, words: str) -> ExamBook:
    """The book of the exam a person means."""
    from simulator.exams.results.book import exam_book

    return exam_book(office.db, office.exam(words).id)


def titles_of(office: Hall, book: ExamBook, lang: Lang) -> list[str]:
    """What the items of an exam are called."""
    from simulator.exams.exports.gradebook import item_titles
    from simulator.exams.seat import frozen_pack

    return item_titles(book, {d: frozen_pack(office.db, d) for d in book.rubric.packs.values()}, lang)


def candidate_of(office: Hall, book: ExamBook, words: str) -> tuple[Candidate, Sitting]:
    """The candidate a person means: by ticket (`204-017`, `017`) or alias, by number or name once names are revealed. Raises ExamError."""
    from simulator.exams.store.exams import sittings

    there = {s.alias: s for s in sittings(office.db, book.exam.id)}
    found = [c for c in book.candidates if _means(words, c, there[c.alias])]
    if len(found) != 1:
        said = clip(words)
        raise ExamError(
            "which-candidate",
            Text(
                f"“{said}”对应 {len(found)} 位考生；请写准考证号（如 204-017）或代号（如 C-07）。",
                f"{said!r} means {len(found)} candidates; write a ticket (such as 204-017) or an alias (such as C-07).",
            ),
        )
    return found[0], there[found[0].alias]


def anonymous(book: ExamBook) -> tuple[Text, ...]:
    """The sentence that names are not told yet."""
    if book.revealed:
        return ()
    return (
        Text("姓名尚未公开，以下只用代号；公开用 storesim hall reveal。", "Names are not revealed yet, aliases stand for them; storesim hall reveal does it."),
    )  # fmt: skip


def plainly(found: Iterable[msgspec.Struct]) -> list[dict[str, Any]]:
    """What was found of candidates, for a program: by alias, for the id of a sitting leads to its journals."""
    return [{k: v for k, v in msgspec.to_builtins(one).items() if k != "sitting"} for one in found]


def _means(words: str, one: Candidate, sitting: Sitting) -> bool:
    said, figures = fold(words), digits(words)
    if said == fold(one.alias):
        return True
    if not any(c.isalpha() for c in words) and figures:
        if len(figures) == 6:
            return ticket_of(words) == sitting.ticket
        if len(figures) <= 3 and sitting.ticket[4:] == f"{int(figures):03}":
            return True
    return bool(one.ticket) and said in (fold(one.student.number), fold(one.student.name), fold(one.label))
