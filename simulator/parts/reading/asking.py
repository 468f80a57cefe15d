"""Questions other parts ask of a reading."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from .model import Reading
from .scan import clean

_WIDE = re.compile("[぀-ヿ㐀-鿿가-힯฀-๿]")
_LATIN = "a-z0-9à-ɏ"


def fold(text: str) -> str:
    """Case-folded NFKC text with every run of white space as one space."""
    return " ".join(clean(text).casefold().split())


@lru_cache(maxsize=8192)
def _pattern(phrase: str) -> re.Pattern[str] | str:
    folded = fold(phrase)
    if not folded or _WIDE.search(folded):
        return folded
    parts: list[str] = []
    for word in re.split(r"[\s-]+", folded):
        if not word.isalpha() or len(word) < 3:
            parts.append(re.escape(word))
        elif word.endswith("ies") and len(word) > 4:
            parts.append(f"{word[:-3]}(?:y|ies)")
        elif word.endswith("y"):
            parts.append(f"{word[:-1]}(?:y|ies|ys)")
        elif word.endswith("s") and not word.endswith("ss"):
            parts.append(f"{word}?" if word[-2] != "e" else f"{word[:-2]}(?:es|e)?")
        else:
            parts.append(f"{word}(?:es|s)?")
    return re.compile(f"(?<![{_LATIN}])" + r"[\s-]+".join(parts) + f"(?![{_LATIN}])")


def mentions(reading: Reading, *phrases: str) -> bool:
    """Whether any phrase occurs: whole words (plurals tolerated) in alphabets, plain substring in CJK."""
    for phrase in phrases:
        pattern = _pattern(phrase)
        if isinstance(pattern, str):
            if pattern and (pattern in reading.folded or pattern.replace(" ", "") in reading.folded.replace(" ", "")):
                return True
        elif pattern.search(reading.folded):
            return True
    return False


def says_amount(reading: Reading, minor: int, currency: str) -> bool:
    """Whether exactly this sum of money (minor units) is said."""
    return any(a.minor == minor and a.currency == currency for a in reading.amounts)


def says_date(reading: Reading, month: int, day: int) -> bool:
    """Whether this calendar day is said, in any year."""
    return any(d.month == month and d.day == day for d in reading.dates)


def says_number(reading: Reading, value: int | Decimal, unit: str | None = None) -> bool:
    """Whether this number is said, with this unit if one is given; "day" also accepts working days.

    Without a unit, sums of money in major units count too, and so do short codes that are plain digits.
    """
    wanted = Decimal(value)
    for q in reading.quantities:
        if q.value == wanted and (unit is None or q.unit == unit or (unit == "day" and q.unit == "working_day")):
            return True
    if unit is not None:
        return False
    if any(Decimal(a.minor) / (1 if a.currency in ("JPY", "KRW", "VND") else 100) == wanted for a in reading.amounts):
        return True
    return str(wanted) in reading.codes


def says_code(reading: Reading, code: str) -> bool:
    """Whether this order or tracking number is said; case, spaces and hyphens do not matter."""
    wanted = _bare(code)
    if not wanted:
        return False
    if any(_bare(c) == wanted for c in reading.codes):
        return True
    gap = r"[\s-]?"
    return (
        len(wanted) <= 40
        and re.search(f"(?<![a-z0-9]){gap.join(map(re.escape, wanted))}(?![a-z0-9])", reading.folded) is not None
    )


def _bare(code: str) -> str:
    return "".join(c for c in clean(code).casefold() if c.isalnum())
