"""Money: numbers with a currency become whole minor units."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .model import Amount
from .numbers import Num
from .scan import Scan
from .units import WHOLE

_YEN_SIGNS = ("jpy", "yen", "日元", "日圆", "円", "日币")


def amounts(scan: Scan, found: list[Num]) -> list[Amount]:
    """All sums of money; "¥" is yuan unless the text speaks of yen."""
    out: list[Amount] = []
    for num in found:
        if num.kind != "money":
            continue
        currency = num.name
        if currency == "¥":
            currency = "JPY" if any(sign in scan.low for sign in _YEN_SIGNS) else "CNY"
        value = num.value if currency in WHOLE else num.value * 100
        out.append(Amount(int(value.quantize(Decimal(1), ROUND_HALF_UP)), currency, (num.start, num.end)))
    return out
