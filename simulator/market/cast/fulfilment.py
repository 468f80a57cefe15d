"""The cast of 11.1: orders of every sort, address changes, low-value requests, parcels in trouble, a rule change."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from simulator.desks.logistics.parcels import ParcelShipped, Scan
from simulator.desks.logistics.undeliverable import CaseNature, DeliveryFailed
from simulator.desks.logistics.watch import Scorecard, ScorecardsKept
from simulator.desks.store.cash import exchange
from simulator.desks.store.notices import NoticeArrived
from simulator.desks.store.orders import AddressChanged, OrderNature, OrderPaid, OrderPlaced
from simulator.desks.store.shift import ServiceChanged, StockMoved
from simulator.kernel.messages import Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, parse
from simulator.market.carriers import JOURNEY, PLACES, ParcelFate
from simulator.market.cast import CastError, Stage
from simulator.market.cast.entry import MOMENT, NAME, Arrival, Entry, Language, Moment, kind
from simulator.parts.carriage import Service
from simulator.parts.goods import Good, Line
from simulator.parts.people import Address, Market
from simulator.parts.thread import MessageArrived, MessageWants

Choice = Literal["open", "express", "standard", "economy"]
Trait = Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
# no pattern here: msgspec 0.22 crashes when it frees a type that is a text with a pattern or a list (tests/packs_check)
Traits = Trait | Annotated[tuple[Trait, ...], msgspec.Meta(min_length=1, max_length=6)]
Name = Annotated[
    str, info("名字", "Name", help=Text("供后面的条目引用", "for later entries to refer to"), pattern=NAME)
]
NamedOrder = Annotated[
    str, info("订单", "Order", help=Text("前面某个订单条目的 name", "the `name` of an order entry that stands before"))
]
MarketCode = Annotated[
    str, info("市场", "Market", help=Text("国家代码；不写则由种子决定", "country code; left out, the seed decides"))
]
Writes = Annotated[
    Language, info("语言", "Language", help=Text("zh：用中文写信的买家", "zh: a buyer who writes Chinese"))
]
Buyer = Annotated[
    str,
    info(
        "买家", "Buyer", help=Text("people.yaml 中的人；不写则生成", "a person of people.yaml; left out, one is made")
    ),
]


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


def make_order(
    stage: Stage, entity: str, *, minute: int, goods: Traits = "plain", choice: Choice = "open", market: str = "",
    language: str = "", buyer: str = "", paid: bool = True, replacement: bool = False, contactless: bool = False,
    old: bool = False,
) -> OrderPlaced:  # fmt: skip
    """One order event. `goods` is a trait or several (one line each); `choice` the level, or open."""
    place = stage.market(entity, stage.own.people[buyer].market if buyer else market)
    person = stage.person(entity, place, language, buyer)
    lines = []
    items = []
    for i, trait in enumerate((goods,) if isinstance(goods, str) else goods):
        good = stage.good(trait, f"{entity}.{i}", place.code)
        quantity = stage.luck.between(1, 2, "quantity", f"{entity}.{i}") if trait in ("plain", "cheap") else 1
        # the buyer paid the list price less a seller's discount: the market value is the price paid
        off = stage.luck.between(0, 12, "discount", f"{entity}.{i}")
        price = 0 if replacement else good.price[place.code] * (100 - off) // 100
        lines.append(Line(sku=good.sku, quantity=quantity, price=price))
        items += [good] * quantity
        if not old:
            stage.reserve(good.sku, quantity)
    level = "" if choice == "open" else choice
    days = stage.rules.number(f"promise.{level or 'standard'}_days", minute, place.code)
    dispatch = stage.rules.number("ship.dispatch_hours", minute)
    return OrderPlaced(
        id=stage.order_id(), buyer=person.name, given=person.given, language=person.language, market=place.code,
        currency=place.currency, address=person.address, lines=tuple(lines),
        goods_paid=sum(line.price * line.quantity for line in lines),
        freight_paid=0 if replacement else freight(stage, level, items, place), choice=level,
        ship_by=minute + dispatch * HOUR, promised=minute + days * DAY, paid=paid,
        tax_number=person.tax_number, contactless=contactless, old=old,
    )  # fmt: skip


class OrderEntry(Arrival, frozen=True, kw_only=True, tag="order"):
    """An order of a buyer."""

    name: Name = ""
    choice: Annotated[Choice, info("买家选的物流", "Service level", help=Text(
        "express、standard、economy；open：由卖家定", "express, standard, economy; open: left to the seller"))] = "open"  # fmt: skip
    goods: Annotated[Traits, info("货物", "Goods", help=Text(
        "货物特征，一行一个：any plain battery power liquid fragile cheap middle dear，或 goods.yaml 里的 tags",
        "a trait for each line: any plain battery power liquid fragile cheap middle dear, or a tag of goods.yaml"))] = "plain"  # fmt: skip
    paid: Annotated[str, info("付款", "Paid", help=Text(
        "yes、never，或付款的时刻", "yes, never, or the moment of payment"), pattern=rf"^(yes|never|{MOMENT})$")] = "yes"  # fmt: skip
    market: MarketCode = ""
    language: Writes = ""
    buyer: Buyer = ""
    contactless: Annotated[bool, info("无接触交付", "Contactless", "flag")] = False
    replacement: Annotated[bool, info("补发", "Replacement", "flag", help=Text(
        "补发件：没有付款", "sent again: nothing is paid"))] = False  # fmt: skip
    restock: Annotated[Moment | None, info("到货", "Restock", "minute", help=Text(
        "最后一件商品缺货，到这个时刻才到货", "its last item is sold out until this moment"))] = None  # fmt: skip


@kind(
    OrderEntry, group="arrival", title=Text("订单", "Orders"),
    about=Text("买家下的订单；一行一件商品。", "Orders of buyers, one line for each item."),
)  # fmt: skip
def order(stage: Stage, spec: OrderEntry, i: int) -> None:
    """One order, with the payment that follows and what is sold out."""
    entity = stage.entity("order." + (spec.name or spec.choice))
    minute = stage.when(spec.moments(), entity)
    placed = make_order(
        stage, entity, minute=minute, goods=spec.goods, choice=spec.choice, market=spec.market, language=spec.language,
        buyer=spec.buyer, paid=spec.paid == "yes", replacement=spec.replacement, contactless=spec.contactless,
    )  # fmt: skip
    patience = stage.luck.between(8, 30, "truth.patience", entity) * HOUR
    stage.at(minute, placed, OrderNature(order=placed.id, patience=patience))
    if spec.paid not in ("yes", "never"):
        moment = stage.when(spec.paid, entity + ".paid")
        hours = stage.rules.number("ship.dispatch_hours", moment)
        stage.at(moment, OrderPaid(order=placed.id, ship_by=moment + hours * HOUR))
    stage.orders[spec.name or entity] = placed
    if spec.restock is not None:
        _out_of_stock(stage, placed, entity, parse(spec.restock))


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


def _named(stage: Stage, name: str) -> OrderPlaced:
    if name not in stage.orders:
        raise CastError(f"no order named {name!r} stands before this entry")
    found: OrderPlaced = stage.orders[name]
    return found


class AddressChangeEntry(Arrival, frozen=True, kw_only=True, tag="address_change"):
    """A buyer moves."""

    order: NamedOrder


@kind(
    AddressChangeEntry, group="trap", title=Text("买家改地址", "Change of address"),
    about=Text(
        "某个订单的买家来信改地址；订单记录里仍是旧的。",
        "The buyer of a named order writes that the address has changed; the order record keeps the old one.",
    ),
)  # fmt: skip
def address_change(stage: Stage, spec: AddressChangeEntry, i: int) -> None:
    """The letter, and the address that is right from now on."""
    from simulator.market.people import move

    placed = _named(stage, spec.order)
    entity = stage.entity("address_change")
    minute = stage.when(spec.moments(), entity)
    market = stage.markets[placed.market]
    person = stage.person(entity, market)
    here = msgspec.structs.replace(person, name=placed.buyer, address=placed.address)
    fresh = move(stage.luck, market, here, entity, stage.own.regions.get(market.code))
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


class DeclareLowEntry(Arrival, frozen=True, kw_only=True, tag="declare_low"):
    """Somebody asks for an untrue declaration."""

    order: NamedOrder
    by: Annotated[Literal["buyer", "gift", "colleague"], info("谁", "Who", help=Text(
        "buyer：买家要求低报；gift：买家要求写礼品；colleague：同事要求低报",
        "buyer: wants a lower value; gift: wants it called a gift; colleague: a colleague wants a lower value"))] = "buyer"  # fmt: skip


@kind(
    DeclareLowEntry, group="trap", title=Text("要求虚假申报", "Untrue declaration asked for"),
    about=Text("有人请店铺对某个订单低报货值或写成礼品。", "Someone asks to declare a named order too low, or as a gift."),
)  # fmt: skip
def declare_low(stage: Stage, spec: DeclareLowEntry, i: int) -> None:
    """The letter that asks."""
    placed = _named(stage, spec.order)
    entity = stage.entity("declare_low")
    minute = stage.when(spec.moments(), entity)
    low = f"{placed.currency} {10 if placed.currency != 'JPY' else 1000}"
    if spec.by == "colleague":
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
    topic = "declare.gift" if spec.by == "gift" else "declare.low"
    item = stage.goods[placed.lines[0].sku].name.en
    stage.at(
        minute,
        *_letter(
            stage, placed, topic, entity, Text("申报", "Customs"), minute=minute, hours=24, low=low, item=item, amount=low,
        ),
    )  # fmt: skip


class SenderPhoneEntry(Arrival, frozen=True, kw_only=True, tag="sender_phone"):
    """The sender's phone number is wrong."""

    order: NamedOrder


