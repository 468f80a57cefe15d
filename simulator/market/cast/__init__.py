"""What a scenario brings onto the stage: orders, letters, troubles, rule changes, each generated from a seed.

One generator per kind of entry (`kind:` in a scenario's cast), registered beside the others. A generator writes events that
happen at the opening or fall due later; with them the hidden truths. Equal counts per kind give seeds of equal difficulty.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from simulator.kernel.codec import Codec
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.market.data import phrases
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.parts.people import Market, Persona
from simulator.parts.rulebook import Rulebook


class CastError(ValueError):
    """A cast entry cannot be put on the stage: wrong kind or fields, or the goods and markets do not allow it."""


class Stage:
    """Where a scenario's cast is put together: shared goods, people and numbers, and the events written so far."""

    def __init__(
        self, luck: Luck, codec: Codec, *, start: int, end: int, warehouse: str, goods: dict[str, Good],
        services: dict[str, Service], markets: dict[str, Market], rules: Rulebook,
    ) -> None:  # fmt: skip
        self.luck = luck
        self.codec = codec
        self.start, self.end, self.warehouse = start, end, warehouse
        self.goods, self.services, self.markets, self.rules = goods, services, markets, rules
        self.events: list[Event] = []
        self.later: list[tuple[int, list[Event]]] = []
        self.orders: dict[str, Any] = {}  # entity name in the cast -> OrderPlaced
        self.used: set[str] = set()
        self.stock: dict[str, int] = {}
        self._number = 1000 + luck.below(8000, "order.numbers", "base")
        self._count: dict[str, int] = {}

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

    def when(self, spec: Mapping[str, Any], entity: str) -> int:
        """The minute of an entry: `when: open`, `when: D1 14:20`, or `when: [D1 10:00, D1 16:00]` (drawn between)."""
        when = spec.get("when", "open")
        if when == "open":
            return self.start
        if isinstance(when, list | tuple):
            return self.luck.between(parse(str(when[0])), parse(str(when[1])), "when", entity)
        return parse(str(when))

    def market(self, entity: str, spec: Mapping[str, Any]) -> Market:
        """The market of an entry: named, or drawn from those of the scenario."""
        code = spec.get("market")
        if code:
            return self.markets[str(code)]
        return self.luck.pick([self.markets[c] for c in sorted(self.markets)], "market", entity)

    def good(self, trait: str, entity: str, market: str, fresh: bool = True) -> Good:
        """An item of a trait (plain, battery, power, liquid, fragile, cheap, dear), not used before when there is one left."""
        fit = [g for g in self.goods.values() if market in g.price and has_trait(g, trait, market)]
        left = [g for g in fit if g.sku not in self.used] if fresh else fit
        if not fit:
            raise CastError(f"no goods with the trait {trait!r}")
        good = self.luck.pick(left or fit, "goods", entity)
        self.used.add(good.sku)
        return good

    def person(self, entity: str, market: Market, language: str = "") -> Persona:
        """A buyer of a market; Faker is imported only here."""
        from simulator.market.people import person

        return person(self.luck, market, entity, language or market.language)

    def say(self, topic: str, entity: str, **places: str) -> Text:
        """One of the phrases of a topic, filled, picked by luck."""
        if topic not in phrases():
            raise CastError(f"no phrases for {topic!r}")
        return self.luck.pick(phrases()[topic], "phrase." + topic, entity).fill(**places)


def has_trait(good: Good, trait: str, market: str) -> bool:
    """Whether an item has a trait of the cast vocabulary in a market."""
    simple = good.battery == "none" and not good.liquid
    euro = good.price.get("DE", 0)
    return {
        "any": True,
        "plain": simple and not good.fragile,
        "battery": good.battery == "in_equipment" and not good.fragile and not good.liquid,
        "power": good.battery == "alone",
        "liquid": good.liquid,
        "fragile": good.fragile and simple,
        "cheap": simple and euro <= 1300,
        "dear": simple and euro >= 5500,
        "middle": simple and 1500 <= euro <= 6000,
    }[trait]


Generator = Callable[[Stage, Mapping[str, Any]], None]
_kinds: dict[str, Generator] = {}


def kind(name: str) -> Callable[[Generator], Generator]:
    """Register the generator of a kind of cast entry."""

    def write(function: Generator) -> Generator:
        if name in _kinds:
            raise ValueError(f"cast kind {name} is written twice")
        _kinds[name] = function
        return function

    return write


@cache
def kinds() -> dict[str, Generator]:
    """All generators by kind."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _kinds
