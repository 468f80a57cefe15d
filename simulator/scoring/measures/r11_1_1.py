"""11.1.1: the shipping plan agrees with the buyer's choice."""

from __future__ import annotations

from simulator.desks.store.cash import written as amount
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.parts.carriage import LEVEL, RANK, Service
from simulator.parts.goods import Good
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import (
    chosen,
    due,
    expected,
    fact,
    goods,
    in_force,
    nothing,
    parcels_of,
    services_at,
)


@measure(
    "11.1.1.selected",
    "SET",
    title=Text("只选已付、应发的订单，且一个不漏", "All orders that are paid and due, and only those"),
)
def selected(case: Case, params: Params) -> list[Unit]:
    """Each order of the shift: was it selected, and was it to be?"""
    units = []
    for o in case.world.of(Orders).by_id.values():
        if o.old:
            continue
        true, took = o.paid_at is not None, o.selected is not None
        state = Text("已付款", "paid") if true else Text("未付款", "unpaid")
        did = Text("选中待发", "selected") if took else Text("没有选", "not selected")
        why = Text("{id}{state}，{did}", "{id} is {state} and was {did}").fill(id=o.id, state=state, did=did)
        units.append(
            Unit(key=o.id, why=why, chosen=took, true=true, evidence=(o.selected,) if o.selected is not None else ())
        )
    return units


@measure("11.1.1.level", "SHARE", title=Text("服务等级与买家所选一致", "Service level as the buyer chose"))
def level(case: Case, params: Params) -> list[Unit]:
    """Each due order with a buyer's choice: do all its parcels go by that level?"""
    units = []
    for o in due(case):
        if not o.choice:
            continue
        mine = parcels_of(case, o)
        services = [services_at(case, 10**9)[p.service] for p in mine]
        right = bool(mine) and all(s.level == o.choice for s in services)
        if mine:
            got = Text("、".join(LEVEL[s.level].zh for s in services), ", ".join(LEVEL[s.level].en for s in services))
            why = Text("{id}：买家选{want}，实际{got}", "{id}: the buyer chose {want}, it goes by {got}").fill(
                id=o.id, want=LEVEL[o.choice], got=got
            )
        else:
            why = nothing("没有选物流", "no service was chosen", o.id)
        units.append(
            Unit(key=o.id, why=why, points=yes(right), evidence=tuple(s for p in mine for s in fact(p, "planned")))
        )
    return units


def feasible(service: Service, market: str, window: int, share: int = 9000) -> bool:
    """Whether a service keeps a promise: its realised share within the window, less a day for handling, is at least 90 %."""
    return service.share_within(market, window - DAY) >= share


@measure(
    "11.1.1.cost", "NUM", title=Text("由卖家定的，选可行中最省的", "Where left open, the cheapest feasible service")
)
def cost(case: Case, params: Params) -> list[Unit]:
    """Each due order left to the seller: the freight chosen against the least that keeps the promise and takes the goods."""
    units = []
    for o, p in expected(case):
        if o.choice:
            continue
        pick = chosen(case, p) if p else None
        if p is None or pick is None:
            units.append(Unit(key=o.id, why=nothing("没有选物流", "no service was chosen", o.id)))
            continue
        minute, event = pick
        load = goods(case, p)
        fit = [s for s in services_at(case, minute).values() if s.takes(load, o.market) is None]
        good = [s for s in fit if feasible(s, o.market, o.promised - minute)] or fit
        least = min((s.price(load, o.market) for s in good), default=0)
        service = services_at(case, minute)[event.service]
        ok = service in good
        why = Text(
            f"{o.id}：选 {service.id} 运费 {amount(event.price, 'CNY')}，可行的最低 {amount(least, 'CNY')}"
            + ("" if ok else "；所选不可行"),
            f"{o.id}: {service.id} at {amount(event.price, 'CNY')}, the least feasible is {amount(least, 'CNY')}"
            + ("" if ok else "; the chosen one is not feasible"),
        )
        units.append(Unit(key=o.id, why=why, got=event.price if ok else None, want=least, evidence=fact(p, "planned")))
    return units


