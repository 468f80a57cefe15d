"""Spam: at each tick every legal command on every visible record, each choice in turn, one fixed text, up to 5,000 commands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, get_args, get_origin

import msgspec

from simulator.bots.player import MAX_COMMANDS, Log, Views, perform
from simulator.kernel.book import CommandSpec
from simulator.kernel.engine import Advance, OpenRecord
from simulator.kernel.messages import Command, FieldSpec
from simulator.sessions.attempt import Attempt, BadCommand

TEXT = "Thank you, we will check and reply soon. 谢谢，我们会尽快处理。"


def _values(field: FieldSpec, attempt: Attempt, v: Views, turn: int) -> Any:
    """One value of a field, the next choice at each turn; None when a record is wanted and there is none."""
    meta = field.meta
    if field.info.choices:
        options = list(field.info.choices)
        return options[turn % len(options)]
    if field.info.record:
        if not field.required and turn % 2 == 0:
            return None  # optional records are left out at every second turn
        rows = [row.id for row in v.table(field.info.record)] if field.info.record in attempt.engine.rules.views else []
        if field.info.kind == "list" or get_origin(field.type) is tuple:
            return rows
        return rows[turn % len(rows)] if rows else None
    if field.type is bool:
        return bool(turn % 2)
    if field.type is int:
        low = meta.ge if meta and meta.ge is not None else 0
        return max(int(low), 1)
    if get_origin(field.type) is tuple:
        return []
    if field.type is str or str in get_args(field.type):
        pattern = meta.pattern if meta else None
        fixed = {"^[0-9]{6,10}$": "999999", "^[A-Z]{3}$": "EUR", "^[A-Z]{2}$": "CN"}
        return fixed.get(pattern, "100x150") if pattern else TEXT[: (meta.max_length or 60) if meta else 60]
    return None


def _commands(spec: CommandSpec, attempt: Attempt, v: Views, turn: int) -> Iterator[Command]:
    """Every legal command of one operation: on each record of its table once."""
    record = spec.record
    targets: list[Any] = [None]
    if record is not None and record.info.record in attempt.engine.rules.views:
        rows = [row.id for row in v.table(record.info.record)]
        targets = [tuple(rows)] if record.info.kind == "list" else rows
    for place, target in enumerate(targets):
        fields = {}
        for field in spec.fields:
            value = (
                target if record is not None and field.name == record.name else _values(field, attempt, v, turn + place)
            )
            if value is not None:
                fields[field.name] = list(value) if isinstance(value, tuple) else value
        try:
            yield attempt.parse(spec.tag, fields)
        except (BadCommand, msgspec.ValidationError):
            continue


def play_spam(attempt: Attempt) -> Log:
    """Do everything always until the shift ends or 5,000 commands were tried."""
    v, log = Views(attempt), Log()
    rules = attempt.engine.rules
    specs = sorted((s for s in rules.book.commands.values() if s.desk != "clock"), key=lambda s: (s.order, s.tag))
    tried = 0
    for turn in count():
        for view in rules.views.values():
            if view.kind == "record" and view.evidence and view.record in rules.views:
                for row in list(v.table(view.record)):
                    if (view.name, row.id) not in v.opened and not attempt.over:
                        v.opened.add((view.name, row.id))
                        perform(attempt, OpenRecord(view=view.name, key=row.id), log)
        for spec in specs:
            for command in _commands(spec, attempt, v, turn):
                if attempt.over or tried >= MAX_COMMANDS:
                    break
                tried += 1
                perform(attempt, command, log)
        if attempt.over:
            return log
        if tried >= MAX_COMMANDS:
            while not attempt.over:
                perform(attempt, Advance(minutes=1440), log)
            return log
        perform(attempt, Advance(minutes=120), log)
    return log
