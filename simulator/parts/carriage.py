"""Carriers' services: what they cost, what they take, how long they take in truth and on paper."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.kernel.text import Text
from simulator.parts.goods import Good, billable_grams

Level = Literal["express", "standard", "economy"]

LEVEL = {
    "express": Text("快递", "express"),
    "standard": Text("标准专线", "standard line"),
    "economy": Text("经济小包", "economy post"),
}
RANK: dict[str, int] = {"economy": 0, "standard": 1, "express": 2}


class Rate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A price sheet for one market, CNY fen. Parcel lines: per kg (billed by `step_g` grams) plus a fee per piece;
    express: a first step dearer than the following ones (`first`), fuel in basis points on top."""

    per_kg: int
    piece: int
    first: int = 0  # price of the first step instead of its share of `per_kg`
    step_g: int = 1
    fuel_bp: int = 0


class Performance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Realised performance on one market in the last 90 days: the distribution of door-to-door minutes as
    (cumulative basis points, minutes), parcels lost, damaged and first scans missing in basis points."""

    transit: tuple[tuple[int, int], ...]
    lost_bp: int = 0
    damaged_bp: int = 0
    missed_scan_bp: int = 0


class Service(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service of one carrier. Simulated names and rates; shapes as in domain.md section 4."""

    id: str
    carrier: Text
    name: Text
    level: Level
    rates: dict[str, Rate]  # market -> price sheet; a market that is missing is not served
    performance: dict[str, Performance]
    advertised_days: tuple[int, int]
    divisor: int = 0  # cm3 per kg for volume weight, 0: actual weight only
    max_g: int = 30_000
    max_side_mm: int = 1_500
    battery: tuple[str, ...] = ("none",)  # kinds of battery taken
    liquid: bool = False
    pickup_areas: tuple[str, ...] = ()  # warehouse areas where a driver comes
    pickup_min_pieces: int = 1
    pickup_fee: int = 0
    dropoff_km: dict[str, int] = {}  # warehouse area -> distance to the nearest counter
    cutoff: int = 18 * 60  # minute of the day until which hand-over counts for that day
    tracked: bool = True
    prefix: str = "SS"  # tracking numbers: prefix, nine digits, "CN"

    def takes(self, goods: list[Good], market: str) -> Text | None:
        """Why this service refuses these goods for this market, or None when it takes them."""
        if market not in self.rates:
            return Text("不通该国", "does not serve this market")
        for good in goods:
            if good.battery not in self.battery:
                return Text("不收此类电池货", "refuses this kind of battery")
            if good.liquid and not self.liquid:
                return Text("不收液体", "refuses liquids")
            if max(good.size_mm) > self.max_side_mm:
                return Text("超长", "too long")
        if sum(g.gross_g for g in goods) > self.max_g:
            return Text("超重", "too heavy")
        return None

    def price(self, goods: list[Good], market: str) -> int:
        """The freight of one parcel in CNY fen, fuel included, rounded up to a fen."""
        rate = self.rates[market]
        size = (
            max(g.size_mm[0] for g in goods),
            max(g.size_mm[1] for g in goods),
            sum(g.size_mm[2] for g in goods),
        )
        grams = billable_grams(sum(g.gross_g for g in goods), size, self.divisor)
        steps = -(-grams // rate.step_g)
        body = -(-rate.per_kg * steps * rate.step_g // 1000)
        if rate.first:
            body = rate.first + -(-rate.per_kg * max(0, steps - 1) * rate.step_g // 1000)
        return body + -(-body * rate.fuel_bp // 10_000) + rate.piece

    def minutes_at(self, market: str, basis_points: int) -> int:
        """The door-to-door minutes that this share of parcels to this market stayed within."""
        last_bp, last = 0, self.performance[market].transit[0][1]
        for bp, minutes in self.performance[market].transit:
            if basis_points <= bp:
                return last + (minutes - last) * (basis_points - last_bp) // max(1, bp - last_bp)
            last_bp, last = bp, minutes
        return last

    def share_within(self, market: str, minutes: int) -> int:
        """The share of parcels to this market that took at most so many minutes, in basis points."""
        last_bp, last = 0, self.performance[market].transit[0][1]
        if minutes < last:
            return 0
        for bp, value in self.performance[market].transit:
            if minutes < value:
                return last_bp + (bp - last_bp) * (minutes - last) // max(1, value - last)
            last_bp, last = bp, value
        return 10_000
