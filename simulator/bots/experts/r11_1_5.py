"""The expert of 11.1.5: notice each parcel after hand-over, then see that it is traced."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.bots.player import Views, expert
from simulator.desks.logistics.shipnotice import CheckTrace, FillShippingNotice
from simulator.kernel.messages import Command


@expert("11.1.5")
class NotifiesAfterHandOver:
    """Fills notices for handed parcels and checks the tracking once the carrier has scanned."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        noticed = {n.order + n.tracking for n in v.table("shipnotices")}
        for row in v.table("parcels"):
            if row.old or row.state in ("planned", "declared", "consigned") or row.order + row.tracking in noticed:
                continue
            mine = [p for p in v.table("parcels") if p.order == row.order]
            lines = {line.sku for p in mine for line in v.record("parcel", p.id).lines}
            whole = len(mine) == 1 and lines == {line.sku for line in v.record("order", row.order).lines}
            if v.record("order", row.order).status == "paid":
                yield FillShippingNotice(
                    order=row.order, service=row.service, tracking=row.tracking, part="complete" if whole else "partial"
                )
        scanned = {p.tracking for p in v.table("parcels") if p.last is not None}
        for n in v.table("shipnotices"):
            if not n.traced and n.tracking in scanned:
                yield CheckTrace(notice=n.id)
