"""The cast: names that stand before they are used, goods that exist in the market, moments within the shift."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.kernel.time import parse
from simulator.market.cast import TRAITS, euro, kinds
from simulator.market.cast.entry import Arrival, Entry, Rate
from simulator.market.cast.parameters import known as known_rules
from simulator.packs.meaning.look import Look
from simulator.packs.yaml import Where, near

MOMENTS = ("when", "force", "restock", "paid")
MANY = 400  # arrivals in all: more than anybody could work through


def check(look: Look) -> None:
    """Entry by entry, in their order."""
    there = {str(entry.__struct_config__.tag) for _, entry in look.cast}
    named: dict[str, int] = {}
    arrivals = 0
    for i, entry in look.cast:
        path: Where = ("cast", i)
        for need in kinds()[str(entry.__struct_config__.tag)].needs:
            if need not in there:
                look.wrong(path, f"还要有一条 {{kind: {need}}}", f"an entry {{kind: {need}}} is needed, too")
        _names(look, path, entry, named)
        _moments(look, path, entry)
        _goods(look, path, entry)
        if isinstance(entry, Arrival):
            arrivals += entry.times()
            _rate(look, path, entry)
            if not entry.times() and not look.form.levels:
                look.wrong(
                    (*path, "count"), "0 件：谁也遇不到；只有分难度的场景才用得着 0",
                    "0 of them: nobody will meet it; 0 is for scenarios with levels",
                )  # fmt: skip
    if arrivals > MANY:
        look.wrong(("cast",), f"来件共 {arrivals} 件，最多 {MANY}", f"{arrivals} arrivals in all, at most {MANY}")


def _names(look: Look, path: Where, entry: Entry, named: dict[str, int]) -> None:
    """Whatever the entry refers to by name. `named`: the order entries so far, and how many orders each brings."""
    own = look.own
    for field, zh, en, known in (
        ("market", "本场景的市场", "market of this scenario", look.markets),
        ("service", "承运服务", "service", look.made.services),
        ("buyer", "people.yaml 里的人", "person of people.yaml", own.people),
    ):
        word = getattr(entry, field, "")
        if word and word not in known:
            look.unknown((*path, field), zh, en, word, known)
    buyer = own.people.get(getattr(entry, "buyer", ""))
    if buyer is not None and buyer.market not in look.markets:
        look.wrong(
            (*path, "buyer"), f"此人在 {buyer.market}，不是本场景的市场",
            f"this person lives in {buyer.market}, which is no market of this scenario",
        )  # fmt: skip
    for n, code in enumerate(getattr(entry, "markets", ())):
        if code not in look.markets:
            look.unknown((*path, "markets", n), "本场景的市场", "market of this scenario", code, look.markets)
    order = getattr(entry, "order", None)
    if isinstance(order, str) and order not in named:
        look.unknown((*path, "order"), "前面的订单条目", "order entry before this one named", order, named)
    elif isinstance(order, str) and not named[order] and entry.times():
        look.wrong(
            (*path, "order"), f"这个难度没有订单“{order}”（count: 0）",
            f"there is no order {order!r} at this level (count: 0)",
        )  # fmt: skip
    kind = entry.__struct_config__.tag
    name = getattr(entry, "name", "")
    if name and kind == "order":
        if name in named:
            look.wrong((*path, "name"), f"名字“{name}”用过了", f"the name {name!r} is taken")
        named[name] = entry.times()
    rule = getattr(entry, "rule", "")
    if rule and rule not in known_rules():
        end = near(rule, known_rules())
        look.wrong(
            (*path, "rule"), f"模拟器没有用到规则“{rule}”{end[0]}", f"nothing in the simulator uses a rule {rule!r}{end[1]}",
            warning=True,
        )  # fmt: skip


def _moments(look: Look, path: Where, entry: Any) -> None:
    start, end = look.world.start, look.world.end
    for field in MOMENTS:
        value = getattr(entry, field, None)
        if value is None:
            continue
        if not isinstance(value, str):
            first, last = parse(value[0]), parse(value[1])
            if first > last:
                look.wrong((*path, field), "前一个时刻应早于后一个", "the first moment has to come before the second")
            value = value[0]
        if value in ("open", "yes", "never", ""):
            continue
        minute = parse(value)
        if minute >= end:
            look.wrong(
                (*path, field),
                f"{value} 已在收班之后，谁也遇不到",
                f"{value} is after the end of the shift: nobody will meet it",
            )
        elif minute < start and field == "when":
            look.wrong(
                (*path, field),
                f"{value} 在开班之前；要一开店就有请写 open",
                f"{value} is before the shift starts; write open",
            )
    when, force = getattr(entry, "when", None), getattr(entry, "force", None)
    if isinstance(when, str) and when != "open" and force and parse(force) < parse(when):
        look.wrong((*path, "force"), "生效不能早于通知", "it cannot be in force before it is told")
    for n, row in enumerate(getattr(entry, "orders", ())) if isinstance(getattr(entry, "orders", ()), tuple) else ():
        _moments(look, (*path, "orders", n), row)
        _goods(look, (*path, "orders", n), row)


def _rate(look: Look, path: Where, entry: Arrival) -> None:
    rate: Rate | None = entry.rate
    if rate is None:
        return
    if entry.count != 1 or entry.when != "open":
        look.wrong((*path, "rate"), "有 rate 就不写 count 和 when", "with a rate there is no count and no when")
    first, last = parse(rate.start), parse(rate.end)
    if first >= last:
        look.wrong((*path, "rate", "end"), "rate 的结束应晚于开始", "a rate has to end after it starts")
    elif first < look.world.start or last > look.world.end:
        look.wrong((*path, "rate"), "rate 应在班次之内", "a rate has to lie within the shift")


def _goods(look: Look, path: Where, entry: Any) -> None:
    """Traits that exist, and items that have them in every market the entry may come from."""
    wanted = getattr(entry, "goods", None)
    traits = (wanted,) if isinstance(wanted, str) else wanted or ()
    for trait in traits:
        if trait not in look.traits:
            look.unknown((*path, "goods"), "货物特征", "trait of goods", trait, look.traits)
            continue
        for code in _from(look, entry):
            if not any(_has(look, g, trait, code) for g in look.made.goods.values()):
                look.wrong(
                    (*path, "goods"), f"{code} 没有“{trait}”的商品", f"no item in {code} has the trait {trait!r}"
                )  # fmt: skip
                break


def _from(look: Look, entry: Any) -> Iterable[str]:
    named = getattr(entry, "market", "")
    return [named] if named in look.markets else getattr(entry, "markets", ()) or look.markets


def _has(look: Look, good: Any, trait: str, market: str) -> bool:
    if market not in good.price:
        return False
    if trait not in TRAITS:
        return trait in look.own.tags.get(good.sku, ())
    return TRAITS[trait](good, euro(good, look.made.markets, look.rules, look.world.start))
