"""The cast of 11.1: orders of every sort, address changes, low-value requests, parcels in trouble, a rule change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.desks.logistics.parcels import ParcelShipped, Scan
from simulator.desks.logistics.undeliverable import CaseNature, DeliveryFailed
from simulator.desks.logistics.watch import Scorecard, ScorecardsKept
from simulator.desks.store.cash import exchange
from simulator.desks.store.notices import NoticeArrived
from simulator.desks.store.orders import AddressChanged, OrderNature, OrderPaid, OrderPlaced
from simulator.desks.store.shift import ServiceChanged, StockMoved
from simulator.kernel.messages import Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, parse
from simulator.market.carriers import JOURNEY, PLACES, ParcelFate
from simulator.market.cast import CastError, Stage, kind
from simulator.parts.carriage import Service
from simulator.parts.goods import Good, Line
from simulator.parts.people import Address, Market
from simulator.parts.thread import MessageArrived, MessageWants

Spec = Mapping[str, Any]


def freight(stage: Stage, level: str, goods: list[Good], market: Market) -> int:
    """What the buyer paid for freight: the dearest fitting service of the level and a little, as a .90 price."""
    prices = [
        s.price(goods, market.code)
        for s in stage.services.values()
        if s.level == (level or "standard") and s.takes(goods, market.code) is None
    ]
    cny = max(prices, default=5000) * 11 // 10
    minor = exchange(stage.rules, stage.start, cny, "CNY", market.currency)
    return minor if market.currency == "JPY" else minor // 100 * 100 + 90


def make_order(stage: Stage, spec: Spec, entity: str, *, minute: int, old: bool = False) -> OrderPlaced:
    """One order event. `goods` is a trait or a list of traits (one line each); `choice` the level or open."""
    market = stage.market(entity, spec)
    person = stage.person(entity, market, str(spec.get("language", "")))
    traits = spec.get("goods", "plain")
    lines = []
    items = []
    for i, trait in enumerate(traits if isinstance(traits, list | tuple) else [traits]):
        good = stage.good(str(trait), f"{entity}.{i}", market.code)
        quantity = stage.luck.between(1, 2, "quantity", f"{entity}.{i}") if trait in ("plain", "cheap") else 1
        # the buyer paid the list price less a seller's discount: the market value is the price paid
        off = stage.luck.between(0, 12, "discount", f"{entity}.{i}")
        price = 0 if spec.get("replacement") else good.price[market.code] * (100 - off) // 100
        lines.append(Line(sku=good.sku, quantity=quantity, price=price))
        items += [good] * quantity
    choice = "" if spec.get("choice", "open") == "open" else str(spec["choice"])
    days = stage.rules.number(f"promise.{choice or 'standard'}_days", minute, market.code)
    dispatch = stage.rules.number("ship.dispatch_hours", minute)
    return OrderPlaced(
        id=stage.order_id(), buyer=person.name, given=person.given, language=person.language, market=market.code,
        currency=market.currency, address=person.address, lines=tuple(lines),
        goods_paid=sum(line.price * line.quantity for line in lines),
        freight_paid=0 if spec.get("replacement") else freight(stage, choice, items, market), choice=choice,
        ship_by=minute + dispatch * HOUR, promised=minute + days * DAY, paid=spec.get("paid", "yes") == "yes",
        tax_number=person.tax_number, contactless=bool(spec.get("contactless", False)), old=old,
    )  # fmt: skip


@kind("order")
def order(stage: Stage, spec: Spec) -> None:
    """`count` orders: `choice`, `goods`, `paid` (yes, never, or a time at which the buyer pays), `when`, `market`, `name`."""
    for _ in range(int(spec.get("count", 1))):
        entity = stage.entity("order." + str(spec.get("name", spec.get("choice", "open"))))
        minute = stage.when(spec, entity)
        placed = make_order(stage, spec, entity, minute=minute)
        patience = stage.luck.between(8, 30, "truth.patience", entity) * HOUR
        stage.at(minute, placed, OrderNature(order=placed.id, patience=patience))
        paid = spec.get("paid", "yes")
        if paid not in ("yes", "never"):
            moment = stage.when({"when": paid}, entity + ".paid")
            hours = stage.rules.number("ship.dispatch_hours", moment)
            stage.at(moment, OrderPaid(order=placed.id, ship_by=moment + hours * HOUR))
        stage.orders[str(spec.get("name", "")) or entity] = placed
        if spec.get("restock"):
            _out_of_stock(stage, placed, entity, parse(str(spec["restock"])))


def _out_of_stock(stage: Stage, placed: OrderPlaced, entity: str, back: int) -> None:
    """The last item of an order is sold out at the opening and comes in later; the warehouse tells."""
    sku = placed.lines[-1].sku
    pieces = stage.stock[sku]
    stage.now(StockMoved(sku=sku, pieces=-pieces, why="sold out"))
    name = stage.goods[sku].name
    text = Text(
        "{name}（{sku}）到货 {n} 件，可以补发 {order}。",
        "{n} pieces of {name} ({sku}) came in; the rest of {order} can go.",
    ).fill(name=name, sku=sku, n=pieces, order=placed.id)
    stage.at(
        back,
        StockMoved(sku=sku, pieces=pieces, why="came in"),
        MessageArrived(
            thread=f"W-in-{placed.id}", who="warehouse", name="仓库 Warehouse", text=text.zh, gist=text, language="zh",
            subject=Text("到货", "Goods in"), order=placed.id, answer=False,
        ),
    )  # fmt: skip


def _letter(
    stage: Stage,
    placed: OrderPlaced,
    topic: str,
    entity: str,
    subject: Text,
    *,
    minute: int,
    hours: int,
    thread: str = "",
    card: Text | None = None,
    **places: str,
) -> list[Any]:
    text = stage.say(topic, entity, order=placed.id, buyer=placed.given, country=placed.market, **places)
    if card is not None:
        text = Text(f"{text.zh}\n{card.zh}", f"{text.en}\n{card.en}")
    return [
        MessageArrived(
            thread=thread or f"T-{placed.id}", who="buyer", name=placed.buyer, text=text.of("zh" if placed.language == "zh" else "en"),
            gist=text, language=placed.language, subject=subject, order=placed.id, due=minute + hours * HOUR,
        ),
        MessageWants(thread=thread or f"T-{placed.id}", topic=topic, args={"order": placed.id}),
    ]  # fmt: skip


def _named(stage: Stage, spec: Spec) -> OrderPlaced:
    name = str(spec["order"])
    if name not in stage.orders:
        raise CastError(f"no order named {name!r} stands before this entry")
    found: OrderPlaced = stage.orders[name]
    return found


@kind("address_change")
def address_change(stage: Stage, spec: Spec) -> None:
    """The buyer of a named `order` writes that the address has changed; the order record keeps the old one."""
    from simulator.market.people import move

    placed = _named(stage, spec)
    entity = stage.entity("address_change")
    minute = stage.when(spec, entity)
    market = stage.markets[placed.market]
    person = stage.person(entity, market)
    fresh = move(stage.luck, market, msgspec.structs.replace(person, name=placed.buyer, address=placed.address), entity)
    fresh = msgspec.structs.replace(fresh, name=placed.address.name, phone=placed.address.phone)
    stage.at(
        minute,
        AddressChanged(order=placed.id, address=fresh),
        *_letter(
            stage, placed, "address.change", entity, Text("改地址", "Change of address"), minute=minute, hours=12,
            street=fresh.street, city=fresh.city, postcode=fresh.postcode,
            # the platform adds the address as it would be typed, so that nobody has to guess where the street ends
            card=Text(
                f"街道：{fresh.street}\n城市：{fresh.city}\n邮编：{fresh.postcode}",
                f"Street: {fresh.street}\nCity: {fresh.city}\nPost code: {fresh.postcode}",
            ),
        ),
    )  # fmt: skip


@kind("declare_low")
def declare_low(stage: Stage, spec: Spec) -> None:
    """Someone asks to declare untruly: `by` buyer, gift or colleague, about a named `order`."""
    placed = _named(stage, spec)
    entity = stage.entity("declare_low")
    minute = stage.when(spec, entity)
    low = f"{placed.currency} {10 if placed.currency != 'JPY' else 1000}"
    by = str(spec.get("by", "buyer"))
    if by == "colleague":
        text = stage.say(
            "declare.low.colleague", entity, order=placed.id, low=low, colleague="Chen Yu", item=placed.lines[0].sku
        )
        thread = f"C-{placed.id}"
        stage.at(
            minute,
            MessageArrived(
                thread=thread, who="colleague", name="陈宇 Chen Yu", text=text.zh, gist=text, language="zh",
                subject=Text("申报价值", "Declared value"), order=placed.id, due=minute + 24 * HOUR,
            ),
            MessageWants(thread=thread, topic="declare.low", args={"order": placed.id}),
        )  # fmt: skip
        return
    topic = "declare.gift" if by == "gift" else "declare.low"
    item = stage.goods[placed.lines[0].sku].name.en
    stage.at(
        minute,
        *_letter(
            stage,
            placed,
            topic,
            entity,
            Text("申报", "Customs"),
            minute=minute,
            hours=24,
            low=low,
            item=item,
            amount=low,
        ),
    )


@kind("sender_phone")
def sender_phone(stage: Stage, spec: Spec) -> None:
    """The warehouse tells that the sender's phone in the profile is wrong for one named `order`, and gives the right one."""
    placed = _named(stage, spec)
    entity = stage.entity("sender_phone")
    minute = stage.when(spec, entity)
    digits = stage.luck.between(1000, 9999, "phone", entity)
    phone = f"+86 579 8555 {digits}"
    text = stage.say("phone.wrong.notice", entity, order=placed.id, phone=phone, warehouse="义乌")
    thread = f"W-{placed.id}"
    stage.at(
        minute,
        MessageArrived(
            thread=thread, who="warehouse", name="仓库 Warehouse", text=text.zh, gist=text, language="zh",
            subject=Text("寄件电话", "Sender's phone"), order=placed.id, due=minute + 24 * HOUR,
        ),
        MessageWants(thread=thread, topic="sender.phone", args={"order": placed.id, "phone": phone}),
    )  # fmt: skip


