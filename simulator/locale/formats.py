"""How money, numbers, times, dates and weights are written for the reader.

Amounts are written alike in both languages (1,299.00, and one sign per currency), so that switching the language never
changes what a figure seems to say, and no two currencies share a sign: ¥ is the yuan and JP¥ the yen, $ the US dollar
beside CA$, A$, MX$ and S$. The dozen currencies of the scenarios are written from the table below; any other takes its
sign from Babel, which is imported only then: import and first use cost 25 ms, which a first paint need not wait for.
All arithmetic is on whole numbers and Decimal.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from simulator.kernel import time
from simulator.kernel.text import Lang

_SIGNS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "JP¥",
    "CNY": "¥",
    "BRL": "R$",
    "CAD": "CA$",
    "AUD": "A$",
    "MXN": "MX$",
    "PLN": "PLN",
    "SGD": "S$",
}
# ISO 4217; every other currency has two digits. (CLDR, and so Babel, counts what is in daily use and differs for some.)
_OTHER_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _OTHER_DIGITS.items() for code in codes.split()}
_WEEKDAYS: dict[Lang, str] = {"zh": "一二三四五六日", "en": "MonTueWedThuFriSatSun"}
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def minor_digits(currency: str) -> int:
    """How many decimal digits the smallest unit of `currency` has: 2 for EUR, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def currency_sign(currency: str, lang: Lang = "zh") -> str:
    """`€`; the code itself where a currency has no sign of its own."""
    sign = _SIGNS.get(currency)
    if sign is None:
        from babel.numbers import get_currency_symbol

        sign = get_currency_symbol(currency, locale="zh_Hans_CN" if lang == "zh" else "en")
    return sign


def money(minor: int, currency: str, lang: Lang = "zh") -> str:
    """`€1,299.00` from whole minor units; a sign that ends in a letter stands off: `PLN 12.50`."""
    sign = currency_sign(currency, lang)
    gap = " " if sign[-1:].isalpha() else ""
    return f"{'-' if minor < 0 else ''}{sign}{gap}{_scaled(abs(minor), minor_digits(currency))}"


def number(value: int | Decimal, lang: Lang = "zh") -> str:
    """`12,430` and `0.0125`: thousands grouped, every digit shown."""
    return f"{value:,d}" if isinstance(value, int) else f"{value:,f}"


def percent_bp(basis_points: int, lang: Lang = "zh") -> str:
    """`12.5%` from 1250 basis points; zeros at the end are left out."""
    return f"{'-' if basis_points < 0 else ''}{_trimmed(_scaled(abs(basis_points), 2))}%"


def weight(grams: int, lang: Lang = "zh") -> str:
    """`850 g` under a kilogram, else `1.25 kg`, exact to the gram."""
    sign = "-" if grams < 0 else ""
    if abs(grams) < 1000:
        return f"{sign}{abs(grams)} g"
    return f"{sign}{_trimmed(_scaled(abs(grams), 3))} kg"


def sim_time(minute: int, lang: Lang = "zh") -> str:
    """`D3 14:20`; sim minute 0 is D1 00:00."""
    return time.clock(minute)


def sim_time_long(minute: int, epoch: datetime.date, lang: Lang) -> str:
    """`D3 周三 14:20` or `D3 Wed 14:20`; D1 is the day `epoch`."""
    day, clock = time.clock(minute).split(" ")
    return f"{day} {_weekday(epoch.weekday() + time.day_of(minute) - 1, lang)} {clock}"


def short_date(day: datetime.date, lang: Lang) -> str:
    """`7月4日` or `4 Jul`."""
    return f"{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {_month(day)}"


def long_date(day: datetime.date, lang: Lang) -> str:
    """`2027年7月4日` or `4 Jul 2027`."""
    return f"{day.year}年{short_date(day, lang)}" if lang == "zh" else f"{short_date(day, lang)} {day.year}"


def sim_date(minute: int, epoch: datetime.date, lang: Lang) -> str:
    """The short date of a sim minute."""
    return short_date(epoch + datetime.timedelta(days=time.day_of(minute) - 1), lang)


def duration(minutes: int, lang: Lang) -> str:
    """`2时40分` or `2 h 40 min`, from a day on `1天3时` or `1 d 3 h`; less than nothing is overdue: `逾期 40分`, `40 min overdue`.

    From a day on, minutes are cut off, not rounded: time left is never shown longer than it is.
    """
    days, rest = divmod(abs(minutes), time.DAY)
    hours, rest = divmod(rest, time.HOUR)
    if days:
        parts = [(days, "天", "d"), (hours, "时", "h")]
    else:
        parts = [(hours, "时", "h"), (rest, "分", "min")]
    shown = [p for p in parts if p[0]] or [parts[-1]]
    if lang == "zh":
        text = "".join(f"{n}{zh}" for n, zh, _ in shown)
        return f"逾期 {text}" if minutes < 0 else text
    text = " ".join(f"{n} {en}" for n, _, en in shown)
    return f"{text} overdue" if minutes < 0 else text


def _scaled(value: int, digits: int) -> str:
    whole, part = divmod(value, 10**digits)
    return f"{whole:,d}.{part:0{digits}d}" if digits else f"{whole:,d}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _weekday(index: int, lang: Lang) -> str:
    index %= 7
    return f"周{_WEEKDAYS['zh'][index]}" if lang == "zh" else _WEEKDAYS["en"][3 * index : 3 * index + 3]


def _month(day: datetime.date) -> str:
    return _MONTHS[3 * day.month - 3 : 3 * day.month]
