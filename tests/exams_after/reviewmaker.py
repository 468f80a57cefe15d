"""A review that is the same on every machine: fixed seeds, fixed stamps, no database."""

from __future__ import annotations

from functools import cache

import msgspec
from satmaker import PACK, paper, plays, table1

from simulator.classroom.model import Student
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.marking.model import Marked
from simulator.exams.marking.rubric import Rubric, specs_of
from simulator.exams.marking.sitting import mark_sitting
from simulator.exams.marking.work import Listed, Sat, Shared, TryRows
from simulator.exams.model import Exam
from simulator.exams.paper.difficulty import draw
from simulator.exams.paper.frozen import paper_digest
from simulator.exams.paper.model import PaperItem
from simulator.exams.results.appeal import Review
from simulator.exams.results.book import Candidate, ExamBook
from simulator.exams.results.loading import Loaded
from simulator.exams.state import fold
from simulator.exams.store.overrides import Override
from simulator.kernel.journal import MemoryJournal, Row
from simulator.kernel.text import Text
from simulator.sessions.attempt import Attempt

START, KEY = 1_790_000_000_000, b"k" * 32
ITEMS = (
    PaperItem(pack=PACK, scenario="first", requirements=("11.1.1", "11.1.2", "11.1.3", "11.1.4", "11.1.5"), points=40),
    PaperItem(pack=PACK, scenario="9.2.5", requirements=("9.2.5",), points=60),
    PaperItem(pack=PACK, scenario="11.1", requirements=("11.1.6", "11.1.7"), points=20),
)
HOWS = ((0, "until:548"), (0, "mistake:under-declare"), (1, "until:700"))  # item, and how it was played


@cache
def made() -> Review:
    """A candidate with two tries at the first item, one at the second, and none at the third."""
    pack = table1().pack
    sat_by = paper(items=ITEMS, resubmissions=1, pass_chapters={"9": 6_000}, limit=7_200)
    rubric = Rubric(paper=sat_by, packs={PACK: pack.digest})
    shared = Shared(
        exam="e1", paper=sat_by, targets=(0, 0, 0), packs=rubric.packs, rubric=rubric, by_digest={pack.digest: pack}
    )  # fmt: skip
    now = START
    facts: list[f.SittingFact] = [
        f.Enrolled(at=now - 9_000, exam="e1", paper=paper_digest(sat_by), packs=rubric.packs, limit=7_200, commitment=seeds.commitment(KEY)),
        f.SignedIn(at=now - 5_000, epoch=1, node="n1"),
        f.Admitted(at=now - 1_000),
        f.Started(at=now),
    ]  # fmt: skip
    tries, heads = [], []
    for item, how in HOWS:
        number = sum(t.item == item for t in tries)
        seed, _ = draw(KEY, seeds.address(item, number), pack, ITEMS[item].scenario, 0)
        attempt = f"{item}{number}" * 8
        facts.append(f.ItemBegun(at=now, item=item, number=number, attempt=attempt))
        rows, now = _played(attempt, ITEMS[item].scenario, seed, how, now)
        tries.append(TryRows(attempt=attempt, item=item, number=number, seed=seed, rows=rows))
        heads.append(f.Head(attempt=attempt, rows=len(rows), head=rows[-1].digest.hex()))
        facts.append(f.ItemDone(at=now, item=item, head=heads[-1]))
    facts.append(f.Submitted(at=now, by="candidate", heads=tuple(heads)))
    links, state = f.chained("s1", facts), fold(facts)
    listed = Listed(
        stage=state.stage, deadline=state.deadline, epoch=state.epoch, facts=len(links), head=links[-1].digest
    )  # fmt: skip
    found = mark_sitting(shared, Sat(sitting="s1", key=KEY, listed=listed, links=tuple(links), tries=tuple(tries)))
    assert found.verdict == "ok", found.says
    return _review(rubric, found, tries)


def _played(attempt: str, scenario: str, seed: int, how: str, now: int) -> tuple[tuple[Row, ...], int]:
    moments = iter(range(now, now + 10**9, 2_500))
    journal = MemoryJournal(attempt)
    played = Attempt.start(
        table1().pack, scenario, seed, journal, mode="exam", student="s1", assignment="e1", wall=lambda: next(moments)
    )  # fmt: skip
    plays(played, how)
    rows = tuple(journal.rows())
    return rows, rows[-1].wall + 1_000


def _review(rubric: Rubric, found: Marked, tries: list[TryRows]) -> Review:
    pack, mark = table1().pack, found.mark
    assert mark is not None
    exam = Exam(id="e1", title="期末考试", paper=rubric.paper, packs=rubric.packs, created=START)
    override = Override(
        sitting="s1", points=6_150, reason="第 2 题的一封来信没有送达", author="王老师", at=START, id="o1"
    )
    one = Candidate(
        id="C-07", alias="C-07", student=Student(id="C-07", number="C-07"), standing="ok", says=found.says, started=mark.started,
        ended=mark.ended, mark=mark, override=override, points=6_150, passed=False, head=found.head,
    )  # fmt: skip
    closings = {c.attempt: c.rows for c in found.closings}
    titles = [pack.scenario(i.scenario).title for i in ITEMS]
    return Review(
        book=ExamBook(exam=exam, rubric=rubric, candidates=(one,), taken=START), one=one,
        tries=tuple(
            Loaded(
                item=t.item, number=t.number, attempt=t.attempt, scenario=ITEMS[t.item].scenario, seed=t.seed, rows=t.rows,
                after=closings[t.attempt], pack=pack,
            )
            for t in tries
        ),
        titles=tuple(Text(f"{n} {t.zh}", f"{n} {t.en}") for n, t in enumerate(titles, 1)),
        specs=tuple(tuple(r for r in specs_of(pack, i).requirements if r.id in i.requirements) for i in ITEMS),
    )  # fmt: skip


def renamed(review: Review, words: str) -> Review:
    """The same with something typed everywhere that people type."""
    exam = msgspec.structs.replace(review.book.exam, title=words, revealed=5)
    override = msgspec.structs.replace(review.one.override, reason=words, author=words)  # type: ignore[type-var]
    one = msgspec.structs.replace(
        review.one,
        student=Student(id="p", number=words, name=words),
        ticket=words,
        override=override,
        says=(Text(words, words),),
    )
    book = msgspec.structs.replace(review.book, exam=exam, candidates=(one,))
    return msgspec.structs.replace(review, book=book, one=one, titles=tuple(Text(words, words) for _ in review.titles))
