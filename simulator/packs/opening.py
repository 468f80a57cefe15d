"""The opening of an attempt: what a scenario and a seed put into the world before the first command."""

from __future__ import annotations

from simulator.desks.store.cash import CashMoved
from simulator.desks.store.shift import GoodsListed, MarketsOpened, ServicesOffered, ShiftOpened
from simulator.kernel.codec import Codec
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event
from simulator.kernel.text import Text
from simulator.market.cast import CastError, Own, Stage
from simulator.market.wording import WordingGiven
from simulator.packs.makings import makings
from simulator.packs.model import Scenario
from simulator.parts.rulebook import Rulebook, RuleSet


def opening(scenario: Scenario, luck: Luck, codec: Codec) -> list[Event]:
    """The events of the opening batch after `attempt.opened`. Generated once and journalled; never generated to load.

    `luck.salt` changes hidden draws only (law 9). Raises CastError when the scenario cannot be set up.
    """
    return staged(scenario, luck, codec)[0]


def staged(scenario: Scenario, luck: Luck, codec: Codec) -> tuple[list[Event], Stage]:
    """The same with the stage it was put together on, which knows when each entry of the cast begins."""
    world, own = scenario.world, scenario.own
    try:
        made = makings(world, own)
    except LookupError as error:
        raise CastError(f"there is no {error}") from error
    book = Rulebook()
    for rule in made.rules:
        book.rules.setdefault(rule.id, []).append(rule)
    stage = Stage(
        luck, codec, start=world.start, end=world.end, warehouse=world.warehouse, goods=made.goods, services=made.services,
        markets=made.markets, rules=book,
        own=Own(people=own.people, regions=made.regions, phrases=own.phrases, tags=own.tags, like=own.like, asked=own.asks, stock=own.stock),
    )  # fmt: skip
    stock = {sku: own.stock.get(sku, 6 + luck.below(40, "stock", sku)) for sku in made.goods}
    stage.stock = stock
    first: list[Event] = [
        ShiftOpened(
            store=world.store, warehouse=stage.warehouse, epoch=world.epoch, start=world.start, end=world.end,
            settle_until=world.settle_until, sender_name=world.sender_name, sender_phone=world.sender_phone,
            profit_goal=world.profit_goal,
        ),
        MarketsOpened(markets=tuple(made.markets.values())),
        ServicesOffered(services=tuple(made.services.values())),
        GoodsListed(goods=tuple(made.goods.values()), stock=stock),
        RuleSet(rules=made.rules),
        CashMoved(minor=world.cash, currency="CNY", why=Text("期初余额", "opening balance"), kind="opening"),
    ]  # fmt: skip
    if own.phrases:
        first.append(WordingGiven(phrases=own.phrases))
    for entry in scenario.cast:
        try:
            stage.put(entry)
        except LookupError as error:
            raise CastError(f"{entry.__struct_config__.tag}: there is no {error}") from error
    return first + stage.finish(), stage
