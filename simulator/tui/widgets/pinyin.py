"""Pinyin initials of Chinese words: 选中待发订单 -> xzdfdd.

The 3,755 common characters of GB 2312 stand in the order of their pinyin, so a character's code tells its initial. This
costs no dependency and no import; a character with several readings has the one under which the standard files it.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

# first code of each initial among the common characters (there are none for i, u and v), and the end of them
_STARTS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1, 0xD7FA,
)  # fmt: skip
_INITIALS = "abcdefghjklmnopqrstwxyz"


@lru_cache(2048)
def initials(text: str) -> str:
    """The initials of all characters that have one; letters and digits stand for themselves."""
    found = []
    for char in text.lower():
        if char.isascii():
            if char.isalnum():
                found.append(char)
            continue
        try:
            code = int.from_bytes(char.encode("gb2312"), "big")
        except UnicodeEncodeError:
            continue
        if _STARTS[0] <= code < _STARTS[-1]:
            found.append(_INITIALS[bisect_right(_STARTS, code) - 1])
    return "".join(found)


def matches(typed: str, *names: str) -> int:
    """How well what was typed names one of `names`: 0 not at all, higher is better."""
    wanted = "".join(typed.lower().split())
    if not wanted:
        return 1
    best = 0
    for name in names:
        folded = name.lower()
        bare = "".join(folded.split())
        short = initials(name) if not name.isascii() else "".join(word[0] for word in folded.split())
        if bare.startswith(wanted):
            score = 100
        elif short.startswith(wanted):
            score = 90
        elif wanted in bare:
            score = 80
        elif wanted in short:
            score = 70
        elif len(wanted) > 1 and all(any(w.startswith(p) for w in folded.split()) for p in typed.lower().split()):
            score = 60
        elif len(wanted) > 1 and not name.isascii() and _skips(wanted, short):
            score = 40
        else:
            continue
        best = max(best, score)
    return best


def _skips(wanted: str, text: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in wanted)
