"""What a scenario brings onto the stage: orders, letters, troubles, rule changes, each generated from a seed.

One generator per kind of entry (`kind:` in a scenario's cast), registered beside the others. A generator writes events that
happen at the opening or fall due later; with them the hidden truths. Equal counts per kind give seeds of equal difficulty.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Union

from simulator.desks.store.cash import exchange
from simulator.kernel.codec import Codec
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.market.cast.entry import Entry, Kind, When, registered
from simulator.market.data import open_questions, phrases
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.parts.people import Market, Persona
from simulator.parts.rulebook import Rulebook

if TYPE_CHECKING:
    from simulator.market.people import Region


class CastError(ValueError):
    """A cast entry cannot be put on the stage: wrong kind or fields, or the goods and markets do not allow it."""


class Stage:
    """Where a scenario's cast is put together: shared goods, people and numbers, and the events written so far."""

    def __init__(
        self, luck: Luck, codec: Codec, *, start: int, end: int, warehouse: str, goods: dict[str, Good],
        services: dict[str, Service], markets: dict[str, Market], rules: Rulebook, own: Own | None = None,
    ) -> None:  # fmt: skip
        self.luck = luck
        self.codec = codec
        self.start, self.end, self.warehouse = start, end, warehouse
        self.goods, self.services, self.markets, self.rules = goods, services, markets, rules
        self.own = own or Own()
        self.events: list[Event] = []
        self.later: list[tuple[int, list[Event]]] = []
        self.orders: dict[str, Any] = {}  # entity name in the cast -> OrderPlaced
        self.used: set[str] = set()
        self.stock: dict[str, int] = {}
        self.first: list[
            int
        ] = []  # by cast entry: the minute at which its first event happens (the start for the opening)
        self._number = 1000 + luck.below(8000, "order.numbers", "base")
        self._count: dict[str, int] = {}
        self._wanted: dict[str, int] = {}

    def put(self, entry: Entry) -> None:
        """Put one entry of the cast on the stage. Raises CastError."""
        generate = kinds()[str(entry.__struct_config__.tag)].generate
        now, later = len(self.events), len(self.later)
        for i in range(entry.times()):
            generate(self, entry, i)
        moments = [minute for minute, _ in self.later[later:]]
        self.first.append(self.start if len(self.events) > now or not moments else min(moments))

    def now(self, *events: Event) -> None:
        """These events happen at the opening."""
        self.events.extend(events)

    def at(self, minute: int, *events: Event) -> None:
        """These events happen together at a sim minute."""
        if minute <= self.start:
            self.now(*events)
            return
        self.later.append((minute, list(events)))

    def finish(self) -> list[Event]:
        """Everything: the opening, then what is scheduled in order of time."""
        later = sorted(enumerate(self.later), key=lambda item: (item[1][0], item[0]))
        planned: list[Event] = [
            Scheduled(due=minute, then=tuple(self.codec.encode_event(e) for e in events))
            for _, (minute, events) in later
        ]
        return self.events + planned

    def entity(self, kind: str) -> str:
        """A name for the next entry of a kind: `order#3`; luck is addressed by it."""
        self._count[kind] = self._count.get(kind, 0) + 1
        return f"{kind}#{self._count[kind]}"

    def order_id(self) -> str:
        """The next order number."""
        self._number += 1 + self.luck.below(7, "order.numbers", str(self._number))
        return f"A{self._number}"

    def reserve(self, sku: str, pieces: int) -> None:
        """An order of the shift wants these pieces: there are at least as many as all orders together want, unless the pack
        has fixed the stock of the item."""
        wanted = self._wanted[sku] = self._wanted.get(sku, 0) + pieces
        if sku not in self.own.stock:
            self.stock[sku] = max(self.stock.get(sku, 0), wanted)

    def when(self, when: When, entity: str) -> int:
        """The minute of an entry: `open`, `D1 14:20`, or drawn between two moments."""
        if not isinstance(when, str):
            return self.luck.between(parse(when[0]), parse(when[1]), "when", entity)
        return self.start if when == "open" else parse(when)

    def market(self, entity: str, code: str = "", among: Sequence[str] = ()) -> Market:
        """The market of an entry: named, or drawn from some or all of those of the scenario."""
        if code:
            return self.markets[code]
        return self.luck.pick([self.markets[c] for c in among or sorted(self.markets)], "market", entity)

    def good(self, trait: str, entity: str, market: str, fresh: bool = True) -> Good:
        """An item of a trait (plain, battery, power, liquid, fragile, cheap, dear), not used before when there is one left."""
        fit = [g for g in self.goods.values() if market in g.price and self.has_trait(g, trait, market)]
        left = [g for g in fit if g.sku not in self.used] if fresh else fit
        if not fit:
            raise CastError(f"no goods with the trait {trait!r}")
        good = self.luck.pick(left or fit, "goods", entity)
        self.used.add(good.sku)
        return good

    def has_trait(self, good: Good, trait: str, market: str) -> bool:
        """Whether an item has a trait of the cast vocabulary (or a tag of the pack's own) in a market."""
        if trait not in TRAITS:
            return trait in self.own.tags.get(good.sku, ())
        price = euro(good, self.markets, self.rules, self.start) if trait in PRICED else 0
        return TRAITS[trait](good, price)

    def person(self, entity: str, market: Market, language: str = "", buyer: str = "") -> Persona:
        """A buyer of a market: one of the pack's own people where it is named, else a generated one (Faker is imported only
        here)."""
        if buyer:
            return self.own.people[buyer]
        from simulator.market.people import person

        return person(self.luck, market, entity, language or market.language, self.own.regions.get(market.code))

    def say(self, topic: str, entity: str, **places: str) -> Text:
        """One of the phrases of a topic, filled, picked by luck."""
        return self.luck.pick(self.phrases(topic), "phrase." + topic, entity).fill(**places)

    def phrases(self, topic: str) -> Sequence[Text]:
        """The phrases of a topic: the pack's own, else the shipped ones. Raises CastError when there are none."""
        found = self.own.phrases.get(topic) or phrases().get(topic)
        if not found:
            raise CastError(f"no phrases for {topic!r}")
        return found

    def asked(self, sku: str) -> Sequence[str]:
        """The topics buyers ask about an item that no record answers."""
        return self.own.asked.get(sku) or open_questions().get(sku, ())

    def like(self, market: str) -> str:
        """The shipped market whose law, policies and rates hold in a market of the pack's own; itself otherwise."""
        return self.own.like.get(market, market)


