"""Reviews and complaints as a source of improvement (9.2.5): read them, answer reviews in public, code and rank the causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from simulator.desks.store.health import Health
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR
from simulator.kernel.world import Seen, State, World
from simulator.parts.rulebook import Rulebook

book = Book()
REQ = "9.2.5"

Cause = Literal["late", "broken", "wrong", "page", "silence", "refund", "tone", "charge"]

CAUSE = {
    "late": Text("发货晚、到得晚", "sent or delivered late"),
    "broken": Text("到货破损", "arrived broken"),
    "wrong": Text("发错或漏发", "wrong or missing goods"),
    "page": Text("与页面不符", "not as the page says"),
    "silence": Text("答复慢、没人跟", "answered late, nobody in charge"),
    "refund": Text("退款拖延", "refund dragged on"),
    "tone": Text("客服态度", "tone of an agent"),
    "charge": Text("重复扣款", "charged twice"),
}
NO_CAUSE = {"": Text("未归类", "not coded"), **CAUSE}
# reviews of so many stars and fewer are unhappy ones, which are answered in public
UNHAPPY = 2


class Complaint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint as it was written to the store; colleagues settle it, its cause is for the review of the cycle."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    order: Annotated[str, info("订单", "Order")]
    sku: Annotated[str, info("货号", "SKU")]
    buyer: Annotated[str, info("买家", "Buyer")]
    market: Annotated[str, info("市场", "Market")]
    text: Annotated[str, info("原文", "Text", "long")]
    gist: Annotated[Text, info("译文", "Translation", "long")]
    seq: Annotated[int, info("记录号", "Fact", "int")] = 0


class PublicReply(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the store answered to a review, and when."""

    text: str
    minute: int
    seq: int


