from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.text import LANGS, Lang, Text
from simulator.locale.amounts import MAX_MINOR, parse_amount, parse_decimal, parse_int
from simulator.locale.formats import minor_digits, money, number

CURRENCIES = ["EUR", "USD", "GBP", "JPY", "CNY", "BRL", "CAD", "AUD", "MXN", "PLN", "SGD", "KWD", "INR", "VND", "SEK"]
TYPED = st.text(
    alphabet=st.one_of(st.sampled_from("0123456789.,.,'’ -+€$¥元。，１２３²½\u200b\u202e\x1b[m\n"), st.characters())
)
LANG = st.sampled_from(LANGS)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("39.90", "EUR", 3990),
        ("39,90", "EUR", 3990),
        ("12,5", "EUR", 1250),
        ("12", "EUR", 1200),
        ("12.", "EUR", 1200),
        (".5", "EUR", 50),
        ("0,05", "EUR", 5),
        ("1,299.00", "EUR", 129900),
        ("1.299,00", "EUR", 129900),
        ("1.299,5", "EUR", 129950),
        ("1,299", "EUR", 129900),
        ("1,299,000", "EUR", 129900000),
        ("1.299.000", "EUR", 129900000),
        ("1.299.000,01", "EUR", 129900001),
        ("1 299,00", "EUR", 129900),
        ("1\u00a0299,00", "EUR", 129900),
        ("1\u202f299.00", "EUR", 129900),
        ("1'299.00", "EUR", 129900),
        ("1’299.00", "EUR", 129900),
        ("１２．５０", "EUR", 1250),
        ("１，２９９．００", "EUR", 129900),
        ("12。5", "EUR", 1250),
        ("12｡50", "EUR", 1250),
        ("٣٩.٩٠", "EUR", 3990),
        ("€39.90", "EUR", 3990),
        ("39,90 €", "EUR", 3990),
        ("39,90EUR", "EUR", 3990),
        ("eur 39.90", "EUR", 3990),
        ("12.5欧元", "EUR", 1250),
        ("￥148", "CNY", 14800),
        ("¥148.00", "CNY", 14800),
        ("148元", "CNY", 14800),
        ("RMB 148", "CNY", 14800),
        ("￥1,480", "JPY", 1480),
        ("JP¥1,480", "JPY", 1480),
        ("1480円", "JPY", 1480),
        ("R$ 1.299,00", "BRL", 129900),
        ("US$12", "USD", 1200),
        ("$12 USD", "USD", 1200),
        ("$12", "AUD", 1200),
        ("12,50 zł", "PLN", 1250),
        ("1.299", "KWD", 1299),
        ("1,299", "KWD", 1299000),
        ("₹ 12.50", "INR", 1250),
        ("-12.50", "EUR", -1250),
        ("−12,50", "EUR", -1250),
        ("-€12.50", "EUR", -1250),
        ("€ -12.50", "EUR", -1250),
        ("+12", "EUR", 1200),
        ("-0", "EUR", 0),
        ("\u202a39.90\u202c\u200b", "EUR", 3990),
        ("  39.90\n", "EUR", 3990),
        ("0012", "EUR", 1200),
    ],
)
def test_amounts_understood(typed: str, currency: str, minor: int) -> None:
    for lang in LANGS:
        assert parse_amount(typed, currency, lang) == minor


