"""The coach of a practice attempt: which task is done, which is open, which has to wait, with hints and where to go.

It reads views only, never the world, so it cannot know more than the trainee could (law 9). Whether a task is done is said by
its `done`, a line of probes over views which scenarios write and this module reads:

    PROBE & PROBE & ...        read from left to right; the first that is not done decides the task's state

    table:VIEW[CONDITIONS].FIELD   all rows of the table that fit have something in FIELD (no row yet: waiting)
    rows:VIEW[CONDITIONS]>=N       at least N rows fit (also <= and =; without a figure: at least one)
    none:VIEW[CONDITIONS]          no row fits any more
    record:VIEW/KEY.FIELD=VALUE    the record has this in FIELD (also != >= <= > <; without a value: has anything);
                                   no such record yet: waiting
    after:D8 09:00                 waiting until that sim minute, done from then on

`[CONDITIONS]` may be left out; it is a list of conditions joined by commas, all of which a row has to meet:

    FIELD          holds something (not "", 0, False, None or an empty list)
    !FIELD         holds nothing
    FIELD=VALUE    also != >= <= > <; VALUE is plain text, a whole number, true or false, or the name of another field of
                   the row (`trained<people`)

A row's FIELD may lead into a struct: `address.country`. Examples:

    table:undeliverable.way                              every undeliverable parcel has a decision
    none:complaintlog[period=P0,!cause]                  no complaint of the week P0 is left without a cause
    after:D8 & rows:cycles>=2                            from D8 on, and a second cycle was set

An empty `done` is answered by nobody here: `done()` says False and `steps()` calls the task open. A probe with a mistake in it
(unknown kind, view or field) raises ProbeError; `faults()` finds such mistakes beforehand, for the check of packs.
A new kind of probe is one more function below, registered with `@probe`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol

import msgspec

from simulator.kernel.book import ViewSpec
from simulator.kernel.messages import fields_of
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.packs.model import Scenario, Task

State = Literal["done", "open", "waiting"]


class ProbeError(ValueError):
    """A probe cannot be read, or names a view or field that there is not."""


class Readable(Protocol):
    """What the coach needs: the sim minute and the views. An attempt has both."""

    @property
    def now(self) -> int:
        """The sim minute."""

    def view(self, name: str, key: str = "") -> Any:
        """The rows of a table view, or one record or None; KeyError for an unknown name."""


class CoachStep(msgspec.Struct, frozen=True, kw_only=True):
    """One task as the coach tells it: its state, hints from a nudge to the exact step, and where in the store it is done."""

    id: str
    requirement: str
    title: Text
    state: State
    hints: tuple[Text, ...] = ()
    desk: str = ""
    view: str = ""
    command: str = ""


def steps(attempt: Readable, scenario: Scenario) -> list[CoachStep]:
    """All tasks of a scenario in order, each with its state. ProbeError when a probe is wrong."""
    return [
        CoachStep(
            id=task.id, requirement=task.requirement, title=task.title, state=state_of(attempt, task), hints=task.hints,
            desk=task.desk, view=task.view, command=task.command,
        )
        for task in scenario.tasks
    ]  # fmt: skip


def present(found: Iterable[CoachStep]) -> CoachStep | None:
    """The step to take now: the first open one; while all others wait or are done there is none."""
    return next((step for step in found if step.state == "open"), None)


def done(attempt: Readable, task: Task) -> bool:
    """Whether a task is done. ProbeError when its probe is wrong."""
    return state_of(attempt, task) == "done"


def state_of(attempt: Readable, task: Task) -> State:
    """The state of a task by its probes; one without probes is open."""
    return look(attempt, task.done) if task.done.strip() else "open"


def look(attempt: Readable, line: str) -> State:
    """The state a line of probes gives: that of the first probe which is not done."""
    for name, rest in _probes(line):
        state = _kinds[name](attempt, rest)
        if state != "done":
            return state
    return "done"


# -- the vocabulary -----------------------------------------------------------------------------------------

Probe = Callable[[Readable, str], State]
_kinds: dict[str, Probe] = {}


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register a kind of probe: `(attempt, what stands behind the colon) -> state`."""

    def write(function: Probe) -> Probe:
        _kinds[name] = function
        return function

    return write


def kinds() -> tuple[str, ...]:
    """The names of all kinds of probes."""
    return tuple(_kinds)


@probe("table")
def _table(attempt: Readable, rest: str) -> State:
    view, conditions, tail = _where(rest)
    rows = _fit(attempt, view, conditions)
    if not tail.startswith("."):
        raise ProbeError(f"table:{rest} names no field; write table:VIEW.FIELD")
    if not rows:
        return "waiting"
    return "done" if all(_field(row, tail[1:]) for row in rows) else "open"


@probe("rows")
def _rows(attempt: Readable, rest: str) -> State:
    view, conditions, tail = _where(rest)
    count = len(_fit(attempt, view, conditions))
    return "done" if _counted(count, tail, rest) else "open"


@probe("none")
def _none(attempt: Readable, rest: str) -> State:
    view, conditions, tail = _where(rest)
    if tail:
        raise ProbeError(f"none:{rest} has something behind the view: {tail!r}")
    return "open" if _fit(attempt, view, conditions) else "done"


@probe("record")
def _record(attempt: Readable, rest: str) -> State:
    view, key, condition = _record_parts(rest)
    try:
        record = attempt.view(view, key)
    except KeyError:
        raise ProbeError(f"there is no view {view!r}") from None
    if record is None:
        return "waiting"
    return "done" if condition.holds(record) else "open"


@probe("after")
def _after(attempt: Readable, rest: str) -> State:
    return "done" if attempt.now >= _minute(rest) else "waiting"


