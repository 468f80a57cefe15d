"""The expert of 9.2.3: read the request, its market's policy and the evidence; offer, label, inspect, settle, confirm, close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.bots.player import Views, expert
from simulator.desks.service.aftersale.operations import (
    CloseAftersale,
    InspectReturn,
    IssueReturnLabel,
    OfferRemedy,
    PayRefund,
    SendExchange,
)
from simulator.desks.service.aftersale.records import BACK
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY

OFFER = {
    "return_refund": (
        "Hello, thank you for your request about order {order}. You are within the {days} days for returns in {market}. Please send the "
        "{item} back with the label we will give you; {payer}. Once it is back and inspected we will refund {money}. Kind regards, customer service",
        "您好，感谢联系。订单 {order} 在{market}市场的 {days} 天退货期内。请用我们提供的面单把{item}寄回，{payer}。货到验货后退款 {money}。祝好，客服",
    ),
    "refuse": (
        "Hello, thank you for writing about order {order}. We are sorry: the {days} {unit} of the policy for {market} are over, so we cannot "
        "take the {item} back. Kind regards, customer service",
        "您好，感谢联系。很抱歉，订单 {order} 已超过{market}市场规定的 {days} {unit}，因此无法再退换{item}。祝好，客服",
    ),
    "exchange": (
        "Hello, we are sorry that the {item} of order {order} failed. It is within the {days} months of guarantee in {market}: please send it "
        "back with our label, we pay the return, and a new one will be sent once we have seen the fault. Kind regards, customer service",
        "您好，很抱歉订单 {order} 的{item}出了故障。它在{market}市场 {days} 个月质保期内：请用我们的面单寄回，运费由我们付，确认故障后寄新的给您。祝好，客服",
    ),
    "part": (
        "Hello, we are sorry that a part was missing in order {order}. We will send the part of the {item} to you free of charge; you need not "
        "send anything back. Kind regards, customer service",
        "您好，很抱歉订单 {order} 缺了配件。我们会免费补寄{item}的配件，您不用寄回任何东西。祝好，客服",
    ),
    "explain": (
        "Hello, thank you for asking about order {order}. For the {item} the record says: {facts}. Please tell us if it still does not work. "
        "Kind regards, customer service",
        "您好，感谢联系。关于订单 {order} 的{item}，资料写明：{facts}。如果还不行请告诉我们。祝好，客服",
    ),
}  # fmt: skip
REVISED = {
    "refuse": (
        "Hello, the box for order {order} has been opened: it held {found}. This is not what we sold, so we cannot refund it. We keep it "
        "here for you to collect. Kind regards, customer service",
        "您好，订单 {order} 的退货已开箱：里面是{found}。这不是我们售出的商品，因此无法退款，物品为您保管待取。祝好，客服",
    ),
    "partial": (
        "Hello, the goods of order {order} have been inspected: {found}. According to the policy we keep back {share} percent and will refund {money}. "
        "Kind regards, customer service",
        "您好，订单 {order} 的退货已验：{found}。按政策扣除 {share}%，将退款 {money}。祝好，客服",
    ),
}  # fmt: skip
DONE = {
    "paid": (
        "Hello, for order {order} we have refunded {money} the way you paid. Thank you for your patience. Kind regards, customer service",
        "您好，订单 {order} 已按原路退款 {money}，感谢您的耐心。祝好，客服",
    ),
    "sent": (
        "Hello, for order {order} a parcel is on its way to you, tracking number {tracking}. Thank you for your patience. Kind regards, customer service",
        "您好，订单 {order} 的包裹已寄出，单号 {tracking}，感谢您的耐心。祝好，客服",
    ),
    "none": (
        "Hello, we have closed the request about order {order} as told in our last letter. Thank you for your understanding. Kind regards, customer service",
        "您好，订单 {order} 的售后申请已按上一封信处理完毕，感谢您的理解。祝好，客服",
    ),
}  # fmt: skip
PAYS = {
    "buyer": ("the freight of the return is paid by you, as the policy says", "退货运费按政策由您支付"),
    "seller": ("we pay the freight of the return", "退货运费由我们支付"),
}


def money(minor: int, currency: str) -> str:
    """`EUR 12.50`, `JPY 1200`."""
    return f"{currency} {minor}" if currency == "JPY" else f"{currency} {minor // 100}.{minor % 100:02d}"


def words(pair: tuple[str, str], language: str, **places: Any) -> str:
    """One of our letters in the buyer's language."""
    zh = language == "zh"
    texts = {
        k: (v[zh] if isinstance(v, tuple) else v.of("zh" if zh else "en") if hasattr(v, "of") else v)
        for k, v in places.items()
    }
    return pair[zh].format(**texts)


