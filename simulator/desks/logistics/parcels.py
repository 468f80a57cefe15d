"""Parcels: one record that each step of fulfilment adds to, and the carriers' scans of it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.store.orders import Order, Orders, find_order
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World
from simulator.parts.goods import Good, Line
from simulator.parts.people import Address

book = Book()

Mode = Literal["pickup", "dropoff"]
MODE = {"pickup": Text("上门揽收", "pick-up"), "dropoff": Text("自送网点", "own delivery to the counter")}

STATE = {
    "planned": Text("已选物流", "service chosen"),
    "declared": Text("已申报", "declared"),
    "consigned": Text("已下物流单", "logistics order created"),
    "handed": Text("已交运", "handed over"),
    "transit": Text("运输中", "in transit"),
    "held": Text("海关扣留", "held by customs"),
    "refused": Text("承运商退回", "refused by the carrier"),
    "undeliverable": Text("投递失败", "undeliverable"),
    "delivered": Text("已签收", "delivered"),
    "lost": Text("丢失", "lost"),
    "returned": Text("已退回", "returned"),
    "destroyed": Text("已销毁", "destroyed"),
}


class Declaration(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What customs is told. Money in minor units of `currency`, weights in grams."""

    name_zh: str
    name_en: str
    material: str
    use: str
    hs: str
    quantity: int
    net_g: int
    gross_g: int
    value: int
    currency: str
    origin: str
    tax_number: str
    nature: str


class Scan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event of the carrier's tracking."""

    minute: Annotated[int, info("时间", "Time", "minute")]
    step: Annotated[str, info("节点", "Step")]
    place: Annotated[str, info("地点", "Place")]
    text: Annotated[Text, info("说明", "What happened")]


class Packing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a parcel is packed."""

    box: str
    filling: str
    mark: str


class Label(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A label on a box: the number printed on it, and where and how it sits."""

    tracking: str
    place: str


class Parcel(msgspec.Struct, kw_only=True, gc=False):
    """One parcel. `facts` maps a step to the number of the fact that did it, `times` to its sim minute."""

    id: str
    order: str
    lines: tuple[Line, ...]
    service: str
    insured: bool
    state: str = "planned"
    declaration: Declaration | None = None
    mode: str = ""
    goods_name: str = ""
    goods_material: str = ""
    goods_quantity: int = 0
    goods_value: int = 0
    recipient: Address | None = None
    sender_phone: str = ""
    tracking: str = ""
    printed: str = ""
    label: Label | None = None
    packing: Packing | None = None
    checked: str = ""
    peers: int = 0  # parcels of the same service that were waiting when the logistics order was created
    scans: list[Scan] = msgspec.field(default_factory=list)
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)
    damaged: bool = False
    old: bool = False

    def did(self, step: str, world: World) -> None:
        """Note that a step was done by the fact that is being applied."""
        self.facts[step] = world.count - 1
        self.times[step] = world.now


class Parcels(State):
    """All parcels by id, and by tracking number."""

    __slots__ = ("by_id", "by_tracking")

    def __init__(self) -> None:
        self.by_id: dict[str, Parcel] = {}
        self.by_tracking: dict[str, str] = {}

    def of_order(self, order: str) -> list[Parcel]:
        """The parcels of one order in the order they were planned."""
        return [p for p in self.by_id.values() if p.order == order]


class ParcelScanned(Event, frozen=True, kw_only=True, tag="parcel.scanned"):
    """The carrier scanned a parcel."""

    parcel: str
    step: str
    place: str
    text: Text
    state: str = "transit"


class ParcelShipped(Event, frozen=True, kw_only=True, tag="parcel.shipped_before"):
    """A parcel that was handed over before the shift began, with its scans so far."""

    parcel: str
    order: str
    lines: tuple[Line, ...]
    service: str
    tracking: str
    insured: bool
    handed: int
    recipient: Address
    scans: tuple[Scan, ...]


book.event("{parcel} {step}：{text}（{place}）", "{parcel} {step}: {text} ({place})", reveals=True)(ParcelScanned)
book.event("班前已发包裹 {parcel}", "Shipped before the shift: {parcel}")(ParcelShipped)


@book.applies(ParcelScanned)
def _scanned(world: World, e: ParcelScanned) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.scans.append(Scan(minute=world.now, step=e.step, place=e.place, text=e.text))
    parcel.state = e.state
    parcel.did(f"scan:{e.step}", world)


@book.applies(ParcelShipped)
def _shipped(world: World, e: ParcelShipped) -> None:
    parcels = world.of(Parcels)
    parcels.by_id[e.parcel] = Parcel(
        id=e.parcel, order=e.order, lines=e.lines, service=e.service, insured=e.insured, state="transit",
        recipient=e.recipient, tracking=e.tracking, printed=e.tracking, scans=list(e.scans), old=True,
        label=Label(tracking=e.tracking, place="top"), facts={"handed": world.count - 1}, times={"handed": e.handed},
    )  # fmt: skip
    parcels.by_tracking[e.tracking] = e.parcel


def find_parcel(world: World, id: str) -> Parcel:
    """The parcel with this id, or a refusal."""
    parcel = world.of(Parcels).by_id.get(id)
    if parcel is None:
        raise Refusal("no-parcel", f"没有包裹 {id}。", f"There is no parcel {id}.")
    return parcel


