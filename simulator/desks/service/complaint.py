"""Complaints: gather facts, fix a timeline, cite law and rules, decide, answer the platform, prevent (9.2.4)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.logistics.parcels import goods_of
from simulator.desks.service.lawlibrary import Library
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders, find_order
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, HiddenEvent, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, Seen, State, World
from simulator.parts.rulebook import Rulebook

book = Book()
REQ = "9.2.4"

ABOUT = {
    "damaged": Text("破损", "arrived broken"),
    "wrong_item": Text("发错货", "wrong item"),
    "unsafe": Text("安全隐患", "unsafe"),
    "charged": Text("重复扣款", "charged twice"),
    "late": Text("晚到", "late"),
    "faulty": Text("故障", "stopped working"),
}
SOURCE = {
    "buyer": Text("买家", "buyer"),
    "order": Text("订单记录", "order record"),
    "warehouse": Text("仓库打包记录", "packing record"),
    "carrier": Text("承运商", "carrier"),
    "photo": Text("照片", "photos"),
    "agent": Text("客服聊天记录", "agent's transcript"),
    "payment": Text("支付流水", "payment record"),
    "product": Text("产品档案", "product file"),
}
SLOW = ("buyer", "carrier")  # they answer hours later
LIABLE = {
    "seller": Text("卖家", "seller"),
    "carrier": Text("承运商", "carrier"),
    "buyer": Text("买家", "buyer"),
    "none": Text("无人（不成立）", "nobody (unfounded)"),
}
SETTLE = {
    "refund": Text("退款", "refund"),
    "compensate": Text("按比例补偿", "compensation by rate"),
    "replace": Text("免费补发正确商品", "send the right item free of charge"),
    "none": Text("说明理由后不赔", "nothing, with the reason"),
}
CAUSE = {
    "packing": Text("改进包装", "better packing"),
    "picking": Text("拣货复核", "second check when picking"),
    "carrier": Text("向承运商追责、调整线路", "hold the carrier to it, change the line"),
    "safety": Text("停售、追溯批次、报告主管机关", "stop the sale, trace the batch, tell the authority"),
    "payment": Text("支付流程与账单说明", "payment process and how bills read"),
    "use": Text("使用与保养说明", "instructions for use"),
}
POSITION = {
    "accept": Text("接受主张", "accept the claim"),
    "contest": Text("举证反驳", "contest with evidence"),
}
Source = Literal["buyer", "order", "warehouse", "carrier", "photo", "agent", "payment", "product"]


class FoundFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fact that was gathered: who says so, when it happened, what it says."""

    id: Annotated[str, info("编号", "No.", "id")]
    complaint: Annotated[str, info("投诉", "Complaint")]
    source: Annotated[str, info("来源", "Source", "choice", choices=SOURCE)]
    minute: Annotated[int, info("发生时间", "Happened", "minute")]
    text: Annotated[Text, info("内容", "What it says", "long")]


class TrueFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact that lies at a source, whether it bears on the complaint and whether it settles who is liable."""

    source: str
    minute: int
    text: Text
    relevant: bool
    key: bool = False


class Complaint(msgspec.Struct, kw_only=True, gc=False):
    """One complaint and what the store did about it."""

    id: str
    order: str
    thread: str
    about: str
    opened: int
    due: int
    asked: list[str] = msgspec.field(default_factory=list)
    found: list[FoundFact] = msgspec.field(default_factory=list)
    timeline: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    liability: str = ""
    remedy: str = ""
    amount: int = 0
    cause: str = ""
    action: str = ""
    case: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the newest fact of its kind."""
        self.facts[what] = world.count - 1
        self.times[what] = world.now


class PlatformCase(msgspec.Struct, kw_only=True, gc=False):
    """One case the buyer opened at the platform."""

    id: str
    complaint: str
    opened: int
    due: int
    position: str = ""
    evidence: tuple[str, ...] = ()
    ruling: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the first fact of its kind."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)


class Complaints(State):
    """All complaints and platform cases by id."""

    __slots__ = ("by_id", "cases")

    def __init__(self) -> None:
        self.by_id: dict[str, Complaint] = {}
        self.cases: dict[str, PlatformCase] = {}


