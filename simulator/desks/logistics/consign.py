"""Create the logistics order, choose pick-up or own delivery, correct recipient and sender in time (11.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from simulator.desks.logistics.parcels import MODE, Mode, Parcels, find_parcel, goods_of, order_of, still_here
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World
from simulator.parts.people import Address
from simulator.parts.rulebook import Rulebook

book = Book()


class ParcelConsigned(Event, frozen=True, kw_only=True, tag="parcel.consigned"):
    """The logistics order was created; the carrier gave it a tracking number."""

    parcel: str
    mode: Mode
    goods_name: str
    goods_material: str
    quantity: int
    value: int
    recipient: Address
    sender_phone: str
    tracking: str


class RecipientCorrected(Event, frozen=True, kw_only=True, tag="recipient.corrected"):
    """The recipient's data of a logistics order were changed."""

    parcel: str
    recipient: Address


class SenderCorrected(Event, frozen=True, kw_only=True, tag="sender.corrected"):
    """The sender's phone of a logistics order was changed."""

    parcel: str
    phone: str


book.event(
    "包裹 {parcel} 已下物流单，运单号 {tracking}", "Parcel {parcel}: logistics order created, number {tracking}"
)(ParcelConsigned)
book.event("包裹 {parcel} 的收件信息已更正", "Parcel {parcel}: recipient corrected")(RecipientCorrected)
book.event("包裹 {parcel} 的寄件电话改为 {phone}", "Parcel {parcel}: sender's phone is now {phone}")(SenderCorrected)


@book.applies(ParcelConsigned)
def _consigned(world: World, e: ParcelConsigned) -> None:
    parcels = world.of(Parcels)
    p = parcels.by_id[e.parcel]
    p.mode, p.goods_name, p.goods_material = e.mode, e.goods_name, e.goods_material
    p.goods_quantity, p.goods_value = e.quantity, e.value
    p.recipient, p.sender_phone, p.tracking, p.state = e.recipient, e.sender_phone, e.tracking, "consigned"
    p.peers = sum(1 for o in parcels.by_id.values() if o.service == p.service and "handed" not in o.times)
    p.did("consigned", world)
    parcels.by_tracking[e.tracking] = e.parcel


@book.applies(RecipientCorrected)
def _recipient(world: World, e: RecipientCorrected) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.recipient = e.recipient
    p.did("recipient", world)


@book.applies(SenderCorrected)
def _sender(world: World, e: SenderCorrected) -> None:
    p = world.of(Parcels).by_id[e.parcel]
    p.sender_phone = e.phone
    p.did("sender", world)


REQ = "11.1.3"
Name = Annotated[str, info("收件人", "Recipient", max_length=80, min_length=1, requirement=REQ)]
Street = Annotated[str, info("街道门牌", "Street and number", max_length=120, min_length=1, requirement=REQ)]
City = Annotated[str, info("城市", "City", max_length=80, min_length=1, requirement=REQ)]
Region = Annotated[str, info("州/省", "State or province", max_length=60, requirement=REQ)]
PostCode = Annotated[str, info("邮编", "Post code", max_length=16, min_length=1, requirement=REQ)]
Phone = Annotated[str, info("电话", "Phone", max_length=30, min_length=3, requirement=REQ)]


