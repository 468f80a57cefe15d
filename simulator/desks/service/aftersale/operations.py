"""What the store does with an after-sale request: offer, label, inspect, refund, exchange, close (9.2.3)."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.desks.logistics.parcels import goods_of
from simulator.desks.service.aftersale.facts import (
    AftersaleClosed,
    AftersaleTruth,
    ExchangeSent,
    RefundPaid,
    RemedyOffered,
    ReturnInspected,
    ReturnLabelIssued,
)
from simulator.desks.service.aftersale.records import (
    BACK,
    GOODS,
    MONEY,
    REMEDY,
    SENT,
    Aftersales,
    Remedy,
    Request,
)
from simulator.desks.service.policy import PAYER
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders, find_order
from simulator.desks.store.shift import StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import World
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import MessageSent

book = Book()
REQ = "9.2.3"

CaseId = Annotated[str, info("售后单", "Request", record="aftersales", requirement=REQ)]


def find_request(world: World, id: str) -> Request:
    """An after-sale request that is still in the store's hands, or a refusal."""
    request = world.of(Aftersales).by_id.get(id)
    if request is None:
        raise Refusal("no-case", f"没有售后单 {id}。", f"There is no request {id}.")
    if request.status in ("closed", "ruled"):
        raise Refusal("over", f"售后单 {id} 已经了结。", f"Request {id} is settled already.")
    return request


@book.command(
    title=Text("提出处理方案", "Offer a remedy"), desk="service", minutes=4, requirements=(REQ,), order=50,
    about=Text(
        "查订单、证据与当地政策后，书面提出方案；验货有出入时可改方案。",
        "After order, evidence and the market's policy, offer a remedy in writing; an inspection may change it.",
    ),
)  # fmt: skip
class OfferRemedy(Command, frozen=True, kw_only=True, tag="remedy.offer"):
    """Offer a remedy to the buyer."""

    case: CaseId
    remedy: Annotated[Remedy, info("方案", "Remedy", choices=REMEDY, requirement=REQ)]
    amount: Annotated[
        int,
        info("退款金额（订单币种）", "Refund, order's currency", "money", ge=0, le=10**9, requirement=REQ,
             help=Text("不退钱填 0", "0 when no money is paid back")),
    ] = 0  # fmt: skip
    payer: Annotated[
        Literal["none", "buyer", "seller"],
        info("退货运费由谁付", "Who pays the return", choices=PAYER, requirement=REQ),
    ] = "none"
    text: Annotated[
        str,
        info("给买家的话", "Words to the buyer", "long", min_length=1, max_length=2000, requirement=REQ,
             help=Text("写明方案、金额与依据", "Name the remedy, the amount and the rule behind it")),
    ]  # fmt: skip


@book.decides(OfferRemedy)
def offer(world: World, c: OfferRemedy) -> list[Event]:
    """While the buyer considers an offer or sends goods back, no other one is made."""
    request = find_request(world, c.case)
    if request.status not in ("open", "disputed", "inspected"):
        raise Refusal(
            "pending",
            "方案已提出：先等买家答复或货物退回。",
            "An offer stands: wait for the buyer's answer or the goods.",
        )
    if not c.text.strip():
        raise Refusal("empty", "请写给买家的话。", "Write to the buyer.")
    if request.paid is not None or request.sent:
        raise Refusal("done", "已经退款或寄出。", "It has been refunded or sent already.")
    return [
        MessageSent(thread=request.thread, text=c.text),
        RemedyOffered(case=c.case, remedy=c.remedy, amount=c.amount, payer=c.payer),
    ]


@book.command(
    title=Text("开退货面单", "Issue a return label"), desk="service", minutes=2, requirements=(REQ,), order=51,
    about=Text("买家同意退货后给出退货面单；运费按方案由谁付。", "Once a return is agreed, give the buyer a label; freight as offered."),
)  # fmt: skip
class IssueReturnLabel(Command, frozen=True, kw_only=True, tag="return_label.issue"):
    """Give the buyer a return label."""

    case: CaseId


@book.decides(IssueReturnLabel)
def issue_label(world: World, c: IssueReturnLabel) -> list[Event]:
    """After the buyer agreed to a remedy in which goods come back, once."""
    request = find_request(world, c.case)
    if request.status != "accepted" or request.offers[-1].remedy not in BACK:
        raise Refusal("no-return", "买家还没有同意退货方案。", "The buyer has not agreed to a return.")
    if request.label:
        raise Refusal("twice", "面单已开。", "The label has been issued.")
    events: list[Event] = [ReturnLabelIssued(case=c.case, label=f"RL-{request.order}")]
    if request.offers[-1].payer == "seller":
        why = Text("退货运费（卖家承担）", "return freight, paid by the seller")
        fee = world.of(Rulebook).number("aftersale.label_fee", world.now)
        events.append(CashMoved(minor=-fee, currency="CNY", why=why, ref=c.case, kind="freight"))
    return events


