"""Carriers: drivers come or do not, parcels travel with real delays, traces and claims are answered.

Luck is addressed by the order (not by the service), so that every player of a seed meets the same luck on the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.logistics.label import ParcelHandedOver, PickupAwaited
from simulator.desks.logistics.parcels import Parcel, Parcels, ParcelScanned, goods_of, order_of
from simulator.desks.logistics.undeliverable import (
    CaseTruth,
    DeliveryFailed,
    DisposalDecided,
    DisposalLapsed,
    Undeliverable,
    fee,
)
from simulator.desks.logistics.watch import CarrierAnswered, CarrierAsked, ClaimFiled, parcel_value
from simulator.desks.store.cash import CashMoved, exchange
from simulator.desks.store.orders import OrderTruth
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.kernel.world import HiddenState, World
from simulator.parts.rulebook import Rulebook

book = Book()

# the steps of a journey and the share of the door-to-door time after which each is scanned, in per mille
JOURNEY: tuple[tuple[str, int, Text], ...] = (
    ("accepted", 20, Text("承运商收件", "accepted by the carrier")),
    ("export", 250, Text("出口清关放行", "cleared for export")),
    ("import", 600, Text("到达目的国，进口清关", "arrived, import clearance")),
    ("delivering", 950, Text("派送中", "out for delivery")),
    ("delivered", 1000, Text("已签收", "delivered and signed for")),
)
PLACES = ("origin hub", "export port", "import hub", "local depot", "recipient")


class ParcelTruth(HiddenState):
    """What has really become of parcels: those that stand still or are lost without anyone having said so."""

    __slots__ = ("fate",)

    def __init__(self) -> None:
        self.fate: dict[str, str] = {}


class ParcelFate(HiddenEvent, frozen=True, kw_only=True, tag="parcel.fate"):
    """What has really become of a parcel: `stalled` (a trace finds it), `lost`, `fails:<cause>`."""

    parcel: str
    fate: str


class PickupFailed(Event, frozen=True, kw_only=True, tag="pickup.failed"):
    """No driver came."""

    parcels: tuple[str, ...]
    why: Text


class ParcelDamaged(Event, frozen=True, kw_only=True, tag="parcel.damaged"):
    """The goods arrived broken."""

    parcel: str
    why: Text


class ParcelMisdelivered(Event, frozen=True, kw_only=True, tag="parcel.misdelivered"):
    """The box went to somebody else, because another parcel's label was on it or the address was the wrong one."""

    parcel: str
    why: Text


book.event("包裹 {parcel} 的实情：{fate}", "The truth about parcel {parcel}: {fate}")(ParcelFate)
book.event("揽收未成（{parcels}）：{why}", "Pick-up failed ({parcels}): {why}", news=True, reveals=True)(PickupFailed)
book.event("包裹 {parcel} 货物破损：{why}", "Parcel {parcel} arrived damaged: {why}", news=True, reveals=True)(
    ParcelDamaged
)
book.event("包裹 {parcel} 送错：{why}", "Parcel {parcel} went astray: {why}", news=True, reveals=True)(
    ParcelMisdelivered
)


@book.applies(ParcelFate)
def _fate(world: World, e: ParcelFate) -> None:
    world.of(ParcelTruth).fate[e.parcel] = e.fate


@book.applies(PickupFailed)
def _not_fetched(world: World, e: PickupFailed) -> None:
    for id in e.parcels:
        world.of(Parcels).by_id[id].did("pickup_failed", world)


@book.applies(ParcelDamaged)
def _damaged(world: World, e: ParcelDamaged) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.damaged = True
    parcel.did("damaged", world)


@book.applies(ParcelMisdelivered)
def _astray(world: World, e: ParcelMisdelivered) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.state = "lost"
    parcel.did("astray", world)


# -- pick-up ------------------------------------------------------------------------------------------------


@book.reacts(PickupAwaited)
def await_driver(world: World, e: PickupAwaited) -> list[Event]:
    """A driver is due at the cut-off."""
    return [Scheduled(due=e.at, name="pickup", entity=e.parcels[0], args={"parcels": " ".join(e.parcels)})]