@book.command(
    title=Text("创建物流单", "Create the logistics order"), desk="logistics", minutes=4, requirements=(REQ,), order=20,
    about=Text("填实物信息，核对收寄件人，选揽收或自送。", "Fill in the real goods, check recipient and sender, choose pick-up or own delivery."),
)  # fmt: skip
class ConsignParcel(Command, frozen=True, kw_only=True, tag="parcel.consign"):
    """Create the logistics order of one parcel."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    mode: Annotated[
        Mode,
        info("交运方式", "Hand-over", choices=MODE, requirement=REQ,
             help=Text("揽收须在承运商揽收区域内且够起票数；比较费用与距离。", "Pick-up only inside the carrier's area and from its minimum; compare fee and distance.")),
    ]  # fmt: skip
    goods_name: Annotated[str, info("货物品名", "Goods name", max_length=80, min_length=1, requirement=REQ)]
    goods_material: Annotated[str, info("货物材质", "Goods material", max_length=60, requirement=REQ)]
    quantity: Annotated[int, info("件数", "Pieces", "int", ge=1, le=9999, requirement=REQ)]
    value: Annotated[int, info("货值", "Value", "money", currency="order", ge=0, le=10**9, requirement=REQ)]
    name: Name
    street: Street
    city: City
    state: Region = ""
    postcode: PostCode
    phone: Phone
    sender_phone: Annotated[str, info("寄件电话", "Sender's phone", max_length=30, min_length=3, requirement=REQ)]


@book.decides(ConsignParcel)
def consign(world: World, c: ConsignParcel) -> list[Event]:
    """A parcel needs a declaration first. The freight is paid when the order is created."""
    parcel = still_here(world, c.parcel)
    if parcel.tracking:
        raise Refusal(
            "consigned", f"包裹 {c.parcel} 已下过物流单。", f"Parcel {c.parcel} has its logistics order already."
        )
    if parcel.declaration is None:
        raise Refusal("not-declared", f"包裹 {c.parcel} 还没有报关信息。", f"Parcel {c.parcel} has not been declared.")
    order = order_of(world, parcel)
    shift = world.of(Shift)
    service = shift.services[parcel.service]
    digits = world.luck.between(100_000_000, 999_999_999, "tracking", parcel.id)
    recipient = Address(
        name=c.name, street=c.street, city=c.city, state=c.state, postcode=c.postcode, country=order.address.country,
        phone=c.phone,
    )  # fmt: skip
    freight = service.price(goods_of(world, parcel.lines), order.market)
    if parcel.insured:
        freight += freight * world.of(Rulebook).number("insurance.rate_bp", world.now) // 10_000
    return [
        ParcelConsigned(
            parcel=parcel.id, mode=c.mode, goods_name=c.goods_name, goods_material=c.goods_material, quantity=c.quantity,
            value=c.value, recipient=recipient, sender_phone=c.sender_phone, tracking=f"{service.prefix}{digits}CN",
        ),
        CashMoved(minor=-freight, currency="CNY", why=Text("国际运费", "international freight"), ref=parcel.id, kind="freight"),
    ]  # fmt: skip


@book.prefill(ConsignParcel)
def prefill(seen: Seen, key: str) -> Mapping[str, Any]:
    """What the system copies: the recipient as the order was placed, the sender's phone from the store's profile."""
    parcel = seen.of(Parcels).by_id.get(key)
    if parcel is None:
        return {}
    a = seen.of(Orders).by_id[parcel.order].address
    return {
        "parcel": key, "name": a.name, "street": a.street, "city": a.city, "state": a.state, "postcode": a.postcode,
        "phone": a.phone, "sender_phone": seen.of(Shift).sender_phone,
    }  # fmt: skip


@book.command(
    title=Text("更正收件信息", "Correct the recipient"), desk="logistics", minutes=2, requirements=(REQ,), order=95, natural=False,
    about=Text("交运前更正免费；交运后不再可能。", "Free before hand-over, impossible after it."),
)  # fmt: skip
class CorrectRecipient(Command, frozen=True, kw_only=True, tag="recipient.correct"):
    """Change the recipient's data of a logistics order before hand-over."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    name: Name
    street: Street
    city: City
    state: Region = ""
    postcode: PostCode
    phone: Phone


@book.decides(CorrectRecipient)
def correct_recipient(world: World, c: CorrectRecipient) -> list[Event]:
    """Only a parcel with a logistics order that has not been handed over."""
    parcel = find_parcel(world, c.parcel)
    if parcel.recipient is None:
        raise Refusal("not-consigned", f"包裹 {c.parcel} 还没有物流单。", f"Parcel {c.parcel} has no logistics order.")
    still_here(world, c.parcel)
    fields = {f: getattr(c, f) for f in ("name", "street", "city", "state", "postcode", "phone")}
    return [RecipientCorrected(parcel=parcel.id, recipient=msgspec.structs.replace(parcel.recipient, **fields))]


@book.prefill(CorrectRecipient)
def prefill_recipient(seen: Seen, key: str) -> Mapping[str, Any]:
    """The recipient as it stands in the logistics order."""
    parcel = seen.of(Parcels).by_id.get(key)
    if parcel is None or parcel.recipient is None:
        return {}
    a = parcel.recipient
    return {
        "parcel": key,
        "name": a.name,
        "street": a.street,
        "city": a.city,
        "state": a.state,
        "postcode": a.postcode,
        "phone": a.phone,
    }


@book.command(
    title=Text("更正寄件电话", "Correct the sender's phone"), desk="logistics", minutes=1, requirements=(REQ,), order=96, natural=False,
    about=Text("寄件电话不对，司机找不到你。", "With a wrong phone the driver cannot reach you."),
)  # fmt: skip
class CorrectSender(Command, frozen=True, kw_only=True, tag="sender.correct"):
    """Change the sender's phone of a logistics order before hand-over."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement=REQ)]
    phone: Annotated[str, info("寄件电话", "Sender's phone", max_length=30, min_length=3, requirement=REQ)]


@book.decides(CorrectSender)
def correct_sender(world: World, c: CorrectSender) -> list[Event]:
    """Only a parcel with a logistics order that has not been handed over."""
    parcel = still_here(world, c.parcel)
    if not parcel.tracking:
        raise Refusal("not-consigned", f"包裹 {c.parcel} 还没有物流单。", f"Parcel {c.parcel} has no logistics order.")
    return [SenderCorrected(parcel=parcel.id, phone=c.phone)]
