"""Seeds, and the one file that a teacher hands to a class."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from classmaker import SECRET, plan, roster
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.classroom import task as tasks
from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Klass, Student
from simulator.classroom.seeds import MOST, seed_for
from simulator.classroom.task import Entry, Task, begin, make_task, read_task, who, write_task

KLASS = Klass(id="k1", title="2026 级电商 1 班")
SALT = b"0123456789abcdef"
ENTRY = Entry(key="0" * 32, id="s1", seeds=(1,))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a key is measured nowhere here."""
    monkeypatch.setattr(tasks, "SCRYPT_N", 2)


def made(n: int = 3, **about: Any) -> Task:
    return make_task(KLASS, plan(id="a1", **about), roster(n), SECRET, salt=SALT)


# -- seeds ----------------------------------------------------------------------------------------------------


def test_a_seed_is_the_same_for_ever() -> None:
    """Golden: a class has to be able to compute again what it handed out."""
    assert seed_for(SECRET, plan(id="a1"), "s1", 1) == 2140566515203943532
    assert seed_for(SECRET, plan(id="a1", seeds="fresh"), "s1", 2) == 2426306969321774222
    assert seed_for(SECRET, plan(id="a1", seeds="same"), "s1", 1) == 9102598118474593261
    assert seed_for(SECRET, plan(id="a1", seeds="same", seed=7), "s1", 1) == 7


@given(st.text(max_size=20), st.text(max_size=20), st.integers(1, 10**6))
def test_what_a_seed_depends_on(student: str, other: str, n: int) -> None:
    def seeds(policy: Any, who: str, i: int, secret: bytes = SECRET) -> int:
        return seed_for(secret, plan(id="a1", seeds=policy), who, i)

    assert seeds("same", student, n) == seeds("same", other, 1)
    assert seeds("student", student, n) == seeds("student", student, 1)
    assert (seeds("student", student, 1) == seeds("student", other, 1)) == (student == other)
    assert seeds("fresh", student, n) != seeds("fresh", student, n + 1)
    for policy in ("same", "student", "fresh"):
        assert 0 <= seeds(policy, student, n) <= MOST
        assert seeds(policy, student, n) != seeds(policy, student, n, b"another secret")


def test_tries_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        seed_for(SECRET, plan(), "s1", 0)


# -- the file -------------------------------------------------------------------------------------------------


def test_a_student_finds_the_own_entry_by_the_number() -> None:
    task = read_task(write_task(made()))
    for typed in ("20230002", " 2023 0002\n", "２０２３０００２"):
        entry = who(task, typed)
        assert entry is not None
        assert entry.id == "s2"
        assert entry.seeds == (seed_for(SECRET, task.assignment, "s2", 1),)
    assert who(task, "20230009") is None
    assert who(task, "") is None
    assert who(task, "　") is None
    letters = make_task(KLASS, plan(id="a1"), [Student(id="x", number="Ab-7", name="n")], SECRET)
    assert who(letters, "ＡＢ-7") is not None


def test_no_name_and_no_number_is_in_it() -> None:
    data = write_task(made(40)).decode()
    for s in roster(40):
        for secret in (s.number, s.name, s.email):
            assert secret not in data
    task = read_task(data.encode())
    assert [e.id for e in task.entries] != sorted((e.id for e in task.entries), key=lambda i: int(i[1:])), (
        "the order of entries is not that of the class"
    )


def test_the_salt_makes_other_keys() -> None:
    keys = {e.key for e in made().entries}
    other = make_task(KLASS, plan(id="a1"), roster(3), SECRET)
    assert keys.isdisjoint(e.key for e in other.entries)
    assert other.salt != make_task(KLASS, plan(id="a1"), roster(3), SECRET).salt


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    task = make_task(
        KLASS, plan(id="a1", seeds="fresh", attempts=3), roster(5), SECRET, archive=b"\x00pack\xff", salt=SALT
    )
    path = tmp_path / "1.task"
    path.write_bytes(write_task(task))
    assert read_task(path) == task
    assert read_task(b"\xef\xbb\xbf" + path.read_bytes()) == task, "Notepad puts a mark before it"
    assert read_task(write_task(made())).archive is None


def test_who_was_erased_is_left_out() -> None:
    people = [*roster(1), Student(id="gone", erased=True)]
    assert [e.id for e in make_task(KLASS, plan(id="a1"), people, SECRET).entries] == ["s1"]


def test_an_attempt_is_begun_with_what_the_entry_says() -> None:
    task = made(attempts=2)
    entry = who(task, "20230001")
    assert entry is not None
    first, third = begin(task, entry, 0), begin(task, entry, 2)
    assert (first.student, first.assignment, first.scenario, first.pack_digest) == ("s1", "a1", "11.1", "a" * 64)
    assert first.seed == third.seed == entry.seeds[0]
    assert (first.number, first.beyond, third.number, third.beyond) == (1, False, 3, True)


