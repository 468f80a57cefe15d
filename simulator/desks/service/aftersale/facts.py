"""What happens to an after-sale request, and what each fact changes (9.2.3)."""

from __future__ import annotations

from simulator.desks.service.aftersale.records import Aftersales, Offer, Request
from simulator.desks.store.orders import Orders
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, World

book = Book()


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
