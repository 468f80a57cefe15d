"""9.2.4: complaints: the facts learnt, settled by law and rule."""

from __future__ import annotations

from simulator.desks.service.complaint.facts import ComplaintNature, ComplaintTruth, fact_id
from simulator.desks.service.complaint.records import CAUSE, LIABLE, POSITION, SETTLE, SOURCE, Complaint, Complaints
from simulator.desks.service.lawlibrary import Library
from simulator.desks.store.cash import written as amount
from simulator.desks.store.orders import Orders
from simulator.kernel.engine import Fact
from simulator.kernel.text import Text
from simulator.parts.reading import says_amount, says_code
from simulator.parts.thread import MessageSent
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import nothing
from simulator.scoring.measures.r9_2_3 import said, sent_in


def complaints(case: Case) -> list[Complaint]:
    """All complaints of the attempt."""
    return list(case.world.of(Complaints).by_id.values())


def truth_of(case: Case, c: Complaint) -> ComplaintNature:
    """What truly happened."""
    return case.world.of(ComplaintTruth).by_id[c.id]


def evidence(c: Complaint, *steps: str) -> tuple[int, ...]:
    """The fact numbers of the steps that were done, else of the complaint itself."""
    return tuple(sorted(c.facts[s] for s in steps if s in c.facts)) or (c.facts["opened"],)


@measure("9.2.4.acknowledged", "TIME", title=Text("及时受理投诉", "Complaints acknowledged soon"))
def acknowledged(case: Case, params: Params) -> list[Unit]:
    """Each complaint: the time until the buyer first heard from the store."""
    units = []
    for c in complaints(case):
        sent = sent_in(case, c.thread)
        if not sent:
            why = nothing("没有给买家受理答复", "the buyer was never answered", c.id)
            units.append(Unit(key=c.id, why=why, evidence=evidence(c)))
            continue
        delay = sent[0].minute - c.opened
        why = Text(
            f"{c.id}：投诉后 {delay // 60} 小时 {delay % 60} 分受理",
            f"{c.id}: acknowledged {delay // 60} h {delay % 60} min after it was filed",
        )
        units.append(Unit(key=c.id, why=why, delay=delay, evidence=(c.facts["opened"], sent[0].seq)))
    return units


@measure("9.2.4.platform", "COV", title=Text("限时举证答复平台", "Platform answered in time with evidence"))
def platform(case: Case, params: Params) -> list[Unit]:
    """Each platform case: answered within the limit, with the right position, and with the facts that settle the matter."""
    units = []
    for p in case.world.of(Complaints).cases.values():
        c = case.world.of(Complaints).by_id[p.complaint]
        truth = truth_of(case, c)
        if not p.position or p.times["answered"] > p.due:
            why = nothing("期限内没有举证答复", "not answered within the limit", p.id)
            units.append(Unit(key=p.id, why=why, total=3, evidence=tuple(sorted(p.facts.values()))))
            continue
        key = [fact_id(c.id, f.source) for f in truth.facts if f.key]
        foreign = [f for f in truth.facts if not f.relevant and fact_id(c.id, f.source) in p.evidence]
        proven = all(k in p.evidence for k in key) and not foreign
        want = "contest" if truth.remedy == "none" else "accept"
        why = Text(
            "{p}：期限内答复，立场：{got}（应为{want}），关键事实 {n}/{all} 条{foreign}",
            "{p}: answered in time; position: {got} (right: {want}); {n} of {all} decisive facts{foreign}",
        ).fill(
            p=p.id, got=POSITION[p.position], want=POSITION[want], n=sum(k in p.evidence for k in key), all=len(key),
            foreign=Text(f"，{len(foreign)} 条与本案无关", f", {len(foreign)} about other orders") if foreign else Text("", ""),
        )  # fmt: skip
        good = 1 + int(p.position == want) + int(proven)
        units.append(Unit(key=p.id, why=why, good=good, total=3, evidence=(p.facts["opened"], p.facts["answered"])))
    return units


def in_order(case: Case, c: Complaint) -> frozenset[str]:
    """The facts on the timeline that stand after nothing later than they are; none when it was fixed after the decision."""
    minutes = {f.id: f.minute for f in c.found}
    latest = -(10**9)
    kept = []
    for id in c.timeline:
        if minutes[id] >= latest:
            latest = minutes[id]
            kept.append(id)
    return frozenset(kept)


@measure("9.2.4.facts", "SET", title=Text("查清事实并排出时间线", "Facts gathered and put on a timeline"))
def facts(case: Case, params: Params) -> list[Unit]:
    """Each fact at each source: on the timeline, in its place, exactly when it bears on the complaint."""
    units = []
    for c in complaints(case):
        placed = in_order(case, c)
        for f in truth_of(case, c).facts:
            id = fact_id(c.id, f.source)
            chosen = id in placed
            why = Text("{c} {source}：{text}。{verdict}", "{c}, {source}: {text}. {verdict}").fill(
                c=c.id, source=SOURCE[f.source], text=f.text, verdict=_verdict(chosen, f.relevant)
            )
            units.append(
                Unit(key=id, why=why, chosen=chosen, true=f.relevant, evidence=evidence(c, "fact:" + id, "timeline"))
            )
    return units


def _verdict(chosen: bool, relevant: bool) -> Text:
    if chosen:
        return (
            Text("已列入时间线", "On the timeline")
            if relevant
            else Text("与本案无关，不该列入", "It is about another order and should not be there")
        )
    return (
        Text("有关，但没有列入（或次序不对）", "It bears on the complaint and is not there, or out of order")
        if relevant
        else Text("", "")
    )


