"""The story of a shift out of its facts alone: cash, waiting work and account health against sim time, what happened, and
which acts earned or cost most. Pure functions; the world is folded once, fact by fact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from simulator.desks.store.cash import Cash, CashMoved, exchange, total_cny
from simulator.desks.store.health import Health, HealthMoved, Rated
from simulator.desks.store.orders import OrderPaid, OrderPlaced, Orders, OrderShipped
from simulator.desks.store.shift import AttemptClosed, AttemptOpened, Shift, ShiftOpened
from simulator.kernel.engine import Fact, Rules
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event, HiddenEvent, tag_of
from simulator.kernel.text import Text
from simulator.kernel.world import World
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Threads
from simulator.scoring.report import FULL, FacetScore, Finding, GateScore, Report


class State(NamedTuple):
    """How the store stood after a fact: cash in CNY fen, account health, orders and letters that wait."""

    cash: int
    health: int
    orders: int
    letters: int

    @property
    def waiting(self) -> int:
        """All waiting work."""
        return self.orders + self.letters


class Mark(NamedTuple):
    """Something that happened and stands in the chart. `weight` says which to keep when there are too many."""

    minute: int
    seq: int
    kind: str  # rule | bad | good | end
    weight: int
    event: Event
    times: int = 1  # how many of the same it stands for


class Story(NamedTuple):
    """The whole course: the facts, how the store stood after each of them, and the marks in order."""

    facts: Sequence[Fact]
    states: Sequence[State]
    marks: Sequence[Mark]
    start: int
    end: int  # of the shift
    last: int  # of the last fact

    def state(self, index: int) -> State:
        """How the store stood after the fact at this place."""
        return self.states[index]


# What stands in the chart: tag -> (kind, weight). `_weight` looks closer at some of them.
_MARKS: dict[str, tuple[str, int]] = {
    "notice.arrived": ("rule", 80),
    "service.changed": ("rule", 70),
    "customs.held": ("bad", 76),
    "parcel.misdelivered": ("bad", 70),
    "parcel.damaged": ("bad", 40),
    "delivery.failed": ("bad", 50),
    "disposal.lapsed": ("bad", 55),
    "shipping_notice.flagged": ("bad", 60),
    "pickup.failed": ("bad", 40),
    "order.cancelled": ("bad", 50),
}
_WORK = (OrderPlaced, OrderPaid, OrderShipped)


def fold(rules: Rules, facts: Sequence[Fact]) -> Story:
    """Fold the facts into a world, noting how the store stood after each."""
    first = facts[0].event if facts else None
    world = World(Luck(first.seed if isinstance(first, AttemptOpened) else 0))
    states: list[State] = []
    marks: list[Mark] = []
    cash = waiting = letters = 0
    shipped_all = False
    for fact in facts:
        event = fact.event
        world.now = fact.minute
        rules.apply(world, event)
        tag = tag_of(type(event))
        kind = type(event)
        if kind is CashMoved:
            cash = total_cny(world)
        if tag.startswith(("order.", "parcel.")):
            waiting = sum(o.status == "paid" and not o.old for o in world.of(Orders).by_id.values())
        elif tag.startswith(("message.", "thread.")):
            letters = sum(t.waiting_since is not None for t in world.of(Threads).by_id.values())
        states.append(State(cash, world.of(Health).points, waiting, letters))
        mark = _mark(world, fact, tag)
        if mark is not None:
            marks.append(mark)
        if isinstance(event, OrderShipped):
            shipped_all = waiting == 0
            if shipped_all:
                marks = [m for m in marks if m.kind != "good" or not isinstance(m.event, OrderShipped)]
                marks.append(Mark(fact.minute, fact.seq, "good", 65, event))
    opened = world.of(Shift).opened
    last = facts[-1].minute if facts else 0
    start = opened.start if opened else 0
    return Story(facts, states, tuple(marks), start, opened.end if opened else last, last)


def _mark(world: World, fact: Fact, tag: str) -> Mark | None:
    event = fact.event
    if isinstance(event, HiddenEvent):
        return None
    if isinstance(event, AttemptClosed):
        return Mark(fact.minute, fact.seq, "end", 5, event)
    if isinstance(event, CashMoved):
        if event.kind != "fine" or event.minor >= 0:
            return None
        cny = -exchange(world.of(Rulebook), world.now, event.minor, event.currency, "CNY")
        return Mark(fact.minute, fact.seq, "bad", min(75, 45 + cny // 2_000), event)
    if isinstance(event, HealthMoved):
        return Mark(fact.minute, fact.seq, "bad", min(58, 30 - 2 * event.points), event) if event.points <= -5 else None
    if isinstance(event, Rated):
        if event.stars <= 2:
            return Mark(fact.minute, fact.seq, "bad", 45, event)
        return Mark(fact.minute, fact.seq, "good", 15, event) if event.stars == 5 else None
    known = _MARKS.get(tag)
    return Mark(fact.minute, fact.seq, known[0], known[1], event) if known else None


def chief(marks: Iterable[Mark], count: int) -> list[Mark]:
    """The weightiest marks in order of time; of several of the same the first stands for all."""
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault(_sort(mark), []).append(mark)
    firsts = [group[0]._replace(weight=max(m.weight for m in group), times=len(group)) for group in groups.values()]
    kept: list[Mark] = []
    for mark in sorted(firsts, key=lambda m: (-m.weight, m.minute, m.seq)):
        # a fine and lost points in the minute of what brought them are told by that
        told = any(k.minute == mark.minute and k.kind == mark.kind == "bad" for k in kept)
        if not told and len(kept) < count:
            kept.append(mark)
    return sorted(kept, key=lambda m: (m.minute, m.seq))


def _sort(mark: Mark) -> tuple[str, str]:
    """What makes two marks the same: what happened and why; notices and changes are each their own."""
    if mark.kind == "rule":
        return (tag_of(type(mark.event)), str(mark.seq))
    why = getattr(mark.event, "why", "")
    return (
        tag_of(type(mark.event)),
        why.zh if isinstance(why, Text) and isinstance(mark.event, (CashMoved, HealthMoved)) else "",
    )


class Scale:
    """Sim time laid over the columns of a chart. Where consequences arrive long after the shift, the shift keeps two thirds
    of the width and all that comes after it the rest; `after` is then the first column of the rest."""

    def __init__(self, story: Story, columns: int) -> None:
        start, end, last = story.start, story.end, max(story.last, story.start + 1)
        self.columns = columns
        self.start = start
        self.after: int | None = None
        inner, turn = columns, last
        if end > start and last - end > (end - start) // 2:
            inner = self.after = columns * 2 // 3
            turn = end
        self.ends = [start + (turn - start) * (i + 1) // inner for i in range(inner)]
        rest = columns - inner
        self.ends += [turn + (last - turn) * (i + 1) // rest for i in range(rest)]

    def column(self, minute: int) -> int:
        """The column of a sim minute."""
        return max(0, min(self.columns - 1, bisect_left(self.ends, minute)))


def sampled(story: Story, scale: Scale) -> list[State]:
    """How the store stood at the end of each column's stretch of time."""
    if not story.facts:
        return []
    found: list[State] = []
    place = 0
    # what happens before the doors open (the catalogue, the opening cash) belongs to the first stretch
    for until in scale.ends:
        while place + 1 < len(story.facts) and story.facts[place + 1].minute <= until:
            place += 1
        found.append(story.states[place])
    return found


