"""What a scenario's world is made of: the shipped goods, markets, services and rules together with those of its pack."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from simulator.kernel.text import Text
from simulator.market import data
from simulator.market.people import Region
from simulator.packs.data import PackData
from simulator.packs.model import World
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.parts.people import Market
from simulator.parts.rulebook import Rule


class Makings(NamedTuple):
    """Goods by SKU, services by id, markets by code, all rules that concern them, and towns of the pack's own markets."""

    goods: dict[str, Good]
    services: dict[str, Service]
    markets: dict[str, Market]
    rules: tuple[Rule, ...]
    regions: dict[str, Region]


def all_markets(own: PackData) -> dict[str, Market]:
    """The shipped markets and those of the pack."""
    return {**data.markets(), **{m.code: m for m in own.markets}}


def all_services(own: PackData) -> dict[str, Service]:
    """The services on offer; those that serve the market a pack's own is like serve that one, too."""
    found = {**(data.services() if own.keep_services else {}), **{s.id: s for s in own.services}}
    if not own.like:
        return found
    return {id: _served(service, own.like) for id, service in found.items()}


def _served(service: Service, like: dict[str, str]) -> Service:
    rates = {m: service.rates[other] for m, other in sorted(like.items()) if other in service.rates}
    known = {m: service.performance[other] for m, other in sorted(like.items()) if other in service.performance}
    return msgspec.structs.replace(
        service, rates={**rates, **service.rates}, performance={**known, **service.performance}
    )


def all_goods(own: PackData) -> dict[str, Good]:
    """The catalogue: the pack's own goods, the shipped ones, or both."""
    return {**(data.goods() if own.keep_goods else {}), **{g.sku: g for g in own.goods}}


def all_rules(own: PackData, markets: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that hold in these markets; where a market of the pack is like a shipped one, that one's hold there, too."""
    shipped = data.rules()
    found = [r for r in shipped if r.market in ("", *markets)]
    for code in markets:
        if code in own.like:
            found += [msgspec.structs.replace(r, market=code) for r in shipped if r.market == own.like[code]]
    for currency, rate in sorted(own.fx.items()):
        zh, en = f"1 {currency} 合人民币", f"CNY for 1 {currency}"
        found.append(Rule(id=f"fx.{currency}CNY", title=Text(zh, en), value=rate, unit="CNY", source="pack"))
    return (*found, *(r for r in own.rules if r.market in ("", *markets)))


def makings(world: World, own: PackData) -> Makings:
    """Everything a world is made of. Raises LookupError, which names what there is not."""
    known = all_markets(own)
    wanted = world.markets or tuple(sorted(known))
    markets = {code: known[code] for code in wanted}
    offered = all_services(own)
    services = {s: offered[s] for s in world.services} if world.services else offered
    goods = {sku: good for sku, good in all_goods(own).items() if sku not in world.without_goods}
    regions = {
        code: Region(phone=towns.phone, places=towns.places, street=towns.street) for code, towns in own.towns.items()
    }
    return Makings(goods, services, markets, all_rules(own, wanted), regions)
