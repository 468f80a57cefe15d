"""A term of a class through the command line alone: roster, assignments, task files, saves with faults among them."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handinmaker import played, save_of, written
from openpyxl import Workbook

from simulator.classroom.task import Task, read_task, who
from simulator.packs.load import load

DAY = 86_400_000
HEADS = ("学号", "姓名", "班级", "电子邮箱")
HOWS = ("reference", "mistake:{0}", "reference", "mistake:{1}", "idle")
# the fault of a student, by place in the roster (from 1); a copy is of the save of the next one: the third hands in the very file,
# as a bulk download of Moodle says, the eighteenth has forged it to say that it is his
FAULTS = {3: "copied", 6: "edited", 9: "truncated", 12: "other-pack", 15: "future", 18: "copied"}


def people(n: int) -> list[tuple[str, str, str, str]]:
    """The rows of a roster."""
    given = "伟芳娜敏静丽强磊洋勇艳杰"
    return [
        (f"2026{i:04}", "王李张刘陈杨黄赵周吴"[i % 10] + given[i // 10 % 12] + given[i // 120], f"{i % 4 + 1} 班", f"s{i}@school.example")
        for i in range(1, n + 1)
    ]  # fmt: skip


def csv_roster(path: Path, n: int) -> Path:
    """As a school on Windows saves it."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADS, *people(n)])
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def xlsx_roster(path: Path, n: int) -> Path:
    """The same as a workbook."""
    book = Workbook()
    for row in [HEADS, *people(n)]:
        book.active.append(row)
    book.save(path)
    return path


def hand_ins(folder: Path, task: Task, pack: Path, n: int) -> dict[str, str]:
    """Write everybody's save for a task; the verdict each should get, by number."""
    folder.mkdir(parents=True, exist_ok=True)
    made = load(str(pack))
    a = task.assignment
    mistakes = [m.id for m in made.scenario(a.scenario).mistakes]
    begun = time.time_ns() // 1_000_000 - 2 * DAY
    verdicts: dict[str, str] = {}
    for place, (number, *_) in enumerate(people(n), 1):
        entry = who(task, number)
        assert entry is not None
        fault = FAULTS.get(place, "ok")
        how = HOWS[place % len(HOWS)].format(*mistakes) if fault == "ok" and place - 1 not in FAULTS else "reference"
        play = played(made, a.scenario, entry.seeds[0], how)
        at = begun + place * 60_000
        raw = save_of(play, entry.id, a.id, at, place)
        name = f"{a.scenario}-{entry.id}-1.storesim"
        if fault == "copied":
            other = who(task, people(n)[place][0])
            assert other is not None
            theirs = played(made, a.scenario, other.seeds[0], "reference")
            copy = written(theirs, other.id, a.id, begun + (place + 1) * 60_000, place + 1)
            raw = copy.save() if place == 3 else copy.first(student=entry.id).chain().save()
            name = f"{people(n)[place - 1][1]}_{place}_assignsubmission_file_/{name}" if place == 3 else name
        elif fault == "edited":
            raw = written(play, entry.id, a.id, at, place).row(4, payload=b"{}").save()
        elif fault == "truncated":
            raw = raw[:-20_000]
        elif fault == "other-pack":
            raw = (
                written(play, entry.id, a.id, at, place)
                .first(pack_version="0.0.9", pack_digest="e" * 64)
                .chain()
                .save()
            )
        elif fault == "future":
            raw = save_of(play, entry.id, a.id, begun + 30 * DAY, place)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
        verdicts[number] = fault
    return verdicts


class Term:
    """A class that was set up and handed in."""

    def __init__(self, run: Callable[..., tuple[int, str, str]], desk: Path, packs: tuple[Path, Path], url: str, n: int, assignments: int) -> None:  # fmt: skip
        self.call, self.desk, self.packs, self.url, self.n = run, desk, packs, url, n
        self.titles = [f"作业 {i + 1}" for i in range(assignments)]
        assert self("new", "跨境电商 1 班")[0] == 0
        assert self("roster", csv_roster(desk / "roster.csv", n))[0] == 0
        for title in self.titles:
            assert self("assign", "mini/first", "--title", title)[0] == 0
        self.verdicts: dict[str, dict[str, str]] = {}
        for title in self.titles:
            file = desk / f"{title}.task"
            assert self("hand-out", "--assignment", title, "--out", file)[0] == 0
            self.verdicts[title] = hand_ins(desk / "inbox" / title, read_task(file), packs[0], n)

    def __call__(self, *argv: object) -> tuple[int, str, str]:
        """A class command on the term's database."""
        return self.call("class", *argv, "--database", self.url)

    def data(self, *argv: object) -> Any:
        """What a command answers a program."""
        code, out, err = self(*argv, "--json")
        assert code == 0, err
        return json.loads(out)["data"]

    def points(self) -> dict[tuple[str, str], int | None]:
        """The marks that count, by number and title."""
        rows, _ = self.data("results")
        return {
            (row["student"]["number"], title): result["final"]
            for row in rows for title, result in zip(self.titles, row["results"], strict=True)
        }  # fmt: skip

    def found(self, title: str) -> dict[str, str]:
        """The verdict of everybody's hand-in for an assignment, by number."""
        id = next(a["id"] for a in self.data("assignments") if a["title"] == title)
        numbers = {s["id"]: s["number"] for s in self.data("students")}
        return {numbers[t["student"]]: t["verdict"] for t in self.data("hand-ins", "--every") if t["assignment"] == id}
