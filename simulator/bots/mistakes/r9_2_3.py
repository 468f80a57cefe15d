"""Wrong ways with 9.2.3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from simulator.bots.mistakes.common import Drop, Hold
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.service.aftersale.operations import InspectReturn, OfferRemedy, PayRefund, SendExchange
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.text import Text
from simulator.kernel.time import DAY


def of_aftersale(v: Views, thread: str) -> bool:
    """Whether a thread belongs to an after-sale request."""
    return any(r.thread == thread for r in v.table("aftersales"))


@mistake("aftersale-late", title=Text("售后申请拖到最后一天", "Requests lie until the last day"))
def late(before_end: int = 10 * 60) -> Mistake:
    """Lets every request lie until the last morning of the shift."""
    return Hold(OfferRemedy, before_end=before_end)


class _Offers:
    """Changes first offers: `change(command, record) -> fields or None`."""

    def change(self, c: OfferRemedy, r: Any, v: Views) -> dict[str, Any] | None:
        raise NotImplementedError

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The offer, changed."""
        if not isinstance(command, OfferRemedy):
            return [command]
        r = v.record("aftersale", command.case)
        new = None if r.offers else self.change(command, r, v)
        return [command] if new is None else [msgspec.structs.replace(command, **new)]


@mistake("refund-without-return", title=Text("不问规则，一律先退款", "Refunds everybody without a return"))
class RefundWithoutReturn(_Offers):
    """Refunds everything to everybody at once, whatever was asked and whatever the rule says."""

    def change(self, c: OfferRemedy, r: Any, v: Views) -> dict[str, Any]:
        """All the buyer paid, nothing sent back."""
        return {"remedy": "refund", "amount": r.goods_paid + r.freight_paid, "payer": "none"}


@mistake("home-rules", title=Text("拿国内规则套外国买家", "Applies the rules from home"))
class HomeRules(_Offers):
    """Applies the rules known from home, seven days and one year, to buyers of other countries."""

    def change(self, c: OfferRemedy, r: Any, v: Views) -> dict[str, Any] | None:
        """Refuse what is older."""
        days = (r.opened - r.delivered) // DAY
        if (c.remedy == "return_refund" and days > 7) or (c.remedy == "exchange" and days > 365):
            return {"remedy": "refuse", "amount": 0, "payer": "none"}
        return None


@mistake("pay-before-inspection", title=Text("不验货就退款换新", "Pays before the box is opened"))
class PayBeforeInspection:
    """Pays or sends the new item as soon as the box is there, unopened."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The inspection is left out."""
        if not isinstance(command, InspectReturn):
            return [command]
        r = v.record("aftersale", command.case)
        offer = r.offers[-1]
        if offer.remedy == "exchange":
            return [SendExchange(case=r.id, what="item")]
        return [PayRefund(case=r.id, amount=offer.amount)]


@mistake("blind-to-fraud", title=Text("验出问题仍全额退款", "Pays in full whatever came back"))
class BlindToFraud:
    """Looks into the box and pays in full whatever lies in it."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """No change of the offer after the inspection."""
        if isinstance(command, OfferRemedy):
            r = v.record("aftersale", command.case)
            return [PayRefund(case=r.id, amount=r.offers[0].amount)] if r.offers else [command]
        return [command]


@mistake("aftersale-silent", title=Text("不告知买家就结案", "Closes without a word to the buyer"))
def silent() -> Mistake:
    """Closes requests without a word to the buyer."""
    return Drop(Reply, when=lambda c, v: of_aftersale(v, c.thread))
