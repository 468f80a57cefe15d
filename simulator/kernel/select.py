"""Which rows of a table are meant, in one short line: the selectors of tasks, moves and mistakes in scenario packs.

    VIEW[CONDITIONS]

`[CONDITIONS]` may be left out; it is a list of conditions joined by commas, all of which a row has to meet:

    FIELD          holds something (not "", 0, False, None or an empty list)
    !FIELD         holds nothing
    FIELD=VALUE    also != >= <= > <; VALUE is plain text, a whole number, true or false, or the name of another field of
                   the row (`trained<people`)

A row's FIELD may lead into a struct: `address.country`. A selector reads views only, so it cannot know more than a trainee.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from simulator.kernel.book import ViewSpec
from simulator.kernel.messages import fields_of


class SelectError(ValueError):
    """A selector cannot be read, or names a view or field that there is not."""


class Readable(Protocol):
    """What a selector is applied to: the sim minute and the views. An attempt has both."""

    @property
    def now(self) -> int:
        """The sim minute."""

    def view(self, name: str, key: str = "") -> Any:
        """The rows of a table view, or one record or None; KeyError for an unknown name."""


_NAME = r"[A-Za-z_][\w]*"
_VIEW = re.compile(rf"({_NAME})(?:\[([^\]]*)\])?(.*)\Z", re.DOTALL)
_CONDITION = re.compile(rf"(!?)({_NAME}(?:\.{_NAME})*)\s*(?:(!=|>=|<=|=|>|<)\s*(.*))?\Z")

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


class Condition:
    """One condition on a row or record."""

    __slots__ = ("empty", "field", "sign", "value")

    def __init__(self, text: str) -> None:
        found = _CONDITION.match(text.strip())
        if found is None:
            raise SelectError(f"{text!r} is not a condition")
        self.empty = bool(found[1])
        self.field, self.sign, self.value = found[2], found[3] or "", (found[4] or "").strip()
        if self.sign and (self.empty or not self.value):
            raise SelectError(f"{text!r} is not a condition")

    def holds(self, row: Any) -> bool:
        """Whether a row meets it."""
        got = field(row, self.field)
        if not self.sign:
            return bool(got) != self.empty
        want = _value(self.value, row)
        if isinstance(want, str) and got is not None:
            got = str(got)
        if self.sign in ("=", "!="):
            return COMPARE[self.sign](got, want)
        if got is None or want is None:  # nothing is neither more nor less
            return False
        try:
            return COMPARE[self.sign](got, want)
        except TypeError:
            raise SelectError(f"{self.field} {self.sign} {self.value} compares unlike things") from None


class Selector(NamedTuple):
    """A view, the conditions on its rows, and what stood behind them in the line."""

    view: str
    conditions: tuple[Condition, ...]
    tail: str

    def rows(self, attempt: Readable) -> list[Any]:
        """The rows that fit now. Raises SelectError when there is no such table or field."""
        try:
            rows = attempt.view(self.view)
        except KeyError:
            raise SelectError(f"there is no view {self.view!r}") from None
        except TypeError:
            raise SelectError(f"{self.view!r} is a record, not a table") from None
        return [row for row in rows if self.fits(row)]

    def fits(self, row: Any) -> bool:
        """Whether a row meets all conditions."""
        return all(c.holds(row) for c in self.conditions)


def selector(line: str) -> Selector:
    """Read a line. Raises SelectError."""
    found = _VIEW.match(line.strip())
    if found is None:
        raise SelectError(f"{line!r} names no view")
    conditions = tuple(Condition(part) for part in (found[2] or "").split(",") if part.strip())
    return Selector(found[1], conditions, found[3].strip())


def field(row: Any, path: str) -> Any:
    """The value of a field, which may lead into a struct (`address.country`); None beneath nothing."""
    for name in path.split("."):
        if row is None:
            return None
        if name not in getattr(row, "__struct_fields__", ()):
            raise SelectError(f"{type(row).__name__} has no field {name!r}")
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


def faults(view: str, wanted: str, paths: Iterable[str], views: Mapping[str, ViewSpec]) -> list[str]:
    """What is wrong with a view of kind `wanted` ("table", "record") and fields of its rows: plain sentences, [] when
    nothing is."""
    spec = views.get(view)
    if spec is None:
        return [f"there is no view {view!r}"]
    if spec.kind != wanted:
        return [f"{view!r} is a {spec.kind}, not a {wanted}"]
    known = {f.name for f in fields_of(spec.shows)}
    return [f"{view} has no field {path!r}" for path in paths if path.split(".")[0] not in known]
