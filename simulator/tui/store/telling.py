"""An event told to a person: the sentence of the book, its places filled in the reader's notation."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import msgspec

from simulator.kernel.engine import Rules
from simulator.kernel.messages import Event, HiddenEvent, Opened, Refused, Scheduled
from simulator.kernel.text import Text
from simulator.locale import formats
from simulator.locale.values import FOREVER
from simulator.tui.widgets.cells import Reader
from simulator.tui.widgets.plain import safe

_MOMENTS = ("minute", "due", "force", "at", "ship_by", "promised", "until", "by", "filled")
_MONEY = ("minor", "amount", "price", "fee", "fine", "value", "refund", "paid", "cost")

OPENED = Text("打开了{title} {key}", "Opened {title} {key}")
SCHEDULED = Text("安排在 {due}：{{what}}", "Scheduled for {due}: {{what}}")


def tell(rules: Rules, event: Event, reader: Reader) -> str:
    """One line of plain words."""
    if isinstance(event, Refused):
        return safe(event.reason.of(reader.lang))
    spec = rules.book.events.get(type(event))
    if spec is None:
        return ""
    return fill(spec.say.of(reader.lang), event, reader)


def tell_hidden(rules: Rules, event: Event, reader: Reader) -> str:
    """The same for those who may look behind the curtain: what will fall due is told by what it will bring."""
    if isinstance(event, Opened):
        view = rules.views.get(event.view)
        title = view.title.of(reader.lang) if view is not None else event.view
        return safe(OPENED.of(reader.lang).replace("{title}", title).replace("{key}", event.key))
    if not isinstance(event, Scheduled):
        return tell(rules, event, reader)
    what = coming(rules, event.name, event.entity, [rules.codec.decode_event(raw) for raw in event.then], reader)
    return fill(SCHEDULED.of(reader.lang), event, reader).replace("{what}", what)


def coming(rules: Rules, name: str, entity: str, events: Sequence[Event], reader: Reader) -> str:
    """What an entry of the agenda will bring: the events that are already written, else what falls due and for whom."""
    if events:
        said = [tell_hidden(rules, event, reader) for event in events if not isinstance(event, HiddenEvent)]
        said = said or [tell_hidden(rules, event, reader) for event in events]
        return ("；" if reader.lang == "zh" else "; ").join(said)
    known = rules.book.occurrences.get(name, Text(name, name)).of(reader.lang)
    return safe(known if not entity else f"{entity}：{known}" if reader.lang == "zh" else f"{entity}: {known}")


def fill(sentence: str, event: Any, reader: Reader) -> str:
    """`{name}` places filled from the event; one that is not there stays empty."""
    currency = getattr(event, "currency", "")
    parts: list[str] = []
    swallow = False
    for literal, name, _, _ in string.Formatter().parse(sentence):
        parts.append(literal)
        if name is None:
            continue
        if name == "currency" and swallow:
            parts[-1] = parts[-1].rstrip()
            continue
        value = getattr(event, name, "")
        if name in _MONEY and isinstance(value, int) and not isinstance(value, bool):
            code = currency if isinstance(currency, str) and len(currency) == 3 else "CNY"
            parts.append(formats.money(value, code, reader.lang))
            swallow = True
            continue
        parts.append(_word(name, value, reader))
    return " ".join("".join(parts).split())


def _word(name: str, value: Any, reader: Reader) -> str:
    if isinstance(value, Text):
        return safe(value.of(reader.lang))
    if isinstance(value, bool):
        return ("是" if value else "否") if reader.lang == "zh" else ("yes" if value else "no")
    if isinstance(value, int):
        if name in _MOMENTS and abs(value) < FOREVER:
            return formats.sim_time(value, reader.lang)
        if name == "points":
            return f"{value:+d}"
        return str(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(_word(name, one, reader) for one in value)
    if isinstance(value, msgspec.Struct):
        title = getattr(value, "title", None) or getattr(value, "name", None) or getattr(value, "id", "")
        return _word(name, title, reader)
    return safe(value)
