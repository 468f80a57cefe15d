"""How a student begins an assignment from a task file."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from handinmaker import CLOSES, DAY, HOUR, NOW, OPENS, SECRET, archive_of, mini, put, shipped, student

from simulator.bots.player import baseline, play
from simulator.classroom.errors import ClassroomError
from simulator.classroom.grading import grade
from simulator.classroom.model import Assignment, Klass
from simulator.classroom.playing import begin_task, pack_for, ready, standing
from simulator.classroom.seeds import seed_for
from simulator.classroom.store import assignments, classes, people
from simulator.classroom.store.database import Database
from simulator.classroom.store.tasks import task_of
from simulator.classroom.task import Task, make_task, read_task, write_task
from simulator.packs import shelf
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.sessions import saves

KLASS = Klass(id="k1", title="跨境电商 1 班")
PEOPLE = [student("s001"), student("s002")]
NUMBER = "2026001"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf and a folder of saves of our own."""
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.delenv("STORESIM_PACKS", raising=False)


def assignment(pack: Pack | None = None, **about: Any) -> Assignment:
    pack = pack or shipped()
    given: dict[str, Any] = {
        "id": "a1", "title": "第一次作业", "pack": pack.id, "pack_version": pack.version, "pack_digest": pack.digest,
        "scenario": "first", "seeds": "fresh", "attempts": 2, "opens": OPENS, "closes": CLOSES,
    }  # fmt: skip
    return Assignment(**given | about)


@cache
def task(a: Assignment | None = None, archive: bytes | None = None) -> Task:
    """As it comes out of its file; once, for numbers are hashed slowly on purpose."""
    return read_task(write_task(make_task(KLASS, a or assignment(), PEOPLE, SECRET, archive=archive, salt=bytes(16))))


def wall() -> int:
    return OPENS + HOUR


def refused(code: str, *words: str, **how: Any) -> None:
    """Refused with one sentence that holds these words; nothing is left behind."""
    given = {"task": None, "number": NUMBER, "wall": wall, **how}
    with pytest.raises(ClassroomError) as raised:
        begin_task(given.pop("task") or task(), given.pop("number"), **given)
    error = raised.value
    assert error.code == code
    assert error.text.zh != error.text.en
    for word in words:
        assert word in error.text.en
    assert error.text.en.isprintable()


def test_a_try_from_beginning_to_mark(db: Database, tmp_path: Path) -> None:
    """What a student does with a task is what the teacher's program takes for a valid hand-in."""
    classes.create_class(db, KLASS.title, at=1, id="k1", secret=SECRET)
    people.enroll(db, "k1", PEOPLE, at=1)
    assignments.create_assignment(db, "k1", assignment(), archive_of(shipped()))
    given = read_task(write_task(task_of(db, "a1")))
    clock = iter(range(OPENS + HOUR, CLOSES, 3_000))
    for _ in (1, 2):
        with begin_task(given, f" {NUMBER[:4]} {NUMBER[4:]}", wall=lambda: next(clock)) as attempt:
            play(attempt, "reference")
            attempt.submit(baseline)
    graded = grade(db, "a1", tmp_path / "saves", wall=lambda: NOW)
    assert [(f.student, f.verdict, f.points) for f in graded.found] == [("s001", "ok", 10_000)] * 2


def test_what_it_is_begun_with(tmp_path: Path) -> None:
    with begin_task(task(), NUMBER, wall=wall) as attempt:
        first = attempt.first
        assert (first.student, first.assignment, first.mode) == ("s001", "a1", "practice")
        assert first.seed == seed_for(SECRET, assignment(), "s001", 1)
        assert first.pack_digest == shipped().digest
        path = attempt.save.path
        meta = attempt.save.attempts()[0]
        assert (meta.student, meta.assignment, meta.created) == ("s001", "a1", OPENS + HOUR)
    assert path.parent == tmp_path / "saves"
    assert path.name.startswith("first-s001-1-")
    assert "学生" not in path.name
    with begin_task(task(), NUMBER, wall=wall) as second:
        assert second.first.seed == seed_for(SECRET, assignment(), "s001", 2)
        assert second.save.path.name.startswith("first-s001-2-")
    with begin_task(task(), "2026002", tmp_path / "elsewhere", wall=wall) as other:
        assert other.first.student == "s002"
        assert other.save.path.parent == tmp_path / "elsewhere"


def test_which_tries_there_are(tmp_path: Path) -> None:
    nothing = standing(task(), NUMBER)
    assert (nothing.tries, nothing.open) == ((), ())
    with begin_task(task(), NUMBER, wall=wall) as attempt:
        attempt.submit()
    with begin_task(task(), "2026002", wall=wall):
        pass
    other = task(assignment(id="a2"))
    with begin_task(other, NUMBER, wall=wall):
        pass
    put(tmp_path / "saves", {"broken.storesim": b"broken"})
    saves.begin(tmp_path / "saves" / "own.storesim", shipped(), "first", 3).close()  # practice of his own
    stands = standing(task(), NUMBER)
    assert (len(stands.tries), stands.open) == (1, ())
    with begin_task(task(), NUMBER, wall=wall) as second:
        path = second.save.path
    assert standing(task(), NUMBER).open == (path,)
    more = task(assignment(attempts=3))
    assert ready(more, standing(more, NUMBER), wall()).number == 3


