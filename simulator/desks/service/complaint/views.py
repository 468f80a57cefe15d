"""Complaints, gathered facts and platform cases, as lists and opened (9.2.4)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.service.complaint.records import (
    ABOUT,
    CAUSE,
    LIABLE,
    POSITION,
    SETTLE,
    Complaints,
    FoundFact,
    PlatformCase,
)
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen

book = Book()

OPEN = {"": Text("未定", "open")}


class ComplaintRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint in the list."""

    id: Annotated[str, info("投诉", "Complaint", "id")]
    order: Annotated[str, info("订单", "Order")]
    market: Annotated[str, info("市场", "Market")]
    about: Annotated[str, info("事由", "About", "choice", choices=ABOUT)]
    due: Annotated[int | None, info("须告知结果", "Result within", "due")]
    case: Annotated[str, info("平台纠纷", "Platform case")]
    remedy: Annotated[str, info("决定", "Decision", "choice", choices={**OPEN, **SETTLE})]
    thread: Annotated[str, info("会话", "Thread", wide=False)]


class ComplaintRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint opened."""

    id: Annotated[str, info("投诉", "Complaint", "id")]
    order: Annotated[str, info("订单", "Order")]
    thread: Annotated[str, info("会话", "Thread")]
    buyer: Annotated[str, info("买家", "Buyer")]
    language: Annotated[str, info("沟通语言", "Language")]
    market: Annotated[str, info("市场", "Market")]
    about: Annotated[str, info("事由", "About", "choice", choices=ABOUT)]
    opened: Annotated[int, info("投诉时间", "Filed", "minute")]
    due: Annotated[int | None, info("须告知结果", "Result within", "due")]
    sku: Annotated[str, info("货号", "SKU")]
    item: Annotated[Text, info("商品", "Item")]
    goods_paid: Annotated[int, info("商品款", "Goods paid", "money", currency="currency")]
    freight_paid: Annotated[int, info("运费", "Freight paid", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    promised: Annotated[int, info("承诺送达", "Promised by", "minute")]
    asked: Annotated[tuple[str, ...], info("已查来源", "Sources asked", "list")]
    found: Annotated[tuple[FoundFact, ...], info("查到的事实", "Facts gathered", "list")]
    timeline: Annotated[tuple[str, ...], info("时间线", "Timeline", "list")]
    cited: Annotated[tuple[str, ...], info("依据", "Cited", "list")]
    liability: Annotated[str, info("责任方", "Liable", "choice", choices={**OPEN, **LIABLE})]
    remedy: Annotated[str, info("补救", "Remedy", "choice", choices={**OPEN, **SETTLE})]
    amount: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    cause: Annotated[str, info("预防", "Prevention", "choice", choices={**OPEN, **CAUSE})]
    case: Annotated[str, info("平台纠纷", "Platform case")]


class CaseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One platform case."""

    id: Annotated[str, info("平台纠纷", "Platform case", "id")]
    complaint: Annotated[str, info("投诉", "Complaint")]
    opened: Annotated[int, info("立案", "Opened", "minute")]
    due: Annotated[int | None, info("举证剩余", "Answer within", "due")]
    position: Annotated[str, info("我方立场", "Our position", "choice", choices={**OPEN, **POSITION})]
    ruling: Annotated[str, info("裁决", "Ruling")]


@book.view(
    "complaints", title=Text("投诉", "Complaints"), desk="service", shows=ComplaintRow, record="complaint", order=50
)
def complaints(seen: Seen) -> list[ComplaintRow]:
    """Undecided ones first, the oldest on top."""
    orders = seen.of(Orders).by_id
    rows = sorted(seen.of(Complaints).by_id.values(), key=lambda c: (bool(c.remedy), c.opened, c.id))
    return [
        ComplaintRow(
            id=c.id, order=c.order, market=orders[c.order].market, about=c.about, due=None if c.remedy else c.due,
            case=c.case, remedy=c.remedy, thread=c.thread,
        )
        for c in rows
    ]  # fmt: skip


@book.view(
    "complaint", title=Text("投诉", "Complaint"), desk="service", shows=ComplaintRecord, kind="record",
    record="complaints", evidence=True,
)  # fmt: skip
def complaint_view(seen: Seen, key: str) -> ComplaintRecord | None:
    """One complaint with what was gathered and done."""
    c = seen.of(Complaints).by_id.get(key)
    if c is None:
        return None
    o = seen.of(Orders).by_id[c.order]
    sku = o.lines[0].sku
    return ComplaintRecord(
        id=c.id, order=c.order, thread=c.thread, buyer=o.buyer, language=o.language, market=o.market, about=c.about,
        opened=c.opened, due=None if c.remedy else c.due, sku=sku, item=seen.of(Shift).goods[sku].name,
        goods_paid=o.goods_paid, freight_paid=o.freight_paid, currency=o.currency, promised=o.promised,
        asked=tuple(c.asked), found=tuple(c.found), timeline=c.timeline, cited=c.cited, liability=c.liability,
        remedy=c.remedy, amount=c.amount, cause=c.cause, case=c.case,
    )  # fmt: skip


@book.view(
    "complaint_facts", title=Text("查到的事实", "Facts gathered"), desk="service", shows=FoundFact, record="", order=51
)
def complaint_facts(seen: Seen) -> list[FoundFact]:
    """All facts gathered, by complaint and time."""
    rows = [f for c in seen.of(Complaints).by_id.values() for f in c.found]
    return sorted(rows, key=lambda f: (f.complaint, f.minute, f.id))


def _case_row(c: PlatformCase) -> CaseRow:
    return CaseRow(
        id=c.id, complaint=c.complaint, opened=c.opened, due=None if c.position or c.ruling else c.due,
        position=c.position, ruling=c.ruling,
    )  # fmt: skip


@book.view("platform_cases", title=Text("平台纠纷", "Platform cases"), desk="service", shows=CaseRow, order=52)
def platform_cases(seen: Seen) -> list[CaseRow]:
    """Unanswered ones first, by the time left."""
    rows = sorted(seen.of(Complaints).cases.values(), key=lambda c: (bool(c.position or c.ruling), c.due, c.id))
    return [_case_row(c) for c in rows]
