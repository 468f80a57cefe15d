"""How each item of the paper stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from simulator.exams.state import State, TryAt
from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, line

if TYPE_CHECKING:
    from simulator.packs.model import Scenario
    from simulator.tui.exams.candidate.app import HallApp

NOT_BEGUN = Text("未开始", "not begun")
MAY_BEGIN = Text("可以开始", "can be begun")
IN_WORK = Text("作答中", "in work")
DONE = Text("已交", "handed in")
MAY_REDO = Text("已交，可重做 {n} 次", "in; may be redone: {n}")
TRY = Text("第 {n} 次", "try {n}")
POINTS = Text("占 {n}%", "{n}%")
LOADING = Text("正在读题 ...", "reading the paper ...")


def scenario(hall: HallApp, number: int) -> Scenario | None:
    """The scenario of an item (from 0), once the paper was read."""
    exam = hall.courier.exam
    if hall.packs is None or exam is None:
        return None
    item = exam.paper.items[number]
    return hall.packs[item.pack].scenario(item.scenario)


def title(hall: HallApp, number: int) -> str:
    """What an item is called."""
    found = scenario(hall, number)
    return hall.say(found.title if found is not None else LOADING)


def share(hall: HallApp, number: int) -> int:
    """What an item counts for, in percent of the whole."""
    exam = hall.courier.exam
    assert exam is not None
    points = [item.points for item in exam.paper.items]
    return round(100 * points[number] / (sum(points) or 1))


def done(tries: tuple[TryAt, ...]) -> bool:
    """Whether nothing of an item is open."""
    return bool(tries) and tries[-1].done is not None


def redo(hall: HallApp, state: State, number: int) -> int:
    """How often an item may still be tried anew."""
    exam = hall.courier.exam
    assert exam is not None
    return max(0, exam.paper.resubmissions + 1 - len(state.tries_of(number)))


def stands(hall: HallApp, number: int, may: tuple[int, ...]) -> str:
    """How an item stands; `may`: those that may be begun now."""
    state = hall.courier.state
    tries = state.tries_of(number)
    if not tries:
        return hall.say(MAY_BEGIN if number in may else NOT_BEGUN)
    if not done(tries):
        again = f" · {hall.say(TRY).format(n=len(tries))}" if len(tries) > 1 else ""
        return hall.say(IN_WORK) + again
    left = redo(hall, state, number)
    return hall.say(MAY_REDO if left else DONE).format(n=left)


def open_items(hall: HallApp) -> int:
    """How many items were not handed in."""
    exam = hall.courier.exam
    assert exam is not None
    return sum(1 for n in range(len(exam.paper.items)) if not done(hall.courier.state.tries_of(n)))


def mark(hall: HallApp, number: int) -> tuple[str, str]:
    """A sign for how an item stands, and its colour: `[x]`, `[>]`, `[ ]`."""
    tries = hall.courier.state.tries_of(number)
    return ("[x] ", "$success") if done(tries) else ("[>] ", "$key") if tries else ("[ ] ", "$faint")


def item_line(hall: HallApp, number: int, cells: int, may: tuple[int, ...]) -> Content:
    """One line: mark, number, title, share, how it stands."""
    sign, colour = mark(hall, number)
    right = 26 if cells >= 70 else 22
    return line(
        Cell(sign, 4, f"bold {colour}"), Cell(f"{number + 1}.", 4, "$faint"),
        Cell(title(hall, number), max(8, cells - 4 - 4 - 8 - right), "bold"),
        Cell(hall.say(POINTS).format(n=share(hall, number)), 7, "$faint", "right"), Cell("", 1),
        Cell(stands(hall, number, may), right),
    )  # fmt: skip


def item_lines(hall: HallApp, cells: int) -> list[Content]:
    """All items."""
    exam, seat = hall.courier.exam, hall.courier.seat
    assert exam is not None
    assert seat is not None
    may = seat.may_begin()
    return [item_line(hall, n, cells, may) for n in range(len(exam.paper.items))]