@book.fires("pickup", "承运商上门取件", "The carrier picks up")
def driver(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The driver takes what lies in the carrier's area and is enough for a stop."""
    shift = world.of(Shift)
    events: list[Event] = []
    called = [world.of(Parcels).by_id[i] for i in str(args["parcels"]).split()]
    by_service: dict[str, list[Parcel]] = {}
    for service_id in dict.fromkeys(p.service for p in called if "handed" not in p.times):
        # the driver counts everything that waits for him here, whenever it was called in
        waiting = [
            p for p in world.of(Parcels).by_id.values()
            if p.service == service_id and "awaited" in p.times and "handed" not in p.times
        ]  # fmt: skip
        if all(p.times.get("pickup_failed") != world.now for p in waiting):
            by_service[service_id] = waiting
    for service_id, parcels in by_service.items():
        service = shift.services[service_id]
        ids = tuple(p.id for p in parcels)
        if shift.facts.warehouse not in service.pickup_areas:
            why = Text("不在揽收区域", "outside the pick-up area")
        elif len(parcels) < service.pickup_min_pieces:
            why = Text(f"不足 {service.pickup_min_pieces} 票", f"fewer than {service.pickup_min_pieces} parcels")
        else:
            events += [ParcelHandedOver(parcel=i, mode="pickup", place="warehouse") for i in ids]
            if service.pickup_fee:
                note = Text("揽收费", "pick-up fee")
                events.append(
                    CashMoved(minor=-service.pickup_fee, currency="CNY", why=note, ref=ids[0], kind="freight")
                )
            continue
        events.append(PickupFailed(parcels=ids, why=why))
    return events


# -- the journey --------------------------------------------------------------------------------------------


def handed_late(world: World, parcel: Parcel) -> int:
    """Minutes by which hand-over after the cut-off pushes the journey: to the next morning."""
    service = world.of(Shift).services[parcel.service]
    minute = world.now % DAY
    return DAY - minute + 8 * HOUR if minute > service.cutoff else 0


@book.reacts(ParcelHandedOver)
def depart(world: World, e: ParcelHandedOver) -> list[Event]:
    """The journey begins: its length is this order's luck on this service's realised distribution."""
    parcel = world.of(Parcels).by_id[e.parcel]
    order = order_of(world, parcel)
    service = world.of(Shift).services[parcel.service]
    goods = goods_of(world, parcel.lines)
    cost = sum(good.cost for good in goods)
    events: list[Event] = [
        StockMoved(sku=line.sku, pieces=-line.quantity, why="shipped", ref=parcel.id) for line in parcel.lines
    ]
    events.append(
        CashMoved(minor=-cost, currency="CNY", why=Text("商品成本", "cost of goods"), ref=parcel.id, kind="goods")
    )
    refused = service.takes(goods, order.market)
    if refused is not None:
        return [*events, Scheduled(due=world.now + 12 * HOUR, name="carrier.refuses", entity=parcel.id)]
    total = world.luck.quantile(service.performance[order.market].transit, "transit", parcel.id)
    if parcel.label is not None and parcel.label.place != "top":
        total += 4 * DAY  # sorted by hand, because the code cannot be read
    start = world.now + handed_late(world, parcel)
    return [*events, *leg(parcel.id, 0, start, total, 0)]


def leg(parcel: str, step: int, start: int, total: int, extra: int) -> list[Event]:
    """The agenda entry of the next scan."""
    due = start + extra + total * JOURNEY[step][1] // 1000
    return [
        Scheduled(
            due=due, name="journey", entity=parcel, args={"step": step, "start": start, "total": total, "extra": extra}
        )
    ]


@book.fires("journey", "包裹下一次扫描", "The parcel's next scan")
def travel(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """One scan and the way to the next; at import customs may hold the parcel, at the end the box may be the wrong one."""
    parcel = world.of(Parcels).by_id[entity]
    if parcel.state in ("held", "lost", "refused", "returned", "destroyed", "delivered", "undeliverable"):
        return []
    step, start, total, extra = int(args["step"]), int(args["start"]), int(args["total"]), int(args["extra"])
    name, _, text = JOURNEY[step]
    if name != "delivered":
        scan = ParcelScanned(parcel=entity, step=name, place=PLACES[step], text=text)
        if name == "import":
            # customs answers the scan and, if it clears the parcel, sends it on with the same luck
            return [scan, Scheduled(due=world.now, name="customs.clear", entity=entity, args=dict(args), priority=1)]
        order = order_of(world, parcel)
        performance = world.of(Shift).services[parcel.service].performance.get(order.market)
        missed = performance is not None and name != "accepted"
        if missed and performance and world.luck.chance(performance.missed_scan_bp, f"scan.{name}", entity):
            return list(leg(entity, step + 1, start, total, extra))  # this scan goes missing, the parcel does not
        return [scan, *leg(entity, step + 1, start, total, extra)]
    return arrive(world, parcel)


def arrive(world: World, parcel: Parcel) -> list[Event]:
    """The last step: the right door or a wrong one, whole or broken."""
    order = order_of(world, parcel)
    truth = world.of(OrderTruth).address.get(order.id, order.address)
    if parcel.label is not None and parcel.label.tracking != parcel.tracking:
        why = Text(f"箱上贴的是 {parcel.label.tracking}", f"the box carried the label {parcel.label.tracking}")
        return [ParcelMisdelivered(parcel=parcel.id, why=why)]
    told = parcel.recipient
    if told is not None and (told.postcode, told.street) != (truth.postcode, truth.street):
        why = Text("收件地址已不是买家现址", "the address is no longer the buyer's")
        return [ParcelMisdelivered(parcel=parcel.id, why=why)]
    events: list[Event] = [
        ParcelScanned(parcel=parcel.id, step="delivered", place=PLACES[-1], text=JOURNEY[-1][2], state="delivered")
    ]
    goods = goods_of(world, parcel.lines)
    service = world.of(Shift).services[parcel.service]
    soft = parcel.packing is None or parcel.packing.filling in ("none", "paper") or parcel.packing.box in ("bag",)
    if any(good.fragile for good in goods) and soft and not parcel.old:
        events.append(
            ParcelDamaged(parcel=parcel.id, why=Text("易碎品填充不足", "fragile goods without enough filling"))
        )
    elif world.luck.chance(service.performance[order.market].damaged_bp, "damage", parcel.id) and not parcel.old:
        events.append(ParcelDamaged(parcel=parcel.id, why=Text("运输中受压", "crushed on the way")))
    return events


@book.fires("carrier.refuses", "承运商退回不收的货", "The carrier sends back what it does not take")
def refuse(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The sorting centre finds goods that the service does not take and sends them back."""
    text = Text("查验退回：该服务不收此类货物", "sent back: this service does not take such goods")
    return [ParcelScanned(parcel=entity, step="refused", place="origin hub", text=text, state="refused")]


# -- traces, claims, parcels that cannot be delivered ---------------------------------------------------------


@book.reacts(CarrierAsked)
def trace(world: World, e: CarrierAsked) -> list[Event]:
    """The carrier looks: 6 to 14 hours."""
    hours = world.luck.between(6, 14, "trace", e.parcel)
    return [Scheduled(due=world.now + hours * HOUR, name="trace.answer", entity=e.parcel)]


@book.fires("trace.answer", "承运商答复查件", "The carrier answers the trace")
def traced(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """What the carrier found."""
    fate = world.of(ParcelTruth).fate.get(entity, "")
    if fate == "lost":
        return [CarrierAnswered(parcel=entity, answer="lost")]
    if fate == "stalled":
        return [
            CarrierAnswered(parcel=entity, answer="found"),
            Scheduled(due=world.now + 2 * DAY, name="journey.end", entity=entity),
        ]
    return [CarrierAnswered(parcel=entity, answer="moving")]


@book.fires("journey.end", "包裹送达", "The parcel arrives")
def end(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A parcel that was found or sent out again arrives."""
    parcel = world.of(Parcels).by_id[entity]
    return [] if parcel.state in ("delivered", "lost", "destroyed", "returned") else arrive(world, parcel)


@book.reacts(ClaimFiled)
def claim(world: World, e: ClaimFiled) -> list[Event]:
    """Claims are decided after two days."""
    return [Scheduled(due=world.now + 2 * DAY, name="claim.decided", entity=e.parcel, args={"amount": e.amount})]


@book.fires("claim.decided", "承运商裁定索赔", "The carrier decides the claim")
def claimed(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The carrier pays the value of a parcel that is lost, never more."""
    if world.of(Parcels).by_id[entity].state != "lost":
        return []
    value, currency = parcel_value(world, entity)
    why = Text("承运商赔付", "carrier's compensation")
    return [CashMoved(minor=min(value, int(args["amount"])), currency=currency, why=why, ref=entity, kind="claim")]


@book.reacts(DeliveryFailed)
def failing(world: World, e: DeliveryFailed) -> list[Event]:
    """The limit for a decision runs."""
    return [Scheduled(due=e.decide_by, name="disposal.limit", entity=e.case)]


@book.fires("disposal.limit", "处置决定时限到", "Time limit for deciding what becomes of a parcel")
def lapse(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Without a decision the carrier destroys the goods and bills destruction, storage and a handling fee."""
    case = world.of(Undeliverable).by_id[entity]
    if case.way:
        return []
    billed = fee(case, "destroy", world.now) + case.return_fee // 2
    why = Text("逾期未处置，承运商代销毁", "no decision in time: destroyed by the carrier")
    return [
        DisposalLapsed(case=entity, billed=billed),
        CashMoved(minor=-billed, currency="CNY", why=why, ref=entity, kind="fine"),
    ]


@book.reacts(DisposalDecided)
def dispose(world: World, e: DisposalDecided) -> list[Event]:
    """Sent out again, a parcel arrives two days later if the buyer has answered."""
    if e.way != "redeliver":
        return []
    case = world.of(Undeliverable).by_id[e.case]
    if world.of(CaseTruth).answer.get(e.case) not in ("address", "pickup"):
        return []
    return [Scheduled(due=world.now + 2 * DAY, name="journey.redelivered", entity=case.parcel)]


@book.fires("journey.redelivered", "再次派送成功", "The second delivery succeeds")
def redelivered(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The second attempt succeeds."""
    text = Text("再次派送成功", "delivered at the second attempt")
    return [ParcelScanned(parcel=entity, step="delivered", place=PLACES[-1], text=text, state="delivered")]


def in_cny(world: World, minor: int, currency: str) -> int:
    """CNY fen at the day's rate."""
    return exchange(world.of(Rulebook), world.now, minor, currency, "CNY")