@pytest.mark.parametrize(
    ("typed", "currency", "part"),
    [
        ("", "EUR", "Type a number"),
        (" \u200b ", "EUR", "Type a number"),
        ("1.299", "EUR", "if you mean 1299"),
        ("1234,567", "EUR", "if you mean 1234567"),
        ("0.125", "EUR", "at most 2 decimals."),
        ("12.500", "EUR", "at most 2 decimals"),
        ("1,299.001", "EUR", "at most 2 decimals"),
        ("12.50", "JPY", "no decimals"),
        ("1.299", "JPY", "if you mean 1299"),
        ("12 50", "EUR", "threes"),
        ("1,29,900", "EUR", "threes"),
        ("0,299,000", "EUR", "threes"),
        ("1,299 000.00", "EUR", "threes"),
        ("1,299.00.00", "EUR", "not a number"),
        ("10²", "EUR", "not a number"),
        ("½", "EUR", "not a number"),
        ("①②", "EUR", "not a number"),
        ("twelve", "EUR", "not a number"),
        ("12 apples", "EUR", "not a number"),
        ("1e5", "EUR", "not a number"),
        ("1-2", "EUR", "not a number"),
        ("--12", "EUR", "not a number"),
        ("-€-12", "EUR", "not a number"),
        ("€", "EUR", "not a number"),
        ("$12", "EUR", "is in EUR"),
        ("12 USD", "EUR", "is in EUR"),
        ("€12 USD", "EUR", "is in EUR"),
        ("148元", "EUR", "is in EUR"),
        ("R$12", "USD", "is in USD"),
        ("9" * 20, "EUR", "too large"),
        ("9" * 5000, "EUR", "not a number"),
    ],
)
def test_amounts_refused_in_words(typed: str, currency: str, part: str) -> None:
    error = parse_amount(typed, currency, "en")
    assert isinstance(error, Text)
    assert part in error.en
    assert error.zh.endswith("。")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("1,299", 1299),
        ("１２", 12),
        ("-3", -3),
        ("1 299", 1299),
        ("12.", 12),
        ("", None),
        ("12.5", None),
        ("12 €", None),
    ],
)
def test_whole_numbers(typed: str, value: int | None) -> None:
    read = parse_int(typed)
    assert isinstance(read, Text) if value is None else read == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.299", "1.299"),
        ("1,299", "1299"),
        ("0,125", "0.125"),
        ("12", "12"),
        ("-0.5", "-0.5"),
        ("-0", "0"),
        ("0.0000001", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
    ],
)
def test_decimals(typed: str, value: str | None) -> None:
    read = parse_decimal(typed)
    if value is None:
        assert isinstance(read, Text)
    else:
        assert str(read) == value


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(CURRENCIES), LANG)
def test_what_we_write_we_read(minor: int, currency: str, lang: Lang) -> None:
    assert parse_amount(money(minor, currency, lang), currency, lang) == minor


@given(st.integers(0, MAX_MINOR), st.sampled_from(CURRENCIES))
def test_plain_and_continental_notation_read_alike(minor: int, currency: str) -> None:
    digits = minor_digits(currency)
    whole, part = divmod(minor, 10**digits)
    grouped = f"{whole:,}"
    if digits:
        assert parse_amount(f"{whole}.{part:0{digits}d}", currency, "en") == minor
        assert parse_amount(f"{grouped}.{part:0{digits}d}", currency, "en") == minor
        if digits != 3 or whole >= 1000:
            assert parse_amount(f"{grouped.replace(',', '.')},{part:0{digits}d}", currency, "en") == minor
            assert parse_amount(f"{grouped.replace(',', ' ')},{part:0{digits}d}", currency, "en") == minor
    else:
        assert parse_amount(grouped, currency, "en") == parse_amount(str(whole), currency, "en") == minor


@given(st.integers(-MAX_MINOR, MAX_MINOR))
def test_whole_numbers_come_back(value: int) -> None:
    assert parse_int(number(value)) == parse_int(str(value)) == value


@given(st.decimals(-(10**12), 10**12, places=4))
def test_decimals_come_back(value: Decimal) -> None:
    assert parse_decimal(number(value)) == parse_decimal(f"{value:f}") == value


@given(TYPED, st.sampled_from(CURRENCIES))
def test_reading_never_raises(typed: str, currency: str) -> None:
    read = parse_amount(typed, currency, "zh")
    assert isinstance(read, Text) or abs(read) <= MAX_MINOR
    parse_int(typed)
    parse_decimal(typed)