@book.command(
    title=Text("开箱验货", "Inspect the return"), desk="service", minutes=5, requirements=(REQ,), order=52,
    about=Text("打开退回的箱子，核对货号与状况。", "Open the returned box; compare item and condition."),
)  # fmt: skip
class InspectReturn(Command, frozen=True, kw_only=True, tag="return.inspect"):
    """Open a returned box."""

    case: CaseId


@book.decides(InspectReturn)
def inspect(world: World, c: InspectReturn) -> list[Event]:
    """Only what has arrived can be opened."""
    request = find_request(world, c.case)
    if request.status != "returned":
        raise Refusal("not-here", "没有待验的退货。", "No returned box waits for inspection.")
    truth = world.of(AftersaleTruth).by_id[c.case]
    return [ReturnInspected(case=c.case, sku=truth.found_sku, found=truth.found, grade=truth.grade)]


@book.command(
    title=Text("退款", "Pay the refund"), desk="service", minutes=2, requirements=(REQ,), order=53,
    about=Text("按方案退款，原路退回。", "Refund as offered, the way it was paid."),
)  # fmt: skip
class PayRefund(Command, frozen=True, kw_only=True, tag="refund.pay"):
    """Pay a refund."""

    case: CaseId
    amount: Annotated[
        int, info("金额（订单币种）", "Amount, order's currency", "money", ge=1, le=10**9, requirement=REQ)
    ]


@book.decides(PayRefund)
def pay(world: World, c: PayRefund) -> list[Event]:
    """After the buyer agreed to a remedy with money, once, never more than was paid. Before inspection it is at the store's risk."""
    request = find_request(world, c.case)
    if request.status in ("open", "offered", "disputed") or request.offers[-1].remedy not in MONEY:
        raise Refusal("not-agreed", "还没有买家同意的退款方案。", "No refund has been agreed.")
    if request.paid is not None:
        raise Refusal("twice", "已经退过款。", "It has been refunded already.")
    order = find_order(world, request.order)
    if c.amount > order.goods_paid + order.freight_paid:
        raise Refusal("too-much", "超过买家实付。", "More than the buyer paid.")
    why = Text("售后退款", "after-sale refund")
    return [
        RefundPaid(case=c.case, amount=c.amount),
        CashMoved(minor=-c.amount, currency=order.currency, why=why, ref=c.case, kind="refund"),
    ]


@book.command(
    title=Text("寄出换货或配件", "Send exchange or part"), desk="service", minutes=3, requirements=(REQ,), order=54,
    about=Text("寄出新商品、配件或修好的商品，得到单号。", "Send a new item, a part or the repaired item; gives a tracking number."),
)  # fmt: skip
class SendExchange(Command, frozen=True, kw_only=True, tag="exchange.send"):
    """Send goods to the buyer."""

    case: CaseId
    what: Annotated[Literal["item", "part", "repaired"], info("寄什么", "What", choices=SENT, requirement=REQ)]


@book.decides(SendExchange)
def send(world: World, c: SendExchange) -> list[Event]:
    """After the buyer agreed to such a remedy, once."""
    request = find_request(world, c.case)
    agreed = request.offers[-1].remedy if request.offers else ""
    if request.status in ("open", "offered", "disputed") or c.what not in GOODS.get(agreed, ()):
        raise Refusal("not-agreed", "买家同意的方案里没有这一项。", "This is not part of what was agreed.")
    if request.sent:
        raise Refusal("twice", "已经寄出。", "It has been sent already.")
    digits = world.luck.between(100_000_000, 999_999_999, "aftersale.tracking", c.case)
    events: list[Event] = [ExchangeSent(case=c.case, what=c.what, tracking=f"XC{digits}CN")]
    if c.what == "item":
        cost = sum(g.cost for g in goods_of(world, world.of(Orders).by_id[request.order].lines))
        why = Text("换货商品成本", "cost of the exchanged goods")
        events.append(StockMoved(sku=request.sku, pieces=-1, why="exchange", ref=c.case))
        events.append(CashMoved(minor=-cost, currency="CNY", why=why, ref=c.case, kind="goods"))
    freight = Text("售后寄件运费", "freight of the after-sale parcel")
    fee = world.of(Rulebook).number("aftersale.parcel_fee", world.now)
    events.append(CashMoved(minor=-fee, currency="CNY", why=freight, ref=c.case, kind="freight"))
    return events


@book.command(
    title=Text("售后结案", "Close the request"), desk="service", minutes=1, requirements=(REQ,), order=55,
    about=Text("方案已执行并告知买家后结案。", "Close it when the remedy is carried out and the buyer has been told."),
)  # fmt: skip
class CloseAftersale(Command, frozen=True, kw_only=True, tag="aftersale.close"):
    """Close a request."""

    case: CaseId


@book.decides(CloseAftersale)
def close(world: World, c: CloseAftersale) -> list[Event]:
    """Only when what was offered last has been carried out."""
    request = find_request(world, c.case)
    if not request.settled:
        raise Refusal("not-settled", "方案还没有执行完。", "What was offered has not been carried out.")
    return [AftersaleClosed(case=c.case)]
