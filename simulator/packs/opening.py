"""The opening of an attempt: what a scenario and a seed put into the world before the first command."""

from __future__ import annotations

from simulator.desks.store.cash import CashMoved
from simulator.desks.store.shift import GoodsListed, MarketsOpened, ServicesOffered, ShiftOpened
from simulator.kernel.codec import Codec
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.market import data
from simulator.market.cast import CastError, Stage, kinds
from simulator.packs.model import Scenario
from simulator.parts.rulebook import Rulebook, RuleSet


def opening(scenario: Scenario, luck: Luck, codec: Codec) -> list[Event]:
    """The events of the opening batch after `attempt.opened`. Generated once and journalled; never generated to load.

    `luck.salt` changes hidden draws only (law 9). Raises CastError when the scenario cannot be set up.
    """
    world = scenario.world
    wanted = [str(m) for m in world.get("markets", sorted(data.markets()))]
    markets = {code: data.markets()[code] for code in wanted}
    services = data.services()
    if world.get("services"):
        services = {s: services[str(s)] for s in world["services"]}
    goods = dict(data.goods())
    for sku in world.get("without_goods", ()):
        goods.pop(str(sku), None)
    rules = [r for r in data.rules() if r.market in ("", *wanted)]
    book = Rulebook()
    for rule in rules:
        book.rules.setdefault(rule.id, []).append(rule)
    start, end = parse(str(world["start"])), parse(str(world["end"]))
    store = world["store"]
    stage = Stage(
        luck, codec, start=start, end=end, warehouse=str(world["warehouse"]), goods=goods, services=services, markets=markets,
        rules=book,
    )  # fmt: skip
    stock = {sku: 6 + luck.below(40, "stock", sku) for sku in goods}
    stage.stock = stock
    first: list[Event] = [
        ShiftOpened(
            store=Text(store["zh"], store["en"]), warehouse=stage.warehouse, epoch=str(world["epoch"]), start=start, end=end,
            settle_until=parse(str(world["settle_until"])), sender_name=str(world["sender"]["name"]),
            sender_phone=str(world["sender"]["phone"]), profit_goal=int(world.get("profit_goal", 0)),
        ),
        MarketsOpened(markets=tuple(markets.values())),
        ServicesOffered(services=tuple(services.values())),
        GoodsListed(goods=tuple(goods.values()), stock=stock),
        RuleSet(rules=tuple(rules)),
        CashMoved(
            minor=int(world.get("cash", 2_000_000)), currency="CNY", why=Text("期初余额", "opening balance"), kind="opening"
        ),
    ]  # fmt: skip
    known = kinds()
    for entry in scenario.cast:
        name = str(entry.get("kind", ""))
        if name not in known:
            raise CastError(f"unknown kind of cast entry {name!r}")
        known[name](stage, entry)
    return first + stage.finish()
