"""Every number in the text, classified once: money, quantity with a unit, or bare number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from .model import Quantity, Span
from .scan import Scan
from .units import CURRENCIES, NOT_BEFORE, SIGNS, UNITS

_NUMBER = re.compile(r"[0-9](?:[0-9]{0,2}(?: [0-9]{3}){1,3}[.,][0-9]{2}(?![0-9])|[0-9]*(?:[.,][0-9]+)*)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_RANGE = re.compile(r" ?(?:-|–|—|~|〜|to|or|至|到|x|×|\*) ?")
_LETTERS = re.compile(r"[a-zµ]+[23]?")
_HAN_RUN = re.compile("[㐀-鿿]{1,4}")
_SCALE = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000, "k": 1_000}
_MAX_DIGITS = 18


class Num(NamedTuple):
    """One number token: `kind` is "money", "unit" or "" (bare); `name` the currency or unit; `lead` the range's start."""

    value: Decimal
    kind: str
    name: str
    start: int
    end: int
    lead: int
    token_end: int


def decimal(token: str, money: bool = False) -> Decimal | None:
    """Value of a digit token with points and commas, or None for versions and lists ("1.2.3").

    One separator before exactly three digits groups thousands when it is a comma, or when money is meant
    ("1,299", "EUR 1.299"), unless the number starts with 0; otherwise it is the decimal sign ("12,50").
    """
    digits = token.replace(" ", "")
    if len(digits) > _MAX_DIGITS:
        return None
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return Decimal(digits)
    if dots and commas:
        mark, group = (".", ",") if digits.rfind(".") > digits.rfind(",") else (",", ".")
        whole, _, rest = digits.rpartition(mark)
        if mark in whole or (("," in whole or "." in whole) and not _GROUPED.fullmatch(whole)):
            return None
        return Decimal(f"{whole.replace(group, '')}.{rest}")
    mark = "." if dots else ","
    grouped = _GROUPED.fullmatch(digits) is not None and not digits.startswith("0")
    if dots + commas > 1:
        return Decimal(digits.replace(mark, "")) if grouped else None
    if grouped and (mark == "," or money):
        return Decimal(digits.replace(mark, ""))
    return Decimal(digits.replace(",", "."))


def _before(low: str, start: int, floor: int) -> tuple[str, int] | None:
    """Currency standing right before position `start`, and where it begins."""
    end = start
    while end > floor and end > start - 2 and low[end - 1] in " :":
        end -= 1
    if end <= floor:
        return None
    last = low[end - 1]
    if last in SIGNS:
        at = end - 1
        while at > floor and at > end - 4 and low[at - 1].isascii() and low[at - 1].isalpha():
            at -= 1
        for begin in range(at, end):
            code = CURRENCIES.get(low[begin:end])
            if code:
                return code, begin
        return None
    if last.isascii() and last.isalpha():
        at = end - 1
        while at > floor and at > end - 9 and low[at - 1].isascii() and low[at - 1].isalpha():
            at -= 1
        word = low[at:end]
        code = CURRENCIES.get(word)
        if code and word not in NOT_BEFORE and len(word) > 1:
            return code, at
        return None
    if last >= "㐀":
        for size in (3, 2):
            if end - size >= floor and low[end - size : end] in ("人民币", "美元", "欧元", "英镑", "日元"):
                return CURRENCIES[low[end - size : end]], end - size
    return None


