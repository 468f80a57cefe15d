"""What exams hold about a person: given out whole, erased without a trace, and the record still holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from officework import Work
from sqlmodel import select

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store import personal
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.examtables import ExamOverrideRow, SignInRow
from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.office import Hall
from simulator.exams.store import chains
from simulator.exams.store.signing import sign_in
from simulator.exams.verifying.verify import verify
from simulator.kernel.text import Text

SECRETS = ("独一无二的家事", "请安静欧阳", "10.77.66.55", "没写完的草稿", "改分因为欧阳")


def lived(db: Database) -> Work:
    """Somebody about whom much was written."""
    work = Work(db, 2)
    ticket = work.strips[0].ticket
    with pytest.raises(ExamError):
        sign_in(db, work.clock, ticket, "1", origin=SECRETS[2])
    sign_in(db, work.clock, ticket, work.strips[0].pin, origin=SECRETS[2])
    work.do("planned", 0, minutes=5, reason=SECRETS[0])
    seat = work.working(0, steps=2)
    work.do("pause", 0, reason=SECRETS[0])
    work.do("message", words=SECRETS[1], reason="")
    work.do("resume", 0, reason=SECRETS[0], give_back=True)
    seat.refresh()
    attempt = seat.attempt()
    attempt.journal.save.set_draft(attempt.journal.attempt, "reply", SECRETS[3])
    seat.submit()
    with db.session() as session:
        session.add(
            ExamOverrideRow(
                id="o1", sitting=work.strips[0].sitting, points=7_000, reason=SECRETS[4], author="王老师", at=5
            )
        )
    return work


def links(db: Database, subject: str) -> list[f.Link]:
    with db.session(write=False) as session:
        return chains.links(session, subject)


def test_everything_an_exam_knows_of_a_person_is_given_out(db: Database) -> None:
    work = lived(db)
    got = personal.person_export(db, "p0")
    assert json.loads(json.dumps(got)) == got
    (exam,) = got["exams"]
    assert (exam["title"], exam["sitting"]["ticket"]) == ("期末", work.strips[0].ticket)
    assert [x["fact"] for x in exam["facts"]] == [_tag(x) for x in work.facts(0)]
    (attempt,) = exam["attempts"]
    assert [s["payload"] is not None for s in attempt["steps"]] == [True, True, True]
    assert attempt["drafts"] == {"reply": SECRETS[3]}
    assert [o["reason"] for o in exam["overrides"]] == [SECRETS[4]]
    assert [t["result"] for t in exam["sign_ins"]] == ["wrong", "in", "in"]
    whole = json.dumps(got, ensure_ascii=False)
    assert all(word in whole for word in SECRETS)
    assert "scrypt$" not in whole
    (other,) = personal.person_export(db, "p1")["exams"]
    assert SECRETS[1] in json.dumps(other, ensure_ascii=False), "the message went to all"
    assert SECRETS[0] not in json.dumps(other, ensure_ascii=False)


def test_after_erasure_the_record_holds_without_a_word(db: Database) -> None:
    work = lived(db)
    before, state = links(db, work.strips[0].sitting), work.state(0)
    personal.erase(db, "p0", at=1, by="王老师")
    after = links(db, work.strips[0].sitting)
    assert f.broken(work.strips[0].sitting, after) is None
    assert [x.digest for x in after[:-1]] == [x.digest for x in before], "what was signed stays signed"
    said = f.decode(after[-1].payload)
    assert isinstance(said, f.Redacted)
    assert said.by == "王老师"
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a.payload != b.payload]
    assert [b.seq for b in said.blanks] == changed
    assert all(f.encode(f.decode(x.payload)) == x.payload for x in after), "as the program itself writes them"
    now = work.state(0)
    assert (now.stage, now.deadline, now.ended, now.paused_for) == (
        state.stage,
        state.deadline,
        state.ended,
        state.paused_for,
    )
    rest = json.dumps(personal.person_export(db, "p0"), ensure_ascii=False)
    assert not [word for word in SECRETS if word in rest]
    assert "7000" in rest, "the mark stays"
    assert SECRETS[1] in json.dumps(personal.person_export(db, "p1"), ensure_ascii=False), "nobody else is touched"
    report = verify(db, work.exam.id, keys=())
    assert not report.faults
    assert [x.what.en for one in report.sittings for x in one.faults] == []
    personal.erase(db, "p0", at=2)
    assert len(links(db, work.strips[0].sitting)) == len(after), "erased once"


def test_what_was_erased_cannot_be_written_anew(db: Database) -> None:
    """A fact without its words is still bound: by the fact that says so."""
    work = lived(db)
    subject = work.strips[0].sitting
    personal.erase(db, "p0", at=1)
    held = links(db, subject)
    blank = f.decode(held[-1].payload)
    assert isinstance(blank, f.Redacted)
    number = blank.blanks[-1].seq
    fact = f.decode(held[number].payload)
    for forged in (
        f.encode(msgspec.structs.replace(fact, reason="better")),
        f.encode(msgspec.structs.replace(fact, at=fact.at + 1)),
    ):
        changed = [*held]
        changed[number] = f.Link(number, held[number].wall, forged, held[number].digest)
        assert f.broken(subject, changed) == number
    assert f.broken(subject, held[:-1]) == blank.blanks[0].seq, "without that fact nothing explains it"
    moved = f.chained(subject, [f.Redacted(at=held[0].wall, blanks=(f.Blank(seq=3, digest="0" * 64),))])
    assert f.broken(subject, [*moved, *held[1:]]) is not None, "a fact cannot excuse a later one"


def test_nobody_is_erased_while_an_exam_is_sat(db: Database) -> None:
    work = Work(db, 3)
    work.working(0)
    with pytest.raises(ClassroomError, match="at work in an exam"):
        personal.erase(db, "p0", at=1)
    with pytest.raises(ClassroomError, match="make candidates wait"):
        personal.erase(db, "p1", at=1)
    assert Hall(db).candidates(work.exam)[1].name == "考生1", "nothing was changed"
    work.do("force-submit", 0)
    personal.erase(db, "p1", at=1)
    assert Hall(db).candidates(work.exam)[1].name == ""
    assert work.do("status").ok


def test_no_byte_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    from simulator.exams.clock import HallClock

    def left() -> set[str]:
        data = b"".join(p.read_bytes() for p in tmp_path.iterdir())
        return {
            w
            for w in SECRETS
            if w.encode() in data or json.dumps(w).encode() in data or base64.b64encode(w.encode()) in data
        }

    with open_database(str(tmp_path / "classes.db")) as db:
        work = Work(db, 1, HallClock())
        del work
    with open_database(str(tmp_path / "other.db")) as db:
        lived(db)
        assert left() == set(SECRETS)
        personal.erase(db, "p1", at=1)
        personal.erase(db, "p0", at=1)
        assert left() == set()
    assert left() == set()


def test_no_page_of_the_server_holds_a_dead_copy(server_url: str, admin: Callable[..., list[Any]]) -> None:
    def left() -> set[str]:
        admin("CHECKPOINT")
        files = b""
        for table in ("exam_fact", "exam_draft", "exam_override", "exam_sign_in"):
            ((data,),) = admin(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))", "classes")
            files += bytes(data)
        return {w for w in SECRETS if w.encode() in files}

    with open_database(server_url, create=False) as db:
        lived(db)
        assert left() == set(SECRETS)
        personal.erase(db, "p1", at=1)
        personal.erase(db, "p0", at=1)
        assert left() == set()
        with db.session(write=False) as session:
            assert all(row.origin == "" for row in session.exec(select(SignInRow)))


def _tag(fact: Any) -> str:
    return str(json.loads(f.encode(fact))["fact"])


def test_every_fact_has_a_name_in_both_languages() -> None:
    import typing

    kinds = set(typing.get_args(f.SittingFact)) | set(typing.get_args(f.HallFact))
    assert kinds == set(f.TITLES)
    assert all(isinstance(t, Text) and t.zh and t.en for t in f.TITLES.values())
