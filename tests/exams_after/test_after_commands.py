"""After an exam by the commands that an examination office types, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from satmaker import PACK

from simulator.__main__ import main
from simulator.classroom.store.database import Database
from simulator.exams.model import Exam, Strip
from simulator.exams.office import HALL
from simulator.exams.store.exams import sittings
from simulator.packs.library import shipped_folder

Sat = tuple[Exam, tuple[Strip, ...]]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hall(
    url: str,
    db: Database,
    sat: Sat,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `storesim hall ...` (or what `program` says) on the database of the exam that was sat; exit code, output, errors."""
    for name in ("LC_ALL", "LC_MESSAGES", "STORESIM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STORESIM_HALL", url)
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("STORESIM_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def run(*argv: object, program: str = "hall") -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([program, *map(str, argv)])
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


@pytest.fixture
def heavier(tmp_path: Path) -> Path:
    """The pack with another weight in the first item."""
    folder = tmp_path / "newer" / PACK
    shutil.copytree(shipped_folder() / PACK, folder)
    file = folder / "scenarios" / "first.yaml"
    text = file.read_text("utf-8")
    changed = text.replace("level, weight: 35", "level, weight: 50").replace("listed, weight: 20", "listed, weight: 5")
    assert changed != text
    file.write_text(changed, "utf-8")
    return folder


def aliases(db: Database, sat: Sat) -> list[str]:
    there = {s.id: s.alias for s in sittings(db, sat[0].id)}
    return [there[s.sitting] for s in sat[1]]


def test_from_grading_to_the_last_file(hall: Run, db: Database, sat: Sat, heavier: Path, tmp_path: Path) -> None:
    exam, strips = sat
    names = aliases(db, sat)
    code, out, _ = hall("grade", "--jobs", 1)
    assert code == 0
    assert "5 with a mark (0 newly graded), 0 wait" in out
    code, out, _ = hall("results")
    assert code == 0
    assert all(alias in out for alias in names)
    assert "aliases stand for them" in out
    table = {line.split()[0]: line for line in out.splitlines() if line[:2] == "C-"}
    assert "100.00  passed" in table[names[0]]
    assert "not begun" in table[names[5]]

    _, out, _ = hall("results", exam.id, "--json")
    data = {row["candidate"]: row for row in json.loads(out)["data"]}
    assert data[names[0]]["points"] == 10_000

    code, out, _ = hall("regrade", "--pack", heavier, "--jobs", 1)
    assert code == 0
    assert "dry run" in out
    assert "45 % → 45 %" not in out
    assert "35 % → 50 %" in out
    code, _, err = hall("regrade", "--pack", heavier, "--apply", "--jobs", 1)
    assert code == 2
    assert "reason" in err
    code, out, _ = hall("regrade", "--pack", heavier, "--apply", "--reason", "too light", "--author", "Li", "--jobs", 1)
    assert code == 0
    assert "in force" in out
    code, out, _ = hall("regrade", "--undo", "--reason", "as before", "--author", "Li", "--jobs", 1)
    assert code == 0
    code, out, _ = hall(
        "mark", exam.id, strips[1].ticket, "88.25", "--reason", "the letter was cut", "--author", "Wang"
    )
    assert (code, "now 88.25" in out) == (0, True)
    code, out, _ = hall("decisions")
    for words in ("too light", "taken back", "as before", "88.25", "the letter was cut", "Wang"):
        assert words in out
    _, again, _ = hall("results", "--json")
    after = {row["candidate"]: row for row in json.loads(again)["data"]}
    assert after[names[1]]["points"] == 8_825
    assert after[names[1]]["automatic"] == data[names[1]]["automatic"]

    forms = ("xlsx", "csv", "long", "moodle", "canvas", "xapi", "report", "evidence", "certificates")
    for form in forms if db.is_file else ("csv", "certificates"):
        code, out, err = hall("export", exam.id, form)
        assert code == 0, err
        assert "Written" in out
    assert len(list(tmp_path.glob("*certificates/*.html"))) == 5
    code, out, _ = hall("requirements")
    assert "11.1.3" in out
    code, out, _ = hall("statistics", "--by", "facet")
    assert "n = 5" in out
    code, out, _ = hall("mistakes")
    assert code == 0
    code, out, _ = hall("evidence", exam.id, names[1])
    assert "set by hand" in out.lower()
    assert "Declared value" in out


def test_what_cannot_be_done_is_one_sentence(hall: Run, sat: Sat, tmp_path: Path) -> None:
    exam, strips = sat
    for argv, words in (
        (("regrade",), "--pack"),
        (("regrade", "--pack", "nowhere"), "nowhere"),
        (("regrade", "--paper", "nowhere.yaml"), "nowhere.yaml"),
        (("regrade", "--undo", "--reason", "x"), "no regrade"),
        (("mark", exam.id, "C-99", "50", "--reason", "x"), "C-99"),
        (("mark", exam.id, strips[0].ticket, "101", "--reason", "x"), "101"),
        (("mark", exam.id, strips[0].ticket, "5 0", "--reason", "x"), "5 0"),
        (("certificate", exam.id, strips[5].ticket), "no mark"),
        (("export", exam.id, "pdf"), "pdf"),
        (("grade", "nosuch"), "nosuch"),
        (("appeal", exam.id, "C-99"), "C-99"),
        (("appeal", exam.id, strips[0].ticket), "--html"),
        (("appeal", exam.id, strips[5].ticket, "--html", "x.html"), "did not begin"),
        (("save", exam.id, strips[5].ticket, "x.storesim"), "did not begin"),
        (("export", exam.id, "csv", "--out", str(tmp_path)), "folder"),
    ):  # fmt: skip
        code, out, err = hall(*argv)
        assert code == 2, (argv, out, err)
        assert words in err, (argv, err)
        assert "Traceback" not in err
        assert len(err.strip().splitlines()) == 1, err


def test_a_save_is_an_ordinary_one(hall: Run, db: Database, sat: Sat, tmp_path: Path) -> None:
    exam, strips = sat
    save = tmp_path / "c.storesim"
    code, out, _ = hall("save", exam.id, strips[1].ticket, save)
    assert code == 0
    attempts = re.findall(r"--attempt (\w+)", out)
    assert len(attempts) == 2
    code, out, _ = hall(save, program="verify")
    assert code == 0
    assert out.count("Played again: the same bytes.") == 2
    _, out, _ = hall("results", "--json")
    marks = {row["candidate"]: row for row in json.loads(out)["data"]}[aliases(db, sat)[1]]["items"]
    for attempt, points in zip(attempts, marks, strict=True):
        code, out, _ = hall(save, "--attempt", attempt, "--json", program="score")
        assert code == 0
        assert round(json.loads(out)["compliance"] * 100) == points
        code, out, _ = hall(save, "orders", "--attempt", attempt, program="show")
        assert code == 0
    code, _, err = hall("save", exam.id, strips[1].ticket, save)
    assert code == 2
    assert "there already" in err


def test_an_appeal_without_a_screen(hall: Run, sat: Sat, tmp_path: Path) -> None:
    exam, strips = sat
    page = tmp_path / "appeal.html"
    code, out, _ = hall("appeal", exam.id, strips[1].ticket, "--html", page)
    assert code == 0
    assert str(page) in out
    said = page.read_text("utf-8")
    assert "Journal of item 1, try 1" in said
    assert "Journal of item 2, try 1" in said
    code, _, _ = hall(
        "evidence", exam.id, strips[1].ticket, "--out", tmp_path / "same.html", "--journal", "--language", "en"
    )
    assert code == 0
    assert (tmp_path / "same.html").read_text("utf-8") == said


def test_every_operation_speaks_both_languages() -> None:
    ours = [s for s in HALL.operations().values() if s.cls.__module__.startswith("simulator.exams.afterwards")]
    assert {"grade", "regrade", "mark", "decisions", "results", "requirements", "statistics", "mistakes", "evidence", "export", "certificate", "save"} == {
        s.name for s in ours
    }  # fmt: skip
    for spec in ours:
        texts = [
            spec.title,
            spec.about,
            *(f.info.title for f in spec.fields),
            *(f.info.help for f in spec.fields if f.info.help),
        ]
        for t in texts:
            assert t.en
            assert not re.search(r"[\u4e00-\u9fff]", t.en), t
            assert re.search(r"[\u4e00-\u9fff]", t.zh) or t.zh == t.en, t
