"""Tracking from the other side: the warehouse supplies what it forgot, the carrier what it lost, and buyers look and ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.desks.logistics.parcels import Parcels
from simulator.desks.logistics.watch import CarrierAnswered
from simulator.desks.service.tracking import (
    CarrierSupplied,
    ReportLine,
    StepLogged,
    Tracking,
    WarehouseAsked,
    WarehouseReported,
)
from simulator.desks.store.orders import Order, Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR
from simulator.kernel.world import HiddenState, World
from simulator.market.experts import after_cover, reading
from simulator.market.platform import health
from simulator.market.wording import wordings
from simulator.parts.reading import mentions
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import MessageArrived, MessageWants, Threads

book = Book()


STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "standing": (
        "no scan", "not been scanned", "no movement", "not moved", "no update", "not been updated", "standing still", "stands still",
        "stalled", "no event", "stuck", "delayed", "没有更新", "未更新", "停滞", "没有动静", "没有新轨迹", "停留", "没有扫描", "延误",
    ),
    "found": ("found", "located", "moving again", "on its way again", "找到", "恢复运输", "继续运输"),
    "lost": ("lost", "丢失", "遗失"),
    "held": ("held by customs", "customs is holding", "customs has stopped", "holding your parcel", "held at customs", "海关"),
}  # fmt: skip


def says(text: str, status: str, language: str) -> bool:
    """Whether a letter in the buyer's language names a status: standing, found, lost, held."""
    r = reading(text)
    return r.language in (language, "mixed") and mentions(r, *STATUS_WORDS[status])


class LateScan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A carrier's event that is missing until somebody asks."""

    step: str
    at: int
    place: str
    text: Text


class OrderTraced(HiddenEvent, frozen=True, kw_only=True, tag="traced.order"):
    """An order whose whole chain has to be recorded, with what the warehouse and the carrier left out."""

    order: str
    parcel: str
    gap: ReportLine | None = None
    late: LateScan | None = None


class TroubleNature(HiddenEvent, frozen=True, kw_only=True, tag="traced.trouble"):
    """A parcel whose buyer has to be told something: `stalled`, `lost`, `quiet` (stalled under a new rule only) or `held`."""

    order: str
    parcel: str
    trouble: str


class Traced(HiddenState):
    """What is behind traced orders and parcels in trouble."""

    __slots__ = ("asked", "orders", "troubles")

    def __init__(self) -> None:
        self.orders: dict[str, OrderTraced] = {}
        self.troubles: dict[str, TroubleNature] = {}
        self.asked: dict[str, int] = {}  # order -> minute at which the buyer had to ask


class BuyerWondered(HiddenEvent, frozen=True, kw_only=True, tag="traced.wondered"):
    """A buyer could see nothing, had heard nothing and asked."""

    order: str


book.event(
    "{order} 的物流链要完整记录（包裹 {parcel}）", "The whole chain of {order} has to be recorded (parcel {parcel})"
)(OrderTraced)
book.event("包裹 {parcel}（{order}）出了问题：{trouble}", "Parcel {parcel} ({order}) is in trouble: {trouble}")(
    TroubleNature
)
book.event("{order} 的买家什么也看不到，只好来问", "The buyer of {order} could see nothing and asked")(BuyerWondered)


@book.applies(OrderTraced)
def _traced(world: World, e: OrderTraced) -> None:
    world.of(Traced).orders[e.order] = e


@book.applies(TroubleNature)
def _trouble(world: World, e: TroubleNature) -> None:
    world.of(Traced).troubles[e.order] = e


@book.applies(BuyerWondered)
def _wondered(world: World, e: BuyerWondered) -> None:
    world.of(Traced).asked.setdefault(e.order, world.now)


@book.reacts(WarehouseAsked)
def look_up(world: World, e: WarehouseAsked) -> list[Event]:
    """The warehouse looks into its hand-held scanners: one to three hours."""
    hours = world.luck.between(1, 3, "truth.warehouse", e.order)
    return [Scheduled(due=world.now + hours * HOUR, name="warehouse.supplies", entity=e.order, args={"step": e.step})]


