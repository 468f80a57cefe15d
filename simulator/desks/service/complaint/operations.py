"""What the store does with a complaint: gather, order, cite, decide, answer the platform, prevent (9.2.4)."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.desks.logistics.parcels import goods_of
from simulator.desks.service.complaint.facts import (
    ArticlesCited,
    ComplaintDecided,
    ComplaintTruth,
    FactAsked,
    FactGathered,
    PlatformCaseAnswered,
    PreventionTaken,
    TimelineFixed,
    fact_id,
)
from simulator.desks.service.complaint.records import (
    CAUSE,
    LIABLE,
    POSITION,
    SETTLE,
    SLOW,
    SOURCE,
    Complaint,
    Complaints,
    Source,
)
from simulator.desks.service.lawlibrary import Library
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders, find_order
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import World
from simulator.parts.rulebook import Rulebook

book = Book()
REQ = "9.2.4"

ComplaintId = Annotated[str, info("投诉", "Complaint", record="complaints", requirement=REQ)]


def find_complaint(world: World, id: str, *, undecided: bool = False) -> Complaint:
    """A complaint, or a refusal."""
    complaint = world.of(Complaints).by_id.get(id)
    if complaint is None:
        raise Refusal("no-complaint", f"没有投诉 {id}。", f"There is no complaint {id}.")
    if undecided and complaint.remedy:
        raise Refusal("decided", f"投诉 {id} 已经决定。", f"Complaint {id} has been decided.")
    return complaint


def _gathered_ids(complaint: Complaint, ids: tuple[str, ...]) -> None:
    known = frozenset(f.id for f in complaint.found)
    for id in ids:
        if id not in known:
            raise Refusal(
                "not-gathered", f"{id} 不是本投诉查到的事实。", f"{id} is no fact gathered for this complaint."
            )
    if len(set(ids)) != len(ids):
        raise Refusal("twice", "同一事实列了两次。", "A fact was named twice.")


@book.command(
    title=Text("查证事实", "Gather a fact"), desk="service", minutes=2, requirements=(REQ,), order=60,
    about=Text("向一个来源查证；买家和承运商要几小时才答复。", "Ask one source; buyer and carrier take hours to answer."),
)  # fmt: skip
class GatherFact(Command, frozen=True, kw_only=True, tag="complaint.gather_fact"):
    """Ask one source what it knows."""

    complaint: ComplaintId
    source: Annotated[Source, info("来源", "Source", choices=SOURCE, requirement=REQ)]


@book.decides(GatherFact)
def gather(world: World, c: GatherFact) -> list[Event]:
    """Each source once; records answer at once, people later."""
    complaint = find_complaint(world, c.complaint)
    if c.source in complaint.asked:
        raise Refusal("asked", "这个来源已经查过。", "This source has been asked.")
    events: list[Event] = [FactAsked(complaint=c.complaint, source=c.source)]
    return events if c.source in SLOW else [*events, told(world, c.complaint, c.source)]


def told(world: World, complaint: str, source: str) -> FactGathered:
    """What a source tells."""
    truth = world.of(ComplaintTruth).by_id[complaint]
    fact = next(f for f in truth.facts if f.source == source)
    return FactGathered(
        complaint=complaint, fact=fact_id(complaint, source), source=source, happened=fact.minute, text=fact.text
    )


@book.command(
    title=Text("排定时间线", "Fix the timeline"), desk="service", minutes=4, requirements=(REQ,), order=61,
    about=Text("把与本投诉有关的事实按发生先后排好；无关的不放。", "Put the facts that bear on it in the order they happened; leave out the others."),
)  # fmt: skip
class FixTimeline(Command, frozen=True, kw_only=True, tag="complaint.timeline"):
    """Put gathered facts on the timeline."""

    complaint: ComplaintId
    facts: Annotated[
        tuple[str, ...], info("事实（按先后）", "Facts, in order", "list", record="complaint_facts", requirement=REQ)
    ]


@book.decides(FixTimeline)
def fix_timeline(world: World, c: FixTimeline) -> list[Event]:
    """Facts of this complaint, before the decision; a later timeline replaces the earlier one."""
    complaint = find_complaint(world, c.complaint, undecided=True)
    if not c.facts:
        raise Refusal("nothing-chosen", "请至少选一条事实。", "Choose at least one fact.")
    _gathered_ids(complaint, c.facts)
    return [TimelineFixed(complaint=c.complaint, facts=c.facts)]


@book.command(
    title=Text("引用法条与规则", "Cite law and rules"), desk="service", minutes=3, requirements=(REQ,), order=62,
    about=Text("引用该市场现行、且规范此事的法律条文和平台规则。", "Cite the law of that market and the platform rule which are in force and govern the matter."),
)  # fmt: skip
class CiteArticles(Command, frozen=True, kw_only=True, tag="complaint.cite"):
    """Cite the articles on which the decision stands."""

    complaint: ComplaintId
    articles: Annotated[tuple[str, ...], info("条文", "Articles", "list", record="articles", requirement=REQ)]


@book.decides(CiteArticles)
def cite(world: World, c: CiteArticles) -> list[Event]:
    """Articles of the library, before the decision."""
    find_complaint(world, c.complaint, undecided=True)
    library = world.of(Library).by_id
    if not c.articles or len(set(c.articles)) != len(c.articles):
        raise Refusal("nothing-chosen", "请选条文，且不要重复。", "Choose articles, each once.")
    for id in c.articles:
        if id not in library:
            raise Refusal("no-article", f"法规库里没有 {id}。", f"There is no article {id}.")
    return [ArticlesCited(complaint=c.complaint, articles=c.articles)]


@book.command(
    title=Text("决定投诉", "Decide the complaint"), desk="service", minutes=4, requirements=(REQ,), order=63,
    about=Text("依事实与条文判定责任和补救；退款、补偿随即付出。", "By facts and articles settle who is liable and what is due; money goes out at once."),
)  # fmt: skip
class DecideComplaint(Command, frozen=True, kw_only=True, tag="complaint.decide"):
    """Decide a complaint."""

    complaint: ComplaintId
    liability: Annotated[
        Literal["seller", "carrier", "buyer", "none"], info("责任方", "Liable", choices=LIABLE, requirement=REQ)
    ]
    remedy: Annotated[
        Literal["refund", "compensate", "replace", "none"], info("补救", "Remedy", choices=SETTLE, requirement=REQ)
    ]
    amount: Annotated[
        int, info("金额（订单币种）", "Amount, order's currency", "money", ge=0, le=10**9, requirement=REQ)
    ] = 0


@book.decides(DecideComplaint)
def decide(world: World, c: DecideComplaint) -> list[Event]:
    """Once; never more than was paid. Money and goods move with it."""
    complaint = find_complaint(world, c.complaint, undecided=True)
    order = find_order(world, complaint.order)
    if (c.remedy in ("refund", "compensate")) != (c.amount > 0):
        raise Refusal(
            "amount", "退款或补偿须填金额，其余填 0。", "Refund and compensation need an amount, the others 0."
        )
    if c.amount > order.goods_paid + order.freight_paid:
        raise Refusal("too-much", "超过买家实付。", "More than the buyer paid.")
    events: list[Event] = [
        ComplaintDecided(complaint=c.complaint, liability=c.liability, remedy=c.remedy, amount=c.amount)
    ]
    if c.amount:
        why = Text("投诉补救", "settlement of a complaint")
        events.append(CashMoved(minor=-c.amount, currency=order.currency, why=why, ref=c.complaint, kind="refund"))
    if c.remedy == "replace":
        cost = sum(g.cost for g in goods_of(world, order.lines))
        fee = world.of(Rulebook).number("aftersale.parcel_fee", world.now)
        why = Text("补发商品与运费", "goods sent again, with freight")
        events += [
            StockMoved(sku=line.sku, pieces=-line.quantity, why="replaced", ref=c.complaint) for line in order.lines
        ]
        events.append(CashMoved(minor=-cost - fee, currency="CNY", why=why, ref=c.complaint, kind="goods"))
    return events


@book.command(
    title=Text("答复平台纠纷", "Answer the platform case"), desk="service", minutes=4, requirements=(REQ,), order=64,
    about=Text("限时表明立场并附上查到的事实作为证据；平台按证据裁决。", "State your position within the limit with gathered facts as evidence; the platform rules by them."),
)  # fmt: skip
class AnswerPlatformCase(Command, frozen=True, kw_only=True, tag="platform_case.answer"):
    """Answer a platform case."""

    case: Annotated[str, info("平台纠纷", "Platform case", record="platform_cases", requirement=REQ)]
    position: Annotated[Literal["accept", "contest"], info("立场", "Position", choices=POSITION, requirement=REQ)]
    evidence: Annotated[
        tuple[str, ...], info("证据", "Evidence", "list", record="complaint_facts", requirement=REQ)
    ] = ()
    text: Annotated[str, info("说明", "Statement", "long", min_length=1, max_length=2000, requirement=REQ)]


@book.decides(AnswerPlatformCase)
def answer_case(world: World, c: AnswerPlatformCase) -> list[Event]:
    """Once, while the platform has not ruled."""
    case = world.of(Complaints).cases.get(c.case)
    if case is None:
        raise Refusal("no-case", f"没有平台纠纷 {c.case}。", f"There is no platform case {c.case}.")
    if case.position or case.ruling:
        raise Refusal("answered", "已经答复或已裁决。", "It has been answered or ruled.")
    _gathered_ids(world.of(Complaints).by_id[case.complaint], c.evidence)
    return [PlatformCaseAnswered(case=c.case, position=c.position, evidence=c.evidence, text=c.text)]


@book.command(
    title=Text("采取预防措施", "Prevent"), desk="service", minutes=3, requirements=(REQ,), order=65,
    about=Text("针对查明的原因采取措施，防止再发生。", "Act on the cause that was found, so that it does not happen again."),
)  # fmt: skip
class PreventComplaint(Command, frozen=True, kw_only=True, tag="complaint.prevent"):
    """Take preventive action."""

    complaint: ComplaintId
    cause: Annotated[
        Literal["packing", "picking", "carrier", "safety", "payment", "use"],
        info("措施", "Measure", choices=CAUSE, requirement=REQ),
    ]
    action: Annotated[str, info("具体做法", "What exactly", "long", min_length=1, max_length=500, requirement=REQ)]


@book.decides(PreventComplaint)
def prevent(world: World, c: PreventComplaint) -> list[Event]:
    """After the decision, once. A dangerous item goes off sale."""
    complaint = find_complaint(world, c.complaint)
    if not complaint.remedy:
        raise Refusal("undecided", "先决定投诉。", "Decide the complaint first.")
    if complaint.cause:
        raise Refusal("twice", "已经采取措施。", "Action has been taken already.")
    events: list[Event] = [PreventionTaken(complaint=c.complaint, cause=c.cause, action=c.action)]
    if c.cause == "safety":
        stock = world.of(Shift).stock
        lines = world.of(Orders).by_id[complaint.order].lines
        events += [
            StockMoved(sku=line.sku, pieces=-stock[line.sku], why="taken off sale", ref=c.complaint)
            for line in lines
            if stock.get(line.sku, 0) > 0
        ]
    return events
