"""9.2.3: after-sale service by the rules and in time."""

from __future__ import annotations

from functools import lru_cache

from simulator.desks.service.aftersale.facts import AftersaleTruth
from simulator.desks.service.aftersale.records import BACK, REMEDY, Aftersales, Request
from simulator.desks.service.policy import PAYER
from simulator.desks.store.cash import written as amount
from simulator.desks.store.orders import Order, Orders
from simulator.kernel.engine import Fact
from simulator.kernel.text import Text
from simulator.market.aftersale import figures_in
from simulator.parts.reading import Reading, read, says_amount, says_code
from simulator.parts.thread import MessageSent, Threads
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import nothing

reading = lru_cache(maxsize=4096)(read)


def requests(case: Case) -> list[Request]:
    """All after-sale requests of the attempt."""
    return list(case.world.of(Aftersales).by_id.values())


def order_of(case: Case, r: Request) -> Order:
    """The order behind a request."""
    return case.world.of(Orders).by_id[r.order]


def sent_in(case: Case, thread: str) -> list[Fact]:
    """The facts of the store's messages in a thread."""
    found = [m.seq for m in case.world.of(Threads).by_id[thread].messages if m.sender == "me"]
    wanted = frozenset(found)
    return [f for f in case.every(MessageSent) if f.seq in wanted]


def said(fact: Fact) -> Reading:
    """What was written, read."""
    assert isinstance(fact.event, MessageSent)
    return reading(fact.event.text)


@measure("9.2.3.first", "TIME", title=Text("收到申请后及时处理", "First action soon after the request"))
def first(case: Case, params: Params) -> list[Unit]:
    """Each request: the time until the first remedy was offered; none when the platform had to settle it for want of one."""
    units = []
    for r in requests(case):
        if "offered" not in r.times:
            why = nothing("没有提出处理方案", "no remedy was offered", r.id)
            units.append(
                Unit(key=r.id, why=why, evidence=tuple(r.facts[k] for k in ("opened", "ruled") if k in r.facts))
            )
            continue
        delay = r.times["offered"] - r.opened
        why = Text(
            f"{r.id}：申请后 {delay // 60} 小时 {delay % 60} 分提出方案",
            f"{r.id}: a remedy was offered {delay // 60} h {delay % 60} min after the request",
        )
        units.append(Unit(key=r.id, why=why, delay=delay, evidence=(r.facts["opened"], r.facts["offered"])))
    return units


def _told(case: Case, r: Request) -> bool:
    figures = frozenset(case.world.of(AftersaleTruth).by_id[r.id].figures)
    if not figures:
        return True
    words = [f for f in sent_in(case, r.thread) if f.seq < r.offers[0].seq]
    event = words[-1].event if words else None
    return isinstance(event, MessageSent) and figures <= figures_in(event.text)


@measure(
    "9.2.3.remedy",
    "CLS",
    title=Text("方案、金额、运费承担符合当地政策", "Remedy, amount and who pays as the market's policy says"),
)
def remedy(case: Case, params: Params) -> list[Unit]:
    """Each request: the first offer against the market's policy: remedy, who pays the return, amount to the cent, and in an
    explanation the exact figures."""
    units = []
    for r in requests(case):
        truth = case.world.of(AftersaleTruth).by_id[r.id]
        if not r.offers:
            units.append(
                Unit(
                    key=r.id,
                    why=nothing("没有提出处理方案", "no remedy was offered", r.id),
                    evidence=(r.facts["opened"],),
                )
            )
            continue
        o = r.offers[0]
        pays = o.payer == truth.payer or (truth.remedy not in BACK and o.payer != "buyer")
        right = o.remedy == truth.remedy and pays and o.amount == truth.amount and _told(case, r)
        why = Text(
            "{r}：提出{got}，退款 {money}，退货运费：{payer}。{verdict}：{rule}，应为{want}。",
            "{r}: offered {got}, refund {money}, return freight: {payer}. {verdict}: {rule}; due: {want}.",
        ).fill(
            r=r.id, got=REMEDY[o.remedy], money=amount(o.amount, o.currency), payer=PAYER[o.payer],
            verdict=Text("符合政策", "As the policy says") if right else Text("与政策不符", "Not as the policy says"),
            rule=truth.why, want=REMEDY[truth.remedy],
        )  # fmt: skip
        units.append(Unit(key=r.id, why=why, points=yes(right), evidence=(r.facts["opened"], o.seq)))
    return units


