"""Watch parcels on the way, ask the carrier, re-send, claim, review carriers (11.1.6)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import Parcels, find_parcel, goods_value, order_of
from simulator.desks.store.orders import find_order
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()
REQ = "11.1.6"

ANSWER = {
    "": Text("未答", "no answer yet"),
    "found": Text("已找到，恢复运输", "found and moving"),
    "lost": Text("确认丢失", "confirmed lost"),
    "moving": Text("运输正常", "on its way"),
}
VERDICT = {"keep": Text("继续用", "keep"), "watch": Text("观察", "watch"), "drop": Text("停用", "drop")}


class Inquiry(msgspec.Struct, kw_only=True, gc=False):
    """A question to the carrier about one parcel."""

    id: Annotated[str, info("查件号", "Trace no.", "id")]
    parcel: Annotated[str, info("包裹", "Parcel")]
    asked: Annotated[int, info("发起", "Asked", "minute")]
    answer: Annotated[str, info("答复", "Answer", "choice", choices=ANSWER)] = ""


class ClaimRow(msgspec.Struct, kw_only=True, gc=False):
    """A claim on a carrier."""

    id: Annotated[str, info("索赔号", "Claim", "id")]
    parcel: Annotated[str, info("包裹", "Parcel")]
    amount: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    filed: Annotated[int, info("提出", "Filed", "minute")]


class Watch(State):
    """Traces, claims, re-sendings and carrier reviews."""

    __slots__ = ("claims", "facts", "inquiries", "resent", "reviews", "times")

    def __init__(self) -> None:
        self.inquiries: dict[str, Inquiry] = {}
        self.claims: dict[str, ClaimRow] = {}
        self.resent: dict[str, int] = {}
        self.reviews: dict[str, tuple[str, int]] = {}  # service -> (verdict, share on time in percent)
        self.facts: dict[str, int] = {}  # "ask:P", "claim:P", "resend:P", "review:S" -> fact number
        self.times: dict[str, int] = {}

    def did(self, what: str, world: World) -> None:
        """Note the fact being applied (the first one of its kind counts)."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)


class CarrierAsked(Event, frozen=True, kw_only=True, tag="carrier.asked"):
    """A trace was opened with the carrier."""

    parcel: str


class CarrierAnswered(Event, frozen=True, kw_only=True, tag="carrier.answered"):
    """The carrier answered a trace."""

    parcel: str
    answer: str


class OrderResent(Event, frozen=True, kw_only=True, tag="order.resent"):
    """The goods of a lost or failed parcel are sent again from the overseas warehouse."""

    parcel: str


class ClaimFiled(Event, frozen=True, kw_only=True, tag="claim.filed"):
    """A claim was filed with the carrier."""

    parcel: str
    amount: int
    currency: str


class CarrierReviewed(Event, frozen=True, kw_only=True, tag="carrier.reviewed"):
    """A carrier's service was reviewed."""

    service: str
    on_time: int
    verdict: str


book.event("向承运商查件 {parcel}", "Trace opened for {parcel}")(CarrierAsked)
book.event("承运商答复 {parcel}：{answer}", "The carrier on {parcel}: {answer}", news=True, reveals=True)(
    CarrierAnswered
)
book.event("包裹 {parcel} 的货重发", "Goods of {parcel} sent again")(OrderResent)
book.event("就 {parcel} 索赔 {amount} {currency}", "Claim for {parcel}: {amount} {currency}")(ClaimFiled)
book.event(
    "评审服务 {service}：准时 {on_time}%，{verdict}", "Service {service} reviewed: {on_time} % on time, {verdict}"
)(CarrierReviewed)


@book.applies(CarrierAsked)
def _asked(world: World, e: CarrierAsked) -> None:
    watch = world.of(Watch)
    watch.inquiries[e.parcel] = Inquiry(id=f"TR-{e.parcel}", parcel=e.parcel, asked=world.now)
    watch.did(f"ask:{e.parcel}", world)


@book.applies(CarrierAnswered)
def _answered(world: World, e: CarrierAnswered) -> None:
    watch = world.of(Watch)
    if e.parcel in watch.inquiries:
        watch.inquiries[e.parcel].answer = e.answer
    watch.did(f"answer:{e.parcel}", world)
    if e.answer == "lost":
        world.of(Parcels).by_id[e.parcel].state = "lost"


