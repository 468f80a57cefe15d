"""Amounts and numbers as people type them, understood by rule or refused in words; never guessed.

Accepted: full-width and other decimal digits, the Chinese full stop as a point, the currency's sign, code or name before
or after, spaces and apostrophes between groups of three.

Which of `.` and `,` is the decimal mark:

1. Both occur: the later one, which may then occur only once (`1,299.00`, `1.299,00`).
2. One of them occurs several times: neither, it separates groups (`1,299,000`).
3. A single comma before exactly three digits and after one to three not beginning with 0: it separates groups, as both
   languages of the product write thousands (`1,299` is 1299).
4. Any other single mark: it is the decimal mark (`12,50`, `12.5`, `0,125`, `1.299`).

By rule 4 `1.299` euros has three decimals and is refused with the advice to write 1299 or 1.30, which is the safe end of
the one notation that two countries read differently. More decimals than the currency has are refused always, zeros too.
Whoever shows a field echoes the result as understood before it is committed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean
from simulator.locale.formats import currency_sign, minor_digits

MAX_LENGTH = 64
MAX_MINOR = 10**15  # fits a 64-bit column with room for sums

_NAMES = {
    "EUR": ("€", "euro", "euros", "欧元", "欧"),
    "USD": ("$", "us$", "美元", "美金"),
    "GBP": ("£", "英镑"),
    "JPY": ("¥", "jp¥", "円", "日元", "日圆"),
    "CNY": ("¥", "cn¥", "rmb", "元", "块", "人民币"),
    "BRL": ("r$", "雷亚尔"),
    "CAD": ("$", "ca$", "c$", "加元"),
    "AUD": ("$", "au$", "a$", "澳元"),
    "MXN": ("$", "mx$", "墨西哥比索", "比索"),
    "PLN": ("zł", "zl", "兹罗提"),
    "SGD": ("$", "sg$", "s$", "新加坡元", "新元"),
}
_MARKS = str.maketrans({"。": ".", "’": "'", "‘": "'", "−": "-", "–": "-", "—": "-"})
_SHAPE = re.compile(
    r"(?P<sign>[-+]?) ?(?P<before>[^-+0-9.,' ]*) ?(?P<sign2>[-+]?) ?(?P<body>[0-9.,' ]*[0-9][0-9.,' ]*?) ?(?P<after>[^-+0-9.,' ]*)"
)

_EMPTY = Text(zh="请填写数字。", en="Type a number.")
_NO_NUMBER = Text(zh="看不懂这个数，请写成 1299.50 这样。", en="This is not a number; write it like 1299.50.")
_TOO_LARGE = Text(zh="这个数太大了。", en="This number is too large.")
_GROUPS = Text(
    zh="千位分隔的位置不对，请写成 1299.50 这样。",
    en="The digits are not grouped in threes; write it like 1299.50.",
)
_WHOLE = Text(zh="这里要填整数，不带小数。", en="A whole number is needed here, without decimals.")


def parse_amount(text: str, currency: str, lang: Lang = "zh") -> int | Text:
    """What was typed, in minor units of `currency`, or what is wrong with it.

    `lang` does not matter while all languages of the product write amounts alike.
    """
    read = _read(text)
    if isinstance(read, Text):
        return read
    if any(not _means(word, currency) for word in read.words):
        foreign = any(_is_currency(word) for word in read.words)
        return _in(currency) if foreign else _NO_NUMBER
    digits = minor_digits(currency)
    if len(read.fraction) > digits:
        return _too_fine(read, currency, digits)
    minor = int(read.whole + read.fraction.ljust(digits, "0"))
    return _TOO_LARGE if minor > MAX_MINOR else read.sign * minor


def parse_int(text: str) -> int | Text:
    """The whole number typed, or what is wrong with it."""
    read = _bare(text)
    if isinstance(read, Text):
        return read
    if read.fraction:
        return _WHOLE
    value = int(read.whole)
    return _TOO_LARGE if value > MAX_MINOR else read.sign * value


def parse_decimal(text: str, places: int = 6) -> Decimal | Text:
    """The number typed, with at most `places` decimals, or what is wrong with it."""
    read = _bare(text)
    if isinstance(read, Text):
        return read
    if len(read.fraction) > places:
        return Text(zh=f"最多 {places} 位小数。", en=f"At most {places} decimals.")
    if int(read.whole) > MAX_MINOR:
        return _TOO_LARGE
    value = Decimal(f"{read.whole}.{read.fraction}")
    return value.copy_negate() if read.sign < 0 and value else value  # unlike -value, exact at any length


class _Read(NamedTuple):
    """A typed number taken apart: sign, digits before and after the decimal mark, and the words around it."""

    sign: int
    whole: str
    fraction: str
    words: tuple[str, ...]


def _read(text: str) -> _Read | Text:
    if len(text) > MAX_LENGTH:
        return _NO_NUMBER
    if any(unicodedata.category(c) == "No" for c in text):  # "10²" must not become 102
        return _NO_NUMBER
    plain = unicodedata.normalize("NFKC", clean(text)).translate(_MARKS)
    plain = "".join(str(unicodedata.decimal(c, c)) for c in plain)
    plain = " ".join(plain.split())
    if not plain:
        return _EMPTY
    match = _SHAPE.fullmatch(plain)
    if match is None or (match["sign"] and match["sign2"]):
        return _NO_NUMBER
    split = _split(match["body"])
    if isinstance(split, Text):
        return split
    words = tuple(word.casefold() for word in (match["before"], match["after"]) if word)
    return _Read(-1 if "-" in (match["sign"], match["sign2"]) else 1, *split, words)


def _bare(text: str) -> _Read | Text:
    read = _read(text)
    return _NO_NUMBER if isinstance(read, _Read) and read.words else read


def _split(body: str) -> tuple[str, str] | Text:
    """The digits before the decimal mark and those after it, by the rules of this module."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        mark = max(".,", key=body.rindex)
    elif points + commas != 1 or re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", body):
        mark = ""
    else:
        mark = "." if points else ","
    whole, _, fraction = body.partition(mark) if mark else (body, "", "")
    if not re.fullmatch(r"[0-9]*", fraction):
        return _NO_NUMBER
    separators = set(re.findall(r"[^0-9]", whole))
    if separators and (len(separators) > 1 or not re.fullmatch(r"[1-9][0-9]{0,2}([^0-9][0-9]{3})+", whole)):
        return _GROUPS
    return re.sub(r"[^0-9]", "", whole) or "0", fraction


