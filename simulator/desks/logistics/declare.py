"""Declare a parcel truthfully to customs (11.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from simulator.desks.logistics.parcels import Declaration, Parcels, order_of, still_here
from simulator.desks.store.orders import Orders
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World

book = Book()

Nature = Literal["sale", "gift", "sample", "documents", "return"]
NATURE = {
    "sale": Text("销售货物", "sale of goods"),
    "gift": Text("礼品", "gift"),
    "sample": Text("样品", "commercial sample"),
    "documents": Text("文件", "documents"),
    "return": Text("退回货物", "returned goods"),
}


class ParcelDeclared(Event, frozen=True, kw_only=True, tag="parcel.declared"):
    """A parcel was declared; a later declaration before hand-over replaces it."""

    parcel: str
    declaration: Declaration


book.event("包裹 {parcel} 已申报", "Parcel {parcel} was declared")(ParcelDeclared)


@book.applies(ParcelDeclared)
def _declared(world: World, e: ParcelDeclared) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.declaration = e.declaration
    if parcel.state == "planned":
        parcel.state = "declared"
    parcel.did("declared", world)


@book.command(
    title=Text("填报关信息", "Declare to customs"), desk="logistics", minutes=4, requirements=("11.1.2",), order=10,
    about=Text("如实填写品名、材质、用途、编码、数量、重量与货值。", "Fill in name, material, use, code, quantity, weight and value truthfully."),
)  # fmt: skip
class DeclareParcel(Command, frozen=True, kw_only=True, tag="parcel.declare"):
    """Fill the customs declaration of one parcel."""

    parcel: Annotated[str, info("包裹", "Parcel", record="parcels", requirement="11.1.2")]
    name_zh: Annotated[
        str,
        info("中文品名", "Goods name in Chinese", requirement="11.1.2", min_length=1, max_length=60,
             help=Text("具体到是什么、什么做的；不可写“配件”“礼品”。", "Say what it is and what it is made of, never just 'accessories'.")),
    ]  # fmt: skip
    name_en: Annotated[
        str, info("英文品名", "Goods name in English", requirement="11.1.2", min_length=1, max_length=80)
    ]
    material: Annotated[str, info("材质", "Material", requirement="11.1.2", max_length=60)] = ""
    use: Annotated[str, info("用途", "Use", requirement="11.1.2", max_length=60)] = ""
    hs: Annotated[str, info("商品编码", "HS code", requirement="11.1.2", pattern="^[0-9]{6,10}$")]
    quantity: Annotated[int, info("件数", "Pieces", "int", requirement="11.1.2", ge=1, le=9999)]
    net_g: Annotated[int, info("净重", "Net weight", "grams", unit="g", requirement="11.1.2", ge=1, le=100_000)]
    gross_g: Annotated[int, info("毛重", "Gross weight", "grams", unit="g", requirement="11.1.2", ge=1, le=100_000)]
    value: Annotated[
        int,
        info("申报货值", "Declared value", "money", currency="currency", requirement="11.1.2", ge=0, le=10**9,
             help=Text("整票货物的市场成交价值，不含运费。", "The market value of all goods in the parcel, without freight.")),
    ]  # fmt: skip
    currency: Annotated[str, info("币种", "Currency", requirement="11.1.2", pattern="^[A-Z]{3}$")]
    origin: Annotated[str, info("原产国", "Origin", requirement="11.1.2", pattern="^[A-Z]{2}$")]
    nature: Annotated[Nature, info("性质", "Nature", choices=NATURE, requirement="11.1.2")]
    tax_number: Annotated[str, info("收件人税号", "Recipient's tax number", max_length=30, requirement="11.1.2")] = ""


@book.decides(DeclareParcel)
def declare(world: World, c: DeclareParcel) -> list[Event]:
    """Anything well-formed can be declared before hand-over: what is untrue comes back from customs."""
    parcel = still_here(world, c.parcel)
    order_of(world, parcel)
    fields = {f: getattr(c, f) for f in Declaration.__struct_fields__}
    return [ParcelDeclared(parcel=parcel.id, declaration=Declaration(**fields))]


@book.prefill(DeclareParcel)
def prefill(seen: Seen, key: str) -> Mapping[str, Any]:
    """What the system copies: the currency of the order, the recipient's tax number and the usual nature."""
    parcel = seen.of(Parcels).by_id.get(key)
    if parcel is None:
        return {}
    order = seen.of(Orders).by_id[parcel.order]
    return {"parcel": key, "currency": order.currency, "tax_number": order.tax_number, "nature": "sale"}
