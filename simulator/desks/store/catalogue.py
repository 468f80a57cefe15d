"""The item records: what each item is, weighs, costs and is called at customs."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen
from simulator.parts.goods import BATTERY

book = Book()


class ItemRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item in the list."""

    id: Annotated[str, info("货号", "SKU", "id")]
    name: Annotated[Text, info("商品", "Item")]
    stock: Annotated[int, info("库存", "Stock", "int")]
    battery: Annotated[str, info("电池", "Battery", "choice", choices=BATTERY)]
    gross_g: Annotated[int, info("毛重", "Gross", "grams")]


class PriceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The list price in one market."""

    market: Annotated[str, info("市场", "Market")]
    price: Annotated[int, info("标价", "List price", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]


class FactRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fact of the knowledge base."""

    topic: Annotated[str, info("主题", "Topic")]
    fact: Annotated[Text, info("事实", "Fact")]


class ItemRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item opened."""

    id: Annotated[str, info("货号", "SKU", "id")]
    name: Annotated[Text, info("商品", "Item")]
    customs_name: Annotated[Text, info("报关品名", "Customs name")]
    material: Annotated[Text, info("材质", "Material")]
    use: Annotated[Text, info("用途", "Use")]
    hs: Annotated[str, info("商品编码", "HS code")]
    net_g: Annotated[int, info("净重", "Net weight", "grams")]
    gross_g: Annotated[int, info("毛重", "Gross weight", "grams")]
    size: Annotated[str, info("包装尺寸 mm", "Packed size mm")]
    battery: Annotated[str, info("电池", "Battery", "choice", choices=BATTERY)]
    liquid: Annotated[bool, info("液体", "Liquid", "flag")]
    fragile: Annotated[bool, info("易碎", "Fragile", "flag")]
    origin: Annotated[str, info("原产地", "Origin")]
    stock: Annotated[int, info("库存", "Stock", "int")]
    cost: Annotated[int, info("采购成本", "Purchase cost", "money", currency="CNY")]
    prices: Annotated[tuple[PriceRow, ...], info("各站标价", "List prices", "list")]
    facts: Annotated[tuple[FactRow, ...], info("知识库", "Knowledge base", "list")]


@book.view("items", title=Text("商品", "Items"), desk="products", shows=ItemRow, record="item", order=10)
def items(seen: Seen) -> list[ItemRow]:
    """All items by number."""
    shift = seen.of(Shift)
    return [
        ItemRow(id=g.sku, name=g.name, stock=shift.stock.get(g.sku, 0), battery=g.battery, gross_g=g.gross_g)
        for g in shift.goods.values()
    ]


@book.view(
    "item", title=Text("商品", "Item"), desk="products", shows=ItemRecord, kind="record", record="items", evidence=True
)
def item(seen: Seen, key: str) -> ItemRecord | None:
    """One item record."""
    shift = seen.of(Shift)
    g = shift.goods.get(key)
    if g is None:
        return None
    currency = {m.code: m.currency for m in shift.markets.values()}
    return ItemRecord(
        id=g.sku, name=g.name, customs_name=g.customs_name, material=g.material, use=g.use, hs=g.hs, net_g=g.net_g,
        gross_g=g.gross_g, size=" x ".join(map(str, g.size_mm)), battery=g.battery, liquid=g.liquid, fragile=g.fragile,
        origin=g.origin, stock=shift.stock.get(g.sku, 0), cost=g.cost,
        prices=tuple(PriceRow(market=m, price=p, currency=currency[m]) for m, p in g.price.items() if m in currency),
        facts=tuple(FactRow(topic=t, fact=f) for t, f in g.facts.items()),
    )  # fmt: skip