class Ranking(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ranking of causes as it was filed."""

    period: str
    places: tuple[str, ...]
    counts: dict[str, int]
    minute: int
    seq: int


class Feedback(State):
    """Complaints, public replies, codes given and rankings filed."""

    __slots__ = ("codes", "complaints", "rankings", "replies")

    def __init__(self) -> None:
        self.complaints: dict[str, Complaint] = {}
        self.replies: dict[str, PublicReply] = {}
        self.codes: dict[str, str] = {}  # review or complaint -> cause
        self.rankings: dict[str, Ranking] = {}  # period -> the last ranking filed


class FeedbackLogged(Event, frozen=True, kw_only=True, tag="feedback.logged"):
    """A complaint came in (`at` where it did so before the shift)."""

    id: str
    order: str
    sku: str
    buyer: str
    market: str
    text: str
    gist: Text
    at: int | None = None


class FeedbackCoded(Event, frozen=True, kw_only=True, tag="feedback.coded"):
    """Reviews and complaints were put under a cause."""

    records: tuple[str, ...]
    cause: str


class CausesRanked(Event, frozen=True, kw_only=True, tag="causes.ranked"):
    """The causes of a period in order, with the cases counted."""

    period: str
    places: tuple[str, ...]
    counts: dict[str, int]


class ReviewAnswered(Event, frozen=True, kw_only=True, tag="review.answered"):
    """The store answered a review in public."""

    review: str
    text: str


book.event("{buyer} 投诉（订单 {order}）", "{buyer} complained (order {order})", news=True, reveals=True)(
    FeedbackLogged
)
book.event("归因 {cause}：{records}", "Coded as {cause}: {records}")(FeedbackCoded)
book.event("{period} 原因排序：{places}", "Causes of {period} ranked: {places}")(CausesRanked)
book.event("公开回复评价 {review}：{text}", "Public reply to {review}: {text}")(ReviewAnswered)


@book.applies(FeedbackLogged)
def _logged(world: World, e: FeedbackLogged) -> None:
    world.of(Feedback).complaints[e.id] = Complaint(
        id=e.id, minute=world.now if e.at is None else e.at, order=e.order, sku=e.sku, buyer=e.buyer, market=e.market,
        text=e.text, gist=e.gist, seq=world.count - 1,
    )  # fmt: skip


@book.applies(FeedbackCoded)
def _coded(world: World, e: FeedbackCoded) -> None:
    world.of(Feedback).codes.update(dict.fromkeys(e.records, e.cause))


@book.applies(CausesRanked)
def _ranked(world: World, e: CausesRanked) -> None:
    world.of(Feedback).rankings[e.period] = Ranking(
        period=e.period, places=e.places, counts=e.counts, minute=world.now, seq=world.count - 1
    )


@book.applies(ReviewAnswered)
def _answered(world: World, e: ReviewAnswered) -> None:
    world.of(Feedback).replies[e.review] = PublicReply(text=e.text, minute=world.now, seq=world.count - 1)


# -- periods ------------------------------------------------------------------------------------------------


class Period(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A week that is looked at: P0 before the shift, P1 and P2 in it."""

    id: str
    title: Text
    start: int
    end: int


class PeriodsKept(Event, frozen=True, kw_only=True, tag="periods.kept"):
    """The weeks by which the store keeps its figures."""

    periods: tuple[Period, ...]


class TradeDay(Event, frozen=True, kw_only=True, tag="trade.day"):
    """The orders of a day that is over."""

    day: int
    orders: int


book.event("统计周期就绪", "The weeks of the figures are set")(PeriodsKept)
book.event("D{day} 成交 {orders} 单", "D{day}: {orders} orders", reveals=True)(TradeDay)


class Trade(State):
    """Weeks and the orders of each day."""

    __slots__ = ("days", "periods")

    def __init__(self) -> None:
        self.periods: dict[str, Period] = {}
        self.days: dict[int, int] = {}

    def period_of(self, minute: int) -> str:
        """The week a minute lies in, or ""."""
        return next((p.id for p in self.periods.values() if p.start <= minute < p.end), "")


@book.applies(PeriodsKept)
def _periods(world: World, e: PeriodsKept) -> None:
    world.of(Trade).periods.update({p.id: p for p in e.periods})


@book.applies(TradeDay)
def _day(world: World, e: TradeDay) -> None:
    world.of(Trade).days[e.day] = e.orders


class Figures(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The figures of a week."""

    orders: int
    complaints: int
    reviews: int
    positive: int

    @property
    def complaint_bp(self) -> int:
        """Complaints per order in basis points."""
        return self.complaints * 10_000 // self.orders if self.orders else 0

    @property
    def positive_bp(self) -> int:
        """Reviews of four and five stars among all, in basis points."""
        return self.positive * 10_000 // self.reviews if self.reviews else 0


def figures(world: World | Seen, period: Period) -> Figures:
    """Count a week."""
    stars = [r.stars for r in world.of(Health).reviews.values() if period.start <= r.minute < period.end]
    days = range(period.start // 1440 + 1, period.end // 1440 + 1)
    return Figures(
        orders=sum(n for day, n in world.of(Trade).days.items() if day in days),
        complaints=sum(period.start <= c.minute < period.end for c in world.of(Feedback).complaints.values()),
        reviews=len(stars), positive=sum(s >= 4 for s in stars),
    )  # fmt: skip


# -- operations ---------------------------------------------------------------------------------------------

Complaints = Annotated[tuple[str, ...], info("投诉", "Complaints", "list", record="complaintlog", requirement=REQ)]
Reviews = Annotated[tuple[str, ...], info("评价", "Reviews", "list", record="reviews", requirement=REQ)]
PeriodId = Annotated[str, info("周期", "Week", record="weeks", requirement=REQ)]


CauseField = Annotated[Cause, info("原因", "Cause", choices=CAUSE, requirement=REQ)]


@book.command(
    title=Text("投诉归因", "Code complaints"), desk="service", minutes=1, requirements=(REQ,), order=200,
    about=Text("读过的投诉归到一个原因，原因表里会累计；归错了再归一次。", "Put complaints you have read under one cause; the table of causes adds up. Code again to correct."),
)  # fmt: skip
class CodeComplaints(Command, frozen=True, kw_only=True, tag="complaint.code"):
    """Put complaints under a cause."""

    complaints: Complaints
    cause: CauseField


@book.decides(CodeComplaints)
def code_complaints(world: World, c: CodeComplaints) -> list[Event]:
    """Anything on record can be coded, and coded anew."""
    return _code(c.complaints, c.cause, world.of(Feedback).complaints)


@book.command(
    title=Text("评价归因", "Code reviews"), desk="service", minutes=1, requirements=(REQ,), order=202,
    about=Text("读过的不满评价归到一个原因，原因表里会累计；归错了再归一次。", "Put unhappy reviews you have read under one cause; the table of causes adds up. Code again to correct."),
)  # fmt: skip
class CodeReviews(Command, frozen=True, kw_only=True, tag="review.code"):
    """Put reviews under a cause."""

    reviews: Reviews
    cause: CauseField


@book.decides(CodeReviews)
def code_reviews(world: World, c: CodeReviews) -> list[Event]:
    """Anything on record can be coded, and coded anew."""
    return _code(c.reviews, c.cause, world.of(Health).reviews)


def _code(ids: tuple[str, ...], cause: str, known: Mapping[str, object]) -> list[Event]:
    if not ids:
        raise Refusal("nothing-chosen", "请至少选一条。", "Choose at least one.")
    for id in ids:
        if id not in known:
            raise Refusal("no-record", f"没有记录 {id}。", f"There is no record {id}.")
    return [FeedbackCoded(records=ids, cause=cause)]


def _count(cause: str) -> msgspec.Meta:
    about = Text(
        "同一订单既投诉又差评，只算一件", "one order counts once, though its buyer both complained and reviewed"
    )
    zh, en = CAUSE[cause].zh, CAUSE[cause].en
    return info(f"件数：{zh}", f"Cases: {en}", "int", ge=0, le=999, help=about, requirement=REQ)


@book.command(
    title=Text("原因排序", "Rank the causes"), desk="service", minutes=20, requirements=(REQ,), order=210,
    about=Text(
        "按件数给一周的投诉与不满评价（3 星及以下）排出前三位原因，并填各原因件数。同一订单只算一件。",
        "Put the causes of a week's complaints and unhappy reviews (3 stars and fewer) in order, with the cases of each. "
        "One order counts once.",
    ),
)  # fmt: skip
class RankCauses(Command, frozen=True, kw_only=True, tag="causes.rank"):
    """File the causes of a week in order with their counts."""

    period: PeriodId
    first: Annotated[Cause, info("第一位", "First", choices=CAUSE, requirement=REQ)]
    second: Annotated[Cause, info("第二位", "Second", choices=CAUSE, requirement=REQ)]
    third: Annotated[Cause, info("第三位", "Third", choices=CAUSE, requirement=REQ)]
    late: Annotated[int, _count("late")] = 0
    broken: Annotated[int, _count("broken")] = 0
    wrong: Annotated[int, _count("wrong")] = 0
    page: Annotated[int, _count("page")] = 0
    silence: Annotated[int, _count("silence")] = 0
    refund: Annotated[int, _count("refund")] = 0
    tone: Annotated[int, _count("tone")] = 0
    charge: Annotated[int, _count("charge")] = 0


@book.decides(RankCauses)
def rank(world: World, c: RankCauses) -> list[Event]:
    """Only a week that is over; a later ranking replaces an earlier one."""
    period = world.of(Trade).periods.get(c.period)
    if period is None:
        raise Refusal("no-period", f"没有周期 {c.period}。", f"There is no week {c.period}.")
    if world.now < period.end:
        raise Refusal("too-early", f"周期 {c.period} 还没结束。", f"Week {c.period} is not over yet.")
    if len({c.first, c.second, c.third}) < 3:
        raise Refusal("twice", "前三位不能重复。", "The first three have to differ.")
    return [
        CausesRanked(
            period=c.period, places=(c.first, c.second, c.third), counts={cause: getattr(c, cause) for cause in CAUSE}
        )
    ]


@book.command(
    title=Text("公开回复评价", "Answer a review"), desk="service", minutes=3, requirements=(REQ,), order=220,
    about=Text("在评价下公开回复：有礼、对题、说清改什么；所有人都看得到。", "Answer below the review: courteous, to the point, saying what changes. Everyone can read it."),
)  # fmt: skip
class AnswerReview(Command, frozen=True, kw_only=True, tag="review.reply"):
    """Answer a review in public."""

    review: Annotated[str, info("评价", "Review", record="reviews", requirement=REQ)]
    text: Annotated[
        str,
        info("回复", "Reply", "long", min_length=1, max_length=1000, requirement=REQ,
             help=Text("用买家的语言；文风不计分。", "In the buyer's language; style is not judged.")),
    ]  # fmt: skip


@book.decides(AnswerReview)
def answer(world: World, c: AnswerReview) -> list[Event]:
    """One public reply per review: what stands there cannot be taken back."""
    if c.review not in world.of(Health).reviews:
        raise Refusal("no-review", f"没有评价 {c.review}。", f"There is no review {c.review}.")
    if c.review in world.of(Feedback).replies:
        raise Refusal("answered", f"评价 {c.review} 已回复过。", f"Review {c.review} has been answered already.")
    if not c.text.strip():
        raise Refusal("empty", "内容是空的。", "The text is empty.")
    return [ReviewAnswered(review=c.review, text=c.text)]


# -- views --------------------------------------------------------------------------------------------------


class ReviewListed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One review in the list: what it says is read by opening it."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    stars: Annotated[int, info("星级", "Stars", "int")]
    order: Annotated[str, info("订单", "Order")]
    cause: Annotated[str, info("归因", "Coded as", "choice", choices=NO_CAUSE)]
    due: Annotated[int | None, info("回复剩余", "Answer within", "due")]
    answered: Annotated[bool, info("已回复", "Answered", "flag")]
    buyer: Annotated[str, info("买家", "Buyer", wide=False)]
    period: Annotated[str, info("周期", "Week", wide=False)]


class ReviewRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One review opened."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    order: Annotated[str, info("订单", "Order")]
    buyer: Annotated[str, info("买家", "Buyer")]
    stars: Annotated[int, info("星级", "Stars", "int")]
    language: Annotated[str, info("买家的语言", "Buyer's language")]
    text: Annotated[str, info("评价", "Review", "long")]
    gist: Annotated[Text, info("译文", "Translation", "long")]
    reply: Annotated[str, info("本店回复", "Our reply", "long")]


class ComplaintListed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One complaint in the log: what it says is read by opening it."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    order: Annotated[str, info("订单", "Order")]
    buyer: Annotated[str, info("买家", "Buyer")]
    market: Annotated[str, info("市场", "Market")]
    cause: Annotated[str, info("归因", "Coded as", "choice", choices=NO_CAUSE)]
    period: Annotated[str, info("周期", "Week", wide=False)]


class CauseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One cause with the records coded under it so far (records, not orders)."""

    id: Annotated[str, info("原因", "Cause", "id")]
    title: Annotated[Text, info("说明", "What it is")]
    p0: Annotated[int, info("P0 记录", "P0 records", "int")]
    p1: Annotated[int, info("P1 记录", "P1 records", "int")]
    p2: Annotated[int, info("P2 记录", "P2 records", "int")]
    filed: Annotated[str, info("已排名次", "Filed places")]


class WeekRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The figures of one week."""

    id: Annotated[str, info("周期", "Week", "id")]
    title: Annotated[Text, info("说明", "What it is")]
    start: Annotated[int, info("自", "From", "minute", wide=False)]
    end: Annotated[int, info("至", "Until", "minute", wide=False)]
    orders: Annotated[int, info("订单", "Orders", "int")]
    complaints: Annotated[int, info("投诉", "Complaints", "int")]
    reviews: Annotated[int, info("评价", "Reviews", "int")]
    positive: Annotated[int, info("4–5 星", "4-5 stars", "int")]
    ranked: Annotated[bool, info("已排序", "Ranked", "flag")]


def review_language(text: str, gist: Text) -> str:
    """The language a review was written in."""
    return "zh" if text == gist.zh else "en"


@book.view("reviews", title=Text("评价", "Reviews"), desk="service", shows=ReviewListed, record="review", order=60)
def reviews(seen: Seen) -> list[ReviewListed]:
    """Public reviews, the newest first. Unhappy ones of the shift carry the time left to answer."""
    feedback, trade = seen.of(Feedback), seen.of(Trade)
    start = seen.of(Shift).facts.start if seen.of(Shift).opened is not None else 0
    rule = seen.of(Rulebook).find("improve.reply_hours", seen.now)
    rows = sorted(seen.of(Health).reviews.values(), key=lambda r: -r.minute)
    return [
        ReviewListed(
            id=r.id, minute=r.minute, stars=r.stars, order=r.order, buyer=r.buyer, cause=feedback.codes.get(r.id, ""),
            due=r.minute + int(rule.value) * HOUR
            if rule is not None and r.stars <= UNHAPPY and r.minute >= start and r.id not in feedback.replies
            else None,
            answered=r.id in feedback.replies, period=trade.period_of(r.minute),
        )
        for r in rows
    ]  # fmt: skip


@book.view(
    "review", title=Text("评价", "Review"), desk="service", shows=ReviewRecord, kind="record", record="reviews",
    evidence=True,
)  # fmt: skip
def review(seen: Seen, key: str) -> ReviewRecord | None:
    """One review with what the store answered."""
    r = seen.of(Health).reviews.get(key)
    if r is None:
        return None
    reply = seen.of(Feedback).replies.get(key)
    return ReviewRecord(
        id=r.id, minute=r.minute, order=r.order, buyer=r.buyer, stars=r.stars, text=r.text, gist=r.gist,
        language=review_language(r.text, r.gist), reply=reply.text if reply else "",
    )  # fmt: skip


@book.view(
    "complaintlog", title=Text("投诉记录", "Complaint log"), desk="service", shows=ComplaintListed,
    record="loggedcomplaint", order=62,
)  # fmt: skip
def complaintlog(seen: Seen) -> list[ComplaintListed]:
    """All complaints, the newest first."""
    feedback, trade = seen.of(Feedback), seen.of(Trade)
    return [
        ComplaintListed(
            id=c.id, minute=c.minute, order=c.order, buyer=c.buyer, market=c.market, cause=feedback.codes.get(c.id, ""),
            period=trade.period_of(c.minute),
        )
        for c in sorted(feedback.complaints.values(), key=lambda c: -c.minute)
    ]  # fmt: skip


@book.view(
    "loggedcomplaint", title=Text("投诉", "Complaint"), desk="service", shows=Complaint, kind="record",
    record="complaintlog", evidence=True,
)  # fmt: skip
def logged_complaint(seen: Seen, key: str) -> Complaint | None:
    """One complaint in the buyer's words."""
    return seen.of(Feedback).complaints.get(key)


@book.view("causes", title=Text("原因表", "Causes"), desk="service", shows=CauseRow, order=64)
def causes(seen: Seen) -> list[CauseRow]:
    """The causes with what was coded under them, week by week; empty in a store that keeps no weekly figures."""
    feedback, trade, health = seen.of(Feedback), seen.of(Trade), seen.of(Health)
    if not trade.periods:
        return []
    tally: dict[tuple[str, str], int] = {}
    for id, cause in feedback.codes.items():
        record = feedback.complaints.get(id) or health.reviews[id]
        key = cause, trade.period_of(record.minute)
        tally[key] = tally.get(key, 0) + 1
    rows = []
    for cause, title in CAUSE.items():
        filed = [f"{r.period}: {r.places.index(cause) + 1}" for r in feedback.rankings.values() if cause in r.places]
        p0, p1, p2 = (tally.get((cause, p), 0) for p in ("P0", "P1", "P2"))
        rows.append(CauseRow(id=cause, title=title, p0=p0, p1=p1, p2=p2, filed=", ".join(filed)))
    return rows


@book.view("weeks", title=Text("周数据", "Weekly figures"), desk="service", shows=WeekRow, order=66)
def weeks(seen: Seen) -> list[WeekRow]:
    """Orders, complaints and reviews, week by week."""
    rows = []
    for p in seen.of(Trade).periods.values():
        f = figures(seen, p)
        rows.append(
            WeekRow(
                id=p.id, title=p.title, start=p.start, end=p.end, orders=f.orders, complaints=f.complaints,
                reviews=f.reviews, positive=f.positive, ranked=p.id in seen.of(Feedback).rankings,
            )
        )  # fmt: skip
    return rows
