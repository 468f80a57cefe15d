"""A changed facet weight: the difference for every candidate, worked out here by other means, and back again to the byte."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from satmaker import PACK, sit

from simulator.classroom.packfiles import Opened, opened
from simulator.classroom.store.database import Database
from simulator.exams.afterwards.exporting import FORMS, Certificate, Export
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.marking.model import ExamMark
from simulator.exams.model import Exam, Strip
from simulator.exams.office.base import Hall
from simulator.exams.results.book import ExamBook, exam_book
from simulator.exams.results.grading import grade
from simulator.exams.results.regrade import apply, plan, undo
from simulator.exams.store.gradings import gradings, in_force
from simulator.exams.store.marks import marks_by
from simulator.exams.store.overrides import Override, override
from simulator.packs.library import shipped_folder

SHIFT = {"value": 10, "name": 50}  # of 11.1.2 in the first item: 40 and 20 before
FEW = ("csv", "long", "xlsx", "evidence")
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The pack with other weights in one requirement."""
    folder = tmp_path_factory.mktemp("rubric") / PACK
    shutil.copytree(shipped_folder() / PACK, folder)
    file = folder / "scenarios" / "first.yaml"
    text = file.read_text("utf-8")
    head, _, rest = text.partition('- id: "11.1.2"')
    for facet, weight in SHIFT.items():
        rest, n = re.subn(rf"(\{{id: {facet}, weight: )\d+", rf"\g<1>{weight}", rest, count=1)
        assert n == 1
    file.write_text(f'{head}- id: "11.1.2"{rest}', "utf-8")
    return opened(folder)


