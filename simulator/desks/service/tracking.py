"""Keep orders traceable all the way: the tracking record, the warehouse's reports, the carriers' events (9.2.2)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import Parcels, Scan, find_parcel
from simulator.desks.store.orders import Orders, find_order
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World
from simulator.parts.goods import Line
from simulator.parts.people import Address

book = Book()
REQ = "9.2.2"

Step = Literal["checked", "picked", "packed", "handed"]
HAND = {
    "checked": Text("核单", "checked"),
    "picked": Text("拣货", "picked"),
    "packed": Text("打包", "packed"),
    "handed": Text("交承运商", "handed over"),
}
STEP = {
    "paid": Text("付款", "paid"),
    **HAND,
    "accepted": Text("承运商收件", "accepted by the carrier"),
    "export": Text("出口", "export"),
    "import": Text("进口", "import"),
    "delivering": Text("派送", "out for delivery"),
    "delivered": Text("签收", "signed for"),
    "held": Text("海关暂扣", "held by customs"),
    "refused": Text("退回", "sent back"),
}
ORDER = (
    "paid",
    "checked",
    "picked",
    "packed",
    "handed",
    "accepted",
    "export",
    "import",
    "held",
    "delivering",
    "delivered",
)
SOURCE = {
    "order": Text("订单", "the order"),
    "hand": Text("人工记入", "logged"),
    "carrier": Text("承运商", "the carrier"),
    "before": Text("前班", "earlier shift"),
}
STATE = {"done": Text("已完成", "done"), "planned": Text("计划", "planned")}


class ReportLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a warehouse report: what was done (or is only planned), when, where and by whom."""

    order: Annotated[str, info("订单", "Order", record="orders")]
    step: Annotated[str, info("环节", "Step", "choice", choices=HAND)]
    state: Annotated[str, info("状态", "State", "choice", choices=STATE)]
    at: Annotated[int, info("时间", "Time", "minute")]
    place: Annotated[str, info("地点", "Place")]
    who: Annotated[str, info("责任人", "Responsible")]
    note: Annotated[Text | None, info("备注", "Note")] = None


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One report of the warehouse."""

    id: Annotated[str, info("报告", "Report", "id")]
    minute: Annotated[int, info("到达", "Arrived", "minute")]
    lines: Annotated[tuple[ReportLine, ...], info("明细", "Lines", "list")]
    seq: int = 0


class Reports(State):
    """All reports of the warehouse."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Report] = {}

    def lines(self, order: str) -> list[tuple[Report, ReportLine]]:
        """The lines about one order in the order in which they were reported."""
        return [(r, line) for r in self.by_id.values() for line in r.lines if line.order == order]


