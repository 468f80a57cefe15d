"""A store to try the interface with, made by hand: no pack, no generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simulator.sessions.attempt as sessions
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.notices import NoticeArrived
from simulator.desks.store.orders import OrderPlaced
from simulator.desks.store.shift import (
    AttemptOpened,
    GoodsListed,
    MarketsOpened,
    ServicesOffered,
    ShiftOpened,
)
from simulator.kernel.engine import Engine
from simulator.kernel.journal import MemoryJournal
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event, Scheduled
from simulator.kernel.text import Text
from simulator.market import data
from simulator.packs.model import Pack, Scenario, Task
from simulator.parts.goods import Line
from simulator.parts.people import Address
from simulator.parts.rulebook import RuleSet
from simulator.parts.thread import MessageArrived
from simulator.sessions.rules import RULES_VERSION, rules

START = 9 * 60

SCENARIO = Scenario(
    id="fake", title=Text("试开店", "A store to try"), brief=Text("试一试。", "Try it."), goal=Text("发完所有订单。", "Ship everything."),
    track="B2C", minutes=10, guided=False, practises=("11.1",), world={}, cast=(),
    tasks=(
        Task(id="select", requirement="11.1.1", title=Text("选中已付款、快到期的订单", "Select the orders that are paid and due"),
             hints=(Text("看“状态”和“发货剩余”两列。", "Look at the status and at the time left."),
                    Text("F2 打开订单，Space 选中，Enter 选中待发订单。", "F2 opens the orders, Space marks, Enter selects them.")),
             desk="orders", view="orders", command="orders.select"),
        Task(id="service", requirement="11.1.1", title=Text("选择与买家要求一致的物流", "Choose the service the buyer chose"),
             hints=(Text("先看买家选了什么。", "See first what the buyer chose."),), desk="orders", view="orders", command="service.choose"),
        Task(id="answer", requirement="9.2.1", title=Text("回复买家的咨询", "Answer the buyers"),
             hints=(Text("写清事实、金额和日期。", "State facts, amounts and dates."),), desk="service", view="threads", command="message.reply"),
    ),
    requirements=(), mistakes=(),
)  # fmt: skip

PACK = Pack(
    id="fake", version="0.0.1", digest="0" * 64, title=Text("试", "Try"), author="tests", path="", scenarios={"fake": SCENARIO}
)  # fmt: skip

PEOPLE = (
    ("Jürgen Klein", "Jürgen", "DE", "Lindenstraße 12", "Bremen", "28195", "+49 421 555010"),
    ("Marie Dubois", "Marie", "FR", "8 rue des Lilas", "Lyon", "69003", "+33 4 55 50 10 20"),
    ("Anna Rossi", "Anna", "IT", "Via Garibaldi 5", "Torino", "10122", "+39 011 5550 12"),
    ("王海燕", "海燕", "DE", "Hauptstr. 77", "Köln", "50667", "+49 221 555033"),
    ("John Smith", "John", "GB", "22 High Street", "Leeds", "LS1 4AP", "+44 113 555 0144"),
)


def order(n: int, ship_by: int, *, paid: bool = True, name: str = "") -> OrderPlaced:
    """One order of somebody."""
    markets = data.markets()
    goods = list(data.goods().values())
    who = PEOPLE[n % len(PEOPLE)]
    market = who[2] if who[2] in markets else next(iter(markets))
    good = goods[n % len(goods)]
    price = good.price.get(market, 3990)
    return OrderPlaced(
        id=f"A{1043 + n}", buyer=name or who[0], given=who[1], language="en", market=market, currency=markets[market].currency,
        address=Address(name=(name or who[0])[:80], street=who[3], city=who[4], postcode=who[5], country=market, phone=who[6]),
        lines=(Line(sku=good.sku, quantity=1 + n % 2, price=price),), goods_paid=price * (1 + n % 2), freight_paid=990,
        choice=("express", "standard", "economy", "")[n % 4], ship_by=ship_by, promised=ship_by + 4 * 24 * 60, paid=paid,
    )  # fmt: skip


def opening_events(orders: int = 8, hostile: str = "") -> list[Event]:
    """What the store opens with."""
    goods = data.goods()
    events: list[Event] = [
        ShiftOpened(
            store=Text(hostile or "蓝湾家居", hostile or "Bluebay Home"), warehouse="yiwu", epoch="2027-07-05", start=START, end=18 * 60,
            settle_until=30 * 24 * 60, sender_name="Li Na", sender_phone="+86 571 5550 1234", profit_goal=180000,
        ),
        MarketsOpened(markets=tuple(data.markets().values())),
        ServicesOffered(services=tuple(data.services().values())),
        GoodsListed(goods=tuple(goods.values()), stock=dict.fromkeys(goods, 12)),
        *rule_events(),
        CashMoved(minor=1_243_050, currency="EUR", why=Text("上期结余", "Brought forward"), kind="sale"),
        CashMoved(minor=880_000, currency="CNY", why=Text("上期结余", "Brought forward"), kind="sale"),
    ]  # fmt: skip
    for n in range(orders):
        events.append(order(n, START + (-30, 25, 160, 600, 1290, 2000, 3000, 90)[n % 8], paid=n % 4 != 2, name=hostile))
    events += [
        MessageArrived(
            thread="T1", who="buyer", name=hostile or "Jürgen Klein", order="A1043", due=START + 55, language="en",
            text=hostile or "Hello, I paid 39.90 EUR on Monday. When will my speaker be shipped? And does it come with a charger?",
            gist=Text("您好，我周一付了 39.90 欧元。音箱什么时候发货？带充电器吗？", "Hello, I paid 39.90 EUR on Monday. When will it be shipped? Is there a charger?"),
            subject=Text(hostile or "何时发货", hostile or "When is it shipped"),
        ),
        MessageArrived(
            thread="T2", who="colleague", name="小周", order="A1044", due=START + 400, language="zh",
            text="A1044 这单买家要求无接触派送，记得备注。", subject=Text("派送备注", "Delivery note"),
        ),
        NoticeArrived(
            id="N1", sender=Text("平台", "Platform"), title=Text(hostile or "德国站申报新规", hostile or "New rule on declarations in Germany"),
            body=Text(hostile or "自 D1 12:00 起，发往德国的包裹须写明材质。\n请在申报时填写。", "From D1 12:00 parcels to Germany must state the material.\nFill it in when declaring."),
            force=12 * 60,
        ),
    ]  # fmt: skip
    return events


def rule_events() -> list[Event]:
    """The rules, in whichever form the book takes them now."""
    found = tuple(data.rules())
    if "rules" in RuleSet.__struct_fields__:
        return [RuleSet(rules=found)]  # type: ignore[call-arg, unused-ignore]
    return [RuleSet(rule=r) for r in found]  # type: ignore[call-arg, unused-ignore]


def later_events() -> list[tuple[int, Event]]:
    """What will arrive during the shift."""
    return [
        (START + 18, MessageArrived(thread="T3", who="buyer", name="Marie Dubois", order="A1044", due=START + 18 + 240,
                                    text="Tracking number please?", subject=Text("要运单号", "Tracking?"))),
        (START + 47, order(20, START + 47 + 1440)),
        (START + 95, NoticeArrived(id="N2", sender=Text("承运商", "Carrier"), title=Text("今日截单提前到 16:00", "Cut-off today is 16:00"),
                                   body=Text("因天气原因。", "Because of the weather."), force=START + 95)),
    ]  # fmt: skip


def attempt(orders: int = 8, *, mode: str = "practice", hostile: str = "", wall: Callable[[], int] = lambda: 0) -> Any:
    """An attempt in memory."""
    ready = rules()
    engine = Engine(ready, MemoryJournal(), Luck(7))
    first = AttemptOpened(
        pack="fake", pack_version="0.0.1", pack_digest="0" * 64, scenario="fake", seed=7, mode=mode, rules_version=RULES_VERSION,
        versions={},
    )  # fmt: skip
    events: list[Event] = [first, *opening_events(orders, hostile)]
    for minute, event in later_events():
        events.append(Scheduled(due=minute, then=(ready.codec.encode_event(event),)))
    engine.note(events, 0)
    made = sessions.Attempt(PACK, SCENARIO, engine)
    made.wall = wall
    return made
