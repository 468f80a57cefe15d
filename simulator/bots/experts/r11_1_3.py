"""The expert of 11.1.3: read the letters for changed addresses and phones, then create logistics orders from the real goods."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simulator.bots.player import Views, expert
from simulator.desks.logistics.consign import ConsignParcel, CorrectRecipient, CorrectSender
from simulator.desks.logistics.parcels import ParcelRecord, ParcelRow
from simulator.desks.service.reply import Reply
from simulator.desks.store.orders import OrderRecord
from simulator.kernel.messages import Command

_PHONE = re.compile(r"\+86[ 0-9]{8,20}[0-9]")

# drive to the counter, CNY fen a kilometre, stands in the rule library
KM = "ship.pickup_km_cost"


def told_address(v: Views, order: str) -> tuple[str, str, str] | None:
    """Street, city and post code that a buyer's letter gives for an order: what stands in the letter and is not in the record."""
    for row in v.table("threads"):
        if row.order == order and row.who == "buyer":
            thread = v.record("thread", row.id)
            if thread.subject.en != "Change of address":
                continue
            for message in thread.messages:
                if message.sender == "buyer" and message.gist is not None:
                    found = address_in(message.gist.en)
                    if found:
                        return found
    return None


_CARD = re.compile(r"Street: (.+)\nCity: (.+)\nPost code: (.+)")


def address_in(text: str) -> tuple[str, str, str] | None:
    """The address card at the end of a letter."""
    found = _CARD.search(text)
    return (found[1].strip(), found[2].strip(), found[3].strip()) if found else None


def told_phone(v: Views, order: str) -> str:
    """The sender's phone that the warehouse gives for an order."""
    for row in v.table("threads"):
        if row.order == order and row.who == "warehouse":
            for message in v.record("thread", row.id).messages:
                found = _PHONE.search(message.text)
                if found:
                    return found[0]
    return ""


def right_mode(v: Views, service: str) -> str:
    """Pick-up where the driver comes for so many parcels and costs no more than the drive."""
    record = v.record("service", service)
    shift = v.table("shift")[0]
    waiting = sum(
        1
        for p in v.table("parcels")
        if p.service == service and p.state in ("planned", "declared", "consigned") and not p.old
    )
    per_km = next(int(r.value) for r in v.table("rules") if r.id == KM and r.in_force)
    drive = (record.dropoff if record.dropoff is not None else 30) * per_km
    comes = shift.warehouse in record.pickup_areas and waiting >= record.pickup_min
    return "pickup" if comes and record.pickup_fee <= drive else "dropoff"


@expert("11.1.3")
class CreatesLogisticsOrders:
    """Creates the order of every declared parcel; corrects what letters say before hand-over; thanks the writers."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for row in v.table("threads"):
            if row.waiting and v.record("thread", row.id).subject.en in ("Change of address", "Sender's phone"):
                yield from v.look("thread", row.id)
                zh = v.record("thread", row.id).language == "zh"
                text = (
                    "您好，谢谢告知，已按新信息更正。祝好"
                    if zh
                    else "Hello, thank you, we have noted it and changed the data. Kind regards"
                )
                yield Reply(thread=row.id, text=text)
        for row in v.table("parcels"):
            if row.old or row.state not in ("declared", "consigned"):
                continue
            parcel, order = v.record("parcel", row.id), v.record("order", row.order)
            new, phone = told_address(v, row.order), told_phone(v, row.order)
            a = order.address
            street, city, postcode = new or (a.street, a.city, a.postcode)
            sender = phone or v.table("shift")[0].sender_phone
            if row.state == "declared":
                yield from self._consign(v, row, parcel, order, street, city, postcode, sender)
                continue
            told = parcel.recipient
            if told is not None and (told.street, told.city, told.postcode) != (street, city, postcode):
                yield CorrectRecipient(
                    parcel=row.id,
                    name=a.name,
                    street=street,
                    city=city,
                    state=a.state,
                    postcode=postcode,
                    phone=a.phone,
                )
            if phone and parcel.sender_phone != phone:
                yield CorrectSender(parcel=row.id, phone=phone)

    def _consign(
        self,
        v: Views,
        row: ParcelRow,
        parcel: ParcelRecord,
        order: OrderRecord,
        street: str,
        city: str,
        postcode: str,
        sender: str,
    ) -> Iterable[Command]:
        yield from v.look("service", row.service)
        items = [v.record("item", line.sku) for line in parcel.lines]
        value = 0
        for line, item in zip(parcel.lines, items, strict=True):
            listed = next(p.price for p in item.prices if p.market == order.market)
            value += (line.price or listed) * line.quantity
        a = order.address
        yield ConsignParcel(
            parcel=row.id, mode=right_mode(v, row.service), goods_name=items[0].customs_name.en[:80],  # type: ignore[arg-type]
            goods_material=items[0].material.en[:60], quantity=sum(line.quantity for line in parcel.lines), value=value,
            name=a.name, street=street, city=city, state=a.state, postcode=postcode, phone=a.phone, sender_phone=sender,
        )  # fmt: skip
