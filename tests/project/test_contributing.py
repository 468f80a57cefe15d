"""The recipes of CONTRIBUTING.md, done as they stand in a copy of the checkout (`pytest -m slow tests/project`)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
NAMED = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```$", re.M | re.S)
pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    away = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("simulator", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=away)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args], cwd=folder, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": str(folder), "STORESIM_SAVES": str(folder / "saves")},
    )  # fmt: skip


def write(folder: Path, under: tuple[str, ...]) -> int:
    """Write the named blocks whose path begins with one of these."""
    count = 0
    for path, content in NAMED.findall(PAGE):
        if path.startswith(under):
            assert not (folder / path).exists(), f"{path} is taken: choose another example"
            (folder / path).write_text(content, "utf-8")
            count += 1
    return count


def test_one_command(copy: Path) -> None:
    assert write(copy, ("simulator/desks/",)) == 1
    done = run(copy, "-m", "simulator", "commands", "service.set_hours", "--json")
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)
    assert told["requirements"] == ["9.1.2"]
    assert set(told["schema"]["required"]) == {"days", "hours"}
    asked = json.dumps({"id": 1, "command": "service.set_hours", "fields": {"days": 7, "hours": 8}, "views": ["hours"]})
    driven = subprocess.run(
        [sys.executable, "-m", "simulator", "drive", "11.1", "--seed", "7"], cwd=copy, input=asked + "\n", text=True,
        capture_output=True, timeout=120, env={**os.environ, "PYTHONPATH": str(copy)},
    )  # fmt: skip
    answers = [json.loads(line) for line in driven.stdout.splitlines()]
    (answer,) = (a for a in answers if a["id"] == 1)
    assert answer["ok"], answer
    assert answer["views"]["hours"][0]["days"] == 7


def test_one_requirement(copy: Path) -> None:
    assert write(copy, ("simulator/desks/", "simulator/scoring/", "simulator/bots/", "scenarios/")) == 5
    done = run(copy, "-m", "simulator", "pack", "check", "--prove", "--scenario", "9.1", "scenarios/table1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "closed-on-sundays" in done.stdout
    listed = run(copy, "-m", "simulator", "standard", "9.1.2", "--json")
    assert json.loads(listed.stdout)[0]["scenarios"] == ["9.1"]


def test_one_kind_of_arrival(copy: Path) -> None:
    assert write(copy, ("simulator/market/cast/",)) == 1
    assert run(copy, "-m", "simulator", "pack", "new", "my-pack").returncode == 0
    scenario = copy / "my-pack" / "scenarios" / "first-orders.yaml"
    (entry,) = re.findall(r"`(\{kind: thanks, .*?\})`", PAGE)
    text, last = scenario.read_text("utf-8"), "name: unpaid, paid: never}\n"
    assert text.count(last) == 1
    scenario.write_text(text.replace(last, f"{last}  - {entry.replace('NAME', 'express')}\n"), "utf-8")
    done = run(copy, "-m", "simulator", "pack", "check", "--prove", "--seeds", "2", "my-pack")
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(copy, "-m", "simulator", "--lang", "en", "pack", "play", "my-pack", "--at", "D1 12:00", "--text")
    assert done.returncode == 0, done.stderr
    assert "D1 11:00" in done.stdout
    assert "everything is fine with A" in done.stdout
    words = json.loads(run(copy, "-m", "simulator", "pack", "words", "kinds", "thanks", "--json").stdout)
    assert [part[0] for part in words[0]["parts"]] == ["count", "when", "rate", "order*"]


def test_one_operation_of_the_class_office(copy: Path) -> None:
    assert write(copy, ("simulator/classroom/office/",)) == 1
    (copy / "roster.csv").write_text("number,name\n1,Li Na\n2,Zhang Wei\n", "utf-8")
    where = ("--database", str(copy / "classes.db"))
    for words in (
        ("new", "Class 1"), ("roster", "roster.csv"), ("assign", "first", "--title", "One"), ("assign", "11.1", "--title", "Two"),
        ("hand-out", "--assignment", "One", "--out", "one.task"),
    ):  # fmt: skip
        done = run(copy, "-m", "simulator", "class", *words, *where)
        assert done.returncode == 0, done.stderr
    played = run(copy, "-m", "simulator", "task", "one.task", "--number", "1", "--bot", "reference")
    assert played.returncode == 0, played.stderr
    assert run(copy, "-m", "simulator", "class", "grade", "saves", "--jobs", "1", *where).returncode == 0
    missing = {}
    for least in ("1", "2"):
        done = run(copy, "-m", "simulator", "class", "missing", "--least", least, "--json", *where)
        assert done.returncode == 0, done.stderr
        missing[least] = [row["missing"] for row in json.loads(done.stdout)["data"]]
    assert missing == {"1": [["Two"], ["One", "Two"]], "2": [["One", "Two"]]}
    wrong = run(copy, "-m", "simulator", "--lang", "en", "class", "missing", "--least", "0", *where)
    assert wrong.returncode == 2
    assert "At least so many" in run(copy, "-m", "simulator", "--lang", "en", "class", "missing", "--help").stdout


def test_one_locale(copy: Path) -> None:
    assert write(copy, ("add_locale.py",)) == 1
    assert run(copy, "add_locale.py").returncode == 0
    scenario = copy / "scenarios" / "table1" / "scenarios" / "11.1.yaml"
    text = scenario.read_text("utf-8")
    scenario.write_text(text.replace("markets: [DE,", "markets: [NL,"), "utf-8")
    assert "[NL," in scenario.read_text("utf-8")
    for seed in ("1", "2", "3"):
        done = run(
            copy, "-m", "simulator", "bot", "reference", "11.1", "--seed", seed, "--save", f"{seed}.storesim", "--json"
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["compliance"] == 100
    buyers = run(copy, "-m", "simulator", "show", "1.storesim", "orders", "--json").stdout
    assert "NL" in buyers
