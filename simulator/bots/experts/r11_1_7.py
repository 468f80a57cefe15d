"""The expert of 11.1.7: write to the buyer first, wait a day for an answer, then choose, pay and book."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.bots.player import Views, expert
from simulator.desks.logistics.undeliverable import DecideDisposal, PayDisposal, SettleDisposal
from simulator.desks.service.reply import WriteToBuyer
from simulator.kernel.messages import Command
from simulator.kernel.time import HOUR
from simulator.parts.reading import mentions, read

ASK = {
    "en": "Hello {name}, the carrier could not deliver your order {order}. Could you confirm your address or when you can collect it, "
    "please? We will settle it with the carrier at once. Kind regards, customer service",
    "zh": "您好！您的订单 {order} 投递失败。请确认地址或取件时间，我们会马上与承运商处理。谢谢，客服",
}


def answer_of(v: Views, order: str, since: int) -> str:
    """What the buyer answered: `yes` (deliver again), `no`, or "" while there is no answer."""
    for row in v.table("threads"):
        if row.order != order or row.who != "buyer":
            continue
        for message in v.record("thread", row.id).messages:
            if message.sender == "buyer" and message.minute >= since:
                said = read(message.gist.en if message.gist is not None else message.text)
                no = mentions(
                    said, "do not want", "don't want", "no longer", "not want", "refuse", "no need", "not paying", "take it back", "not need", "don't need",
                    "won't", "will not", "not take", "cancel", "send it back", "refund", "not accept", "not pay",
                )  # fmt: skip
                return "no" if no else "yes"
    return ""


@expert("11.1.7")
class SettlesUndeliverable:
    """Contact, decide, pay, book."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for row in v.table("undeliverable"):
            c = v.record("failed", row.id)
            order = v.record("order", c.order)
            ask = WriteToBuyer(
                order=c.order,
                text=ASK["zh" if order.language == "zh" else "en"].format(name=order.given, order=c.order),
            )
            if not c.way:
                yield from v.look("failed", row.id)
                if not self._asked(v, c.order, c.opened) and v.open(ask):
                    yield ask
                answer = answer_of(v, c.order, c.opened)
                if not answer and v.open(ask) and v.now - c.opened < 24 * HOUR:
                    continue
                way = "redeliver" if answer == "yes" else self._cheaper(c)
                yield DecideDisposal(case=row.id, way=way)  # type: ignore[arg-type]
                c = v.record("failed", row.id)
            if c.way and not c.paid:
                yield PayDisposal(case=row.id, amount=c.due)
            if c.way and not c.books:
                goods = {"redeliver": "moving", "return": "restock", "destroy": "write_off"}[c.way]
                yield SettleDisposal(case=row.id, goods=goods, buyer="none" if c.way == "redeliver" else "refund")  # type: ignore[arg-type]

    def _asked(self, v: Views, order: str, since: int) -> bool:
        return any(
            m.sender == "me" and m.minute >= since
            for t in v.table("threads")
            if t.order == order and t.who == "buyer"
            for m in v.record("thread", t.id).messages
        )

    def _cheaper(self, c) -> str:  # type: ignore[no-untyped-def]
        if not c.destroy_allowed or c.value - c.return_now > -c.destroy_now:
            return "return"
        return "destroy"