def stretch(v: Views, commands: Iterable[Command], minutes: int = 12) -> Iterable[Command]:
    """Commands until so many sim minutes have gone, so that nobody else at the desk waits for long."""
    start = v.now
    for command in commands:
        yield command
        if v.now - start >= minutes:
            return


@expert("9.2.3")
class ServesAfterTheSale:
    """Offer, label, inspection, settlement, confirmation, close."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now, a quarter of an hour at a stretch."""
        return stretch(v, self._all(v))

    def _all(self, v: Views) -> Iterable[Command]:
        for row in v.table("aftersales"):
            if row.status in ("closed", "ruled", "offered", "returning"):
                continue
            yield from v.look("aftersale", row.id)
            r = v.record("aftersale", row.id)
            if r.status == "open":
                yield from self._offer(v, r)
            elif r.status == "returned" and r.paid is None and not r.sent:
                yield InspectReturn(case=r.id)
                r = v.record("aftersale", row.id)
            if r.status in ("accepted", "returned", "inspected"):
                yield from self._settle(v, r)

    def policy(self, v: Views, situation: str, market: str) -> Any:
        """The policy of a situation in a market."""
        found = [p for p in v.table("policies") if p.situation == situation and p.market in ("", market)]
        return v.record("policy", max(found, key=lambda p: p.market).id)

    def _offer(self, v: Views, r: Any) -> Iterable[Command]:
        situation = {"return": "withdrawal", "fault": "fault", "part": "part", "use": "use"}[r.asked]
        p = self.policy(v, situation, r.market)
        yield from v.look("policy", p.id)
        yield from v.look("order", r.order)
        days = (r.opened - r.delivered) // DAY
        remedy, amount, payer = {"part": "part", "use": "explain"}.get(situation, "refuse"), 0, "none"
        limit, unit = (p.days, ("days", "天")) if situation == "withdrawal" else (p.months, ("months", "个月"))
        if situation == "withdrawal" and days < p.days:
            remedy, payer = "return_refund", p.payer
            amount = r.goods_paid + (r.freight_paid if p.freight_back else 0)
        elif situation == "fault" and days < p.months * 30:
            remedy, payer = "exchange", "seller"
        facts = ""
        if remedy == "explain":
            yield from v.look("item", r.sku)
            zh = r.language == "zh"
            facts = ("；" if zh else "; ").join(f.fact.of("zh" if zh else "en") for f in v.record("item", r.sku).facts)
        text = words(
            OFFER[remedy], r.language, order=r.order, market=r.market, days=limit, unit=unit, item=r.item,
            payer=PAYS.get(payer, ("", "")), money=money(amount, r.currency), facts=facts,
        )  # fmt: skip
        yield OfferRemedy(case=r.id, remedy=remedy, amount=amount, payer=payer, text=text)  # type: ignore[arg-type]

    def _settle(self, v: Views, r: Any) -> Iterable[Command]:
        last = r.offers[-1]
        if last.remedy in BACK and r.status != "inspected" and r.paid is None and not r.sent:
            if not r.label:
                yield IssueReturnLabel(case=r.id)
            return
        amount = last.amount
        if r.status == "inspected" and last.remedy in BACK:
            p = self.policy(v, "inspection", r.market)
            yield from v.look("policy", p.id)
            keep = next(g.deduct_bp for g in p.grades if g.grade == r.grade)
            if keep:
                amount = amount - amount * keep // 10_000
                remedy = "partial" if amount else "refuse"
                text = words(
                    REVISED[remedy],
                    r.language,
                    order=r.order,
                    found=r.found,
                    share=keep // 100,
                    money=money(amount, r.currency),
                )
                change = OfferRemedy(case=r.id, remedy=remedy, amount=amount, payer="none", text=text)  # type: ignore[arg-type]
                yield change
                r = v.record("aftersale", r.id)
                last = r.offers[-1]
                amount = last.amount or amount
        if last.remedy in ("return_refund", "refund", "partial") and r.paid is None and amount:
            yield PayRefund(case=r.id, amount=amount)
        if last.remedy in ("exchange", "part") and not r.sent:
            yield SendExchange(case=r.id, what="item" if last.remedy == "exchange" else "part")
        r = v.record("aftersale", r.id)
        done = "paid" if r.paid is not None else "sent" if r.sent else "none"
        text = words(DONE[done], r.language, order=r.order, money=money(r.paid or 0, r.currency), tracking=r.tracking)
        tell = Reply(thread=r.thread, text=text)
        if v.open(tell) and not any(m.text == text for m in v.record("thread", r.thread).messages):
            yield tell
        yield CloseAftersale(case=r.id)
