"""Calendar dates as written. Numeric dates are day first unless the year leads or the day would be above 12."""

from __future__ import annotations

import re

from .model import DateSaid
from .scan import Scan
from .units import chinese_number

_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS: dict[str, int] = {name: n for n, name in enumerate(_NAMES, 1)}
MONTHS |= {name[:3]: n for n, name in enumerate(_NAMES, 1)} | {"sept": 9}
_MONTH_SET = frozenset(MONTHS)
_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALT = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)?[ \-./]{{0,2}}(?P<m>{_ALT})(?![a-z])(?:[., \-/]{{1,2}}(?P<y>20[0-9]{{2}})(?![0-9]))?"
)
_MONTH_FIRST = {
    name: re.compile(
        rf"(?P<m>{name})(?<![a-z]{name})\.?[ \-]{{0,2}}(?:the )?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9a-z%:]|[.,][0-9])(?:,? {{0,2}}(?P<y>20[0-9]{{2}})(?![0-9]))?"
    )
    for name in MONTHS
}
_NUMERIC = re.compile(
    r"[0-9](?:[0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]?(?:\.[0-9]{1,2}\.|/[0-9]{1,2}/|-[0-9]{1,2}-)[0-9]{4}"
    r"|[0-9]\.[0-9]{2}\.[0-9]{2})(?![0-9]|[.\-/][0-9])"
)
_ZH = re.compile("([0-9](?:[0-9]{3} ?年 ?[0-9]{1,2}|[0-9]?)) ?月 ?([0-9]{1,2})(?: ?[日号])?(?![0-9.])")
_ZH_WORDS = re.compile("([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]")
_PARTS = re.compile(r"[-/.]")
_VERSION = re.compile(r"(?:\bv|version|ver\.|release|firmware|software|ios|android|版本号?)[ :]?$")


def _make(year: int | None, month: int, day: int, start: int, end: int) -> DateSaid | None:
    if 1 <= month <= 12 and 1 <= day <= _LAST[month - 1]:
        return DateSaid(month, day, year, (start, end))
    return None


def _may_verb(scan: Scan, month: str, start: int, end: int) -> bool:
    """Whether a small "may" is the verb: it is followed by another word."""
    if month != "may" or scan.text[start] != "m":
        return False
    rest = scan.low[end : end + 2].lstrip()
    return bool(rest) and rest[0].isalpha()


def _english(scan: Scan) -> list[DateSaid | None]:
    out: list[DateSaid | None] = []
    low = scan.low
    for hit in _DAY_FIRST.finditer(low):
        if hit.start() and (low[hit.start() - 1].isalnum() or low[hit.start() - 1] in ".,"):
            continue
        if not _may_verb(scan, hit["m"], hit.start("m"), hit.end("m")):
            digits = low[hit.start() : hit.start() + 2]
            day = int(digits if digits.isdigit() else digits[0])
            out.append(_make(int(hit["y"]) if hit["y"] else None, MONTHS[hit["m"]], day, *hit.span()))
    for name in sorted(scan.bag & _MONTH_SET):
        for hit in _MONTH_FIRST[name].finditer(low):
            if name == "may" and scan.text[hit.start()] == "m" and low[hit.end() : hit.end() + 1] == " ":
                continue
            out.append(_make(int(hit["y"]) if hit["y"] else None, MONTHS[name], int(hit["d"]), *hit.span()))
    return out


def _numeric(scan: Scan) -> list[DateSaid | None]:
    out: list[DateSaid | None] = []
    for hit in _NUMERIC.finditer(scan.text):
        start = hit.start()
        before = scan.low[max(0, start - 10) : start]
        if before and ((before[-1].isascii() and before[-1].isalnum()) or before[-1] in ".-/#"):
            continue
        if _VERSION.search(before):
            continue
        first, second, third = _PARTS.split(hit.group())
        if len(first) == 4:
            year, month, day = int(first), int(second), int(third)
        else:
            year, month, day = int(third), int(second), int(first)
            if month > 12 >= day:
                month, day = day, month
            if year < 100:
                year += 2000
        if 1990 <= year <= 2099:
            out.append(_make(year, month, day, *hit.span()))
    return out


def dates(scan: Scan) -> list[DateSaid]:
    """All dates in reading order; overlapping finds keep the earlier, longer one."""
    found: list[DateSaid | None] = []
    if not scan.bag.isdisjoint(_MONTH_SET):
        found += _english(scan)
    found += _numeric(scan)
    if "月" in scan.text:
        for hit in _ZH.finditer(scan.text):
            head, _, tail = hit[1].partition("年")
            found.append(_make(int(head) if tail else None, int(tail or head), int(hit[2]), *hit.span()))
        for hit in _ZH_WORDS.finditer(scan.text):
            month, day = chinese_number(hit[1]), chinese_number(hit[2])
            if month is not None and day is not None:
                found.append(_make(None, month, day, *hit.span()))
    kept: list[DateSaid] = []
    for date in sorted((d for d in found if d is not None), key=lambda d: (d.span[0], -d.span[1])):
        if not kept or date.span[0] >= kept[-1].span[1]:
            kept.append(date)
    return kept