class ComplaintNature(HiddenEvent, frozen=True, kw_only=True, tag="complaint.nature"):
    """What truly happened: the facts at the sources, who is liable, what the buyer is due, the law and rule that say so."""

    complaint: str
    liability: str
    remedy: str
    amount: int
    cause: str
    articles: tuple[str, ...]
    facts: tuple[TrueFact, ...]


class ComplaintTruth(HiddenState):
    """The nature of every complaint."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, ComplaintNature] = {}


class ComplaintFiled(Event, frozen=True, kw_only=True, tag="complaint.filed"):
    """A buyer complained."""

    complaint: str
    order: str
    thread: str
    about: str
    due: int


class FactAsked(Event, frozen=True, kw_only=True, tag="complaint.asked"):
    """A source was asked for what it knows."""

    complaint: str
    source: str


class FactGathered(Event, frozen=True, kw_only=True, tag="complaint.fact_gathered"):
    """A source told what it knows."""

    complaint: str
    fact: str
    source: str
    happened: int
    text: Text


class TimelineFixed(Event, frozen=True, kw_only=True, tag="complaint.timeline_fixed"):
    """Gathered facts were put on the timeline."""

    complaint: str
    facts: tuple[str, ...]


class ArticlesCited(Event, frozen=True, kw_only=True, tag="complaint.cited"):
    """The articles on which the decision stands."""

    complaint: str
    articles: tuple[str, ...]


class ComplaintDecided(Event, frozen=True, kw_only=True, tag="complaint.decided"):
    """The store decided a complaint."""

    complaint: str
    liability: str
    remedy: str
    amount: int


class PreventionTaken(Event, frozen=True, kw_only=True, tag="complaint.prevented"):
    """Something was done so that it does not happen again."""

    complaint: str
    cause: str
    action: str


class PlatformCaseOpened(Event, frozen=True, kw_only=True, tag="platform_case.opened"):
    """The buyer took the complaint to the platform; the store has to answer with evidence within a limit."""

    case: str
    complaint: str
    due: int


class PlatformCaseAnswered(Event, frozen=True, kw_only=True, tag="platform_case.answered"):
    """The store answered."""

    case: str
    position: str
    evidence: tuple[str, ...]
    text: str


class PlatformCaseRuled(Event, frozen=True, kw_only=True, tag="platform_case.ruled"):
    """The platform ruled: won, settled, lost or missed."""

    case: str
    ruling: str
    why: Text


book.event("投诉 {complaint}（{about}），订单 {order}", "Complaint {complaint} ({about}) about {order}", news=True)(
    ComplaintFiled
)
book.event(
    "{complaint} 的真相：责任在 {liability}，应得 {remedy}",
    "The truth of {complaint}: {liability} is liable, {remedy} is due",
)(ComplaintNature)
book.event("{complaint} 向{source}查证", "{complaint}: asked {source}")(FactAsked)
book.event("{complaint} 查到（{source}）：{text}", "{complaint}, {source}: {text}", news=True, reveals=True)(
    FactGathered
)
book.event("{complaint} 时间线：{facts}", "{complaint}: timeline {facts}")(TimelineFixed)
book.event("{complaint} 依据：{articles}", "{complaint}: cites {articles}")(ArticlesCited)
book.event("{complaint} 决定：责任 {liability}，{remedy} {amount}", "{complaint} decided: {liability} liable, {remedy} {amount}")(
    ComplaintDecided
)  # fmt: skip
book.event("{complaint} 预防措施：{action}", "{complaint}: prevention: {action}")(PreventionTaken)
book.event("平台纠纷 {case}（{complaint}），须限时举证", "Platform case {case} ({complaint}): answer with evidence", news=True)(
    PlatformCaseOpened
)  # fmt: skip
book.event("{case} 已答复平台：{position}", "{case}: answered the platform: {position}")(PlatformCaseAnswered)
book.event("{case} 平台裁决：{why}", "{case}: the platform rules: {why}", news=True, reveals=True)(PlatformCaseRuled)


def _of(world: World, id: str) -> Complaint:
    return world.of(Complaints).by_id[id]


@book.applies(ComplaintFiled)
def _filed(world: World, e: ComplaintFiled) -> None:
    complaint = Complaint(id=e.complaint, order=e.order, thread=e.thread, about=e.about, opened=world.now, due=e.due)
    complaint.did("opened", world)
    world.of(Complaints).by_id[e.complaint] = complaint


@book.applies(ComplaintNature)
def _nature(world: World, e: ComplaintNature) -> None:
    world.of(ComplaintTruth).by_id[e.complaint] = e


@book.applies(FactAsked)
def _asked(world: World, e: FactAsked) -> None:
    _of(world, e.complaint).asked.append(e.source)


@book.applies(FactGathered)
def _gathered(world: World, e: FactGathered) -> None:
    complaint = _of(world, e.complaint)
    complaint.found.append(FoundFact(id=e.fact, complaint=e.complaint, source=e.source, minute=e.happened, text=e.text))
    complaint.did("fact:" + e.fact, world)


@book.applies(TimelineFixed)
def _timeline(world: World, e: TimelineFixed) -> None:
    complaint = _of(world, e.complaint)
    complaint.timeline = e.facts
    complaint.did("timeline", world)


@book.applies(ArticlesCited)
def _cited(world: World, e: ArticlesCited) -> None:
    complaint = _of(world, e.complaint)
    complaint.cited = e.articles
    complaint.did("cited", world)


@book.applies(ComplaintDecided)
def _decided(world: World, e: ComplaintDecided) -> None:
    complaint = _of(world, e.complaint)
    complaint.liability, complaint.remedy, complaint.amount = e.liability, e.remedy, e.amount
    complaint.did("decided", world)


@book.applies(PreventionTaken)
def _prevented(world: World, e: PreventionTaken) -> None:
    complaint = _of(world, e.complaint)
    complaint.cause, complaint.action = e.cause, e.action
    complaint.did("prevented", world)


@book.applies(PlatformCaseOpened)
def _case_opened(world: World, e: PlatformCaseOpened) -> None:
    case = PlatformCase(id=e.case, complaint=e.complaint, opened=world.now, due=e.due)
    case.did("opened", world)
    world.of(Complaints).cases[e.case] = case
    _of(world, e.complaint).case = e.case


@book.applies(PlatformCaseAnswered)
def _case_answered(world: World, e: PlatformCaseAnswered) -> None:
    case = world.of(Complaints).cases[e.case]
    case.position, case.evidence = e.position, e.evidence
    case.did("answered", world)


@book.applies(PlatformCaseRuled)
def _case_ruled(world: World, e: PlatformCaseRuled) -> None:
    case = world.of(Complaints).cases[e.case]
    case.ruling = e.ruling
    case.did("ruled", world)


def fact_id(complaint: str, source: str) -> str:
    """The number of the fact that a source holds on a complaint."""
    return f"{complaint}.{source}"


# -- operations -----------------------------------------------------------------------------------------------

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


# -- views ----------------------------------------------------------------------------------------------------

OPEN = {"": Text("未定", "open")}


class ComplaintRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint in the list."""

    id: Annotated[str, info("投诉", "Complaint", "id")]
    order: Annotated[str, info("订单", "Order")]
    market: Annotated[str, info("市场", "Market")]
    about: Annotated[str, info("事由", "About", "choice", choices=ABOUT)]
    due: Annotated[int | None, info("须告知结果", "Result within", "due")]
    case: Annotated[str, info("平台纠纷", "Platform case")]
    remedy: Annotated[str, info("决定", "Decision", "choice", choices={**OPEN, **SETTLE})]
    thread: Annotated[str, info("会话", "Thread", wide=False)]


class ComplaintRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint opened."""

    id: Annotated[str, info("投诉", "Complaint", "id")]
    order: Annotated[str, info("订单", "Order")]
    thread: Annotated[str, info("会话", "Thread")]
    buyer: Annotated[str, info("买家", "Buyer")]
    language: Annotated[str, info("沟通语言", "Language")]
    market: Annotated[str, info("市场", "Market")]
    about: Annotated[str, info("事由", "About", "choice", choices=ABOUT)]
    opened: Annotated[int, info("投诉时间", "Filed", "minute")]
    due: Annotated[int | None, info("须告知结果", "Result within", "due")]
    sku: Annotated[str, info("货号", "SKU")]
    item: Annotated[Text, info("商品", "Item")]
    goods_paid: Annotated[int, info("商品款", "Goods paid", "money", currency="currency")]
    freight_paid: Annotated[int, info("运费", "Freight paid", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    promised: Annotated[int, info("承诺送达", "Promised by", "minute")]
    asked: Annotated[tuple[str, ...], info("已查来源", "Sources asked", "list")]
    found: Annotated[tuple[FoundFact, ...], info("查到的事实", "Facts gathered", "list")]
    timeline: Annotated[tuple[str, ...], info("时间线", "Timeline", "list")]
    cited: Annotated[tuple[str, ...], info("依据", "Cited", "list")]
    liability: Annotated[str, info("责任方", "Liable", "choice", choices={**OPEN, **LIABLE})]
    remedy: Annotated[str, info("补救", "Remedy", "choice", choices={**OPEN, **SETTLE})]
    amount: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    cause: Annotated[str, info("预防", "Prevention", "choice", choices={**OPEN, **CAUSE})]
    case: Annotated[str, info("平台纠纷", "Platform case")]


class CaseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One platform case."""

    id: Annotated[str, info("平台纠纷", "Platform case", "id")]
    complaint: Annotated[str, info("投诉", "Complaint")]
    opened: Annotated[int, info("立案", "Opened", "minute")]
    due: Annotated[int | None, info("举证剩余", "Answer within", "due")]
    position: Annotated[str, info("我方立场", "Our position", "choice", choices={**OPEN, **POSITION})]
    ruling: Annotated[str, info("裁决", "Ruling")]


