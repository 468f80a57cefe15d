"""11.1.7: parcels that could not be delivered are settled."""

from __future__ import annotations

from simulator.desks.logistics.undeliverable import (
    BUYER,
    GOODS,
    WAY,
    CaseTruth,
    DisposalPaid,
    Undeliverable,
    fee,
)
from simulator.desks.logistics.undeliverable import Case as Failed
from simulator.desks.store.cash import written as amount
from simulator.kernel.text import Text
from simulator.parts.thread import MessageSent, Threads
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import nothing


def cases(case: Case) -> list[Failed]:
    """All undeliverable parcels of the attempt."""
    return list(case.world.of(Undeliverable).by_id.values())


@measure("11.1.7.contact", "TIME", title=Text("先联系买家", "The buyer contacted first"))
def contact(case: Case, params: Params) -> list[Unit]:
    """Each case: the time from the notice until the buyer was written to."""
    threads = case.world.of(Threads).by_id
    units = []
    for c in cases(case):
        sent = [
            f
            for f in case.every(MessageSent)
            if isinstance(f.event, MessageSent)
            and threads[f.event.thread].order == c.order
            and threads[f.event.thread].who == "buyer"
            and f.minute >= c.opened
        ]
        before = [f for f in sent if "decided" not in c.facts or f.seq < c.facts["decided"]]
        if not before:
            units.append(
                Unit(
                    key=c.id, why=nothing("处置前没有联系买家", "the buyer was not contacted before the decision", c.id)
                )
            )
            continue
        delay = before[0].minute - c.opened
        why = Text(
            f"{c.id}：接到通知 {delay // 60} 小时后联系买家",
            f"{c.id}: the buyer was contacted {delay // 60} h after the notice",
        )
        units.append(Unit(key=c.id, why=why, delay=delay, evidence=(c.facts["opened"], before[0].seq)))
    return units


def right_way(case: Case, c: Failed) -> str:
    """Deliver again where the buyer wants it; else what leaves more: the goods back less the fee, or their destruction."""
    if case.world.of(CaseTruth).answer.get(c.id) in ("address", "pickup"):
        return "redeliver"
    if not c.destroy_allowed or c.value - c.return_fee > -c.destroy_fee:
        return "return"
    return "destroy"


@measure("11.1.7.way", "CLS", title=Text("处置方式合算且合规", "The cheaper allowed way"))
def way(case: Case, params: Params) -> list[Unit]:
    """Each case: the way that was chosen."""
    units = []
    for c in cases(case):
        want = right_way(case, c)
        if not c.way:
            units.append(Unit(key=c.id, why=nothing("没有决定", "was not decided", c.id)))
            continue
        why = Text(
            "{c}：选{got}，合适的是{want}（货值 ¥{v}）", "{c}: {got} was chosen, {want} is right (goods CNY {v})"
        ).fill(c=c.id, got=WAY[c.way], want=WAY[want], v=f"{c.value // 100}.{c.value % 100:02d}")
        units.append(Unit(key=c.id, why=why, points=yes(c.way == want), evidence=(c.facts["decided"],)))
    return units


@measure("11.1.7.limit", "SHARE", title=Text("期限内决定", "Decided within the limit"))
def limit(case: Case, params: Params) -> list[Unit]:
    """Each case: decided before the carrier's limit."""
    units = []
    for c in cases(case):
        right = "decided" in c.times and c.times["decided"] <= c.decide_by
        why = (
            Text(f"{c.id}：在期限内决定", f"{c.id}: decided within the limit")
            if right
            else nothing("期限内没有决定", "not decided within the limit", c.id)
        )
        units.append(
            Unit(
                key=c.id,
                why=why,
                points=yes(right),
                evidence=tuple(c.facts[k] for k in ("decided", "lapsed") if k in c.facts),
            )
        )
    return units


@measure("11.1.7.fee", "EXACT", title=Text("费用付对", "The right fee paid"))
def fee_paid(case: Case, params: Params) -> list[Unit]:
    """Each case: the fee of the chosen way, with storage until the decision, paid to the fen."""
    units = []
    paid = {f.event.case: f for f in case.every(DisposalPaid) if isinstance(f.event, DisposalPaid)}
    for c in cases(case):
        if not c.way:
            units.append(Unit(key=c.id, why=nothing("没有付费", "no fee was paid", c.id)))
            continue
        want = fee(c, c.way, c.times["decided"])
        why = Text(
            f"{c.id}：应付 {amount(want, 'CNY')}，已付 {amount(c.paid, 'CNY')}",
            f"{c.id}: due {amount(want, 'CNY')}, paid {amount(c.paid, 'CNY')}",
        )
        evidence = (paid[c.id].seq,) if c.id in paid else ()
        units.append(Unit(key=c.id, why=why, points=yes(c.paid == want), evidence=evidence))
    return units


@measure("11.1.7.books", "BIND", title=Text("货账与买家了结", "Goods and buyer settled"))
def books(case: Case, params: Params) -> list[Unit]:
    """Each case: goods and buyer settled as the way asks."""
    units = []
    for c in cases(case):
        if not c.books:
            units.append(
                Unit(key=c.id, why=nothing("货账和买家没有了结", "goods and buyer were not settled", c.id), total=2)
            )
            continue
        goods_want = {"redeliver": "moving", "return": "restock", "destroy": "write_off"}[c.way]
        buyer_ok = c.buyer == "none" if c.way == "redeliver" else c.buyer in ("refund", "resend")
        why = Text("{c}：货物{g}，买家{b}", "{c}: goods {g}, buyer {b}").fill(
            c=c.id, g=GOODS[c.books], b=BUYER[c.buyer]
        )
        units.append(
            Unit(
                key=c.id,
                why=why,
                good=int(c.books == goods_want) + int(buyer_ok),
                total=2,
                evidence=(c.facts["settled"],),
            )
        )
    return units
