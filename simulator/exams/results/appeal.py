"""One candidate's record beside the marks, as an appeal wants it: read from the hall's database, over in memory, and never written back."""

from __future__ import annotations

import msgspec

from simulator.classroom.store.database import Database
from simulator.exams.exports.gradebook import item_titles
from simulator.exams.marking.model import ItemMark
from simulator.exams.marking.rubric import specs_of
from simulator.exams.results.book import Candidate, ExamBook
from simulator.exams.results.loading import Loaded, loaded
from simulator.exams.seat import frozen_pack
from simulator.kernel.text import Lang, Text
from simulator.packs.model import Requirement
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What an appeal is decided by. tries: at all items, in the order they were begun; titles: of the items; specs: by what each item is marked now."""

    book: ExamBook
    one: Candidate
    tries: tuple[Loaded, ...]
    titles: tuple[Text, ...]
    specs: tuple[tuple[Requirement, ...], ...]

    def item(self, number: int) -> ItemMark | None:
        """The mark of an item."""
        return self.one.mark.items[number] if self.one.mark is not None else None

    def tries_of(self, item: int) -> tuple[Loaded, ...]:
        """The tries at an item, in order."""
        return tuple(t for t in self.tries if t.item == item)

    def report(self, one: Loaded, attempt: Attempt) -> Report:
        """The whole report of a try by the rubric in force, before any factor."""
        return score(attempt.facts(), attempt.engine.world, self.specs[one.item])


def review(db: Database, book: ExamBook, one: Candidate, sitting: str) -> Review:
    """Everything about one candidate. Raises ExamError where the sitting is not over or its record does not hold."""
    packs = {digest: frozen_pack(db, digest) for digest in book.rubric.packs.values()}

    def titles(lang: Lang) -> list[str]:
        return item_titles(book, packs, lang)

    specs = []
    for item in book.rubric.paper.items:
        scenario = specs_of(packs[book.rubric.packs[item.pack]], item)
        specs.append(tuple(r for r in scenario.requirements if r.id in item.requirements))
    return Review(
        book=book, one=one, tries=loaded(db, book.exam, sitting), specs=tuple(specs),
        titles=tuple(Text(zh, en) for zh, en in zip(titles("zh"), titles("en"), strict=True)),
    )  # fmt: skip
