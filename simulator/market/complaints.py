"""Complaints answered by the world: sources tell what they know, the platform rules by evidence, refusals have a price (9.2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.service.complaint.facts import (
    ComplaintDecided,
    ComplaintFiled,
    ComplaintTruth,
    FactAsked,
    PlatformCaseAnswered,
    PlatformCaseOpened,
    PlatformCaseRuled,
    fact_id,
)
from simulator.desks.service.complaint.operations import told
from simulator.desks.service.complaint.records import SLOW, Complaint, Complaints
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.kernel.world import World
from simulator.market.platform import health
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Threads

book = Book()


@book.reacts(ComplaintFiled)
def filed(world: World, e: ComplaintFiled) -> list[Event]:
    """The limits run: acknowledge, tell the result, and act on a hazard."""
    rules = world.of(Rulebook)
    hours = rules.number("complaint.acknowledge_hours", world.now)
    events: list[Event] = [
        Scheduled(due=world.now + hours * HOUR, name="complaint.acknowledge_limit", entity=e.complaint),
        Scheduled(due=e.due, name="complaint.close_limit", entity=e.complaint),
    ]
    if e.about == "unsafe":
        hours = rules.number("complaint.safety_hours", world.now)
        events.append(Scheduled(due=world.now + hours * HOUR, name="complaint.hazard_limit", entity=e.complaint))
    return events


def _to_platform(world: World, c: Complaint) -> list[Event]:
    if c.case:
        return []
    hours = world.of(Rulebook).number("case.answer_hours", world.now)
    return [PlatformCaseOpened(case=f"PC-{c.order}", complaint=c.id, due=world.now + hours * HOUR)]


@book.fires("complaint.acknowledge_limit", "受理投诉时限到", "Time limit for acknowledging a complaint")
def acknowledge_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Not a word within the limit: points, and the buyer turns to the platform."""
    c = world.of(Complaints).by_id[entity]
    if any(m.sender == "me" for m in world.of(Threads).by_id[c.thread].messages):
        return []
    return [
        health(world, "late_reply", "投诉超时未受理", "complaint not acknowledged", entity),
        *_to_platform(world, c),
    ]


@book.fires("complaint.close_limit", "了结投诉时限到", "Time limit for closing a complaint")
def close_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """No decision within the limit: it goes to the platform."""
    c = world.of(Complaints).by_id[entity]
    return [] if c.remedy else _to_platform(world, c)


@book.fires("complaint.hazard_limit", "处理安全隐患时限到", "Time limit for dealing with a hazard")
def hazard_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A hazard left alone is fined."""
    if world.of(Complaints).by_id[entity].cause == "safety":
        return []
    fine = world.of(Rulebook).number("complaint.safety_fine", world.now)
    why = Text("安全隐患未处置", "a hazard was left alone")
    return [
        CashMoved(minor=-fine, currency="CNY", why=why, ref=entity, kind="fine"),
        health(world, "case_lost", why.zh, why.en, entity),
    ]


@book.reacts(FactAsked)
def asked(world: World, e: FactAsked) -> list[Event]:
    """Buyer and carrier answer within hours."""
    if e.source not in SLOW:
        return []
    hours = world.of(Rulebook).number("complaint.facts_hours", world.now)
    minutes = world.luck.between(60, hours * HOUR, "fact." + e.source, e.complaint)
    return [Scheduled(due=world.now + minutes, name="complaint.fact", entity=e.complaint, args={"source": e.source})]


@book.fires("complaint.fact", "查问有了答复", "A source answers")
def answered(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The answer."""
    return [told(world, entity, str(args["source"]))]


@book.reacts(ComplaintDecided)
def decided(world: World, e: ComplaintDecided) -> list[Event]:
    """Less than the law gives: a day later the authority makes the store pay, with a penalty."""
    truth = world.of(ComplaintTruth).by_id[e.complaint]
    kept = truth.remedy == "none" or (truth.remedy == "replace" and e.remedy in ("replace", "refund"))
    if kept or (e.amount >= truth.amount > 0):
        return []
    return [Scheduled(due=world.now + DAY, name="complaint.unlawful", entity=e.complaint)]


@book.fires("complaint.unlawful", "主管机关责令补足并处罚", "The authority makes the store pay, with a penalty")
def unlawful(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """What was due is taken, and the penalty on top."""
    c = world.of(Complaints).by_id[entity]
    order = world.of(Orders).by_id[c.order]
    truth = world.of(ComplaintTruth).by_id[entity]
    due = max(0, (truth.amount or order.goods_paid) - c.amount)
    fine = world.of(Rulebook).number("complaint.penalty", world.now)
    why = Text("应得补救被拒或不足", "less than the buyer was lawfully due")
    return [
        CashMoved(minor=-due, currency=order.currency, why=why, ref=entity, kind="refund"),
        CashMoved(minor=-fine, currency="CNY", why=why, ref=entity, kind="fine"),
        health(world, "dispute", why.zh, why.en, entity),
    ]


# -- the platform -----------------------------------------------------------------------------------------------


@book.reacts(PlatformCaseOpened)
def case_opened(world: World, e: PlatformCaseOpened) -> list[Event]:
    """The limit for the answer runs."""
    return [Scheduled(due=e.due, name="platform_case.limit", entity=e.case)]


@book.reacts(PlatformCaseAnswered)
def case_answered(world: World, e: PlatformCaseAnswered) -> list[Event]:
    """The platform reads the evidence for a day."""
    hours = world.of(Rulebook).number("case.ruling_hours", world.now)
    return [Scheduled(due=world.now + hours * HOUR, name="platform_case.ruling", entity=e.case)]


def _grant(world: World, c: Complaint, why: Text) -> list[Event]:
    order = world.of(Orders).by_id[c.order]
    rest = order.goods_paid + order.freight_paid - c.amount
    return [] if rest <= 0 else [CashMoved(minor=-rest, currency=order.currency, why=why, ref=c.case, kind="refund")]


@book.fires("platform_case.limit", "平台介入答复时限到", "Time limit for answering a platform case")
def case_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Unanswered: the claim is granted."""
    case = world.of(Complaints).cases[entity]
    if case.position:
        return []
    c = world.of(Complaints).by_id[case.complaint]
    why = Text("逾期未举证，支持买家", "no answer in time, the claim is granted")
    return [
        PlatformCaseRuled(case=entity, ruling="missed", why=why),
        health(world, "case_missed", why.zh, why.en, entity),
        *_grant(world, c, why),
    ]


@book.fires("platform_case.ruling", "平台裁决", "The platform rules")
def ruling(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A claim that was accepted is settled; a contested one is won only with the facts that decide it."""
    case = world.of(Complaints).cases[entity]
    c = world.of(Complaints).by_id[case.complaint]
    truth = world.of(ComplaintTruth).by_id[c.id]
    if case.position == "accept":
        why = Text("卖家接受，按决定了结", "accepted by the store, settled as decided")
        return [PlatformCaseRuled(case=entity, ruling="settled", why=why)]
    key = frozenset(fact_id(c.id, f.source) for f in truth.facts if f.key)
    if truth.remedy == "none" and key <= frozenset(case.evidence):
        why = Text("证据充分，驳回买家主张", "the evidence is sufficient, the claim is dismissed")
        return [PlatformCaseRuled(case=entity, ruling="won", why=why)]
    why = Text("证据不足以反驳，支持买家", "the evidence does not refute the claim, it is granted")
    return [
        PlatformCaseRuled(case=entity, ruling="lost", why=why),
        health(world, "case_lost", why.zh, why.en, entity),
        *_grant(world, c, why),
    ]
