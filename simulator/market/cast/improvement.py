"""The cast of 9.2.5: a service standard, a team, a week of reviews and complaints behind it and two weeks to come.

How often each place in the ranking comes is fixed; which cause takes which place, what lies behind it, who writes and when
rotate with the seed, so that every seed is as hard as the next.
"""

from __future__ import annotations

from functools import cache
from math import gcd
from typing import Annotated, Literal

import msgspec

from simulator.desks.service.improve_reviews import Period, PeriodsKept, TradeDay
from simulator.desks.service.improve_standard import Given, Measure, Person, StandardKept
from simulator.kernel.messages import Event, Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.time import at
from simulator.market.cast import Stage
from simulator.market.cast.entry import Entry, kind
from simulator.market.cast.parameters import IMPROVEMENT, need
from simulator.market.data import HERE
from simulator.market.improvement import FeedbackNature, Potential, Root, Voice, voiced
from simulator.parts.rulebook import Rule, RuleSet
from simulator.parts.thread import MessageArrived

WEEK = 7


class ClauseData(msgspec.Struct, frozen=True):
    """One clause of the standard as the data holds it."""

    id: str
    cause: str
    role: str
    title: Text
    text: Text


class RootData(msgspec.Struct, frozen=True):
    """What may lie behind a cause: the measure that meets it and what buyers write."""

    id: str
    cause: str
    measure: Text
    words: dict[str, tuple[str, ...]]
    cost: int
    phrases: tuple[Text, ...]


class DecoyData(msgspec.Struct, frozen=True):
    """A measure that looks like action and meets no root."""

    cause: str
    title: Text
    cost: int


class ImprovementData(msgspec.Struct, frozen=True):
    """`market/data/improvement.json`."""

    clauses: tuple[ClauseData, ...]
    roots: tuple[RootData, ...]
    decoys: tuple[DecoyData, ...]
    glad: tuple[Text, ...]
    staff: dict[str, tuple[str, ...]]


@cache
def improvement_data() -> ImprovementData:
    """Clauses, roots, decoys and voices."""
    found: ImprovementData = msgspec.json.decode((HERE / "improvement.json").read_bytes(), type=ImprovementData)
    return found


class GivenRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated figure that stands in the rulebook from the start."""

    id: Annotated[str, info("编号", "Id", min_length=1, max_length=60)]
    title: Annotated[Text, info("内容", "What it says")]
    value: Annotated[int | str, info("数值", "Value")]
    unit: Annotated[str, info("单位", "Unit", max_length=40)] = ""


class ImprovementRulesEntry(Entry, frozen=True, kw_only=True, tag="improvement_rules"):
    """The parameters of the review cycle."""

    rules: Annotated[tuple[GivenRule, ...], info("规则", "Rules", "list", min_length=1, max_length=60)]


@kind(
    ImprovementRulesEntry, group="scene", title=Text("改进循环的参数", "Parameters of the review cycle"),
    about=Text(
        "改进循环用到的模拟参数，作为有日期的规则入册。",
        "The simulator's parameters of the review cycle, as dated rules.",
    ),
)  # fmt: skip
def improvement_rules(stage: Stage, spec: ImprovementRulesEntry, i: int) -> None:
    """All of them stand in the book."""
    rules = tuple(
        Rule(id=r.id, title=r.title, value=str(r.value), unit=r.unit, source="simulator parameter") for r in spec.rules
    )
    for rule in rules:
        stage.rules.rules.setdefault(rule.id, []).append(rule)
    stage.now(RuleSet(rules=rules))


class _Plot:
    """Which cause takes which place, what lies behind it, and the people and orders of the voices."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        data = improvement_data()
        by_cause: dict[str, list[RootData]] = {}
        for root in data.roots:
            by_cause.setdefault(root.cause, []).append(root)
        frequent = sorted(c for c, found in by_cause.items() if len(found) > 1)
        rare = sorted(c for c, found in by_cause.items() if len(found) == 1)
        order = stage.luck.shuffle(frequent, "improve.order", "causes")
        loud = stage.luck.shuffle(rare, "improve.order", "loud")
        # places by rank: r1..r6 are ordinary causes, l1 and l2 the loud ones
        self.place = {f"r{i + 1}": c for i, c in enumerate(order)} | {f"l{i + 1}": c for i, c in enumerate(loud)}
        self.root = {c: stage.luck.pick(found, "improve.root", c) for c, found in by_cause.items()}
        self.clause = {c.cause: c.id for c in data.clauses}
        self._said: dict[str, int] = {}

    def text(self, cause: str, entity: str, sku: str) -> Text:
        """The next phrase of the cause's root, in an order of the seed."""
        root = self.root[cause]
        phrases = self.stage.luck.shuffle(root.phrases, "improve.phrase", root.id)
        n = self._said[cause] = self._said.get(cause, -1) + 1
        return phrases[n % len(phrases)].fill(item=self.stage.goods[sku].name)

    def voice(self, entity: str, cause: str, *, complaint: bool, review: bool, stars: int = 0) -> Voice:
        """What a buyer writes; without a cause a glad review."""
        stage = self.stage
        market = stage.market(entity)
        # every eighth buyer or so writes Chinese
        language = "zh" if stage.luck.below(8, "improve.language", entity) == 0 else market.language
        person = stage.person(entity, market, language)
        trait = "fragile" if cause == "broken" else "any"
        sku = stage.good(trait, entity, market.code, fresh=False).sku
        order = stage.order_id()
        if not cause:
            glad = stage.luck.pick(improvement_data().glad, "improve.glad", entity).fill(item=stage.goods[sku].name)
            return Voice(
                order=order,
                sku=sku,
                buyer=person.given,
                market=market.code,
                language=language,
                review=glad,
                stars=stars,
            )
        return Voice(
            order=order, sku=sku, buyer=person.given, market=market.code, language=language, stars=stars,
            complaint=self.text(cause, entity, sku) if complaint else None,
            review=self.text(cause, entity, sku) if review else None,
        )  # fmt: skip


