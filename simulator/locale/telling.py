"""Values, events and commands in words of either language, one line each and without markup: for pipes, screen readers and printed pages."""

from __future__ import annotations

import string
from typing import Any, NamedTuple

import msgspec

from simulator.kernel.engine import Rules
from simulator.kernel.messages import Event, Info, tag_of
from simulator.kernel.text import Lang, Text
from simulator.locale import formats
from simulator.locale.clean import clean
from simulator.locale.values import FOREVER, number
from simulator.locale.width import truncate

YES, NO = Text("是", "yes"), Text("否", "no")
_MOMENTS = ("minute", "due", "force", "at", "ship_by", "promised", "until", "by", "filled", "decide_by")
_MONEY = ("minor", "amount", "price", "fee", "fine", "value", "refund", "paid", "cost")


class Reader(NamedTuple):
    """Who reads: the language, and the sim minute from which time left is counted."""

    lang: Lang
    now: int = 0


# -- values ---------------------------------------------------------------------------------------------------


def shown(value: Any, about: Info, holder: Any, reader: Reader) -> str:
    """A value in words and figures on one line; an absent one is a dash."""
    lang = reader.lang
    if value is None or (value == "" and "" not in about.choices):
        return "-"
    if isinstance(value, Text):
        return clean(value.of(lang))
    if isinstance(value, bool):
        return (YES if value else NO).of(lang)
    if isinstance(value, int):
        return number(value, about, holder, lang, reader.now)
    plain = Info(title=about.title, choices=about.choices)
    if isinstance(value, (tuple, list)):
        return ", ".join(shown(one, plain, holder, reader) for one in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{clean(str(k))} {shown(v, plain, holder, reader)}" for k, v in value.items()) or "-"
    if isinstance(value, msgspec.Struct):
        return ", ".join(clean(v) for v in msgspec.structs.astuple(value) if isinstance(v, str) and v) or "-"
    label = about.choices.get(str(value))
    return clean(label.of(lang) if label is not None else str(value))


# -- events ---------------------------------------------------------------------------------------------------


# what a person reads by opening a record, which counts as evidence: an event tells only how it begins
_EVIDENCE = {"message.arrived": frozenset(("text", "gist")), "notice.arrived": frozenset(("body",))}
BEGINNING = 40


def evidence(event: Event) -> frozenset[str]:
    """The fields of an event that are to be read in a record."""
    return _EVIDENCE.get(tag_of(type(event)), frozenset())


def tell(rules: Rules, event: Event, lang: Lang, *, brief: bool = False) -> str:
    """An event as one sentence; `brief` gives only the beginning of what is to be read in a record."""
    spec = rules.book.events[type(event)]
    return fill(spec.say.of(lang), event, lang, evidence(event) if brief else frozenset())


def places(sentence: str) -> list[str]:
    """The names of the places in a sentence."""
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


def fill(sentence: str, event: Any, lang: Lang, cut: frozenset[str] = frozenset()) -> str:
    """`{name}` places filled from the event in the reader's notation; those in `cut` with their beginning only."""
    code = getattr(event, "currency", "")
    parts: list[str] = []
    with_code = False  # an amount has brought its currency's sign
    for literal, name, _, _ in string.Formatter().parse(sentence):
        parts.append(literal)
        if name is None:
            continue
        value = getattr(event, name, "")
        if name == "currency" and with_code:
            parts[-1] = parts[-1].rstrip()
        elif name in _MONEY and isinstance(value, int) and not isinstance(value, bool):
            parts.append(formats.money(value, code if isinstance(code, str) and len(code) == 3 else "CNY", lang))
            with_code = True
        else:
            word = _word(name, value, lang)
            parts.append(truncate(word, BEGINNING, "...") if name in cut else word)
    return " ".join("".join(parts).split())


def _word(name: str, value: Any, lang: Lang) -> str:
    if isinstance(value, bool):
        return (YES if value else NO).of(lang)
    if isinstance(value, int):
        if name in _MOMENTS and abs(value) < FOREVER:
            return formats.sim_time(value, lang)
        return f"{value:+d}" if name == "points" else str(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(_word(name, one, lang) for one in value)
    if isinstance(value, msgspec.Struct) and not isinstance(value, Text):
        return _word(name, getattr(value, "title", None) or getattr(value, "id", ""), lang)
    return shown(value, Info(title=Text("", "")), None, Reader(lang))


def command_words(rules: Rules, command: Any, lang: Lang) -> str:
    """A command as its title and what was filled in; fields left at their default are left out."""
    spec = rules.book.commands[type(command)]
    said = []
    for field in spec.fields:
        value = getattr(command, field.name)
        if field.required or value != field.default:
            said.append(f"{field.info.title.of(lang)} {shown(value, field.info, command, Reader(lang))}")
    return f"{spec.title.of(lang)}: {'; '.join(said)}" if said else spec.title.of(lang)