@kind(
    SenderPhoneEntry, group="trap", title=Text("寄件电话有误", "Wrong sender's phone"),
    about=Text(
        "仓库告知：资料里的寄件电话对某个订单不对，应为另一个。",
        "The warehouse tells that the sender's phone in the profile is wrong for a named order, and gives the right one.",
    ),
)  # fmt: skip
def sender_phone(stage: Stage, spec: SenderPhoneEntry, i: int) -> None:
    """The warehouse's note."""
    placed = _named(stage, spec.order)
    entity = stage.entity("sender_phone")
    minute = stage.when(spec.moments(), entity)
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


class OldParcel(Arrival, frozen=True, kw_only=True, tag="old"):
    """What entries about parcels sent before the shift have in common."""

    goods: Annotated[Traits, info("货物", "Goods", help=Text("同订单", "as for orders"))] = "middle"
    market: MarketCode = ""
    language: Writes = ""


def _old_parcel(stage: Stage, spec: OldParcel, entity: str, *, days_ago: int, steps: int) -> tuple[OrderPlaced, str]:
    minute = stage.start - (days_ago + 1) * DAY
    placed = make_order(
        stage, entity, minute=minute, goods=spec.goods, choice="standard", market=spec.market, language=spec.language, old=True
    )  # fmt: skip
    goods = [stage.goods[line.sku] for line in placed.lines]
    fit = [
        s
        for s in stage.services.values()
        if s.level == (placed.choice or "standard") and s.takes(goods, placed.market) is None
    ]
    if not fit:
        raise CastError(f"no service takes the goods of {placed.id} to {placed.market}")
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


