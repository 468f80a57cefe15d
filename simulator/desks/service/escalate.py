"""Escalate what the records do not answer to the right expert, with complete facts, and chase the answer (9.2.1)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR
from simulator.kernel.world import Seen, State, World
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Threads

book = Book()
REQ = "9.2.1"

Desk = Literal["compliance", "customs", "engineer", "product"]
DESK = {
    "compliance": Text("合规（证书、标准）", "compliance (certificates, standards)"),
    "customs": Text("关务（税、编码、清关）", "customs (duty, codes, clearance)"),
    "engineer": Text("工程师（故障、技术）", "engineer (faults, technology)"),
    "product": Text("产品（规格、保修、适用人群）", "product (specification, warranty, who it is for)"),
}
STATUS = {
    "waiting": Text("等待答复", "waiting"),
    "answered": Text("有答复", "answered"),
    "referred": Text("被转出", "referred"),
}


class ExpertWord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing the expert said. Without a document behind it, it is an opinion and no record."""

    minute: Annotated[int, info("时间", "Time", "minute")]
    text: Annotated[Text, info("答复", "Answer", "long")]
    source: Annotated[str, info("依据文件", "Document behind it")] = ""
    refer: Annotated[str, info("应转", "Belongs to", "choice", choices={"": Text("—", "—"), **DESK})] = ""
    seq: int = 0


class Escalation(msgspec.Struct, kw_only=True, gc=False):
    """One question handed to an expert."""

    id: str
    thread: str
    desk: str
    facts: str
    asked: int
    seq: int
    words: list[ExpertWord] = msgspec.field(default_factory=list)
    chases: list[int] = msgspec.field(default_factory=list)
    chased_with: list[str] = msgspec.field(default_factory=list)

    @property
    def status(self) -> str:
        """Where it stands, as a list may show it."""
        if not self.words:
            return "waiting"
        return "referred" if self.words[-1].refer else "answered"

    @property
    def clear(self) -> ExpertWord | None:
        """The answer with a document behind it, if it has come."""
        return next((w for w in self.words if w.source), None)


class Escalations(State):
    """All escalations by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Escalation] = {}

    def of_thread(self, thread: str) -> list[Escalation]:
        """The escalations of one conversation in order."""
        return [e for e in self.by_id.values() if e.thread == thread]


class QuestionEscalated(Event, frozen=True, kw_only=True, tag="question.escalated"):
    """A buyer's question was handed to an expert."""

    id: str
    thread: str
    desk: str
    facts: str


class ExpertChased(Event, frozen=True, kw_only=True, tag="expert.chased"):
    """The expert was asked again."""

    escalation: str
    text: str


class ExpertAnswered(Event, frozen=True, kw_only=True, tag="expert.answered"):
    """The expert said something: an answer with its document, an opinion, a question back, or where it belongs."""

    escalation: str
    text: Text
    source: str = ""
    refer: str = ""


book.event("{thread} 的问题上报给 {desk}", "The question in {thread} went to {desk}")(QuestionEscalated)
book.event("催问专家 {escalation}", "Expert chased: {escalation}")(ExpertChased)
book.event("专家答复 {escalation}：{text}", "Expert on {escalation}: {text}", news=True, reveals=True)(ExpertAnswered)


@book.applies(QuestionEscalated)
def _escalated(world: World, e: QuestionEscalated) -> None:
    world.of(Escalations).by_id[e.id] = Escalation(
        id=e.id, thread=e.thread, desk=e.desk, facts=e.facts, asked=world.now, seq=world.count - 1
    )


@book.applies(ExpertChased)
def _chased(world: World, e: ExpertChased) -> None:
    escalation = world.of(Escalations).by_id[e.escalation]
    escalation.chases.append(world.now)
    escalation.chased_with.append(e.text)


@book.applies(ExpertAnswered)
def _answered(world: World, e: ExpertAnswered) -> None:
    world.of(Escalations).by_id[e.escalation].words.append(
        ExpertWord(minute=world.now, text=e.text, source=e.source, refer=e.refer, seq=world.count - 1)
    )


@book.command(
    title=Text("上报疑难", "Escalate a question"), desk="service", minutes=2, requirements=(REQ,), order=30,
    about=Text(
        "资料里查不到的问题交给对口专家：写明货号、国家和买家问的是什么。",
        "Hand a question that no record answers to the right expert: item number, country and what is asked.",
    ),
)  # fmt: skip
class EscalateQuestion(Command, frozen=True, kw_only=True, tag="question.escalate"):
    """Hand a question to an expert."""

    thread: Annotated[str, info("会话", "Thread", record="threads", requirement=REQ)]
    desk: Annotated[
        Desk,
        info("专家", "Expert", choices=DESK, requirement=REQ,
             help=Text("税费和清关问题一律由关务解答，费率表不等于归类结果。",
                       "Duty and clearance always go to customs: a table of rates does not classify goods.")),
    ]  # fmt: skip
    facts: Annotated[
        str,
        info("交代的事实", "Facts handed over", "long", min_length=1, max_length=1000, requirement=REQ,
             help=Text("货号、国家、买家原话。", "Item number, country, the buyer's own words.")),
    ]  # fmt: skip


