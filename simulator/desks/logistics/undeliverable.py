"""Settle parcels that could not be delivered: cure by contact, return or destroy, fee, books (11.1.7)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import Parcels, order_of
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.shift import StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, HiddenEvent, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, Seen, State, World
from simulator.parts.people import Address

book = Book()
REQ = "11.1.7"

CAUSE = {
    "address": Text("地址不详", "address insufficient"),
    "refused": Text("收件人拒收", "refused by the recipient"),
    "duty": Text("未缴关税", "duty unpaid"),
    "absent": Text("多次无人", "nobody at home"),
}
WAY = {
    "redeliver": Text("重新派送", "deliver again"),
    "return": Text("退回国内", "return to the sender"),
    "destroy": Text("境外销毁", "destroy abroad"),
}
BUYER = {
    "refund": Text("退款", "refund"),
    "resend": Text("重发", "send again"),
    "none": Text("不退（买家违约）", "nothing (buyer's default)"),
}
GOODS = {
    "restock": Text("退回入库", "back to stock"),
    "write_off": Text("报损核销", "written off"),
    "moving": Text("货在派送", "with the carrier"),
}


class Case(msgspec.Struct, kw_only=True, gc=False):
    """One undeliverable parcel. Fees in CNY fen, value in CNY fen at the day's rate; limits are simulator parameters."""

    id: Annotated[str, info("个案", "Case", "id")]
    parcel: Annotated[str, info("包裹", "Parcel")]
    order: Annotated[str, info("订单", "Order")]
    cause: Annotated[str, info("原因", "Cause", "choice", choices=CAUSE)]
    opened: Annotated[int, info("通知时间", "Notified", "minute")]
    decide_by: Annotated[int, info("处置剩余", "Decide within", "due")]
    return_fee: Annotated[int, info("退回费", "Return fee", "money", currency="CNY")]
    destroy_fee: Annotated[int, info("销毁费", "Destruction fee", "money", currency="CNY")]
    redeliver_fee: Annotated[int, info("重派费", "Redelivery fee", "money", currency="CNY")]
    storage_per_day: Annotated[int, info("仓储费/天", "Storage a day", "money", currency="CNY")]
    value: Annotated[int, info("货值", "Goods value", "money", currency="CNY")]
    destroy_allowed: Annotated[bool, info("可销毁", "May be destroyed", "flag")]
    way: Annotated[str, info("处置", "Settled by", "choice", choices={"": Text("未定", "open"), **WAY})] = ""
    paid: Annotated[int, info("已付", "Paid", "money", currency="CNY")] = 0
    books: Annotated[str, info("货账", "Goods in the books", "choice", choices={"": Text("未记", "open"), **GOODS})] = (
        ""
    )
    buyer: Annotated[str, info("买家处理", "Buyer settled", "choice", choices={"": Text("未定", "open"), **BUYER})] = ""
    lapsed: Annotated[bool, info("已逾期", "Lapsed", "flag")] = False
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the first fact of its kind."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)


