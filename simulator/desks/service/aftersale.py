"""After-sale service: offer a remedy in writing, return label, inspection, refund or exchange, close (9.2.3)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import goods_of
from simulator.desks.service.policy import PAYER
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders, find_order
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, HiddenEvent, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, Seen, State, World
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import MessageSent

book = Book()
REQ = "9.2.3"

ASKED = {
    "return": Text("退货", "return"),
    "fault": Text("故障报修", "fault"),
    "part": Text("补配件", "missing part"),
    "use": Text("使用帮助", "help in use"),
}
REMEDY = {
    "return_refund": Text("退货退款", "return and refund"),
    "refund": Text("仅退款（不退货）", "refund without return"),
    "partial": Text("部分退款", "partial refund"),
    "exchange": Text("退货换新", "return and exchange"),
    "repair": Text("返修", "repair"),
    "part": Text("补寄配件", "send the part"),
    "explain": Text("说明用法", "explain the use"),
    "refuse": Text("说明理由后拒绝", "refuse with the reason"),
}
STATUS = {
    "open": Text("待处理", "open"),
    "offered": Text("等买家答复", "offered, buyer to answer"),
    "disputed": Text("买家不同意", "buyer disagrees"),
    "accepted": Text("买家同意", "accepted"),
    "returning": Text("退货在途", "goods on their way back"),
    "returned": Text("退货到仓", "goods are back"),
    "inspected": Text("已验货", "inspected"),
    "closed": Text("已结案", "closed"),
    "ruled": Text("平台代为处理", "settled by the platform"),
}
WRAP = {
    "sealed": Text("未拆封", "unopened"),
    "opened": Text("已拆封", "opened"),
    "used": Text("使用中", "in use"),
}
SENT = {
    "item": Text("新商品", "a new item"),
    "part": Text("配件", "the part"),
    "repaired": Text("修好的商品", "the repaired item"),
}
Remedy = Literal["return_refund", "refund", "partial", "exchange", "repair", "part", "explain", "refuse"]
BACK = ("return_refund", "exchange", "repair")  # remedies for which goods come back
MONEY = ("return_refund", "refund", "partial")
GOODS = {"exchange": ("item",), "repair": ("repaired", "item"), "part": ("part", "item")}


class Offer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One offer made in writing."""

    minute: Annotated[int, info("时间", "Time", "minute")]
    remedy: Annotated[str, info("方案", "Remedy", "choice", choices=REMEDY)]
    amount: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    payer: Annotated[str, info("退货运费", "Return freight", "choice", choices=PAYER)]
    seq: Annotated[int, info("记录号", "Fact", "int")] = 0


class Request(msgspec.Struct, kw_only=True, gc=False):
    """One after-sale request; `facts` and `times` hold the first fact of each step."""

    id: str
    order: str
    thread: str
    asked: str
    sku: str
    delivered: int
    wrap: str
    photo: Text
    opened: int
    due: int
    status: str = "open"
    offers: list[Offer] = msgspec.field(default_factory=list)
    answer: Text | None = None
    label: str = ""
    found_sku: str = ""
    found: Text | None = None
    grade: str = ""
    paid: int | None = None
    sent: str = ""
    tracking: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the first fact of its kind."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)

    @property
    def settled(self) -> bool:
        """Whether what was offered last has been carried out, or there is nothing to carry out."""
        last = self.offers[-1].remedy if self.offers else ""
        if last in MONEY:
            return self.paid is not None
        if last in GOODS:
            return bool(self.sent)
        return last in ("refuse", "explain") and self.status not in ("offered", "disputed")


