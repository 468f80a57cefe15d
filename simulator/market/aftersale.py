"""Buyers answer what the store offers after the sale; goods come back; the platform settles what was missed (9.2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from simulator.desks.service.aftersale.facts import (
    AftersaleAsked,
    AftersaleNature,
    AftersaleRuled,
    AftersaleTruth,
    RemedyAnswered,
    RemedyOffered,
    ReturnArrived,
    ReturnLabelIssued,
    ReturnPosted,
)
from simulator.desks.service.aftersale.records import BACK, Aftersales, Request
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.orders import Orders
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR
from simulator.kernel.world import World
from simulator.market.platform import health
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Threads

book = Book()
DATA = Path(__file__).parent / "data_service"


@cache
def letters() -> dict[str, list[Text]]:
    """What buyers write after the sale, by topic."""
    return msgspec.json.decode((DATA / "letters.json").read_bytes(), type=dict[str, list[Text]])


def figures_in(text: str) -> frozenset[str]:
    """The plain figures of a text: `10,000 mAh` and `2.5 hours` give 10000 and 2.5."""
    return frozenset(n.replace(",", "") for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text))


def last_words(world: World, thread: str) -> str:
    """The store's last words in a thread."""
    mine = [m.text for m in world.of(Threads).by_id[thread].messages if m.sender == "me"]
    return mine[-1] if mine else ""


def enough(truth: AftersaleNature, remedy: str, amount: int, payer: str, words: str) -> bool:
    """Whether a buyer gets at least what they are due; more is taken gladly."""
    due = truth.remedy
    if due == "refuse":
        return True
    if due == "explain":
        told = frozenset(truth.figures) <= figures_in(words)
        return (remedy == "explain" and told) or remedy in ("refund", "return_refund", "exchange")
    if due == "part":
        return remedy in ("part", "exchange") or (remedy in ("refund", "return_refund") and amount > 0)
    if remedy in BACK and payer != "seller" and truth.payer == "seller":
        return False
    if due == "exchange":
        return remedy in ("exchange", "repair") or (remedy in ("refund", "return_refund") and amount > 0)
    return remedy in ("return_refund", "refund") and amount >= truth.amount


# -- limits ---------------------------------------------------------------------------------------------------


@book.reacts(AftersaleAsked)
def asked(world: World, e: AftersaleAsked) -> list[Event]:
    """The platform's limit for the first action runs."""
    return [Scheduled(due=e.due, name="aftersale.limit", entity=e.case)]


def _ruled(world: World, request: Request, why: Text, rule: str) -> list[Event]:
    order = world.of(Orders).by_id[request.order]
    amount = max(0, order.goods_paid + order.freight_paid - (request.paid or 0))
    return [
        AftersaleRuled(case=request.id, amount=amount, why=why),
        CashMoved(minor=-amount, currency=order.currency, why=why, ref=request.id, kind="refund"),
        health(world, rule, why.zh, why.en, request.id),
    ]


@book.fires("aftersale.limit", "售后答复时限到", "Time limit for an after-sale offer")
def limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """No offer within the limit: the platform refunds everything at the store's cost."""
    request = world.of(Aftersales).by_id[entity]
    if request.status != "open":
        return []
    return _ruled(world, request, Text("售后超时未处理", "no action within the limit"), "case_missed")


@book.fires("aftersale.label_limit", "退货面单时限到", "Time limit for the return label")
def label_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A buyer who never gets the label they were promised turns to the platform."""
    request = world.of(Aftersales).by_id[entity]
    if request.label or request.status != "accepted" or request.paid is not None or request.sent:
        return []
    return _ruled(world, request, Text("同意退货却未给面单", "a return was agreed, no label came"), "dispute")


@book.fires("aftersale.refund_limit", "退款时限到", "Time limit for the refund")
def refund_limit(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Goods are back and nothing follows: the platform pays the buyer."""
    request = world.of(Aftersales).by_id[entity]
    if request.status in ("closed", "ruled") or request.settled:
        return []
    return _ruled(world, request, Text("收到退货后逾期未退款", "goods came back, no refund in time"), "case_missed")


# -- buyers ---------------------------------------------------------------------------------------------------


@book.reacts(RemedyOffered)
def offered(world: World, e: RemedyOffered) -> list[Event]:
    """The buyer thinks it over for one to three hours. A change after the inspection is told, not asked."""
    request = world.of(Aftersales).by_id[e.case]
    if request.status == "inspected":
        return []
    truth = world.of(AftersaleTruth).by_id[e.case]
    fine = enough(truth, e.remedy, e.amount, e.payer, last_words(world, request.thread))
    minutes = world.luck.between(60, 180, "truth.remedy.answer", e.case, len(request.offers))
    args: dict[str, int | str] = {"fine": int(fine), "count": len(request.offers), "remedy": e.remedy}
    return [Scheduled(due=world.now + minutes, name="remedy.answer", entity=e.case, args=args)]


@book.fires("remedy.answer", "买家答复处理方案", "The buyer answers the remedy offered")
def answer(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Yes, a resigned yes to a rightful refusal, or no."""
    request = world.of(Aftersales).by_id[entity]
    if request.status != "offered" or len(request.offers) != int(args["count"]):
        return []
    fine = bool(args["fine"])
    topic = "dispute" if not fine else "resigned" if args["remedy"] == "refuse" else "accept"
    text = world.luck.pick(letters()[f"answer.{topic}"], "remedy.words", entity, int(args["count"]))
    events: list[Event] = [RemedyAnswered(case=entity, accepted=fine, text=text)]
    rules = world.of(Rulebook)
    if not fine:
        hours = rules.number("aftersale.dispute_hours", world.now)
        events.append(health(world, "dispute", "买家不同意售后方案", "the buyer disputes the remedy", entity))
        due = world.now + hours * HOUR
        events.append(Scheduled(due=due, name="remedy.dispute", entity=entity, args={"count": int(args["count"])}))
    elif args["remedy"] in BACK:
        due = world.now + rules.number("aftersale.label_hours", world.now) * HOUR
        events.append(Scheduled(due=due, name="aftersale.label_limit", entity=entity))
    return events


@book.fires("remedy.dispute", "买家请平台裁决", "The buyer turns to the platform")
def disputed(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """No better offer: the platform rules for the buyer, who was due more."""
    request = world.of(Aftersales).by_id[entity]
    if request.status != "disputed" or len(request.offers) != int(args["count"]):
        return []
    return _ruled(world, request, Text("方案低于买家应得", "less was offered than the buyer is due"), "case_lost")


@book.reacts(ReturnLabelIssued)
def labelled(world: World, e: ReturnLabelIssued) -> list[Event]:
    """The buyer posts the goods within hours; the box is at the return warehouse of the country a day later."""
    minutes = world.luck.between(60, 150, "return.post", e.case)
    return [Scheduled(due=world.now + minutes, name="return.posted", entity=e.case)]


@book.fires("return.posted", "买家寄出退货", "The buyer posts the return")
def posted(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The box is on its way."""
    if world.of(Aftersales).by_id[entity].status != "accepted":
        return []
    hours = world.luck.between(16, 22, "return.travel", entity)
    return [ReturnPosted(case=entity), Scheduled(due=world.now + hours * HOUR, name="return.arrived", entity=entity)]


@book.fires("return.arrived", "退货到达", "The return arrives")
def arrived(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The box is there, closed; the limit for the refund runs."""
    days = world.of(Rulebook).number("refund.limit_days", world.now)
    due = world.now + days * 24 * HOUR
    return [ReturnArrived(case=entity), Scheduled(due=due, name="aftersale.refund_limit", entity=entity)]
