"""Wrong ways with 11.1.3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from simulator.bots.mistakes.common import Hold
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.consign import ConsignParcel, CorrectRecipient, CorrectSender
from simulator.desks.logistics.label import HandOver
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("wrong-pick-up", title=Text("揽收自送选反", "Pick-up where no driver comes"))
class WrongPickUp:
    """Pick-up where no driver comes, own delivery where one would: the other of the two, every time. What no driver fetched
    is brought to the counter the next day."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The other mode; hand-over by the way that works."""
        if isinstance(command, ConsignParcel):
            return [msgspec.structs.replace(command, mode="pickup" if command.mode == "dropoff" else "dropoff")]
        if isinstance(command, HandOver):
            return [msgspec.structs.replace(command, mode="dropoff")]
        return [command]


@mistake("copied-goods-text", title=Text("货物信息照抄模板", "Goods text copied"))
class CopiedGoodsText:
    """The goods text of the first order on all of them."""

    def __init__(self) -> None:
        self.first: dict[str, Any] | None = None

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Name, material, pieces and value of a model text that fits none of them."""
        if isinstance(command, ConsignParcel):
            self.first = self.first or {
                "goods_name": "goods as ordered",
                "goods_material": "mixed",
                "quantity": 1,
                "value": 0,
            }
            return [msgspec.structs.replace(command, **{**self.first, "quantity": command.quantity})]
        return [command]


@mistake("ignore-letters", title=Text("不看改址来信", "Ignores the letters"))
class IgnoreLetters:
    """Takes recipient and sender as the system fills them in, whatever the letters say."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The prefilled data; no corrections."""
        if isinstance(command, ConsignParcel):
            order = v.record("order", v.record("parcel", command.parcel).order)
            a = order.address
            sender = v.table("shift")[0].sender_phone
            return [
                msgspec.structs.replace(command, street=a.street, city=a.city, postcode=a.postcode, sender_phone=sender)
            ]
        return [] if isinstance(command, CorrectRecipient | CorrectSender) else [command]


@mistake("sloppy-address", title=Text("收件信息随手填", "Sloppy recipient data"))
class SloppyAddress:
    """Types addresses from memory and never looks at them again."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Every field of the recipient is off; no corrections."""
        if isinstance(command, ConsignParcel):
            off = {"name": "Customer", "street": "Street 1", "postcode": "00000", "phone": "000000", "city": "City"}
            return [msgspec.structs.replace(command, **off)]
        return [] if isinstance(command, CorrectRecipient) else [command]


@mistake("starts-late", title=Text("拖到最后一天下午", "Begins on the last afternoon"))
def starts_late(before_end: int = 480) -> Mistake:
    """Creates no logistics order before the last afternoon."""
    return Hold(ConsignParcel, before_end=before_end)
