"""Shoppers: they answer when written to, and they review what reached them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.logistics.parcels import Parcels
from simulator.desks.logistics.undeliverable import CaseTruth, Undeliverable
from simulator.desks.store.health import HealthMoved, Rated
from simulator.desks.store.orders import OrderDelivered, Orders
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR
from simulator.kernel.world import World
from simulator.market.carriers import ParcelDamaged, ParcelMisdelivered
from simulator.market.platform import health
from simulator.market.wording import wordings
from simulator.parts.thread import MessageArrived, MessageSent, MessageWants, Threads

book = Book()


def say(world: World, topic: str, entity: str, **places: str) -> Text:
    """One of the phrases of a topic, filled, picked by luck."""
    return world.luck.pick(wordings(world, topic), "phrase." + topic, entity).fill(**places)


@book.reacts(MessageSent)
def written_to(world: World, e: MessageSent) -> list[Event]:
    """A buyer whose parcel could not be delivered answers the first letter within 3 to 9 hours, or never."""
    thread = world.of(Threads).by_id[e.thread]
    if thread.who != "buyer" or not thread.order:
        return []
    truth = world.of(CaseTruth)
    for case in world.of(Undeliverable).by_id.values():
        if case.order == thread.order and truth.answer.get(case.id) and "contacted" not in case.times:
            hours = world.luck.between(3, 9, "truth.answer", case.id)
            return [
                Scheduled(
                    due=world.now + hours * HOUR, name="buyer.answers_case", entity=case.id, args={"thread": e.thread}
                )
            ]
    return []


@book.fires("buyer.answers_case", "买家答复派送问题", "The buyer answers about a failed delivery")
def answers_case(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The buyer's answer about a parcel that could not be delivered."""
    case = world.of(Undeliverable).by_id[entity]
    truth = world.of(CaseTruth)
    order = world.of(Orders).by_id[case.order]
    if "answered" in case.times:
        return []
    answer = truth.answer[entity]
    address = truth.address.get(entity, order.address)
    text = say(
        world, "undeliverable.buyer_answer." + answer, entity, order=order.id, street=address.street, city=address.city,
        postcode=address.postcode, buyer=order.given, country=order.market, phone=address.phone,
    )  # fmt: skip
    return [
        MessageArrived(
            thread=str(args["thread"]), who="buyer", name=order.buyer, text=text.of("zh" if order.language == "zh" else "en"),
            gist=text, language=order.language, order=order.id, answer=False,
        ),
        MessageWants(thread=str(args["thread"]), topic="undeliverable." + answer),
    ]  # fmt: skip


@book.reacts(OrderDelivered)
def delivered(world: World, e: OrderDelivered) -> list[Event]:
    """Half of the buyers review; what they write follows from what reached them and when."""
    order = world.of(Orders).by_id[e.order]
    if order.old or not world.luck.chance(6000, "reviews", e.order):
        return []
    return [Scheduled(due=world.now + 20 * HOUR, name="review", entity=e.order)]


@book.fires("review", "买家评价", "The buyer's review")
def review(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """A public review: late or broken goods cost stars."""
    order = world.of(Orders).by_id[entity]
    parcels = world.of(Parcels).of_order(entity)
    late = max((p.times.get("scan:delivered", 0) for p in parcels), default=0) > order.promised
    broken = any(p.damaged for p in parcels)
    cause = "damaged" if broken else "late" if late else "fast"
    stars = {"damaged": 2, "late": 3, "fast": 5}[cause]
    topic = {"damaged": "review.negative.damaged", "late": "review.negative.late", "fast": "review.positive.fast"}[
        cause
    ]
    text = say(world, topic, entity, **_places(order))
    events: list[Event] = [
        Rated(
            id=f"R-{entity}", order=entity, buyer=order.given, stars=stars, text=text.of("zh" if order.language == "zh" else "en"),
            gist=text, cause=cause,
        )
    ]  # fmt: skip
    points: HealthMoved = (
        health(world, "positive", "好评", "a good review", entity)
        if stars >= 4
        else health(world, "negative", "差评", "a bad review", entity)
    )
    return [*events, points]


def _places(order: Any) -> dict[str, str]:
    return {
        "order": order.id, "buyer": order.given, "item": order.lines[0].sku, "carrier": "", "days": "", "date": "",
        "city": order.address.city, "amount": "", "agent": "", "country": order.market, "tracking": "",
    }  # fmt: skip


@book.reacts(ParcelMisdelivered, ParcelDamaged)
def wronged(world: World, e: ParcelMisdelivered | ParcelDamaged) -> list[Event]:
    """Goods that went to somebody else or arrived broken become a dispute."""
    order = world.of(Parcels).by_id[e.parcel].order
    return [health(world, "dispute", "买家发起纠纷", "the buyer opened a dispute", order)]
