"""The list of after-sale requests and one of them opened (9.2.3)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.service.aftersale.records import ASKED, SENT, STATUS, WRAP, Aftersales, Offer, Request
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen

book = Book()


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
