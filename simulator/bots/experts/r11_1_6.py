"""The expert of 11.1.6: trace what stands still, claim and send again what is lost, review last month's services."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.bots.player import Views, expert
from simulator.desks.logistics.watch import AskCarrier, FileClaim, ResendParcel, ReviewCarrier
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY


@expert("11.1.6")
class WatchesParcels:
    """Looks at parcels on the way and at the month's record."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        traced = {t.parcel: t.answer for t in v.table("traces")}
        for row in v.table("parcels"):
            still = row.last is not None and v.now - row.last >= 5 * DAY
            if row.old and row.state == "transit" and still and row.id not in traced:
                yield from v.look("parcel", row.id)
                yield AskCarrier(parcel=row.id)
            if row.state == "lost" and row.old:
                yield from self._lost(v, row.id, row.order)
        for card in v.table("scorecards"):
            if not card.verdict:
                share = card.on_time * 100 // card.parcels
                verdict = "keep" if share >= 90 else "watch" if share >= 80 else "drop"
                yield ReviewCarrier(service=card.id, on_time=share, verdict=verdict)  # type: ignore[arg-type]

    def _lost(self, v: Views, parcel: str, order: str) -> Iterable[Command]:
        record, o = v.record("parcel", parcel), v.record("order", order)
        claimed = {c.parcel for c in v.table("claims")}
        if parcel not in claimed:
            yield from v.look("order", order)
            value = sum(line.price * line.quantity for line in record.lines)
            yield FileClaim(parcel=parcel, amount=value, currency=o.currency)
            yield ResendParcel(parcel=parcel)
