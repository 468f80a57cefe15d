"""Grading a class: what is kept, under whose name, with which mark; on SQLite and PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from handinmaker import CLOSES, DAY, HOUR, NOW, OPENS, School, dump, put, save_of

from simulator.classroom.errors import ClassroomError
from simulator.classroom.grading import Graded, grade
from simulator.classroom.model import Cell, Extension, Regrade, Reset, Try
from simulator.classroom.store import decisions, handins, inbox, people, personal
from simulator.classroom.store.assignments import change_assignment
from simulator.classroom.store.database import Database
from simulator.classroom.store.gradebook import gradebook

BY = {"reason": "因为", "author": "王老师"}


def run(school: School, sources: Path | None, assignment: str = "a1", at: int = NOW, **more: object) -> Graded:
    return grade(school.db, assignment, sources, wall=lambda: at, **more)  # type: ignore[arg-type]


def cell(school: School, student: str, assignment: str = "a1") -> Cell:
    return gradebook(school.db, "k1", NOW).cell(student, assignment)


def verdicts(school: School, student: str, assignment: str = "a1") -> list[str]:
    return [t.verdict for t in cell(school, student, assignment).tries]


def told(graded: Graded) -> dict[str, tuple[str, str]]:
    return {f.source: (f.verdict, f.student) for f in graded.found}


def test_a_folder_is_graded_and_kept(db: Database, tmp_path: Path) -> None:
    school = School(db, 3)
    a = school.assign()
    saves = {"s001.storesim": school.save("s001"), "deep/er/s002.storesim": school.save("s002", how="idle")}
    seen: list[tuple[int, int, str]] = []
    graded = run(school, put(tmp_path / "in", saves), tell=lambda *words: seen.append(words))
    assert seen == [(1, 2, "deep/er/s002.storesim"), (2, 2, "s001.storesim")]
    assert (graded.files, graded.verdicts) == (2, {"ok": 2})
    assert [(f.source, f.student, f.points, f.news) for f in graded.found] == [
        ("deep/er/s002.storesim", "s002", 0, True), ("s001.storesim", "s001", 10_000, True)
    ]  # fmt: skip
    best = cell(school, "s001")
    assert (best.points, cell(school, "s002").points, cell(school, "s003").points) == (10_000, 0, None)
    (found,) = best.tries
    assert found.mark is not None
    assert found.mark.rubric == a.rubric
    assert (found.received, found.source, found.id) == (NOW, "s001.storesim", graded.found[1].id)
    assert handins.content(db, found.content) == saves["s001.storesim"]


def test_what_was_judged_before_is_passed_over(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = School(db, 2)
    school.assign()
    folder = put(
        tmp_path / "in", {"a.storesim": school.save("s001"), "b.storesim": school.save("s002", how="open:idle")}
    )
    first = run(school, folder)
    before = dump(db)
    put(folder, {"copy of a.storesim": school.save("s001")})
    judged: list[str] = []
    from simulator.classroom import grading

    monkeypatch.setattr(
        grading,
        "judged_file",
        lambda shared, item, real=grading.judged_file: judged.append(item.name) or real(shared, item),
    )
    seen: list[int] = []
    second = run(school, folder, at=NOW + DAY, tell=lambda done, *_: seen.append(done))
    assert judged == []
    assert seen == [1, 2, 3]
    assert dump(db) == before
    assert [(f.source, f.id, f.news) for f in second.found] == [
        ("a.storesim", first.found[0].id, False), ("b.storesim", first.found[1].id, False),
        ("copy of a.storesim", first.found[0].id, False),
    ]  # fmt: skip
    assert second.verdicts == {}
    run(school, folder, at=NOW + DAY, again=True)
    assert sorted(judged) == ["a.storesim", "b.storesim"]  # the copy once only
    marks = before.pop("mark")
    after = dump(db)
    assert [{**m, "made": 0} for m in after.pop("mark")] == [{**m, "made": 0} for m in marks]
    assert after == before  # also when they were received


def test_a_try_without_a_mark_by_the_present_rubric_is_judged_once_more(db: Database, tmp_path: Path) -> None:
    school = School(db, 1)
    school.assign()
    folder = put(tmp_path / "in", {"a.storesim": school.save("s001")})
    run(school, folder)
    from simulator.classroom.store.judged import drop_marks

    drop_marks(db, [t.id for t in handins.tries(db, "a1")])
    assert cell(school, "s001").points is None
    assert run(school, folder, at=NOW + DAY).verdicts == {"ok": 1}
    assert cell(school, "s001").points == 10_000
    assert cell(school, "s001").tries[0].received == NOW


def test_the_same_attempt_in_another_file_is_one_try(db: Database, tmp_path: Path) -> None:
    """A save that was opened again differs as a file and not in what was played."""
    school = School(db, 1)
    school.assign()
    raw = school.save("s001")
    opened = raw[:27] + bytes([raw[27] ^ 1]) + raw[28:95] + bytes([raw[95] ^ 1]) + raw[96:]  # two counters of the file
    folder = put(tmp_path / "in", {"a.storesim": raw, "b.storesim": opened})
    graded = run(school, folder)
    assert [f.news for f in graded.found] == [True, False]
    assert graded.found[0].id == graded.found[1].id
    assert len(cell(school, "s001").tries) == 1
    run(school, put(tmp_path / "later", {"b.storesim": opened}), at=NOW + 1)
    assert len(cell(school, "s001").tries) == 1
    # but an open one that is finished later is another hand-in
    half, whole = school.written("s001", number=2), school.written("s001", number=2)
    half.rows, half.meta["state"] = half.rows[:8], "open"
    half.meta |= {"rows": None, "head": None}
    run(school, put(tmp_path / "half", {"c.storesim": half.save()}))
    run(school, put(tmp_path / "whole", {"c.storesim": whole.save()}))
    assert sorted(verdicts(school, "s001")) == ["ok", "ok", "open"]


def test_nobody_of_the_class(db: Database, tmp_path: Path) -> None:
    """Of a save that belongs to nobody here nothing is kept; it is named."""
    school = School(db, 1)
    school.assign()
    people.enroll(db, _other_class(db), [people.Student(id="x9", number="1", name="别班")], at=1)
    from handinmaker import played

    made = played(school.pack, "first", school.seed("s001"))
    files = {n: save_of(made, n, "a1", OPENS + DAY) for n in ("x9", "nobody")}
    graded = run(school, put(tmp_path / "in", {**files, "notes.txt": "笔记".encode(), "none": b""}))
    assert told(graded) == {
        "nobody": ("other-student", "nobody"), "x9": ("other-student", "x9"), "notes.txt": ("not-a-save", ""),
        "none": ("not-a-save", ""),
    }  # fmt: skip
    assert all(f.id == "" for f in graded.found)
    kept = dump(db)
    assert kept["handin"] == kept["content"] == []
    # who left the class is still known
    from simulator.classroom.store.classes import leave

    leave(db, "k1", "s001", at=5)
    assert run(school, put(tmp_path / "left", {"a": school.save("s001")})).verdicts == {"ok": 1}


def _other_class(db: Database) -> str:
    from simulator.classroom.store.classes import create_class

    return create_class(db, "二班", at=1, id="k2").id


def test_late_with_and_without_extra_time(db: Database, tmp_path: Path) -> None:
    school = School(db, 3)
    school.assign()
    given = {"assignment": "a1", "closes": CLOSES + DAY, **BY}
    decisions.extend(db, Extension(id="", student="s001", at=1, **given))
    at = CLOSES + HOUR
    run(school, put(tmp_path / "in", {f"{s}.storesim": school.save(s, at=at) for s in school.students}))
    assert [verdicts(school, s) for s in school.students] == [["ok"], ["late"], ["late"]]
    assert [cell(school, s).points for s in school.students] == [10_000, None, None]
    # the mark of a late one is there, and counts once time is given
    assert cell(school, "s002").tries[0].mark is not None
    decisions.extend(db, Extension(id="", student="s002", at=2, **given))
    assert [cell(school, s).points for s in school.students] == [10_000, 10_000, None]


def test_too_many_tries(db: Database, tmp_path: Path) -> None:
    school = School(db, 2)
    a = school.assign(attempts=2, counts="last", seeds="fresh")
    files = {f"{n}.storesim": school.save("s001", number=n, how="idle" if n == 2 else "reference") for n in (3, 1, 2)}
    graded = run(school, put(tmp_path / "in", files))
    assert told(graded)["3.storesim"] == ("too-many", "s001")
    assert verdicts(school, "s001") == ["ok", "ok", "too-many"]
    assert cell(school, "s001").points == 0
    third = cell(school, "s001").tries[2]
    assert "number 3" in third.says[-1].en
    assert third.mark is not None
    # one that comes afterwards and was played before moves another one out
    open_ = school.written("s001", number=4, at=OPENS + HOUR)
    run(school, put(tmp_path / "more", {"4.storesim": open_.save()}))
    assert verdicts(school, "s001") == ["ok", "ok", "too-many", "too-many"]
    assert cell(school, "s001").tries[0].attempt == open_.meta["id"]
    # the assignment allows more: nothing has to be judged anew
    change_assignment(db, msgspec.structs.replace(a, attempts=3))
    run(school, put(tmp_path / "none", {"notes": b"x"}))
    assert verdicts(school, "s001") == ["ok", "ok", "ok", "too-many"]
    assert all("number" not in t.says[-1].en for t in cell(school, "s001").tries[:3])
    change_assignment(db, msgspec.structs.replace(a, attempts=0))
    run(school, tmp_path / "none")
    assert verdicts(school, "s001") == ["ok"] * 4


def test_a_fresh_start_makes_room(db: Database, tmp_path: Path) -> None:
    school = School(db, 1)
    school.assign(attempts=1, seeds="fresh")
    first, second = school.save("s001", number=1), school.save("s001", number=2, how="idle")
    run(school, put(tmp_path / "in", {"1": first, "2": second}))
    assert verdicts(school, "s001") == ["ok", "too-many"]
    decisions.reset(db, Reset(id="", student="s001", assignment="a1", at=101 * DAY + int(1.9 * HOUR), **BY))
    run(school, tmp_path / "in")
    assert verdicts(school, "s001") == ["ok", "ok"]
    assert cell(school, "s001").points == 0


def test_seeds_by_policy(db: Database, tmp_path: Path) -> None:
    school = School(db, 2)
    school.assign("own", seeds="student")
    school.assign("fresh", seeds="fresh", attempts=2)
    swapped = {"student": "s001", "assignment": "own"}
    from handinmaker import played, written

    others = written(played(school.pack, "first", school.seed("s002", "own")), **swapped, started=OPENS + DAY)
    run(school, put(tmp_path / "own", {"1": school.save("s001", "own"), "2": others.save()}), "own")
    assert sorted(verdicts(school, "s001", "own")) == ["ok", "other-seed"]
    wrong = school.written("s001", "fresh", number=25)  # nobody was given so many
    run(school, put(tmp_path / "fresh", {"1": school.save("s001", "fresh", number=2), "2": wrong.save()}), "fresh")
    assert sorted(verdicts(school, "s001", "fresh")) == ["ok", "other-seed"]


def test_the_inbox(db: Database, tmp_path: Path) -> None:
    school = School(db, 3)
    school.assign()
    one, two = school.save("s001"), school.save("s002")
    inbox.hand_in(db, "a1", "s001", one, at=NOW - 5)
    inbox.hand_in(db, "a1", "s003", two, at=NOW - 4)  # of another student
    inbox.hand_in(db, "a1", "s002", two, at=NOW - 3)
    inbox.hand_in(db, "a1", "s003", b"rubbish", at=NOW - 2)
    graded = run(school, None)
    assert [(f.student, f.verdict) for f in graded.found] == [
        ("s001", "ok"), ("s003", "copied"), ("s002", "ok"), ("s003", "not-a-save")
    ]  # fmt: skip
    assert inbox.waiting(db, "a1") == ()
    assert cell(school, "s001").tries[0].received == NOW - 5
    assert [cell(school, s).points for s in school.students] == [10_000, 10_000, None]
    assert "student s002" in cell(school, "s003").tries[0].says[-1].en
    # what comes a second time leaves the inbox, too
    inbox.hand_in(db, "a1", "s001", one, at=NOW + 1)
    again = run(school, None)
    assert [(f.student, f.verdict, f.news) for f in again.found] == [("s001", "ok", False)]
    assert inbox.waiting(db, "a1") == ()
    assert run(school, None).files == 0


def test_a_content_that_is_damaged_in_the_database_waits_on(db: Database) -> None:
    from sqlalchemy import text

    school = School(db, 1)
    school.assign()
    waiting = inbox.hand_in(db, "a1", "s001", school.save("s001"), at=NOW - 5)
    with db.session() as session:
        session.connection().execute(text("UPDATE content SET size = 3"))
    graded = run(school, None)
    assert [(f.student, f.verdict, f.id) for f in graded.found] == [("s001", "damaged", "")]
    assert "could not be read" in graded.found[0].says[0].en
    assert inbox.waiting(db, "a1") == (waiting,)


def test_erased_people_stay_nameless(db: Database, tmp_path: Path) -> None:
    school = School(db, 2)
    school.assign()
    folder = put(tmp_path / "in", {"学生001.storesim": school.save("s001"), "b": school.save("s002")})
    run(school, folder)
    personal.erase(db, "s001", at=NOW)
    run(school, folder, again=True)
    (found,) = cell(school, "s001").tries
    assert (found.source, found.says, found.verdict) == ("", (), "ok")
    assert cell(school, "s001").points == 10_000


def test_an_interrupted_run_leaves_whole_batches(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.keeping.FILES", 3)
    school = School(db, 8)
    school.assign()
    folder = put(tmp_path / "in", {s: school.save(s) for s in school.students})

    def tell(done: int, total: int, name: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(school, folder, tell=tell)
    kept = dump(db)
    assert len(kept["handin"]) == len(kept["content"]) == len(kept["mark"]) == 3
    run(school, folder)
    whole = dump(db)
    assert len(whole["handin"]) == 8
    assert [row for row in whole["handin"] if row in kept["handin"]] == kept["handin"]


def test_a_batch_is_kept_whole_or_not_at_all(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = School(db, 2)
    school.assign()
    before = dump(db)
    monkeypatch.setattr("simulator.classroom.keeping.put_marks", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(school, put(tmp_path / "in", {s: school.save(s) for s in school.students}))
    assert dump(db) == before


def test_what_cannot_be_graded_at_all(db: Database, tmp_path: Path) -> None:
    school = School(db, 1)
    a = school.assign()

    def refused(code: str, sources: Path | None = None, assignment: str = "a1", **more: object) -> None:
        with pytest.raises(ClassroomError) as raised:
            run(school, sources, assignment, **more)
        assert raised.value.code == code
        assert raised.value.text.zh != raised.value.text.en

    refused("no-assignment", assignment="zz")
    refused("bad-jobs", jobs=0)
    refused("unreadable", tmp_path / "nowhere")
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 and no more")
    refused("unreadable", tmp_path / "broken.zip")
    from sqlalchemy import text

    with db.session() as session:
        session.connection().execute(text("UPDATE assignment SET scenario = 'gone'"))
    refused("no-scenario")
    assert a.scenario == "first"


def test_marks_by_the_rubric_that_holds(db: Database, tmp_path: Path) -> None:
    """The pack comes out of the database when this machine does not have it."""
    from handinmaker import archive_of, mini

    from simulator.classroom.store.packs import KeptPack, keep_pack

    pack = mini(tmp_path / "mini")
    other = mini(
        tmp_path / "other",
        "1.1.0",
        lambda text: text.replace("weight: 45", "weight: 60").replace("weight: 35", "weight: 20"),
    )
    school = School(db, 1, pack)
    school.assign()
    keep_pack(db, KeptPack(id="mini", version="1.1.0", digest=other.digest, archive=archive_of(other)))
    decisions.regrade(db, Regrade(id="", assignment="a1", before=pack.digest, after=other.digest, at=1, **BY))
    run(school, put(tmp_path / "in", {"a": school.save("s001", how="mistake:cheapest-for-all")}))
    (found,) = cell(school, "s001").tries
    assert found.mark is not None
    assert found.mark.rubric == other.digest
    assert [f.weight for f in found.mark.requirements[0].facets] == [60, 20, 20]
    # an archive that is not the pack it should be
    from sqlalchemy import text

    with db.session() as session:
        session.connection().execute(
            text("UPDATE pack SET archive = (SELECT archive FROM pack WHERE digest = :o) WHERE digest = :d"),
            {"o": pack.digest, "d": other.digest},
        )
    with pytest.raises(ClassroomError) as raised:
        run(school, tmp_path / "in", again=True)
    assert raised.value.code == "other-pack"


def test_hostile_names(db: Database, tmp_path: Path) -> None:
    school = School(db, 1)
    school.assign()
    names = ["\x1b[31mred.storesim", "a\nb.storesim", "\u202etxt.storesim", "x" * 200]
    graded = run(school, put(tmp_path / "in", dict.fromkeys(names, b"")))
    assert [f.verdict for f in graded.found] == ["not-a-save"] * 4
    assert all(f.source.isprintable() for f in graded.found)
    put(tmp_path / "mine", {"\x1b[31m红\n.storesim": school.save("s001")})
    if os.name == "posix":
        (tmp_path / "mine" / os.fsdecode(b"\xff\xfe.storesim")).write_bytes(school.save("s001", number=2))
    run(school, tmp_path / "mine")
    assert all(t.source.isprintable() for t in cell(school, "s001").tries)


def test_files_that_may_not_be_read(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = School(db, 2)
    school.assign()
    folder = put(tmp_path / "in", {"a": school.save("s001"), "b": school.save("s002")})
    from simulator.classroom import collecting

    real = collecting.read_file

    def read(path: Path, *rest: object, **more: object) -> bytes:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(collecting, "read_file", read)
    graded = run(school, folder)
    assert told(graded) == {"a": ("damaged", ""), "b": ("ok", "s002")}
    assert "you may not" in graded.found[0].says[0].en
    monkeypatch.undo()
    assert run(school, folder).verdicts == {"ok": 1}  # nothing was kept of it
    monkeypatch.setattr(collecting, "MOST_BYTES", 50_000)
    graded = run(school, folder, again=True)
    assert [f.verdict for f in graded.found] == ["damaged", "damaged"]
    assert "too large" in graded.found[0].says[0].en


def tries_in(school: School) -> dict[str, list[Try]]:
    return {s: list(cell(school, s).tries) for s in school.students}


def test_copies(db: Database, tmp_path: Path) -> None:
    """A file as it is, one with another id and a new chain, and one that is made from there on."""
    school = School(db, 6)
    school.assign()
    mine = school.written("s001")
    run(school, put(tmp_path / "first", {"a": mine.save()}))
    before = tries_in(school)["s001"]
    rechained = school.written("s001").first(student="s002").chain()
    edited = school.written("s001").first(student="s003")
    later = school.written("s001", how="open:reference").first(student="s004")
    others = put(tmp_path / "second", {"b": rechained.save(), "c": edited.save(), "d": later.chain().save(), "e": mine.save(),
                                       "f": school.save("s005")})  # fmt: skip
    graded = run(school, others, at=NOW + DAY)
    assert told(graded) == {
        "b": ("copied", "s002"), "c": ("edited", "s003"), "d": ("copied", "s004"), "e": ("ok", "s001"), "f": ("ok", "s005"),
    }  # fmt: skip
    assert tries_in(school)["s001"] == before
    assert [cell(school, s).points for s in school.students] == [10_000, None, None, None, 10_000, None]
    found = cell(school, "s002").tries[0]
    assert found.mark is None
    assert "student s001:" in found.says[-1].en
    assert school.klass.title not in str(found.says)
    # being judged again does not wash it clean
    run(school, others, at=NOW + 2 * DAY, again=True)
    assert verdicts(school, "s002") == ["copied"]
    assert cell(school, "s002").tries[0].says == found.says
    assert tries_in(school)["s001"] == before


def test_copies_in_one_folder_with_seeds_of_their_own(db: Database, tmp_path: Path) -> None:
    """The copy has the seed of somebody else, so it is told from the original, whichever is read first."""
    school = School(db, 3)
    school.assign(seeds="student")
    copy = school.written("s002").first(student="s001").chain()
    run(school, put(tmp_path / "in", {"1": copy.save(), "2": school.save("s002"), "3": school.save("s003")}))
    assert [verdicts(school, s) for s in school.students] == [["copied"], ["ok"], ["ok"]]
    assert [cell(school, s).points for s in school.students] == [None, 10_000, 10_000]


def test_copies_in_one_folder_that_cannot_be_told_apart(db: Database, tmp_path: Path) -> None:
    school = School(db, 3)
    school.assign()
    copy = school.written("s002").first(student="s001").chain()
    run(school, put(tmp_path / "in", {"1": copy.save(), "2": school.save("s002"), "3": school.save("s003")}))
    assert [verdicts(school, s) for s in school.students] == [["copied"], ["copied"], ["ok"]]
    assert "student s002" in cell(school, "s001").tries[0].says[-1].en
    assert "student s001" in cell(school, "s002").tries[0].says[-1].en
    assert all(cell(school, s).tries[0].mark is None for s in ("s001", "s002"))


def test_copies_across_batches(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = School(db, 5)
    school.assign()
    files = {
        "1": school.written("s002").first(student="s001").chain().save(),
        **{s: school.save(s) for s in school.students[1:]},
    }
    folder = put(tmp_path / "in", files)
    monkeypatch.setattr("simulator.classroom.keeping.FILES", 1)
    run(school, folder)
    assert [verdicts(school, s) for s in school.students] == [["copied"], ["copied"], ["ok"], ["ok"], ["ok"]]
    assert [cell(school, s).tries[0].mark is None for s in school.students] == [True, True, False, False, False]


def test_the_file_of_another_in_a_download_of_moodle(db: Database, tmp_path: Path) -> None:
    """Who handed it in is known there, so it is no second hand-in of the one whose file it is."""
    school = School(db, 3)
    school.assign()
    mine = school.save("s001")
    run(school, put(tmp_path / "first", {"学生001_7_assignsubmission_file_/a.storesim": mine}))
    others = {f"学生{n}_7_assignsubmission_file_/b.storesim": mine for n in ("001", "002")}
    graded = run(school, put(tmp_path / "second", others), at=NOW + 1)
    assert [(f.student, f.verdict, f.news) for f in graded.found] == [("s001", "ok", False), ("s002", "copied", True)]
    assert "from beginning to end" in cell(school, "s002").tries[0].says[-1].en
    assert [cell(school, s).points for s in school.students] == [10_000, None, None]


def test_copies_from_another_assignment(db: Database, tmp_path: Path) -> None:
    """The same play is recognised in the whole class."""
    school = School(db, 2)
    school.assign("a1", seed=None)
    school.assign("a2")
    run(school, put(tmp_path / "1", {"a": school.save("s001")}))
    other = school.written("s001").first(student="s002", assignment="a2").chain()
    run(school, put(tmp_path / "2", {"b": other.save()}), "a2", at=NOW + 1)
    assert verdicts(school, "s002", "a2") == ["copied"]
    assert verdicts(school, "s001") == ["ok"]
