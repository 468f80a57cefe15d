"""Buyers are the same for one seed, fit their country and cost next to nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import faker
import pytest

from simulator.kernel.luck import Luck
from simulator.market.data import markets
from simulator.market.people import clean, move, person

CODES = list(markets())
PREFIX = {
    "DE": "+49 ", "FR": "+33 ", "IT": "+39 ", "ES": "+34 ", "GB": "+44 ",
    "US": "+1 ", "JP": "+81 ", "BR": "+55 ", "CA": "+1 ", "PL": "+48 ",
}  # fmt: skip
GOLDEN = {  # seed 7, entity "b1", Faker 40.54.0
    "DE": "Birte Schlosser | Karla-Ziegert-Platz 27 | Leipzig | Sachsen | 04104 | +49 1521 9765652",
    "FR": "Françoise Raynaud | 27 rue Fernandez | Paris | Île-de-France | 75014 | +33 6 39 98 97 65",
    "IT": "Angelica Borgia | Strada Massimo, 27 | Milano | MI | 20149 | +39 376 565 2554",
    "ES": "Casandra Benavent | Plaza Maribel Chaves, 27 | Madrid | Madrid | 28049 | +34 676 565 255",
    "GB": "Andrea Jenkins | 27 Nicholas Junctions | Leeds | West Yorkshire | LS4 9US | +44 7700 900565",
    "US": "Angela Jones | 27 Christopher Forks | Portland | OR | 97249 | +1 503 555 0176",
    "JP": "斎藤 さゆり | 東4丁目7-28 | 世田谷区 | 東京都 | 154-0049 | +81 90 7656 5255",
    "BR": "Diogo Souza | Travessa João Lucas Borges, 27 | São Paulo | SP | 01049-765 | +55 11 96525 5476",
    "CA": "Angela Jones | 27 Christopher Forks | Toronto | ON | M4Z 7S5 | +1 416 555 0165",
    "PL": "Bianka Tadeusiak | ul. Jaśminowa 27 | Warszawa | mazowieckie | 02-497 | +48 565 652 554",
}


def test_faker_is_the_pinned_one() -> None:
    assert faker.VERSION == "40.54.0"


@pytest.mark.parametrize("code", CODES)
def test_golden(code: str) -> None:
    who = person(Luck(7), markets()[code], "b1")
    to = who.address
    assert " | ".join((who.name, to.street, to.city, to.state, to.postcode, to.phone)) == GOLDEN[code]


@pytest.mark.parametrize("code", CODES)
def test_two_hundred_people_fit_their_country(code: str) -> None:
    market, luck = markets()[code], Luck(11)
    names = set()
    for i in range(200):
        who = person(luck, market, f"buyer-{i}")
        to = who.address
        names.add(who.name)
        assert re.fullmatch(market.postcode, to.postcode), to.postcode
        assert to.phone.startswith(PREFIX[code])
        assert re.fullmatch(r"\+[0-9 ]{9,20}", to.phone)
        assert to.country == who.market == code
        assert who.given in who.name
        assert bool(who.tax_number) == (code == "BR")
        for text in (who.name, who.given, to.street, to.city, to.state, to.postcode, to.phone):
            assert text
            assert text == clean(text)
        assert len(who.name) <= 80
        assert len(to.street) <= 120
        assert any(c.isdigit() for c in to.street)
    assert len(names) > 120


def test_order_of_asking_does_not_matter() -> None:
    a, b = Luck(5), Luck(5)
    forward = [person(a, markets()[c], f"x{c}") for c in CODES]
    backward = [person(b, markets()[c], f"x{c}") for c in reversed(CODES)]
    assert forward == backward[::-1]
    assert person(Luck(6), markets()["DE"], "xDE") != forward[CODES.index("DE")]


def test_salt_does_not_change_people() -> None:
    assert person(Luck(5, salt=9), markets()["FR"], "x") == person(Luck(5), markets()["FR"], "x")


def test_scripts_are_kept() -> None:
    luck = Luck(1)
    assert re.search(r"[一-鿿]", person(luck, markets()["JP"], "a").name)
    chinese = person(luck, markets()["DE"], "a", language="zh")
    assert chinese.language == "zh"
    assert re.fullmatch(r"[一-鿿]+", chinese.name)
    assert re.fullmatch(r"[0-9]{5}", chinese.address.postcode)
    polish = {person(luck, markets()["PL"], str(i)).name for i in range(60)}
    assert any(set(name) & set("ąćęłńóśźż") for name in polish)


def test_cpf_has_right_check_digits() -> None:
    for i in range(50):
        digits = [int(c) for c in person(Luck(2), markets()["BR"], str(i)).tax_number if c.isdigit()]
        assert len(digits) == 11
        for n in (9, 10):
            rest = sum(d * w for d, w in zip(digits[:n], range(n + 1, 1, -1), strict=True)) * 10 % 11 % 10
            assert digits[n] == rest


def test_moving_keeps_the_person() -> None:
    for i in range(50):
        for code in CODES:
            who = person(Luck(4), markets()[code], str(i))
            new = move(Luck(4), markets()[code], who, str(i))
            assert (new.name, new.phone, new.country) == (who.name, who.address.phone, code)
            assert (new.street, new.city) != (who.address.street, who.address.city)
            assert re.fullmatch(markets()[code].postcode, new.postcode)


def test_clean_takes_line_breaks_and_controls() -> None:
    assert clean("Flat 8\nOwen\x1b[31m  Prairie\u202e ") == "Flat 8 Owen [31m Prairie"


def test_twelve_people_are_quick_when_warm() -> None:
    luck, codes = Luck(9), CODES[:8]
    for code in codes:
        person(luck, markets()[code], "warm")
    best = 1.0
    for turn in range(3):
        start = time.perf_counter()
        for i in range(12):
            person(luck, markets()[codes[i % 8]], f"{turn}-{i}")
        best = min(best, time.perf_counter() - start)
    assert best < 0.015


def test_importing_does_not_import_faker() -> None:
    code = "import sys, simulator.market.people, simulator.market.data; assert 'faker' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
