"""Goods as an item record of the store knows them, and what a parcel of them weighs and bills."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.kernel.messages import info
from simulator.kernel.text import Text

Battery = Literal["none", "in_equipment", "alone"]

BATTERY = {
    "none": Text("无电池", "none"),
    "in_equipment": Text("内置锂电池", "lithium, in equipment"),
    "alone": Text("单独锂电池", "lithium, packed alone"),
}


class Good(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item of the catalogue: the truth about the goods, which labels, declarations and replies have to match.

    Weights in grams, sizes in millimetres, prices in minor units. `price` is the list price per market code.
    """

    sku: str
    name: Text
    customs_name: Text  # specific enough for customs: what it is and what it is made of
    vague_name: str  # the tempting lazy name
    material: Text
    use: Text
    hs: str  # 8 digits, simulated tariff
    net_g: int
    gross_g: int
    size_mm: tuple[int, int, int]
    battery: Battery = "none"
    watt_hours: str = ""
    liquid: bool = False
    fragile: bool = False
    origin: str = "CN"
    cost: int = 0  # purchase cost in CNY fen
    price: dict[str, int]  # market code -> list price in the market's currency
    facts: dict[str, Text] = {}  # knowledge base: topic -> exact fact (e.g. "voltage" -> "100-240 V")


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of an order: item, pieces and the price paid per piece (minor units of the order's currency)."""

    sku: Annotated[str, info("货号", "SKU")]
    quantity: Annotated[int, info("数量", "Quantity", "int")]
    price: Annotated[int, info("成交单价", "Unit price paid", "money", currency="currency")] = 0


def billable_grams(actual_g: int, size_mm: tuple[int, int, int], divisor: int) -> int:
    """The weight a carrier bills: the larger of actual and volume weight. `divisor` in cm3 per kg (0: actual only).

    Source: domain.md section 4 (40 x 30 x 20 cm bills 4.8 / 4.0 / 3.0 kg at 5000 / 6000 / 8000).
    """
    if not divisor:
        return actual_g
    length, width, height = size_mm
    volume_g = -(-length * width * height // divisor)  # mm3 / (cm3 per kg) = grams
    return max(actual_g, volume_g)