def test_fresh_seeds_for_each_try_and_no_more_than_allowed() -> None:
    task = made(seeds="fresh", attempts=2)
    entry = task.entries[0]
    assert begin(task, entry, 0).seed == seed_for(SECRET, task.assignment, entry.id, 1)
    assert begin(task, entry, 1).seed == seed_for(SECRET, task.assignment, entry.id, 2)
    with pytest.raises(ClassroomError) as caught:
        begin(task, entry, 2)
    assert caught.value.code == "no-seed"
    assert len(made(seeds="fresh").entries[0].seeds) == tasks.FRESH
    again = make_task(KLASS, task.assignment, roster(2), SECRET, resets={"s1": 1})
    seeds = {e.id: len(e.seeds) for e in again.entries}
    assert seeds == {"s1": 4, "s2": 2}, "a fresh start brings seeds for as many tries again"


def broken(change: Any) -> bytes:
    data = json.loads(write_task(made(seeds="student")))
    change(data)
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        (lambda d: d.update(version=2), "newer", "format 2, this one knows 1"),
        (lambda d: d.update(version="1"), "not-a-task", "format version"),
        (lambda d: d.update(format="other"), "not-a-task", "mark of a task file"),
        (lambda d: d.pop("salt"), "not-a-task", "`salt`"),
        (lambda d: d.update(extra=1), "not-a-task", "`extra`"),
        (lambda d: d["assignment"].update(extra=1), "not-a-task", "`extra` - at `$.assignment`"),
        (lambda d: d["assignment"].update(counts="worst"), "not-a-task", "$.assignment.counts"),
        (lambda d: d["assignment"].update(attempts=-1), "bad-assignment", "attempts are 0"),
        (lambda d: d["students"][1].update(seeds=[-1]), "not-a-task", "$.students[1].seeds[0]"),
        (lambda d: d["students"][1].update(seeds=[1.5]), "not-a-task", "$.students[1].seeds[0]"),
        (lambda d: d["students"][1].update(seeds=[1, 2]), "not-a-task", "number of seeds"),
        (lambda d: d["students"][1].update(seeds=[2**63]), "not-a-task", "$.students[1].seeds[0]"),
        (lambda d: d["students"][1].update(key="xyz"), "not-a-task", "$.students[1].key"),
        (lambda d: d["students"][1].update(id="\x1b[31m"), "not-a-task", "$.students[1].id"),
        (lambda d: d["students"].append(d["students"][0]), "not-a-task", "stands in it twice"),
        (lambda d: d.update(archive="%%%"), "not-a-task", "the pack in it is damaged"),
        (lambda d: d["class"].update(title=""), "not-a-task", "$.class.title"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(change: Any, code: str, says: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        read_task(broken(change))
    assert caught.value.code == code
    assert says in caught.value.text.en
    assert "\n" not in caught.value.text.zh


def test_titles_bring_no_control_codes() -> None:
    task = read_task(
        broken(lambda d: (d["class"].update(title="a\x1b[31mb"), d["assignment"].update(title="c\u202ed")))
    )
    assert (task.klass.title, task.assignment.title) == ("ab", "cd")


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (b"", b"[]", b"\xff\xfe", b"{", b"[" * 100_000, write_task(made())[:-20], b"SQLite format 3\x00"):
        with pytest.raises(ClassroomError) as caught:
            read_task(data)
        assert caught.value.code == "not-a-task"
    with pytest.raises(ClassroomError) as caught:
        read_task(tmp_path / "none.task")
    assert caught.value.code == "unreadable"
    monkeypatch.setattr(tasks, "MOST_BYTES", 100)
    for act in (lambda: write_task(made()), lambda: read_task(b" " * 101)):
        with pytest.raises(ClassroomError) as caught:
            act()
        assert caught.value.code == "too-large"


@settings(max_examples=150)
@given(st.binary(max_size=300) | st.integers(0, 2000).flatmap(lambda i: st.tuples(st.just(i), st.binary(max_size=3))))
def test_no_bytes_do_more_than_raise_a_sentence(given: Any) -> None:
    data = given
    if isinstance(given, tuple):  # a real file with a hole in it
        whole = write_task(Task(klass=KLASS, assignment=plan(id="a1"), salt=SALT, entries=(ENTRY,)))
        data = whole[: given[0]] + given[1] + whole[given[0] + 2 :]
    with contextlib.suppress(ClassroomError):
        assert read_task(data).klass.id
