"""A whole class: 200 students, three assignments, faults planted among them. Each fault is named for what it is, nobody else is
touched, and both databases say the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from handinmaker import CLOSES, DAY, HOUR, NOW, OPENS, School, mini, played, put, save_of, shipped

from simulator.classroom.grading import grade
from simulator.classroom.model import Extension, Override
from simulator.classroom.regrade import apply, plan, undo
from simulator.classroom.results import analyse
from simulator.classroom.store import decisions
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.gradebook import gradebook
from simulator.kernel import replay
from simulator.kernel.luck import Luck
from simulator.locale.clean import clean
from simulator.packs.model import Pack
from simulator.scoring.score import score
from simulator.sessions.rules import rules

N = 200
IDS = ("a1", "a2", "a3")
BY: dict[str, Any] = {"reason": "补交证明", "author": "王老师"}

# what is planted in each assignment, by the number of the student; all others are valid
PLANTED = {
    "s007": "copied", "s017": "edited", "s027": "truncated", "s037": "other-pack", "s047": "future", "s057": "other-seed",
    "s077": "open", "s087": "late", "s097": "ok", "s107": "too-many", "s117": "other-assignment", "s147": "early",
    "s157": "copied", "s167": "damaged", "s177": "newer",
}  # fmt: skip
# files that belong to nobody, of which nothing is kept
LOOSE = {"no one of the class": "other-student", "notes": "not-a-save", "\x1b[2J empty": "not-a-save"}
EXTRA_TIME, COPIED_FROM = "s097", {"s007": "s008", "s157": "s158"}


class Class:
    """The hand-ins of all, in two folders for each assignment (what came first, and two copies that came later), and the
    points each student should have."""

    def __init__(self, folder: Path, pack: Pack, scenarios: tuple[str, ...], seeds: str) -> None:
        self.folder, self.pack, self.scenarios, self.seeds = folder, pack, scenarios, seeds
        with open_database(str(folder / "making.db")) as db:
            made = self.school(db)
            self.expected = {a: self._make(made, a) for a in IDS}

    def school(self, db: Database) -> School:
        """The class in a database, before anybody handed in."""
        made = School(db, N, self.pack)
        for id, scenario in zip(IDS, self.scenarios, strict=True):
            made.assign(id, scenario, seeds=self.seeds, attempts=1)
            more = {"student": EXTRA_TIME, "assignment": id, "closes": CLOSES + DAY, "at": 1, **BY}
            decisions.extend(db, Extension(id="", **more))
        return made

    def grade(self, made: School, jobs: int = 1) -> None:
        """Grade what came first, then what came later."""
        for a in IDS:
            first = grade(made.db, a, self.folder / a / "first", wall=lambda: NOW, jobs=jobs)
            assert {f.source: f.verdict for f in first.found if not f.id} == {clean(k): v for k, v in LOOSE.items()}
            later = grade(made.db, a, self.folder / a / "later", wall=lambda: NOW + HOUR, jobs=jobs)
            assert later.verdicts == {"copied": 2}

    def _make(self, made: School, a: str) -> dict[str, int | None]:
        mistakes = [f"mistake:{m.id}" for m in self.pack.scenario(made.assignments[a].scenario).mistakes]
        hows = {
            s: "idle" if n % 19 == 0 else mistakes[n % len(mistakes)] if n % 2 else "reference"
            for n, s in enumerate(made.students, 1)
        }
        hows |= dict.fromkeys([*PLANTED, *COPIED_FROM.values()], "reference")
        saves = {s: made.save(s, a, how) for s, how in hows.items() if s not in COPIED_FROM}
        saves |= {
            "s017": made.written("s017", a).row(4, wall=OPENS + 1).save(), "s027": saves["s027"][:-20_000],
            "s037": made.written("s037", a).first(pack_version="0.0.9", pack_digest="e" * 64).chain().save(),
            "s047": made.save("s047", a, at=NOW + DAY),
            "s057": save_of(played(self.pack, made.assignments[a].scenario, 4), "s057", a, OPENS + DAY, 57),
            "s077": made.save("s077", a, "open:reference"), "s087": made.save("s087", a, at=CLOSES + HOUR),
            EXTRA_TIME: made.save(EXTRA_TIME, a, at=CLOSES + HOUR),
            "s107 again": made.written("s107", a, at=102 * DAY).save(),
            "s117": made.save("s117", a, mode="author"), "s147": made.save("s147", a, at=OPENS - HOUR),
            "s167": made.written("s167", a).row(3, payload=b"{").chain().save(),
            "s177": made.written("s177", a).first(rules_version="99").chain().save(),
        }  # fmt: skip
        loose = zip(
            LOOSE, [made.written("s001", a).first(student="x").chain().save(), "笔记".encode(), b""], strict=True
        )
        copies = {s: made.written(other, a).first(student=s).chain().save() for s, other in COPIED_FROM.items()}
        put(self.folder / a / "first", {**{f"{s}.storesim": raw for s, raw in saves.items()}, **dict(loose)})
        put(self.folder / a / "later", copies)
        valid = {s: PLANTED.get(s, "ok") in ("ok", "too-many") for s in hows}
        return {s: points(made, a, s, how) if valid[s] else None for s, how in hows.items()}


_points: dict[tuple[str, str, int, str], int] = {}


def points(made: School, a: str, student: str, how: str) -> int:
    """What a way of playing is worth, scored from the play itself."""
    assignment, seed = made.assignments[a], made.seed(student, a)
    key = (made.pack.digest, assignment.scenario, seed, how)
    if key not in _points:
        rows = played(made.pack, assignment.scenario, seed, how).rows
        world = replay.fold(rules(), rows, Luck(seed))
        requirements = made.pack.scenario(assignment.scenario).requirements
        _points[key] = score(replay.facts(rules(), rows), world, requirements).compliance
    return _points[key]


def check(made: School, of: Class) -> dict[tuple[str, str], int | None]:
    """Each fault is named for what it is, and everybody else has the mark of what he played."""
    book = gradebook(made.db, "k1", NOW)
    assert len(book.cells) == len(IDS) * N
    for a in IDS:
        for s, expected in of.expected[a].items():
            cell, verdict = book.cell(s, a), PLANTED.get(s, "ok")
            assert [t.verdict for t in cell.tries] == (["ok", verdict] if verdict == "too-many" else [verdict]), (a, s)
            assert cell.points == expected, (a, s)
        for s, other in COPIED_FROM.items():
            assert f"student {other}" in book.cell(s, a).tries[0].says[-1].en
    return {key: cell.points for key, cell in book.cells.items()}


def whole_story(db: Database, of: Class, newer: Path, jobs: int = 1) -> dict[tuple[str, str], int | None]:
    """Graded, overridden, regraded after a dry run, and back; the marks."""
    made = of.school(db)
    of.grade(made, jobs)
    marks = check(made, of)
    decisions.override(db, Override(id="", student="s017", assignment="a1", points=7_000, at=NOW, **BY))
    wanted = plan(db, "a1", newer, jobs=jobs)
    assert 0 < len(wanted.changed) < N
    fact = apply(db, wanted, at=NOW, **BY)
    book = gradebook(db, "k1", NOW)
    assert {c.student: book.cells[c.student, "a1"].points for c in wanted.changes} == {
        c.student: c.after for c in wanted.changes
    }
    assert book.cells["s017", "a1"].points == 7_000
    assert len(analyse(book).students) == N
    undo(db, "a1", fact.id, at=NOW, **BY)
    marks["s017", "a1"] = 7_000
    assert {key: cell.points for key, cell in gradebook(db, "k1", NOW).cells.items()} == marks
    return marks


def heavier(text: str) -> str:
    return text.replace("level, weight: 35", "level, weight: 50").replace("listed, weight: 20", "listed, weight: 5")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Class, Path]:
    """Three assignments of the short scenario."""
    folder = tmp_path_factory.mktemp("class")
    pack = mini(folder / "mini")
    return Class(folder, pack, ("first",) * 3, "same"), Path(mini(folder / "newer", "1.1.0", heavier).path)


_kept: dict[str, Any] = {}


def test_a_class(small: tuple[Class, Path], tmp_path: Path) -> None:
    with open_database(str(tmp_path / "classes.db")) as db:
        whole_story(db, *small)


@pytest.mark.slow
def test_a_class_on_both_databases(db: Database, small: tuple[Class, Path]) -> None:
    """The same marks; `test_grading_same` compares all that is kept of a smaller class."""
    marks = whole_story(db, *small)
    assert _kept.setdefault("small", marks) == marks


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Class, Path]:
    """The scenarios we ship, with seeds of their own, so that every student is played for himself: a minute."""
    folder = tmp_path_factory.mktemp("large")
    newer = folder / "newer"
    shutil.copytree(shipped().path, newer)
    change(newer / "pack.yaml", lambda text: text.replace(f"version: {shipped().version}", "version: 9.9.9"))
    change(newer / "scenarios" / "first.yaml", heavier)
    return Class(folder, shipped(), ("first", "11.1", "9.2"), "student"), newer


@pytest.mark.slow
def test_a_class_with_the_shipped_scenarios(db: Database, large: tuple[Class, Path]) -> None:
    marks = whole_story(db, *large, jobs=2)
    assert _kept.setdefault("large", marks) == marks


def change(path: Path, how: Callable[[str], str]) -> None:
    text = path.read_text("utf-8")
    assert how(text) != text
    path.write_text(how(text), "utf-8")
