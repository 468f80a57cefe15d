"""Choose the logistics service of an order (11.1.1), from realised performance (11.1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from simulator.desks.logistics.parcels import Parcel, Parcels, goods_of
from simulator.desks.store.orders import CHOICE, Orders, find_order
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World
from simulator.parts.carriage import Service
from simulator.parts.goods import Line

book = Book()


class ServiceChosen(Event, frozen=True, kw_only=True, tag="service.chosen"):
    """A parcel was planned with a service; a parcel of the same id that was only planned is replaced."""

    parcel: str
    order: str
    lines: tuple[Line, ...]
    service: str
    insured: bool
    price: int  # freight in CNY fen at that moment


book.event("{order} 选用 {service}（包裹 {parcel}）", "{order} goes by {service} (parcel {parcel})")(ServiceChosen)


@book.applies(ServiceChosen)
def _chosen(world: World, e: ServiceChosen) -> None:
    parcel = Parcel(id=e.parcel, order=e.order, lines=e.lines, service=e.service, insured=e.insured)
    parcel.did("planned", world)
    world.of(Parcels).by_id[e.parcel] = parcel


@book.command(
    title=Text("选择物流", "Choose the service"), desk="orders", minutes=2, requirements=("11.1.1", "11.1.6"), order=20,
    about=Text("按买家所选等级选择物流服务；由卖家定的，选可行且最省的。", "Choose the service of the level the buyer chose; where it is left to you, the cheapest feasible."),
)  # fmt: skip
class ChooseService(Command, frozen=True, kw_only=True, tag="service.choose"):
    """Choose the service for an order, or for a part of it (a partial shipment)."""

    order: Annotated[str, info("订单", "Order", record="orders", requirement="11.1.1")]
    service: Annotated[
        str,
        info("物流服务", "Service", record="services", requirement="11.1.1",
             help=Text("等级须与买家所选一致；电池、液体须被接收。", "Same level as the buyer chose; it must take batteries and liquids.")),
    ]  # fmt: skip
    skus: Annotated[
        tuple[str, ...],
        info("本包裹内件", "Items in this parcel", "list", record="items",
             help=Text("留空：本订单全部未发商品。", "Empty: all items of the order not yet planned.")),
    ] = ()  # fmt: skip
    insured: Annotated[
        bool, info("保价", "Insured", "flag", requirement="11.1.6",
                   help=Text("贵重或易碎品宜保价。", "Advisable for valuable or fragile goods."))
    ] = False  # fmt: skip


@book.decides(ChooseService)
def choose(world: World, c: ChooseService) -> list[Event]:
    """A service that does not serve the market cannot be booked; one that refuses the goods can (they will come back)."""
    order = find_order(world, c.order)
    if order.status not in ("unpaid", "paid"):
        raise Refusal(
            "not-open", f"订单 {c.order} 已不在待发状态。", f"Order {c.order} is no longer waiting to be shipped."
        )
    shift = world.of(Shift)
    service = shift.services.get(c.service)
    if service is None:
        raise Refusal("no-service", f"没有物流服务 {c.service}。", f"There is no service {c.service}.")
    if order.market not in service.rates:
        raise Refusal("not-served", f"{c.service} 不通 {order.market}。", f"{c.service} does not serve {order.market}.")
    unknown = [s for s in c.skus if s not in {line.sku for line in order.lines}]
    if unknown or len(set(c.skus)) != len(c.skus):
        raise Refusal("not-in-order", "所选商品不在订单中或重复。", "An item is not in the order or was named twice.")
    parcels = world.of(Parcels).of_order(order.id)
    open_plan = {p.id for p in parcels if "consigned" not in p.times}
    taken = {line.sku for p in parcels if p.id not in open_plan for line in p.lines}
    wanted = set(c.skus) or {line.sku for line in order.lines} - taken
    if not wanted or wanted & taken:
        raise Refusal(
            "all-planned",
            f"订单 {c.order} 的商品已下物流单。",
            f"The items of {c.order} are in logistics orders already.",
        )
    lines = tuple(line for line in order.lines if line.sku in wanted)
    short = [line.sku for line in lines if shift.stock.get(line.sku, 0) < line.quantity]
    if short:
        raise Refusal(
            "no-stock",
            f"{'、'.join(short)} 缺货，可先发有货部分。",
            f"{', '.join(short)} is out of stock; ship what is here first.",
        )
    # a plan for the same goods is replaced; other open plans keep their numbers
    same = next((p.id for p in parcels if p.id in open_plan and {line.sku for line in p.lines} & wanted), None)
    parcel = same or f"{order.id}-{len(parcels) + 1}"
    price = service.price(goods_of(world, lines), order.market)
    return [
        ServiceChosen(parcel=parcel, order=order.id, lines=lines, service=service.id, insured=c.insured, price=price)
    ]


@book.options(ChooseService, "skus")
def own_items(seen: Seen, fields: Mapping[str, Any]) -> list[str]:
    """The items of the order in the form."""
    order = seen.of(Orders).by_id.get(str(fields.get("order", "")).strip())
    return [line.sku for line in order.lines] if order else []


@book.options(ChooseService, "service")
def serving(seen: Seen, fields: Mapping[str, Any]) -> list[str]:
    """The services that go to the order's market."""
    order = seen.of(Orders).by_id.get(str(fields.get("order", "")).strip())
    return [s.id for s in seen.of(Shift).services.values() if order is None or order.market in s.rates]