# -- reading a line -----------------------------------------------------------------------------------------

_NAME = r"[A-Za-z_][\w]*"
_VIEW = re.compile(rf"({_NAME})(?:\[([^\]]*)\])?(.*)\Z")
_CONDITION = re.compile(rf"(!?)({_NAME}(?:\.{_NAME})*)\s*(?:(!=|>=|<=|=|>|<)\s*(.*))?\Z")
_COUNT = re.compile(r"\s*(>=|<=|=)\s*(\d{1,6})\s*\Z")
_RECORD = re.compile(rf"({_NAME})/([^.\[\]]+)\.(.+)\Z")

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


class _Condition:
    """One condition on a row or record."""

    __slots__ = ("empty", "field", "sign", "value")

    def __init__(self, text: str) -> None:
        found = _CONDITION.match(text.strip())
        if found is None:
            raise ProbeError(f"{text!r} is not a condition")
        self.empty = bool(found[1])
        self.field, self.sign, self.value = found[2], found[3] or "", (found[4] or "").strip()
        if self.sign and (self.empty or not self.value):
            raise ProbeError(f"{text!r} is not a condition")

    def holds(self, row: Any) -> bool:
        """Whether a row meets it."""
        got = _field(row, self.field)
        if not self.sign:
            return bool(got) != self.empty
        want = _value(self.value, row)
        if isinstance(want, str) and got is not None:
            got = str(got)
        if self.sign in ("=", "!="):
            return _COMPARE[self.sign](got, want)
        if got is None or want is None:  # nothing is neither more nor less
            return False
        try:
            return _COMPARE[self.sign](got, want)
        except TypeError:
            raise ProbeError(f"{self.field} {self.sign} {self.value} compares unlike things") from None


def _probes(line: str) -> list[tuple[str, str]]:
    found = []
    for part in line.split("&"):
        name, colon, rest = part.strip().partition(":")
        if not colon or name not in _kinds:
            raise ProbeError(f"{part.strip()!r} is no probe; known: {', '.join(sorted(_kinds))}")
        found.append((name, rest.strip()))
    return found


def _where(rest: str) -> tuple[str, list[_Condition], str]:
    """View, conditions and what stands behind them."""
    found = _VIEW.match(rest)
    if found is None:
        raise ProbeError(f"{rest!r} names no view")
    conditions = [_Condition(part) for part in (found[2] or "").split(",") if part.strip()]
    return found[1], conditions, found[3].strip()


def _record_parts(rest: str) -> tuple[str, str, _Condition]:
    found = _RECORD.match(rest)
    if found is None:
        raise ProbeError(f"record:{rest} is not VIEW/KEY.FIELD")
    return found[1], found[2].strip(), _Condition(found[3])


def _minute(rest: str) -> int:
    try:
        return parse(rest)
    except ValueError as error:
        raise ProbeError(str(error)) from None


def _counted(count: int, tail: str, rest: str) -> bool:
    if not tail:
        return count >= 1
    found = _COUNT.match(tail)
    if found is None:
        raise ProbeError(f"rows:{rest} does not end in >=N, <=N or =N")
    return _COMPARE[found[1]](count, int(found[2]))


def _fit(attempt: Readable, view: str, conditions: list[_Condition]) -> list[Any]:
    try:
        rows = attempt.view(view)
    except KeyError:
        raise ProbeError(f"there is no view {view!r}") from None
    except TypeError:
        raise ProbeError(f"{view!r} is a record, not a table") from None
    return [row for row in rows if all(c.holds(row) for c in conditions)]


def _field(row: Any, path: str) -> Any:
    for name in path.split("."):
        if row is None:
            return None
        if name not in getattr(row, "__struct_fields__", ()):
            raise ProbeError(f"{type(row).__name__} has no field {name!r}")
        row = getattr(row, name)
    return row


def _value(text: str, row: Any) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d{1,12}", text):
        return int(text)
    if text in getattr(row, "__struct_fields__", ()):
        return getattr(row, text)
    return text


# -- checking beforehand ------------------------------------------------------------------------------------


def faults(line: str, views: Mapping[str, ViewSpec]) -> list[str]:
    """What is wrong with a line of probes, in plain sentences: kinds, views and fields that there are not. [] when it is
    right (or empty)."""
    if not line.strip():
        return []
    try:
        parts = _probes(line)
    except ProbeError as error:
        return [str(error)]
    found: list[str] = []
    for name, rest in parts:
        try:
            found += _faults(name, rest, views)
        except ProbeError as error:
            found.append(str(error))
    return found


def _faults(name: str, rest: str, views: Mapping[str, ViewSpec]) -> list[str]:
    if name == "after":
        _minute(rest)
        return []
    if name == "record":
        view, _, condition = _record_parts(rest)
        wanted, paths = "record", [condition.field]
    elif name in ("table", "rows", "none"):
        view, conditions, tail = _where(rest)
        wanted, paths = "table", [c.field for c in conditions]
        if name == "table":
            if not tail.startswith("."):
                return [f"table:{rest} names no field; write table:VIEW.FIELD"]
            paths.append(tail[1:])
        elif name == "rows":
            _counted(0, tail, rest)
        elif tail:
            return [f"none:{rest} has something behind the view: {tail!r}"]
    else:
        return []
    spec = views.get(view)
    if spec is None:
        return [f"there is no view {view!r}"]
    if spec.kind != wanted:
        return [f"{view!r} is a {spec.kind}, not a {wanted}"]
    known = {field.name for field in fields_of(spec.shows)}
    return [f"{view} has no field {path!r}" for path in paths if path.split(".")[0] not in known]
