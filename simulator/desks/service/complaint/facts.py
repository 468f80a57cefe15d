"""What happens to a complaint, and what each fact changes (9.2.4)."""

from __future__ import annotations

from simulator.desks.service.complaint.records import Complaint, Complaints, FoundFact, PlatformCase, TrueFact
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, World

book = Book()


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
