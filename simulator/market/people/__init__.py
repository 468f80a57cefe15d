"""Generated buyers: a name, an address that fits its country, a phone number; the same for one seed and entity.

Names and streets come from Faker (pinned: another version gives other names; the journal keeps the text, law 3);
town, state, post code and phone come from our own table, so that they belong together. Numbers reserved for fiction
are used where a country has them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from simulator.kernel.luck import Luck
from simulator.market.data import HERE
from simulator.parts.people import Address, Market, Persona

if TYPE_CHECKING:
    from faker import Faker

# Letters that occur in every position of a post code's letter places.
GB_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
CA_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
TOWNSHIPS = ("中央", "本町", "緑町", "栄町", "東", "旭町", "桜丘", "若葉町", "南", "泉")  # quarters of a Japanese town
STREETS = {  # where Faker's street would repeat the recipient's town or read unlike the country's
    "BR": ("Rua", "Rua", "Avenida", "Travessa", "Alameda"),
    "ES": ("Calle", "Calle", "Avenida", "Plaza", "Paseo"),
}


class Region(msgspec.Struct, frozen=True, gc=False):
    """A country's towns as (town, state, post code form[, phone area]) and the form of its phone numbers.
    In a form `#` is a digit, `@` and `%` a letter of a British or Canadian post code. `street` is how a street and its
    number are written where a pack brings the country along: `{street} {number}`."""

    phone: str
    places: tuple[tuple[str, ...], ...]
    street: str = ""


@cache
def regions() -> dict[str, Region]:
    """Towns and number forms by market code."""
    rows: dict[str, Region] = msgspec.json.decode((HERE / "places.json").read_bytes(), type=dict[str, Region])
    return rows


def person(luck: Luck, market: Market, entity: str, language: str = "", region: Region | None = None) -> Persona:
    """The buyer at this address of luck. `language="zh"`: a Chinese-writing buyer living in that market. `region`: towns and
    number forms of a market that a pack brings along."""
    language = language or market.language
    draw = luck.draw("people", entity)
    fake = _faker(market.faker_locale)
    fake.seed_instance(draw)
    family_first = market.code == "JP"
    if language == "zh":
        own = _faker("zh_CN")
        own.seed_instance(draw)
        given, family = clean(own.first_name()), clean(own.last_name())
        name = family + given
    else:
        given, family = clean(fake.first_name()), clean(fake.last_name())
        name = f"{family} {given}" if family_first else f"{given} {family}"
    region = region or regions()[market.code]
    place = luck.pick(region.places, "people.place", entity)
    digits = _Digits(luck, entity)
    address = Address(
        name=name[:80],
        street=_street(fake, luck, market.code, entity, region.street)[:120],
        city=place[0],
        state=place[1],
        postcode=digits.fill(place[2]),
        country=market.code,
        phone=digits.fill(region.phone.replace("{area}", place[3] if len(place) > 3 else "")),
    )
    tax_number = _cpf(digits) if market.code == "BR" else ""
    return Persona(
        name=name[:80], given=given, market=market.code, language=language, address=address, tax_number=tax_number
    )


def move(luck: Luck, market: Market, who: Persona, entity: str, region: Region | None = None) -> Address:
    """Another address of the same person in the same country (they moved, or send to the office)."""
    other = person(luck, market, f"{entity}.moved", who.language, region).address
    for n in range(1, 9):
        if (other.city, other.street) != (who.address.city, who.address.street):
            break
        other = person(luck, market, f"{entity}.moved.{n}", who.language, region).address
    return msgspec.structs.replace(other, name=who.address.name, phone=who.address.phone)


def clean(text: str) -> str:
    """One line of composed text: no line breaks or control codes, accents and scripts kept."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@cache
def _faker(locale: str) -> Faker:
    from faker import Faker

    return Faker(locale, providers=["faker.providers.person", "faker.providers.address"])


def _street(fake: Any, luck: Luck, market: str, entity: str, form: str) -> str:
    number = 1 + luck.below(luck.pick((20, 60, 180), "people.house", entity), "people.house", entity, 1)
    if market == "JP":
        block, house = (luck.between(1, 30, "people.house", entity, n) for n in (2, 3))
        quarter = luck.pick(TOWNSHIPS, "people.quarter", entity)
        return f"{quarter}{1 + number % 6}丁目{block}-{house}"
    if market in STREETS:
        street = f"{luck.pick(STREETS[market], 'people.street', entity)} {clean(fake.first_name())} {clean(fake.last_name())}"
        return f"{street}, {number}"
    street = clean(fake.street_name())
    if form:
        return form.replace("{street}", street).replace("{number}", str(number))
    if market == "FR":
        return f"{number} {street}"
    if market == "IT":
        return f"{street}, {number}"
    if market == "PL":
        return f"ul. {street} {number}"
    if market in ("GB", "US", "CA"):
        return f"{number} {street}"
    return f"{street} {number}"


class _Digits:
    """Digits and letters for number forms, looked up one after the other."""

    __slots__ = ("_entity", "_luck", "_n")

    def __init__(self, luck: Luck, entity: str) -> None:
        self._luck, self._entity, self._n = luck, entity, 0

    def fill(self, form: str) -> str:
        return "".join(self._one(c) for c in form)

    def _one(self, char: str) -> str:
        choice = {"#": "0123456789", "@": GB_LETTERS, "%": CA_LETTERS}.get(char)
        if choice is None:
            return char
        self._n += 1
        return self._luck.pick(choice, "people.number", self._entity, self._n)


def _cpf(digits: _Digits) -> str:
    """A Brazilian tax number with right check digits."""
    numbers = [int(c) for c in digits.fill("#########")]
    for _ in range(2):
        rest = sum(n * w for n, w in zip(numbers, range(len(numbers) + 1, 1, -1), strict=True)) * 10 % 11
        numbers.append(rest % 10)
    text = "".join(map(str, numbers))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def known_locale(name: str) -> bool:
    """Whether Faker makes people of this locale; asked without importing Faker, which takes its time."""
    from importlib.util import find_spec

    found = find_spec("faker")
    places = found.submodule_search_locations if found is not None else None
    return any(
        (Path(place) / "providers" / room / name).is_dir() for place in places or () for room in ("person", "address")
    )