@book.view(
    "complaints", title=Text("投诉", "Complaints"), desk="service", shows=ComplaintRow, record="complaint", order=50
)
def complaints(seen: Seen) -> list[ComplaintRow]:
    """Undecided ones first, the oldest on top."""
    orders = seen.of(Orders).by_id
    rows = sorted(seen.of(Complaints).by_id.values(), key=lambda c: (bool(c.remedy), c.opened, c.id))
    return [
        ComplaintRow(
            id=c.id, order=c.order, market=orders[c.order].market, about=c.about, due=None if c.remedy else c.due,
            case=c.case, remedy=c.remedy, thread=c.thread,
        )
        for c in rows
    ]  # fmt: skip


@book.view(
    "complaint", title=Text("投诉", "Complaint"), desk="service", shows=ComplaintRecord, kind="record",
    record="complaints", evidence=True,
)  # fmt: skip
def complaint_view(seen: Seen, key: str) -> ComplaintRecord | None:
    """One complaint with what was gathered and done."""
    c = seen.of(Complaints).by_id.get(key)
    if c is None:
        return None
    o = seen.of(Orders).by_id[c.order]
    sku = o.lines[0].sku
    return ComplaintRecord(
        id=c.id, order=c.order, thread=c.thread, buyer=o.buyer, language=o.language, market=o.market, about=c.about,
        opened=c.opened, due=None if c.remedy else c.due, sku=sku, item=seen.of(Shift).goods[sku].name,
        goods_paid=o.goods_paid, freight_paid=o.freight_paid, currency=o.currency, promised=o.promised,
        asked=tuple(c.asked), found=tuple(c.found), timeline=c.timeline, cited=c.cited, liability=c.liability,
        remedy=c.remedy, amount=c.amount, cause=c.cause, case=c.case,
    )  # fmt: skip


@book.view(
    "complaint_facts", title=Text("查到的事实", "Facts gathered"), desk="service", shows=FoundFact, record="", order=51
)
def complaint_facts(seen: Seen) -> list[FoundFact]:
    """All facts gathered, by complaint and time."""
    rows = [f for c in seen.of(Complaints).by_id.values() for f in c.found]
    return sorted(rows, key=lambda f: (f.complaint, f.minute, f.id))


def _case_row(c: PlatformCase) -> CaseRow:
    return CaseRow(
        id=c.id, complaint=c.complaint, opened=c.opened, due=None if c.position or c.ruling else c.due,
        position=c.position, ruling=c.ruling,
    )  # fmt: skip


@book.view("platform_cases", title=Text("平台纠纷", "Platform cases"), desk="service", shows=CaseRow, order=52)
def platform_cases(seen: Seen) -> list[CaseRow]:
    """Unanswered ones first, by the time left."""
    rows = sorted(seen.of(Complaints).cases.values(), key=lambda c: (bool(c.position or c.ruling), c.due, c.id))
    return [_case_row(c) for c in rows]
