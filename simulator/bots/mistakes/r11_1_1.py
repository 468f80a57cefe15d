"""Wrong ways with 11.1.1 and the choice in 11.1.6."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.bots.experts.r11_1_1 import refuses_batteries
from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.choose import ChooseService
from simulator.desks.store.orders import DownloadOrders, ListForPacking, SelectOrders
from simulator.kernel.engine import OpenRecord
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("ship-unpaid", title=Text("不看付款就发货", "Ships without looking for payment"))
class ShipUnpaid:
    """Selects whatever stands in the list, paid or not."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Every open order is selected."""
        if isinstance(command, SelectOrders):
            extra = tuple(
                r.id
                for r in v.table("orders")
                if r.status == "unpaid" and not r.selected and r.id not in command.orders
            )
            return [msgspec.structs.replace(command, orders=command.orders + extra)]
        return [command]


@mistake("cheapest-for-all", title=Text("一律走最便宜的", "The cheapest line for all"))
def cheapest_for_all() -> Mistake:
    """The cheapest service of any level for every order: it takes the goods, but it is not what the buyer paid for."""

    def fields(c: ChooseService, v: Views) -> dict[str, str] | None:
        choice = v.record("order", c.order).choice
        battery = any(v.record("item", line.sku).battery != "none" for line in v.record("order", c.order).lines)
        banned = refuses_batteries(v) if battery else set()
        if choice in ("", "economy"):
            return None
        lower = {"express": ("standard", "economy"), "standard": ("economy",)}[choice]
        fit = [
            o
            for o in v.record("offers", c.order).offers
            if o.takes.en == "yes" and o.id not in banned and o.level in lower
        ]
        return {"service": min(fit, key=lambda o: (o.price, o.id)).id} if fit else None

    return Change(ChooseService, fields)


@mistake("dearest-service", title=Text("由卖家定的全用最贵的", "The dearest service where it is left open"))
def dearest_service() -> Mistake:
    """Where the buyer left it open, the dearest service instead of the cheapest feasible one."""

    def fields(c: ChooseService, v: Views) -> dict[str, str] | None:
        if v.record("order", c.order).choice:
            return None
        fit = [o for o in v.record("offers", c.order).offers if o.takes.en == "yes"]
        return {"service": max(fit, key=lambda o: (o.price, o.id)).id}

    class Dearest(Change):
        def alter(self, command: Command, v: Views) -> Iterable[Command]:
            changed = list(super().alter(command, v))
            if isinstance(command, ChooseService) and changed != [command]:
                # its record is read as well, so that only the price is wrong
                target = changed[0]
                assert isinstance(target, ChooseService)
                return [OpenRecord(view="service", key=target.service), *changed]
            return changed

    return Dearest(ChooseService, fields)


@mistake("ignore-battery", title=Text("不管电池限制", "Ignores the battery restriction"))
def ignore_battery() -> Mistake:
    """Battery goods by a service of the right level that refuses them."""

    def fields(c: ChooseService, v: Views) -> dict[str, str] | None:
        order = v.record("order", c.order)
        if all(v.record("item", line.sku).battery == "none" for line in order.lines):
            return None
        level = order.choice or v.record("service", c.service).level
        refusing = [o for o in v.record("offers", c.order).offers if o.level == level and o.takes.en != "yes"]
        return {"service": min(refusing, key=lambda o: (o.price, o.id)).id} if refusing else None

    return Change(ChooseService, fields)


@mistake("no-packing-list", title=Text("不下载、不列装箱单", "No download, no packing list"))
def no_packing_list() -> Mistake:
    """Goes to pack without downloading and listing the orders."""
    return Drop(DownloadOrders, ListForPacking)


@mistake("trust-advertising", title=Text("只信承运商宣传", "Trusts carrier advertising"))
def trust_advertising() -> Mistake:
    """Never reads how a service performed in truth."""
    return Drop(OpenRecord, when=lambda c, v: c.view == "service")
