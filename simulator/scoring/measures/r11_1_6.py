"""11.1.6: on time, intact, complete and safe."""

from __future__ import annotations

from simulator.desks.logistics.parcels import Parcel, Parcels
from simulator.desks.logistics.watch import Scorecards, Watch, parcel_value
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.messages import Opened
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.kernel.world import World
from simulator.market.carriers import ParcelTruth
from simulator.parts.carriage import Service
from simulator.scoring.case import Case, Params, Unit
from simulator.scoring.counters import counter
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import chosen, due, expected, fact, goods, nothing, services_at


def best_share(services: list[Service], market: str, window: int) -> int:
    """The largest realised share that any of these services keeps within the window, in basis points."""
    return max((s.share_within(market, window) for s in services), default=0)


@measure(
    "11.1.6.choice",
    "EVID",
    title=Text("看过实绩再选，承诺日内达成九成", "Chosen from the realised record, 90 % within the promise"),
)
def choice(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: its service's record was opened before the choice, and keeps the promise in 90 % (or as well as any)."""
    opened: dict[str, int] = {}
    for f in case.every(Opened):
        if isinstance(f.event, Opened) and f.event.view == "service":
            opened.setdefault(f.event.key, f.seq)
    units = []
    for o, p in expected(case):
        pick = chosen(case, p) if p else None
        key = p.id if p else o.id
        if p is None or pick is None:
            units.append(Unit(key=key, why=nothing("没有选物流", "no service was chosen", key), total=1))
            continue
        minute, event = pick
        now = services_at(case, minute)
        load = goods(case, p)
        level = now[event.service].level
        rivals = [s for s in now.values() if s.takes(load, o.market) is None and s.level == (o.choice or level)]
        window = o.promised - minute - DAY
        share = now[event.service].share_within(o.market, window) if o.market in now[event.service].rates else 0
        read = event.service in opened and opened[event.service] < p.facts["planned"]
        keeps = share >= 9000 or share >= best_share(rivals, o.market, window)
        why = Text(
            f"{key}：{event.service} 在承诺日内实际达成 {share // 100}%" + ("" if read else "；选前没有看过它的实绩"),
            f"{key}: {event.service} keeps the promised day in {share // 100} % of parcels"
            + ("" if read else "; its record was not read before the choice"),
        )
        evidence = fact(p, "planned") + ((opened[event.service],) if event.service in opened else ())
        units.append(Unit(key=key, why=why, good=int(read and keeps), total=1, evidence=evidence))
    return units


def _on_time(world: World) -> int:
    parcels = world.of(Parcels)
    return sum(
        o.status == "delivered"
        and max((p.times.get("scan:delivered", 0) for p in parcels.of_order(o.id)), default=0) <= o.promised
        for o in world.of(Orders).by_id.values()
        if not o.old and o.paid_at is not None
    )


def _intact(world: World) -> int:
    parcels = world.of(Parcels)
    return sum(
        o.status == "delivered" and not any(p.damaged for p in parcels.of_order(o.id))
        for o in world.of(Orders).by_id.values()
        if not o.old and o.paid_at is not None
    )


counter("11.1.6.on_time")(_on_time)
counter("11.1.6.intact")(_intact)


def _against(case: Case, name: str, got: int, what: Text) -> list[Unit]:
    baselines = case.world.of(Shift).baselines
    orders = len(due(case))
    reference = baselines.get("reference", {}).get(name, orders)
    idle = baselines.get("idle", {}).get(name, 0)
    arrived = tuple(
        p.facts["scan:delivered"]
        for o in due(case)
        for p in case.world.of(Parcels).of_order(o.id)
        if "scan:delivered" in p.facts
    )
    why = Text(
        "{what} {got}/{n} 单；同样运气下参考玩家 {ref}、不作为 {idle}",
        "{what}: {got} of {n} orders; under the same luck the reference {ref}, idle {idle}",
    )
    filled = why.fill(what=what, got=got, n=orders, ref=reference, idle=idle)
    return [Unit(key="orders", why=filled, got=got, idle=idle, reference=reference, evidence=arrived)] if orders else []


@measure("11.1.6.on_time", "OUT", title=Text("按期送达", "Delivered in time"))
def on_time(case: Case, params: Params) -> list[Unit]:
    """Orders delivered by the promised day, against the reference under the same luck."""
    return _against(case, "11.1.6.on_time", _on_time(case.world), Text("按期送达", "delivered in time"))


@measure("11.1.6.intact", "OUT", title=Text("完好、齐全", "Intact and complete"))
def intact(case: Case, params: Params) -> list[Unit]:
    """Orders delivered complete and unbroken, against the reference under the same luck."""
    return _against(case, "11.1.6.intact", _intact(case.world), Text("完好送达", "delivered complete and unbroken"))


@measure("11.1.6.risk", "TIME", title=Text("停滞包裹及时查件", "Stalled parcels traced soon"))
def risk(case: Case, params: Params) -> list[Unit]:
    """Each parcel that stands still: the time from the start of the shift until the carrier was asked."""
    shift = case.world.of(Shift).facts
    watch = case.world.of(Watch)
    units = []
    for id, fate in case.world.of(ParcelTruth).fate.items():
        if fate not in ("stalled", "lost"):
            continue
        asked = watch.times.get(f"ask:{id}")
        if asked is None:
            units.append(Unit(key=id, why=nothing("轨迹停滞，没有查件", "stands still, the carrier was not asked", id)))
            continue
        hours = (asked - shift.start) // 60
        why = Text(f"{id}：开班 {hours} 小时后查件", f"{id}: traced {hours} h after the start")
        units.append(Unit(key=id, why=why, delay=asked - shift.start, evidence=(watch.facts[f"ask:{id}"],)))
    return units


def verdict(share: int) -> str:
    """What a review concludes from the on-time share in percent: 90 and more keep, under 80 drop (simulator parameters)."""
    return "keep" if share >= 90 else "watch" if share >= 80 else "drop"


@measure(
    "11.1.6.claims", "SHARE", title=Text("丢件索赔重发，月度评审", "Losses claimed and sent again, monthly review")
)
def claims(case: Case, params: Params) -> list[Unit]:
    """Two units: every lost parcel claimed at its value and sent again; every service of last month reviewed rightly."""
    watch = case.world.of(Watch)
    lost = [id for id, fate in case.world.of(ParcelTruth).fate.items() if fate == "lost"]
    good, evidence = 0, []
    for id in lost:
        value, currency = parcel_value(case.world, id)
        claim = watch.claims.get(id)
        right = claim is not None and claim.currency == currency and abs(claim.amount - value) * 20 <= value
        good += int(right) + int(id in watch.resent)
        evidence += [watch.facts[k] for k in (f"claim:{id}", f"resend:{id}") if k in watch.facts]
    units = []
    if lost:
        why = Text(
            f"丢失 {len(lost)} 件：索赔与重发做对 {good}/{2 * len(lost)} 项",
            f"{len(lost)} lost: {good} of {2 * len(lost)} claims and re-sendings right",
        )
        units.append(Unit(key="lost", why=why, points=10_000 * good // (2 * len(lost)), evidence=tuple(evidence)))
    cards = case.world.of(Scorecards).by_service
    reviewed, evidence = 0, []
    for card in cards.values():
        got = watch.reviews.get(card.service)
        share = card.on_time * 100 // card.parcels
        reviewed += int(got is not None and abs(got[1] - share) <= 1 and got[0] == verdict(share))
        if f"review:{card.service}" in watch.facts:
            evidence.append(watch.facts[f"review:{card.service}"])
    if cards:
        why = Text(
            f"月度评审：{reviewed}/{len(cards)} 项结论与准时率相符",
            f"monthly review: {reviewed} of {len(cards)} verdicts agree with the record",
        )
        units.append(Unit(key="review", why=why, points=10_000 * reviewed // len(cards), evidence=tuple(evidence)))
    return units


def _unsafe(case: Case, p: Parcel) -> bool:
    load = goods(case, p)
    if not any(g.battery != "none" for g in load) or "handed" not in p.times:
        return False
    return p.packing is None or p.packing.mark != "battery"


@measure("11.1.6.unsafe", "GATE", title=Text("锂电池货无标交运", "Lithium goods without the mark"))
def unsafe(case: Case, params: Params) -> list[Unit]:
    """Gate: lithium batteries handed over without the mark."""
    return [
        Unit(
            key=p.id, evidence=fact(p, "packed", "handed"),
            why=Text(f"{p.id}：含锂电池，没有贴锂电池标就交运", f"{p.id}: lithium battery handed over without the mark"),
        )
        for _, p in expected(case)
        if p is not None and _unsafe(case, p)
    ]  # fmt: skip