# -- parcels that were on their way before the shift ----------------------------------------------------------


def _old_parcel(stage: Stage, spec: Spec, entity: str, *, days_ago: int, steps: int) -> tuple[OrderPlaced, str]:
    minute = stage.start - (days_ago + 1) * DAY
    placed = make_order(stage, {"choice": "standard", "goods": "middle", **spec}, entity, minute=minute, old=True)
    goods = [stage.goods[line.sku] for line in placed.lines]
    fit = [
        s
        for s in stage.services.values()
        if s.level == (placed.choice or "standard") and s.takes(goods, placed.market) is None
    ]
    service: Service = stage.luck.pick(sorted(fit, key=lambda s: s.id), "old.service", entity)
    digits = stage.luck.between(100_000_000, 999_999_999, "tracking", entity)
    handed = stage.start - days_ago * DAY
    scans = tuple(
        Scan(minute=handed + i * 26 * HOUR, step=name, place=PLACES[i], text=text)
        for i, (name, _, text) in enumerate(JOURNEY[:steps])
    )
    parcel = f"{placed.id}-1"
    stage.now(
        placed,
        OrderNature(order=placed.id, patience=48 * HOUR),
        ParcelShipped(
            parcel=parcel, order=placed.id, lines=placed.lines, service=service.id, tracking=f"{service.prefix}{digits}CN",
            insured=False, handed=handed, recipient=placed.address, scans=scans,
        ),
    )  # fmt: skip
    return placed, parcel


