"""Whether something is done, asked of the views alone in one short line: what a scenario's tasks are answered by.

    PROBE & PROBE & ...        read from left to right; the first that is not done decides the state

    table:VIEW[CONDITIONS].FIELD   all rows of the table that fit have something in FIELD (no row yet: waiting)
    rows:VIEW[CONDITIONS]>=N       at least N rows fit (also <= and =; without a figure: at least one)
    none:VIEW[CONDITIONS]          no row fits any more
    record:VIEW/KEY.FIELD=VALUE    the record has this in FIELD (also != >= <= > <; without a value: has anything);
                                   no such record yet: waiting
    after:D8 09:00                 waiting until that sim minute, done from then on

`VIEW[CONDITIONS]` is a selector (`kernel.select`). Examples:

    table:undeliverable.way                              every undeliverable parcel has a decision
    none:complaintlog[period=P0,!cause]                  no complaint of the week P0 is left without a cause
    after:D8 & rows:cycles>=2                            from D8 on, and a second cycle was set

A probe with a mistake in it (unknown kind, view or field) raises ProbeError; `faults()` finds such mistakes beforehand, for
the check of packs. A new kind of probe is one more function below, registered with `@probe`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from simulator.kernel import select
from simulator.kernel.book import ViewSpec
from simulator.kernel.select import COMPARE, Condition, Readable, SelectError, field, selector
from simulator.kernel.time import parse

State = Literal["done", "open", "waiting"]

ProbeError = SelectError  # a probe cannot be read, or names a view or field that there is not


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
    chosen = selector(rest)
    if not chosen.tail.startswith("."):
        raise ProbeError(f"table:{rest} names no field; write table:VIEW.FIELD")
    rows = chosen.rows(attempt)
    if not rows:
        return "waiting"
    return "done" if all(field(row, chosen.tail[1:]) for row in rows) else "open"


@probe("rows")
def _rows(attempt: Readable, rest: str) -> State:
    chosen = selector(rest)
    return "done" if _counted(len(chosen.rows(attempt)), chosen.tail, rest) else "open"


@probe("none")
def _none(attempt: Readable, rest: str) -> State:
    chosen = selector(rest)
    if chosen.tail:
        raise ProbeError(f"none:{rest} has something behind the view: {chosen.tail!r}")
    return "open" if chosen.rows(attempt) else "done"


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

_COUNT = re.compile(r"\s*(>=|<=|=)\s*(\d{1,6})\s*\Z")
_RECORD = re.compile(r"([A-Za-z_][\w]*)/([^.\[\]]+)\.(.+)\Z")


def _probes(line: str) -> list[tuple[str, str]]:
    found = []
    for part in line.split("&"):
        name, colon, rest = part.strip().partition(":")
        if not colon or name not in _kinds:
            raise ProbeError(f"{part.strip()!r} is no probe; known: {', '.join(sorted(_kinds))}")
        found.append((name, rest.strip()))
    return found


def _record_parts(rest: str) -> tuple[str, str, Condition]:
    found = _RECORD.match(rest)
    if found is None:
        raise ProbeError(f"record:{rest} is not VIEW/KEY.FIELD")
    return found[1], found[2].strip(), Condition(found[3])


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
    return COMPARE[found[1]](count, int(found[2]))


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
        return select.faults(view, "record", [condition.field], views)
    chosen = selector(rest)
    paths = [c.field for c in chosen.conditions]
    if name == "table":
        if not chosen.tail.startswith("."):
            return [f"table:{rest} names no field; write table:VIEW.FIELD"]
        paths.append(chosen.tail[1:])
    elif name == "rows":
        _counted(0, chosen.tail, rest)
    elif chosen.tail:
        return [f"none:{rest} has something behind the view: {chosen.tail!r}"]
    return select.faults(chosen.view, "table", paths, views)
