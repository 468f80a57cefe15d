"""Plain data (what is left of structs) as lines of words: names and values, nested data indented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from simulator.kernel.text import Lang
from simulator.kernel.time import clock
from simulator.locale.values import FOREVER
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.rows import Row

_MOMENTS = frozenset(("minute", "due", "at", "until", "force", "ship_by", "promised", "decide_by", "asked"))
_LABEL = 24  # cells of the longest label that has its value beside it
_SMALL = 4  # fields of the largest record on one line
_WORD = 30  # letters of the longest word in a list on one line


class Pair(NamedTuple):
    """One line before it is laid out: how deep, the name, the value in words ("" for the head of what is nested)."""

    depth: int
    name: str
    words: str


def plain(value: Any) -> Any:
    """A value as plain data; what has no plain form as its text."""
    try:
        return msgspec.to_builtins(value)
    except TypeError:
        return str(value)


def pairs(data: Any, lang: Lang, name: str = "", depth: int = 0) -> Iterator[Pair]:
    """The lines of plain data."""
    flat = _flat(data, lang, name)
    if flat is not None and (name or not isinstance(data, dict)):
        yield Pair(depth, name, flat)
        return
    if name:
        yield Pair(depth, name, "")
        depth += 1
    inner = data.items() if isinstance(data, dict) else ((str(i), one) for i, one in enumerate(data, 1))
    for key, value in inner:
        if key != "event" and value not in ("", None, [], {}, ()):
            yield from pairs(value, lang, _named(key), depth)


def rows(data: Any, lang: Lang, cells: int, word: str = "") -> list[Row]:
    """The lines laid out, those whose words or name hold `word` (all of them for "")."""
    return [row for pair in pairs(data, lang) for row in _laid(pair, cells) if _wanted(pair, word)]


def _wanted(pair: Pair, word: str) -> bool:
    return not word or word in f"{pair.name} {pair.words}".casefold()


def _laid(pair: Pair, cells: int) -> Iterator[Row]:
    indent = 2 * pair.depth
    label = min(_LABEL, max(12, width(pair.name) + 2))
    beside = width(pair.name) + 2 <= label
    if not beside or not pair.words:
        yield Row(line(Cell("", indent), Cell(pair.name, 0, "$key")))
    if not pair.words:
        return
    for i, part in enumerate(wrapped(pair.words, max(8, cells - indent - label))):
        head = pair.name if i == 0 and beside else ""
        yield Row(line(Cell("", indent), Cell(head, label, "$key"), part))


def _named(key: Any) -> str:
    """A key as a person reads it; one of two parts as both."""
    return " ".join(map(str, key)) if isinstance(key, (tuple, list)) else str(key)


def _flat(data: Any, lang: Lang, name: str) -> str | None:
    """What fits on one line: single values, texts, lists and small records of them; None for what is nested deeper."""
    if isinstance(data, dict):
        if data.keys() == {"zh", "en"}:
            return str(data[lang])
        parts = [(k, _single(v, lang, str(k))) for k, v in data.items() if k != "event" and v not in ("", None)]
        short = (
            len(parts) <= _SMALL or "postcode" in data
        )  # an address is read on one line, other records field by field
        if not short or any(words is None for _, words in parts):
            return None
        return ", ".join(f"{key} {words}" for key, words in parts)
    if isinstance(data, (list, tuple)):
        parts_of = [_single(one, lang, name) for one in data]
        if any(p is None or len(p) > _WORD for p in parts_of):
            return None
        return ", ".join(str(p) for p in parts_of)
    return _single(data, lang, name)


def _single(value: Any, lang: Lang, name: str) -> str | None:
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, int):
        return clock(value) if name in _MOMENTS and 0 <= value < FOREVER else f"{value:,d}"
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return str(value[lang])
    return None
