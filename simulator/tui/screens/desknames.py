"""The desks' short names as screens around the store say them."""

from __future__ import annotations

from simulator.kernel.text import Text

NAMES = {
    "orders": Text("订单", "Orders"),
    "service": Text("客服", "Service"),
    "logistics": Text("物流", "Logistics"),
    "products": Text("商品", "Products"),
    "money": Text("资金", "Money"),
    "notices": Text("通知", "Notices"),
    "team": Text("团队", "Team"),
    "clock": Text("时钟", "Clock"),
}


def desk_name(desk: str) -> Text:
    """The name of a desk; its code where it has none."""
    return NAMES.get(desk, Text(desk, desk))
