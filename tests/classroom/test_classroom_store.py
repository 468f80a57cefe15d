"""Classes, people, assignments, hand-ins and decisions, each on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from classmaker import CLOSES, DAY, NEWER, OPENS, PACK, SECRET, mark, plan, roster, school, tried

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Extension, Override, Regrade, Reset, Student
from simulator.classroom.store import (
    assignments,
    classes,
    decisions,
    handins,
    inbox,
    marks,
    packs,
    people,
    settings,
    tasks,
)
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.packs import KeptPack
from simulator.classroom.task import read_task, who, write_task
from simulator.kernel.text import Text


def refused(code: str, act: Callable[[], object]) -> Text:
    with pytest.raises(ClassroomError) as caught:
        act()
    assert caught.value.code == code
    assert "\n" not in caught.value.text.zh + caught.value.text.en
    return caught.value.text


# -- classes --------------------------------------------------------------------------------------------------


def test_classes_are_kept_and_found(db: Database, url: str) -> None:
    first = classes.create_class(db, " 电商 1 班\x1b[31m ", at=DAY)
    second = classes.create_class(db, "电商 2 班", at=2 * DAY, id="k2", secret=SECRET)
    assert first.title == "电商 1 班"
    assert len(first.id) == 16
    assert len(classes.class_secret(db, first.id)) == 32
    db.close()
    with open_database(url, create=False) as again:
        assert classes.list_classes(again) == (first, second)
        assert classes.get_class(again, "k2") == second
        assert classes.class_secret(again, "k2") == SECRET
        for words in (first.id, "电商１班", first.id[:6]):
            assert classes.find_class(again, words) == first
        refused("no-class", lambda: classes.find_class(again, "电商"))
        refused("no-class", lambda: classes.get_class(again, "nobody"))
        refused("no-title", lambda: classes.create_class(again, " \x07", at=1))
        classes.create_class(again, "电商2班", at=3 * DAY)
        assert "k2" in refused("ambiguous", lambda: classes.find_class(again, "电商 2 班")).zh


def test_settings(db: Database) -> None:
    assert settings.get_setting(db, "folder") is None
    settings.set_setting(db, "folder", "/a")
    settings.set_setting(db, "folder", "/交作业")
    assert settings.get_setting(db, "folder") == "/交作业"


# -- people ---------------------------------------------------------------------------------------------------


def test_a_roster_is_enrolled_and_enrolled_again(db: Database) -> None:
    klass = classes.create_class(db, "k", at=DAY)
    first = people.enroll(db, klass.id, [msgspec.structs.replace(s, id="") for s in roster(3)], at=DAY)
    assert [s.number for s in first.added] == ["20230001", "20230002", "20230003"]
    ids = [s.id for s in first.added]
    assert len(set(ids)) == 3

    changed = [
        Student(id="", number="２０２３ 0001", name="学生1", email=""),  # the same, and an address that was left empty
        Student(id="", number="20230002", name="改名"),
        Student(id="", number="20230009", name="新来"),
    ]
    again = people.enroll(db, klass.id, changed, at=2 * DAY)
    assert [s.name for s in again.added] == ["新来"]
    assert [(c.before.name, c.after.name, c.after.email) for c in again.changed] == [
        ("学生1", "学生1", "s1@example.org"),
        ("学生2", "改名", "s2@example.org"),
    ]
    assert [s.number for s in again.missing] == ["20230003"]
    now = people.students(db, klass.id)
    assert [s.id for s in now[:3]] == ids, "ids stay"
    assert len(now) == 4
    third = people.enroll(db, klass.id, now, at=3 * DAY)
    assert (third.added, third.changed, third.missing, len(third.unchanged)) == ((), (), (), 4)


def test_a_roster_that_is_wrong_changes_nothing(db: Database) -> None:
    klass, _ = school(db)
    before = people.students(db, klass.id)
    twice = [Student(id="", number="7", name="a"), Student(id="", number="７", name="b")]
    refused("bad-roster", lambda: people.enroll(db, klass.id, twice, at=1))
    refused("bad-roster", lambda: people.enroll(db, klass.id, [Student(id="", number="7")], at=1))
    refused("no-class", lambda: people.enroll(db, "nowhere", roster(1), at=1))
    assert people.students(db, klass.id) == before


def test_who_left_comes_back_as_the_same_person(db: Database) -> None:
    klass, _ = school(db)
    classes.leave(db, klass.id, "s2", at=2 * DAY)
    refused("no-member", lambda: classes.leave(db, klass.id, "s2", at=3 * DAY))
    assert [s.id for s in people.students(db, klass.id)] == ["s1", "s3"]
    assert people.find_student(db, klass.id, "20230002").id == "s2", "to export or erase what is kept of him"
    again = people.enroll(db, klass.id, roster(3), at=4 * DAY)
    assert [s.id for s in again.added] == ["s2"]
    assert len(people.students(db, klass.id)) == 3


def test_the_same_number_in_another_class(db: Database) -> None:
    school(db, 2)
    other = classes.create_class(db, "other", at=DAY)
    got = people.enroll(
        db, other.id, [Student(id="", number="20230001", name="学生1"), Student(id="", number="20230002", name="别人")], at=DAY
    )  # fmt: skip
    assert got.known == ("s1",), "number and name agree: the same person in two classes"
    assert got.added[0].id == "s1"
    assert got.added[1].id != "s2", "a number alone makes nobody the same"
    assert people.get_student(db, "s2").name == "学生2"
    third = classes.create_class(db, "third", at=DAY)
    moved = people.enroll(db, third.id, people.students(db, "k1"), at=DAY)
    assert moved.known == ("s1", "s2"), "who comes with an id is that person"


def test_students_stand_in_the_order_of_their_numbers_and_are_found(db: Database) -> None:
    klass = classes.create_class(db, "k", at=DAY)
    numbers = ["10", "9", "A10", "a9", "100"]
    people.enroll(db, klass.id, [Student(id=f"id-{n}", number=n, name=f"n{n}", login=f"u{n}") for n in numbers], at=DAY)
    assert [s.number for s in people.students(db, klass.id)] == ["9", "10", "100", "a9", "A10"]
    for words in ("10", "n10", "u10", "id-10"):
        assert people.find_student(db, klass.id, words).number == "10"
    refused("no-student", lambda: people.find_student(db, klass.id, "11"))
    refused("no-student", lambda: people.get_student(db, "nobody"))


def test_two_who_enrol_at_once_make_nobody_twice(url: str) -> None:
    with open_database(url) as db:
        klass = classes.create_class(db, "k", at=DAY)

        def enroll(_: int) -> None:
            people.enroll(db, klass.id, [msgspec.structs.replace(s, id="") for s in roster(5)], at=DAY)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(enroll, range(8)))
        assert len(people.students(db, klass.id)) == 5


# -- assignments ----------------------------------------------------------------------------------------------


def test_an_assignment_with_its_pack(db: Database) -> None:
    klass, made = school(db, seeds="same", attempts=3)
    assert made.rubric == PACK
    assert made.seed is not None
    assert assignments.get_assignment(db, "a1") == made
    assert packs.get_pack(db, PACK) == KeptPack(id="table1", version="1.0.0", digest=PACK, archive=b"archive")
    other = assignments.create_assignment(
        db, klass.id, plan(title="二", seeds="student", seed=5, created=OPENS + 1), b"x"
    )
    assert other.seed is None, "only `same` has one"
    assert assignments.assignments(db, klass.id) == (made, other)
    assert packs.get_pack(db, PACK).archive == b"archive", "a pack of the same digest is the same"
    assert assignments.find_assignment(db, klass.id, "二") == other
    assert assignments.class_of(db, other.id) == klass.id
    refused("no-assignment", lambda: assignments.find_assignment(db, klass.id, "三"))
    refused("no-assignment", lambda: assignments.class_of(db, "none"))
    refused("no-pack", lambda: packs.get_pack(db, NEWER))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"scenario": ""}, {"attempts": -1}, {"attempts": 1001}, {"closes": OPENS}, {"pass_at": 10_001},
        {"seed": -1}, {"seed": 2**63}, {"seeds": "none"}, {"counts": "worst"}, {"closes": 2**70},
    ],
)  # fmt: skip
def test_an_assignment_that_cannot_be(db: Database, wrong: dict[str, Any]) -> None:
    klass = classes.create_class(db, "k", at=DAY)
    refused("bad-assignment", lambda: assignments.create_assignment(db, klass.id, plan(**wrong), b""))
    refused("no-class", lambda: assignments.create_assignment(db, "nowhere", plan(), b""))
    assert assignments.assignments(db, klass.id) == ()
    refused("no-pack", lambda: packs.get_pack(db, PACK))


def test_what_may_be_changed_later(db: Database) -> None:
    _, made = school(db)
    changed = msgspec.structs.replace(
        made, closes=CLOSES + DAY, attempts=2, counts="first", pass_at=7_000, title="新名"
    )
    assert assignments.change_assignment(db, changed) == changed
    assert assignments.get_assignment(db, "a1") == changed
    for other in ({"scenario": "9.2"}, {"seeds": "fresh"}, {"rubric": NEWER}, {"closes": OPENS - 1}):
        refused("bad-assignment", lambda o=other: assignments.change_assignment(db, msgspec.structs.replace(made, **o)))  # type: ignore[misc]
    refused("no-assignment", lambda: assignments.change_assignment(db, msgspec.structs.replace(made, id="none")))
    assert assignments.get_assignment(db, "a1") == changed


def test_the_task_of_an_assignment(db: Database) -> None:
    _, made = school(db, 2, seeds="fresh", attempts=2)
    decisions.reset(db, Reset(id="", student="s1", assignment="a1", reason="r", author="t", at=1))
    task = read_task(write_task(tasks.task_of(db, "a1")))
    assert (task.assignment, task.archive) == (made, b"archive")
    entries = who(task, "20230001"), who(task, "20230002")
    assert [(e.id, len(e.seeds)) for e in entries if e] == [("s1", 4), ("s2", 2)]
    assert tasks.task_of(db, "a1", with_pack=False).archive is None


# -- hand-ins and marks ---------------------------------------------------------------------------------------


def test_a_save_is_kept_once_and_given_back(db: Database) -> None:
    data = b"SQLite format 3\x00" + bytes(range(256)) * 300
    digest = handins.keep_content(db, data)
    assert digest == handins.keep_content(db, data) == hashlib.sha256(data).hexdigest()
    assert handins.content(db, digest) == data
    assert handins.content(db, handins.keep_content(db, b"")) == b""
    refused("no-content", lambda: handins.content(db, "0" * 64))


def test_a_save_that_changed_in_the_database_is_told(db: Database) -> None:
    digest = handins.keep_content(db, b"a" * 1000)
    other = handins.keep_content(db, b"b" * 1000)
    from sqlalchemy import text

    for change in (f"data = (SELECT data FROM content WHERE sha256 = '{other}')", "data = sha256::bytea", "size = 5"):
        if db.is_file:
            change = change.replace("sha256::bytea", "CAST(sha256 AS BLOB)")
        with db.session() as session:
            session.connection().execute(text(f"UPDATE content SET {change} WHERE sha256 = '{digest}'"))
        refused("damaged", lambda: handins.content(db, digest))


def test_a_save_that_is_too_large(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.content.MOST_BYTES", 10)
    refused("too-large", lambda: handins.keep_content(db, b"a" * 11))


def test_tries_are_kept_as_they_were_judged(db: Database) -> None:
    school(db)
    digest = handins.keep_content(db, b"save")
    late = tried("t2", ended=12 * DAY, verdict="late", content=digest, says=(Text("晚了。", "Late."), Text("二", "2")))
    early = tried("", ended=11 * DAY, source="张三\x1b[31m\udcff.storesim")
    kept = handins.put_tries(db, [late, early])
    assert len(kept[1].id) == 16
    assert handins.tries(db, "a1") == (kept[1], late), "in order of their end"
    assert kept[1].source == "张三.storesim"
    assert handins.tries(db, "a1", "s2") == ()
    assert handins.get_try(db, "t2") == late
    assert handins.known_contents(db, "a1") == {digest}
    refused("no-try", lambda: handins.get_try(db, "none"))
    refused("conflict", lambda: handins.put_tries(db, [tried("t3", student="nobody")]))
    refused("conflict", lambda: handins.put_tries(db, [tried("t3", content="0" * 64)]))
    assert len(handins.tries(db, "a1")) == 2


def test_a_try_judged_again_is_written_anew_and_loses_marks_of_another_journal(db: Database) -> None:
    school(db)
    handins.put_tries(db, [tried("t1", verdict="open"), tried("t2")])
    marks.put_marks(db, {"t1": mark(5_000), "t2": mark(6_000)}, made=1, program="0.2.0")
    handins.put_tries(db, [tried("t1", verdict="ok", head="another"), tried("t2", verdict="copied")])
    assert [(t.id, t.verdict) for t in handins.tries(db, "a1")] == [("t1", "ok"), ("t2", "copied")]
    assert marks.marks_by(db, "a1", PACK) == {"t2": mark(6_000)}


def test_copies_are_recognised_by_their_fingerprint(db: Database) -> None:
    klass, _ = school(db)
    assignments.create_assignment(db, klass.id, plan(id="a2"), b"")
    handins.put_tries(
        db,
        [
            tried("t1", "s1", print="p"), tried("t2", "s2", "a2", print="p", ended=12 * DAY), tried("t3", "s3", print=""),
            tried("t4", print="q"),
        ],
    )  # fmt: skip
    found = handins.same_print(db, klass.id, ["p", "q", "r", ""])
    assert {p: [t.id for t in same] for p, same in found.items()} == {"p": ["t1", "t2"], "q": ["t4"]}
    assert handins.same_print(db, "k2", ["p"]) == {}


def test_marks_one_for_each_rubric(db: Database) -> None:
    school(db)
    packs.keep_pack(db, KeptPack(id="table1", version="1.1.0", digest=NEWER, archive=b"newer"))
    handins.put_tries(db, [tried("t1")])
    marks.put_marks(db, {"t1": mark(5_000)}, made=1, program="0.2.0")
    marks.put_marks(db, {"t1": mark(7_000, NEWER)}, made=2, program="0.2.0")
    marks.put_marks(db, {"t1": mark(5_500)}, made=3, program="0.2.1")
    assert marks.marks_by(db, "a1", PACK) == {"t1": mark(5_500)}
    assert marks.marks_by(db, "a1", NEWER) == {"t1": mark(7_000, NEWER)}
    refused("conflict", lambda: marks.put_marks(db, {"none": mark(1)}, made=1, program=""))
    refused("conflict", lambda: marks.put_marks(db, {"t1": mark(1, "c" * 64)}, made=1, program=""))
    with pytest.raises(ValueError, match="10001"):
        marks.put_marks(db, {"t1": mark(10_001)}, made=1, program="")


def test_a_hand_in_is_all_or_nothing(db: Database) -> None:
    school(db)

    def collect() -> None:
        with db.session():
            digest = handins.keep_content(db, b"save")
            handins.put_tries(db, [tried("t1", content=digest)])
            marks.put_marks(db, {"t2": mark(1)}, made=1, program="")

    refused("conflict", collect)
    assert handins.tries(db, "a1") == ()
    refused("no-content", lambda: handins.content(db, hashlib.sha256(b"save").hexdigest()))


def test_the_inbox_of_a_shared_database(db: Database) -> None:
    klass, _ = school(db)
    first = inbox.hand_in(db, "a1", "s1", b"save 1", at=5)
    again = inbox.hand_in(db, "a1", "s1", b"save 1", at=6)
    second = inbox.hand_in(db, "a1", "s2", b"save 1", at=4)
    assert again == first
    assert inbox.waiting(db, "a1") == (second, first)
    assert handins.content(db, first.content) == b"save 1"
    inbox.take_out(db, [first.id, "none"])
    assert inbox.waiting(db, "a1") == (second,)
    refused("no-member", lambda: inbox.hand_in(db, "a1", "nobody", b"", at=1))
    refused("no-assignment", lambda: inbox.hand_in(db, "none", "s1", b"", at=1))
    classes.leave(db, klass.id, "s1", at=9)
    refused("no-member", lambda: inbox.hand_in(db, "a1", "s1", b"save 2", at=10))


def test_many_hand_in_at_once(url: str) -> None:
    with open_database(url) as db:
        school(db, 8)

        def hand_in(i: int) -> None:
            inbox.hand_in(db, "a1", f"s{i % 8 + 1}", b"the same file", at=i)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(hand_in, range(24)))
        assert len(inbox.waiting(db, "a1")) == 8


# -- decisions ------------------------------------------------------------------------------------------------


def test_decisions_are_kept_in_the_order_they_were_made(db: Database) -> None:
    school(db)
    made = [
        decisions.override(
            db, Override(id="", student="s1", assignment="a1", points=p, reason=f"因为 {p}", author="王老师", at=DAY)
        )
        for p in (9_000, None, 100)
    ]
    assert decisions.overrides(db, "a1") == tuple(made)
    fresh = decisions.reset(db, Reset(id="", student="s1", assignment="a1", reason="断电", author="王老师", at=DAY))
    assert decisions.resets(db, "a1") == (fresh,)
    more = decisions.extend(
        db,
        Extension(id="e1", student="s2", assignment="a1", closes=CLOSES + DAY, reason="病假", author="王老师", at=DAY),
    )
    assert decisions.extensions(db, "a1") == (more,)


def test_decisions_that_cannot_be(db: Database) -> None:
    school(db)
    good = Override(id="", student="s1", assignment="a1", points=1, reason="r", author="t", at=1)
    for code, other in (
        ("bad-points", {"points": 10_001}), ("bad-points", {"points": -1}), ("no-reason", {"reason": " "}),
        ("no-reason", {"author": ""}), ("no-student", {"student": "nobody"}), ("no-assignment", {"assignment": "none"}),
    ):  # fmt: skip
        refused(code, lambda o=other: decisions.override(db, msgspec.structs.replace(good, **o)))  # type: ignore[misc]
    assert decisions.overrides(db, "a1") == ()


def test_a_regrade_and_the_way_back(db: Database) -> None:
    school(db)
    there = Regrade(id="r1", assignment="a1", before=PACK, after=NEWER, reason="修正", author="王老师", at=1)
    refused("no-pack", lambda: decisions.regrade(db, there))
    packs.keep_pack(db, KeptPack(id="table1", version="1.1.0", digest=NEWER, archive=b"newer"))
    decisions.regrade(db, there)
    assert assignments.get_assignment(db, "a1").rubric == NEWER
    refused("other-rubric", lambda: decisions.regrade(db, msgspec.structs.replace(there, id="r2")))
    back = decisions.undo_regrade(db, "r1", reason="还是旧的", author="王老师", at=2)
    assert (back.before, back.after, back.undoes) == (NEWER, PACK, "r1")
    assert assignments.get_assignment(db, "a1").rubric == PACK
    assert [(r.id, r.undone) for r in decisions.regrades(db, "a1")] == [("r1", 2), (back.id, None)]
    for wrong in ("r1", back.id):
        refused("not-latest", lambda w=wrong: decisions.undo_regrade(db, w, reason="r", author="t", at=3))  # type: ignore[misc]
    refused("no-regrade", lambda: decisions.undo_regrade(db, "none", reason="r", author="t", at=3))


def test_regrades_are_taken_back_from_the_latest(db: Database) -> None:
    school(db)
    for digest in (NEWER, "c" * 64):
        packs.keep_pack(db, KeptPack(id="table1", version="2", digest=digest, archive=b""))
    for id, before, after in (("r1", PACK, NEWER), ("r2", NEWER, "c" * 64)):
        decisions.regrade(db, Regrade(id=id, assignment="a1", before=before, after=after, reason="r", author="t", at=1))
    refused("not-latest", lambda: decisions.undo_regrade(db, "r1", reason="r", author="t", at=2))
    decisions.undo_regrade(db, "r2", reason="r", author="t", at=3)
    decisions.undo_regrade(db, "r1", reason="r", author="t", at=4)
    assert assignments.get_assignment(db, "a1").rubric == PACK
