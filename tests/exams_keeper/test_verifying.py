"""Verifying a whole exam: a true one holds; and whatever is changed afterwards is named for what it is, with the candidate and the place."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examplayed import played
from sqlmodel import select
from tampering import WAYS, Made, actions, attempt_of, put, rechain, without_receipts

from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.exampersonal import erase_exams
from simulator.classroom.store.examtables import (
    ExamActionRow,
    ExamAttemptRow,
    ExamFactRow,
    ReceiptRow,
    SittingRow,
)
from simulator.classroom.store.tables import PersonRow
from simulator.cli.start import start
from simulator.exams import facts as f
from simulator.exams import receipts as receipting
from simulator.exams.clock import HallClock
from simulator.exams.hallkey import hall_key
from simulator.exams.store import chains
from simulator.exams.verifying import judge as judging
from simulator.exams.verifying.model import Grounds, Judged, SittingRecord
from simulator.exams.verifying.sentences import CODES
from simulator.exams.verifying.verify import verify


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Made:
    folder = tmp_path_factory.mktemp("exam")
    file = folder / "exam.db"
    shutil.copy(template, file)
    with open_database(str(file), create=False) as db:
        return Made(file, played(db, folder))


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(made.file, tmp_path / "copy.db")
    with open_database(str(tmp_path / "copy.db"), create=False) as db:
        yield db


def test_a_true_exam_holds(db: Database, tmp_path: Path) -> None:
    one = played(db, tmp_path)
    report = verify(db, one.exam.id, keys=[one.key.public])
    assert report.all_faults == ()
    assert report.notes == ()
    first, second, third, fourth = report.sittings
    assert [s.stage for s in report.sittings] == ["submitted", "expired", "running", "enrolled"]
    assert first.attempts == 2
    assert first.rows > 50
    assert first.receipts >= 4
    assert first.number == receipting.number(one.handed_in.heads)
    assert second.receipts
    assert third.rows == 3  # opened, and two actions: one before the pause, one after the first deadline
    assert (fourth.rows, fourth.number) == (0, "")
    assert all(not s.notes for s in report.sittings)
    two = verify(db, one.exam.id, jobs=2, keys=[one.key.public])
    assert two == report


def test_without_a_key_at_hand_it_says_by_what_it_was_checked(
    made: Made, copy: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STORESIM_HALL_KEY", str(tmp_path / "none.key"))
    report = verify(copy, made.played.exam.id)
    assert report.ok
    assert made.played.key.letters in report.notes[0].en
    other = hall_key(tmp_path / "other.key")
    found = verify(copy, made.played.exam.id, keys=[other.public])
    assert {x.code for x in found.all_faults} == {"receipt-key"}


@pytest.mark.parametrize("name", WAYS)
def test_what_was_changed_is_found(made: Made, copy: Database, name: str) -> None:
    code, tamper = WAYS[name]
    with copy.session() as session:
        tamper(session, made)
    report = verify(copy, made.played.exam.id, keys=[made.played.key.public])
    codes = [x.code for x in report.all_faults]
    assert code in codes, [(x.code, x.ticket, x.place.en, x.what.en) for x in report.all_faults]
    for fault in report.all_faults:
        for text in (fault.place, fault.what, fault.means):
            assert text.zh
            assert text.en
            assert "{" not in text.en + text.zh
    touched = {x.ticket for x in report.all_faults if x.code == code}
    assert len(touched) == 1 or code in ("commitment", "paper")


def test_every_kind_of_fault_has_a_way_to_it() -> None:
    assert set(CODES) - {code for code, _ in WAYS.values()} == {"failed"}


def test_one_that_cannot_be_judged_keeps_nobody_else(
    made: Made, copy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = made.played.strips[1].sitting

    def dies(grounds: Grounds, record: SittingRecord) -> Any:
        if record.id == mine:
            raise RecursionError("too deep")
        return Judged(sitting=record.id, ticket=record.ticket)

    monkeypatch.setattr(judging, "_judged", dies)
    report = verify(copy, made.played.exam.id, keys=[made.played.key.public])
    assert [(x.code, x.ticket) for x in report.all_faults] == [("failed", made.played.strips[1].ticket)]
    assert "RecursionError: too deep" in report.all_faults[0].what.en


@pytest.mark.parametrize("seed", range(40))
def test_any_byte_of_the_record_that_is_changed_is_found(made: Made, copy: Database, seed: int) -> None:
    """One cell of a chain, of the columns beside it or of a receipt, changed somewhere."""
    chance = random.Random(seed)
    tables: list[tuple[Any, tuple[str, ...]]] = [
        (ExamFactRow, ("wall", "payload", "digest")), (ExamActionRow, ("first", "minute", "wall", "payload", "digest")),
        (SittingRow, ("state", "deadline", "epoch", "node", "facts", "head")), (ReceiptRow, ("rows", "head", "at", "key", "signature")),
        (ExamAttemptRow, ("item", "number", "seed")),
    ]  # fmt: skip
    table, columns = chance.choice(tables)
    name = chance.choice(columns)
    with copy.session() as session:
        row = chance.choice(list(session.exec(select(table))))
        value = getattr(row, name)
        if isinstance(value, bytes):
            at = chance.randrange(len(value))
            changed: Any = value[:at] + bytes([value[at] ^ (1 << chance.randrange(8))]) + value[at + 1 :]
        elif isinstance(value, str):
            changed = value + "x"
        else:
            changed = (value or 0) + chance.choice((1, 1000))
        session.connection().execute(
            table.__table__.update().where(*(c == getattr(row, c.name) for c in table.__table__.primary_key)).values({name: changed})
        )  # fmt: skip
    report = verify(copy, made.played.exam.id, keys=[made.played.key.public])
    assert not report.ok, (table.__name__, name, value, changed)


def test_what_another_version_left_is_told_and_not_called_good(made: Made, copy: Database) -> None:
    with copy.session() as session:
        one = attempt_of(session, made, 2)
        row = actions(session, one.id)[0]
        put(session, row, payload=row.payload.replace(b'"rules_version":"', b'"rules_version":"9', 1))
        rechain(session, one.id)
        without_receipts(session)
    report = verify(copy, made.played.exam.id, keys=[made.played.key.public])
    assert report.all_faults == ()
    assert not report.ok
    assert [one.ticket for one in report.sittings if one.unchecked] == [made.played.strips[2].ticket]
    assert "played again" in report.sittings[2].notes[0].en


def test_a_person_who_was_erased_leaves_an_exam_that_holds(made: Made, copy: Database) -> None:
    sitting = made.played.strips[1].sitting
    clock = HallClock(lambda: 1_900_000_000_000, lambda: 1_900_000_000_000)
    facts = [f.Messaged(at=1_900_000_000_000, by="Wang", reason="asked", words="Come to the desk, Zhang San")]
    chains.change(copy, clock, sitting, lambda state, now: facts)
    with copy.session() as session:
        row = session.get(SittingRow, sitting)
        assert row is not None
        person = session.get(PersonRow, row.person)
        put(session, person, erased=1)
        erase_exams(session, row.person, 1_900_000_000_000, "Wang")
    report = verify(copy, made.played.exam.id, keys=[made.played.key.public])
    assert report.all_faults == ()
    (one,) = [x for x in report.sittings if x.sitting == sitting]
    assert any("words of 1 entries" in note.en for note in one.notes)


@pytest.mark.slow
def test_by_a_cluster_it_is_the_same(made: Made, copy: Database) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
    keys = [made.played.key.public]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs="CRITICAL"
    ) as running:
        found = verify(copy, made.played.exam.id, cluster=running.scheduler_address, keys=keys)
    assert found == verify(copy, made.played.exam.id, keys=keys)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_says_it_and_ends_with_1(
    made: Made, copy: Database, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = copy.place
    key = str(made.file.with_name("hall.key.pub"))
    hall = ["--lang", lang, "hall", "verify", "--database", url, "--key", key, "--jobs", "1"]
    assert start(hall) == 0
    said = capsys.readouterr().out
    assert made.played.strips[0].ticket in said
    assert ("全部相符" if lang == "zh" else "everything holds") in said
    with copy.session() as session:
        WAYS["the deadline column"][1](session, made)
    assert start([*hall[:4], made.played.exam.title, *hall[4:]]) == 1
    said = capsys.readouterr().out
    assert ("1 处不符" if lang == "zh" else "1 fault") in said
    assert made.played.strips[2].ticket in said
    assert start([*hall, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert [x["code"] for one in report["data"]["sittings"] for x in one["faults"]] == ["columns"]
    assert start(["--lang", lang, "hall", "verify", "--database", url, "--key", str(made.file)]) == 2
    assert "storesim-ed25519" in capsys.readouterr().err