class Aftersales(State):
    """All requests by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Request] = {}


class AftersaleNature(HiddenEvent, frozen=True, kw_only=True, tag="aftersale.nature"):
    """What a request truly is: what the buyer is due by policy and law, and what the returned box will hold."""

    case: str
    remedy: str
    payer: str
    amount: int  # to be offered at first
    final: int  # to be paid after inspection (the same, less, or 0)
    why: Text  # the policy in a sentence, with its figures
    figures: tuple[str, ...] = ()  # figures that an explanation has to hold
    found_sku: str = ""
    found: Text = Text("", "")
    grade: str = ""
    fraud: bool = False


class AftersaleTruth(HiddenState):
    """The nature of every request."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, AftersaleNature] = {}


class AftersaleAsked(Event, frozen=True, kw_only=True, tag="aftersale.asked"):
    """A buyer filed an after-sale request with the platform's form."""

    case: str
    order: str
    thread: str
    asked: str
    sku: str
    delivered: int
    wrap: str
    photo: Text
    due: int


class RemedyOffered(Event, frozen=True, kw_only=True, tag="remedy.offered"):
    """The store offered a remedy; the words stand in the message before it."""

    case: str
    remedy: str
    amount: int
    payer: str


class RemedyAnswered(Event, frozen=True, kw_only=True, tag="remedy.answered"):
    """The buyer accepted or disputed the offer."""

    case: str
    accepted: bool
    text: Text


class ReturnLabelIssued(Event, frozen=True, kw_only=True, tag="return_label.issued"):
    """The buyer got a return label."""

    case: str
    label: str


class ReturnPosted(Event, frozen=True, kw_only=True, tag="return.posted"):
    """The buyer handed the goods to the return carrier."""

    case: str


class ReturnArrived(Event, frozen=True, kw_only=True, tag="return.arrived"):
    """The returned box reached the return warehouse, closed."""

    case: str


class ReturnInspected(Event, frozen=True, kw_only=True, tag="return.inspected"):
    """The box was opened: what lies in it and in which state."""

    case: str
    sku: str
    found: Text
    grade: str


class RefundPaid(Event, frozen=True, kw_only=True, tag="refund.paid"):
    """Money went back to the buyer."""

    case: str
    amount: int


class ExchangeSent(Event, frozen=True, kw_only=True, tag="exchange.sent"):
    """Goods went to the buyer: a new item, a part or the repaired one."""

    case: str
    what: str
    tracking: str


class AftersaleClosed(Event, frozen=True, kw_only=True, tag="aftersale.closed"):
    """The store closed the request."""

    case: str


class AftersaleRuled(Event, frozen=True, kw_only=True, tag="aftersale.ruled"):
    """The platform settled the request itself and charged the store."""

    case: str
    amount: int
    why: Text


book.event("{case} 售后申请（{asked}），订单 {order}", "{case}: after-sale request ({asked}) for {order}", news=True)(
    AftersaleAsked
)
book.event("{case} 应得：{remedy}（{why}）", "{case} is due: {remedy} ({why})")(AftersaleNature)
book.event("{case} 提出方案：{remedy}", "{case}: offered {remedy}")(RemedyOffered)
book.event("{case} 买家答复：{text}", "{case}: the buyer answers: {text}", news=True, reveals=True)(RemedyAnswered)
book.event("{case} 退货面单 {label}", "{case}: return label {label}")(ReturnLabelIssued)
book.event("{case} 买家已寄回", "{case}: the buyer posted the goods")(ReturnPosted)
book.event("{case} 退货到仓，待验货", "{case}: the returned box is here, to be inspected", news=True)(ReturnArrived)
book.event("{case} 开箱：{found}（{grade}）", "{case}: in the box: {found} ({grade})", reveals=True)(ReturnInspected)
book.event("{case} 已退款 {amount}", "{case}: refunded {amount}")(RefundPaid)
book.event("{case} 已寄出 {what}，单号 {tracking}", "{case}: sent {what}, tracking {tracking}")(ExchangeSent)
book.event("{case} 结案", "{case}: closed")(AftersaleClosed)
book.event("{case} 平台代为退款 {amount}：{why}", "{case}: the platform refunded {amount}: {why}", news=True, reveals=True)(
    AftersaleRuled
)  # fmt: skip