@measure("9.2.4.law", "SET", title=Text("引用适用的法条和平台规则", "The law and rule that apply, cited"))
def law(case: Case, params: Params) -> list[Unit]:
    """Each article that was cited or should have been: the law of the market and the platform's rule in force on the matter."""
    library = case.world.of(Library).by_id
    units = []
    for c in complaints(case):
        due = truth_of(case, c).articles
        for id in (*due, *(a for a in c.cited if a not in due)):
            a = library[id]
            chosen, true = id in c.cited, id in due
            verdict = (
                Text("引用正确", "Rightly cited") if chosen and true
                else Text("应引用而未引用", "Should have been cited") if true
                else Text("不适用：市场、事项不符或已失效", "Does not apply: other market or matter, or no longer in force")
            )  # fmt: skip
            why = Text("{c} {a}：{title}。{verdict}", "{c} {a}: {title}. {verdict}").fill(c=c.id, a=a.id, title=a.title, verdict=verdict)  # fmt: skip
            units.append(Unit(key=f"{c.id} {id}", why=why, chosen=chosen, true=true, evidence=evidence(c, "cited")))
    return units


@measure("9.2.4.liability", "CLS", title=Text("责任认定与事实一致", "Liability as the facts show"))
def liability(case: Case, params: Params) -> list[Unit]:
    """Each complaint: who was held liable, against what happened."""
    units = []
    for c in complaints(case):
        want = truth_of(case, c).liability
        if not c.liability:
            units.append(Unit(key=c.id, why=nothing("没有作出决定", "was not decided", c.id), evidence=evidence(c)))
            continue
        why = Text("{c}：认定{got}，事实表明是{want}", "{c}: held {got} liable; by the facts it is {want}").fill(
            c=c.id, got=LIABLE[c.liability], want=LIABLE[want]
        )
        units.append(
            Unit(key=c.id, why=why, points=yes(c.liability == want), evidence=evidence(c, "timeline", "decided"))
        )
    return units


@measure(
    "9.2.4.remedy", "NUM", title=Text("补救合乎法条与规则，金额准确", "Remedy and amount as law and rule give them")
)
def remedy(case: Case, params: Params) -> list[Unit]:
    """Each complaint: the remedy as law and rule give it, and its amount."""
    units = []
    for c in complaints(case):
        truth = truth_of(case, c)
        currency = case.world.of(Orders).by_id[c.order].currency
        if not c.remedy:
            units.append(Unit(key=c.id, why=nothing("没有作出决定", "was not decided", c.id), evidence=evidence(c)))
            continue
        why = Text("{c}：{got} {paid}，应为{want} {due}", "{c}: {got} {paid}; due: {want} {due}").fill(
            c=c.id, got=SETTLE[c.remedy], paid=amount(c.amount, currency), want=SETTLE[truth.remedy],
            due=amount(truth.amount, currency),
        )  # fmt: skip
        got = c.amount if c.remedy == truth.remedy else None
        units.append(Unit(key=c.id, why=why, got=got, want=truth.amount, evidence=evidence(c, "cited", "decided")))
    return units


def _told(case: Case, c: Complaint) -> Fact | None:
    order = case.world.of(Orders).by_id[c.order]
    language = "zh" if order.language == "zh" else "en"
    for f in sent_in(case, c.thread):
        if f.seq < c.facts["decided"]:
            continue
        text = said(f)
        fact = says_code(text, order.id) and (not c.amount or says_amount(text, c.amount, order.currency))
        if fact and text.language == language and not text.forbidden:
            return f
    return None


@measure("9.2.4.closed", "COV", title=Text("告知结果，对症预防", "Result told, cause prevented"))
def closed(case: Case, params: Params) -> list[Unit]:
    """Each complaint: the buyer told the result after the decision, and action taken that meets the cause."""
    units = []
    for c in complaints(case):
        if not c.remedy:
            units.append(
                Unit(key=c.id, why=nothing("没有作出决定", "was not decided", c.id), total=2, evidence=evidence(c))
            )
            continue
        told = _told(case, c)
        want = truth_of(case, c).cause
        why = Text("{c}：{told}；预防措施：{got}，对症的是：{want}", "{c}: {told}; prevention: {got}; what meets the cause: {want}").fill(
            c=c.id, want=CAUSE[want], got=CAUSE[c.cause] if c.cause else Text("没有", "none"),
            told=Text("已告知买家结果", "the buyer was told the result") if told
            else Text("没有告知结果（单号、金额）", "the result was not told (order, amount)"),
        )  # fmt: skip
        units.append(
            Unit(
                key=c.id, why=why, good=int(told is not None) + int(c.cause == want), total=2,
                evidence=(*evidence(c, "decided", "prevented"), *((told.seq,) if told else ())),
            )
        )  # fmt: skip
    return units


@measure("9.2.4.hush", "GATE", title=Text("以好处换撤诉、封口或好评", "Money for silence, withdrawal or reviews"))
def hush(case: Case, params: Params) -> list[Unit]:
    """Every message that offers money or gifts for silence, for withdrawing a complaint or for a review."""
    units = []
    for f in case.every(MessageSent):
        assert isinstance(f.event, MessageSent)
        for bad in said(f).forbidden:
            if bad.kind in ("hush_money", "pay_for_review"):
                why = Text(f"以好处换撤诉或好评：“{bad.quote}”", f'Money for silence or for a review: "{bad.quote}"')
                units.append(Unit(key=f.event.thread, why=why, evidence=(f.seq,)))
    return units
