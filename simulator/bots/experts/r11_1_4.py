"""The expert of 11.1.4: print, pack by the goods, attach, check, hand over by the chosen way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from simulator.bots.player import Views, expert
from simulator.desks.logistics.label import AttachLabel, CheckParcel, HandOver, PackParcel, PrintLabel
from simulator.desks.logistics.parcels import Mode
from simulator.kernel.messages import Command

MODES: tuple[Mode, Mode] = ("pickup", "dropoff")


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
        by_mode: dict[str, list[str]] = {"pickup": [], "dropoff": []}
        for id in ready:
            record = v.record("parcel", id)
            if record.handed is None:
                by_mode["pickup" if record.mode == "pickup" and self._enough(v, record.service) else "dropoff"].append(
                    id
                )
        for mode in MODES:
            ids = tuple(by_mode[mode])
            if ids and v.open(HandOver(parcels=ids, mode=mode)):
                yield HandOver(parcels=ids, mode=mode)

    def _enough(self, v: Views, service: str) -> bool:
        """Whether a driver of this service finds enough parcels; fewer are brought, however they were booked."""
        here = sum(1 for p in v.table("parcels") if p.service == service and p.state == "consigned" and not p.old)
        return bool(here >= v.record("service", service).pickup_min)
