"""Order and tracking numbers, and leftovers of a template."""

from __future__ import annotations

import re

from .model import Span
from .scan import Scan

_HAS_DIGIT = re.compile(r"[0-9]")
_DIGITS = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_POSTAL = re.compile(r"[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2}(?![A-Za-z0-9])")
_LABEL = re.compile(r"(?:#|\bno\.? ?|\border (?:number |no\.? |id )?|订单(?:编?号)?[:为是 ]{0,2}|单号[:为是 ]{0,2})#?$")
_ORDINAL = re.compile(
    r"[0-9]+(?:st|nd|rd|th|[a-z]{1,2})?|[0-9]+(?:[xX×][0-9]+)+[a-zA-Z]{0,2}|(?:19|20)[0-9]{2}s?|[0-9]+-[a-z]+"
)
_PLACE = re.compile(
    r"\[(?![0-9]+\])[^\[\]\n]{1,40}\]|\{[^{}\n]{1,40}\}|<[A-Za-z][A-Za-z _]{1,30}>|(?<![A-Za-z])[Xx]{3,}(?![A-Za-z])"
    r"|(?<![A-Za-z])XX(?=[㐀-鿿])|_{3,}|某某|【[^】\n]{0,8}(?:姓名|名字|单号|日期|金额|时间|产品|客户)[^】\n]{0,8}】|\b(?:TODO|TBD)\b"
)
_PLACE_SIGNS = ("[", "{", "<", "【", "xx", "XX", "___", "某某", "TODO", "TBD")


def _joined(text: str, at: int) -> bool:
    """Whether a letter or hyphen of a code stands at `at`."""
    return 0 <= at < len(text) and (text[at] == "-" or (text[at].isascii() and text[at].isalpha()))


def _short(low: str, start: int, end: int, taken: list[Span]) -> bool:
    """Whether the three or four digits are named as an order number ("order no. 1043", "#1043", "订单号1043")."""
    if low[end : end + 1] in ("%", ",", ".") and low[end + 1 : end + 2].isdigit():
        return False
    if any(a < end and start < b for a, b in taken):
        return False
    return _LABEL.search(low[max(0, start - 16) : start]) is not None


def codes(scan: Scan, taken: list[Span]) -> list[str]:
    """Codes in reading order, in capitals, without spaces; nothing that overlaps `taken` (money, units, dates)."""
    text = scan.text
    if not _HAS_DIGIT.search(text):
        return []
    out: list[str] = []
    spans: list[Span] = []
    taken_iter = sorted(taken)
    for hit in _POSTAL.finditer(text):
        if not hit.start() or not text[hit.start() - 1].isalnum() or not text[hit.start() - 1].isascii():
            spans.append(hit.span())
            out.append(hit.group().replace(" ", ""))
    postal = len(spans)
    at = 0
    ranked: list[tuple[int, str]] = [(spans[i][0], code) for i, code in enumerate(out)]
    last = 0
    for digits in _DIGITS.finditer(text):
        begin = digits.start()
        if begin < last:
            continue
        if digits.end() - begin < 5 and not _joined(text, begin - 1) and not _joined(text, digits.end()):
            if digits.end() - begin >= 3 and _short(scan.low, begin, digits.end(), taken):
                ranked.append((begin, digits.group()))
            continue
        while begin > last and text[begin - 1].isascii() and (text[begin - 1].isalnum() or text[begin - 1] == "-"):
            begin -= 1
        while text[begin] == "-":
            begin += 1
        token_hit = _TOKEN.match(text, begin)
        if token_hit is None:
            continue
        last = token_hit.end()
        token = token_hit.group()
        if len(token) < 5 or not _HAS_DIGIT.search(token):
            continue
        start, end = token_hit.span()
        while at < len(taken_iter) and taken_iter[at][1] <= start:
            at += 1
        if at < len(taken_iter) and taken_iter[at][0] < end:
            continue
        if postal and any(a < end and start < b for a, b in spans):
            continue
        if not token.isdigit() and _ORDINAL.fullmatch(token):
            continue
        ranked.append((start, token.upper()))
    ranked.sort()
    return list(dict.fromkeys(code for _, code in ranked))


def placeholders(scan: Scan) -> list[str]:
    """Places of a template that were left unfilled, as written."""
    if not any(sign in scan.text for sign in _PLACE_SIGNS):
        return []
    return list(dict.fromkeys(hit.group() for hit in _PLACE.finditer(scan.text)))