@kind("stalled")
def stalled(stage: Stage, spec: Spec) -> None:
    """`count` old parcels without a scan for days: `fate` stalled (a trace finds them) or lost."""
    for _ in range(int(spec.get("count", 1))):
        entity = stage.entity("stalled." + str(spec.get("fate", "stalled")))
        placed, parcel = _old_parcel(stage, spec, entity, days_ago=9, steps=2)
        stage.now(ParcelFate(parcel=parcel, fate=str(spec.get("fate", "stalled"))))
        stage.orders[entity] = placed


@kind("undeliverable")
def undeliverable(stage: Stage, spec: Spec) -> None:
    """An old parcel cannot be delivered: `cause`, `answer` of the buyer when contacted (address, pickup, refuse, none)."""
    entity = stage.entity("undeliverable." + str(spec.get("name", spec.get("cause", "refused"))))
    placed, parcel = _old_parcel(stage, spec, entity, days_ago=8, steps=4)
    minute = stage.when(spec, entity)
    days = stage.rules.number("undeliverable.decide_days", minute)
    goods = [stage.goods[line.sku] for line in placed.lines for _ in range(line.quantity)]
    cost = sum(good.cost for good in goods)
    # what a returned good is worth to the store: its replacement cost
    cause = str(spec.get("cause", "refused"))
    case = f"U-{placed.id}"
    text = stage.say("undeliverable.notice." + cause, entity, order=placed.id, tracking="", carrier="", city=placed.address.city,
                     days=str(days), fee="", street=placed.address.street, postcode=placed.address.postcode, country=placed.market,
                     amount="", date="")  # fmt: skip
    thread = f"K-{placed.id}"
    answer = str(spec.get("answer", "none"))
    address: Address | None = None
    if answer == "address":
        address = msgspec.structs.replace(placed.address, street=placed.address.street + " b")
    stage.at(
        minute,
        DeliveryFailed(
            case=case, parcel=parcel, cause=cause, decide_by=minute + days * DAY,
            return_fee=stage.rules.number("undeliverable.return_fee", minute, placed.market),
            destroy_fee=stage.rules.number("undeliverable.destroy_fee", minute, placed.market),
            redeliver_fee=stage.rules.number("undeliverable.redeliver_fee", minute, placed.market),
            storage_per_day=stage.rules.number("storage.fee_per_day", minute), value=cost,
            destroy_allowed=bool(spec.get("destroy_allowed", True)),
        ),
        CaseNature(case=case, answer="" if answer == "none" else answer, address=address),
        MessageArrived(
            thread=thread, who="carrier", name="承运商 Carrier", text=text.zh, gist=text, language="zh",
            subject=Text("投递失败", "Undeliverable"), order=placed.id, answer=False,
        ),
    )  # fmt: skip


