"""Marking an exam by another rubric: first a dry run that lists every changed mark, then the change itself, which can be taken back. The marks of
both rubrics stay, so going back gives every file again to the byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from simulator import __version__, standard
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.packfiles import Opened
from simulator.classroom.store.database import Database
from simulator.classroom.store.packs import KeptPack, keep_pack
from simulator.exams.errors import ExamError
from simulator.exams.marking.model import ExamMark, Marked
from simulator.exams.marking.rubric import Rubric
from simulator.exams.model import Exam, Sitting
from simulator.exams.paper.model import Paper
from simulator.exams.results.grading import Tell, ends, judged, shared_of
from simulator.exams.store.exams import get_exam, sittings
from simulator.exams.store.gradings import Grading, add_grading, gradings, in_force, standing, undo_grading
from simulator.exams.store.marks import marks_by, put_marks
from simulator.kernel.text import Text


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A facet whose points or weight change, named `item requirement/facet` (items from 1); None where one of the rubrics does not have it.
    weights: what share of its requirement it is, in percent."""

    item: int
    requirement: str
    facet: str
    title: Text
    before: int | None
    after: int | None
    weights: tuple[int | None, int | None]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate: the mark before and after, whether it passed, and where the difference comes from. requirements: those whose points change, with
    item (from 1), id, before, after."""

    sitting: str
    alias: str
    before: int | None
    after: int | None
    passed: tuple[bool | None, bool | None]
    requirements: tuple[tuple[int, str, int | None, int | None], ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def difference(self) -> int:
        """How much the mark changes; none counts as 0."""
        return (self.after or 0) - (self.before or 0)

    @property
    def changed(self) -> bool:
        """Whether anything about the mark changes."""
        return self.before != self.after or self.passed[0] != self.passed[1] or bool(self.requirements)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A dry run: what would change, and all that is needed to do it. Nothing of it is kept yet."""

    exam: str
    before: str
    rubric: Rubric
    packs: tuple[KeptPack, ...]
    marks: dict[str, Marked]
    changes: tuple[Change, ...]
    state: tuple[tuple[str, str, str], ...]  # of the sittings it was made from

    @property
    def changed(self) -> tuple[Change, ...]:
        """The candidates whose mark changes."""
        return tuple(c for c in self.changes if c.changed)


def plan(
    db: Database, exam_id: str, *, packs: Sequence[Opened] = (), paper: Paper | None = None, jobs: int = 1, cluster: str = "",
    tell: Tell | None = None,
) -> Plan:  # fmt: skip
    """What marking an exam by other packs or by another paper would change. Raises ClassroomError where they do not fit what was sat, or change nothing,
    or one of the valid sittings cannot be marked by them."""
    exam, now = get_exam(db, exam_id), in_force(db, exam_id)
    rubric = Rubric(paper=paper or now.paper, packs=_packs(now, packs))
    if rubric.digest == now.digest:
        raise ExamError(
            "same-rubric",
            Text("现在就是按这个标准评的，没有变化。", "The exam is marked by this very rubric already."),
        )
    shared = shared_of(db, exam, rubric, [one.pack for one in packs])
    kept = {id: one.found for id, one in marks_by(db, exam_id, now.digest).items()}
    valid = [
        s for s in sorted(sittings(db, exam_id), key=lambda s: s.alias) if s.id in kept and kept[s.id].mark is not None
    ]
    if not valid:
        raise ExamError(
            "ungraded",
            Text(
                "还没有评过分的考生；请先评分（storesim hall grade）。",
                "Nobody is graded yet; grade first (storesim hall grade).",
            ),
        )
    marks: dict[str, Marked] = {}
    for sitting, found in zip(valid, judged(db, valid, shared, jobs, cluster, known=kept), strict=True):
        if found.mark is None:
            raise _unmarkable(sitting, found)
        # what was verified stays verified: only the mark is another
        marks[sitting.id] = msgspec.structs.replace(kept[sitting.id], mark=found.mark)
        if tell is not None:
            tell(len(marks), len(valid), sitting.alias)
    return Plan(
        exam=exam_id, before=now.digest, rubric=rubric, marks=marks, state=_state(db, exam_id, kept),
        packs=tuple(KeptPack(id=one.pack.id, version=one.pack.version, digest=one.pack.digest, archive=one.archive) for one in packs),
        changes=tuple(_change(s, kept[s.id].mark, marks[s.id].mark) for s in valid),
    )  # fmt: skip


def apply(db: Database, wanted: Plan, *, reason: str, author: str, at: int) -> Grading:
    """Do what a dry run showed: keep packs and marks, and mark by them from now on. Raises ClassroomError where a sitting was judged, reopened or regraded
    since, and then nothing is changed."""
    with db.session():
        kept = {id: one.found for id, one in marks_by(db, wanted.exam, wanted.before).items()}
        if _state(db, wanted.exam, kept) != wanted.state:
            raise ExamError(
                "stale-plan",
                Text(
                    "试算之后又有考生交卷、重考或评分；请重新试算。",
                    "A sitting was handed in, reopened or judged since the dry run; do it again.",
                ),
            )
        for pack in wanted.packs:
            keep_pack(db, pack)
        put_marks(db, wanted.marks, wanted.rubric.digest, at, __version__)
        return add_grading(db, wanted.exam, wanted.before, wanted.rubric, reason=reason, author=author, at=at)