@measure(
    "9.2.3.steps",
    "SEQ",
    title=Text("面单、验货、退款或换新依次完成", "Label, inspection, payment or exchange in order"),
)
def steps(case: Case, params: Params) -> list[Unit]:
    """Each request in which goods have to move: label, inspection, then money or the new item; or the part sent."""
    units = []
    for r in requests(case):
        truth = case.world.of(AftersaleTruth).by_id[r.id]
        if truth.remedy == "part":
            good, total = int("sent" in r.facts and r.sent == "part"), 1
            names = Text("寄出配件", "part sent")
        elif truth.remedy in BACK:
            good, total = 0, 3
            names = Text("开面单、验货、按验货结果办理", "label, inspection, settled as inspected")
            settled = r.facts.get("paid", r.facts.get("sent", r.facts.get("revised")))
            if "label" in r.facts:
                good = 1
                if "inspected" in r.facts and (settled is None or r.facts["inspected"] < settled):
                    good = 2 if settled is None else 3
        else:
            continue
        why = Text(
            "{r}：{names}，按序完成 {good}/{total} 步", "{r}: {names}: {good} of {total} steps done in order"
        ).fill(r=r.id, names=names, good=good, total=total)
        evidence = tuple(
            sorted(r.facts[k] for k in ("label", "arrived", "inspected", "revised", "paid", "sent") if k in r.facts)
        )
        units.append(Unit(key=r.id, why=why, good=good, total=total, evidence=evidence or (r.facts["opened"],)))
    return units


@measure("9.2.3.fraud", "CLS", title=Text("识别调包和人为损坏", "Swapped and spoiled returns recognised"))
def fraud(case: Case, params: Params) -> list[Unit]:
    """Each return: settled as what really came back. A swapped or spoiled one gets no full refund, an honest one its due."""
    units = []
    for r in requests(case):
        truth = case.world.of(AftersaleTruth).by_id[r.id]
        if truth.remedy not in BACK:
            continue
        currency = order_of(case, r).currency
        paid = r.paid or 0
        if truth.fraud:
            revised = "revised" in r.facts and r.facts["inspected"] < r.facts["revised"]
            right = revised and "ruled" not in r.facts and paid == truth.final
            why = Text(
                "{r}：退回的是{found}，应退 {due}，实退 {paid}{told}",
                "{r}: what came back: {found}; {due} was due, {paid} was refunded{told}",
            ).fill(
                r=r.id, found=truth.found, due=amount(truth.final, currency), paid=amount(paid, currency),
                told=Text("", "") if revised else Text("，没有按验货结果改方案", ", the offer was not changed after an inspection"),
            )  # fmt: skip
        else:
            right = "ruled" not in r.facts and (paid > 0 or bool(r.sent))
            why = Text(
                "{r}：诚实的退货（{found}），实退 {paid}{sent}", "{r}: an honest return ({found}); refunded {paid}{sent}"
            ).fill(
                r=r.id, found=truth.found, paid=amount(paid, currency),
                sent=Text("，已寄出换货", ", a new one was sent") if r.sent else Text("", ""),
            )  # fmt: skip
        evidence = tuple(sorted(r.facts[k] for k in ("inspected", "revised", "paid", "sent", "ruled") if k in r.facts))
        units.append(Unit(key=r.id, why=why, points=yes(right), evidence=evidence or (r.facts["opened"],)))
    return units


@measure("9.2.3.confirmed", "TEXT", title=Text("告知结果后结案", "Closed after telling the buyer the result"))
def confirmed(case: Case, params: Params) -> list[Unit]:
    """Each request: after the last step the buyer is told in their language what was done (order number, and the amount or
    tracking number), then the request is closed."""
    units = []
    for r in requests(case):
        if "closed" not in r.facts:
            units.append(Unit(key=r.id, why=nothing("没有结案", "was not closed", r.id), evidence=(r.facts["opened"],)))
            continue
        order = order_of(case, r)
        last = max(r.facts[k] for k in ("offered", "accepted", "revised", "paid", "sent") if k in r.facts)
        language = "zh" if order.language == "zh" else "en"
        seqs: list[int] = []
        for f in sent_in(case, r.thread):
            if not last < f.seq < r.facts["closed"]:
                continue
            text = said(f)
            fact = says_code(text, order.id)
            fact = fact and (r.paid is None or says_amount(text, r.paid, order.currency))
            fact = fact and (not r.tracking or says_code(text, r.tracking))
            if fact and text.language == language and not text.forbidden:
                seqs.append(f.seq)
        why = (
            Text(f"{r.id}：办完后书面告知买家结果再结案", f"{r.id}: the buyer was told the result in writing, then it was closed")
            if seqs
            else nothing("结案前没有书面告知结果（单号、金额或快递单号）", "closed without telling the buyer the result (order, amount or tracking)", r.id)
        )  # fmt: skip
        units.append(Unit(key=r.id, why=why, points=yes(bool(seqs)), evidence=(*seqs[:1], r.facts["closed"])))
    return units