def opening(story: Story) -> State:
    """How the store stood when the doors opened."""
    before = [s for s, f in zip(story.states, story.facts, strict=True) if f.minute <= story.start]
    return before[-1] if before else State(0, 0, 0, 0)


class Act(NamedTuple):
    """One act that earned or cost: its requirement, the sentence, the points of that requirement's 100 it made (basis
    points, negative when lost), the money it cost, and the facts."""

    requirement: str
    text: Text
    points: int
    cost: int  # CNY fen
    evidence: tuple[int, ...]
    gate: bool = False


def best_acts(report: Report, count: int = 3) -> list[Act]:
    """What earned most: whole facets by weight and by how often they were done right, one for each requirement first."""
    found: list[tuple[int, int, Act]] = []
    for requirement in report.requirements.values():
        for facet in requirement.facets:
            right = [f for f in facet.findings if f.points == FULL]
            if not right or facet.points < FULL * 9 // 10:
                continue
            evidence = tuple(sorted({n for f in right for n in f.evidence}))
            text = Text(
                f"{facet.title.zh}  {len(right)}/{len(facet.findings)}",
                f"{facet.title.en}  {len(right)}/{len(facet.findings)}",
            )
            earned = facet.weight * facet.points // 100
            found.append((earned, len(right), Act(requirement.id, text, earned, 0, evidence)))
    found.sort(key=lambda f: (-f[0], -f[1], f[2].requirement))
    return _varied([act for _, _, act in found], count)


