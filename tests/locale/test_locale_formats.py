import datetime
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.text import LANGS, Lang
from simulator.kernel.time import DAY, at
from simulator.locale import formats

ANY = st.integers(-(10**18), 10**18)
THURSDAY = datetime.date(2027, 7, 1)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (3990, "EUR", "€39.90"),
        (1243050, "EUR", "€12,430.50"),
        (5, "EUR", "€0.05"),
        (-5, "EUR", "-€0.05"),
        (0, "EUR", "€0.00"),
        (14800, "CNY", "¥148.00"),
        (1480, "JPY", "JP¥1,480"),
        (1250, "USD", "$12.50"),
        (1250, "GBP", "£12.50"),
        (1250, "BRL", "R$12.50"),
        (1250, "CAD", "CA$12.50"),
        (1250, "AUD", "A$12.50"),
        (1250, "MXN", "MX$12.50"),
        (1250, "PLN", "PLN 12.50"),
        (1250, "SGD", "S$12.50"),
        (1250, "INR", "₹12.50"),
        (-1250, "SEK", "-SEK 12.50"),
        (1250, "KWD", "KWD 1.250"),
        (1250, "VND", "₫1,250"),
    ],
)
def test_money(minor: int, currency: str, shown: str) -> None:
    assert formats.money(minor, currency, "zh") == formats.money(minor, currency, "en") == shown


def test_digits_agree_with_iso_where_babel_does_too() -> None:
    for currency in ("EUR", "USD", "GBP", "JPY", "CNY", "BRL", "CAD", "AUD", "MXN", "PLN", "SGD", "KWD", "KRW", "HKD"):
        from babel.numbers import get_currency_precision

        assert formats.minor_digits(currency) == get_currency_precision(currency)


@given(ANY, st.text(max_size=5), st.sampled_from(LANGS))
def test_money_never_raises(minor: int, currency: str, lang: Lang) -> None:
    assert formats.money(minor, currency, lang)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (formats.number(12430), "12,430"),
        (formats.number(-1), "-1"),
        (formats.number(Decimal("1234.50")), "1,234.50"),
        (formats.number(Decimal("1E+3")), "1,000"),
        (formats.percent_bp(1250), "12.5%"),
        (formats.percent_bp(10000), "100%"),
        (formats.percent_bp(1), "0.01%"),
        (formats.percent_bp(0), "0%"),
        (formats.percent_bp(-350), "-3.5%"),
        (formats.weight(1250), "1.25 kg"),
        (formats.weight(1000), "1 kg"),
        (formats.weight(10000), "10 kg"),
        (formats.weight(850), "850 g"),
        (formats.weight(-1250), "-1.25 kg"),
        (formats.weight(1234567), "1,234.567 kg"),
    ],
)
def test_numbers(shown: str, expected: str) -> None:
    assert shown == expected


def test_sim_time() -> None:
    assert formats.sim_time(0) == "D1 00:00"
    assert formats.sim_time(at(3, 14, 20), "en") == "D3 14:20"
    assert formats.sim_time_long(at(3, 14, 20), THURSDAY, "zh") == "D3 周六 14:20"
    assert formats.sim_time_long(at(3, 14, 20), THURSDAY, "en") == "D3 Sat 14:20"
    assert formats.sim_time_long(-1, THURSDAY, "en") == "D0 Wed 23:59"
    assert formats.sim_date(at(4), THURSDAY, "zh") == "7月4日"
    assert formats.sim_date(at(4), THURSDAY, "en") == "4 Jul"
    assert formats.long_date(THURSDAY, "zh") == "2027年7月1日"
    assert formats.long_date(THURSDAY, "en") == "1 Jul 2027"


@given(st.integers(-2000, 2000))
def test_weekdays_and_months_are_the_calendars(days: int) -> None:
    from babel.dates import format_date

    day = THURSDAY + datetime.timedelta(days=days)
    assert formats.sim_time_long(days * DAY, THURSDAY, "en").split()[1] == format_date(day, "EEE", locale="en")
    assert formats.sim_time_long(days * DAY, THURSDAY, "zh").split()[1] == format_date(day, "EEE", locale="zh_Hans_CN")
    assert formats.short_date(day, "en") == format_date(day, "d MMM", locale="en")
    assert formats.short_date(day, "zh") == format_date(day, "M月d日", locale="zh_Hans_CN")


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "0分", "0 min"),
        (40, "40分", "40 min"),
        (60, "1时", "1 h"),
        (160, "2时40分", "2 h 40 min"),
        (22 * 60, "22时", "22 h"),
        (1440, "1天", "1 d"),
        (27 * 60 + 59, "1天3时", "1 d 3 h"),
        (1440 + 59, "1天", "1 d"),
        (-40, "逾期 40分", "40 min overdue"),
        (-1500, "逾期 1天1时", "1 d 1 h overdue"),
    ],
)
def test_duration(minutes: int, zh: str, en: str) -> None:
    assert formats.duration(minutes, "zh") == zh
    assert formats.duration(minutes, "en") == en


@given(ANY, st.sampled_from(LANGS))
def test_no_number_raises(value: int, lang: Lang) -> None:
    for write in (formats.number, formats.percent_bp, formats.weight, formats.sim_time, formats.duration):
        assert write(value, lang)
    assert formats.sim_time_long(value, THURSDAY, lang)


def test_the_scenarios_currencies_are_written_without_babel() -> None:
    code = """
import sys
from simulator.locale import amounts, clean, formats, language, settings, width
for currency in "EUR USD GBP JPY CNY BRL CAD AUD MXN PLN SGD".split():
    shown = formats.money(129900, currency, "zh")
    assert amounts.parse_amount(shown, currency, "zh") == 129900
formats.sim_time_long(0, __import__("datetime").date(2027, 7, 1), "zh")
heavy = {"babel", "rich", "platformdirs", "pydantic", "textual"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)