def undo(db: Database, exam_id: str, *, reason: str, author: str, at: int, jobs: int = 1, cluster: str = "") -> Grading:
    """Go back to the rubric before the latest regrade that stands. What was graded since is marked by it as well. Raises ClassroomError."""
    held = standing(gradings(db, exam_id))
    if not held:
        raise ExamError(
            "no-regrade", Text("这场考试没有可撤回的重评。", "There is no regrade of this exam to take back.")
        )
    exam = get_exam(db, exam_id)
    back = held[-2].rubric if len(held) > 1 else Rubric(paper=exam.paper, packs=exam.packs)
    lacking = _lacking(db, exam, held[-1].rubric, back)
    marks: dict[str, Marked] = {}
    if lacking:
        known = {id: one.found for id, one in marks_by(db, exam_id, held[-1].rubric.digest).items()}
        for sitting, found in zip(
            lacking, judged(db, lacking, shared_of(db, exam, back), jobs, cluster, known), strict=True
        ):
            if found.mark is None:
                raise _unmarkable(sitting, found)
            marks[sitting.id] = msgspec.structs.replace(known[sitting.id], mark=found.mark)
    with db.session():
        put_marks(db, marks, back.digest, at, __version__)
        return undo_grading(db, exam_id, held[-1].id, reason=reason, author=author, at=at)


def _lacking(db: Database, exam: Exam, now: Rubric, back: Rubric) -> list[Sitting]:
    """The sittings that are marked by the rubric in force and not, or not as they ended last, by the one before it."""
    ours, theirs = marks_by(db, exam.id, now.digest), marks_by(db, exam.id, back.digest)

    def known(id: str) -> bool:
        return id in theirs and theirs[id].found.head == ours[id].found.head

    there = sorted(sittings(db, exam.id), key=lambda s: s.alias)
    return [s for s in there if s.id in ours and ours[s.id].found.mark is not None and not known(s.id)]


def _packs(now: Rubric, new: Sequence[Opened]) -> dict[str, str]:
    packs = dict(now.packs)
    for one in new:
        if one.pack.id not in packs:
            raise ExamError(
                "other-pack",
                Text(
                    f"试卷用的场景包是 {'、'.join(packs)}，没有 {clip(one.pack.id)}。",
                    f"The paper is made of {', '.join(packs)}, and not of {clip(one.pack.id)}.",
                ),
            )
        packs[one.pack.id] = one.pack.digest
    return packs


def _state(db: Database, exam: str, kept: Mapping[str, Marked]) -> tuple[tuple[str, str, str], ...]:
    ended = ends(db, exam)
    everybody = {*ended, *kept}
    return tuple(
        sorted(
            (id, ended.get(id, (-1, ""))[1], kept[id].verdict + kept[id].head if id in kept else "") for id in everybody
        )
    )


def _unmarkable(sitting: Sitting, found: Marked) -> ClassroomError:
    why = found.says[0] if found.says else Text("", "")
    return ExamError(
        "unmarkable",
        Text(
            f"新标准评不了考生 {sitting.alias}：{clip(why.zh, 300)}什么都没有改动。",
            f"The rubric cannot mark candidate {sitting.alias}: {clip(why.en, 300)} Nothing was changed.",
        ),
    )


def _order(key: tuple[int, str]) -> tuple[Any, ...]:
    return (key[0], standard.sort_key(key[1]), key[1])


Facet = tuple[int, str, str]  # item from 1, requirement, facet


def _change(sitting: Sitting, before: ExamMark | None, after: ExamMark | None) -> Change:
    assert before is not None
    assert after is not None  # both were looked at
    was, now = _requirements(before), _requirements(after)
    facets_was, facets_now = _facets(before), _facets(after)
    shifts = []
    for key in sorted({*facets_was, *facets_now}, key=lambda k: (*_order(k[:2]), k[2])):
        a, b = facets_was.get(key), facets_now.get(key)
        if a is None or b is None or a[:2] != b[:2]:
            known = b or a
            assert known is not None
            shifts.append(
                Shift(
                    item=key[0], requirement=key[1], facet=key[2], title=known[2], before=a[0] if a else None, after=b[0] if b else None,
                    weights=(a[1] if a else None, b[1] if b else None),
                )
            )  # fmt: skip
    return Change(
        sitting=sitting.id, alias=sitting.alias, before=before.points, after=after.points, passed=(before.passed, after.passed),
        requirements=tuple((*key, was.get(key), now.get(key)) for key in sorted({*was, *now}, key=_order) if was.get(key) != now.get(key)),
        shifts=tuple(shifts),
    )  # fmt: skip


def _requirements(mark: ExamMark) -> dict[tuple[int, str], int]:
    return {(item.item + 1, r.id): r.points for item in mark.items for r in item.requirements}


def _facets(mark: ExamMark) -> dict[Facet, tuple[int, int, Text]]:
    return {
        (item.item + 1, r.id, x.id): (x.points, x.weight, x.title)
        for item in mark.items for r in item.requirements for x in r.facets
    }  # fmt: skip