def _means(word: str, currency: str) -> bool:
    """Whether `word` (folded) is how people write `currency`; signs of rarer currencies are asked of Babel last."""
    if word == currency.casefold() or word in _NAMES.get(currency, ()):
        return True
    return currency not in _NAMES and any(word == currency_sign(currency, lang).casefold() for lang in ("zh", "en"))


def _is_currency(word: str) -> bool:
    """Whether `word` (folded) names some currency, or at least looks like the code of one."""
    return any(word in names for names in _NAMES.values()) or (len(word) == 3 and word.isascii() and word.isalpha())


def _in(currency: str) -> Text:
    return Text(zh=f"这里的金额以 {currency} 计。", en=f"The amount here is in {currency}.")


def _too_fine(read: _Read, currency: str, digits: int) -> Text:
    if digits:
        zh, en = f"{currency} 最多 {digits} 位小数", f"{currency} has at most {digits} decimals"
    else:
        zh, en = f"{currency} 没有小数", f"{currency} has no decimals"
    if len(read.fraction) == 3 and read.whole != "0":
        thousands = read.whole + read.fraction
        return Text(
            zh=f"{zh}；若指 {thousands}，请不带分隔写。",
            en=f"{en}; if you mean {thousands}, write it without the mark.",
        )
    return Text(zh=f"{zh}。", en=f"{en}.")
