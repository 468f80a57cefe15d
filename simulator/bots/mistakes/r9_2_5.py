"""Wrong ways with 9.2.5."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.service.improve_cycle import CompareCycles, HoldMeeting, SetCycle
from simulator.desks.service.improve_reviews import CAUSE, AnswerReview, RankCauses
from simulator.desks.service.improve_standard import AmendStandard, TrainPeople
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("improve-loudest-case", title=Text("谁嗓门大先改谁", "Amends for the loudest single case"))
class LoudestCase:
    """Amends for the loudest single case instead of the main cause, in each cycle."""

    def __init__(self) -> None:
        self.done: set[int] = set()

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The first amendment of each week goes to a clause that a single case shouts for."""
        week = v.now // (7 * 1440)
        if not isinstance(command, AmendStandard) or week in self.done:
            return [command]
        self.done.add(week)
        cause, clause, word = ("charge", "SS-8", "double charges") if week == 0 else ("tone", "SS-7", "not to use")
        if any(
            "TAKE IT OR LEAVE IT" in v.record("loggedcomplaint", row.id).gist.en
            for row in v.table("complaintlog")
            if row.period == "P0"
        ):
            cause, clause, word = ("tone", "SS-7", "not to use") if week == 0 else ("charge", "SS-8", "double charges")
        measure = next(m.id for m in v.table("measures") if word in m.title.en)
        text = f"For this case of {CAUSE[cause].en} everybody is told at once, and 20 like cases are checked within 24 hours."
        version = next(c.version for c in v.table("standard") if c.id == clause) + 1
        return [AmendStandard(clause=clause, cause=cause, measure=measure, text=text, version=version)]  # type: ignore[arg-type]


@mistake("improve-cheap-measure", title=Text("挑最省钱的措施写进规范", "Writes the cheapest measure into the standard"))
def cheap_measure() -> Mistake:
    """Writes the cheapest measure of the clause into the standard, whatever lies behind the cause."""

    def cheapest(c: AmendStandard, v: Views) -> dict[str, str]:
        offers = [m for m in v.table("measures") if m.clause == c.clause]
        return {"measure": min(offers, key=lambda m: (m.cost, m.id)).id}

    return Change(AmendStandard, cheapest)


@mistake("improve-no-training", title=Text("改了规范，没人培训", "Amends and tells nobody"))
def no_training() -> Mistake:
    """Amends the standard and tells nobody."""
    return Drop(TrainPeople)


@mistake("improve-one-trained", title=Text("一组只培训一个人", "Trains one of each group"))
def one_trained() -> Mistake:
    """Trains one person of each group and leaves it at that."""
    return Change(TrainPeople, lambda c, v: {"people": c.people[:1]})


@mistake("improve-no-version", title=Text("直接覆盖，没有新版本号", "Overwrites without a version"))
def no_version() -> Mistake:
    """Overwrites the wording without a new version number."""
    return Change(AmendStandard, lambda c, v: {"version": c.version - 1})


@mistake(
    "improve-meeting-without-action", title=Text("开会不定行动，也不对比", "Meets without action, compares nothing")
)
class MeetingWithoutAction:
    """Holds the meetings, decides nothing, and compares nothing."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Meetings lose their actions, the comparison is left out."""
        if isinstance(command, CompareCycles):
            return []
        if isinstance(command, HoldMeeting):
            return [HoldMeeting(cycle=command.cycle)]
        return [command]


@mistake(
    "improve-vague-cycle", title=Text("指标空转，负责人不在岗", "A figure that says nothing, an owner who is away")
)
def vague_cycle() -> Mistake:
    """Counts closed tickets as success, without a real target, and names somebody who is not there."""

    def vague(c: SetCycle, v: Views) -> dict[str, object]:
        away = next(p.id for p in v.table("careteam") if p.role == "lead" and p.away_from is not None)
        return {"kpi": "tickets_closed", "target": 10_000, "owner": away}

    return Change(SetCycle, vague)


@mistake("improve-no-mechanism", title=Text("东改一点西改一点，没有循环", "Improves here and there, no cycle"))
def no_mechanism() -> Mistake:
    """Improves here and there without a cycle: nobody owns it, no meeting is held, nothing is compared."""
    return Drop(SetCycle, CompareCycles)


@mistake("improve-rough-counts", title=Text("件数靠估", "Guesses the counts"))
def rough_counts() -> Mistake:
    """Files guessed round numbers instead of counting."""
    return Change(RankCauses, lambda c, v: {cause: -(-getattr(c, cause) // 5) * 5 + 5 for cause in CAUSE})


@mistake("improve-double-count", title=Text("同一订单数两次", "Counts one order twice"))
def double_count() -> Mistake:
    """Counts every record, also where one order both complained and reviewed."""

    def records(c: RankCauses, v: Views) -> dict[str, int]:
        rows = [*v.table("complaintlog"), *v.table("reviews")]
        return {cause: sum(r.period == c.period and r.cause == cause for r in rows) for cause in CAUSE}

    return Change(RankCauses, records)


@mistake("improve-rank-by-mood", title=Text("凭印象排序", "Ranks by impression"))
def rank_by_mood() -> Mistake:
    """Puts first what is talked about most, last what happens most."""

    def moody(c: RankCauses, v: Views) -> dict[str, str]:
        rare = sorted((cause for cause in CAUSE), key=lambda cause: (getattr(c, cause), cause))
        return {"first": rare[0], "second": rare[1], "third": c.first}

    return Change(RankCauses, moody)


@mistake("improve-never-reply", title=Text("差评从不回复", "Never answers bad reviews"))
def never_reply() -> Mistake:
    """Leaves bad reviews standing without a word."""
    return Drop(AnswerReview)


@mistake("improve-template-reply", title=Text("一段话贴到底", "One sentence under every review"))
def template_reply() -> Mistake:
    """Pastes one and the same sentence under every review."""
    return Change(AnswerReview, lambda c, v: {"text": "Thank you for your feedback. We will do better. Best regards"})


@mistake("improve-paid-review", title=Text("返现换好评", "Pays for better reviews"))
class PaidReview:
    """Offers a coupon for a better review."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """Every public reply carries the offer."""
        if not isinstance(command, AnswerReview):
            return [command]
        offer = {
            "en": " If you change your review to five stars we will refund EUR 5 to you.",
            "zh": "如果您把评价改成五星好评，我们返现 5 欧元给您。",
        }[v.record("review", command.review).language]
        return [msgspec.structs.replace(command, text=command.text + offer)]


@mistake("improve-vague-wording", title=Text("条文空话", "A clause that says nothing"))
def vague_wording() -> Mistake:
    """Chooses the right measure and writes a clause that says nothing."""
    return Change(AmendStandard, lambda c, v: {"text": f"Do better ({c.clause})."})
