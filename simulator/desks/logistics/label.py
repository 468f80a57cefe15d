"""Print the label, pack by the goods, attach, check by scan and hand over (11.1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from simulator.desks.logistics.parcels import Label, Mode, Packing, Parcels, find_parcel, still_here
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.kernel.world import Seen, World
from simulator.parts.rulebook import Rulebook

book = Book()
REQ = "11.1.4"

SIZE = {
    "100x100": Text("100 x 100 mm", "100 x 100 mm"),
    "100x150": Text("100 x 150 mm", "100 x 150 mm"),
    "a4": Text("A4 纸", "A4 sheet"),
}
BOX = {
    "bag": Text("快递袋", "poly bag"),
    "padded": Text("气泡袋", "padded bag"),
    "carton": Text("三层纸箱", "single-wall carton"),
    "double": Text("五层纸箱", "double-wall carton"),
}
FILLING = {
    "none": Text("不填充", "none"),
    "paper": Text("纸团", "paper"),
    "bubble": Text("气泡膜", "bubble wrap"),
    "foam": Text("定制泡沫", "fitted foam"),
}
MARK = {
    "none": Text("无标", "none"),
    "fragile": Text("易碎标", "fragile"),
    "battery": Text("锂电池标", "lithium battery mark"),
    "liquid": Text("液体向上标", "liquid, this side up"),
}
PLACE = {
    "top": Text("最大面平贴", "flat on the largest face"),
    "edge": Text("跨棱角贴", "over an edge"),
    "strap": Text("压在打包带下", "under the strap"),
    "inside": Text("放在箱内", "inside the box"),
}
HandOverPlace = Literal["warehouse", "counter"]


class LabelPrinted(Event, frozen=True, kw_only=True, tag="label.printed"):
    """A label was printed by a tracking number."""

    parcel: str
    tracking: str
    size: str
    copies: int


class ParcelPacked(Event, frozen=True, kw_only=True, tag="parcel.packed"):
    """A parcel was packed."""

    parcel: str
    packing: Packing


class LabelAttached(Event, frozen=True, kw_only=True, tag="label.attached"):
    """A printed label was stuck to a box."""

    parcel: str
    label: Label


class ParcelChecked(Event, frozen=True, kw_only=True, tag="parcel.checked"):
    """The number on the box was scanned and compared with the order."""

    parcel: str
    tracking: str
    matches: bool


class ParcelHandedOver(Event, frozen=True, kw_only=True, tag="parcel.handed_over"):
    """The carrier has the parcel."""

    parcel: str
    mode: Mode
    place: str


class PickupAwaited(Event, frozen=True, kw_only=True, tag="pickup.awaited"):
    """Parcels wait for the driver."""

    parcels: tuple[str, ...]
    at: int


book.event("打印面单 {tracking}（包裹 {parcel}）", "Label {tracking} printed (parcel {parcel})")(LabelPrinted)
book.event("包裹 {parcel} 打包完成", "Parcel {parcel} packed")(ParcelPacked)
book.event("面单贴到包裹 {parcel}", "Label stuck to parcel {parcel}")(LabelAttached)
book.event("扫描核对包裹 {parcel}：{tracking}", "Parcel {parcel} scan-checked: {tracking}")(ParcelChecked)
book.event("包裹 {parcel} 已交运", "Parcel {parcel} handed over", news=True)(ParcelHandedOver)
book.event("等待揽收：{parcels}", "Waiting for pick-up: {parcels}")(PickupAwaited)


@book.applies(LabelPrinted)
def _printed(world: World, e: LabelPrinted) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.printed = e.tracking
    p.did("printed", world)


@book.applies(ParcelPacked)
def _packed(world: World, e: ParcelPacked) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.packing = e.packing
    p.did("packed", world)


@book.applies(LabelAttached)
def _attached(world: World, e: LabelAttached) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.label = e.label
    p.did("attached", world)


@book.applies(ParcelChecked)
def _checked(world: World, e: ParcelChecked) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.checked = e.tracking
    p.did("checked", world)


@book.applies(ParcelHandedOver)
def _handed(world: World, e: ParcelHandedOver) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.state = "handed"
    p.did("handed", world)


@book.applies(PickupAwaited)
def _awaited(world: World, e: PickupAwaited) -> None:
    for id in e.parcels:
        world.of(Parcels).by_id[id].did("awaited", world)


@book.command(
    title=Text("打印面单", "Print the label"), desk="logistics", minutes=1, requirements=(REQ,), order=30,
    about=Text("按国际运单号打印面单。", "Print the label by the international tracking number."),
)  # fmt: skip
class PrintLabel(Command, frozen=True, kw_only=True, tag="label.print"):
    """Print a label by a tracking number."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    tracking: Annotated[str, info("运单号", "Tracking number", max_length=30, min_length=5, requirement=REQ)]
    size: Annotated[
        str, info("面单尺寸", "Label size", choices=SIZE, requirement=REQ, pattern="^(100x100|100x150|a4)$")
    ] = "100x150"
    copies: Annotated[int, info("份数", "Copies", "int", ge=1, le=9, requirement=REQ)] = 1


