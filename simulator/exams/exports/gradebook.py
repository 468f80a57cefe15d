"""An exam as a class sees it: the whole exam as one assignment, or each item of its paper as one. What exports of classes are written from."""

from __future__ import annotations

from collections.abc import Sequence

from simulator import standard
from simulator.classroom.model import Assignment, Cell, Facet, Gradebook, Lost, Mark, Override, Requirement, Try
from simulator.exams.marking.model import FULL, ExamMark, FacetMark, ItemMark, RequirementMark
from simulator.exams.results.book import Candidate, ExamBook
from simulator.kernel.text import Lang
from simulator.packs.model import Pack

WORST = 3  # findings of each facet
# what the class calls what was found of a sitting
_VERDICTS = {
    "ok": "ok", "running": "open", "ungraded": "open", "edited": "edited", "truncated": "truncated", "other-pack": "other-pack",
    "other-seed": "other-seed", "other-candidate": "other-student", "untimely": "late", "newer": "newer", "damaged": "damaged",
    "unmarked": "damaged",
}  # fmt: skip


def whole(book: ExamBook) -> Gradebook:
    """The exam as one assignment; its mark is what counts."""
    exam, paper = book.exam, book.rubric.paper
    assignment = Assignment(
        id=exam.id, title=exam.title, pack=paper.id, pack_version=paper.version, pack_digest=book.rubric.digest, scenario="paper",
        counts="best", pass_at=paper.pass_mark, rubric=book.rubric.digest, created=exam.created,
    )  # fmt: skip
    cells = {}
    for one in book.candidates:
        mark = _of_exam(one.mark) if one.mark is not None else None
        found = _cell(
            one, assignment.id, mark, one.mark.active if one.mark else 0, one.mark.commands if one.mark else 0
        )
        if found is not None:
            cells[one.id, assignment.id] = found
    return _gradebook(book, (assignment,), cells)


def items(book: ExamBook, titles: Sequence[str]) -> Gradebook:
    """Each item of the paper as an assignment, with its automatic mark; `titles` are what the items are called."""
    assignments = tuple(
        Assignment(
            id=f"{book.exam.id}-{n + 1}", title=titles[n], pack=item.pack, pack_version="", pack_digest=book.rubric.packs[item.pack],
            scenario=item.scenario, counts="best", pass_at=book.rubric.paper.pass_mark, rubric=book.rubric.digest, created=book.exam.created,
        )
        for n, item in enumerate(book.rubric.paper.items)
    )  # fmt: skip
    cells = {}
    for one in book.marked:
        assert one.mark is not None
        for item, assignment in zip(one.mark.items, assignments, strict=True):
            active, commands = sum(t.active for t in item.tries), sum(t.commands for t in item.tries)
            mark = Mark(rubric=book.rubric.digest, points=item.points, requirements=_requirements([item]))
            found = _cell(one, assignment.id, mark, active, commands, decided=False)
            if found is not None:
                cells[one.id, assignment.id] = found
    return _gradebook(book, assignments, cells)


def item_titles(book: ExamBook, packs: dict[str, Pack], lang: Lang) -> list[str]:
    """What the items are called: `1 First shift`. `packs` by digest; an item whose pack is not among them has its address."""
    found = []
    for n, item in enumerate(book.rubric.paper.items, 1):
        pack = packs.get(book.rubric.packs[item.pack])
        scenario = pack.scenarios.get(item.scenario) if pack is not None else None
        found.append(f"{n} {scenario.title.of(lang) if scenario is not None else item.address}")
    return found


def _gradebook(book: ExamBook, assignments: tuple[Assignment, ...], cells: dict[tuple[str, str], Cell]) -> Gradebook:
    return Gradebook(
        id=book.exam.id, title=book.exam.title, students=tuple(c.student for c in book.candidates), assignments=assignments, cells=cells,
        taken=book.taken,
    )  # fmt: skip


def _cell(
    one: Candidate, assignment: str, mark: Mark | None, active: int, commands: int, decided: bool = True
) -> Cell | None:
    """A candidate in the exam or in one of its items; nobody who never began, unless a person gave a mark."""
    override = _override(one, assignment) if decided else None
    if one.standing == "absent" and override is None:
        return None
    tries: tuple[Try, ...] = ()
    if one.standing != "absent":
        tries = (
            Try(
                id=one.id, student=one.id, assignment=assignment, attempt="", verdict=_VERDICTS[one.standing], says=one.says,
                received=one.ended or 0, started=one.started or 0, ended=one.ended or 0, active=active, commands=commands, head=one.head, mark=mark,
            ),
        )  # fmt: skip
    automatic = mark.points if mark is not None else None
    return Cell(
        student=one.id, assignment=assignment, points=override.points if override is not None else automatic, automatic=automatic,
        counting=one.id if mark is not None else "", tries=tries, override=override,
    )  # fmt: skip


def _override(one: Candidate, assignment: str) -> Override | None:
    made = one.override
    if made is None:
        return None
    return Override(
        id=made.id, student=one.id, assignment=assignment, points=made.points, reason=made.reason, author=made.author, at=made.at
    )  # fmt: skip


def _of_exam(mark: ExamMark) -> Mark:
    return Mark(rubric=mark.rubric, points=mark.points, requirements=_requirements(mark.items))


def _requirements(found: Sequence[ItemMark]) -> tuple[Requirement, ...]:
    """The requirements of items; one that several of them have stands once, with the facets of all."""
    by_id: dict[str, list[tuple[ItemMark, RequirementMark]]] = {}
    for item in found:
        for one in item.requirements:
            by_id.setdefault(one.id, []).append((item, one))
    return tuple(_requirement(id, by_id[id]) for id in sorted(by_id, key=lambda id: (standard.sort_key(id), id)))


def _requirement(id: str, some: Sequence[tuple[ItemMark, RequirementMark]]) -> Requirement:
    weight = sum(item.weight for item, _ in some)
    several = len(some) > 1
    return Requirement(
        id=id, points=sum(item.weight * r.points for item, r in some) // max(1, weight), passed=all(r.passed for _, r in some),
        gates=tuple({g.title.en: g.title for _, r in some for g in r.gates}.values()) if any(r.zeroed for _, r in some) else (),
        # who never began an item has shown nothing of what goes wrong in it
        facets=tuple(_facet(f, f"{item.item + 1}:{f.id}" if several else f.id) for item, r in some if item.tries for f in r.facets),
    )  # fmt: skip


def _facet(one: FacetMark, id: str) -> Facet:
    return Facet(id=id, title=one.title, weight=one.weight, points=one.points, worst=_worst(one))


def _worst(one: FacetMark) -> tuple[Lost, ...]:
    losing = [f for f in one.findings if f.points < FULL][:WORST]
    return tuple(Lost(unit=f.unit, points=f.points, why=f.why, evidence=f.evidence) for f in losing)
