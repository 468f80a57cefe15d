"""The expert of 9.2.4: acknowledge, ask every source, sort out what is about this order, read the law, decide, answer, prevent, tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from simulator.bots.experts.r9_2_3 import money, stretch, words
from simulator.bots.player import Views, expert
from simulator.desks.service.complaint.operations import (
    AnswerPlatformCase,
    CiteArticles,
    DecideComplaint,
    FixTimeline,
    GatherFact,
    PreventComplaint,
)
from simulator.desks.service.complaint.records import SOURCE
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY

ACKNOWLEDGE = (
    "Hello, thank you for telling us about order {order}. We are sorry for the trouble. We have begun to look into your complaint and will "
    "tell you the result within 7 days. Kind regards, customer service",
    "您好，感谢您反映订单 {order} 的问题，给您添麻烦了，很抱歉。我们已受理投诉并开始核查，7 天内告诉您结果。祝好，客服",
)
RESULT = {
    "refund": (
        "Hello, we have looked into your complaint about order {order}. You are right: {money} has been refunded the way you paid, as {law} asks. "
        "We are sorry. Kind regards, customer service",
        "您好，订单 {order} 的投诉已查清。您反映属实，依据 {law}，已按原路退款 {money}。非常抱歉。祝好，客服",
    ),
    "compensate": (
        "Hello, we have looked into your complaint about order {order}. As compensation {money} has been paid to you, as {law} says. "
        "We are sorry for the delay. Kind regards, customer service",
        "您好，订单 {order} 的投诉已查清，依据 {law} 补偿您 {money}，已支付。耽误了您，很抱歉。祝好，客服",
    ),
    "replace": (
        "Hello, we have looked into your complaint about order {order}. We sent the wrong item; the right one is on its way free of charge, as {law} "
        "asks. We are sorry. Kind regards, customer service",
        "您好，订单 {order} 的投诉已查清：确实发错了货。依据 {law}，正确商品已免费补发。非常抱歉。祝好，客服",
    ),
    "none": (
        "Hello, we have looked into your complaint about order {order} and checked all records. By {law} nothing more is due, because {reason}. "
        "We are glad to show you the records. Kind regards, customer service",
        "您好，订单 {order} 的投诉已查清。依据 {law}，因为{reason}，无需另行赔付。记录可随时提供给您查看。祝好，客服",
    ),
}  # fmt: skip
SUBJECT = {
    "damaged": "conformity", "wrong_item": "conformity", "faulty": "conformity", "charged": "payment", "late": "delivery",
    "unsafe": "safety",
}  # fmt: skip
ACTION = {
    "packing": "Fragile goods of this kind are packed in a box with filling from today on.",
    "picking": "A second scan when picking from neighbouring bins, from today on.",
    "carrier": "Claim filed with the carrier; the line is reviewed this week.",
    "safety": "Taken off sale, batch traced, the authority and all buyers of the batch are told.",
    "payment": "The payment provider is asked to mend it; the bill page explains pre-authorisations.",
    "use": "The manual and the item page show what not to do, with a picture.",
}


class Finding(NamedTuple):
    """What the gathered facts say together."""

    liability: Any
    remedy: Any
    cause: Any
    keys: tuple[str, ...] = ()
    reason: tuple[str, str] = ("", "")


# (words in the facts, sources that settle it, finding)
SIGNS: tuple[tuple[str, Finding], ...] = (
    ("crushed by", Finding("carrier", "refund", "carrier", ("warehouse", "carrier"))),
    ("no filling", Finding("seller", "refund", "packing", ("warehouse", "carrier"))),
    ("packed instead", Finding("seller", "replace", "picking", ("warehouse", "photo"))),
    ("both booked", Finding("seller", "refund", "payment", ("payment",))),
    ("test is missing", Finding("seller", "refund", "safety", ("product", "agent"))),
    ("stood at the import hub", Finding("carrier", "compensate", "carrier", ("warehouse", "carrier"))),
    (
        "pre-authorisation",
        Finding("none", "none", "payment", ("payment", "photo"), ("only one payment was booked", "实际只入账一笔")),
    ),
    (
        "pried open",
        Finding("buyer", "none", "use", ("photo", "product"), ("the case had been opened", "外壳曾被拆开")),
    ),
)
BY_WORD = Finding("seller", "refund", "packing")  # what one would think after the buyer's letter alone


@expert("9.2.4")
class SettlesComplaints:
    """Acknowledge, gather, timeline, law, decide, answer, prevent, tell."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now, a quarter of an hour at a stretch."""
        return stretch(v, self._all(v))

    def _all(self, v: Views) -> Iterable[Command]:
        for row in v.table("complaints"):
            c = v.record("complaint", row.id)
            if not c.asked:
                yield from v.look("complaint", c.id)
                yield from v.look("thread", c.thread)
            thread = v.record("thread", c.thread)
            hello = Reply(thread=c.thread, text=words(ACKNOWLEDGE, c.language, order=c.order))
            if not any(m.text == hello.text for m in thread.messages) and not c.remedy:
                yield hello
            if not c.remedy:
                yield from self._gather(v, c)
            if not c.remedy and self._ready(v, c.id):
                yield from self._settle(v, c)
            yield from self._after(v, c.id)

    def _gather(self, v: Views, c: Any) -> Iterable[Command]:
        for source in SOURCE:
            if source not in c.asked:
                yield GatherFact(complaint=c.id, source=source)  # type: ignore[arg-type]

    def _ready(self, v: Views, id: str) -> bool:
        c = v.record("complaint", id)
        if len(c.found) < len(c.asked):
            return False
        return all(s in c.asked or not v.open(GatherFact(complaint=id, source=s)) for s in SOURCE)  # type: ignore[arg-type]

    def _mine(self, c: Any) -> list[Any]:
        """The facts that are about this order, in the order they happened."""
        return sorted((f for f in c.found if c.order in f.text.en.split(":")[0]), key=lambda f: (f.minute, f.id))

    def _finding(self, c: Any) -> Finding:
        told = " | ".join(f.text.en for f in self._mine(c))
        return next((finding for sign, finding in SIGNS if sign in told), BY_WORD)

    def _law(self, v: Views, c: Any) -> Iterable[Command]:
        for row in v.table("articles"):
            yield from v.look("article", row.id)

    def _articles(self, v: Views, c: Any) -> list[Any]:
        day = c.opened // DAY + 1
        found = [v.record("article", row.id) for row in v.table("articles")]
        return [
            a
            for a in found
            if a.subject == SUBJECT[c.about]
            and a.from_day <= day < a.to_day
            and (not a.markets or c.market in a.markets)
        ]

    def _settle(self, v: Views, c: Any) -> Iterable[Command]:
        c = v.record("complaint", c.id)
        mine = self._mine(c)
        if mine and not c.timeline:
            yield FixTimeline(complaint=c.id, facts=tuple(f.id for f in mine))
        yield from self._law(v, c)
        articles = self._articles(v, c)
        if not c.cited:
            yield CiteArticles(complaint=c.id, articles=tuple(a.id for a in articles))
        finding = self._finding(c)
        amount = {"refund": c.goods_paid + c.freight_paid}.get(finding.remedy, 0)
        if finding.remedy == "compensate":
            rule = next(a for a in articles if a.rate_bp)
            delivered = next(f.minute for f in mine if f.source == "carrier")
            amount = c.goods_paid * min(rule.rate_bp * ((delivered - c.promised) // DAY), rule.cap_bp) // 10_000
        yield DecideComplaint(
            complaint=c.id,
            liability=finding.liability,
            remedy=finding.remedy,
            amount=amount,
        )

    def _after(self, v: Views, id: str) -> Iterable[Command]:
        c = v.record("complaint", id)
        if not c.remedy:
            return
        finding = self._finding(c)
        law = ", ".join(a.id for a in self._articles(v, c))
        if not c.cause:
            yield PreventComplaint(complaint=id, cause=finding.cause, action=ACTION[finding.cause])
        text = words(
            RESULT[c.remedy], c.language, order=c.order, money=money(c.amount, c.currency), law=law,
            reason=finding.reason if finding.reason[0] else ("the records show no fault", "记录显示没有问题"),
        )  # fmt: skip
        if not any(m.text == text for m in v.record("thread", c.thread).messages):
            yield Reply(thread=c.thread, text=text)
        case = next((p for p in v.table("platform_cases") if p.id == c.case), None)
        if case is not None and case.due is not None:
            mine = self._mine(c)
            evidence = tuple(f.id for f in mine if f.source in finding.keys)
            yield AnswerPlatformCase(
                case=case.id, position="contest" if finding.remedy == "none" else "accept", evidence=evidence,
                text=f"Order {c.order}: decided by {law}; the records attached show what happened.",
            )  # fmt: skip
