"""Times told from the moment of writing: "within 48 hours", "tomorrow", "by Friday", "3天内", "周五前"."""

from __future__ import annotations

import re

from .model import RelativeTime
from .numbers import Num
from .scan import Scan
from .units import MINUTES

_LEADS = frozenset({"within", "in", "inside", "under", "than", "after", "next", "coming", "most"})
_FILLERS = frozenset(
    {
        "the",
        "about",
        "around",
        "approx",
        "approx.",
        "approximately",
        "up",
        "to",
        "only",
        "just",
        "roughly",
        "maximum",
        "max",
        "max.",
        "a",
        "of",
        "another",
        "next",
        "at",
        "most",
    }
)
_TAILS = (" from now", " at the latest", " at most", " or less", " or sooner", " latest", " max")
_DAY = 1440
_NAMED = {"today": 0, "tonight": 0, "eod": 0, "tomorrow": 1, "tmr": 1}
_NAMED_RE = re.compile(
    r"\b(?:the )?(?:day after tomorrow|today|tonight|tomorrow|tmr|eod|end of (?:the )?day|next week|this week|end of (?:the|this) week)\b"
)
_NAMED_GATE = frozenset({"today", "tonight", "tomorrow", "tmr", "eod", "end", "week"})
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_WEEKDAYS = {name: n for n, name in enumerate(_DAYS)}
_WEEKDAY_GATE = frozenset(_DAYS) | frozenset(_SHORT)
_WEEKDAY_LEADS = ("by", "on", "before", "until", "till", "this", "next", "latest", "coming")
_SPAN_OF_DAYS = re.compile(rf" ?(?:to|-|–|through|until) ?(?:{'|'.join(_DAYS)}|{'|'.join(_SHORT)})")
_ZH_NAMED = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "当天": 0,
    "当日": 0,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "后天": 2,
    "大后天": 3,
}
_ZH_RE = re.compile(
    "(?=[大今明后当这本下周星礼])(?:大后天|[今明后当][天日晚早]|[这本下]周(?![一二三四五六日天])|(下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?![个内])( ?[至到~\\-—] ?(?:周|星期)?[一二三四五六日天])?)"
)


def _led(low: str, start: int) -> bool:
    """Whether the words before `start` make the duration a deadline ("within about", "in the next")."""
    for word in reversed(low[max(0, start - 36) : start].split()[-5:]):
        if word in _LEADS:
            return True
        if word not in _FILLERS:
            return False
    return False


def _durations(scan: Scan, found: list[Num]) -> list[RelativeTime]:
    out: list[RelativeTime] = []
    low = scan.low
    for i, num in enumerate(found):
        unit = MINUTES.get(num.name) if num.kind == "unit" else None
        if unit is None or num.value > 10_000:
            continue
        if i + 1 < len(found) and found[i + 1].lead == num.lead and found[i + 1].name == num.name:
            continue  # the first half of a range: the upper bound counts
        end = num.end
        tail = low[end : end + 16]
        if tail.startswith((" ago", "前", "之前", "以前")) and tail[:2] != "前发":
            continue
        han = tail.lstrip("左右 ")[:2]
        if han[:1] in ("内", "后") or han in ("之内", "以内", "之后", "以后"):
            end = low.index(han[:1], end) + (1 if han[:1] in "内后" else 2)
        elif not tail.startswith(_TAILS) and not _led(low, num.lead):
            continue
        minutes = int(num.value * unit)
        out.append(RelativeTime(minutes, None, (num.lead, end), None, num.name == "working_day"))
    return out


def _named(scan: Scan) -> list[RelativeTime]:
    out: list[RelativeTime] = []
    low = scan.low
    if not scan.bag.isdisjoint(_NAMED_GATE):
        for hit in _NAMED_RE.finditer(low):
            word = hit.group().removeprefix("the ")
            if word.endswith("week"):
                out.append(RelativeTime(_DAY * (14 if word == "next week" else 7), None, hit.span()))
            else:
                days = 2 if word.startswith("day after") else _NAMED.get(word, 0)
                out.append(RelativeTime((days + 1) * _DAY, None, hit.span(), days))
    if not scan.bag.isdisjoint(_WEEKDAY_GATE):
        out += _weekdays(scan)
    return out


def _weekdays(scan: Scan) -> list[RelativeTime]:
    out: list[RelativeTime] = []
    low = scan.low
    hits: list[tuple[int, str]] = []
    for name in scan.bag & _WEEKDAY_GATE:
        at = low.find(name)
        while at >= 0:
            if not low[at - 1 : at].isalpha() and not low[at + len(name) : at + len(name) + 1].isalpha():
                hits.append((at, name))
            at = low.find(name, at + 1)
    closed = 0
    for at, name in sorted(hits):
        before = low[max(0, at - 14) : at].split()
        lead = before[-1] if before else ""
        if at < closed or lead in ("black", "cyber", "except", "every"):
            continue
        if name in _SHORT and (lead not in _WEEKDAY_LEADS or not scan.text[at].isupper()):
            continue
        stretch = _SPAN_OF_DAYS.match(low, at + len(name))
        if stretch:
            closed = stretch.end()
            continue
        number = _WEEKDAYS[name] if name in _WEEKDAYS else _SHORT[name]
        begin = low.rfind(lead, 0, at) if lead in _WEEKDAY_LEADS else at
        out.append(RelativeTime(14 * _DAY if lead == "next" else None, number, (begin, at + len(name))))
    return out


def _chinese(scan: Scan) -> list[RelativeTime]:
    out: list[RelativeTime] = []
    for hit in _ZH_RE.finditer(scan.low):
        word = hit.group()
        if hit[2]:
            if not hit[3]:
                day = "一二三四五六日".find(hit[2].replace("天", "日"))
                out.append(RelativeTime(14 * _DAY if hit[1] else None, day, hit.span()))
        elif word.endswith("周"):
            out.append(RelativeTime(_DAY * (14 if word[0] == "下" else 7), None, hit.span()))
        elif word in _ZH_NAMED:
            if word == "后天" and hit.start() and scan.low[hit.start() - 1].isdigit():
                continue
            days = _ZH_NAMED[word]
            out.append(RelativeTime((days + 1) * _DAY, None, hit.span(), days))
    return out


def relative_times(scan: Scan, found: list[Num]) -> list[RelativeTime]:
    """All times relative to the writing, in reading order."""
    out = _durations(scan, found) + _named(scan)
    if scan.han:
        out += _chinese(scan)
    return sorted(out, key=lambda t: t.span) if len(out) > 1 else out