def _of(world: World, id: str) -> Request:
    return world.of(Aftersales).by_id[id]


@book.applies(AftersaleAsked)
def _asked(world: World, e: AftersaleAsked) -> None:
    request = Request(
        id=e.case, order=e.order, thread=e.thread, asked=e.asked, sku=e.sku, delivered=e.delivered, wrap=e.wrap,
        photo=e.photo, opened=world.now, due=e.due,
    )  # fmt: skip
    request.did("opened", world)
    world.of(Aftersales).by_id[e.case] = request


@book.applies(AftersaleNature)
def _nature(world: World, e: AftersaleNature) -> None:
    world.of(AftersaleTruth).by_id[e.case] = e


@book.applies(RemedyOffered)
def _offered(world: World, e: RemedyOffered) -> None:
    request = _of(world, e.case)
    currency = world.of(Orders).by_id[request.order].currency
    request.offers.append(
        Offer(minute=world.now, remedy=e.remedy, amount=e.amount, currency=currency, payer=e.payer, seq=world.count - 1)
    )
    request.did("offered", world)
    if request.status == "inspected":
        request.did("revised", world)
    else:
        request.status = "offered"


@book.applies(RemedyAnswered)
def _answered(world: World, e: RemedyAnswered) -> None:
    request = _of(world, e.case)
    request.status = "accepted" if e.accepted else "disputed"
    request.answer = e.text
    request.did("accepted" if e.accepted else "disputed", world)


@book.applies(ReturnLabelIssued)
def _label(world: World, e: ReturnLabelIssued) -> None:
    request = _of(world, e.case)
    request.label = e.label
    request.did("label", world)


@book.applies(ReturnPosted)
def _posted(world: World, e: ReturnPosted) -> None:
    request = _of(world, e.case)
    request.status = "returning"
    request.did("posted", world)


@book.applies(ReturnArrived)
def _arrived(world: World, e: ReturnArrived) -> None:
    request = _of(world, e.case)
    if request.status == "returning":
        request.status = "returned"
    request.did("arrived", world)


@book.applies(ReturnInspected)
def _inspected(world: World, e: ReturnInspected) -> None:
    request = _of(world, e.case)
    request.status = "inspected"
    request.found_sku, request.found, request.grade = e.sku, e.found, e.grade
    request.did("inspected", world)


@book.applies(RefundPaid)
def _refunded(world: World, e: RefundPaid) -> None:
    request = _of(world, e.case)
    request.paid = (request.paid or 0) + e.amount
    request.did("paid", world)


@book.applies(ExchangeSent)
def _exchanged(world: World, e: ExchangeSent) -> None:
    request = _of(world, e.case)
    request.sent, request.tracking = e.what, e.tracking
    request.did("sent", world)


@book.applies(AftersaleClosed)
def _closed(world: World, e: AftersaleClosed) -> None:
    request = _of(world, e.case)
    request.status = "closed"
    request.did("closed", world)


@book.applies(AftersaleRuled)
def _ruled(world: World, e: AftersaleRuled) -> None:
    request = _of(world, e.case)
    request.status = "ruled"
    request.paid = (request.paid or 0) + e.amount
    request.did("ruled", world)


# -- operations -----------------------------------------------------------------------------------------------

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


# -- views ----------------------------------------------------------------------------------------------------


class AftersaleRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One request in the list."""

    id: Annotated[str, info("售后单", "Request", "id")]
    order: Annotated[str, info("订单", "Order")]
    market: Annotated[str, info("市场", "Market")]
    asked: Annotated[str, info("诉求", "Asks for", "choice", choices=ASKED)]
    status: Annotated[str, info("状态", "Status", "choice", choices=STATUS)]
    due: Annotated[int | None, info("首次处理剩余", "First action within", "due")]
    thread: Annotated[str, info("会话", "Thread", wide=False)]


class AftersaleRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One request opened."""

    id: Annotated[str, info("售后单", "Request", "id")]
    order: Annotated[str, info("订单", "Order")]
    thread: Annotated[str, info("会话", "Thread")]
    buyer: Annotated[str, info("买家", "Buyer")]
    language: Annotated[str, info("沟通语言", "Language")]
    market: Annotated[str, info("市场", "Market")]
    asked: Annotated[str, info("诉求", "Asks for", "choice", choices=ASKED)]
    sku: Annotated[str, info("货号", "SKU")]
    item: Annotated[Text, info("商品", "Item")]
    goods_paid: Annotated[int, info("商品款", "Goods paid", "money", currency="currency")]
    freight_paid: Annotated[int, info("运费", "Freight paid", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    delivered: Annotated[int, info("签收时间", "Delivered", "minute")]
    opened: Annotated[int, info("申请时间", "Asked", "minute")]
    wrap: Annotated[str, info("包装状况", "Packaging", "choice", choices=WRAP)]
    photo: Annotated[Text, info("买家图片", "Buyer's photo")]
    status: Annotated[str, info("状态", "Status", "choice", choices=STATUS)]
    due: Annotated[int | None, info("首次处理剩余", "First action within", "due")]
    offers: Annotated[tuple[Offer, ...], info("方案", "Offers", "list")]
    answer: Annotated[Text | None, info("买家答复", "Buyer's answer")]
    label: Annotated[str, info("退货面单", "Return label")]
    arrived: Annotated[int | None, info("退货到仓", "Goods back", "minute")]
    found_sku: Annotated[str, info("箱内货号", "SKU in the box")]
    found: Annotated[Text | None, info("验货所见", "Seen at inspection")]
    grade: Annotated[str, info("验货等级", "Grade")]
    paid: Annotated[int | None, info("已退款", "Refunded", "money", currency="currency")]
    sent: Annotated[str, info("已寄出", "Sent", "choice", choices={"": Text("无", "nothing"), **SENT})]
    tracking: Annotated[str, info("寄出单号", "Tracking")]


def _left(r: Request) -> int | None:
    return r.due if r.status == "open" else None


@book.view(
    "aftersales", title=Text("售后单", "After-sale"), desk="service", shows=AftersaleRow, record="aftersale", order=40
)
def aftersales(seen: Seen) -> list[AftersaleRow]:
    """Those in the store's hands first, by the time left."""
    orders = seen.of(Orders).by_id
    rows = sorted(
        seen.of(Aftersales).by_id.values(),
        key=lambda r: (r.status in ("closed", "ruled"), _left(r) is None, r.due, r.id),
    )
    return [
        AftersaleRow(
            id=r.id, order=r.order, market=orders[r.order].market, asked=r.asked, status=r.status, due=_left(r),
            thread=r.thread,
        )
        for r in rows
    ]  # fmt: skip


@book.view(
    "aftersale", title=Text("售后单", "After-sale request"), desk="service", shows=AftersaleRecord, kind="record",
    record="aftersales", evidence=True,
)  # fmt: skip
def aftersale(seen: Seen, key: str) -> AftersaleRecord | None:
    """One request with its order, evidence, offers and what came back."""
    r = seen.of(Aftersales).by_id.get(key)
    if r is None:
        return None
    o = seen.of(Orders).by_id[r.order]
    return AftersaleRecord(
        id=r.id, order=r.order, thread=r.thread, buyer=o.buyer, language=o.language, market=o.market, asked=r.asked,
        sku=r.sku, item=seen.of(Shift).goods[r.sku].name, goods_paid=o.goods_paid, freight_paid=o.freight_paid,
        currency=o.currency, delivered=r.delivered, opened=r.opened, wrap=r.wrap, photo=r.photo, status=r.status,
        due=_left(r), offers=tuple(r.offers), answer=r.answer, label=r.label, arrived=r.times.get("arrived"),
        found_sku=r.found_sku, found=r.found, grade=r.grade, paid=r.paid, sent=r.sent, tracking=r.tracking,
    )  # fmt: skip