def still_here(world: World, id: str) -> Parcel:
    """A parcel that has not been handed over yet, or a refusal."""
    parcel = find_parcel(world, id)
    if "handed" in parcel.times:
        raise Refusal("handed", f"包裹 {id} 已经交运。", f"Parcel {id} has been handed over.")
    return parcel


def goods_of(world: World | Seen, lines: tuple[Line, ...]) -> list[Good]:
    """The goods of these lines, one entry per piece."""
    catalogue = world.of(Shift).goods
    return [catalogue[line.sku] for line in lines for _ in range(line.quantity)]


def goods_value(world: World | Seen, order: Order, lines: tuple[Line, ...]) -> int:
    """The market value of these lines: what the buyer paid per piece; the list price where nothing was paid (a replacement)."""
    goods = world.of(Shift).goods
    return sum((line.price or goods[line.sku].price[order.market]) * line.quantity for line in lines)


def order_of(world: World, parcel: Parcel) -> Order:
    """The order a parcel belongs to."""
    return find_order(world, parcel.order)


# -- views --------------------------------------------------------------------------------------------------


class ParcelRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One parcel in the list."""

    id: Annotated[str, info("包裹", "Parcel", "id")]
    order: Annotated[str, info("订单", "Order", record="orders")]
    service: Annotated[str, info("物流服务", "Service")]
    state: Annotated[str, info("状态", "State", "choice", choices=STATE)]
    tracking: Annotated[str, info("运单号", "Tracking number")]
    last: Annotated[int | None, info("最近扫描", "Last scan", "minute")]
    checked: Annotated[bool, info("已核对", "Checked", "flag", wide=False)]
    handed: Annotated[int | None, info("交运", "Handed over", "minute", wide=False)]
    old: Annotated[bool, info("班前", "Before shift", "flag", wide=False)]


class ParcelRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One parcel opened."""

    id: Annotated[str, info("包裹", "Parcel", "id")]
    order: Annotated[str, info("订单", "Order")]
    service: Annotated[str, info("物流服务", "Service")]
    insured: Annotated[bool, info("保价", "Insured", "flag")]
    state: Annotated[str, info("状态", "State", "choice", choices=STATE)]
    lines: Annotated[tuple[Line, ...], info("内件", "Contents", "list")]
    currency: Annotated[str, info("币种", "Currency")]
    declaration: Annotated[Declaration | None, info("申报", "Declaration")]
    mode: Annotated[str, info("交运方式", "Hand-over", "choice", choices={"": Text("未定", "open"), **MODE})]
    recipient: Annotated[Address | None, info("收件人", "Recipient")]
    sender_phone: Annotated[str, info("寄件电话", "Sender's phone")]
    goods_name: Annotated[str, info("货物品名", "Goods name")]
    tracking: Annotated[str, info("运单号", "Tracking number")]
    printed: Annotated[str, info("已打面单", "Label printed")]
    packing: Annotated[Packing | None, info("包装", "Packing")]
    label: Annotated[Label | None, info("面单", "Label")]
    checked: Annotated[str, info("已核对", "Scan-checked")]
    awaited: Annotated[int | None, info("等揽收自", "Waiting for the driver since", "minute")]
    handed: Annotated[int | None, info("交运时间", "Handed over", "minute")]
    scans: Annotated[tuple[Scan, ...], info("轨迹", "Tracking", "list")]


@book.view("parcels", title=Text("包裹", "Parcels"), desk="logistics", shows=ParcelRow, record="parcel", order=10)
def parcels(seen: Seen) -> list[ParcelRow]:
    """Parcels still here first, then those on the way."""
    ended = ("delivered", "destroyed", "returned")
    rows = sorted(seen.of(Parcels).by_id.values(), key=lambda p: (p.state in ended, "handed" in p.times, p.id))
    return [
        ParcelRow(
            id=p.id, order=p.order, service=p.service, state=p.state, tracking=p.tracking,
            last=p.scans[-1].minute if p.scans else None, checked=bool(p.checked) or p.old, handed=p.times.get("handed"), old=p.old,
        )
        for p in rows
    ]  # fmt: skip


@book.view(
    "parcel",
    title=Text("包裹", "Parcel"),
    desk="logistics",
    shows=ParcelRecord,
    kind="record",
    record="parcels",
    evidence=True,
)
def parcel_view(seen: Seen, key: str) -> ParcelRecord | None:
    """One parcel with its declaration and tracking."""
    p = seen.of(Parcels).by_id.get(key)
    if p is None:
        return None
    return ParcelRecord(
        id=p.id, order=p.order, service=p.service, insured=p.insured, state=p.state, lines=p.lines,
        currency=seen.of(Orders).by_id[p.order].currency, declaration=p.declaration, mode=p.mode, recipient=p.recipient,
        sender_phone=p.sender_phone, goods_name=p.goods_name, tracking=p.tracking, printed=p.printed, packing=p.packing,
        label=p.label, checked=p.checked, awaited=p.times.get("awaited"), handed=p.times.get("handed"), scans=tuple(p.scans),
    )  # fmt: skip
