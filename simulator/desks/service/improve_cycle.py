"""The review cycle (9.2.5): length, owner and target; the meeting with its actions; two cycles compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from simulator.desks.service.improve_reviews import NO_CAUSE, REQ, Trade
from simulator.desks.service.improve_standard import Standard
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.kernel.world import Seen, State, World

book = Book()

KPI = {
    "complaint_rate": Text("投诉率（投诉 ÷ 订单）", "complaint rate (complaints / orders)"),
    "positive_rate": Text("好评率（4–5 星 ÷ 评价）", "positive rate (4-5 stars / reviews)"),
    "tickets_closed": Text("结案件数", "tickets closed"),
    "reply_length": Text("回复字数", "length of replies"),
}
VERDICT = {
    "better": Text("改善", "better"),
    "same": Text("持平", "no change"),
    "worse": Text("变差", "worse"),
}


class Cycle(msgspec.Struct, kw_only=True, gc=False):
    """One review cycle as it was set."""

    id: Annotated[str, info("循环", "Cycle", "id")]
    days: Annotated[int, info("天数", "Days", "int")]
    owner: Annotated[str, info("负责人", "Owner")]
    kpi: Annotated[str, info("指标", "Figure", "choice", choices=KPI)]
    target: Annotated[int, info("目标", "Target", "bp")]
    start: Annotated[int, info("开始", "Start", "minute")]
    end: Annotated[int, info("结束", "End", "minute")]
    ended: Annotated[bool, info("已结束", "Over", "flag")] = False
    met: Annotated[bool, info("已开会", "Meeting held", "flag")] = False
    seq: Annotated[int, info("记录号", "Fact", "int", wide=False)] = 0


class Action(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One action decided in a meeting."""

    cause: Annotated[str, info("针对原因", "Against the cause", "choice", choices=NO_CAUSE)]
    text: Annotated[str, info("做什么", "What is done")]
    owner: Annotated[str, info("负责人", "Owner")]
    due: Annotated[int, info("完成期限", "Due", "minute")]


