"""Customs samples by risk: low values and vague names are looked at more often; what is untrue is held and fined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.logistics.parcels import Parcel, Parcels, ParcelScanned, goods_value, order_of
from simulator.desks.store.cash import CashMoved, written
from simulator.desks.store.health import HealthMoved
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.kernel.world import World
from simulator.market.carriers import leg
from simulator.market.data import is_vague
from simulator.parts.rulebook import Rulebook

book = Book()


class CustomsHeld(Event, frozen=True, kw_only=True, tag="customs.held"):
    """Customs holds a parcel, and why."""

    parcel: str
    why: Text
    days: int


class CustomsReleased(Event, frozen=True, kw_only=True, tag="customs.released"):
    """Customs lets a parcel go on."""

    parcel: str


book.event(
    "海关扣留 {parcel}：{why}（{days} 天）", "Customs holds {parcel}: {why} ({days} days)", news=True, reveals=True
)(CustomsHeld)
book.event("海关放行 {parcel}", "Customs released {parcel}", reveals=True)(CustomsReleased)


@book.applies(CustomsHeld)
def _held(world: World, e: CustomsHeld) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.state = "held"
    parcel.did("held", world)


@book.applies(CustomsReleased)
def _released(world: World, e: CustomsReleased) -> None:
    parcel = world.of(Parcels).by_id[e.parcel]
    parcel.state = "transit"
    parcel.did("released", world)


def suspicion(world: World, parcel: Parcel) -> tuple[str, Text]:
    """What a look at the box would find: `value`, `gift`, `vague` or nothing, with the sentence that says it."""
    declared = parcel.declaration
    if declared is None:
        return "", Text("", "")
    order = order_of(world, parcel)
    rules = world.of(Rulebook)
    value = goods_value(world, order, parcel.lines)
    if declared.nature != "sale":
        return "gift", Text("销售货物申报为" + declared.nature, f"goods sold were declared as {declared.nature}")
    if declared.currency == order.currency and declared.value * 10_000 < value * rules.number(
        "customs.low_ratio_bp", world.now
    ):
        return "value", Text("申报 {d}，成交 {v}", "declared {d}, sold for {v}").fill(
            d=written(declared.value, declared.currency), v=written(value, order.currency)
        )
    if is_vague(declared.name_en) or is_vague(declared.name_zh):
        return "vague", Text("品名笼统", "the goods name says nothing")
    return "", Text("", "")


@book.fires("customs.clear", "海关放行或查验", "Customs clears or inspects")
def clear(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Clear, or look: the chance of a look is dated data, and one order's luck is the same for everybody."""
    parcel = world.of(Parcels).by_id[entity]
    rules = world.of(Rulebook)
    kind, why = suspicion(world, parcel)
    chance = rules.number(
        {"": "customs.inspect_bp", "vague": "customs.inspect_vague_bp"}.get(kind, "customs.inspect_low_bp"), world.now
    )
    step = int(args["step"]) + 1
    start, total, extra = int(args["start"]), int(args["total"]), int(args["extra"])
    if not kind or not world.luck.chance(chance, "customs", parcel.order):
        return list(leg(entity, step, start, total, extra))
    days = rules.number("customs.vague_delay_days" if kind == "vague" else "customs.hold_days", world.now)
    events: list[Event] = [CustomsHeld(parcel=entity, why=why, days=days)]
    if kind != "vague":
        fine = rules.number("customs.fine", world.now)
        events.append(
            CashMoved(minor=-fine, currency="CNY", why=Text("海关罚款", "customs fine"), ref=entity, kind="fine")
        )
        points = rules.number("health.customs", world.now)
        events.append(
            HealthMoved(
                points=points, why=Text("申报不实被海关扣留", "held by customs for an untrue declaration"), ref=entity
            )
        )
    return [*events, *_release(world, entity, step, start, total, extra + days * DAY, days)]


def _release(world: World, entity: str, step: int, start: int, total: int, extra: int, days: int) -> list[Event]:
    args = {"step": step, "start": start, "total": total, "extra": extra}
    return [Scheduled(due=world.now + days * DAY, name="customs.release", entity=entity, args=dict(args))]


@book.fires("customs.release", "海关放行扣留件", "Customs releases the parcel")
def release(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """After the hold the parcel goes on where it stood."""
    text = Text("海关放行", "released by customs")
    go_on = leg(entity, int(args["step"]), int(args["start"]), int(args["total"]), int(args["extra"]))
    return [
        CustomsReleased(parcel=entity),
        ParcelScanned(parcel=entity, step="released", place="import hub", text=text),
        *go_on,
    ]
