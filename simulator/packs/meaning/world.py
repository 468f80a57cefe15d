"""The store and its shift: markets, services and a warehouse that exist, moments in order, a day that is in the calendar."""

from __future__ import annotations

from datetime import date

from simulator.kernel.time import DAY
from simulator.packs import makings
from simulator.packs.meaning.look import Look

LONGEST = 120 * DAY  # a shift and its settling: more would be played by nobody


def check(look: Look) -> None:
    """All of it."""
    w, form = look.world, look.form.world
    if w.start >= w.end:
        look.wrong(("world", "end"), "收班必须晚于开班", "the shift has to end after it starts")
    if w.end > w.settle_until:
        look.wrong(("world", "settle_until"), "结算不能早于收班", "settling cannot be over before the shift ends")
    if w.settle_until > LONGEST:
        look.wrong(("world", "settle_until"), "最多 120 天", "120 days at most")
    try:
        date.fromisoformat(form.epoch)
    except ValueError:
        look.wrong(("world", "epoch"), f"日历上没有 {form.epoch}", f"there is no day {form.epoch} in the calendar")
    known = makings.all_markets(look.own)
    for i, code in enumerate(form.markets):
        if code not in known:
            look.unknown(("world", "markets", i), "市场", "market", code, known)
    _double(look, ("world", "markets"), form.markets)
    offered = makings.all_services(look.own)
    for i, id in enumerate(form.services):
        if id not in offered:
            look.unknown(("world", "services", i), "承运服务", "service", id, offered)
    _double(look, ("world", "services"), form.services)
    goods = makings.all_goods(look.own)
    for i, sku in enumerate(form.without_goods):
        if sku not in goods:
            look.unknown(("world", "without_goods", i), "商品", "item", sku, goods)
    made = look.made
    areas = {a for s in made.services.values() for a in (*s.pickup_areas, *s.dropoff_km)}
    if form.warehouse not in areas:
        look.unknown(("world", "warehouse"), "仓库片区", "warehouse area", form.warehouse, areas)
    for code in look.markets:
        if not any(code in s.rates for s in made.services.values()):
            look.wrong(("world", "markets"), f"没有服务通往 {code}", f"no service goes to {code}")
        if not any(code in g.price for g in made.goods.values()):
            look.wrong(("world", "markets"), f"没有商品在 {code} 有售价", f"no item has a price in {code}")


def _double(look: Look, path: tuple[str | int, ...], names: tuple[str, ...]) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            look.wrong((*path, i), f"“{name}”写了两次", f"{name!r} stands twice")