def _channels(n: int, doubles: int, reviews: int) -> list[tuple[bool, bool, int]]:
    """Per case (complaint, review, stars): the first `doubles` write both, then `reviews` reviews, then complaints."""
    found = []
    for i in range(n):
        if i < doubles:
            found.append((True, True, 2))
        elif i < doubles + reviews:
            found.append((False, True, 1 if i % 2 else 2))
        else:
            found.append((True, False, 0))
    return found


def _hardness(n: int) -> list[int]:
    """How hard each of `n` cases is to prevent: evenly spread over 0..99, mixed over complaints and reviews alike for every
    seed (which case it is on which day rotates), so that half-measures earn the same everywhere."""
    step = next((m for m in range(3, n) if gcd(m, n) == 1), 1)
    return [(2 * (i * step % n) + 1) * 50 // n for i in range(n)]


class WeekPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often the cause that takes this place in the ranking comes in a week."""

    place: Annotated[Literal["r1", "r2", "r3", "r4", "r5", "r6", "l1", "l2"], info("名次", "Place", help=Text(
        "r1 到 r6 是寻常原因，l1、l2 是声音大的个案", "r1 to r6 are ordinary causes, l1 and l2 the loud single cases"))]  # fmt: skip
    cases: Annotated[int, info("件数", "Cases", "int", ge=1, le=60)]
    doubles: Annotated[int, info("又投诉又差评", "Both complaint and review", "int", ge=0, le=60)] = 0
    reviews: Annotated[int, info("只差评", "Review only", "int", ge=0, le=60)] = 0


Week = tuple[WeekPlace, ...]


class ImprovementEntry(Entry, frozen=True, kw_only=True, tag="improvement"):
    """Two review cycles."""

    orders: Annotated[int, info("每天订单", "Orders a day", "int", ge=4, le=1000)]
    glad: Annotated[int, info("每天好评", "Glad reviews a day", "int", ge=0, le=20)]
    weeks: Annotated[tuple[Week, Week, Week], info("各周", "Weeks", "list", help=Text(
        "上一周和两个循环周", "the week before and the weeks of both cycles"))]  # fmt: skip


@kind(
    ImprovementEntry, group="scene", title=Text("改进循环", "Review cycles"),
    about=Text(
        "9.2.5 的全部：服务规范、团队、上一周的评价与投诉，以及后两周。",
        "Everything of 9.2.5: standard, team, a week of reviews and complaints behind it and two weeks to come.",
    ),
)  # fmt: skip
def improvement(stage: Stage, spec: ImprovementEntry, index: int) -> None:
    """The whole plot."""
    need(stage, IMPROVEMENT)
    luck, plot = stage.luck, _Plot(stage)
    stage.now(
        PeriodsKept(
            periods=(
                Period(id="P0", title=Text("上一周", "last week"), start=at(-6), end=at(1)),
                Period(id="P1", title=Text("第一个循环周", "week of the first cycle"), start=at(1), end=at(8)),
                Period(id="P2", title=Text("第二个循环周", "week of the second cycle"), start=at(8), end=at(15)),
            )
        ),
        _standard(stage, plot),
    )
    daily = spec.orders
    past: list[tuple[int, str, Voice]] = []
    cases: list[Potential] = []
    for week, places in enumerate(spec.weeks):
        for entry in places:
            cause = plot.place[entry.place]
            n = entry.cases
            channels = _channels(n, entry.doubles, entry.reviews)
            hard = _hardness(n - 1)
            for i, (complaint, review, stars) in enumerate(channels):
                entity = f"improve.{week}.{cause}.{i}"
                voice = plot.voice(entity, cause, complaint=complaint, review=review, stars=stars)
                if week == 0:
                    past.append((luck.between(at(-6, 8), at(0, 22), "improve.when", entity), cause, voice))
                    continue
                last = n - 1  # a complaint comes on the first day: the standard could not be ready yet
                day = 1 if i == last else 2 + luck.below(6, "truth.improve.day", entity)
                spared = plot.voice(f"{entity}.glad", "", complaint=False, review=True, stars=5) if review else None
                cases.append(
                    Potential(
                        day=(week - 1) * WEEK + day, cause=cause, resist=0 if i == last else hard[i], voice=voice, glad=spared
                    )
                )  # fmt: skip
    before: dict[str, str] = {}
    old: list[tuple[int, Event]] = []
    for minute, cause, voice in past:
        for event in voiced(voice.order, voice):
            before[event.id] = cause
            old.append((minute, msgspec.structs.replace(event, at=minute)))
    for i in range(spec.glad * WEEK):
        entity = f"improve.0.glad.{i}"
        voice = plot.voice(entity, "", complaint=False, review=True, stars=4 + luck.below(2, "improve.stars", entity))
        minute = at(-6 + i % WEEK, 8) + luck.below(12 * 60, "improve.when", entity)
        old += [(minute, msgspec.structs.replace(event, at=minute)) for event in voiced(voice.order, voice)]
    glad: dict[str, tuple[Voice, ...]] = {}
    for day in range(1, 2 * WEEK + 1):
        voices = []
        for i in range(spec.glad):
            entity = f"improve.glad.{day}.{i}"
            stars = 4 + luck.below(2, "improve.stars", entity)
            voices.append(plot.voice(entity, "", complaint=False, review=True, stars=stars))
        glad[str(day)] = tuple(voices)
    order_counts = {day: daily + (-3, 2, 0, 4, -1, 1, -3)[day % WEEK] for day in range(-6, 2 * WEEK + 1)}
    stage.now(*(TradeDay(day=day, orders=order_counts[day]) for day in range(-6, 1)))
    stage.now(*(event for _, event in sorted(old, key=lambda item: item[0])))
    ids = {m.title.en: m.id for m in _measures(stage)}
    stage.now(
        FeedbackNature(
            roots=tuple(
                Root(cause=c, clause=plot.clause[c], measure=ids[r.measure.en]) for c, r in sorted(plot.root.items())
            ),
            cases=tuple(cases), glad=glad, before=before,
            orders={str(day): order_counts[day] for day in range(1, 2 * WEEK + 1)},
        ),
        Scheduled(due=at(1, 20), name="feedback.day", entity="1"),
    )  # fmt: skip
    _loud_letter(stage, plot, past)


def _measures(stage: Stage) -> list[Measure]:
    """All measures on offer, numbered in an order of the seed."""
    data = improvement_data()
    clause = {c.cause: c.id for c in data.clauses}
    offers = [(r.cause, r.measure, r.cost) for r in data.roots] + [(d.cause, d.title, d.cost) for d in data.decoys]
    offers = stage.luck.shuffle(offers, "improve.measures", "numbers")
    return [
        Measure(id=f"M{i + 11}", clause=clause[cause], title=title, cost=cost)
        for i, (cause, title, cost) in enumerate(offers)
    ]


def _standard(stage: Stage, plot: _Plot) -> StandardKept:
    """Clauses, measures and the team: three leads of whom one is there all the time, and those who do the work."""
    data = improvement_data()
    names = stage.luck.shuffle(data.staff["names"], "improve.names", "staff")
    leads = stage.luck.shuffle([(None, None), (at(5), at(12)), (at(6), at(90))], "improve.leads", "leads")
    team = []
    for i, (away_from, away_to) in enumerate(leads):
        team.append(Person(id=f"L{i + 1}", name=names[i], role="lead", away_from=away_from, away_to=away_to))
    roles = ("support", "support", "support", "warehouse", "warehouse", "warehouse", "page", "page", "page")
    for i, role in enumerate(roles):
        team.append(Person(id=f"P{i + 1}", name=names[3 + i], role=role))
    return StandardKept(
        clauses=tuple(Given(id=c.id, title=c.title, role=c.role, text=c.text) for c in data.clauses),
        measures=tuple(_measures(stage)), team=tuple(team),
    )  # fmt: skip


def _loud_letter(stage: Stage, plot: _Plot, past: list[tuple[int, str, Voice]]) -> None:
    """A colleague is alarmed by the loudest single case and wants the standard changed for it."""
    loud = plot.place["l1"]
    voice = next((v for _, cause, v in past if cause == loud), None)
    if voice is None:
        return
    zh = f"订单 {voice.order} 的买家在到处骂我们，老板都看到了！赶紧先为这件事改服务规范，别的以后再说。"
    en = f"The buyer of {voice.order} is shouting at us everywhere, even the boss saw it. Change the standard for this one first, the rest can wait."
    stage.now(
        MessageArrived(
            thread=f"C-{voice.order}", who="colleague", name="陈宇 Chen Yu", text=zh, gist=Text(zh, en), language="zh",
            subject=Text("先改这一条", "This one first"), order=voice.order,
        )
    )  # fmt: skip
