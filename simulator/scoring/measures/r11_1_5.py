"""11.1.5: the shipping notice after hand-over."""

from __future__ import annotations

from simulator.desks.logistics.parcels import Parcel, Parcels
from simulator.desks.logistics.shipnotice import ShipNotice, ShipNotices
from simulator.desks.store.orders import Order
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import expected, fact, nothing


def notice_of(case: Case, o: Order, p: Parcel) -> ShipNotice | None:
    """The notice of this order that names this parcel's number, or the only one there is."""
    mine = case.world.of(ShipNotices).of_order(o.id)
    named = [n for n in mine if n.tracking == p.tracking]
    return named[0] if named else mine[0] if mine else None


def _none(o: Order, p: Parcel | None) -> Text:
    return nothing("没有填发货通知", "no shipping notice", p.id if p else o.id)


def _evidence(n: ShipNotice) -> tuple[int, ...]:
    return (n.fact, *((n.corrected,) if n.corrected is not None else ()))


@measure("11.1.5.after", "SEQ", title=Text("先交运、后通知", "Notice only after hand-over"))
def after(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: its notice was filled after it had been handed over."""
    units = []
    for o, p in expected(case):
        n = notice_of(case, o, p) if p else None
        key = p.id if p else o.id
        if p is None or n is None:
            units.append(Unit(key=key, why=_none(o, p), total=1))
            continue
        right = "handed" in p.facts and p.facts["handed"] < n.fact
        why = (
            Text(f"{key}：先交运后通知", f"{key}: noticed after hand-over")
            if right
            else Text(f"{key}：还没交运就填了通知", f"{key}: noticed before hand-over")
        )
        units.append(Unit(key=key, why=why, good=int(right), total=1, evidence=(n.fact, *fact(p, "handed"))))
    return units


@measure("11.1.5.time", "TIME", title=Text("交运后及时填通知", "Notice soon after hand-over"))
def time(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the time from hand-over to its notice."""
    units = []
    for o, p in expected(case):
        n = notice_of(case, o, p) if p else None
        key = p.id if p else o.id
        if p is None or n is None or "handed" not in p.times:
            units.append(Unit(key=key, why=_none(o, p)))
            continue
        delay = max(0, n.filled - p.times["handed"])
        why = Text(f"{key}：交运后 {delay // 60} 小时填通知", f"{key}: noticed {delay // 60} h after hand-over")
        units.append(Unit(key=key, why=why, delay=delay, evidence=(n.fact, *fact(p, "handed"))))
    return units


@measure("11.1.5.data", "BIND", title=Text("运单号、服务、范围与包裹一致", "Number, service and part as the parcel"))
def data(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: number, carrier's service and part in the notice are those of the parcel."""
    units = []
    parcels = case.world.of(Parcels)
    for o, p in expected(case):
        n = notice_of(case, o, p) if p else None
        key = p.id if p else o.id
        if p is None or n is None:
            units.append(Unit(key=key, why=_none(o, p), total=3))
            continue
        want = "complete" if len(parcels.of_order(o.id)) == 1 else "partial"
        checks = [
            ("运单号", "number", bool(p.tracking) and n.tracking == p.tracking),
            ("服务", "service", n.service == p.service and n.tracking == p.tracking),
            ("范围", "part", n.part == want and n.tracking == p.tracking),
        ]
        wrong_zh, wrong_en = (
            "、".join(zh for zh, _, ok in checks if not ok),
            ", ".join(en for _, en, ok in checks if not ok),
        )
        why = (
            Text(f"{key}：通知的{wrong_zh}不对", f"{key}: {wrong_en} in the notice wrong")
            if wrong_zh
            else Text(f"{key}：通知内容相符", f"{key}: the notice agrees")
        )
        units.append(Unit(key=key, why=why, good=sum(ok for *_, ok in checks), total=3, evidence=_evidence(n)))
    return units


@measure("11.1.5.traced", "SHARE", title=Text("核查到轨迹、买家收到", "Tracking seen, buyer informed"))
def traced(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: someone saw that its number is traced and the buyer informed, and nothing was left flagged."""
    units = []
    for o, p in expected(case):
        n = notice_of(case, o, p) if p else None
        key = p.id if p else o.id
        if p is None or n is None:
            units.append(Unit(key=key, why=_none(o, p)))
            continue
        right = n.traced and not n.wrong and n.tracking == p.tracking
        why = (
            Text(f"{key}：已核查轨迹，买家收到通知", f"{key}: tracking checked, buyer informed")
            if right
            else Text(f"{key}：没有核查到轨迹", f"{key}: the tracking was not seen")
        )
        units.append(
            Unit(
                key=key,
                why=why,
                points=yes(right),
                evidence=(*_evidence(n), *((n.traced_fact,) if n.traced_fact is not None else ())),
            )
        )
    return units


@measure("11.1.5.no_parcel", "GATE", title=Text("没有包裹就填发货通知", "A notice with no parcel"))
def no_parcel(case: Case, params: Params) -> list[Unit]:
    """Gate: a notice whose number belongs to no parcel that was handed over within a day of it."""
    parcels = case.world.of(Parcels)
    units = []
    for n in case.world.of(ShipNotices).by_id.values():
        p = parcels.by_id.get(parcels.by_tracking.get(n.tracking, ""))
        if p is not None and "handed" in p.times and p.times["handed"] <= n.filled + DAY:
            continue
        if n.corrected_at is not None and n.corrected_at <= n.filled + DAY:
            continue
        why = Text(
            f"{n.id}：运单号 {n.tracking} 没有对应的已交运包裹", f"{n.id}: no parcel was handed over under {n.tracking}"
        )
        units.append(Unit(key=n.id, why=why, evidence=_evidence(n)))
    return units
