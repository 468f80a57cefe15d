"""Fill the shipping notice after hand-over, check that the number is traced, cure wrong numbers (11.1.5)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import Parcels, find_parcel
from simulator.desks.store.orders import find_order
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()
REQ = "11.1.5"

Part = Literal["complete", "partial"]
PART = {"complete": Text("全部发货", "complete"), "partial": Text("部分发货", "partial")}


class ShipNotice(msgspec.Struct, kw_only=True, gc=False):
    """One shipping notice given to the platform."""

    id: Annotated[str, info("通知号", "Notice", "id")]
    order: Annotated[str, info("订单", "Order")]
    service: Annotated[str, info("物流服务", "Service")]
    tracking: Annotated[str, info("运单号", "Tracking number")]
    part: Annotated[str, info("范围", "Part", "choice", choices=PART)]
    filled: Annotated[int, info("填写", "Filled", "minute")]
    traced: Annotated[bool, info("已查到轨迹", "Traced", "flag")] = False
    informed: Annotated[bool, info("买家已收到", "Buyer informed", "flag")] = False
    fact: int = 0
    corrected: int | None = None
    corrected_at: int | None = None
    traced_fact: int | None = None
    wrong: bool = False  # the platform has flagged it


class ShipNotices(State):
    """All shipping notices by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, ShipNotice] = {}

    def of_order(self, order: str) -> list[ShipNotice]:
        """The notices of one order."""
        return [n for n in self.by_id.values() if n.order == order]


class ShippingNoticeFilled(Event, frozen=True, kw_only=True, tag="shipping_notice.filled"):
    """A shipping notice was given to the platform."""

    notice: str
    order: str
    service: str
    tracking: str
    part: Part


class ShippingNoticeCorrected(Event, frozen=True, kw_only=True, tag="shipping_notice.corrected"):
    """The number in a shipping notice was corrected."""

    notice: str
    service: str
    tracking: str


class TraceChecked(Event, frozen=True, kw_only=True, tag="trace.checked"):
    """Someone looked whether a noticed number is traced at the carrier, and whether the buyer got the message."""

    notice: str
    traced: bool


class ShippingNoticeFlagged(Event, frozen=True, kw_only=True, tag="shipping_notice.flagged"):
    """The platform found no parcel behind a shipping notice."""

    notice: str
    why: Text


book.event("订单 {order} 填写发货通知 {tracking}", "Order {order}: shipping notice {tracking}")(ShippingNoticeFilled)
book.event("发货通知 {notice} 改为 {tracking}", "Shipping notice {notice} corrected to {tracking}")(
    ShippingNoticeCorrected
)
book.event("核查发货通知 {notice} 的轨迹", "Tracking of notice {notice} checked")(TraceChecked)
book.event("平台标记发货通知 {notice}：{why}", "The platform flagged notice {notice}: {why}", news=True, reveals=True)(
    ShippingNoticeFlagged
)


@book.applies(ShippingNoticeFilled)
def _filled(world: World, e: ShippingNoticeFilled) -> None:
    world.of(ShipNotices).by_id[e.notice] = ShipNotice(
        id=e.notice,
        order=e.order,
        service=e.service,
        tracking=e.tracking,
        part=e.part,
        filled=world.now,
        fact=world.count - 1,
    )


@book.applies(ShippingNoticeCorrected)
def _corrected(world: World, e: ShippingNoticeCorrected) -> None:
    n = world.of(ShipNotices).by_id[e.notice]
    n.service, n.tracking, n.corrected, n.corrected_at, n.wrong = (
        e.service,
        e.tracking,
        world.count - 1,
        world.now,
        False,
    )


@book.applies(TraceChecked)
def _traced(world: World, e: TraceChecked) -> None:
    n = world.of(ShipNotices).by_id[e.notice]
    if e.traced:
        n.traced, n.informed, n.traced_fact = True, True, world.count - 1


@book.applies(ShippingNoticeFlagged)
def _flagged(world: World, e: ShippingNoticeFlagged) -> None:
    world.of(ShipNotices).by_id[e.notice].wrong = True


@book.command(
    title=Text("填发货通知", "Fill the shipping notice"), desk="logistics", minutes=2, requirements=(REQ,), order=80,
    about=Text("货交承运商后再填；部分发货填两次。", "Only after the carrier has the goods; a partial shipment takes two."),
)  # fmt: skip
class FillShippingNotice(Command, frozen=True, kw_only=True, tag="shipping_notice.fill"):
    """Tell the platform that an order is on its way."""

    order: Annotated[str, info("订单", "Order", record="orders", requirement=REQ)]
    service: Annotated[str, info("物流服务", "Service", record="services", requirement=REQ)]
    tracking: Annotated[str, info("运单号", "Tracking number", max_length=30, min_length=5, requirement=REQ)]
    part: Annotated[Part, info("范围", "Part", choices=PART, requirement=REQ)]


