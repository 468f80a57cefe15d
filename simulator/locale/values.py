"""How a number of a record is written, from its field's `Info` alone: the same in tables, forms, sentences and printed pages."""

from __future__ import annotations

import re
from typing import Any

from simulator.kernel.messages import Info
from simulator.kernel.text import Lang
from simulator.locale import formats
from simulator.locale.clean import clean

FOREVER = 10**8  # moments beyond this are "always"


def currency_of(about: Info, holder: Any) -> str:
    """The ISO code an amount is in: written down, or in the field that is named, or in the record's `currency`; nothing where none is."""
    for code in (about.currency, getattr(holder, about.currency or "-", None), getattr(holder, "currency", None)):
        if isinstance(code, str) and re.fullmatch(r"[A-Z]{3}", code):
            return code
    return ""


def number(value: int, about: Info, holder: Any, lang: Lang, now: int) -> str:
    """A whole number as what it is: money in minor units of the holder's currency, grams, basis points, a sim minute, the time from `now` until
    one, a duration in minutes, a choice, or a count with its unit."""
    kind = about.kind
    if kind == "money":
        code = currency_of(about, holder)
        return formats.money(value, code, lang) if code else formats.number(value)
    if kind == "grams":
        return formats.weight(value, lang)
    if kind == "bp":
        return formats.percent_bp(value, lang)
    if kind == "minute":
        return "-" if abs(value) >= FOREVER else formats.sim_time(value, lang)
    if kind == "due":
        return formats.duration(value - now, lang)
    if kind == "duration":
        return formats.duration(value, lang)
    label = about.choices.get(str(value))
    if label is not None:
        return clean(label.of(lang))
    unit = f" {about.unit}" if about.unit else ""
    return f"{value:,d}{unit}" if kind == "int" else f"{value}{unit}"