@book.decides(PrintLabel)
def print_label(world: World, c: PrintLabel) -> list[Event]:
    """The number has to exist; whether it is this parcel's is for the trainee to see."""
    still_here(world, c.parcel)
    if c.tracking not in world.of(Parcels).by_tracking:
        raise Refusal("no-number", f"没有运单号 {c.tracking}。", f"There is no tracking number {c.tracking}.")
    return [LabelPrinted(parcel=c.parcel, tracking=c.tracking, size=c.size, copies=c.copies)]


@book.command(
    title=Text("打包", "Pack"), desk="logistics", minutes=4, requirements=(REQ,), order=40,
    about=Text("按货物选包装、填充和标识。", "Choose box, filling and mark by the goods."),
)  # fmt: skip
class PackParcel(Command, frozen=True, kw_only=True, tag="parcel.pack"):
    """Pack a parcel."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    box: Annotated[
        Literal["bag", "padded", "carton", "double"], info("外包装", "Outer packing", choices=BOX, requirement=REQ)
    ]
    filling: Annotated[
        Literal["none", "paper", "bubble", "foam"], info("填充", "Filling", choices=FILLING, requirement=REQ)
    ]
    mark: Annotated[
        Literal["none", "fragile", "battery", "liquid"],
        info("标识", "Mark", choices=MARK, requirement=REQ,
             help=Text("锂电池标优先，其次液体，再次易碎。", "The lithium mark comes first, then liquid, then fragile.")),
    ]  # fmt: skip


@book.decides(PackParcel)
def pack(world: World, c: PackParcel) -> list[Event]:
    """Packing is possible until hand-over."""
    still_here(world, c.parcel)
    return [ParcelPacked(parcel=c.parcel, packing=Packing(box=c.box, filling=c.filling, mark=c.mark))]


@book.command(
    title=Text("贴面单", "Attach the label"), desk="logistics", minutes=1, requirements=(REQ,), order=50,
    about=Text("把面单平整贴在对应包裹外面。", "Stick the label flat on the outside of the matching parcel."),
)  # fmt: skip
class AttachLabel(Command, frozen=True, kw_only=True, tag="label.attach"):
    """Stick a printed label on a box."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    tracking: Annotated[str, info("面单号", "Number on the label", max_length=30, min_length=5, requirement=REQ)]
    place: Annotated[
        Literal["top", "edge", "strap", "inside"], info("位置", "Position", choices=PLACE, requirement=REQ)
    ]


@book.decides(AttachLabel)
def attach(world: World, c: AttachLabel) -> list[Event]:
    """Only a label that was printed can be attached; to any parcel that is still here."""
    parcel = still_here(world, c.parcel)
    if parcel.packing is None:
        raise Refusal("not-packed", f"包裹 {c.parcel} 还没有打包。", f"Parcel {c.parcel} has not been packed.")
    if not any(p.printed == c.tracking for p in world.of(Parcels).by_id.values()):
        raise Refusal("not-printed", f"没有打印过面单 {c.tracking}。", f"No label {c.tracking} was printed.")
    return [LabelAttached(parcel=c.parcel, label=Label(tracking=c.tracking, place=c.place))]


