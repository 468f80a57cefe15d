"""A person's data: exported whole, and erased without a trace."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from classmaker import CLOSES, DAY, mark, school, tried

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Extension, Override, Reset, Student
from simulator.classroom.store import decisions, engines, handins, inbox, marks, people, personal
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.gradebook import gradebook
from simulator.kernel.text import Text

NAME, NUMBER = "欧阳独一无二", "NR-777-666"
MINE = Student(id="me", number=NUMBER, name=NAME, email="only.one@mail.example", login="onlyone", group="独一组")
SECRETS = (NAME, NUMBER, MINE.email, MINE.login, MINE.group, "家里有事")


def fill(db: Database) -> None:
    """A class in which one person left traces everywhere."""
    klass, _ = school(db, 5)
    people.enroll(db, klass.id, [MINE], at=DAY)
    digest = handins.keep_content(db, b"my save")
    says = (Text(f"{NAME}的存档有效。", f"{NAME}'s save is valid."),)
    handins.put_tries(
        db, [tried("t9", "me", content=digest, source=f"{NUMBER}-{NAME}.storesim", says=says), tried("t1")]
    )
    marks.put_marks(db, {"t9": mark(7_000), "t1": mark(5_000)}, made=1, program="0.2.0")
    inbox.hand_in(db, "a1", "me", b"another save", at=9)
    about = {"student": "me", "assignment": "a1", "reason": f"{NAME}家里有事", "author": "王老师", "at": 5}
    decisions.override(db, Override(id="o1", points=8_000, **about))
    decisions.extend(db, Extension(id="e1", closes=CLOSES + 1, **about))
    decisions.reset(db, Reset(id="r1", **about))
    decisions.reset(db, Reset(id="r2", student="s1", assignment="a1", reason="断电", author="王老师", at=6))


def traces(folder: Path) -> list[tuple[str, str]]:
    """Words of the person in any byte of any file."""
    found = []
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        for word in SECRETS:
            if (
                any(word.encode(codec) in data for codec in ("utf-8", "utf-16-le", "gb18030"))
                or json.dumps(word).encode() in data
            ):
                found.append((file.name, word))
    return found


def test_everything_about_a_person_as_plain_data(db: Database) -> None:
    fill(db)
    got = personal.person_export(db, "me")
    assert json.loads(json.dumps(got)) == got
    assert (got["person"]["name"], got["person"]["number"], got["person"]["erased"]) == (NAME, NUMBER, None)
    assert [(c["klass"], c["title"], c["left"]) for c in got["classes"]] == [("k1", "2026 级电商 1 班", None)]
    assert [a["title"] for a in got["assignments"]] == ["第一次作业"]
    (handin,) = got["handins"]
    assert (handin["id"], handin["says"][0]["en"]) == ("t9", f"{NAME}'s save is valid.")
    (made,) = got["marks"]
    assert (made["handin"], made["points"], made["mark"]["requirements"][0]["id"]) == ("t9", 7_000, "11.1.2")
    assert [o["id"] for k in ("overrides", "extensions", "resets") for o in got[k]] == ["o1", "e1", "r1"]
    (waiting,) = got["inbox"]
    saves = {digest: base64.b64decode(data) for digest, data in got["saves"].items()}
    assert saves == {handin["content"]: b"my save", waiting["sha256"]: b"another save"}
    assert "断电" not in json.dumps(got, ensure_ascii=False), "nothing of others"
    with pytest.raises(ClassroomError) as caught:
        personal.person_export(db, "nobody")
    assert caught.value.code == "no-student"


def test_after_erasure_marks_stay_without_a_name(db: Database) -> None:
    fill(db)
    before = gradebook(db, "k1", taken=1)
    personal.erase(db, "me", at=77)
    after = gradebook(db, "k1", taken=1)
    assert people.get_student(db, "me") == Student(id="me", erased=True)
    assert after.cell("me", "a1").points == before.cell("me", "a1").points == 8_000
    (t,) = after.cell("me", "a1").tries
    assert (t.source, t.says, t.verdict, t.mark) == ("", (), "ok", mark(7_000))
    assert [o.reason for o in decisions.overrides(db, "a1")] == [""]
    assert [r.reason for r in decisions.resets(db, "a1")] == ["", "断电"]
    assert after.cell("s1", "a1") == before.cell("s1", "a1")
    rest = json.dumps(personal.person_export(db, "me"), ensure_ascii=False)
    assert not [word for word in SECRETS if word in rest]
    assert len(personal.person_export(db, "me")["saves"]) == 2

    personal.erase(db, "me", at=99)
    assert personal.person_export(db, "me")["person"]["erased"] == 77, "erased once"
    with pytest.raises(ClassroomError):
        personal.erase(db, "nobody", at=1)


def test_who_was_erased_is_never_recognised_again(db: Database) -> None:
    fill(db)
    personal.erase(db, "me", at=77)
    got = people.enroll(db, "k1", [MINE], at=99)
    assert (len(got.added), got.known) == (1, ())
    assert got.added[0].id != "me"
    assert "me" not in [s.id for s in got.missing]


@pytest.mark.parametrize("before", [1, 0])
def test_no_byte_is_left_in_the_file(before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where somebody wrote with another tool, which only unlinks what it deletes (secure_delete=0)."""
    monkeypatch.setitem(engines.PRAGMAS, "secure_delete", before)
    url = str(tmp_path / "classes.db")
    with open_database(url) as db:
        fill(db)
        assert {word for _, word in traces(tmp_path)} >= {NAME, NUMBER}, "they were there, so they can be missed"
        people.enroll(
            db, "k1", [Student(id="", number=NUMBER, name=NAME + "（改）", email="only.one@mail.example.org")], at=9
        )
        personal.erase(db, "me", at=77)
        assert traces(tmp_path) == [], "while it is open"
    assert traces(tmp_path) == []
    assert (tmp_path / "classes.db").stat().st_size > 50_000


def test_a_reader_that_keeps_traces_alive_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.PRAGMAS, "busy_timeout", 50)
    url = str(tmp_path / "classes.db")
    with open_database(url) as db:
        fill(db)
        reader = sqlite3.connect(url, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM person").fetchall()
        with pytest.raises(ClassroomError) as caught:
            personal.erase(db, "me", at=77)
        assert caught.value.code == "traces"
        assert people.get_student(db, "me").erased, "it is erased all the same"
        reader.close()
        personal.erase(db, "me", at=78)
        assert traces(tmp_path) == []


def test_no_row_of_the_server_holds_a_dead_copy(server_url: str, admin: Callable[..., list[Any]]) -> None:
    def left() -> set[str]:
        admin("CHECKPOINT")
        files = b""
        for table in ("person", "handin", "override", "reset", "extension"):
            ((data,),) = admin(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))", "classes")
            assert data, table
            files += data
        return {word for word in SECRETS if word.encode() in files}

    with open_database(server_url) as db:
        fill(db)
        assert left() == set(SECRETS)
        personal.erase(db, "me", at=77)
        assert left() == set()
