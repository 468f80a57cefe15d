"""Grading an exam, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import copied
from satmaker import begun, exam_of, past, plays, sit
from sqlalchemy import text

from simulator.classroom.store.database import Database, open_database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.marking.model import Marked
from simulator.exams.model import Exam, Strip
from simulator.exams.results.book import exam_book
from simulator.exams.results.grading import Found, grade
from simulator.exams.store import chains
from simulator.exams.store.exams import sittings
from simulator.exams.store.gradings import in_force
from simulator.exams.store.marks import marks_by

Sat = tuple[Exam, tuple[Strip, ...]]


def by_strip(found: Sequence[Found], strips: Sequence[Strip]) -> list[Found]:
    there = {x.sitting: x for x in found}
    return [there[s.sitting] for s in strips]


def test_a_whole_exam_is_graded(db: Database, clock: HallClock) -> None:
    exam, strips = exam_of(db, clock, 4)
    sit(db, clock, strips[0], "reference", "reference")
    sit(db, clock, strips[1], "reference", "idle")
    sit(db, clock, strips[2])
    seat = begun(db, clock, strips[3])
    plays(seat.begin_item(0), "until:548")
    told: list[tuple[int, int, str]] = []
    done = grade(db, exam.id, wall=lambda: 5, clock=clock, tell=lambda *x: told.append(x))
    found = by_strip(done.found, strips)
    assert [x.points for x in found] == [10_000, 4_000, 0, None]
    assert [x.verdict for x in found] == ["ok", "ok", "ok", "running"]
    assert [n for n, _, _ in told] == [1, 2, 3, 4]
    assert {who for _, _, who in told} == {x.alias for x in found}

    # who was graded is left alone; who has ended meanwhile comes in
    seat.submit()
    seat.close()
    again = by_strip(grade(db, exam.id, wall=lambda: 6, clock=clock).found, strips)
    assert [x.news for x in again] == [False, False, False, True]
    assert again[3].verdict == "ok"
    kept = marks_by(db, exam.id, in_force(db, exam.id).digest)
    assert [kept[s.sitting].made for s in strips] == [5, 5, 5, 6]
    assert exam_book(db, exam.id).taken >= 6


def test_the_best_of_tries_counts_with_the_factor(db: Database, clock: HallClock) -> None:
    exam, (strip,) = exam_of(db, clock, 1, resubmissions=2, factor=5_000)
    seat = begun(db, clock, strip)
    for how in ("until:548", "mistake:under-declare", "reference"):
        plays(seat.begin_item(0), how)
        seat.hand_in_item()
    seat.submit()
    seat.close()
    grade(db, exam.id, wall=lambda: 5, clock=clock)
    (one,) = exam_book(db, exam.id).candidates
    assert one.mark is not None
    item, other = one.mark.items
    assert [t.factor for t in item.tries] == [10_000, 5_000, 2_500]
    assert other.points == 0
    some = set()
    for facet in (x for r in item.requirements for x in r.facets):
        weighed = [p * w // 10_000 for p, w in zip(facet.tries, (10_000, 5_000, 2_500), strict=True) if p is not None]
        assert facet.points == max(weighed)
        assert facet.best == weighed.index(max(weighed))
        some.add(facet.best)
    assert len(some) > 1  # so that this test has looked at what it is about


def test_a_sitting_that_was_reopened_is_graded_anew(db: Database, clock: HallClock) -> None:
    exam, (strip,) = exam_of(db, clock, 1)
    seat = begun(db, clock, strip)
    plays(seat.begin_item(0), "until:548")
    seat.submit()
    first = grade(db, exam.id, wall=lambda: 5, clock=clock).found[0]
    assert first.points is not None

    def standing() -> tuple[str, int | None]:
        (one,) = exam_book(db, exam.id).candidates
        return one.standing, one.points

    chains.change(db, clock, strip.sitting, lambda s, now: [f.Reopened(at=now, by="Wang", reason="sent too soon")])
    assert standing() == ("running", None)
    seat.refresh()
    plays(seat.attempt(), "reference")
    seat.submit()
    assert standing() == ("ungraded", None)
    second = grade(db, exam.id, wall=lambda: 6, clock=clock).found[0]
    assert second.points is not None
    assert second.points > first.points
    assert standing() == ("ok", second.points)


def test_a_time_that_ran_out_unnoticed_is_put_on_record_first(db: Database, clock: HallClock) -> None:
    exam, (strip,) = exam_of(db, clock, 1)
    seat = begun(db, clock, strip)
    plays(seat.begin_item(0), "until:548")
    deadline = seat.state.deadline
    seat.close()
    assert grade(db, exam.id, wall=lambda: 5, clock=clock).verdicts == {"running": 1}
    if db.is_file:
        ahead = clock.steady
        clock.steady = lambda: ahead() + 4_000_000
    else:
        past(db, exam, 4_000)
    found = grade(db, exam.id, wall=lambda: 5, clock=clock).found[0]
    assert found.verdict == "ok"
    end = chains.facts_of(db, strip.sitting)[-1]
    assert isinstance(end, f.Expired)
    assert end.at == deadline


def tampered(db: Database, statement: str, **values: Any) -> None:
    with db.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def test_who_is_not_in_order_waits_for_a_person_and_touches_nobody_else(
    db: Database, sat: Sat, clock: HallClock
) -> None:
    exam, strips = sat
    before = {c.alias: c.points for c in exam_book(db, exam.id).candidates}
    tampered(db, "UPDATE exam_sitting SET deadline = deadline + 60000 WHERE id = :id", id=strips[0].sitting)
    tampered(db, "UPDATE exam_attempt SET seed = seed + 1 WHERE sitting = :id AND item = 1", id=strips[1].sitting)
    tampered(
        db, "UPDATE exam_row SET minute = minute + 1 WHERE seq = 3 AND attempt = (SELECT id FROM exam_attempt WHERE sitting = :id AND item = 0)",
        id=strips[2].sitting,
    )  # fmt: skip
    tampered(
        db,
        "DELETE FROM exam_row WHERE attempt = (SELECT id FROM exam_attempt WHERE sitting = :id AND item = 1)",
        id=strips[3].sitting,
    )
    # what was found valid stands until somebody asks again
    assert grade(db, exam.id, wall=lambda: 5, clock=clock).verdicts == {"absent": 1, "ok": 5}
    found = by_strip(grade(db, exam.id, again=True, wall=lambda: 5, clock=clock).found, strips)
    assert [x.verdict for x in found] == ["edited", "other-seed", "edited", "truncated", "ok", "absent"]
    book = {c.alias: c for c in exam_book(db, exam.id).candidates}
    assert [book[x.alias].points for x in found] == [None] * 4 + [before[found[4].alias], None]
    assert all(book[x.alias].says for x in found[:4])
    # mended, they count again without being asked for
    tampered(db, "UPDATE exam_sitting SET deadline = deadline - 60000 WHERE id = :id", id=strips[0].sitting)
    assert by_strip(grade(db, exam.id, wall=lambda: 6, clock=clock).found, strips)[0].points == before[found[0].alias]


def test_a_paper_changed_in_the_database_marks_nobody(db: Database, sat: Sat, clock: HallClock) -> None:
    exam, _ = sat
    paper = msgspec.structs.replace(exam.paper, pass_mark=1)
    tampered(
        db,
        "UPDATE exam SET paper = :paper WHERE id = :id",
        paper=msgspec.json.encode(paper, order="deterministic"),
        id=exam.id,
    )
    found = grade(db, exam.id, wall=lambda: 5, clock=clock)
    assert found.verdicts == {"edited": 6}
    assert all("frozen" in x.says[0].en for x in found.found if x.verdict == "edited")


def test_another_version_of_the_program_never_takes_a_mark_away(
    db: Database, sat: Sat, clock: HallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam, _ = sat
    before = {c.alias: c.points for c in exam_book(db, exam.id).candidates}
    monkeypatch.setattr("simulator.exams.marking.sound.RULES_VERSION", "99")
    assert grade(db, exam.id, again=True, wall=lambda: 5, clock=clock).verdicts == {"absent": 1, "ok": 5}
    assert {c.alias: c.points for c in exam_book(db, exam.id).candidates} == before


def marks(db: Database) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT sitting, rubric, points, mark, made, program FROM exam_mark ORDER BY sitting")
        )
        return [(*r[:3], zlib.decompress(bytes(r[3])), *r[4:]) for r in rows]


def test_the_same_bytes_however_many_processes(
    tmp_path: Path, template: Path, sat_once: tuple[Path, str, tuple[Strip, ...]], clock: HallClock
) -> None:
    place, exam, _ = sat_once
    kept = []
    for jobs in (1, 2):
        path = tmp_path / f"{jobs}.db"
        path.write_bytes(template.read_bytes())
        with open_database(str(place), create=False) as source, open_database(str(path), create=False) as db:
            copied(source, db)
            with db.engine.begin() as connection:
                connection.execute(text("DELETE FROM exam_mark"))
            assert grade(db, exam, jobs=jobs, wall=lambda: 5, clock=clock).verdicts == {"absent": 1, "ok": 5}
            kept.append(marks(db))
    assert kept[0] == kept[1]
    assert len(kept[0]) == 5


def test_a_mark_keeps_what_came_of_the_store(db: Database, sat: Sat) -> None:
    exam, strips = sat
    kept = marks_by(db, exam.id, in_force(db, exam.id).digest)
    found: Marked = kept[strips[0].sitting].found
    assert found.mark is not None
    tries = {t.attempt: t for item in found.mark.items for t in item.tries}
    assert {c.attempt for c in found.closings} == set(tries)
    for c in found.closings:
        assert c.rows[0].seq == tries[c.attempt].rows
        assert b'"by":"exam"' in c.rows[-1].payload


def test_nobody_is_graded_where_there_is_nobody(db: Database, clock: HallClock) -> None:
    exam, _ = exam_of(db, clock, 0)
    assert grade(db, exam.id, wall=lambda: 5, clock=clock).found == ()
    assert {s.id for s in sittings(db, exam.id)} == set()


@pytest.mark.slow
def test_the_same_bytes_by_a_cluster(
    tmp_path: Path, template: Path, sat_once: tuple[Path, str, tuple[Strip, ...]], clock: HallClock
) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
    place, exam, _ = sat_once
    path = tmp_path / "cluster.db"
    path.write_bytes(template.read_bytes())
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        open_database(str(place), create=False) as source,
        open_database(str(path), create=False) as db,
    ):
        copied(source, db)
        before = [(row[0], row[3]) for row in marks(db)]
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM exam_mark"))
        done = grade(db, exam, cluster=cluster.scheduler_address, wall=lambda: 5, clock=clock)
        assert done.verdicts == {"absent": 1, "ok": 5}
        assert [(row[0], row[3]) for row in marks(db)] == before