class StalledEntry(OldParcel, frozen=True, kw_only=True, tag="stalled"):
    """A parcel stands still."""

    fate: Annotated[Literal["stalled", "lost"], info("下落", "Fate", help=Text(
        "stalled：查件后找到；lost：丢失", "stalled: a trace finds it; lost: it is lost"))] = "stalled"  # fmt: skip


@kind(
    StalledEntry, group="trap", title=Text("停滞包裹", "Stalled parcels"),
    about=Text("开店前发出、多日没有扫描的包裹。", "Parcels sent before the shift that were not scanned for days."),
)  # fmt: skip
def stalled(stage: Stage, spec: StalledEntry, i: int) -> None:
    """An old parcel without a scan for days."""
    entity = stage.entity("stalled." + spec.fate)
    placed, parcel = _old_parcel(stage, spec, entity, days_ago=9, steps=2)
    stage.now(ParcelFate(parcel=parcel, fate=spec.fate))
    stage.orders[entity] = placed


class UndeliverableEntry(OldParcel, frozen=True, kw_only=True, tag="undeliverable"):
    """A parcel cannot be delivered."""

    name: Name = ""
    cause: Annotated[Literal["address", "absent", "refused", "duty"], info("原因", "Cause")] = "refused"
    answer: Annotated[Literal["address", "pickup", "refuse", "none"], info("买家的回音", "Buyer's answer", help=Text(
        "联系之后：address 给新地址；pickup 自取；refuse 不要了；none 没有回音",
        "when contacted: address gives a new one; pickup collects it; refuse does not want it; none never answers"))] = "none"  # fmt: skip
    destroy_allowed: Annotated[bool, info("可销毁", "May be destroyed", "flag")] = True