def test_a_number_that_is_not_there() -> None:
    refused("no-number", "'9'", "slips", number="9\x1b[31m")
    refused("no-number", number="")


def test_not_open_yet_and_closed() -> None:
    refused("not-open", "in 2 h 30 min", wall=lambda: OPENS - 2 * HOUR - 30 * 60_000)
    refused("not-open", wall=lambda: OPENS - 1, anyway=True)
    refused("closed", "up 3 d ago", wall=lambda: CLOSES + 3 * DAY)
    begin_task(task(), NUMBER, wall=lambda: CLOSES).close()
    begin_task(task(), NUMBER, wall=lambda: CLOSES + 3 * DAY, anyway=True).close()
    free = task(assignment(opens=None, closes=None, attempts=0))
    begin_task(free, NUMBER, wall=lambda: 5).close()


def test_no_tries_left() -> None:
    same = task(assignment(seeds="same", seed=5, attempts=1))
    begin_task(same, NUMBER, wall=wall).close()
    refused("no-tries", "counts 1 tries", "made 1", task=same)
    begin_task(same, NUMBER, wall=wall, anyway=True).close()
    for _ in (1, 2):
        begin_task(task(), "2026002", wall=wall).close()
    refused("no-seed", number="2026002", anyway=True)


def test_the_pack_comes_out_of_the_task_file(tmp_path: Path) -> None:
    made = mini(tmp_path / "mini")
    archive = archive_of(made)
    given = task(assignment(made), archive)
    refused("no-pack", "mini 1.0.0", task=task(assignment(made)))
    with begin_task(given, NUMBER, wall=wall) as attempt:
        path = attempt.save.path
        assert attempt.first.pack_digest == made.digest
    kept = tmp_path / "shelf" / ".tasks" / made.digest
    assert (kept / "pack.yaml").is_file()
    assert shelf.installed() == []  # nothing was installed
    # it can be taken up again, and once it is there the task file need not hold it
    with saves.take_up(path) as again:
        assert again.pack.digest == made.digest
    assert pack_for(task(assignment(made))).digest == made.digest


def test_what_somebody_changed_there_is_put_right(tmp_path: Path) -> None:
    made = mini(tmp_path / "mini")
    kept = tmp_path / "shelf" / ".tasks" / made.digest
    mini(kept, "1.1.0")  # it can be read, and is another
    given = task(assignment(made), archive_of(made))
    assert pack_for(given).digest == made.digest
    (kept / "scenarios" / "first.yaml").write_text("id: first\n")
    load.cache_clear()
    assert pack_for(given).digest == made.digest
    assert load(str(kept)).digest == made.digest


def test_an_installed_pack_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = mini(tmp_path / "packs" / "mini")
    monkeypatch.setenv("STORESIM_PACKS", str(tmp_path / "packs"))
    assert pack_for(task(assignment(made), archive_of(made))).path == made.path
    assert not (tmp_path / "shelf").exists()


def test_a_pack_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = mini(tmp_path / "wanted", "1.0.0")
    mini(tmp_path / "packs" / "mini", "1.1.0")
    monkeypatch.setenv("STORESIM_PACKS", str(tmp_path / "packs"))
    refused("other-pack", "mini 1.0.0", "this machine has 1.1.0", task=task(assignment(wanted)))
    with_it = task(assignment(wanted), archive_of(wanted))
    assert pack_for(with_it).version == "1.0.0"


def test_a_pack_in_the_task_file_that_is_another_or_broken(tmp_path: Path) -> None:
    wanted, other = mini(tmp_path / "a"), mini(tmp_path / "b", "1.1.0")
    refused("other-pack", "holds mini 1.1.0", task=task(assignment(wanted), archive_of(other)))
    refused("bad-pack", task=task(assignment(wanted), b"PK nothing"))
    odd = msgspec.structs.replace(task(assignment(wanted)), archive=archive_of(wanted))
    bad = msgspec.structs.replace(odd.assignment, pack_digest="../../evil")
    refused("other-pack", task=msgspec.structs.replace(odd, assignment=bad))
    assert not list(tmp_path.rglob("evil*"))
    assert shelf.task_pack("../../evil") is None
    assert not (tmp_path / "saves").exists()


def test_a_scenario_that_is_not_in_the_pack(tmp_path: Path) -> None:
    refused("no-scenario", "zz", task=task(assignment(scenario="zz")))


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    made = mini(tmp_path / "mini")
    put(tmp_path, {"shelf": b"a file is in the way"})
    refused("no-room", task=task(assignment(made), archive_of(made)))


def test_two_programs_that_unpack_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = mini(tmp_path / "mini")
    kept = tmp_path / "shelf" / ".tasks" / made.digest

    def other_was_faster(*_: object) -> None:
        shutil.copytree(made.path, kept)
        raise FileExistsError(17, "File exists")

    monkeypatch.setattr("simulator.classroom.playing.unpack", other_was_faster)
    assert pack_for(task(assignment(made), archive_of(made))).digest == made.digest
