"""`storesim exam FILE`, `storesim hall seal` and `storesim hall collect` as people type them, in both languages."""

from __future__ import annotations

import csv
import io
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hallmaker import small_exam

from simulator.bots.player import play_reference
from simulator.classroom.store.database import Database, open_database
from simulator.cli.start import start
from simulator.exams.clock import HallClock
from simulator.exams.offline.local import NODE
from simulator.exams.seat import Seat
from simulator.exams.store.signing import seat

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


class Screens(types.ModuleType):
    """Stands where the candidate's screens are: somebody who works a while, and hands in where told to."""

    def __init__(self) -> None:
        super().__init__("simulator.tui.exams.candidate")
        self.hands_in = True
        self.seen: list[tuple[Any, ...]] = []

    def run_candidate(self, url: str, exam: str, node: str, origin: str, lang: str, *, own: str) -> int:
        self.seen.append((exam, node, origin, lang, own))
        with open_database(url, create=False) as db:
            from simulator.exams.store.exams import sittings

            clock = HallClock()
            (mine,) = sittings(db, exam)
            one = Seat(db, clock, seat(db, clock, mine.id, node), node)
            one.refresh()
            if one.state.stage == "admitted":
                one.begin()
            work = one.attempt() if one.state.current else one.begin_item(0)
            play_reference(work, until=work.now + 200)
            if self.hands_in:
                one.submit()
            one.leave()
            one.close()
        return 0


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screens]:
    made = Screens()
    monkeypatch.setitem(sys.modules, "simulator.tui.exams.candidate", made)
    return made


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_whole_exam_by_the_command_line(
    db: Database,
    tmp_path: Path,
    screens: Screens,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
) -> None:
    exam, strips = small_exam(db, HallClock(), 2)
    folder, words = tmp_path / "out", ["--lang", lang]
    assert start([*words, "hall", "seal", exam.title, str(folder), "--database", db.place]) == 0
    said = capsys.readouterr().out
    sheet = tmp_path / "out-pins.csv"
    assert str(sheet) in said
    with sheet.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [r["ticket"] for r in rows] == [s.ticket for s in strips]
    assert rows[0]["name"] == "考生0"
    assert not any(r["pin"] in said for r in rows)
    file = folder / f"{strips[0].ticket}.exam"

    assert start([*words, "exam", str(file), "--text"]) == 0
    told = capsys.readouterr().out
    assert strips[0].ticket in told
    assert ("10 分钟" if lang == "zh" else "10 minutes") in told
    assert start([*words, "exam", str(file), "--hand-in", str(tmp_path / "x.handin")]) == 2
    assert ("还没有开始" if lang == "zh" else "never begun") in capsys.readouterr().err

    typed(monkeypatch, "1234", rows[1]["pin"], "", rows[0]["pin"])  # mistyped, the neighbour's, nothing, right
    screens.hands_in = False
    assert start([*words, "exam", str(file)]) == 0
    out, err = capsys.readouterr()
    assert err.count("密码不对" if lang == "zh" else "PIN is wrong") == 3
    assert ("作答中，还剩 9 分钟" if lang == "zh" else "running, 9 minutes left") in out
    assert not file.with_suffix(".handin").exists()
    assert start([*words, "exam", str(file), "--hand-in", str(tmp_path / "x.handin")]) == 2
    assert ("还没有结束" if lang == "zh" else "not over") in capsys.readouterr().err

    screens.hands_in = True
    assert start([*words, "exam", str(file)]) == 0  # no PIN: it was opened before
    said = capsys.readouterr().out
    assert str(file.with_suffix(".handin")) in said
    number = said.split()[-1].rpartition("：")[2]
    assert screens.seen == [(exam.id, NODE, "", lang, strips[0].sitting)] * 2
    assert start([*words, "exam", str(file), "--hand-in", str(tmp_path / "y.handin")]) == 0
    assert number in capsys.readouterr().out
    assert len(screens.seen) == 2  # it is over: no screens any more

    assert start([*words, "hall", "collect", exam.id, str(tmp_path), "--database", db.place]) == 0
    said = capsys.readouterr().out
    assert said.count(number) == 1
    assert ("收下 1 份" if lang == "zh" else "1 taken in") in said
    assert start([*words, "hall", "verify", "--database", db.place, "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert number in said
    assert ("全部相符" if lang == "zh" else "everything holds") in said


def test_too_many_wrong_pins_and_no_pin(
    db: Database, tmp_path: Path, screens: Screens, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exam, strips = small_exam(db, HallClock(), 1)
    assert start(["hall", "seal", exam.id, str(tmp_path / "o"), "--database", db.place]) == 0
    file = tmp_path / "o" / f"{strips[0].ticket}.exam"
    typed(monkeypatch, *["000000000000"] * 9)
    assert start(["exam", str(file)]) == 2
    assert "找监考老师" in capsys.readouterr().err
    typed(monkeypatch)
    assert start(["exam", str(file)]) == 2
    assert "没有打开" in capsys.readouterr().err
    assert screens.seen == []
    assert not list(file.parent.glob("*.work*"))


def test_files_that_are_none(db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "odd.exam"
    odd.write_bytes(b"not a zip")
    for file in (odd, tmp_path / "none.exam", tmp_path):
        assert start(["exam", str(file)]) == 2
        said = capsys.readouterr().err
        assert str(file) in said
        assert "Traceback" not in said
    assert start(["hall", "collect", "x", str(tmp_path), "--database", db.place]) == 2
    assert "没有考试" in capsys.readouterr().err
    exam, _ = small_exam(db, HallClock(), 1)
    assert start(["hall", "collect", exam.id, str(tmp_path / "none"), "--database", db.place]) == 2
    assert "找不到" in capsys.readouterr().err


def test_a_stick_that_cannot_be_written_to(
    db: Database, tmp_path: Path, screens: Screens, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exam, strips = small_exam(db, HallClock(), 1)
    assert start(["hall", "seal", exam.id, str(tmp_path / "o"), "--database", db.place]) == 0
    file = tmp_path / "o" / f"{strips[0].ticket}.exam"
    with (tmp_path / "o-pins.csv").open(encoding="utf-8-sig") as sheet:
        pin = next(csv.DictReader(sheet))["pin"]

    def refuses(*_: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("simulator.exams.store.localdb.Path.rename", refuses)
    typed(monkeypatch, pin)
    assert start(["exam", str(file)]) == 2
    assert "只能读" in capsys.readouterr().err
    assert [p.name for p in file.parent.iterdir()] == [file.name]