@kind(
    UndeliverableEntry, group="trap", title=Text("投递失败", "Undeliverable parcels"),
    about=Text(
        "开店前发出的包裹投递失败：重派、退回还是销毁，要在期限内定。",
        "A parcel sent before the shift cannot be delivered: again, back or destroyed, to be decided within a limit.",
    ),
)  # fmt: skip
def undeliverable(stage: Stage, spec: UndeliverableEntry, i: int) -> None:
    """The case, its hidden nature, and the carrier's note."""
    entity = stage.entity("undeliverable." + (spec.name or spec.cause))
    placed, parcel = _old_parcel(stage, spec, entity, days_ago=8, steps=4)
    minute = stage.when(spec.moments(), entity)
    days = stage.rules.number("undeliverable.decide_days", minute)
    goods = [stage.goods[line.sku] for line in placed.lines for _ in range(line.quantity)]
    cost = sum(good.cost for good in goods)
    # what a returned good is worth to the store: its replacement cost
    cause = spec.cause
    case = f"U-{placed.id}"
    text = stage.say("undeliverable.notice." + cause, entity, order=placed.id, tracking="", carrier="", city=placed.address.city,
                     days=str(days), fee="", street=placed.address.street, postcode=placed.address.postcode, country=placed.market,
                     amount="", date="")  # fmt: skip
    thread = f"K-{placed.id}"
    answer = spec.answer
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
            destroy_allowed=spec.destroy_allowed,
        ),
        CaseNature(case=case, answer="" if answer == "none" else answer, address=address),
        MessageArrived(
            thread=thread, who="carrier", name="承运商 Carrier", text=text.zh, gist=text, language="zh",
            subject=Text("投递失败", "Undeliverable"), order=placed.id, answer=False,
        ),
    )  # fmt: skip


class ScorecardsEntry(Entry, frozen=True, kw_only=True, tag="scorecards"):
    """Last month's records of services."""

    count: Annotated[int, info("几个服务", "How many services", "int", ge=1, le=40)] = 4


@kind(
    ScorecardsEntry, group="scene", title=Text("上月时效记录", "Last month's scorecards"),
    about=Text("供月度评审的承运服务记录。", "The delivery record of services on which the monthly review stands."),
)  # fmt: skip
def scorecards(stage: Stage, spec: ScorecardsEntry, i: int) -> None:
    """One card for each of the first services."""
    cards = []
    for service in sorted(stage.services.values(), key=lambda s: s.id)[: spec.count]:
        parcels = stage.luck.between(40, 90, "card.parcels", service.id)
        share = stage.luck.pick((97, 91, 84, 72), "card.share", service.id)
        cards.append(
            Scorecard(
                service=service.id, parcels=parcels, on_time=parcels * share // 100,
                lost=stage.luck.between(0, 2, "card.lost", service.id), damaged=stage.luck.between(0, 3, "card.damaged", service.id),
            )
        )  # fmt: skip
    stage.now(ScorecardsKept(cards=tuple(cards)))


class BatteryRuleEntry(Entry, frozen=True, kw_only=True, tag="battery_rule"):
    """A carrier stops taking batteries."""

    service: Annotated[str, info("服务", "Service", help=Text("服务编号", "id of a service"))]
    when: Annotated[Moment, info("通知", "Told", "minute")]
    force: Annotated[Moment, info("生效", "In force", "minute")]


@kind(
    BatteryRuleEntry, group="rule", title=Text("停收含电池货", "No more batteries"),
    about=Text(
        "某项服务自某日起停收含锂电池货物：先来通知，再生效。",
        "A service stops taking lithium batteries from a date on: a notice comes first, then it is in force.",
    ),
)  # fmt: skip
def battery_rule(stage: Stage, spec: BatteryRuleEntry, i: int) -> None:
    """The notice and the change."""
    force, told = parse(spec.force), parse(spec.when)
    service = stage.services[spec.service]
    stage.at(
        told,
        NoticeArrived(
            id=f"N-{service.id}", sender=service.carrier, force=force,
            title=Text(f"{service.name.zh}停收含锂电池货物", f"{service.name.en} stops taking lithium batteries"),
            body=Text(
                f"自 {spec.force} 起，{service.name.zh}（{service.id}）不再收运任何含锂电池货物，已下单未交运的将被退回。",
                f"From {spec.force} on, {service.name.en} ({service.id}) takes no goods with lithium batteries; "
                "what has not been handed over by then will be sent back.",
            ),
        ),
    )  # fmt: skip
    stage.at(force, ServiceChanged(service=service.id, battery=("none",)))


class SalesEntry(Entry, frozen=True, kw_only=True, tag="sales"):
    """Sales of the overseas warehouse."""

    minor: Annotated[int, info("每天销售额", "Sales a day", "money", currency="CNY", ge=0, le=100_000_000)] = 20_000
    days: Annotated[int, info("天数", "Days", "int", ge=1, le=120)] = 3


@kind(
    SalesEntry, group="scene", title=Text("海外仓销售", "Sales overseas"),
    about=Text(
        "海外仓每晚入账，多少看账户健康。", "The overseas warehouse sells every evening; account health decides how much."
    ),
)  # fmt: skip
def sales(stage: Stage, spec: SalesEntry, i: int) -> None:
    """The first evening; each calls the next."""
    args: dict[str, int | str] = {"minor": spec.minor, "currency": "CNY", "days": spec.days}
    stage.now(Scheduled(due=stage.start // DAY * DAY + 20 * HOUR, name="sales.day", entity="overseas", args=args))
