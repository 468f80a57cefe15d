"""How service gets better or not (9.2.5): every day brings orders, reviews and complaints by hidden roots.

A cause shrinks only when the standing wording of its clause holds the measure that meets its true root, and by the share of
those concerned who are trained on that wording. Everything else (another measure, an untrained wording, the loudest single
case) changes nothing. What would happen on a day is written at the opening; how hard each case is to prevent is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.desks.service.improve_reviews import FeedbackLogged, TradeDay
from simulator.desks.service.improve_standard import Standard, StandardAmended
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.health import Rated
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.kernel.world import HiddenState, World
from simulator.market.platform import health
from simulator.parts.rulebook import Rulebook

book = Book()


class Voice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one buyer writes about one order: a complaint, a review, or both; or a glad review."""

    order: str
    sku: str
    buyer: str
    market: str
    language: str
    complaint: Text | None = None
    review: Text | None = None
    stars: int = 0


class Potential(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A case that comes on a day unless its cause has been met: `resist` 0..99 says how hard it is to prevent. A buyer
    spared is glad, where `glad` says so."""

    day: int
    cause: str
    resist: int
    voice: Voice
    glad: Voice | None = None


class Root(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What truly lies behind a cause: the clause and the one measure that meets it."""

    cause: str
    clause: str
    measure: str


class FeedbackNature(HiddenEvent, frozen=True, kw_only=True, tag="feedback.nature"):
    """The hidden roots, the cases to come, the glad voices of each day, and the causes of what came before the shift."""

    roots: tuple[Root, ...]
    cases: tuple[Potential, ...]
    glad: dict[str, tuple[Voice, ...]]  # day -> voices
    orders: dict[str, int]  # day -> orders
    before: dict[str, str]  # review or complaint -> cause


class FeedbackCause(HiddenEvent, frozen=True, kw_only=True, tag="feedback.cause"):
    """The true cause of reviews and complaints that came in."""

    records: tuple[str, ...]
    cause: str


class FeedbackTruth(HiddenState):
    """The hidden side of reviews and complaints."""

    __slots__ = ("causes", "nature", "roots")

    def __init__(self) -> None:
        self.nature: FeedbackNature | None = None
        self.roots: dict[str, Root] = {}
        self.causes: dict[str, str] = {}  # review or complaint -> cause


book.event("评价和投诉背后的原因已定", "What lies behind reviews and complaints is set")(FeedbackNature)
book.event("{records} 的真实原因：{cause}", "The true cause of {records}: {cause}")(FeedbackCause)


@book.applies(FeedbackNature)
def _nature(world: World, e: FeedbackNature) -> None:
    truth = world.of(FeedbackTruth)
    truth.nature = e
    truth.roots = {r.cause: r for r in e.roots}
    truth.causes.update(e.before)


@book.applies(FeedbackCause)
def _cause(world: World, e: FeedbackCause) -> None:
    world.of(FeedbackTruth).causes.update(dict.fromkeys(e.records, e.cause))


def meets(world: World, cause: str) -> bool:
    """Whether the standing wording of the clause holds the measure that meets the root of this cause."""
    root = world.of(FeedbackTruth).roots[cause]
    clause = world.of(Standard).clauses[root.clause]
    return bool(clause.amendments) and clause.amendments[-1].measure == root.measure


def strength(world: World, cause: str, day_start: int) -> int:
    """How much of a cause the standard keeps away on a day, in percent: by the share of those trained before the day."""
    if not meets(world, cause):
        return 0
    standard = world.of(Standard)
    clause = standard.clauses[world.of(FeedbackTruth).roots[cause].clause]
    people = standard.people(clause.role)
    trained = sum(clause.trained.get(p.id, day_start) < day_start for p in people)
    full = world.of(Rulebook).number("improve.full_effect", world.now)
    return full * trained // len(people) if people else 0


def voiced(id: str, voice: Voice) -> list[FeedbackLogged | Rated]:
    """The arrivals one voice makes."""
    events: list[FeedbackLogged | Rated] = []
    lang = "zh" if voice.language == "zh" else "en"
    if voice.complaint is not None:
        events.append(
            FeedbackLogged(
                id=f"C-{id}", order=voice.order, sku=voice.sku, buyer=voice.buyer, market=voice.market,
                text=voice.complaint.of("zh" if lang == "zh" else "en"), gist=voice.complaint,
            )
        )  # fmt: skip
    if voice.review is not None:
        events.append(
            Rated(
                id=f"R-{id}", order=voice.order, buyer=voice.buyer, stars=voice.stars,
                text=voice.review.of("zh" if lang == "zh" else "en"), gist=voice.review,
            )
        )  # fmt: skip
    return events


@book.fires("feedback.day", "当日评价和投诉到来", "The day's reviews and complaints come in")
def day_over(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The evening of a trading day: its orders, its complaints and reviews."""
    nature = world.of(FeedbackTruth).nature
    day = int(entity)
    if nature is None:
        return []
    events: list[Event] = [TradeDay(day=day, orders=nature.orders[entity])]
    voices: list[tuple[str, Voice]] = []
    for case in nature.cases:
        if case.day != day:
            continue
        if strength(world, case.cause, (day - 1) * DAY) > case.resist:
            if case.glad is not None:
                voices.append(("", case.glad))
        else:
            voices.append((case.cause, case.voice))
    voices += [("", voice) for voice in nature.glad.get(entity, ())]
    for cause, voice in voices:
        arrived = voiced(voice.order, voice)
        events += arrived
        if cause:
            events.append(FeedbackCause(records=tuple(e.id for e in arrived), cause=cause))
        if voice.complaint is not None:
            cost = world.of(Rulebook).number("improve.case_cost", world.now)
            why = Text(f"投诉赔付 {voice.order}", f"complaint settled, {voice.order}")
            events.append(CashMoved(minor=-cost, currency="CNY", why=why, ref=voice.order, kind="refund"))
        if voice.review is not None:
            good = voice.stars >= 4
            zh, en = ("好评", "a good review") if good else ("差评", "a bad review")
            events.append(health(world, "positive" if good else "negative", zh, en, f"R-{voice.order}"))
    if str(day + 1) in nature.orders:
        events.append(Scheduled(due=world.now + DAY, name="feedback.day", entity=str(day + 1)))
    return events


@book.reacts(StandardAmended)
def amended(world: World, e: StandardAmended) -> list[Event]:
    """Bringing a measure in costs money."""
    cost = world.of(Standard).measures[e.measure].cost
    if not cost:
        return []
    why = Text(f"启用措施 {e.measure}", f"measure {e.measure} brought in")
    return [CashMoved(minor=-cost, currency="CNY", why=why, ref=e.clause, kind="fee")]