@book.decides(EscalateQuestion)
def escalate(world: World, c: EscalateQuestion) -> list[Event]:
    """Any buyer's question can be escalated; not twice to the same desk while the first is open."""
    thread = world.of(Threads).by_id.get(c.thread)
    if thread is None or thread.who != "buyer":
        raise Refusal("no-thread", f"没有买家会话 {c.thread}。", f"There is no buyer's thread {c.thread}.")
    before = world.of(Escalations).of_thread(c.thread)
    if any(e.desk == c.desk for e in before):
        raise Refusal(
            "asked", "这个问题已上报给该专家，可以催问。", "This expert has the question already; chase instead."
        )
    if any(e.status == "waiting" for e in before):
        raise Refusal("waiting", "这个问题正在等另一位专家答复。", "Another expert is still working on this question.")
    number = f".{len(before) + 1}" if before else ""
    return [QuestionEscalated(id=f"E-{c.thread}{number}", thread=c.thread, desk=c.desk, facts=c.facts)]


@book.command(
    title=Text("催问专家", "Chase the expert"), desk="service", minutes=1, requirements=(REQ,), order=40,
    about=Text(
        "专家逾期未答，或答得含糊没有依据时再问一次，补上缺的事实。",
        "Ask again when the expert is overdue or answered vaguely without a document; add the facts that were missing.",
    ),
)  # fmt: skip
class ChaseExpert(Command, frozen=True, kw_only=True, tag="expert.chase"):
    """Ask an expert again."""

    escalation: Annotated[str, info("上报", "Escalation", record="escalations", requirement=REQ)]
    text: Annotated[str, info("内容", "Text", "long", min_length=1, max_length=1000, requirement=REQ)]


@book.decides(ChaseExpert)
def chase(world: World, c: ChaseExpert) -> list[Event]:
    """An expert who is within the usual time, has answered with a document, or passed it on, is not chased."""
    e = world.of(Escalations).by_id.get(c.escalation)
    if e is None:
        raise Refusal("no-escalation", f"没有上报 {c.escalation}。", f"There is no escalation {c.escalation}.")
    if e.clear is not None:
        raise Refusal("answered", "专家已有依据地答复。", "The expert has answered with a document.")
    if e.status == "referred":
        raise Refusal(
            "referred",
            "该专家不管这类问题，请转给对口专家。",
            "This is not that expert's field; hand it to the right one.",
        )
    last = max([e.asked, *e.chases])
    if e.words and e.words[-1].minute > last:
        return [ExpertChased(escalation=e.id, text=c.text)]
    usual = world.of(Rulebook).number("reply.expert_hours", world.now)
    if world.now - last < usual * HOUR:
        raise Refusal(
            "too-soon",
            f"专家通常 {usual} 小时内答复，还没到时候。",
            f"Experts usually answer within {usual} hours; wait.",
        )
    return [ExpertChased(escalation=e.id, text=c.text)]


# -- views --------------------------------------------------------------------------------------------------


class EscalationRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One escalation in the list: what was said is read by opening it."""

    id: Annotated[str, info("上报", "Escalation", "id")]
    thread: Annotated[str, info("会话", "Thread", record="threads")]
    desk: Annotated[str, info("专家", "Expert", "choice", choices=DESK)]
    status: Annotated[str, info("状态", "Status", "choice", choices=STATUS)]
    asked: Annotated[int, info("上报于", "Asked", "minute")]
    last: Annotated[int | None, info("最近答复", "Last word", "minute")]


class EscalationRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One escalation opened."""

    id: Annotated[str, info("上报", "Escalation", "id")]
    thread: Annotated[str, info("会话", "Thread")]
    desk: Annotated[str, info("专家", "Expert", "choice", choices=DESK)]
    facts: Annotated[str, info("交代的事实", "Facts handed over", "long")]
    asked: Annotated[int, info("上报于", "Asked", "minute")]
    words: Annotated[tuple[ExpertWord, ...], info("专家的话", "What the expert said", "list")]
    chases: Annotated[tuple[int, ...], info("催问时间", "Chased at", "list")]


@book.view(
    "escalations", title=Text("上报", "Escalations"), desk="service", shows=EscalationRow, record="escalation", order=20
)
def escalations(seen: Seen) -> list[EscalationRow]:
    """Those waiting first."""
    rows = sorted(seen.of(Escalations).by_id.values(), key=lambda e: (e.status != "waiting", e.asked, e.id))
    return [
        EscalationRow(
            id=e.id, thread=e.thread, desk=e.desk, status=e.status, asked=e.asked,
            last=e.words[-1].minute if e.words else None,
        )
        for e in rows
    ]  # fmt: skip


@book.view(
    "escalation", title=Text("上报", "Escalation"), desk="service", shows=EscalationRecord, kind="record",
    record="escalations", evidence=True,
)  # fmt: skip
def escalation_view(seen: Seen, key: str) -> EscalationRecord | None:
    """One escalation with everything the expert said."""
    e = seen.of(Escalations).by_id.get(key)
    if e is None:
        return None
    return EscalationRecord(
        id=e.id,
        thread=e.thread,
        desk=e.desk,
        facts=e.facts,
        asked=e.asked,
        words=tuple(e.words),
        chases=tuple(e.chases),
    )