# -- views --------------------------------------------------------------------------------------------------


class ServiceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service on offer."""

    id: Annotated[str, info("服务", "Service", "id")]
    carrier: Annotated[Text, info("承运商", "Carrier")]
    name: Annotated[Text, info("名称", "Name")]
    level: Annotated[str, info("等级", "Level", "choice", choices=CHOICE)]
    battery: Annotated[bool, info("收带电", "Takes batteries", "flag")]
    liquid: Annotated[bool, info("收液体", "Takes liquids", "flag")]
    markets: Annotated[str, info("可达", "Serves")]


class QuoteRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One market on a service's record: realised performance in the last 90 days."""

    market: Annotated[str, info("市场", "Market")]
    half: Annotated[int, info("中位时效", "Median", "duration")]
    ninety: Annotated[int, info("90% 时效", "90 % within", "duration")]
    lost: Annotated[int, info("丢失率", "Lost", "bp")]
    damaged: Annotated[int, info("破损率", "Damaged", "bp")]
    missed: Annotated[int, info("漏扫率", "Missed scans", "bp")]
    per_kg: Annotated[int, info("每公斤", "Per kg", "money", currency="CNY")]
    piece: Annotated[int, info("每票", "Per parcel", "money", currency="CNY")]


class ServiceRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service opened: conditions, and performance as it was in truth, not as advertised."""

    id: Annotated[str, info("服务", "Service", "id")]
    carrier: Annotated[Text, info("承运商", "Carrier")]
    name: Annotated[Text, info("名称", "Name")]
    level: Annotated[str, info("等级", "Level", "choice", choices=CHOICE)]
    advertised: Annotated[str, info("宣传时效（天）", "Advertised days")]
    battery: Annotated[tuple[str, ...], info("收何种电池", "Batteries taken", "list")]
    liquid: Annotated[bool, info("收液体", "Takes liquids", "flag")]
    divisor: Annotated[int, info("体积除数", "Volume divisor", "int")]
    max_g: Annotated[int, info("限重", "Weight limit", "grams")]
    pickup_areas: Annotated[tuple[str, ...], info("揽收区域", "Pick-up areas", "list")]
    pickup_min: Annotated[int, info("揽收起票数", "Pick-up from pieces", "int")]
    pickup_fee: Annotated[int, info("揽收费/次", "Pick-up fee a time", "money", currency="CNY")]
    dropoff: Annotated[int | None, info("本仓到网点公里", "Km to the counter", "int")]
    cutoff: Annotated[str, info("截单时刻", "Cut-off")]
    quotes: Annotated[tuple[QuoteRow, ...], info("实际表现（近 90 天）", "Realised performance (90 days)", "list")]


@book.view(
    "services", title=Text("物流服务", "Services"), desk="logistics", shows=ServiceRow, record="service", order=40
)
def services(seen: Seen) -> list[ServiceRow]:
    """All services on offer."""
    return [
        ServiceRow(
            id=s.id, carrier=s.carrier, name=s.name, level=s.level, battery=len(s.battery) > 1, liquid=s.liquid,
            markets=" ".join(sorted(s.rates)),
        )
        for s in seen.of(Shift).services.values()
    ]  # fmt: skip


@book.view(
    "service",
    title=Text("物流服务", "Service"),
    desk="logistics",
    shows=ServiceRecord,
    kind="record",
    record="services",
    evidence=True,
)
def service_view(seen: Seen, key: str) -> ServiceRecord | None:
    """One service with its realised performance."""
    shift = seen.of(Shift)
    s = shift.services.get(key)
    if s is None:
        return None
    return ServiceRecord(
        id=s.id, carrier=s.carrier, name=s.name, level=s.level, advertised=f"{s.advertised_days[0]}-{s.advertised_days[1]}",
        battery=s.battery, liquid=s.liquid, divisor=s.divisor, max_g=s.max_g, pickup_areas=s.pickup_areas,
        pickup_min=s.pickup_min_pieces, pickup_fee=s.pickup_fee, dropoff=s.dropoff_km.get(shift.facts.warehouse),
        cutoff=f"{s.cutoff // 60:02d}:{s.cutoff % 60:02d}",
        quotes=tuple(
            QuoteRow(
                market=m, half=s.minutes_at(m, 5000), ninety=s.minutes_at(m, 9000), lost=p.lost_bp, damaged=p.damaged_bp,
                missed=p.missed_scan_bp, per_kg=s.rates[m].per_kg, piece=s.rates[m].piece,
            )
            for m, p in sorted(s.performance.items())
        ),
    )  # fmt: skip


class OfferRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service as an offer for one order."""

    id: Annotated[str, info("服务", "Service", "id")]
    name: Annotated[Text, info("名称", "Name")]
    level: Annotated[str, info("等级", "Level", "choice", choices=CHOICE)]
    price: Annotated[int, info("运费", "Freight", "money", currency="CNY")]
    ninety: Annotated[int, info("90% 时效", "90 % within", "duration")]
    takes: Annotated[Text, info("可收", "Takes it")]


