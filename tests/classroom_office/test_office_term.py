"""A whole term by the commands an instructor types, on SQLite and on PostgreSQL, with the same marks."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from termmaker import FAULTS, Term, people, xlsx_roster

Run = Callable[..., tuple[int, str, str]]
_kept: dict[str, Any] = {}


def test_a_term(run: Run, desk: Path, packs: tuple[Path, Path], url: str) -> None:
    term(Term(run, desk, packs, url, 20, 2), "small")


@pytest.mark.slow
def test_a_term_of_200(run: Run, desk: Path, packs: tuple[Path, Path], url: str) -> None:
    term(Term(run, desk, packs, url, 200, 3), "large")


def term(made: Term, size: str) -> None:
    rosters(made)
    marks = graded(made)
    assert _kept.setdefault(size, marks) == marks, "both databases say the same"
    overridden(made, marks)
    regraded(made)
    exported(made)


def rosters(made: Term) -> None:
    """The same class from a workbook: nobody is new."""
    code, out, _ = made("roster", xlsx_roster(made.desk / "roster.xlsx", made.n))
    assert code == 0
    assert f"0 added, {made.n} there already, 0 with changed data" in out
    assert len(made.data("students")) == made.n


def graded(made: Term) -> dict[tuple[str, str], int | None]:
    """Each fault is named for what it is, and nobody else is touched."""
    code, _, err = made("grade", made.desk / "inbox", "--jobs", "2")
    assert code == 0, err
    marks = made.points()
    for title, verdicts in made.verdicts.items():
        assert made.found(title) == verdicts
        for number, verdict in verdicts.items():
            assert (marks[number, title] is not None) == (verdict == "ok"), (number, title)
    assert len({p for p in marks.values() if p is not None}) > 2
    again = made("grade", made.desk / "inbox")
    assert again[0] == 0
    assert "0 newly judged" in again[1]
    assert made.points() == marks
    return marks


def overridden(made: Term, marks: dict[tuple[str, str], int | None]) -> None:
    """By hand and back, with a reason on record; a fresh start takes the mark away."""
    number, title = people(made.n)[5][0], made.titles[0]
    where = ("--assignment", title)
    code, _, err = made("mark", number, "86.5", *where)
    assert (code, "--reason" in err) == (2, True)
    assert made("mark", number, "86.5", "--reason", "补交证明", "--author", "王老师", *where)[0] == 0
    assert made.points()[number, title] == 8650
    code, out, _ = made("look", number)
    assert "补交证明" in out
    assert "王老师" in out
    assert made("mark", number, "auto", "--reason", "看错了", *where)[0] == 0
    assert made.points() == marks
    other = people(made.n)[0][0]
    assert made("reset", other, "--reason", "电脑坏了", *where)[0] == 0
    assert made.points()[other, title] is None
    assert made("mark", other, str((marks[other, title] or 0) / 100), "--reason", "算作原来的成绩", *where)[0] == 0
    assert made.points() == marks


def regraded(made: Term) -> None:
    """A dry run changes nothing and tells all that then changes; and back to the byte."""
    where = ("--assignment", made.titles[1])
    before = made.points()
    changes = made.data("regrade", made.packs[1], *where)
    assert made.points() == before
    numbers = {s["id"]: s["number"] for s in made.data("students")}
    changed = {numbers[c["student"]]: c for c in changes if c["before"] != c["after"]}
    assert 0 < len(changed) < made.n
    code, _, err = made("regrade", made.packs[1], *where, "--apply")
    assert code == 2
    assert "reason" in err
    assert made("regrade", made.packs[1], *where, "--apply", "--reason", "权重调整")[0] == 0
    after = made.points()
    for key, points in before.items():
        told = changed.get(key[0]) if key[1] == made.titles[1] else None
        assert after[key] == (told["after"] if told else points), key
    assert made("regrade", *where, "--undo", "--reason", "先不改")[0] == 0
    assert made.points() == before


def exported(made: Term) -> None:
    """Every form is written, names what everybody has, and says so when there is nothing for somebody."""
    marks = made.points()
    for form in ("xlsx", "csv", "long", "moodle", "canvas", "xapi", "report", "students"):
        code, out, err = made("export", form, "--language", "en")
        assert code == 0, err
        path = Path(out.strip().splitlines()[-1].rpartition(": ")[2])
        assert path.exists(), form
    (moodle,) = made.desk.glob("*-moodle.csv")
    rows = list(csv.DictReader(moodle.read_text("utf-8-sig").splitlines()))
    assert len(rows) == made.n
    for row in rows:
        for title in made.titles:
            points = marks[row["ID number"], title]
            assert (row[title] == "-") if points is None else float(row[title]) == points / 100
    (xapi,) = made.desk.glob("*-xapi.jsonl")
    statements = [json.loads(line) for line in xapi.read_text("utf-8").splitlines()]
    judged = [s for s in statements if s["verb"]["id"].endswith(("passed", "failed"))]
    whole = [s for s in judged if s["object"]["definition"]["type"].endswith("assessment")]
    # the mark after the fresh start stands on no try, so there is nothing that was passed or failed
    assert len(whole) == sum(p is not None for p in marks.values()) - 1
    (folder,) = made.desk.glob("*-students")
    assert len(list(folder.glob("*.html"))) == made.n
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        xlsx = made.desk / "跨境电商-1-班.xlsx"
        profile = (made.desk / "profile").as_uri()
        subprocess.run(
            [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", made.desk / "read", xlsx],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        assert people(made.n)[0][1] in (made.desk / "read" / f"{xlsx.stem}.csv").read_text("utf-8")


def test_faults_are_all_there() -> None:
    assert set(FAULTS.values()) == {"copied", "edited", "truncated", "other-pack", "future"}
