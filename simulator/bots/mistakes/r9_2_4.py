"""Wrong ways with 9.2.4."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.service.complaint.operations import (
    AnswerPlatformCase,
    CiteArticles,
    DecideComplaint,
    FixTimeline,
    GatherFact,
    PreventComplaint,
)
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.text import Text

WORK = (GatherFact, FixTimeline, CiteArticles, DecideComplaint, AnswerPlatformCase, PreventComplaint)


def complaint_of(v: Views, thread: str) -> Any:
    """The complaint of a thread, or None."""
    return next((c for c in v.table("complaints") if c.thread == thread), None)


@mistake("complaint-late-start", title=Text("投诉搁到第二天才理", "Complaints lie until the next day"))
class LateStart:
    """Lets complaints lie through the first day and takes them up in the night: the buyer hears nothing for most of a day."""

    def __init__(self, before_end: int = 40 * 60) -> None:
        self.before_end = before_end
        self.release: int | None = None

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Nothing on complaints before the release, then everything."""
        if self.release is None:
            self.release = v.end - self.before_end
        mine = isinstance(command, WORK) or (isinstance(command, Reply) and complaint_of(v, command.thread) is not None)
        return [] if mine and v.now < self.release else [command]


@mistake("platform-unanswered", title=Text("错过平台举证期限", "Lets the platform's limit pass"))
def unanswered() -> Mistake:
    """Lets the platform's limit pass."""
    return Drop(AnswerPlatformCase)


@mistake("no-timeline", title=Text("查了不理时间线", "Facts never put in order"))
def no_timeline() -> Mistake:
    """Asks around and decides, and never puts the facts in order."""
    return Drop(FixTimeline)


@mistake("decide-first", title=Text("事实未明就表态", "Decides before the facts are known"))
def decide_first() -> Mistake:
    """Decides on the buyer's letter alone, before any fact is known."""
    return Drop(GatherFact)


@mistake("law-of-home", title=Text("引用国内法条", "Cites the law of home"))
def law_of_home() -> Mistake:
    """Cites the law of the seller's own country, whatever the market."""

    def fields(c: CiteArticles, v: Views) -> dict[str, tuple[str, ...]]:
        own = [a.id for a in v.table("articles") if a.area == "CN"]
        return {"articles": tuple(own[:2])}

    return Change(CiteArticles, fields)


@mistake("always-the-carrier", title=Text("一律推给物流", "Blames the carrier for everything"))
def always_the_carrier() -> Mistake:
    """Holds the carrier liable for everything."""
    return Change(DecideComplaint, lambda c, v: {"liability": "carrier"})


@mistake("buy-peace", title=Text("花钱买清静", "Pays everybody half"))
def buy_peace(percent: int = 50) -> Mistake:
    """Gives everybody who complains half of the price, founded or not."""

    def fields(c: DecideComplaint, v: Views) -> dict[str, Any]:
        r = v.record("complaint", c.complaint)
        return {"remedy": "compensate", "amount": r.goods_paid * percent // 100}

    return Change(DecideComplaint, fields)


@mistake("complaint-no-close", title=Text("决定后不告知、不预防", "No result told, no prevention"))
class NoClose:
    """Decides and moves on: no word of the result, nothing done against the cause."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Letters after the decision and prevention are left out."""
        if isinstance(command, PreventComplaint):
            return []
        if isinstance(command, Reply):
            found = complaint_of(v, command.thread)
            return [] if found is not None and found.remedy else [command]
        return [command]


@mistake("hush-money", title=Text("给红包换撤诉", "Money for silence"))
class HushMoney:
    """Adds an offer to the acknowledgement: a voucher, if the buyer withdraws the complaint."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The acknowledgement, with the offer."""
        if not isinstance(command, Reply):
            return [command]
        found = complaint_of(v, command.thread)
        if found is None or found.remedy:
            return [command]
        zh = v.record("thread", command.thread).language == "zh"
        more = (
            "如果您撤销投诉，我们送您 50 元红包。"
            if zh
            else "We will give you a 10 EUR voucher if you withdraw the complaint."
        )
        changed: Command = msgspec.structs.replace(command, text=f"{more} {command.text}")
        v.skipped.add(command)
        return [changed]
