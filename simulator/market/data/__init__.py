"""The simulated trade's reference data: goods, services, markets, rules and what people write.

Every table is one JSON file beside this module, read straight into its structs when first asked for and kept.
Brands, rates, tariffs and limits are simulated; where a figure follows a real source, the rule's `source` names it.
Money in rules is in minor units (`unit` is then "minor EUR" etc.; yen have none), shares are basis points.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from simulator.kernel.text import Text
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.parts.people import Market
from simulator.parts.rulebook import Rule

HERE = Path(__file__).parent

# What buyers ask about an item and `Good.facts` may answer; each has phrases under "product.question.<topic>".
FACTS = (
    "voltage",
    "plug",
    "size",
    "material",
    "care",
    "warranty",
    "runtime",
    "capacity",
    "compatibility",
    "water",
    "age",
    "certificate",
)
# Questions beyond the records and the expert who answers them; a gap in any other topic goes to "product".
EXPERT_TOPICS = {"certificate": "compliance", "customs": "customs", "technical": "engineer"}

# The places a phrase may have, each with what stands for it in a test or a preview.
PLACES: dict[str, str] = {
    "agent": "Xiao Lin",
    "amount": "EUR 24.99",
    "carrier": "Camelbell",
    "city": "Leipzig",
    "colleague": "Chen Yu",
    "country": "DE",
    "date": "D12",
    "days": "12",
    "fact": "100-240 V",
    "fee": "CNY 8.00",
    "item": "Bluetooth speaker",
    "low": "USD 10",
    "order": "SO-1042",
    "phone": "+86 579 8555 0142",
    "postcode": "04109",
    "street": "Nordstrasse 12",
    "tracking": "CB000000018CN",
    "warehouse": "Yiwu North",
}


def _read(name: str, type_: Any) -> Any:
    return msgspec.json.decode((HERE / name).read_bytes(), type=type_)


@cache
def goods() -> dict[str, Good]:
    """The catalogue by SKU."""
    rows: list[Good] = _read("goods.json", list[Good])
    return {row.sku: row for row in rows}


@cache
def open_questions() -> dict[str, tuple[str, ...]]:
    """By SKU the topics buyers ask about that no record answers (they have to be escalated); "customs" and "technical" too."""
    rows: dict[str, tuple[str, ...]] = _read("open_questions.json", dict[str, tuple[str, ...]])
    return rows


@cache
def services() -> dict[str, Service]:
    """The carriers' services by id."""
    rows: list[Service] = _read("services.json", list[Service])
    return {row.id: row for row in rows}


@cache
def markets() -> dict[str, Market]:
    """The countries the store sells to by code."""
    rows: list[Market] = _read("markets.json", list[Market])
    return {row.code: row for row in rows}


@cache
def rules() -> list[Rule]:
    """The rulebook's defaults; a scenario may replace any of them from a date on."""
    rows: list[Rule] = _read("rules.json", list[Rule])
    return rows


@cache
def phrases() -> dict[str, list[Text]]:
    """What buyers, colleagues, carriers and experts write, by topic; places as in `PLACES`."""
    rows: dict[str, list[Text]] = _read("phrases.json", dict[str, list[Text]])
    return rows


@cache
def vague_names() -> frozenset[str]:
    """Goods names that tell customs nothing, both languages, lower case."""
    rows: list[str] = _read("vague_names.json", list[str])
    return frozenset(rows)


def expert_of(topic: str) -> str:
    """The expert who answers a question that no record answers."""
    return EXPERT_TOPICS.get(topic, "product")


def is_vague(name: str) -> bool:
    """Whether a declared name says nothing about the goods: it is one of the vague names, or all its words are."""
    plain = " ".join(name.lower().split()).strip(".,;!。，；！ ")
    return plain in vague_names() or (plain.isascii() and all(w in vague_names() for w in plain.split()))