class Meeting(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One review meeting."""

    id: Annotated[str, info("会议", "Meeting", "id")]
    cycle: Annotated[str, info("循环", "Cycle")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    actions: Annotated[tuple[Action, ...], info("行动清单", "Actions", "list")]
    seq: Annotated[int, info("记录号", "Fact", "int", wide=False)] = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The two cycles side by side as they were filed."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    complaint_first: Annotated[int, info("投诉率 P1", "Complaint rate P1", "bp")]
    complaint_second: Annotated[int, info("投诉率 P2", "Complaint rate P2", "bp")]
    positive_first: Annotated[int, info("好评率 P1", "Positive rate P1", "bp")]
    positive_second: Annotated[int, info("好评率 P2", "Positive rate P2", "bp")]
    verdict: Annotated[str, info("结论", "Verdict", "choice", choices=VERDICT)]
    seq: Annotated[int, info("记录号", "Fact", "int", wide=False)] = 0


class Cycles(State):
    """Cycles, meetings and comparisons in order."""

    __slots__ = ("comparisons", "cycles", "meetings")

    def __init__(self) -> None:
        self.cycles: dict[str, Cycle] = {}
        self.meetings: dict[str, Meeting] = {}  # cycle -> meeting
        self.comparisons: list[Comparison] = []


class CycleBegun(Event, frozen=True, kw_only=True, tag="cycle.begun"):
    """A review cycle runs."""

    id: str
    days: int
    owner: str
    kpi: str
    target: int
    start: int
    end: int


class CycleEnded(Event, frozen=True, kw_only=True, tag="cycle.ended"):
    """A review cycle is over: its meeting is due."""

    id: str


class MeetingHeld(Event, frozen=True, kw_only=True, tag="meeting.held"):
    """The review meeting of a cycle was held."""

    cycle: str
    actions: tuple[Action, ...]


class CyclesCompared(Event, frozen=True, kw_only=True, tag="cycles.compared"):
    """The two cycles were compared."""

    complaint_first: int
    complaint_second: int
    positive_first: int
    positive_second: int
    verdict: str


book.event("改进循环 {id} 开始，{days} 天", "Review cycle {id} begins, {days} days")(CycleBegun)
book.event("改进循环 {id} 到期，该开评审会了", "Review cycle {id} is over: its meeting is due", news=True)(CycleEnded)
book.event("循环 {cycle} 评审会开过", "The meeting of cycle {cycle} was held")(MeetingHeld)
book.event("两个循环已对比：{verdict}", "The two cycles were compared: {verdict}")(CyclesCompared)


@book.applies(CycleBegun)
def _begun(world: World, e: CycleBegun) -> None:
    world.of(Cycles).cycles[e.id] = Cycle(
        id=e.id, days=e.days, owner=e.owner, kpi=e.kpi, target=e.target, start=e.start, end=e.end, seq=world.count - 1
    )


@book.applies(CycleEnded)
def _ended(world: World, e: CycleEnded) -> None:
    world.of(Cycles).cycles[e.id].ended = True


@book.applies(MeetingHeld)
def _held(world: World, e: MeetingHeld) -> None:
    cycles = world.of(Cycles)
    cycles.cycles[e.cycle].met = True
    cycles.meetings[e.cycle] = Meeting(
        id=f"M-{e.cycle}", cycle=e.cycle, minute=world.now, actions=e.actions, seq=world.count - 1
    )


@book.applies(CyclesCompared)
def _compared(world: World, e: CyclesCompared) -> None:
    comparisons = world.of(Cycles).comparisons
    comparisons.append(
        Comparison(
            id=f"V-{len(comparisons) + 1}", minute=world.now, complaint_first=e.complaint_first,
            complaint_second=e.complaint_second, positive_first=e.positive_first, positive_second=e.positive_second,
            verdict=e.verdict, seq=world.count - 1,
        )
    )  # fmt: skip


@book.reacts(CycleBegun)
def begun(world: World, e: CycleBegun) -> list[Event]:
    """The end of the cycle is announced."""
    return [Scheduled(due=e.end, name="cycle.end", entity=e.id)]


@book.fires("cycle.end", "改善周期结束", "A review cycle ends")
def end_of_cycle(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The morning after the last day."""
    return [CycleEnded(id=entity)]


# -- operations ---------------------------------------------------------------------------------------------


@book.command(
    title=Text("设定改进循环", "Set a review cycle"), desk="service", minutes=10, requirements=(REQ,), order=205,
    about=Text(
        "定下循环天数、负责人、衡量指标和目标。负责人须整个循环都在岗；目标要比上一周好，又够得着。",
        "Set the days of the cycle, its owner, the figure and its target. The owner has to be there all the time; the target "
        "has to be better than last week and within reach.",
    ),
)  # fmt: skip
class SetCycle(Command, frozen=True, kw_only=True, tag="cycle.set"):
    """Begin a review cycle."""

    days: Annotated[int, info("天数", "Days", "int", ge=1, le=31, requirement=REQ)]
    owner: Annotated[str, info("负责人", "Owner", record="careteam", requirement=REQ)]
    kpi: Annotated[
        Literal["complaint_rate", "positive_rate", "tickets_closed", "reply_length"],
        info("指标", "Figure", choices=KPI, requirement=REQ),
    ]
    target: Annotated[int, info("目标", "Target", "bp", ge=0, le=10_000, requirement=REQ)]


@book.decides(SetCycle)
def set_cycle(world: World, c: SetCycle) -> list[Event]:
    """One cycle at a time; it runs from today and ends in the morning after its last day."""
    cycles = world.of(Cycles).cycles
    if any(not cycle.ended for cycle in cycles.values()):
        raise Refusal("running", "已有循环在进行。", "A cycle is running already.")
    if c.owner not in world.of(Standard).team:
        raise Refusal("no-person", f"团队里没有 {c.owner}。", f"There is no {c.owner} in the team.")
    today = world.now // DAY * DAY
    return [
        CycleBegun(
            id=f"Y{len(cycles) + 1}", days=c.days, owner=c.owner, kpi=c.kpi, target=c.target, start=world.now,
            end=today + c.days * DAY + 9 * HOUR,
        )
    ]  # fmt: skip


CauseOrNone = Literal["", "late", "broken", "wrong", "page", "silence", "refund", "tone", "charge"]
NO_TARGET = {**NO_CAUSE, "": Text("（无）", "(none)")}


def _against(n: int) -> msgspec.Meta:
    return info(f"行动 {n}：原因", f"Action {n}: cause", choices=NO_TARGET, requirement=REQ)


def _what(n: int) -> msgspec.Meta:
    return info(f"行动 {n}：做什么", f"Action {n}: what", max_length=200, requirement=REQ)


def _whose(n: int) -> msgspec.Meta:
    return info(f"行动 {n}：负责人", f"Action {n}: owner", record="careteam", requirement=REQ)


def _until(n: int) -> msgspec.Meta:
    return info(f"行动 {n}：期限", f"Action {n}: due", "minute", requirement=REQ)


@book.command(
    title=Text("开评审会", "Hold the review meeting"), desk="service", minutes=45, requirements=(REQ,), order=250,
    about=Text(
        "循环到期后开评审会，定下行动清单：针对什么原因、做什么、谁负责、何时完成。",
        "After a cycle hold its meeting and decide on actions: against which cause, what, by whom, until when.",
    ),
)  # fmt: skip
class HoldMeeting(Command, frozen=True, kw_only=True, tag="meeting.hold"):
    """Hold the meeting of a cycle that is over."""

    cycle: Annotated[str, info("循环", "Cycle", record="cycles", requirement=REQ)]
    first_cause: Annotated[CauseOrNone, _against(1)] = ""
    first_action: Annotated[str, _what(1)] = ""
    first_owner: Annotated[str, _whose(1)] = ""
    first_due: Annotated[int | None, _until(1)] = None
    second_cause: Annotated[CauseOrNone, _against(2)] = ""
    second_action: Annotated[str, _what(2)] = ""
    second_owner: Annotated[str, _whose(2)] = ""
    second_due: Annotated[int | None, _until(2)] = None


@book.decides(HoldMeeting)
def hold(world: World, c: HoldMeeting) -> list[Event]:
    """Once for each cycle that is over; what has neither text nor owner is no action."""
    cycles = world.of(Cycles)
    cycle = cycles.cycles.get(c.cycle)
    if cycle is None:
        raise Refusal("no-cycle", f"没有循环 {c.cycle}。", f"There is no cycle {c.cycle}.")
    if not cycle.ended:
        raise Refusal("too-early", f"循环 {c.cycle} 还没到期。", f"Cycle {c.cycle} is not over yet.")
    if cycle.met:
        raise Refusal("held", f"循环 {c.cycle} 的会已经开过。", f"The meeting of {c.cycle} has been held.")
    actions = []
    for cause, text, owner, due in (
        (c.first_cause, c.first_action, c.first_owner, c.first_due),
        (c.second_cause, c.second_action, c.second_owner, c.second_due),
    ):
        if owner and owner not in world.of(Standard).team:
            raise Refusal("no-person", f"团队里没有 {owner}。", f"There is no {owner} in the team.")
        if text.strip() or owner:
            actions.append(Action(cause=cause, text=text, owner=owner, due=due or 0))
    return [MeetingHeld(cycle=c.cycle, actions=tuple(actions))]


def _rate(zh: str, en: str) -> msgspec.Meta:
    return info(zh, en, "bp", ge=0, le=10_000, requirement=REQ)


@book.command(
    title=Text("对比两个循环", "Compare the cycles"), desk="service", minutes=15, requirements=(REQ,), order=260,
    about=Text("按周数据算出两周的投诉率和好评率，下结论。", "Work out complaint and positive rate of both weeks from the weekly figures, and conclude."),
)  # fmt: skip
class CompareCycles(Command, frozen=True, kw_only=True, tag="cycle.compare"):
    """Put the figures of the two cycles side by side."""

    complaint_first: Annotated[int, _rate("投诉率 P1", "Complaint rate P1")]
    complaint_second: Annotated[int, _rate("投诉率 P2", "Complaint rate P2")]
    positive_first: Annotated[int, _rate("好评率 P1", "Positive rate P1")]
    positive_second: Annotated[int, _rate("好评率 P2", "Positive rate P2")]
    verdict: Annotated[Literal["better", "same", "worse"], info("结论", "Verdict", choices=VERDICT, requirement=REQ)]


@book.decides(CompareCycles)
def compare(world: World, c: CompareCycles) -> list[Event]:
    """Only when the second week is over."""
    last = max((p.end for p in world.of(Trade).periods.values()), default=0)
    if world.now < last:
        raise Refusal("too-early", "第二周还没结束。", "The second week is not over yet.")
    return [
        CyclesCompared(
            complaint_first=c.complaint_first, complaint_second=c.complaint_second, positive_first=c.positive_first,
            positive_second=c.positive_second, verdict=c.verdict,
        )
    ]  # fmt: skip


# -- views --------------------------------------------------------------------------------------------------


@book.view("cycles", title=Text("改进循环", "Review cycles"), desk="service", shows=Cycle, order=72)
def cycles_view(seen: Seen) -> list[Cycle]:
    """All cycles in order."""
    return [msgspec.structs.replace(c) for c in seen.of(Cycles).cycles.values()]


@book.view("meetings", title=Text("评审会", "Review meetings"), desk="service", shows=Meeting, order=74)
def meetings(seen: Seen) -> list[Meeting]:
    """All meetings in order."""
    return list(seen.of(Cycles).meetings.values())


@book.view("comparisons", title=Text("循环对比", "Comparisons"), desk="service", shows=Comparison, order=76)
def comparisons(seen: Seen) -> list[Comparison]:
    """All comparisons in order."""
    return list(seen.of(Cycles).comparisons)