def costs(rules: Rules, facts: Sequence[Fact]) -> dict[str, int]:
    """By record (order, parcel, case) what it cost in fines, refunds and claims, CNY fen at the rates of the day."""
    found: dict[str, int] = {}
    world = World(Luck(0))
    for fact in facts:
        world.now = fact.minute
        event = fact.event
        if isinstance(event, CashMoved):
            if event.ref and event.minor < 0 and event.kind in ("fine", "refund"):
                cny = -exchange(world.of(Rulebook), world.now, event.minor, event.currency, "CNY")
                found[event.ref] = found.get(event.ref, 0) + cny
        elif tag_of(type(event)) == "rule.set":
            rules.apply(world, event)
    return found


def costliest(report: Report, paid: Mapping[str, int], count: int = 3) -> list[Act]:
    """What cost most: points of the requirement first, then money; broken gates stand first."""
    found: list[Act] = []
    for requirement in report.requirements.values():
        for gate in requirement.broken:
            found.append(_cost(requirement.id, gate.title, gate.findings, FULL, paid, True))
        for facet in requirement.facets:
            lost = (FULL - facet.points) * facet.weight // 100
            if lost > 0:
                wrong = [f for f in facet.findings if f.points < FULL]
                found.append(_cost(requirement.id, facet.title, wrong, lost, paid))
    found.sort(key=lambda a: (not a.gate, a.points, -a.cost, a.requirement))
    return _varied(found, count)


def _cost(
    requirement: str, title: Text, wrong: Sequence[Finding], lost: int, paid: Mapping[str, int], gate: bool = False
) -> Act:
    """One act for all findings of a facet: the dearest stands for them."""
    if not wrong:
        return Act(requirement, title, -lost, 0, (), gate)
    worst = min(wrong, key=lambda f: (-paid.get(f.unit, 0), f.points))
    cost = sum(paid.get(unit, 0) for unit in {f.unit for f in wrong})
    text = worst.why
    if len(wrong) > 1:
        text = Text(f"{text.zh}（同类共 {len(wrong)} 处）", f"{text.en} ({len(wrong)} of this kind)")
    return Act(requirement, text, -lost, cost, worst.evidence, gate)


def _varied(acts: Sequence[Act], count: int) -> list[Act]:
    """The first of each requirement, then the rest, in the order they stand."""
    seen: set[str] = set()
    kept = []
    for act in acts:
        if act.requirement not in seen:
            seen.add(act.requirement)
            kept.append(act)
    kept += [a for a in acts if a not in kept]
    order = {id(a): n for n, a in enumerate(acts)}
    return sorted(kept[:count], key=lambda a: order[id(a)])


class Repair(NamedTuple):
    """What to do better: a facet, what was lost, its hints."""

    requirement: str
    facet: FacetScore | GateScore
    lost: int
    finding: Finding | None
    hints: tuple[Text, ...]


def repairs(report: Report, hints: Mapping[str, tuple[Text, ...]], count: int = 4) -> list[Repair]:
    """The facets that lost most, worst first, each with the coach's hints of its requirement."""
    found: list[Repair] = []
    for requirement in report.requirements.values():
        own = hints.get(requirement.id, ())
        for gate in requirement.broken:
            found.append(Repair(requirement.id, gate, FULL, gate.findings[0], own))
        for facet in requirement.facets:
            lost = (FULL - facet.points) * facet.weight // 100
            if lost > 0:
                worst = min(facet.findings, key=lambda f: f.points, default=None)
                found.append(Repair(requirement.id, facet, lost, worst, own))
    found.sort(key=lambda r: (-r.lost, r.requirement, r.facet.id))
    return found[:count]


_NAMED = ("order", "parcel", "thread", "case", "notice", "tracking", "ref", "id", "claim", "entity", "key", "unit")


def names_in(event: msgspec.Struct) -> frozenset[str]:
    """The records an event speaks of."""
    found: set[str] = set()
    for field in event.__struct_fields__:
        value = getattr(event, field)
        if field in _NAMED and isinstance(value, str) and value:
            found.add(value)
        elif field in ("orders", "parcels") and isinstance(value, tuple):
            found.update(v for v in value if isinstance(v, str))
    return frozenset(found)


def opened_of(facts: Sequence[Fact]) -> ShiftOpened | None:
    """The opening of the shift."""
    return next((f.event for f in facts if isinstance(f.event, ShiftOpened)), None)


def cash_parts(world: World) -> dict[str, int]:
    """Balances by currency."""
    return dict(world.of(Cash).balance)