@book.fires("warehouse.supplies", "仓库补报漏记的环节", "The warehouse supplies the missing line")
def supply(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The line that was missing, if the step has been done."""
    truth = world.of(Traced).orders.get(entity)
    step = str(args["step"])
    if truth is None or truth.gap is None or truth.gap.step != step or truth.gap.at > world.now:
        return []
    return [WarehouseReported(id=f"WR-{entity}-{step}", lines=(truth.gap,))]


@book.reacts(CarrierAnswered)
def supplied(world: World, e: CarrierAnswered) -> list[Event]:
    """Asked about a parcel, the carrier also hands in the event it had lost."""
    for truth in world.of(Traced).orders.values():
        late = truth.late
        if truth.parcel == e.parcel and late is not None and late.at <= world.now:
            scans = world.of(Parcels).by_id[e.parcel].scans
            if all(s.step != late.step for s in scans):
                return [CarrierSupplied(parcel=e.parcel, step=late.step, at=late.at, place=late.place, text=late.text)]
    return []


def _letter(world: World, order: Order, topic: str) -> list[Event]:
    parcels = world.of(Parcels).of_order(order.id)
    item = world.of(Shift).goods[order.lines[0].sku].name
    options = [
        p for p in wordings(world, topic) if "{days}" not in p.en and "{date}" not in p.en and "{carrier}" not in p.en
    ]
    text = world.luck.pick(options, "phrase." + topic, order.id).fill(
        order=order.id, item=item, city=order.address.city, tracking=parcels[0].tracking if parcels else order.id
    )
    rules = world.of(Rulebook)
    limit = after_cover(rules, world.now, rules.number("reply.first_hours", world.now) * HOUR)
    threads = [t.id for t in world.of(Threads).about(order.id) if t.who == "buyer"]
    thread = threads[0] if threads else f"T-{order.id}"
    return [
        BuyerWondered(order=order.id),
        MessageArrived(
            thread=thread, who="buyer", name=order.buyer, text=text.of("zh" if order.language == "zh" else "en"), gist=text,
            language=order.language, subject=Text(f"订单 {order.id} 在哪里", f"Where is order {order.id}"), order=order.id, due=limit,
        ),
        MessageWants(thread=thread, topic=topic, args={"order": order.id}),
    ]  # fmt: skip


@book.fires("tracking.look", "买家查看物流", "The buyer looks at the tracking")
def look(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The buyer looks at the order: nothing to be seen means a letter."""
    record = world.of(Tracking).by_order.get(entity)
    if record is not None and record.published is not None:
        return []
    return _letter(world, world.of(Orders).by_id[entity], "tracking.ask")


@book.fires("trouble.look", "问题件的买家来查看", "The buyer of a parcel in trouble looks")
def worry(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The buyer of a parcel in trouble has heard nothing and complains."""
    since = int(args["since"])
    for thread in world.of(Threads).about(entity):
        if any(m.sender == "me" and m.minute >= since for m in thread.messages):
            return []
    return _letter(world, world.of(Orders).by_id[entity], "delay.complain")


@book.fires("trouble.truth", "问题件的买家得知实情", "The buyer of a parcel in trouble learns the truth")
def truth_comes_out(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Days later the buyer knows anyway; who was never told the truth opens a dispute."""
    trouble = world.of(Traced).troubles[entity]
    order = world.of(Orders).by_id[entity]
    status = {"held": "held", "lost": "lost"}.get(trouble.trouble, "standing")
    letters = [
        m.text for t in world.of(Threads).about(entity) if t.who == "buyer" for m in t.messages if m.sender == "me"
    ]
    if any(says(text, status, order.language) for text in letters):
        return []
    return [
        health(
            world,
            "dispute",
            "买家发起纠纷：包裹的实情被瞒",
            "dispute: the buyer was not told the truth about the parcel",
            entity,
        )
    ]


@book.reacts(StepLogged)
def logged(world: World, e: StepLogged) -> list[Event]:
    """A hand-over that is logged while the parcel still stands in the warehouse is noticed when no scan follows."""
    if e.step != "handed" or world.of(Parcels).of_order(e.order):
        return []
    return [Scheduled(due=world.now + 12 * HOUR, name="tracking.disbelieved", entity=e.order)]


@book.fires("tracking.disbelieved", "平台核对物流记录", "The platform compares the tracking record")
def disbelieved(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The platform compares the record with the carrier's first scan."""
    return [
        health(world, "false_notice", "追踪记录与实际交运不符", "a hand-over on record before there was one", entity)
    ]
