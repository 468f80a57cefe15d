"""The expert of 11.1.1 (and of the choice in 11.1.6): select what is paid, read the records, choose, download, list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from simulator.bots.player import Views, expert
from simulator.desks.logistics.choose import ChooseService, OfferRow, OfferSheet
from simulator.desks.store.orders import DownloadOrders, ListForPacking, OrderRow, SelectOrders
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY

_SERVICE = re.compile(r"\(([a-z-]+)\)")


def refuses_batteries(v: Views) -> set[str]:
    """Services that a notice says will take no batteries; a careful reader counts them from the notice on."""
    found: set[str] = set()
    for row in v.table("notices"):
        if row.id.startswith("N-"):
            notice = v.record("notice", row.id)
            found |= set(_SERVICE.findall(notice.body.en))
    return found


def waiting(v: Views) -> list[OrderRow]:
    """The orders that are paid and not shipped."""
    return [row for row in v.table("orders") if row.status == "paid"]


def unplanned(v: Views, order: str) -> list[str]:
    """The items of an order that are in no parcel yet."""
    mine = [row.id for row in v.table("parcels") if row.order == order]
    in_parcels = {line.sku for id in mine for line in v.record("parcel", id).lines}
    return [line.sku for line in v.record("order", order).lines if line.sku not in in_parcels]


def in_stock(v: Views, order: str, skus: list[str]) -> list[str]:
    """Those of the items that are in stock in the pieces ordered."""
    pieces = {line.sku: line.quantity for line in v.record("order", order).lines}
    return [sku for sku in skus if v.record("item", sku).stock >= pieces[sku]]


def pick(v: Views, order: str, skus: tuple[str, ...] = ()) -> OfferRow | None:
    """The cheapest offer of the buyer's level (any, when left open) that takes the goods and keeps the promise."""
    sheet: OfferSheet = v.record("offers", order)
    record = v.record("order", order)
    lines = [line for line in record.lines if not skus or line.sku in skus]
    battery = any(v.record("item", line.sku).battery != "none" for line in lines)
    banned = refuses_batteries(v) if battery else set()
    window = sheet.promised - v.now
    fit = [
        o for o in sheet.offers
        if o.takes.en == "yes" and o.id not in banned and (not sheet.choice or o.level == sheet.choice)
    ]  # fmt: skip
    keep = [o for o in fit if o.ninety + DAY <= window]
    if keep:
        return min(keep, key=lambda o: (o.price, o.id))
    return min(fit, key=lambda o: (o.ninety, o.id)) if fit else None


@expert("11.1.1")
class ChoosesAsTheBuyerChose:
    """Selects all paid orders, chooses services, downloads and lists."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for row in v.table("notices"):
            yield from v.look("notice", row.id)
        fresh = tuple(row.id for row in waiting(v) if not row.selected)
        if fresh and v.open(SelectOrders(orders=fresh)):
            yield SelectOrders(orders=fresh)
        for row in waiting(v):
            if row.selected and in_stock(v, row.id, unplanned(v, row.id)):
                yield from v.look("order", row.id)
                yield from v.look("offers", row.id)
                yield from self._choose(v, row.id)
        begun = {p.order for p in v.table("parcels")}
        selected = [row for row in waiting(v) if row.selected and row.id in begun]
        to_load = tuple(row.id for row in selected if not v.record("order", row.id).downloaded)
        if to_load and v.open(DownloadOrders(orders=to_load)):
            yield DownloadOrders(orders=to_load)
        to_list = tuple(
            row.id for row in selected
            if not row.listed and (v.record("order", row.id).downloaded or not v.open(DownloadOrders(orders=to_load)))
        )  # fmt: skip
        if to_list and v.open(ListForPacking(orders=to_list)):
            yield ListForPacking(orders=to_list)

    def _choose(self, v: Views, order: str) -> Iterator[Command]:
        for line in v.record("order", order).lines:
            yield from v.look("item", line.sku)
        rest = unplanned(v, order)
        here = in_stock(v, order, rest)
        part = len(here) < len(v.record("order", order).lines)
        offer = pick(v, order, tuple(here))
        if offer is not None:
            yield from v.look("service", offer.id)
            dear = v.record("order", order).goods_paid >= 8000 and v.record("order", order).currency != "JPY"
            yield ChooseService(order=order, service=offer.id, skus=tuple(here) if part else (), insured=dear)