def expected(mark: ExamMark) -> int:
    """The overall mark with the other weights, from the facets as they were marked before."""
    whole = 0
    for item, weight in zip(mark.items, (40, 60), strict=True):
        points = []
        for r in item.requirements:
            weights = {f.id: f.weight for f in r.facets} | (SHIFT if item.item == 0 and r.id == "11.1.2" else {})
            assert sum(weights.values()) == 100
            points.append(0 if r.zeroed else sum(weights[f.id] * f.points for f in r.facets) // 100)
        whole += weight * (sum(points) // len(points))
    return whole // 100


def files(db: Database, exam: Exam, folder: Path, languages: tuple[str, ...] = ("zh", "en")) -> dict[str, str]:
    """The digest of everything that can be exported (not from a server twice what a file says already)."""
    office = Hall(db, wall=lambda: 5, zone=CHINA)
    book = exam_book(db, exam.id)
    for language in languages:
        for form in FORMS if db.is_file else FEW:
            Export(exam=exam.id, form=form, language=language, out=str(folder / language / form)).run(office)  # type: ignore[arg-type]
        for one in book.candidates:
            if one.points is not None:
                Certificate(
                    exam=exam.id, candidate=one.alias, language=language, out=str(folder / language / f"c-{one.alias}")
                ).run(office)  # type: ignore[arg-type]
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def points_of(book: ExamBook) -> dict[str, int | None]:
    return {c.alias: c.points for c in book.candidates}


def test_a_changed_weight_shows_what_it_changes_for_everybody_and_can_be_undone(
    db: Database, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened, tmp_path: Path
) -> None:
    exam, _ = sat
    before = exam_book(db, exam.id)
    digest = in_force(db, exam.id).digest
    languages = ("zh", "en") if db.is_file else ("zh",)
    kept = files(db, exam, tmp_path / "before", languages)
    assert len(kept) == (2 * (7 + 3 * 5) if db.is_file else 3 + 2 * 5)

    wanted = plan(db, exam.id, packs=[changed])
    by_alias = {c.alias: c.mark for c in before.candidates if c.mark is not None}
    assert len(wanted.changes) == len(by_alias) == 5
    moved = 0
    for change in wanted.changes:
        mark = by_alias[change.alias]
        assert change.before == mark.points
        assert change.after == expected(mark), change
        moved += change.after != change.before
        facets = {(s.requirement, s.facet): s.weights for s in change.shifts}
        assert facets == {("11.1.2", "value"): (40, 10), ("11.1.2", "name"): (20, 50)}
        assert all(s.before == s.after for s in change.shifts)  # only what they weigh is another
    assert 0 < moved < 5  # who had all or nothing in both keeps the mark

    # a dry run changes nothing
    assert exam_book(db, exam.id) == before

    fact = apply(db, wanted, reason="weights were wrong", author="Li", at=2_000)
    assert in_force(db, exam.id).digest == wanted.rubric.digest != digest
    after = exam_book(db, exam.id)
    assert points_of(after) == points_of(before) | {c.alias: c.after for c in wanted.changes}
    assert [g.reason for g in after.regrades] == ["weights were wrong"]
    other = files(db, exam, tmp_path / "after", ("zh",))
    assert {name for name in other if other[name] != kept[name]} >= {f"zh/{form}" for form in ("csv", "long", "xlsx")}

    undo(db, exam.id, reason="on second thought", author="Li", at=3_000)
    assert in_force(db, exam.id).digest == digest
    assert exam_book(db, exam.id) == before
    assert files(db, exam, tmp_path / "undone", languages) == kept
    made = gradings(db, exam.id)
    assert [(g.reason, g.undoes, g.undone) for g in made] == [
        ("weights were wrong", "", 3_000),
        ("on second thought", fact.id, None),
    ]
    assert set(marks_by(db, exam.id, wanted.rubric.digest)) == set(marks_by(db, exam.id, digest))


def test_a_paper_with_other_points_and_a_higher_pass_mark(db: Database, sat: tuple[Exam, tuple[Strip, ...]]) -> None:
    exam, _ = sat
    before = {c.alias: c.mark for c in exam_book(db, exam.id).candidates if c.mark is not None}
    items = tuple(msgspec.structs.replace(i, points=1) for i in exam.paper.items)
    paper = msgspec.structs.replace(exam.paper, items=items, pass_mark=10_000)
    wanted = plan(db, exam.id, paper=paper)
    for change in wanted.changes:
        mark = before[change.alias]
        assert change.after == sum(i.points for i in mark.items) // 2
        assert change.passed == (mark.passed, change.after == 10_000)
        assert not change.shifts


def test_what_does_not_fit_what_was_sat_is_refused(
    db: Database, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened
) -> None:
    exam, _ = sat

    def refused(code: str, **how: object) -> None:
        with pytest.raises(ExamError) as error:
            plan(db, exam.id, **how)  # type: ignore[arg-type]
        assert error.value.code == code

    refused("same-rubric")
    fewer = msgspec.structs.replace(exam.paper, items=exam.paper.items[:1])
    refused("other-items", paper=fewer)
    swapped = msgspec.structs.replace(exam.paper, items=exam.paper.items[::-1])
    refused("other-items", paper=swapped)
    first = msgspec.structs.replace(exam.paper.items[0], requirements=("9.2.5",))
    refused("no-measure", paper=msgspec.structs.replace(exam.paper, items=(first, exam.paper.items[1])))
    other = Opened(pack=msgspec.structs.replace(changed.pack, id="other"), archive=changed.archive)
    refused("other-pack", packs=[other])
    with pytest.raises(ExamError) as error:
        undo(db, exam.id, reason="x", author="y", at=1)
    assert error.value.code == "no-regrade"


def test_a_decision_needs_a_reason_and_a_plan_that_still_holds(
    db: Database, clock: HallClock, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened
) -> None:
    exam, strips = sat
    wanted = plan(db, exam.id, packs=[changed])
    for reason, author in (("", "Li"), (" \x1b ", "Li"), ("because", "")):
        with pytest.raises(ExamError) as error:
            apply(db, wanted, reason=reason, author=author, at=1)
        assert error.value.code == "no-reason"
    assert not gradings(db, exam.id)
    assert not marks_by(db, exam.id, wanted.rubric.digest)
    sit(db, clock, strips[5], "reference")
    with pytest.raises(ExamError) as error:
        apply(db, wanted, reason="because", author="Li", at=1)
    assert error.value.code == "stale-plan"
    grade(db, exam.id, wall=lambda: 5, clock=clock)
    again = plan(db, exam.id, packs=[changed])
    apply(db, again, reason="because", author="Li", at=1)
    with pytest.raises(ExamError) as error:  # the same once more
        apply(db, again, reason="because", author="Li", at=1)
    assert error.value.code == "other-rubric"


def test_who_is_graded_after_a_regrade_is_graded_by_the_old_rubric_too_when_it_is_undone(
    db: Database, clock: HallClock, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened
) -> None:
    exam, strips = sat
    apply(db, plan(db, exam.id, packs=[changed]), reason="because", author="Li", at=1)
    sit(db, clock, strips[5], "mistake:under-declare", "reference")
    grade(db, exam.id, wall=lambda: 5, clock=clock)
    with_new = {c.alias: c.points for c in exam_book(db, exam.id).candidates}
    undo(db, exam.id, reason="back", author="Li", at=2)
    now = {c.alias: c.points for c in exam_book(db, exam.id).candidates}
    assert None not in now.values()
    fresh = grade(db, exam.id, again=True, wall=lambda: 9, clock=clock)  # by the own rubric, from scratch
    assert {f.alias: f.points for f in fresh.found} == now
    assert now != with_new


def test_regrades_stand_on_each_other_and_come_off_in_turn(
    db: Database, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened
) -> None:
    exam, _ = sat
    rubrics = [in_force(db, exam.id).digest]
    apply(db, plan(db, exam.id, packs=[changed]), reason="one", author="Li", at=1)
    rubrics.append(in_force(db, exam.id).digest)
    paper = msgspec.structs.replace(exam.paper, pass_mark=9_000)
    apply(db, plan(db, exam.id, paper=paper), reason="two", author="Li", at=2)
    assert in_force(db, exam.id).packs[PACK] == changed.pack.digest  # what the first changed stays
    undo(db, exam.id, reason="x", author="Li", at=3)
    assert in_force(db, exam.id).digest == rubrics[1]
    apply(db, plan(db, exam.id, paper=paper), reason="three", author="Li", at=4)
    for n, at in ((1, 5), (0, 6)):
        undo(db, exam.id, reason="x", author="Li", at=at)
        assert in_force(db, exam.id).digest == rubrics[n]


def test_a_mark_set_by_hand_stands_beside_the_automatic_one(
    db: Database, sat: tuple[Exam, tuple[Strip, ...]], changed: Opened
) -> None:
    exam, _ = sat
    alias = next(
        c.alias
        for c in exam_book(db, exam.id).candidates
        if c.mark is not None and c.points not in (0, 10_000) and c.standing == "ok"
    )

    def now(which: str = alias) -> object:
        return next(c for c in exam_book(db, exam.id).candidates if c.alias == which)

    from simulator.exams.store.exams import sittings

    sitting = next(s.id for s in sittings(db, exam.id) if s.alias == alias)
    was = now()
    override(db, Override(sitting=sitting, points=6_543, reason="the buyer's letter was cut", author="Wang", at=7))
    held = now()
    assert (held.points, held.mark, held.override.reason) == (6_543, was.mark, "the buyer's letter was cut")  # type: ignore[attr-defined]
    apply(db, plan(db, exam.id, packs=[changed]), reason="one", author="Li", at=8)
    assert now().points == 6_543  # type: ignore[attr-defined]
    override(db, Override(sitting=sitting, points=None, reason="it was not", author="Wang", at=9))
    undo(db, exam.id, reason="x", author="Li", at=10)
    assert msgspec.structs.replace(now(), made=0) == msgspec.structs.replace(was, made=0)  # type: ignore[type-var]
    for bad in (
        Override(sitting=sitting, points=10_001, reason="x", author="y", at=1),
        Override(sitting=sitting, points=1, reason=" ", author="y", at=1),
    ):
        with pytest.raises(ExamError):
            override(db, bad)


def test_nothing_of_an_archive_tells_when_it_was_written(
    db: Database, sat: tuple[Exam, tuple[Strip, ...]], tmp_path: Path
) -> None:
    exam, _ = sat
    Export(exam=exam.id, form="xlsx", out=str(tmp_path / "x.xlsx")).run(Hall(db, zone=CHINA))
    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.xlsx").read_bytes())) as file:
        assert {i.date_time for i in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