def _after(low: str, end: int) -> tuple[str, str, int] | None:
    """("money" | "unit", name, end) of the unit standing right after position `end`."""
    size = len(low)
    at = end
    if at < size and low[at] in " -":
        at += 1
    if at >= size:
        return None
    c = low[at]
    if (c.isascii() and c.isalpha()) or c == "µ":
        hit = _LETTERS.match(low, at)
        word = hit.group() if hit else ""
        stop = at + len(word)
        if stop < size and low[stop] == "$":
            word, stop = word + "$", stop + 1
        if word in ("business", "working", "calendar", "us", "u", "natural") and stop < size and low[stop] in " -":
            more = _LETTERS.match(low, stop + 1)
            if more:
                unit = UNITS.get(more.group())
                if word == "us" and more.group() in ("dollar", "dollars"):
                    return "money", "USD", more.end()
                if unit == "day":
                    return "unit", "day" if word in ("calendar", "natural") else "working_day", more.end()
        if stop < size and low[stop].isdigit():
            return None
        if word in UNITS:
            return "unit", UNITS[word], stop
        if word in CURRENCIES and not _next_takes(low, stop):
            return "money", CURRENCIES[word], stop
        return None
    if c >= "㐀":
        run = _HAN_RUN.match(low, at)
        if run:
            return han_unit(run.group(), at)
        return None
    if c in SIGNS or c == "円":
        return None if low[at + 1 : at + 2].isdigit() else ("money", CURRENCIES[c], at + 1)
    if c in "%‰°":
        unit = low[at : at + 2] if low[at : at + 2] in UNITS else c
        return "unit", UNITS[unit], at + len(unit)
    return None


def _next_takes(low: str, at: int) -> bool:
    """Whether the currency ending at `at` belongs to a bare number behind it ("order 1043 EUR 5")."""
    hit = _NUMBER.match(low, at + 1) if low[at : at + 1] == " " else None
    return hit is not None and _after(low, hit.end()) is None


def han_unit(run: str, at: int) -> tuple[str, str, int] | None:
    for size in range(len(run), 0, -1):
        word = run[:size]
        if word in UNITS:
            return "unit", UNITS[word], at + size
        if word in CURRENCIES:
            return "money", CURRENCIES[word], at + size
    return None


def numbers(scan: Scan, taken: list[Span]) -> list[Num]:
    """All number tokens outside the `taken` spans (dates), each with its currency or unit."""
    low, size = scan.low, len(scan.low)
    found: list[Num] = []
    floor = skip = 0
    for hit in _NUMBER.finditer(low):
        start, end = hit.span()
        while skip < len(taken) and taken[skip][1] <= start:
            skip += 1
        if skip < len(taken) and taken[skip][0] < end:
            floor = taken[skip][1]
            continue
        before = _before(low, start, floor)
        glued = low[start - 1] if start else ""
        linked = (
            bool(found)
            and found[-1].token_end <= start
            and start - found[-1].token_end <= 4
            and _RANGE.fullmatch(low, found[-1].token_end, start)
        )
        if before is None and not linked and (glued in "#_" or (glued.isascii() and glued.isalpha())) and glued:
            continue
        if (
            before is None
            and not linked
            and glued == "-"
            and start > 1
            and low[start - 2].isascii()
            and low[start - 2].isalnum()
        ):
            continue
        scale, tail = 1, end
        if tail < size and low[tail] in _SCALE and (low[tail] != "k" or not low[tail + 1 : tail + 2].isalnum()):
            scale, tail = _SCALE[low[tail]], tail + 1
        after = _after(low, tail) if before is None else None
        kind, name, stop = ("money", before[0], tail) if before else after or ("", "", tail)
        if (
            not kind
            and tail < size
            and low[tail].isascii()
            and ((low[tail].isalpha() and low[tail] != "x") or low[tail] in "_#")
        ):
            continue
        value = decimal(hit.group(), kind == "money")
        if value is None:
            continue
        lead = before[1] if before else start
        if linked:
            last = found[-1]
            if kind and not last.kind:
                found[-1] = last._replace(kind=kind, name=name)
                lead = last.lead
            elif kind == last.kind and name == last.name:
                lead = last.lead
            elif not kind and last.kind == "money":
                kind, name, lead = "money", last.name, last.lead
        found.append(Num(value * scale, kind, name, lead if before and not linked else start, stop, lead, tail))
        floor = stop
    _spread(found, low)
    return found


def _spread(found: list[Num], low: str) -> None:
    """Give the unit of "30x20x10 cm" to every side."""
    for i in range(len(found) - 2, -1, -1):
        here, following = found[i], found[i + 1]
        if not here.kind and following.kind and _RANGE.fullmatch(low, here.token_end, following.start):
            found[i] = here._replace(kind=following.kind, name=following.name)


def quantities(found: list[Num]) -> list[Quantity]:
    """The numbers that are not money, bare ones with unit ""."""
    return [Quantity(n.value, n.name, (n.start, n.end)) for n in found if n.kind != "money"]