@book.command(
    title=Text("扫描核对", "Scan-check"), desk="logistics", minutes=1, requirements=(REQ,), order=60,
    about=Text("扫描包裹上的面单，与订单核对。", "Scan the label on the box and compare it with the order."),
)  # fmt: skip
class CheckParcel(Command, frozen=True, kw_only=True, tag="parcel.check"):
    """Scan the label on a box."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]


@book.decides(CheckParcel)
def check(world: World, c: CheckParcel) -> list[Event]:
    """Scanning needs a label that can be read: over an edge or under a strap it cannot."""
    parcel = find_parcel(world, c.parcel)
    if parcel.label is None:
        raise Refusal("no-label", f"包裹 {c.parcel} 上没有面单。", f"There is no label on parcel {c.parcel}.")
    if parcel.label.place != "top":
        raise Refusal(
            "unreadable", "条码扫不出来：面单没有平贴。", "The code cannot be read: the label does not lie flat."
        )
    return [
        ParcelChecked(
            parcel=parcel.id, tracking=parcel.label.tracking, matches=parcel.label.tracking == parcel.tracking
        )
    ]


@book.prefill(PrintLabel)
def prefill_print(seen: Seen, key: str) -> Mapping[str, Any]:
    """The system offers the number of the logistics order."""
    parcel = seen.of(Parcels).by_id.get(key)
    return {"parcel": key, "tracking": parcel.tracking} if parcel is not None else {}


@book.prefill(AttachLabel)
def prefill_attach(seen: Seen, key: str) -> Mapping[str, Any]:
    """The label printed for this parcel, if there is one."""
    parcel = seen.of(Parcels).by_id.get(key)
    return {"parcel": key, "tracking": parcel.printed} if parcel is not None else {}


HAND_OVER_PLACE = {
    "warehouse": Text("本仓等司机", "here, by the driver"),
    "counter": Text("承运商网点", "carrier's counter"),
}


def _travel(world: World, c: HandOver) -> int:
    """Own delivery costs the way: two sim minutes a kilometre once for all parcels of one carrier; waiting costs two."""
    if c.mode == "pickup":
        return 2
    shift = world.of(Shift)
    ways = {
        shift.services[p.service].dropoff_km.get(shift.facts.warehouse, 30)
        for p in (world.of(Parcels).by_id.get(i) for i in c.parcels)
        if p is not None
    }
    return 5 + sum(2 * way for way in ways)


@book.command(
    title=Text("交运", "Hand over"), desk="logistics", minutes=_travel, requirements=(REQ,), order=70,
    about=Text("等司机上门或送到网点；截单前交运才算当天。", "Wait for the driver or bring it to the counter; before the cut-off it counts for the day."),
)  # fmt: skip
class HandOver(Command, frozen=True, kw_only=True, tag="parcels.hand_over"):
    """Hand parcels over to the carrier."""

    parcels: Annotated[tuple[str, ...], info("包裹", "Parcels", "list", record="parcels", requirement=REQ)]
    mode: Annotated[
        Mode, info("方式", "How", choices={"pickup": Text("等揽收", "wait for pick-up"), "dropoff": Text("自送", "bring it")}, requirement=REQ)
    ]  # fmt: skip


@book.options(HandOver, "parcels")
def still_in_the_house(seen: Seen, fields: Mapping[str, Any]) -> list[str]:
    """Parcels with a logistics order that no carrier has yet."""
    return [p.id for p in seen.of(Parcels).by_id.values() if p.tracking and "handed" not in p.times]


@book.decides(HandOver)
def hand_over(world: World, c: HandOver) -> list[Event]:
    """Brought parcels are handed over at once; those waiting go with the driver at the cut-off, if one comes there at all."""
    if not c.parcels or len(set(c.parcels)) != len(c.parcels):
        raise Refusal("nothing-chosen", "请选包裹，每个一次。", "Choose parcels, each once.")
    shift = world.of(Shift)
    waiting: dict[int, list[str]] = {}
    handed: list[Event] = []
    ways: set[int] = set()
    for id in c.parcels:
        parcel = still_here(world, id)
        if parcel.label is None or not parcel.tracking:
            raise Refusal(
                "not-ready", f"包裹 {id} 还没有物流单或面单。", f"Parcel {id} has no logistics order or label yet."
            )
        if c.mode == "dropoff":
            handed.append(ParcelHandedOver(parcel=id, mode="dropoff", place="counter"))
            ways.add(shift.services[parcel.service].dropoff_km.get(shift.facts.warehouse, 30))
            continue
        cutoff = shift.services[parcel.service].cutoff
        today = world.now // DAY * DAY + cutoff
        waiting.setdefault(today if world.now + 2 < today else today + DAY, []).append(id)
    if ways:
        cost = sum(ways) * world.of(Rulebook).number("ship.pickup_km_cost", world.now)
        why = Text("自送网点的车费", "drive to the counter")
        handed.append(CashMoved(minor=-cost, currency="CNY", why=why, ref=c.parcels[0], kind="freight"))
    for at, ids in sorted(waiting.items()):
        handed.append(PickupAwaited(parcels=tuple(ids), at=at))
    return handed