class Track(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry of a tracking record. `source`: order, hand (logged), carrier (imported), before (an earlier shift)."""

    step: Annotated[str, info("环节", "Step", "choice", choices=STEP)]
    at: Annotated[int, info("时间", "Time", "minute")]
    place: Annotated[str, info("地点", "Place")]
    who: Annotated[str, info("责任人", "Responsible")]
    source: Annotated[str, info("来源", "Source", "choice", choices=SOURCE)]
    logged: Annotated[int, info("记入", "Logged", "minute")] = 0
    seq: int = 0


class TrackRecord(msgspec.Struct, kw_only=True, gc=False):
    """The tracking record of one order: the newest entry of each step counts."""

    order: str
    opened: int
    seq: int
    entries: dict[str, Track] = msgspec.field(default_factory=dict)
    published: int | None = None
    published_seq: int = -1


class Tracking(State):
    """The tracking records by order, and what the warehouse was asked."""

    __slots__ = ("asked", "by_order")

    def __init__(self) -> None:
        self.by_order: dict[str, TrackRecord] = {}
        self.asked: dict[tuple[str, str], int] = {}


class TrackingOpened(Event, frozen=True, kw_only=True, tag="tracking.opened"):
    """A tracking record was set up for an order; the payment is its first entry."""

    order: str


class TrackingInherited(Event, frozen=True, kw_only=True, tag="tracking.inherited"):
    """A tracking record that an earlier shift kept so far."""

    order: str
    entries: tuple[Track, ...]


class StepLogged(Event, frozen=True, kw_only=True, tag="tracking.step_logged"):
    """A step was written into the tracking record."""

    order: str
    step: Step
    at: int
    place: str
    who: str


class EventsImported(Event, frozen=True, kw_only=True, tag="tracking.imported"):
    """The carrier's events of a parcel were taken over."""

    parcel: str


class TrackingPublished(Event, frozen=True, kw_only=True, tag="tracking.published"):
    """The buyer can see the tracking record."""

    order: str


class WarehouseReported(Event, frozen=True, kw_only=True, tag="warehouse.reported"):
    """The warehouse reported what it did."""

    id: str
    lines: tuple[ReportLine, ...]


class WarehouseAsked(Event, frozen=True, kw_only=True, tag="warehouse.asked"):
    """The warehouse was asked for a step it had not reported."""

    order: str
    step: Step


class ParcelLeft(Event, frozen=True, kw_only=True, tag="warehouse.parcel_left"):
    """The warehouse gave a parcel to the carrier (it does the packing in this shift)."""

    parcel: str
    order: str
    lines: tuple[Line, ...]
    service: str
    tracking: str
    recipient: Address


class CarrierSupplied(Event, frozen=True, kw_only=True, tag="carrier.supplied"):
    """The carrier handed in an event that was missing, with its true time."""

    parcel: str
    step: str
    at: int
    place: str
    text: Text


book.event("订单 {order} 建立追踪记录", "Tracking record opened for {order}")(TrackingOpened)
book.event("接手订单 {order} 的追踪记录", "Tracking record of {order} taken over")(TrackingInherited)
book.event("{order} 记录{step}：{place}，{who}", "{order}: {step} logged, {place}, {who}")(StepLogged)
book.event("导入 {parcel} 的承运商轨迹", "Carrier events of {parcel} imported")(EventsImported)
book.event("{order} 的轨迹向买家公开", "Tracking of {order} is visible to the buyer")(TrackingPublished)
book.event("仓库报告 {id} 到了", "Warehouse report {id} is in", news=True)(WarehouseReported)
book.event("向仓库查 {order} 的{step}", "Warehouse asked about {order}, {step}")(WarehouseAsked)
book.event("包裹 {parcel} 离开仓库", "Parcel {parcel} left the warehouse")(ParcelLeft)
book.event("承运商补传 {parcel} 的{step}", "The carrier supplied {step} of {parcel}", news=True, reveals=True)(
    CarrierSupplied
)


@book.applies(TrackingOpened)
def _opened(world: World, e: TrackingOpened) -> None:
    order = world.of(Orders).by_id[e.order]
    record = TrackRecord(order=e.order, opened=world.now, seq=world.count - 1)
    record.entries["paid"] = Track(
        step="paid",
        at=order.paid_at or 0,
        place="platform",
        who=order.buyer,
        source="order",
        logged=world.now,
        seq=world.count - 1,
    )
    world.of(Tracking).by_order[e.order] = record


@book.applies(TrackingInherited)
def _inherited(world: World, e: TrackingInherited) -> None:
    record = TrackRecord(order=e.order, opened=world.now, seq=world.count - 1)
    record.entries.update({t.step: t for t in e.entries})
    world.of(Tracking).by_order[e.order] = record


@book.applies(StepLogged)
def _logged(world: World, e: StepLogged) -> None:
    world.of(Tracking).by_order[e.order].entries[e.step] = Track(
        step=e.step, at=e.at, place=e.place, who=e.who, source="hand", logged=world.now, seq=world.count - 1
    )


def unseen(record: TrackRecord, scans: list[Scan]) -> list[Scan]:
    """The carrier's events that the record does not hold yet."""
    return [s for s in scans if s.step not in record.entries or record.entries[s.step].at != s.minute]


@book.applies(EventsImported)
def _imported(world: World, e: EventsImported) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    record = world.of(Tracking).by_order[parcel.order]
    for s in unseen(record, parcel.scans):
        record.entries[s.step] = Track(
            step=s.step,
            at=s.minute,
            place=s.place,
            who=parcel.service,
            source="carrier",
            logged=world.now,
            seq=world.count - 1,
        )


@book.applies(TrackingPublished)
def _published(world: World, e: TrackingPublished) -> None:
    record = world.of(Tracking).by_order[e.order]
    record.published, record.published_seq = world.now, world.count - 1


@book.applies(WarehouseReported)
def _reported(world: World, e: WarehouseReported) -> None:
    world.of(Reports).by_id[e.id] = Report(id=e.id, minute=world.now, lines=e.lines, seq=world.count - 1)


@book.applies(WarehouseAsked)
def _asked(world: World, e: WarehouseAsked) -> None:
    world.of(Tracking).asked[e.order, e.step] = world.now


@book.applies(ParcelLeft)
def _left(world: World, e: ParcelLeft) -> None:
    from simulator.desks.logistics.parcels import Label, Parcel

    parcels = world.of(Parcels)
    parcel = Parcel(
        id=e.parcel, order=e.order, lines=e.lines, service=e.service, insured=False, state="handed", recipient=e.recipient,
        tracking=e.tracking, printed=e.tracking, label=Label(tracking=e.tracking, place="top"), mode="pickup",
    )  # fmt: skip
    parcels.by_id[e.parcel] = parcel
    parcels.by_tracking[e.tracking] = e.parcel
    parcel.did("handed", world)


@book.applies(CarrierSupplied)
def _supplied(world: World, e: CarrierSupplied) -> None:
    scans = world.of(Parcels).by_id[e.parcel].scans
    scans.append(Scan(minute=e.at, step=e.step, place=e.place, text=e.text))
    scans.sort(key=lambda s: s.minute)


# -- operations ---------------------------------------------------------------------------------------------

OrderId = Annotated[str, info("订单", "Order", record="orders", requirement=REQ)]
TrackedId = Annotated[str, info("订单", "Order", record="trackings", requirement=REQ)]


def _record(world: World, order: str) -> TrackRecord:
    record = world.of(Tracking).by_order.get(order)
    if record is None:
        raise Refusal("no-record", f"订单 {order} 还没有追踪记录。", f"Order {order} has no tracking record yet.")
    return record


@book.command(
    title=Text("建立追踪记录", "Open a tracking record"), desk="service", minutes=1, requirements=(REQ,), order=60,
    about=Text("为已付款订单建立追踪记录，付款是第一条。", "Set up the tracking record of a paid order; the payment is its first entry."),
)  # fmt: skip
class OpenTracking(Command, frozen=True, kw_only=True, tag="tracking.open"):
    """Set up a tracking record."""

    order: OrderId


@book.decides(OpenTracking)
def open_tracking(world: World, c: OpenTracking) -> list[Event]:
    """One record for each paid order."""
    order = find_order(world, c.order)
    if order.paid_at is None:
        raise Refusal("unpaid", f"订单 {c.order} 还没有付款。", f"Order {c.order} is not paid.")
    if c.order in world.of(Tracking).by_order:
        raise Refusal("open", f"订单 {c.order} 已有追踪记录。", f"Order {c.order} has a tracking record already.")
    return [TrackingOpened(order=c.order)]


@book.command(
    title=Text("记录环节", "Log a step"), desk="service", minutes=1, requirements=(REQ,), order=70,
    about=Text(
        "把仓库真正做完的环节记入追踪：时间、地点、责任人照报告写；更正后再记一次。",
        "Log a step the warehouse has really done, with time, place and person as reported; log it again after a correction.",
    ),
)  # fmt: skip
class LogStep(Command, frozen=True, kw_only=True, tag="tracking.log_step"):
    """Log a step of an order in the warehouse."""

    order: TrackedId
    step: Annotated[Step, info("环节", "Step", choices=HAND, requirement=REQ)]
    at: Annotated[int, info("时间", "Time", "minute", ge=0, le=10**6, requirement=REQ)]
    place: Annotated[str, info("地点", "Place", min_length=1, max_length=60, requirement=REQ)]
    who: Annotated[str, info("责任人", "Responsible", min_length=1, max_length=60, requirement=REQ)]


@book.decides(LogStep)
def log_step(world: World, c: LogStep) -> list[Event]:
    """Any record; nothing in the future, and nothing twice the same."""
    record = _record(world, c.order)
    if c.at > world.now:
        raise Refusal("future", "还没到这个时间。", "That moment has not come yet.")
    old = record.entries.get(c.step)
    if old is not None and (old.at, old.place, old.who) == (c.at, c.place, c.who):
        raise Refusal("logged", "已经这样记录。", "It is logged so already.")
    return [StepLogged(order=c.order, step=c.step, at=c.at, place=c.place, who=c.who)]


@book.command(
    title=Text("导入承运商轨迹", "Import carrier events"), desk="service", minutes=1, requirements=(REQ,), order=80,
    about=Text("把承运商新到的轨迹导入订单的追踪记录。", "Take the carrier's new events over into the order's tracking record."),
)  # fmt: skip
class ImportEvents(Command, frozen=True, kw_only=True, tag="tracking.import"):
    """Import a parcel's carrier events."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]


@book.decides(ImportEvents)
def import_events(world: World, c: ImportEvents) -> list[Event]:
    """Only when there is something new."""
    parcel = find_parcel(world, c.parcel)
    record = _record(world, parcel.order)
    if not unseen(record, parcel.scans):
        raise Refusal("nothing-new", f"{c.parcel} 没有新轨迹。", f"There is nothing new on {c.parcel}.")
    return [EventsImported(parcel=c.parcel)]


@book.command(
    title=Text("向买家公开", "Make visible to the buyer"), desk="service", minutes=1, requirements=(REQ,), order=90,
    about=Text("公开后买家随时看得到该订单的轨迹。", "From then on the buyer sees the order's tracking at any time."),
)  # fmt: skip
class PublishTracking(Command, frozen=True, kw_only=True, tag="tracking.publish"):
    """Make a tracking record visible to the buyer."""

    order: TrackedId


@book.decides(PublishTracking)
def publish(world: World, c: PublishTracking) -> list[Event]:
    """Once."""
    if _record(world, c.order).published is not None:
        raise Refusal("published", f"订单 {c.order} 已公开。", f"Order {c.order} is visible already.")
    return [TrackingPublished(order=c.order)]


@book.command(
    title=Text("向仓库查环节", "Ask the warehouse"), desk="service", minutes=2, requirements=(REQ,), order=100,
    about=Text("报告漏了某个环节时请仓库补报，不要自己编。", "When a report leaves a step out, have the warehouse supply it; invent nothing."),
)  # fmt: skip
class AskWarehouse(Command, frozen=True, kw_only=True, tag="warehouse.ask"):
    """Ask the warehouse for a step that it has not reported."""

    order: TrackedId
    step: Annotated[Step, info("环节", "Step", choices=HAND, requirement=REQ)]


@book.decides(AskWarehouse)
def ask_warehouse(world: World, c: AskWarehouse) -> list[Event]:
    """Once for each step that was not reported as done."""
    _record(world, c.order)
    if any(line.step == c.step and line.state == "done" for _, line in world.of(Reports).lines(c.order)):
        raise Refusal("reported", "仓库已经报过这个环节。", "The warehouse has reported this step.")
    if (c.order, c.step) in world.of(Tracking).asked:
        raise Refusal("asked", "已经问过仓库。", "The warehouse has been asked.")
    return [WarehouseAsked(order=c.order, step=c.step)]


# -- views --------------------------------------------------------------------------------------------------


class TrackRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One tracking record in the list."""

    id: Annotated[str, info("订单", "Order", "id")]
    last: Annotated[str, info("最近环节", "Last step", "choice", choices=STEP)]
    steps: Annotated[int, info("条数", "Entries", "int")]
    published: Annotated[bool, info("已公开", "Visible", "flag")]


class TrackView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One tracking record opened."""

    id: Annotated[str, info("订单", "Order", "id")]
    opened: Annotated[int, info("建立", "Opened", "minute")]
    published: Annotated[int | None, info("公开", "Visible since", "minute")]
    asked: Annotated[tuple[str, ...], info("已问仓库的环节", "Steps the warehouse was asked for", "list")]
    entries: Annotated[tuple[Track, ...], info("轨迹", "Entries", "list")]


def _rank(step: str) -> int:
    return ORDER.index(step) if step in ORDER else len(ORDER)


@book.view(
    "trackings", title=Text("追踪记录", "Tracking records"), desk="service", shows=TrackRow, record="tracking", order=40
)
def trackings(seen: Seen) -> list[TrackRow]:
    """Those not yet visible first."""
    rows = sorted(seen.of(Tracking).by_order.values(), key=lambda r: (r.published is not None, r.order))
    return [
        TrackRow(
            id=r.order,
            last=max(r.entries, key=_rank) if r.entries else "",
            steps=len(r.entries),
            published=r.published is not None,
        )
        for r in rows
    ]


@book.view(
    "tracking", title=Text("追踪记录", "Tracking record"), desk="service", shows=TrackView, kind="record", record="trackings",
    evidence=True,
)  # fmt: skip
def tracking_view(seen: Seen, key: str) -> TrackView | None:
    """One tracking record with its entries in order."""
    r = seen.of(Tracking).by_order.get(key)
    if r is None:
        return None
    return TrackView(
        id=r.order, opened=r.opened, published=r.published,
        asked=tuple(s for o, s in seen.of(Tracking).asked if o == key),
        entries=tuple(sorted(r.entries.values(), key=lambda t: (_rank(t.step), t.at))),
    )  # fmt: skip


class ReportRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One warehouse report in the list: its lines are read by opening it."""

    id: Annotated[str, info("报告", "Report", "id")]
    minute: Annotated[int, info("到达", "Arrived", "minute")]
    count: Annotated[int, info("行数", "Lines", "int")]


@book.view(
    "reports", title=Text("仓库报告", "Warehouse reports"), desk="service", shows=ReportRow, record="report", order=50
)
def reports(seen: Seen) -> list[ReportRow]:
    """The newest first."""
    return [ReportRow(id=r.id, minute=r.minute, count=len(r.lines)) for r in reversed(seen.of(Reports).by_id.values())]


@book.view(
    "report",
    title=Text("仓库报告", "Warehouse report"),
    desk="service",
    shows=Report,
    kind="record",
    record="reports",
    evidence=True,
)
def report_view(seen: Seen, key: str) -> Report | None:
    """One report with its lines."""
    return seen.of(Reports).by_id.get(key)
