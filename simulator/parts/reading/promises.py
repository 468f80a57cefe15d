"""Commitments of the writer: what will be done, and by when."""

from __future__ import annotations

import re
from typing import cast

from .commitments import (
    ASK_ZH,
    CONDITION,
    CUT,
    DENIAL,
    DENIAL_ZH,
    GATE,
    LEAD_ASK,
    MARK,
    MARK_ZH,
    OBJECT,
    OBJECT_END,
    SIGNS,
    VERB,
    VERB_ZH,
    WEAK,
)
from .model import DateSaid, Promise, PromiseKind, RelativeTime
from .scan import Scan, Sentence

_REFUSED = re.compile(r" (?:[a-z]{1,20} )?(?:not|never|be unable|have to (?:refuse|decline))\b")
Time = RelativeTime | DateSaid


def _verbs(low: str, start: int, end: int, han: bool) -> list[tuple[int, PromiseKind]]:
    """Verb classes in [start, end) with their positions; denied ones are left out."""
    out: list[tuple[int, PromiseKind]] = []
    floor = start
    hits = list(VERB.finditer(low, start, end))
    if han:
        hits = sorted([*hits, *VERB_ZH.finditer(low, start, end)], key=re.Match.start)
    for hit in hits:
        kind = cast(str, hit.lastgroup)
        at = hit.start()
        if DENIAL.search(low, floor, at) or DENIAL_ZH.search(low, floor, at):
            comma = max(low.rfind(",", floor, at), low.rfind("，", floor, at), low.rfind(" but ", floor, at))
            if comma < 0 or DENIAL.search(low, comma, at) or DENIAL_ZH.search(low, comma, at):
                continue
        if kind == "send":
            stop = OBJECT_END.search(low, hit.end(), min(end, hit.end() + 70))
            obj = OBJECT.search(low, hit.end(), stop.start() if stop else min(end, hit.end() + 70))
            if obj is None and hit.group() in WEAK:
                continue
            kind = cast(str, obj.lastgroup) if obj else "ship"
            floor = stop.start() if stop else hit.end()
        if kind == "deliver" and any(k == "refund" for _, k in out):
            continue
        if all(k != kind for _, k in out):
            out.append((at, cast(PromiseKind, kind)))
    if any(k == "return_label" for _, k in out):
        out = [(a, k) for a, k in out if k != "ship"]
    return out


def _time(times: list[Time], position: int, following: int, first: bool) -> Time | None:
    """The time that belongs to the verb at `position`: before the next verb, else one said earlier, else later."""
    for time in times:
        if position <= time.span[0] < following:
            return time
    earlier = [t for t in times if t.span[0] < position]
    if earlier:
        return earlier[0] if first else earlier[-1]
    return times[0] if times else None


def _times(scan: Scan, sentence: Sentence, begin: int, said: list[Time]) -> list[Time]:
    """The times in the sentence that belong to the commitment at `begin`.

    A time said before it counts only when it leads in ("Within 24 hours we will ..."), not in "if it is not here by
    Friday, we will ..." or "it left on 4 July and we will ...".
    """
    low, out = scan.low, list[Time]()
    for time in said:
        start, end = time.span
        if not sentence.start <= start < sentence.end:
            continue
        if end <= begin:
            comma = max(low.rfind(",", sentence.start, start), low.rfind("，", sentence.start, start), sentence.start)
            if begin - end > 4 or CONDITION.search(low, comma, start):
                continue
        out.append(time)
    out.sort(key=_start)
    return out


def _start(time: Time) -> int:
    return time.span[0]


def promises(scan: Scan, relative: list[RelativeTime], dated: list[DateSaid]) -> list[Promise]:
    """All promises in reading order, at most one of each kind per sentence."""
    latin = not scan.bag.isdisjoint(GATE)
    if not latin and not scan.han:
        return []
    out: list[Promise] = []
    for sentence in scan.sentences:
        found = _markers(scan, sentence, latin)
        if found is None:
            continue
        begin, limit, vow = found
        low = scan.low
        verbs = _verbs(low, begin, limit, scan.han > 0)
        times = _times(scan, sentence, begin, [*relative, *dated])
        if not verbs:
            if not vow and not (times and latin and not scan.han):
                continue
            if DENIAL.search(low, begin, limit) or DENIAL_ZH.search(low, begin, limit):
                continue
            verbs = [(begin, "other")]
        conditional = CONDITION.search(low, sentence.start, sentence.end) is not None
        quote = scan.quote(sentence)
        for i, (at, kind) in enumerate(verbs):
            time = _time(times, at, verbs[i + 1][0] if i + 1 < len(verbs) else sentence.end, i == 0)
            if isinstance(time, RelativeTime):
                out.append(Promise(kind, time.minutes, None, time.weekday, quote, time.days, time.working, conditional))
            else:
                out.append(Promise(kind, None, time, None, quote, None, False, conditional))
    return out


def _near(low: str, start: int, at: int) -> int:
    """Up to five characters before `at`, not reaching over a comma."""
    begin = max(start, at - 5)
    return max(begin, low.rfind(",", begin, at) + 1, low.rfind("，", begin, at) + 1)


def _markers(scan: Scan, sentence: Sentence, latin: bool) -> tuple[int, int, bool] | None:
    """Where the committed words of the sentence begin and end, and whether it is a vow; None without commitment."""
    low, start, end = scan.low, sentence.start, sentence.end
    hit = None
    signs = [at for sign in SIGNS if (at := low.find(sign, start, end)) >= 0] if latin else None
    if signs:
        hit = MARK.search(low, max(start, min(signs) - 30), end)
    chinese = MARK_ZH.search(low, start, end) if scan.han else None
    while hit and _REFUSED.match(low, hit.end()):
        hit = MARK.search(low, hit.end(), end)
    if hit and hit["vow"] and DENIAL.search(low, max(start, hit.start() - 2), hit.end()):
        hit = None
    while chinese and DENIAL_ZH.search(low, _near(low, start, chinese.start()), chinese.end() + 1):
        chinese = MARK_ZH.search(low, chinese.end(), end)
    mark = hit or chinese
    if mark is None:
        return None
    if sentence.asked:
        if hit and LEAD_ASK.search(low, start, hit.start()):
            return None
        if chinese and ASK_ZH.search(low, start, end):
            return None
    begin = (
        mark.end()
        if hit and hit["vow"] is None and "will" not in hit.group() and "you" not in hit.group()
        else mark.start()
    )
    vow = bool(hit and hit["vow"]) or bool(chinese and chinese.group() in ("保证", "承诺"))
    cut = CUT.search(low, mark.end(), end)
    limit = cut.start() if cut else end
    return begin, limit, vow