class Own:
    """What a pack brings along beside goods, services, markets and rules."""

    def __init__(
        self, *, people: Mapping[str, Persona] | None = None, regions: Mapping[str, Region] | None = None,
        phrases: Mapping[str, Sequence[Text]] | None = None, tags: Mapping[str, Sequence[str]] | None = None,
        like: Mapping[str, str] | None = None, asked: Mapping[str, Sequence[str]] | None = None,
        stock: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.people = people or {}  # id -> a person with name and address
        self.regions = regions or {}  # market -> towns and number forms for generated people
        self.phrases = phrases or {}  # topic -> wordings instead of the shipped ones
        self.tags = tags or {}  # SKU -> traits of the pack's own
        self.like = like or {}  # market of its own -> the shipped market it is like
        self.stock = stock or {}  # SKU -> pieces, where the pack has fixed them
        self.asked = asked or {}  # SKU -> topics buyers ask about that no record answers


def euro(good: Good, markets: Mapping[str, Market], rules: Rulebook, now: int) -> int:
    """The list price in euro cents: that of Germany, else converted from the first market it is sold to; 0 when there is
    none."""
    if "DE" in good.price:
        return good.price["DE"]
    code = next((m for m in markets if m in good.price), "")
    return exchange(rules, now, good.price[code], markets[code].currency, "EUR") if code else 0


def _simple(good: Good) -> bool:
    return good.battery == "none" and not good.liquid


# traits of goods that a cast may ask for; those in PRICED look at the price (euro cents)
TRAITS: dict[str, Callable[[Good, int], bool]] = {
    "any": lambda g, euro: True,
    "plain": lambda g, euro: _simple(g) and not g.fragile,
    "battery": lambda g, euro: g.battery == "in_equipment" and not g.fragile and not g.liquid,
    "power": lambda g, euro: g.battery == "alone",
    "liquid": lambda g, euro: g.liquid,
    "fragile": lambda g, euro: g.fragile and _simple(g),
    "cheap": lambda g, euro: _simple(g) and euro <= 1300,
    "dear": lambda g, euro: _simple(g) and euro >= 5500,
    "middle": lambda g, euro: _simple(g) and 1500 <= euro <= 6000,
}
PRICED = frozenset({"cheap", "dear", "middle"})


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of cast entries by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return registered()


@cache
def entry_type() -> Any:
    """Any entry: the union of the structs of all kinds."""
    classes = tuple(k.cls for k in kinds().values())
    return Union[classes]  # noqa: UP007 - made at run time