@measure(
    "11.1.1.restrictions",
    "SHARE",
    title=Text("带电、液体货只走肯收的服务", "Batteries and liquids only by services that take them"),
)
def restrictions(case: Case, params: Params) -> list[Unit]:
    """Each due parcel with batteries or liquids: did its service take them when it was handed over (or planned)?"""
    units = []
    for o in due(case):
        load = [g for line in o.lines if (g := _good(case, line.sku))]
        if not any(g.battery != "none" or g.liquid for g in load):
            continue
        mine = parcels_of(case, o)
        right = bool(mine)
        for p in mine:
            # handed over: by what was in force then; else by what a reader of the notices knew when it was planned
            known = (
                in_force(case, p.times["handed"])
                if "handed" in p.times
                else services_at(case, p.times.get("planned", 0))
            )
            reason = known[p.service].takes(goods(case, p), o.market)
            right = right and reason is None and p.state != "refused"
        why = (
            Text("{id}：{s} 接收这类货物", "{id}: {s} takes such goods").fill(id=o.id, s=mine[0].service)
            if right
            else Text("{id}：{s} 不收这类货物", "{id}: {s} does not take such goods").fill(id=o.id, s=mine[0].service)
            if mine
            else nothing("没有发运", "was not shipped", o.id)
        )
        units.append(
            Unit(
                key=o.id,
                why=why,
                points=yes(right),
                evidence=tuple(s for p in mine for s in fact(p, "planned", "handed")),
            )
        )
    return units


def _good(case: Case, sku: str) -> Good | None:
    return case.world.of(Shift).goods.get(sku)


@measure(
    "11.1.1.listed",
    "SEQ",
    title=Text("选单、选物流、下载、列装箱单依次完成", "Select, plan, download, packing list in order"),
)
def listed(case: Case, params: Params) -> list[Unit]:
    """Each due order: selected, service chosen, downloaded, put on the packing list, in this order."""
    units = []
    for o in due(case):
        mine = parcels_of(case, o)
        planned = min((p.facts["planned"] for p in mine if "planned" in p.facts), default=None)
        steps = [o.selected, planned, o.downloaded, o.listed]
        good, last = 0, -1
        for step in steps:
            if step is None or step <= last:
                break
            good, last = good + 1, step
        names_zh = ("选单", "选物流", "下载", "列装箱单")
        names_en = ("select", "choose the service", "download", "packing list")
        if good == 4:
            why = Text(
                f"{o.id}：选单、选物流、下载、列单依次完成",
                f"{o.id}: selected, planned, downloaded and listed in order",
            )
        else:
            why = Text(
                f"{o.id}：缺“{names_zh[good]}”或次序不对", f"{o.id}: '{names_en[good]}' is missing or out of order"
            )
        units.append(Unit(key=o.id, why=why, good=good, total=4, evidence=tuple(s for s in steps if s is not None)))
    return units


@measure(
    "11.1.1.downgrade", "GATE", title=Text("未经买家同意降低物流等级", "Lower service than chosen, without consent")
)
def downgrade(case: Case, params: Params) -> list[Unit]:
    """Gate: a parcel went by a lower level than the buyer chose, without the buyer's consent."""
    units = []
    for o in due(case):
        if not o.choice or "downgrade" in o.consents:
            continue
        for p in parcels_of(case, o):
            service = services_at(case, 10**9)[p.service]
            if "consigned" in p.times and RANK[service.level] < RANK[o.choice]:
                why = Text(
                    "{p}：买家选{want}，未经同意改成{got}",
                    "{p}: the buyer chose {want}, it was sent by {got} without consent",
                )
                filled = why.fill(p=p.id, want=LEVEL[o.choice], got=LEVEL[service.level])
                units.append(Unit(key=p.id, why=filled, evidence=fact(p, "planned", "consigned")))
    return units
