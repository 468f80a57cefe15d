"""The expert of 9.2.5: reads what buyers wrote, codes and ranks causes, amends and trains, answers reviews, keeps the cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from simulator.bots.player import Views, expert
from simulator.desks.service.improve_cycle import CompareCycles, HoldMeeting, SetCycle
from simulator.desks.service.improve_reviews import AnswerReview, Cause, CodeComplaints, CodeReviews, RankCauses
from simulator.desks.service.improve_standard import AmendStandard, TrainPeople
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY

# What lies behind a case, told by words of the buyer: (cause, root, words). The first that fits counts.
SIGNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tone", "tone", ("take it or leave it",)),
    ("charge", "charge", ("charged twice",)),
    ("late", "late.noon", ("afternoon",)),
    ("late", "late.weekend", ("weekend", "friday", "saturday")),
    ("broken", "broken.filling", ("filling", "padding")),
    ("broken", "broken.box", ("carton",)),
    ("refund", "refund.sign", ("approval",)),
    ("refund", "refund.booked", ("my return",)),
    ("silence", "silence.night", ("at night", "last night")),
    ("silence", "silence.again", ("agent",)),
    ("page", "page.size", ("dimensions",)),
    ("page", "page.colour", ("picture",)),
    ("wrong", "wrong.count", ("missing",)),
    ("wrong", "wrong.look", ("instead", "two boxes")),
)
# The measure that meets a root, told by a word of its title, and the clause as it is then written.
MEASURE = {
    "tone": ("not to use", "Words on the list of words not to use are never written; quality checks 20 conversations every week."),
    "charge": ("double charges", "Finance checks for a double charge once a day and pays it back within 24 hours."),
    "late.noon": ("cut-offs", "Dispatch has two cut-offs a day: orders paid by 11:00 and by 16:00 leave within 4 hours."),
    "late.weekend": ("weekends", "Two packers are on duty each weekend; paid orders leave on Saturday and on Sunday within 24 hours."),
    "broken.filling": ("filling", "Fragile goods get at least 5 cm of filling on every side and pass a shake test before sealing."),
    "broken.box": ("Double-wall", "Only double-wall cartons are used and no carton weighs more than 8 kg when sealed."),
    "wrong.look": ("bar code", "Every piece is scanned by its bar code at picking; 1 piece that does not match stops the parcel."),
    "wrong.count": ("second person", "A second person counts the parcel against the packing list and signs within 10 minutes of packing."),
    "page.size": ("length", "Within 7 days every page states length, width, height and weight, with a picture for scale."),
    "page.colour": ("Retake", "Main pictures are retaken in daylight with a colour chart; all pages are changed within 7 days."),
    "silence.night": ("Late shift", "A late shift works until midnight and gives the first answer to every letter within 4 hours."),
    "silence.again": ("One agent", "One agent owns a case to its end, leaves hand-over notes and calls the buyer back within 1 day."),
    "refund.sign": ("up to EUR 50", "Agents approve refunds up to EUR 50 themselves and pay them within 24 hours."),
    "refund.booked": ("booked in", "Returned goods are booked in within 24 hours of their arrival, and the refund is paid the same day."),
}  # fmt: skip
# What a public reply says of the matter, by cause.
MATTER = {
    "late": ("that your parcel was sent so late; dispatch now has fixed times every day", "包裹发得太晚；现在每天按固定时间出库"),
    "broken": ("that it arrived broken; the packing rules in our warehouse have been changed", "商品到手破损；仓库的包装要求已经改过"),
    "wrong": ("about the wrong or missing goods; every parcel is now checked at picking", "发错、漏发；现在每个包裹拣货后都要复核"),
    "page": ("that it is not as the page made you expect; pictures and sizes on the page are being put right", "实物与页面不符；图片和尺寸正在更正"),
    "silence": ("that our answer took so long; one agent now stays with each question", "答复让您久等；现在每个问题由同一位客服跟到底"),
    "refund": ("that your refund was held up; refunds now have a fixed time limit", "退款拖了这么久；现在退款有了固定时限"),
    "tone": ("for the words of our agent; the tone of our letters is now checked every week", "客服的态度和用语；现在每周都会抽查"),
    "charge": ("that you were charged twice; payments are now compared every day", "重复扣款；现在每天都会核对"),
}  # fmt: skip
# Openings and closings: the n-th reply takes the n-th of each, so that no two replies read alike.
OPENINGS = {
    "en": (
        "Dear {name}, we are sorry {matter}.",
        "Hello {name}, thank you for telling us openly. We apologise {matter}.",
        "Good day {name}, our apologies {matter}.",
        "Hi {name}, thanks for the honest words; we regret {matter}.",
        "Dear {name}, this should not have happened and we are truly sorry {matter}.",
        "Hello {name}, every line of your review was read by our team, thank you. Sorry {matter}.",
        "Good day {name}, please accept our apology {matter}.",
    ),
    "zh": (
        "{name}您好，非常抱歉{matter}。",
        "尊敬的{name}，感谢您如实告诉我们。对不起，{matter}。",
        "您好{name}，很抱歉给您添了麻烦：{matter}。",
        "{name}您好，谢谢您的评价，我们为此致歉：{matter}。",
        "亲爱的{name}，您说的我们都看到了，很抱歉，{matter}。",
    ),
}
CLOSINGS = {
    "en": (
        "Write to us in the messages of your order and we settle it at once. Kind regards, customer care",
        "Our team looks into your order today and comes back with an offer. Best wishes, customer service",
        "A colleague has taken over and stays with it until everything is solved. Yours sincerely, the shop team",
        "Whatever is still open on this purchase will be put right this week. Regards, customer support",
        "Tell us which solution suits you best, we will see to the rest. Sincerely, customer care",
    ),
    "zh": (
        "请在订单消息里联系我们，马上为您处理。祝好，客服",
        "同事今天就会跟进这一单，并给出方案。此致，客服团队",
        "已有专人负责到解决为止。顺祝生活愉快，店铺客服",
    ),
}


def sign(text: str) -> tuple[str, str]:
    """Cause and root of what a buyer wrote (English)."""
    low = text.casefold()
    for cause, root, words in SIGNS:
        if any(word in low for word in words):
            return cause, root
    return "silence", "silence.again"


class Case:
    """One review or complaint that was read."""

    def __init__(self, id: str, order: str, period: str, gist: str, review: bool) -> None:
        self.id, self.order, self.period, self.review = id, order, period, review
        self.cause, self.root = sign(gist)


@expert("9.2.5")
class ImprovesService:
    """Keeps two review cycles."""

    def __init__(self) -> None:
        self._read: dict[str, Case] = {}
        self._replies: dict[str, int] = {"en": 0, "zh": 0}
        self._amended: set[tuple[str, str]] = set()  # week and cause

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now."""
        for row in v.table("weeks"):
            if v.now >= row.end and row.id in ("P0", "P1"):
                yield from self._meet(v, row.id)
                yield from self._review_week(v, row.id)
                yield from self._begin(v, row)
                yield from self._improve(v, row.id)
        yield from self._answer(v)
        weeks = v.table("weeks")
        if weeks and v.now >= weeks[-1].end:
            yield from self._meet(v, "P2")
            yield from self._compare(v)

    # -- reading and ranking ----------------------------------------------------------------------------------

    def _cases(self, v: Views, period: str) -> Iterator[Command]:
        """Read every complaint and unhappy review of a week."""
        for row in v.table("complaintlog"):
            if row.period == period and row.id not in self._read:
                yield from v.look("loggedcomplaint", row.id)
                gist = v.record("loggedcomplaint", row.id).gist.en
                self._read[row.id] = Case(row.id, row.order, period, gist, False)
        for row in v.table("reviews"):
            if row.period == period and row.stars <= 3 and row.id not in self._read:
                yield from v.look("review", row.id)
                self._read[row.id] = Case(row.id, row.order, period, v.record("review", row.id).gist.en, True)

    def _counts(self, period: str) -> dict[str, int]:
        """Orders per cause; an order counts once."""
        orders: dict[str, set[str]] = {}
        for case in self._read.values():
            if case.period == period:
                orders.setdefault(case.cause, set()).add(case.order)
        return {cause: len(found) for cause, found in orders.items()}

    def _order(self, period: str) -> list[str]:
        counts = self._counts(period)
        return sorted(counts, key=lambda c: (-counts[c], c))

    def _review_week(self, v: Views, period: str) -> Iterator[Command]:
        if next(row for row in v.table("weeks") if row.id == period).ranked:
            return
        yield from self._cases(v, period)
        coded = {r.id: r.cause for r in (*v.table("complaintlog"), *v.table("reviews"))}
        for cause in self._order(period):
            mine = [c for c in self._read.values() if c.period == period and c.cause == cause and not coded[c.id]]
            complaints = tuple(c.id for c in mine if not c.review)
            reviews = tuple(c.id for c in mine if c.review)
            if complaints:
                yield CodeComplaints(complaints=complaints, cause=cast(Cause, cause))
            if reviews:
                yield CodeReviews(reviews=reviews, cause=cast(Cause, cause))
        places = cast(list[Cause], self._order(period)[:3])
        if len(places) == 3:
            command: Any = RankCauses(
                period=period, first=places[0], second=places[1], third=places[2], **self._counts(period)
            )
            if v.open(command):
                yield command

    # -- the cycle --------------------------------------------------------------------------------------------

    def _begin(self, v: Views, week: Any) -> Iterator[Command]:
        cycles = v.table("cycles")
        if any(not c.ended for c in cycles) or len(cycles) != ("P0", "P1").index(week.id):
            return
        owner = self._owner(v, 7 * DAY + DAY)
        target = week.complaints * 10_000 // week.orders * 6 // 10
        command = SetCycle(days=7, owner=owner, kpi="complaint_rate", target=target)
        if v.open(command):
            yield command

    def _owner(self, v: Views, minutes: int) -> str:
        for p in v.table("careteam"):
            there = p.away_from is None or v.now + minutes <= p.away_from or v.now >= p.away_to
            if p.role == "lead" and there:
                return str(p.id)
        return str(v.table("careteam")[0].id)

    def _meet(self, v: Views, period: str) -> Iterator[Command]:
        """The meeting of the cycle that is over, with what the week showed."""
        for cycle in v.table("cycles"):
            if not cycle.ended or cycle.met or v.now < cycle.end:
                continue
            yield from self._cases(v, period)
            first, second = (*self._order(period), "late", "broken")[:2]
            owner = self._owner(v, 5 * DAY)
            yield HoldMeeting(
                cycle=cycle.id, first_cause=cast(Cause, first), first_owner=owner, first_due=v.now + 2 * DAY,
                first_action="Amend the clause for this cause and train everyone who works by it.",
                second_cause=cast(Cause, second), second_owner=owner, second_due=v.now + 4 * DAY,
                second_action="Check ten orders of this kind and report what still goes wrong.",
            )  # fmt: skip

    def _compare(self, v: Views) -> Iterator[Command]:
        if v.table("comparisons"):
            return
        first, second = v.table("weeks")[1:3]
        rate = [w.complaints * 10_000 // w.orders for w in (first, second)]
        good = [w.positive * 10_000 // w.reviews for w in (first, second)]
        change = rate[0] - rate[1]
        yield CompareCycles(
            complaint_first=rate[0], complaint_second=rate[1], positive_first=good[0], positive_second=good[1],
            verdict="better" if change > 50 else "worse" if change < -50 else "same",
        )  # fmt: skip

    # -- standard and training --------------------------------------------------------------------------------

    def _wanted(self, v: Views, root: str) -> Any:
        """The measure that meets a root, as the list of measures has it."""
        return next(m for m in v.table("measures") if MEASURE[root][0] in m.title.en)

    def _root(self, period: str, cause: str) -> str:
        roots = [c.root for c in self._read.values() if c.period == period and c.cause == cause]
        return max(sorted(set(roots)), key=roots.count)

    def _improve(self, v: Views, period: str) -> Iterator[Command]:
        """Amend for the two main causes that the standard does not meet yet, and train on every amendment."""
        counts = self._counts(period)
        began = next(row for row in v.table("weeks") if row.id == period).end
        for cause in self._order(period):
            root = self._root(period, cause)
            measure = self._wanted(v, root)
            clause = next(c for c in v.table("standard") if c.id == measure.clause)
            mine = sum(week == period for week, _ in self._amended)
            if mine >= 2 or v.now >= began + DAY or counts[cause] < 3 or (period, cause) in self._amended:
                continue
            if clause.measure != measure.id:
                self._amended.add((period, cause))
                text = MEASURE[root][1] + ("" if period == "P0" else " We look at it again after 14 days.")
                yield AmendStandard(
                    clause=clause.id,
                    cause=cast(Cause, cause),
                    measure=measure.id,
                    text=text,
                    version=clause.version + 1,
                )
        for clause in v.table("standard"):
            if clause.changed is not None and clause.trained < clause.people:
                people = tuple(p.id for p in v.table("careteam") if p.role == clause.role)
                command = TrainPeople(clause=clause.id, people=people)
                if v.open(command):
                    yield command

    # -- replies ----------------------------------------------------------------------------------------------

    def _answer(self, v: Views) -> Iterator[Command]:
        for row in v.table("reviews"):
            if row.due is None or row.answered:
                continue
            yield from v.look("review", row.id)
            review = v.record("review", row.id)
            lang = review.language
            matter = MATTER[sign(review.gist.en)[0]][lang == "zh"]
            n = self._replies[lang]
            text = OPENINGS[lang][n % len(OPENINGS[lang])].format(name=row.buyer, matter=matter)
            text += (" " if lang == "en" else "") + CLOSINGS[lang][n % len(CLOSINGS[lang])]
            command = AnswerReview(review=row.id, text=text)
            if v.open(command):
                self._replies[lang] += 1
                yield command
