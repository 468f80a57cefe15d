"""The expert of 11.1.2: declare by order and item records; decline untrue declarations with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.bots.player import Views, expert
from simulator.desks.logistics.declare import DeclareParcel
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.parts.reading import mentions, read

NO = {
    "en": "Hello {name}, thank you for your message about {order}. We cannot declare a lower value or mark it as a gift, because customs "
    "law requires the true value; a false declaration can hold the parcel. Kind regards, customer service",
    "zh": "您好！谢谢来信。订单 {order} 不能低报或按礼品申报，因为海关规定必须如实申报，申报不实会被扣件。祝好，客服",
}


def asks_for_less(text: str) -> bool:
    """Whether a letter asks to declare untruly."""
    said = read(text)
    return mentions(
        said, "declare", "declared", "gift", "lower value", "value", "invoice", "customs form", "申报", "低报", "礼品", "礼物", "货值", "报低",
        "价值", "报关", "tax",
    )  # fmt: skip


@expert("11.1.2")
class DeclaresTruly:
    """Declares every planned parcel, and answers requests for less."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for row in v.table("threads"):
            if not row.waiting or row.who not in ("buyer", "colleague"):
                continue
            thread = v.record("thread", row.id)
            if thread.subject.en in ("Customs", "Declared value"):
                yield from v.look("thread", row.id)
                words = NO["zh" if thread.language == "zh" else "en"]
                yield Reply(thread=row.id, text=words.format(name=thread.name, order=thread.order))
        for row in v.table("parcels"):
            if row.old or row.state != "planned":
                continue
            yield from v.look("order", row.order)
            parcel, order = v.record("parcel", row.id), v.record("order", row.order)
            value = 0
            pieces = net = gross = 0
            items = []
            for line in parcel.lines:
                yield from v.look("item", line.sku)
                item = v.record("item", line.sku)
                items.append(item)
                listed = next(p.price for p in item.prices if p.market == order.market)
                value += (line.price or listed) * line.quantity
                pieces += line.quantity
                net += item.net_g * line.quantity
                gross += item.gross_g * line.quantity
            yield DeclareParcel(
                parcel=row.id, name_zh="、".join(i.customs_name.zh for i in items)[:60],
                name_en=", ".join(i.customs_name.en for i in items)[:80], material=items[0].material.en[:60],
                use=items[0].use.en[:60], hs=items[0].hs, quantity=pieces, net_g=net, gross_g=gross, value=value,
                currency=order.currency, origin=items[0].origin, nature="sale", tax_number=order.tax_number,
            )  # fmt: skip
