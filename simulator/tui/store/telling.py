"""An event told to a person: the sentence of the book, its places filled in the reader's notation."""

from __future__ import annotations

import string
from typing import Any

import msgspec

from simulator.kernel.engine import Rules
from simulator.kernel.messages import Event, Refused
from simulator.kernel.text import Text
from simulator.locale import formats
from simulator.tui.widgets.cells import FOREVER, Reader
from simulator.tui.widgets.plain import safe

_MOMENTS = ("minute", "due", "force", "at", "ship_by", "promised", "until", "by", "filled")
_MONEY = ("minor", "amount", "price", "fee", "fine", "value", "refund", "paid", "cost")


def tell(rules: Rules, event: Event, reader: Reader) -> str:
    """One line of plain words."""
    if isinstance(event, Refused):
        return safe(event.reason.of(reader.lang))
    spec = rules.book.events.get(type(event))
    if spec is None:
        return ""
    return fill(spec.say.of(reader.lang), event, reader)


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
