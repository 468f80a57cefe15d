"""The expert of 11.1.4: print, pack by the goods, attach, check, hand over by the chosen way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from simulator.bots.player import Views, expert
from simulator.desks.logistics.label import AttachLabel, CheckParcel, HandOver, PackParcel, PrintLabel
from simulator.kernel.messages import Command


def packing(v: Views, parcel: str) -> PackParcel:
    """Box, filling and mark by the item records."""
    items = [v.record("item", line.sku) for line in v.record("parcel", parcel).lines]
    battery = any(i.battery != "none" for i in items)
    liquid = any(i.liquid for i in items)
    fragile = any(i.fragile for i in items)
    mark: Literal["battery", "liquid", "fragile", "none"] = (
        "battery" if battery else "liquid" if liquid else "fragile" if fragile else "none"
    )
    return PackParcel(
        parcel=parcel, box="double" if fragile else "carton", filling="foam" if fragile else "bubble" if liquid else "paper",
        mark=mark,
    )  # fmt: skip


@expert("11.1.4")
class LabelsAndHandsOver:
    """Labels every parcel with a number and hands them over together."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        ready = []
        for row in v.table("parcels"):
            if row.old or row.state != "consigned":
                continue
            p = v.record("parcel", row.id)
            if not p.printed:
                yield PrintLabel(parcel=row.id, tracking=p.tracking)
            if p.packing is None:
                yield packing(v, row.id)
            if p.label is None:
                yield AttachLabel(parcel=row.id, tracking=p.tracking, place="top")
            if not p.checked:
                yield CheckParcel(parcel=row.id)
            if v.record("parcel", row.id).label is not None and not p.awaited:
                ready.append(row.id)
        for mode in ("pickup", "dropoff"):
            ids = tuple(i for i in ready if v.record("parcel", i).mode == mode and v.record("parcel", i).handed is None)
            if ids and v.open(HandOver(parcels=ids, mode=mode)):
                yield HandOver(parcels=ids, mode=mode)