@book.applies(OrderResent)
def _resent(world: World, e: OrderResent) -> None:
    watch = world.of(Watch)
    watch.resent[e.parcel] = world.now
    watch.did(f"resend:{e.parcel}", world)


@book.applies(ClaimFiled)
def _claimed(world: World, e: ClaimFiled) -> None:
    watch = world.of(Watch)
    watch.claims[e.parcel] = ClaimRow(
        id=f"CL-{e.parcel}", parcel=e.parcel, amount=e.amount, currency=e.currency, filed=world.now
    )
    watch.did(f"claim:{e.parcel}", world)


@book.applies(CarrierReviewed)
def _reviewed(world: World, e: CarrierReviewed) -> None:
    watch = world.of(Watch)
    watch.reviews[e.service] = (e.verdict, e.on_time)
    watch.facts[f"review:{e.service}"] = world.count - 1


ParcelId = Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]


@book.command(
    title=Text("向承运商查件", "Ask the carrier"), desk="logistics", minutes=3, requirements=(REQ, "9.2.2"), order=110, natural=False,
    about=Text("轨迹停滞时请承运商查件。", "When tracking stalls, have the carrier trace the parcel."),
)  # fmt: skip
class AskCarrier(Command, frozen=True, kw_only=True, tag="carrier.ask"):
    """Open a trace with the carrier."""

    parcel: ParcelId


@book.decides(AskCarrier)
def ask(world: World, c: AskCarrier) -> list[Event]:
    """Only parcels on the way, and only once while no answer is in."""
    parcel = find_parcel(world, c.parcel)
    if parcel.state not in ("handed", "transit", "held"):
        raise Refusal("not-moving", f"包裹 {c.parcel} 不在运输途中。", f"Parcel {c.parcel} is not on its way.")
    inquiry = world.of(Watch).inquiries.get(c.parcel)
    if inquiry is not None and not inquiry.answer:
        raise Refusal("asked", f"包裹 {c.parcel} 已在查件。", f"Parcel {c.parcel} is being traced already.")
    return [CarrierAsked(parcel=c.parcel)]


@book.command(
    title=Text("重发货物", "Send again"), desk="logistics", minutes=5, requirements=(REQ,), order=120, natural=False,
    about=Text("丢失或无法投递时，从海外仓给买家重发。", "For a lost parcel: send the goods again from the overseas warehouse."),
)  # fmt: skip
class ResendParcel(Command, frozen=True, kw_only=True, tag="parcel.resend"):
    """Send the goods of a parcel again."""

    parcel: ParcelId


@book.decides(ResendParcel)
def resend(world: World, c: ResendParcel) -> list[Event]:
    """Only what was handed over and has not arrived can be sent again, once; the goods leave the stock."""
    parcel = find_parcel(world, c.parcel)
    if "handed" not in parcel.times or parcel.state == "delivered":
        raise Refusal("not-lost", f"包裹 {c.parcel} 不需要重发。", f"Parcel {c.parcel} does not need to be sent again.")
    if c.parcel in world.of(Watch).resent:
        raise Refusal("resent", f"包裹 {c.parcel} 已重发。", f"Parcel {c.parcel} was sent again already.")
    moves: list[Event] = [
        StockMoved(sku=line.sku, pieces=-line.quantity, why="resent", ref=parcel.id) for line in parcel.lines
    ]
    return [OrderResent(parcel=c.parcel), *moves]


@book.command(
    title=Text("向承运商索赔", "File a claim"), desk="logistics", minutes=5, requirements=(REQ,), order=130, natural=False,
    about=Text("确认丢失或破损后按货物成交价值索赔。", "After a confirmed loss claim the market value of the goods."),
)  # fmt: skip
class FileClaim(Command, frozen=True, kw_only=True, tag="claim.file"):
    """Claim the value of a lost parcel from the carrier."""

    parcel: ParcelId
    amount: Annotated[int, info("索赔金额", "Amount", "money", currency="currency", ge=1, le=10**9, requirement=REQ)]
    currency: Annotated[str, info("币种", "Currency", pattern="^[A-Z]{3}$", requirement=REQ)]


