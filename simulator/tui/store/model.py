"""What the store screen knows, without any widget: desks and what waits there, what was read and done, news in words.

It is made from the book alone: a new command or view appears by being registered (law 8).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from simulator.desks.store.cash import total_cny
from simulator.desks.store.health import Health
from simulator.desks.store.shift import Shift, ShiftOpened
from simulator.kernel import replay
from simulator.kernel.book import CommandSpec, ViewSpec
from simulator.kernel.engine import Outcome, Rules
from simulator.kernel.messages import (
    Command,
    Event,
    FieldSpec,
    HiddenEvent,
    Opened,
    Passed,
    Refusal,
    Refused,
    fields_of,
)
from simulator.kernel.text import Lang, Text
from simulator.tui.protocol import AttemptLike
from simulator.tui.store.allowances import Allowances, usual
from simulator.tui.store.drafts import Drafts
from simulator.tui.store.telling import tell
from simulator.tui.widgets.cells import Reader, shown, time_left

SOON = 60  # sim minutes left from which a desk calls


class Desk(msgspec.Struct, frozen=True):
    """A desk in the list on the left."""

    code: str
    key: str
    title: Text


DESKS = (
    Desk("orders", "f2", Text("订单", "Orders")),
    Desk("service", "f3", Text("客服", "Service")),
    Desk("logistics", "f4", Text("物流", "Logistics")),
    Desk("products", "f5", Text("商品", "Products")),
    Desk("money", "f6", Text("资金", "Money")),
    Desk("notices", "f7", Text("通知", "Notices")),
)
# desks of the standard that are open here under other names
_OPEN = ("LOG", "SVC", "FIN", "PRD")


class Waiting(msgspec.Struct, frozen=True):
    """What waits at a desk: how much, how much of it is overdue, and the least time left."""

    count: int = 0
    overdue: int = 0
    least: int | None = None

    @property
    def calls(self) -> bool:
        """Whether something here is urgent."""
        return self.least is not None and self.least < SOON


class Line(msgspec.Struct, frozen=True):
    """One thing that happened, for the ticker and the log."""

    minute: int
    event: Event
    news: bool
    mine: bool  # caused at once by the trainee's own command


class StoreModel:
    """An attempt as the store screen sees it."""

    def __init__(self, attempt: AttemptLike, allows: Allowances | None = None) -> None:
        self.attempt = attempt
        self.allows = allows or usual(str(attempt.first.mode))
        self.rules: Rules = attempt.engine.rules
        self.read: set[tuple[str, str]] = set()
        self.done: set[tuple[str, str]] = set()
        self.log: list[Line] = []
        self.drafts = Drafts(attempt.engine.journal)
        self._rows: dict[str, Sequence[Any]] = {}
        self._revision = -1
        self._replay()

    def _replay(self) -> None:
        """What was read, done and told so far, out of the journal."""
        engine = self.attempt.engine
        for row, batch in replay.batches(self.rules, engine.journal.rows()):
            self._learn(batch.command, batch.facts, row.seq == 0)

    def _learn(self, command: Command | None, facts: Sequence[tuple[int, Event]], opening: bool = False) -> None:
        refused = False
        for minute, event in facts:
            if isinstance(event, Opened):
                self.read.add((event.view, event.key))
            if isinstance(event, Refused):
                refused = True
            if opening or isinstance(event, (HiddenEvent, Opened, Passed, Refused)):
                continue
            spec = self.rules.book.events.get(type(event))
            if spec is None or spec.say.zh == spec.tag:
                continue
            self.log.append(Line(minute, event, spec.news, command is not None and not spec.news))
        if command is not None and not refused:
            spec_of = self.rules.book.commands.get(type(command))
            if spec_of is not None:
                for key in record_keys(spec_of, command) or ("",):
                    self.done.add((spec_of.tag, key))

    # -- the frame --------------------------------------------------------------------------------------------

    @property
    def shift(self) -> ShiftOpened:
        """The shift's opening facts."""
        return self.attempt.engine.seen().of(Shift).facts

    def reader(self, lang: Lang) -> Reader:
        """Who reads now."""
        return Reader(lang, self.attempt.now, self.epoch)

    @property
    def epoch(self) -> datetime.date | None:
        """The calendar day of D1."""
        try:
            return datetime.date.fromisoformat(self.shift.epoch)
        except (LookupError, ValueError):
            return None

    def cash(self) -> int:
        """All balances in CNY fen; one that has no rate is left out."""
        try:
            return total_cny(self.attempt.engine.seen())
        except (ArithmeticError, LookupError, ValueError):
            from simulator.desks.store.cash import Cash

            return self.attempt.engine.seen().of(Cash).balance.get("CNY", 0)

    def health(self) -> tuple[int, int]:
        """Points, and by how much they moved within the last day."""
        health = self.attempt.engine.seen().of(Health)
        since = self.attempt.now - 24 * 60
        return health.points, sum(r.points for r in health.rows if r.minute >= since)

    # -- desks and views --------------------------------------------------------------------------------------

    def desks(self) -> list[Desk]:
        """The desks that have anything: those with a key first, then any other the book knows."""
        codes = {v.desk for v in self.rules.views.values()} | {s.desk for s in self.rules.book.commands.values()}
        known = [d for d in DESKS if d.code in codes]
        others = sorted(codes - {d.code for d in DESKS} - {"clock"})
        return known + [Desk(code, "", Text(code, code)) for code in others]

    def closed(self) -> list[Any]:
        """Desks of later work: shown as closed, with what they will teach."""
        from simulator.standard import desks

        return [d for d in desks() if d.code not in _OPEN]

    def tables(self, desk: str) -> list[ViewSpec]:
        """The table views of a desk in order."""
        found = [v for v in self.rules.views.values() if v.desk == desk and v.kind == "table"]
        found = sorted(found, key=lambda v: (v.order, v.name))
        return [v for v in found if v is found[0] or self.matters(v)]

    def matters(self, table: ViewSpec) -> bool:
        """Whether a table belongs to this shift: it has rows, or what is done to its rows is practised here."""
        if self.rows(table.name):
            return True
        return any(
            self.practised(s)
            for s in self.rules.book.commands.values()
            if s.record and s.record.info.record == table.name
        )

    def practised(self, spec: CommandSpec) -> bool:
        """Whether an operation belongs to a requirement of this scenario (or to none at all)."""
        practises = self.attempt.scenario.practises
        if any(task.command == spec.tag for task in self.attempt.scenario.tasks):
            return True
        return not spec.requirements or any(r in practises for r in spec.requirements)

    def records(self, table: ViewSpec) -> list[ViewSpec]:
        """The record views that open for a row of this table: its own first."""
        found = [v for v in self.rules.views.values() if v.kind == "record" and v.record == table.name]
        return sorted(found, key=lambda v: (v.name != table.record, v.order, v.name))

    def rows(self, name: str) -> Sequence[Any]:
        """The rows of a table view, read once for each revision."""
        revision = self.attempt.engine.revision
        if revision != self._revision:
            self._rows.clear()
            self._revision = revision
        if name not in self._rows:
            self._rows[name] = self.attempt.view(name)
        return self._rows[name]

    def row(self, table: str, key: str) -> Any:
        """One row by its id, or None."""
        return next((r for r in self.rows(table) if r.id == key), None)

    def record(self, view: str, key: str) -> Any:
        """A record that has been opened before, or that is no evidence; None otherwise."""
        spec = self.rules.views.get(view)
        if spec is None or spec.kind != "record" or (spec.evidence and (view, key) not in self.read):
            return None
        return self.attempt.view(view, key)

    def waiting(self, desk: str) -> Waiting:
        """What waits at a desk: rows with a deadline, and arrivals that were not opened."""
        count = overdue = 0
        least: int | None = None
        now = self.attempt.now
        for table in self.tables(desk):
            due = due_field(table)
            if due is not None:
                for row in self.rows(table.name):
                    minute = getattr(row, due)
                    if minute is not None:
                        count += 1
                        overdue += minute < now
                        least = minute - now if least is None else min(least, minute - now)
            elif self._arrives(table):
                count += sum(1 for row in self.rows(table.name) if (table.record, row.id) not in self.read)
        return Waiting(count, overdue, least)

    def about(self, subject: tuple[str, str]) -> list[tuple[Text, Callable[[Reader], str]]]:
        """Rows of other tables that point to this record: its parcels, its conversations. Lists show them anyway."""
        table, key = subject
        single = self.rules.views[table].record
        found: list[tuple[Text, Callable[[Reader], str]]] = []
        for view in self.rules.views.values():
            if view.kind != "table" or view.name == table:
                continue
            fields = fields_of(view.shows)
            link = next((f for f in fields if f.info.record == table or f.name == single), None)
            if link is None:
                continue
            for row in self.rows(view.name):
                if getattr(row, link.name) == key:
                    found.append((view.title, partial(_in_short, row, fields, link.name)))
                    if len(found) >= 8:
                        return found
        return found

    def unread(self, table: ViewSpec, key: str) -> bool:
        """Whether this row is an arrival that nobody opened."""
        return self._arrives(table) and (table.record, key) not in self.read

    def _arrives(self, table: ViewSpec) -> bool:
        record = self.rules.views.get(table.record)
        if record is None or not record.evidence:
            return False
        return any(f.name == "minute" and f.info.kind == "minute" for f in fields_of(table.shows))

    def most_urgent(self) -> tuple[ViewSpec, str] | None:
        """The table and row with the least time left anywhere, else the oldest arrival that nobody opened."""
        best: tuple[int, int, ViewSpec, str] | None = None
        for order, desk in enumerate(self.desks()):
            for table in self.tables(desk.code):
                due = due_field(table)
                if due is None:
                    continue
                for row in self.rows(table.name):
                    minute = getattr(row, due)
                    if minute is not None and (best is None or (minute, order) < best[:2]):
                        best = (minute, order, table, row.id)
        if best is not None:
            return best[2], best[3]
        for desk in self.desks():
            for table in self.tables(desk.code):
                for row in reversed(self.rows(table.name)):
                    if self.unread(table, row.id):
                        return table, row.id
        return None

    # -- operations -------------------------------------------------------------------------------------------

    def commands(self, table: ViewSpec | None, desk: str = "") -> list[CommandSpec]:
        """The operations done to a row of this table (the present desk's first), or those of a desk that name no record."""
        found = []
        for spec in self.rules.book.commands.values():
            if spec.desk == "clock":
                continue
            field = spec.record
            if table is not None and field is not None and field.info.record == table.name:
                found.append(spec)
            if table is None and spec.desk == desk and (field is None or not self._has_table(field)):
                found.append(spec)
        home = table.desk if table is not None else desk
        if self.attempt.scenario.guided:
            found = [s for s in found if self.practised(s)]  # a first shift shows what it teaches
        return sorted(found, key=lambda s: (not self.practised(s), s.desk != home, s.order, s.tag))

    def _has_table(self, field: FieldSpec) -> bool:
        view = self.rules.views.get(field.info.record)
        return view is not None and view.kind == "table"

    def all_commands(self) -> list[CommandSpec]:
        """Every operation of the store, desk by desk."""
        places = {d.code: i for i, d in enumerate(self.desks())}
        found = [s for s in self.rules.book.commands.values() if s.desk != "clock"]
        return sorted(found, key=lambda s: (places.get(s.desk, 99), s.order, s.tag))

    def natural(self, table: ViewSpec, key: str) -> CommandSpec | None:
        """The next operation for this row: the first that was not done to it and would not be refused as far as a row can
        tell. Where there is no coach there is none, and Enter opens the menu."""
        if not self.allows.coach:
            return None
        for spec in self.commands(table):
            if spec.natural and (spec.tag, key) not in self.done and self.would_fit(spec, key):
                return spec
        return None

    def would_fit(self, spec: CommandSpec, key: str) -> bool:
        """Whether an operation that needs nothing but the record would be carried out; True where more must be known."""
        field = spec.record
        if field is None:
            return True
        fields: dict[str, Any] = {field.name: [key] if field.info.kind == "list" else key}
        if any(f.required and f.name != field.name for f in spec.fields):
            return True
        decide = self.rules.deciders.get(spec.cls)
        if decide is None:
            return True
        try:
            list(decide(self.attempt.engine.world, self.rules.convert(spec.tag, fields)))
        except Refusal:
            return False
        except (msgspec.ValidationError, LookupError, ValueError, TypeError):
            return True
        return True

    def prefill(self, spec: CommandSpec, key: str) -> dict[str, Any]:
        """What the form is filled with for this record."""
        function = self.rules.book.prefills.get(spec.cls)
        if function is None or not key:
            return {}
        try:
            return dict(function(self.attempt.engine.seen(), key))
        except (LookupError, AttributeError, TypeError, ValueError):
            return {}

    def do(self, command: Command) -> Outcome:
        """Carry out a command and learn what came of it."""
        outcome = self.attempt.do(command)
        self.learn(command, outcome)
        return outcome

    def learn(self, command: Command, outcome: Outcome) -> None:
        """Take note of what came of a command."""
        self._learn(command, outcome.batch)

    # -- words ------------------------------------------------------------------------------------------------

    def words(self, line: Line, lang: Lang) -> str:
        """A line of the log in words."""
        return tell(self.rules, line.event, self.reader(lang))

    def latest(self, since: int = 0) -> list[Line]:
        """What was told from the given line on."""
        return self.log[since:]


def _in_short(row: Any, fields: tuple[FieldSpec, ...], link: str, reader: Reader) -> str:
    """A row on one line: number, then what says most."""
    words = []
    for field in fields:
        kind, value = field.info.kind, getattr(row, field.name)
        if (
            field.name == link
            or kind in ("flag", "money", "int")
            or value in (None, "")
            or field.info.title.zh == field.name
        ):
            continue
        if kind == "due":
            words.append(time_left(value - reader.now, reader.lang))
        else:
            words.append(shown(value, field.info, row, reader))
    return "  ".join(words[:6])


def due_field(table: ViewSpec) -> str | None:
    """The field of a table's rows that holds a deadline, if there is one."""
    return next((f.name for f in fields_of(table.shows) if f.info.kind == "due"), None)


def record_keys(spec: CommandSpec, command: Command) -> tuple[str, ...]:
    """The records a command was done to."""
    field = spec.record
    if field is None:
        return ()
    value = getattr(command, field.name)
    return tuple(value) if isinstance(value, (tuple, list)) else (str(value),)