class Undeliverable(State):
    """All cases by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Case] = {}


class CaseTruth(HiddenState):
    """What the buyer would answer when contacted: "" (never), "address" (with the right one), "collect", "refuse"."""

    __slots__ = ("address", "answer")

    def __init__(self) -> None:
        self.answer: dict[str, str] = {}
        self.address: dict[str, Address] = {}


class DeliveryFailed(Event, frozen=True, kw_only=True, tag="delivery.failed"):
    """The carrier could not deliver a parcel and asks what to do with it."""

    case: str
    parcel: str
    cause: str
    decide_by: int
    return_fee: int
    destroy_fee: int
    redeliver_fee: int
    storage_per_day: int
    value: int
    destroy_allowed: bool


class CaseNature(HiddenEvent, frozen=True, kw_only=True, tag="case.nature"):
    """What the buyer of an undeliverable parcel would answer."""

    case: str
    answer: str
    address: Address | None = None


class DisposalDecided(Event, frozen=True, kw_only=True, tag="disposal.decided"):
    """The store decided what becomes of an undeliverable parcel."""

    case: str
    way: str


class DisposalPaid(Event, frozen=True, kw_only=True, tag="disposal.paid"):
    """A fee was paid for it."""

    case: str
    amount: int


class DisposalSettled(Event, frozen=True, kw_only=True, tag="disposal.settled"):
    """Goods and buyer were settled in the books."""

    case: str
    goods: str
    buyer: str


class DisposalLapsed(Event, frozen=True, kw_only=True, tag="disposal.lapsed"):
    """The limit passed: the carrier decides and bills."""

    case: str
    billed: int


book.event("包裹 {parcel} 投递失败（{cause}）", "Parcel {parcel} could not be delivered ({cause})", news=True)(
    DeliveryFailed
)
book.event("联系 {case} 的买家，会答：{answer}", "Asked about {case}, the buyer would answer: {answer}")(CaseNature)
book.event("{case} 决定：{way}", "{case} settled: {way}")(DisposalDecided)
book.event("{case} 付费 {amount}", "{case}: fee {amount} paid")(DisposalPaid)
book.event("{case} 记账：货 {goods}，买家 {buyer}", "{case} in the books: goods {goods}, buyer {buyer}")(
    DisposalSettled
)
book.event(
    "{case} 逾期，承运商自行处理并收费 {billed}", "{case} lapsed: the carrier disposes and bills {billed}", news=True
)(DisposalLapsed)


@book.applies(DeliveryFailed)
def _failed(world: World, e: DeliveryFailed) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.state = "undeliverable"
    case = Case(
        id=e.case, parcel=e.parcel, order=parcel.order, cause=e.cause, opened=world.now, decide_by=e.decide_by,
        return_fee=e.return_fee, destroy_fee=e.destroy_fee, redeliver_fee=e.redeliver_fee, storage_per_day=e.storage_per_day,
        value=e.value, destroy_allowed=e.destroy_allowed,
    )  # fmt: skip
    case.did("opened", world)
    world.of(Undeliverable).by_id[e.case] = case


@book.applies(CaseNature)
def _nature(world: World, e: CaseNature) -> None:
    truth = world.of(CaseTruth)
    truth.answer[e.case] = e.answer
    if e.address is not None:
        truth.address[e.case] = e.address


@book.applies(DisposalDecided)
def _decided(world: World, e: DisposalDecided) -> None:
    case = world.of(Undeliverable).by_id[e.case]
    case.way = e.way
    case.did("decided", world)
    parcel = world.of(Parcels).by_id[case.parcel]
    parcel.state = {"redeliver": "transit", "return": "returned", "destroy": "destroyed"}[e.way]


@book.applies(DisposalPaid)
def _paid(world: World, e: DisposalPaid) -> None:
    case = world.of(Undeliverable).by_id[e.case]
    case.paid += e.amount
    case.did("paid", world)


@book.applies(DisposalSettled)
def _settled(world: World, e: DisposalSettled) -> None:
    case = world.of(Undeliverable).by_id[e.case]
    case.books, case.buyer = e.goods, e.buyer
    case.did("settled", world)


@book.applies(DisposalLapsed)
def _lapsed(world: World, e: DisposalLapsed) -> None:
    case = world.of(Undeliverable).by_id[e.case]
    case.lapsed = True
    case.did("lapsed", world)
    world.of(Parcels).by_id[case.parcel].state = "destroyed"


CaseId = Annotated[str, info("个案", "Case", record="undeliverable", requirement=REQ)]


def _case(world: World, id: str) -> Case:
    case = world.of(Undeliverable).by_id.get(id)
    if case is None:
        raise Refusal("no-case", f"没有个案 {id}。", f"There is no case {id}.")
    if case.lapsed:
        raise Refusal(
            "lapsed", f"个案 {id} 已逾期，由承运商处理。", f"Case {id} has lapsed: the carrier has disposed of it."
        )
    return case


@book.command(
    title=Text("决定处置方式", "Decide the disposal"), desk="logistics", minutes=3, requirements=(REQ,), order=210,
    about=Text("先联系买家；不成再比较退回费、销毁费与货值。", "Contact the buyer first; else compare return fee, destruction fee and goods value."),
)  # fmt: skip
class DecideDisposal(Command, frozen=True, kw_only=True, tag="disposal.decide"):
    """Decide what becomes of an undeliverable parcel."""

    case: CaseId
    way: Annotated[Literal["redeliver", "return", "destroy"], info("方式", "Way", choices=WAY, requirement=REQ)]


@book.decides(DecideDisposal)
def decide(world: World, c: DecideDisposal) -> list[Event]:
    """Once. The carrier does not destroy what the rules forbid to destroy."""
    case = _case(world, c.case)
    if case.way:
        raise Refusal("decided", f"个案 {c.case} 已决定。", f"Case {c.case} is decided already.")
    if c.way == "destroy" and not case.destroy_allowed:
        raise Refusal("not-allowed", "当地规定不准销毁此货。", "These goods may not be destroyed there.")
    return [DisposalDecided(case=c.case, way=c.way)]


@book.command(
    title=Text("支付处置费", "Pay the fee"), desk="logistics", minutes=2, requirements=(REQ,), order=220,
    about=Text("支付所选方式的费用（含至今仓储费）。", "Pay the fee of the chosen way with the storage so far."),
)  # fmt: skip
class PayDisposal(Command, frozen=True, kw_only=True, tag="disposal.pay"):
    """Pay the fee of the chosen way."""

    case: CaseId
    amount: Annotated[int, info("金额", "Amount", "money", currency="CNY", ge=1, le=10**8, requirement=REQ)]


@book.decides(PayDisposal)
def pay(world: World, c: PayDisposal) -> list[Event]:
    """After the decision, once."""
    case = _case(world, c.case)
    if not case.way or case.paid:
        raise Refusal("not-now", "先决定处置方式；只付一次。", "Decide first; it is paid once.")
    why = Text("无法投递包裹处置费", "disposal of an undeliverable parcel")
    return [
        DisposalPaid(case=c.case, amount=c.amount),
        CashMoved(minor=-c.amount, currency="CNY", why=why, ref=c.case, kind="fee"),
    ]


@book.command(
    title=Text("记货账并了结买家", "Settle goods and buyer"), desk="logistics", minutes=3, requirements=(REQ,), order=230,
    about=Text("货物入库或核销，买家退款或重发。", "Book the goods in or write them off; refund the buyer or send again."),
)  # fmt: skip
class SettleDisposal(Command, frozen=True, kw_only=True, tag="disposal.settle"):
    """Settle goods and buyer in the books."""

    case: CaseId
    goods: Annotated[Literal["restock", "write_off", "moving"], info("货物", "Goods", choices=GOODS, requirement=REQ)]
    buyer: Annotated[Literal["refund", "resend", "none"], info("买家", "Buyer", choices=BUYER, requirement=REQ)]


@book.decides(SettleDisposal)
def settle(world: World, c: SettleDisposal) -> list[Event]:
    """After the decision, once; stock and cash move as booked."""
    case = _case(world, c.case)
    if not case.way or case.books:
        raise Refusal("not-now", "先决定处置方式；只记一次账。", "Decide first; it is booked once.")
    parcel = world.of(Parcels).by_id[case.parcel]
    order = order_of(world, parcel)
    events: list[Event] = [DisposalSettled(case=c.case, goods=c.goods, buyer=c.buyer)]
    if c.goods == "restock":
        events += [StockMoved(sku=line.sku, pieces=line.quantity, why="returned", ref=c.case) for line in parcel.lines]
    if c.buyer == "refund":
        why = Text("投递失败退款", "refund, not delivered")
        events.append(
            CashMoved(
                minor=-(order.goods_paid + order.freight_paid),
                currency=order.currency,
                why=why,
                ref=order.id,
                kind="refund",
            )
        )
    if c.buyer == "resend":
        events += [StockMoved(sku=line.sku, pieces=-line.quantity, why="resent", ref=c.case) for line in parcel.lines]
    return events


def storage(case: Case, minute: int) -> int:
    """The storage fee until a minute, CNY fen: each day begun."""
    return case.storage_per_day * (-(-(minute - case.opened) // 1440))


def fee(case: Case, way: str, minute: int) -> int:
    """What a way costs when decided at this minute, storage included."""
    base = {"redeliver": case.redeliver_fee, "return": case.return_fee, "destroy": case.destroy_fee}[way]
    return base + storage(case, minute)


class CaseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One undeliverable parcel in the list."""

    id: Annotated[str, info("个案", "Case", "id")]
    parcel: Annotated[str, info("包裹", "Parcel")]
    cause: Annotated[str, info("原因", "Cause", "choice", choices=CAUSE)]
    decide_by: Annotated[int | None, info("处置剩余", "Decide within", "due")]
    way: Annotated[str, info("处置", "Settled by", "choice", choices={"": Text("未定", "open"), **WAY})]
    books: Annotated[str, info("货账", "Goods", "choice", choices={"": Text("未记", "open"), **GOODS})]


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One undeliverable parcel opened, with what each way costs now."""

    id: Annotated[str, info("个案", "Case", "id")]
    parcel: Annotated[str, info("包裹", "Parcel")]
    order: Annotated[str, info("订单", "Order")]
    cause: Annotated[str, info("原因", "Cause", "choice", choices=CAUSE)]
    opened: Annotated[int, info("通知时间", "Notified", "minute")]
    decide_by: Annotated[int | None, info("处置剩余", "Decide within", "due")]
    value: Annotated[int, info("货值", "Goods value", "money", currency="CNY")]
    destroy_allowed: Annotated[bool, info("可销毁", "May be destroyed", "flag")]
    redeliver_now: Annotated[int, info("现在重派", "Deliver again now", "money", currency="CNY")]
    return_now: Annotated[int, info("现在退回", "Return now", "money", currency="CNY")]
    destroy_now: Annotated[int, info("现在销毁", "Destroy now", "money", currency="CNY")]
    storage_per_day: Annotated[int, info("仓储费/天", "Storage a day", "money", currency="CNY")]
    way: Annotated[str, info("处置", "Settled by", "choice", choices={"": Text("未定", "open"), **WAY})]
    due: Annotated[int, info("应付", "Fee due", "money", currency="CNY")]
    paid: Annotated[int, info("已付", "Paid", "money", currency="CNY")]
    books: Annotated[str, info("货账", "Goods", "choice", choices={"": Text("未记", "open"), **GOODS})]
    buyer: Annotated[str, info("买家处理", "Buyer", "choice", choices={"": Text("未定", "open"), **BUYER})]


@book.view(
    "undeliverable", title=Text("投递失败", "Undeliverable"), desk="logistics", shows=CaseRow, record="failed", order=25
)
def cases(seen: Seen) -> list[CaseRow]:
    """Open cases first, the shortest limit on top."""
    rows = sorted(seen.of(Undeliverable).by_id.values(), key=lambda c: (bool(c.way), c.decide_by, c.id))
    return [
        CaseRow(
            id=c.id, parcel=c.parcel, cause=c.cause, decide_by=None if c.way or c.lapsed else c.decide_by, way=c.way, books=c.books
        )
        for c in rows
    ]  # fmt: skip


@book.view(
    "failed",
    title=Text("投递失败个案", "Undeliverable parcel"),
    desk="logistics",
    shows=CaseRecord,
    kind="record",
    record="undeliverable",
    evidence=True,
)
def case_view(seen: Seen, key: str) -> CaseRecord | None:
    """One case with the costs as of now."""
    c = seen.of(Undeliverable).by_id.get(key)
    if c is None:
        return None
    at = c.times.get("decided", seen.now)
    return CaseRecord(
        id=c.id, parcel=c.parcel, order=c.order, cause=c.cause, opened=c.opened,
        decide_by=None if c.way or c.lapsed else c.decide_by, value=c.value, destroy_allowed=c.destroy_allowed,
        redeliver_now=fee(c, "redeliver", at), return_now=fee(c, "return", at), destroy_now=fee(c, "destroy", at),
        storage_per_day=c.storage_per_day, way=c.way, due=fee(c, c.way, at) if c.way else 0, paid=c.paid, books=c.books,
        buyer=c.buyer,
    )  # fmt: skip