@book.decides(FillShippingNotice)
def fill(world: World, c: FillShippingNotice) -> list[Event]:
    """The platform takes any number; it looks for the parcel later."""
    order = find_order(world, c.order)
    if order.status not in ("unpaid", "paid"):
        raise Refusal(
            "not-open", f"订单 {c.order} 已不在待发状态。", f"Order {c.order} is no longer waiting to be shipped."
        )
    notices = world.of(ShipNotices).of_order(order.id)
    if any(n.tracking == c.tracking for n in notices):
        raise Refusal("twice", "这个运单号已填过通知。", "This number has been noticed already.")
    return [
        ShippingNoticeFilled(
            notice=f"SN-{order.id}-{len(notices) + 1}",
            order=order.id,
            service=c.service,
            tracking=c.tracking,
            part=c.part,
        )
    ]


@book.command(
    title=Text("更正发货通知", "Correct a shipping notice"), desk="logistics", minutes=2, requirements=(REQ,), order=85, natural=False,
    about=Text("在允许的时间内改正填错的运单号。", "Cure a wrong number within the time allowed."),
)  # fmt: skip
class CorrectShippingNotice(Command, frozen=True, kw_only=True, tag="shipping_notice.correct"):
    """Correct the number of a shipping notice."""

    notice: Annotated[str, info("通知号", "Notice", record="shipnotices", requirement=REQ)]
    service: Annotated[str, info("物流服务", "Service", record="services", requirement=REQ)]
    tracking: Annotated[str, info("运单号", "Tracking number", max_length=30, min_length=5, requirement=REQ)]


@book.decides(CorrectShippingNotice)
def correct(world: World, c: CorrectShippingNotice) -> list[Event]:
    """A notice can be corrected at any time; late corrections do not undo the platform's flag in the score."""
    if c.notice not in world.of(ShipNotices).by_id:
        raise Refusal("no-notice", f"没有发货通知 {c.notice}。", f"There is no shipping notice {c.notice}.")
    return [ShippingNoticeCorrected(notice=c.notice, service=c.service, tracking=c.tracking)]


@book.command(
    title=Text("核查轨迹", "Check the tracking"), desk="logistics", minutes=1, requirements=(REQ,), order=90,
    about=Text("确认运单号能查到轨迹、买家已收到通知。", "See that the number is traced and the buyer got the message."),
)  # fmt: skip
class CheckTrace(Command, frozen=True, kw_only=True, tag="trace.check"):
    """Look up the number of a shipping notice at the carrier."""

    notice: Annotated[str, info("通知号", "Notice", record="shipnotices", requirement=REQ)]


@book.decides(CheckTrace)
def check_trace(world: World, c: CheckTrace) -> list[Event]:
    """Traced when the number is a parcel's of that order and the carrier has scanned it."""
    notice = world.of(ShipNotices).by_id.get(c.notice)
    if notice is None:
        raise Refusal("no-notice", f"没有发货通知 {c.notice}。", f"There is no shipping notice {c.notice}.")
    id = world.of(Parcels).by_tracking.get(notice.tracking)
    parcel = find_parcel(world, id) if id else None
    return [TraceChecked(notice=notice.id, traced=bool(parcel and parcel.order == notice.order and parcel.scans))]


class ShipNoticeRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One shipping notice in the list."""

    id: Annotated[str, info("通知号", "Notice", "id")]
    order: Annotated[str, info("订单", "Order")]
    service: Annotated[str, info("物流服务", "Service")]
    tracking: Annotated[str, info("运单号", "Tracking number")]
    part: Annotated[str, info("范围", "Part", "choice", choices=PART)]
    filled: Annotated[int, info("填写", "Filled", "minute")]
    traced: Annotated[bool, info("已查到轨迹", "Traced", "flag")]
    flagged: Annotated[bool, info("平台已标记", "Flagged", "flag")]


@book.view("shipnotices", title=Text("发货通知", "Shipping notices"), desk="logistics", shows=ShipNoticeRow, order=20)
def ship_notices(seen: Seen) -> list[ShipNoticeRow]:
    """The newest first."""
    return [
        ShipNoticeRow(
            id=n.id, order=n.order, service=n.service, tracking=n.tracking, part=n.part, filled=n.filled, traced=n.traced,
            flagged=n.wrong,
        )
        for n in reversed(seen.of(ShipNotices).by_id.values())
    ]  # fmt: skip
