"""Players that a pack writes down itself: moves of the reference, and departures that drop, change, hold back or add.

No code of strangers runs here: a move is a command with plain values, its rows are chosen by a selector over views, and
`{field}` in a text is filled from the row or command that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from simulator.bots.player import Mistake, Views
from simulator.kernel.engine import Rules
from simulator.kernel.messages import Command, tag_of
from simulator.kernel.select import Condition, SelectError, field, selector
from simulator.packs import model
from simulator.sessions.rules import rules

_PLACE = re.compile(r"\{([A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)*)\}")


def filled(value: Any, row: Any) -> Any:
    """A value with its places filled from a row; a text in both languages is taken in the row's. A place alone becomes the
    value itself. Raises SelectError for a field the row has not."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            lang = "zh" if getattr(row, "language", "") == "zh" else "en"
            return filled(value[lang], row)
        return {key: filled(item, row) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, row) for item in value]
    if not isinstance(value, str) or row is None:
        return value
    alone = _PLACE.fullmatch(value)
    if alone is not None:
        return msgspec.to_builtins(field(row, alone[1]))
    return _PLACE.sub(lambda found: str(field(row, found[1])), value)


class Moves:
    """An expert that makes the moves of a pack, each once for each row that fits."""

    def __init__(self, moves: Iterable[model.Move], ruled: Rules | None = None) -> None:
        self.moves = tuple(moves)
        self._rules = ruled or rules()
        self._made: set[tuple[int, str]] = set()

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for n, move in enumerate(self.moves):
            if v.now < move.at:
                continue
            rows: list[Any] = selector(move.each).rows(Seen(v)) if move.each else [None]
            for row in rows:
                key = (n, str(getattr(row, "id", "")))
                if key in self._made:
                    continue
                self._made.add(key)
                yield self._command(move.command, move.fields, row)

    def _command(self, tag: str, fields: Mapping[str, Any], row: Any) -> Command:
        return self._rules.convert(tag, {name: filled(value, row) for name, value in fields.items()})


class Seen:
    """The views as a selector reads them."""

    def __init__(self, v: Views) -> None:
        self._v = v

    @property
    def now(self) -> int:
        """The sim minute."""
        return self._v.now

    def view(self, name: str, key: str = "") -> Any:
        """A table or a record."""
        return self._v.record(name, key) if key else self._v.table(name)


class _Part:
    """Which commands a part of a departure is about."""

    def __init__(self, command: str, where: str) -> None:
        self.command = command
        self.conditions = [Condition(text) for text in where.split(",") if text.strip()]

    def fits(self, command: Command) -> bool:
        """Whether it is about this command."""
        if tag_of(type(command)) != self.command:
            return False
        try:
            return all(c.holds(command) for c in self.conditions)
        except SelectError:
            return False


class Departure:
    """A mistake that a pack writes down itself."""

    def __init__(self, recorded: model.Mistake) -> None:
        self._drops = [_Part(d.command, d.where) for d in recorded.drop]
        self._changes = [(_Part(c.command, c.where), c.fields) for c in recorded.change]
        self._holds = [(_Part(h.command, h.where), h.before_end) for h in recorded.hold]
        self.added = Moves(recorded.add)  # made beside the reference's own moves (`bots.player`)
        # until when the last of what is held back waits (`bots.player` lets time pass up to there)
        self.release: int | None = None

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """What becomes of a command."""
        if self._holds and self.release is None:
            self.release = v.end - min(before for _, before in self._holds)
        if any(part.fits(command) for part in self._drops):
            return
        if any(part.fits(command) and v.now < v.end - before for part, before in self._holds):
            return
        for part, fields in self._changes:
            if part.fits(command):
                new = {name: filled(value, command) for name, value in fields.items()}
                command = rules().convert(tag_of(type(command)), {**_plain(command), **new})
        yield command


def _plain(command: Command) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(command)
    plain.pop("command", None)
    return plain


def departure_of(recorded: model.Mistake, library: Mapping[str, Any]) -> Mistake:
    """The departure a pack records: one of the library, or its own. KeyError when the library has none of this name."""
    if recorded.mistake:
        made: Mistake = library[recorded.mistake](**recorded.with_)
        return made
    return Departure(recorded)
