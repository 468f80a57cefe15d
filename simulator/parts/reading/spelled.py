"""Numbers in words before a unit: "three days", "twenty-four hours", "两件", "三个工作日"."""

from __future__ import annotations

import re
from decimal import Decimal

from .numbers import Num, han_unit
from .scan import Scan
from .units import CHINESE_DIGITS, ENGLISH_NUMBERS, UNITS, chinese_number

_ONES = "|".join(list(ENGLISH_NUMBERS)[:9])
_UNIT_AHEAD = r"(?: \([0-9]+\))?[ -](?=(?P<working>(?:working|business) )?(?P<u>[a-z]+))"
_WORD_NUMBER = {
    word: re.compile(
        rf"(?P<n>{word})(?<![a-z]{word})(?<!-{word})"
        + (rf"(?:[ -](?P<ones>{_ONES}))?" if n >= 20 else "(?P<ones>)")
        + _UNIT_AHEAD
    )
    for word, n in ENGLISH_NUMBERS.items()
}
_ARTICLE = re.compile(rf"(?P<n>(?<=within )an?|(?<=in )an?|(?<=than )an?|half an)(?P<ones>){_UNIT_AHEAD}")
_NUMBER_WORDS = frozenset(ENGLISH_NUMBERS)
_HAN_NUMBER = re.compile(r"[零一二两三四五六七八九十半](?:[一二三四五六七八九十]{0,2})(?=([㐀-鿿]{1,4}))")


def spelled(scan: Scan) -> list[Num]:
    """Numbers in words that stand before a unit: "three days", "twenty-four hours", "两件", "三个工作日"."""
    found: list[Num] = []
    low = scan.low
    patterns = [_WORD_NUMBER[word] for word in sorted(scan.bag & _NUMBER_WORDS)]
    if "in a" in low or "than a" in low or "half an" in low:
        patterns.append(_ARTICLE)
    for pattern in patterns:
        for hit in pattern.finditer(low):
            unit, stop = UNITS.get(hit["u"]), hit.end("u")
            if hit["working"] and unit == "day":
                unit = "working_day"
            if not unit or len(hit["u"]) == 1:
                continue
            if hit["n"] in ENGLISH_NUMBERS:
                value = Decimal(ENGLISH_NUMBERS[hit["n"]] + ENGLISH_NUMBERS.get(hit["ones"] or "", 0))
            else:
                value = Decimal("0.5") if hit["n"].startswith("half") else Decimal(1)
            found.append(Num(value, "unit", unit, hit.start(), stop, hit.start(), stop))
    if scan.han:
        for hit in _HAN_NUMBER.finditer(low):
            after = han_unit(hit[1], hit.end())
            count = Decimal("0.5") if hit.group() == "半" else chinese_number(hit.group())
            before = low[hit.start() - 1] if hit.start() else ""
            if (
                after is None
                or count is None
                or before in CHINESE_DIGITS
                or (before in ("第", "十", "周", "期", "拜") and before)
            ):
                continue
            if (
                after[1] in ("piece", "m", "order", "pallet", "l")
                and hit.group() == "一"
                and low[hit.end()] in "个款单方"
            ):
                continue
            found.append(Num(Decimal(count), after[0], after[1], hit.start(), after[2], hit.start(), after[2]))
    return found