@kind("scorecards")
def scorecards(stage: Stage, spec: Spec) -> None:
    """Last month's delivery record of the services, on which the monthly review stands."""
    cards = []
    for service in sorted(stage.services.values(), key=lambda s: s.id)[: int(spec.get("count", 4))]:
        parcels = stage.luck.between(40, 90, "card.parcels", service.id)
        share = stage.luck.pick((97, 91, 84, 72), "card.share", service.id)
        cards.append(
            Scorecard(
                service=service.id, parcels=parcels, on_time=parcels * share // 100,
                lost=stage.luck.between(0, 2, "card.lost", service.id), damaged=stage.luck.between(0, 3, "card.damaged", service.id),
            )
        )  # fmt: skip
    stage.now(ScorecardsKept(cards=tuple(cards)))


@kind("battery_rule")
def battery_rule(stage: Stage, spec: Spec) -> None:
    """A carrier stops taking batteries on a service from a date on: a notice comes first, then it is in force."""
    force = parse(str(spec["force"]))
    told = parse(str(spec["when"]))
    service = stage.services[str(spec["service"])]
    stage.at(
        told,
        NoticeArrived(
            id=f"N-{service.id}", sender=service.carrier, force=force,
            title=Text(f"{service.name.zh}停收含锂电池货物", f"{service.name.en} stops taking lithium batteries"),
            body=Text(
                f"自 {spec['force']} 起，{service.name.zh}（{service.id}）不再收运任何含锂电池货物，已下单未交运的将被退回。",
                f"From {spec['force']} on, {service.name.en} ({service.id}) takes no goods with lithium batteries; "
                "what has not been handed over by then will be sent back.",
            ),
        ),
    )  # fmt: skip
    stage.at(force, ServiceChanged(service=service.id, battery=("none",)))


@kind("sales")
def sales(stage: Stage, spec: Spec) -> None:
    """The overseas warehouse sells every evening; account health decides how much."""
    minor = int(spec.get("minor", 20_000))
    args: dict[str, int | str] = {"minor": minor, "currency": "CNY", "days": int(spec.get("days", 3))}
    stage.now(Scheduled(due=stage.start // DAY * DAY + 20 * HOUR, name="sales.day", entity="overseas", args=args))