class OfferSheet(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All services that reach the order's market, with the freight for its goods."""

    id: Annotated[str, info("单号", "Order", "id")]
    choice: Annotated[str, info("买家选的物流", "Buyer's choice", "choice", choices=CHOICE)]
    promised: Annotated[int, info("承诺送达", "Promised by", "minute")]
    offers: Annotated[tuple[OfferRow, ...], info("可用服务", "Services", "list")]


def _takes(service: Service, seen: Seen, lines: tuple[Line, ...], market: str) -> Text:
    return service.takes(goods_of(seen, lines), market) or Text("可收", "yes")


@book.view(
    "offers",
    title=Text("运费报价", "Freight offers"),
    desk="logistics",
    shows=OfferSheet,
    kind="record",
    record="orders",
    evidence=True,
    order=30,
)
def offers(seen: Seen, key: str) -> OfferSheet | None:
    """The freight of every service for one order, the cheapest first."""
    order = seen.of(Orders).by_id.get(key)
    if order is None:
        return None
    goods = goods_of(seen, order.lines)
    rows = [
        OfferRow(
            id=s.id, name=s.name, level=s.level, price=s.price(goods, order.market),
            ninety=s.minutes_at(order.market, 9000), takes=_takes(s, seen, order.lines, order.market),
        )
        for s in seen.of(Shift).services.values()
        if order.market in s.rates
    ]  # fmt: skip
    return OfferSheet(
        id=order.id,
        choice=order.choice,
        promised=order.promised,
        offers=tuple(sorted(rows, key=lambda r: (r.price, r.id))),
    )
