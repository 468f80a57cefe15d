"""The platform: limits for shipping and answering, false notices, deliveries paid out, account health, and the day's sales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.logistics.label import ParcelHandedOver
from simulator.desks.logistics.parcels import Parcels, ParcelScanned
from simulator.desks.logistics.shipnotice import (
    ShipNotices,
    ShippingNoticeCorrected,
    ShippingNoticeFilled,
    ShippingNoticeFlagged,
)
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.health import Health, HealthMoved
from simulator.desks.store.orders import OrderDelivered, OrderPaid, OrderPlaced, Orders, OrderShipped
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.kernel.world import World
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import MessageArrived, Threads

book = Book()


def health(world: World, rule: str, zh: str, en: str, ref: str) -> HealthMoved:
    """A movement of account health by a dated rule (`health.<rule>`)."""
    return HealthMoved(points=world.of(Rulebook).number(f"health.{rule}", world.now), why=Text(zh, en), ref=ref)


# -- shipping in time ---------------------------------------------------------------------------------------


@book.reacts(OrderPlaced)
def placed(world: World, e: OrderPlaced) -> list[Event]:
    """The limit for shipping runs once an order is paid."""
    if e.old or not e.paid:
        return []
    return [Scheduled(due=e.ship_by, name="ship.limit", entity=e.id)]


@book.reacts(OrderPaid)
def paid(world: World, e: OrderPaid) -> list[Event]:
    """An order paid later gets its own limit."""
    return [Scheduled(due=e.ship_by, name="ship.limit", entity=e.order)]


@book.fires("ship.limit", "发货时限到", "Time limit for shipping")
def ship_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Not shipped by the limit: points are lost."""
    order = world.of(Orders).by_id[entity]
    if order.status in ("shipped", "delivered", "cancelled"):
        return []
    return [health(world, "late_dispatch", "超过发货时限", "not shipped in time", entity)]


def _all_shipped(world: World, id: str) -> bool:
    order = world.of(Orders).by_id[id]
    parcels = world.of(Parcels)
    noticed = {n.tracking for n in world.of(ShipNotices).of_order(id)}
    shipped = {
        line.sku for p in parcels.of_order(id) if "handed" in p.times and p.tracking in noticed for line in p.lines
    }
    return shipped == {line.sku for line in order.lines}


@book.reacts(ShippingNoticeFilled)
def noticed(world: World, e: ShippingNoticeFilled) -> list[Event]:
    """The platform looks for the parcel a day later, and closes the order when all of it is on its way."""
    hours = world.of(Rulebook).number("ship.first_scan_hours", world.now)
    events: list[Event] = [Scheduled(due=world.now + hours * HOUR, name="notice.check", entity=e.notice)]
    if world.of(Orders).by_id[e.order].status == "paid" and _all_shipped(world, e.order):
        events.append(OrderShipped(order=e.order))
    return events


@book.reacts(ShippingNoticeCorrected)
def renoticed(world: World, e: ShippingNoticeCorrected) -> list[Event]:
    """A corrected number may complete the order."""
    order = world.of(ShipNotices).by_id[e.notice].order
    if world.of(Orders).by_id[order].status == "paid" and _all_shipped(world, order):
        return [OrderShipped(order=order)]
    return []


@book.reacts(ParcelHandedOver)
def handed(world: World, e: ParcelHandedOver) -> list[Event]:
    """A notice filled too early becomes true with the hand-over."""
    order = world.of(Parcels).by_id[e.parcel].order
    if world.of(Orders).by_id[order].status == "paid" and _all_shipped(world, order):
        return [OrderShipped(order=order)]
    return []


@book.fires("notice.check", "平台核查发货通知", "The platform checks the shipping notice")
def check_notice(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A number that leads to no parcel of that order on its way is a false notice."""
    notice = world.of(ShipNotices).by_id[entity]
    parcels = world.of(Parcels)
    parcel = parcels.by_id.get(parcels.by_tracking.get(notice.tracking, ""))
    if parcel is None or parcel.order != notice.order:
        why = Text("运单号不属于该订单", "the number is not of this order")
        return [
            ShippingNoticeFlagged(notice=entity, why=why),
            health(world, "invalid_tracking", "无效运单号", "invalid tracking number", entity),
        ]
    if "handed" not in parcel.times:
        why = Text("包裹并未交运", "no parcel was handed over")
        return [
            ShippingNoticeFlagged(notice=entity, why=why),
            health(world, "false_notice", "虚假发货", "false shipping notice", entity),
        ]
    return []


# -- delivery and payout ------------------------------------------------------------------------------------


@book.reacts(ParcelScanned)
def delivered(world: World, e: ParcelScanned) -> list[Event]:
    """When the last parcel of an order has arrived the platform pays out."""
    if e.state != "delivered":
        return []
    parcels = world.of(Parcels)
    order = world.of(Orders).by_id[parcels.by_id[e.parcel].order]
    mine = parcels.of_order(order.id)
    arrived = {line.sku for p in mine if p.state == "delivered" for line in p.lines}
    if order.status in ("delivered", "cancelled") or arrived != {line.sku for line in order.lines}:
        return []
    events: list[Event] = [OrderDelivered(order=order.id)]
    amount = order.goods_paid + order.freight_paid
    if amount:
        events.append(
            CashMoved(
                minor=amount,
                currency=order.currency,
                why=Text("平台放款", "platform payout"),
                ref=order.id,
                kind="sale",
            )
        )
    if not order.old:
        if world.now <= order.promised:
            events.append(health(world, "on_time", "按期送达", "delivered in time", order.id))
        else:
            events.append(health(world, "negative", "晚于承诺送达", "delivered later than promised", order.id))
    return events


# -- answering in time --------------------------------------------------------------------------------------


@book.reacts(MessageArrived)
def message(world: World, e: MessageArrived) -> list[Event]:
    """A message with a limit is looked at when the limit has passed."""
    if e.due is None:
        return []
    return [Scheduled(due=e.due, name="reply.limit", entity=e.thread)]


@book.fires("reply.limit", "回复时限到", "Time limit for replying")
def reply_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Still unanswered: the platform takes points, and the buyer may take it further."""
    thread = world.of(Threads).by_id[entity]
    if thread.waiting_since is None or thread.due is None or thread.due > world.now:
        return []
    events: list[Event] = [health(world, "late_reply", "超时未回复", "not answered in time", entity)]
    if thread.who == "buyer":
        events.append(Scheduled(due=world.now + 24 * HOUR, name="dispute", entity=entity))
    return events


@book.fires("dispute", "买家提起纠纷", "The buyer opens a dispute")
def dispute(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A buyer who is left alone opens a dispute."""
    if world.of(Threads).by_id[entity].waiting_since is None:
        return []
    return [health(world, "dispute", "买家发起纠纷", "the buyer opened a dispute", entity)]


# -- sales --------------------------------------------------------------------------------------------------


@book.fires("sales.day", "海外仓当日销售", "The day's sales from the overseas warehouse")
def day_sales(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The overseas warehouse sells by itself; how much depends on account health, which the platform turns into rank."""
    points = world.of(Health).points
    base = int(args["minor"])
    minor = base * min(130, max(20, points // 2)) // 100
    events: list[Event] = [
        CashMoved(
            minor=minor,
            currency=str(args["currency"]),
            why=Text("海外仓当日毛利", "overseas warehouse, day's margin"),
            ref=entity,
            kind="sale",
        )
    ]
    if int(args["days"]) > 1:
        again = {**args, "days": int(args["days"]) - 1}
        events.append(Scheduled(due=world.now + DAY, name="sales.day", entity=entity, args=again))
    return events
