"""Wrong ways with 9.2.2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.bots.mistakes.common import Change, Drop, Hold
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.watch import AskCarrier
from simulator.desks.service.reply import WriteToBuyer
from simulator.desks.service.tracking import ImportEvents, LogStep, PublishTracking
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


def _untracked(v: Views, order: str) -> bool:
    """Whether this is an order of an earlier time whose parcel is only watched."""
    return v.record("tracking", order) is None and any(p.order == order for p in v.table("parcels"))


def _in_trouble(c: Any, v: Views) -> bool:
    return isinstance(c, WriteToBuyer) and _untracked(v, c.order)


@mistake("record-ends-at-the-door", title=Text("记录止于仓库门口", "The record ends at the warehouse door"))
def record_ends_at_the_door() -> Mistake:
    """Logs what the warehouse does and imports nothing of what comes after."""
    return Drop(ImportEvents)


@mistake("fill-in-at-the-end", title=Text("最后一小时补记", "Fills everything in at the end"))
def fill_in_at_the_end() -> Mistake:
    """Writes all steps into the records in the last hour of the last day."""
    return Hold(LogStep, before_end=60)


@mistake("keep-tracking-inside", title=Text("记录不给买家看", "Records no buyer can see"))
def keep_tracking_inside() -> Mistake:
    """Keeps good records that no buyer can see."""
    return Drop(PublishTracking)


@mistake("leave-stalled-parcels", title=Text("停滞的包裹不查", "Stalled parcels left alone"))
def leave_stalled_parcels() -> Mistake:
    """Never asks the carrier about parcels that stand still."""
    return Drop(AskCarrier, when=lambda c, v: _untracked(v, v.record("parcel", c.parcel).order))


@mistake("wait-for-buyers-to-ask", title=Text("等买家来问", "Waits for buyers to ask"))
def wait_for_buyers_to_ask() -> Mistake:
    """Knows of the trouble and says nothing."""
    return Drop(WriteToBuyer, when=_in_trouble)


@mistake("all-is-well", title=Text("明明停滞却说正常", "Says all is well when it is not"))
def all_is_well() -> Mistake:
    """Writes to every buyer in trouble that all is well."""

    def change(c: WriteToBuyer, v: Views) -> dict[str, str] | None:
        if not _in_trouble(c, v):
            return None
        zh = v.record("order", c.order).language == "zh"
        text = (
            f"您好，订单 {c.order} 运输正常，请耐心等待。"
            if zh
            else f"Hello, your order {c.order} is on its way as planned, please be patient."
        )
        return {"text": text}

    return Change(WriteToBuyer, change)


@mistake("ship-on-paper", title=Text("没交运先记交运", "Hand-over logged before it happens"))
class ShipOnPaper:
    """Logs the hand-over as soon as the parcel is packed, before any carrier has it."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """One more step beside each packed one."""
        if isinstance(command, LogStep) and command.step == "packed":
            record = v.record("tracking", command.order)
            if all(t.step != "handed" for t in record.entries) and not any(
                p.order == command.order for p in v.table("parcels")
            ):
                early = LogStep(order=command.order, step="handed", at=command.at, place="dock", who=command.who)
                return [command, early]
        return [command]