@book.decides(FileClaim)
def claim(world: World, c: FileClaim) -> list[Event]:
    """Only once, and only after hand-over; whether it is founded the carrier will see."""
    parcel = find_parcel(world, c.parcel)
    if "handed" not in parcel.times or c.parcel in world.of(Watch).claims:
        raise Refusal("no-claim", f"包裹 {c.parcel} 现在不能索赔。", f"No claim can be filed for {c.parcel} now.")
    find_order(world, parcel.order)
    return [ClaimFiled(parcel=c.parcel, amount=c.amount, currency=c.currency)]


@book.command(
    title=Text("评审承运服务", "Review a service"), desk="logistics", minutes=4, requirements=(REQ,), order=140,
    about=Text("按本店实际到货记录评审每项用过的服务。", "Review each service you used by the store's own delivery record."),
)  # fmt: skip
class ReviewCarrier(Command, frozen=True, kw_only=True, tag="carrier.review"):
    """Review a service by its realised on-time share."""

    service: Annotated[str, info("物流服务", "Service", record="scorecards", requirement=REQ)]
    on_time: Annotated[int, info("准时率", "On time", "int", unit="%", ge=0, le=100, requirement=REQ)]
    verdict: Annotated[Literal["keep", "watch", "drop"], info("结论", "Verdict", choices=VERDICT, requirement=REQ)]


@book.decides(ReviewCarrier)
def review(world: World, c: ReviewCarrier) -> list[Event]:
    """Only services on offer."""
    if c.service not in world.of(Shift).services:
        raise Refusal("no-service", f"没有物流服务 {c.service}。", f"There is no service {c.service}.")
    return [CarrierReviewed(service=c.service, on_time=c.on_time, verdict=c.verdict)]


# -- views --------------------------------------------------------------------------------------------------


@book.view("traces", title=Text("查件", "Traces"), desk="logistics", shows=Inquiry, order=50)
def traces(seen: Seen) -> list[Inquiry]:
    """Open traces first."""
    return sorted(
        (msgspec.structs.replace(i) for i in seen.of(Watch).inquiries.values()), key=lambda i: (bool(i.answer), i.asked)
    )


@book.view("claims", title=Text("索赔", "Claims"), desk="logistics", shows=ClaimRow, order=60)
def claims(seen: Seen) -> list[ClaimRow]:
    """All claims."""
    return [msgspec.structs.replace(c) for c in seen.of(Watch).claims.values()]


class ScoreRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service in the store's own delivery record of last month."""

    id: Annotated[str, info("服务", "Service", "id")]
    parcels: Annotated[int, info("票数", "Parcels", "int")]
    on_time: Annotated[int, info("准时票数", "On time", "int")]
    lost: Annotated[int, info("丢失", "Lost", "int")]
    damaged: Annotated[int, info("破损", "Damaged", "int")]
    verdict: Annotated[str, info("评审结论", "Verdict", "choice", choices={"": Text("未评审", "open"), **VERDICT})]


class Scorecard(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Last month's record of one service (given by the scenario)."""

    service: str
    parcels: int
    on_time: int
    lost: int
    damaged: int


class ScorecardsKept(Event, frozen=True, kw_only=True, tag="scorecards.kept"):
    """The store's delivery record of last month, service by service."""

    cards: tuple[Scorecard, ...]


class Scorecards(State):
    """Last month's delivery record by service."""

    __slots__ = ("by_service",)

    def __init__(self) -> None:
        self.by_service: dict[str, Scorecard] = {}


book.event("上月到货记录就绪", "Last month's delivery record is ready")(ScorecardsKept)


@book.applies(ScorecardsKept)
def _cards(world: World, e: ScorecardsKept) -> None:
    world.of(Scorecards).by_service.update({c.service: c for c in e.cards})


@book.view("scorecards", title=Text("承运评审", "Carrier review"), desk="logistics", shows=ScoreRow, order=70)
def scorecards(seen: Seen) -> list[ScoreRow]:
    """The services used last month."""
    reviews = seen.of(Watch).reviews
    return [
        ScoreRow(
            id=c.service, parcels=c.parcels, on_time=c.on_time, lost=c.lost, damaged=c.damaged,
            verdict=reviews.get(c.service, ("", 0))[0],
        )
        for c in seen.of(Scorecards).by_service.values()
    ]  # fmt: skip


def parcel_value(world: World, id: str) -> tuple[int, str]:
    """The market value of a parcel's goods and its currency."""
    parcel = find_parcel(world, id)
    order = order_of(world, parcel)
    return goods_value(world, order, parcel.lines), order.currency
