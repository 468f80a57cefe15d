"""The coach reads views only: probes, states, and the tasks of a whole reference run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulator.bots.player import Views, experts, perform
from simulator.kernel import probes
from simulator.kernel.engine import Advance
from simulator.kernel.probes import ProbeError, look
from simulator.kernel.text import Text
from simulator.kernel.time import at
from simulator.packs.load import load
from simulator.packs.model import Task
from simulator.sessions import coach
from simulator.sessions.attempt import Attempt
from simulator.sessions.coach import CoachStep, present, steps
from simulator.sessions.rules import rules

PACK = load(str(Path(__file__).resolve().parents[2] / "scenarios" / "table1"))


class Place(msgspec.Struct, frozen=True):
    country: str


class Row(msgspec.Struct, frozen=True):
    id: str
    way: str = ""
    days: int | None = None
    most: int = 3
    paid: bool = False
    place: Place | None = None


class Shelf:
    """A stand-in with one table and one record."""

    def __init__(self, *rows: Row, now: int = 0) -> None:
        self.rows = rows
        self.now = now

    def view(self, name: str, key: str = "") -> Any:
        if name == "cases":
            return list(self.rows)
        if name == "case":
            return next((r for r in self.rows if r.id == key), None)
        raise KeyError(name)


A = Row("A", way="return", days=2, paid=True, place=Place("DE"))
B = Row("B", days=5)


@pytest.mark.parametrize(
    ("line", "rows", "state"),
    [
        ("table:cases.way", (A,), "done"),
        ("table:cases.way", (A, B), "open"),
        ("table:cases.way", (), "waiting"),
        ("table:cases[way].paid", (A, B), "done"),
        ("rows:cases>=2", (A, B), "done"),
        ("rows:cases>=2", (A,), "open"),
        ("rows:cases", (A,), "done"),
        ("rows:cases=0", (), "done"),
        ("none:cases[!way]", (A,), "done"),
        ("none:cases[!way]", (A, B), "open"),
        ("none:cases[days>most]", (A,), "done"),
        ("none:cases[days>most]", (A, B), "open"),
        ("rows:cases[paid=true, days<=2]>=1", (A, B), "done"),
        ("rows:cases[way!=return]", (A,), "open"),
        ("rows:cases[place.country=DE]", (A, B), "done"),
        ("record:case/A.way=return", (A,), "done"),
        ("record:case/A.way=destroy", (A,), "open"),
        ("record:case/A.paid", (A,), "done"),
        ("record:case/C.way", (A,), "waiting"),
        ("after:D2", (), "waiting"),
        ("rows:cases>=1 & table:cases.way", (A, B), "open"),
        ("after:D2 & rows:cases>=5", (A,), "waiting"),
    ],
)
def test_probes(line: str, rows: tuple[Row, ...], state: str) -> None:
    assert look(Shelf(*rows), line) == state


def test_after_is_done_from_its_minute_on() -> None:
    assert look(Shelf(now=at(2) - 1), "after:D2") == "waiting"
    assert look(Shelf(now=at(2)), "after:D2") == "done"
    assert look(Shelf(now=at(2, 9, 30)), "after:D2 09:30 & none:cases") == "done"


@pytest.mark.parametrize(
    "line",
    [
        "cases.way",
        "tabel:cases.way",
        "table:cases",
        "table:nowhere.way",
        "table:cases.wya",
        "rows:cases>>2",
        "none:cases.way",
        "rows:cases[=3]",
        "rows:cases[way<3]",
        "record:case.way",
        "after:tomorrow",
        "rows:cases &",
    ],
)
def test_a_wrong_probe_says_so(line: str) -> None:
    with pytest.raises(ProbeError):
        look(Shelf(A), line)


def test_a_task_without_a_probe_stays_open() -> None:
    task = Task(id="t", requirement="9.2.5", title=Text("做", "do"), hints=())
    assert coach.state_of(Shelf(), task) == "open"
    assert not coach.done(Shelf(), task)


def test_present_is_the_first_open_step() -> None:
    made = [
        CoachStep(id=id, requirement="9.2.5", title=Text(id, id), state=state)  # type: ignore[arg-type]
        for id, state in (("a", "done"), ("b", "waiting"), ("c", "open"), ("d", "open"))
    ]
    found = present(made)
    assert found is not None
    assert found.id == "c"
    assert present(made[:2]) is None


@pytest.mark.parametrize("id", sorted(PACK.scenarios))
def test_every_probe_of_the_shipped_scenarios_can_be_read(id: str) -> None:
    for task in PACK.scenarios[id].tasks:
        assert probes.faults(task.done, rules().views) == [], task.id


def test_faults_name_what_there_is_not() -> None:
    views = rules().views
    assert "nowhere" in probes.faults("table:nowhere.way", views)[0]
    assert "wya" in probes.faults("table:weeks.wya", views)[0]
    assert "record" in probes.faults("rows:review>=1", views)[0]
    assert len(probes.faults("rows:weeks[a,b]>=1", views)) == 2
    assert probes.faults("", views) == []


def test_the_tasks_of_9_2_5_over_a_reference_run() -> None:
    attempt = Attempt.start(PACK, "9.2.5", 3, wall=lambda: 0)
    v, expert = Views(attempt), experts()["9.2.5"]()
    before = {step.id: step.state for step in steps(attempt, attempt.scenario)}
    assert before["code"] == "open"
    assert before["rank_first"] == "waiting"
    assert "done" not in before.values()
    seen: list[str] = []
    from simulator.bots.player import Log

    while not attempt.over:
        acted = False
        for command in expert.act(v):
            perform(attempt, command, Log(), v)
            acted = True
            for step in steps(attempt, attempt.scenario):
                if step.state == "done" and step.id not in seen:
                    seen.append(step.id)
        if not acted:
            perform(attempt, Advance(minutes=360, until_news=True), Log())
    assert {step.state for step in steps(attempt, attempt.scenario)} == {"done"}
    order = [task.id for task in attempt.scenario.tasks if task.id in seen]
    assert set(seen) == set(order)
    assert (
        seen.index("code") < seen.index("rank") < seen.index("amend") < seen.index("rank_first") < seen.index("compare")
    )


def test_steps_say_where_to_go() -> None:
    attempt = Attempt.start(PACK, "9.2.5", 1, wall=lambda: 0)
    for step in steps(attempt, attempt.scenario):
        assert step.view in rules().views
        assert step.command in rules().by_tag
        assert step.hints
