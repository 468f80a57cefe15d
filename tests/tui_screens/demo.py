"""A made-up pack, attempt and report for these screens' tests, and a way to look at them: `python demo.py SCREEN [LANG] [THEME]`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

from simulator.desks.store.cash import CashMoved
from simulator.desks.store.health import HealthMoved, Rated
from simulator.desks.store.notices import NoticeArrived
from simulator.desks.store.orders import (
    OrderDelivered,
    OrderNature,
    OrderPlaced,
    OrderShipped,
    PackingListed,
    SelectOrders,
)
from simulator.desks.store.shift import AttemptClosed, AttemptOpened, GoodsListed, Shift, ShiftOpened
from simulator.kernel import replay
from simulator.kernel.book import collect
from simulator.kernel.engine import Advance, Engine, Fact, OpenRecord, Outcome, Rules
from simulator.kernel.journal import Journal, MemoryJournal
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command, Event
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, at
from simulator.packs.model import Facet, Gate, Pack, Requirement, Scenario, Task
from simulator.parts.goods import Good, Line
from simulator.parts.people import Address
from simulator.parts.rulebook import Rule, RuleSet
from simulator.parts.thread import MessageArrived, MessageSent
from simulator.scoring.report import Business, FacetScore, Finding, GateScore, Report, RequirementScore
from simulator.tui.screens.model import AttemptRow, HomeData
from simulator.tui.screens.progress import Failure, Mistake, Result, mastery, mistakes, result_of
from simulator.tui.screens.work import Shop

NOW = 1_795_000_000_000  # a fixed wall clock: 2026-11-18
EVIL = "[/] [bold]x[/bold] [@click=app.leave]y[/]"


def facet(id: str, weight: int, zh: str, en: str, check: str = "NUM") -> Facet:
    return Facet(id=id, weight=weight, check=check, measure=id, title=Text(zh, en))


REQUIREMENTS = (
    Requirement(
        id="11.1.1",
        facets=(
            facet("chosen", 40, "选单只选已付款、到期的订单", "Only paid and due orders were selected", "SET"),
            facet(
                "order_of_steps",
                60,
                "选物流之后再下载和列单",
                "Downloaded and listed after choosing the service",
                "SEQ",
            ),
        ),
    ),
    Requirement(
        id="11.1.2",
        facets=(
            facet("declared_value", 60, "申报价与实付一致", "Declared value matches what was paid"),
            facet("goods_name", 40, "品名具体", "Specific goods name", "CLS"),
        ),
        gates=(Gate(id="false_value", measure="false_value", title=Text("伪造申报价", "False declared value")),),
    ),
    Requirement(id="11.1.4", facets=(facet("label", 100, "面单与包裹一致", "Label matches the parcel", "BIND"),)),
    Requirement(id="9.2.1", facets=(facet("in_time", 100, "24 小时内答复", "Answered within 24 hours", "TIME"),)),
)


def scenario(id: str, zh: str, en: str, minutes: int, practises: tuple[str, ...], guided: bool = False) -> Scenario:
    return Scenario(
        id=id,
        title=Text(zh, en),
        brief=Text(
            "蓝湾家居在三个市场卖小家电和家居用品，仓库在义乌。今天是周一，周末攒下的订单都在列表里，还会不断有新单和来信。"
            "你一个人值班：选单、选物流、申报、打包、交寄，再把买家的问题答清楚。",
            "Blue Bay Home sells small appliances and home goods in three markets from a warehouse in Yiwu. It is Monday: "
            "the weekend's orders are in the list, and new ones and letters keep coming. You are on duty alone: select, choose "
            "a carrier, declare, pack, hand over, and answer what buyers ask.",
        ),
        goal=Text("三天内利润达到 ¥180，账户健康不低于 200", "CNY 180 profit in three days, account health at 200 or above"),
        track="B2C",
        minutes=minutes,
        guided=guided,
        practises=practises,
        world={},
        cast=(),
        tasks=(
            Task(
                id="declare",
                requirement="11.1.2",
                title=Text("如实申报", "Declare truthfully"),
                hints=(
                    Text("先看买家实付了多少。", "First look at what the buyer paid."),
                    Text("申报价按实付商品款填，币种也要一致。", "Declare what was paid for the goods, in the same currency."),
                ),
            ),
            Task(
                id="reply",
                requirement="9.2.1",
                title=Text("答复来信", "Answer letters"),
                hints=(Text("先答等得最久的。", "Answer the one that has waited longest first."),),
            ),
        ),
        requirements=tuple(r for r in REQUIREMENTS if r.id in practises),
        mistakes=(),
        desks=("orders", "service"),
    )  # fmt: skip


ALL = ("11.1.1", "11.1.2", "11.1.4", "9.2.1")
FIRST = scenario("first", "第一班：跟着做一遍", "First shift: do it once", 10, ("11.1.1", "9.2.1"), guided=True)
DAY_ONE = scenario("11.1", "店铺的三天：履约", "Three days of the store: fulfilment", 25, ALL)
CARE = scenario("9.2", "来信不断：客户服务", "Letters all day: customer care", 20, ("9.2.1",))
CYCLES = scenario("9.2.5", "两个评价周期", "Two review cycles", 15, ("9.2.1",))
PACK = Pack(
    id="table1", version="0.1.0", digest="d" * 64, title=Text("表1", "Table 1"), author="storesim", path="demo",
    scenarios={s.id: s for s in (FIRST, DAY_ONE, CARE, CYCLES)},
)  # fmt: skip


@cache
def rules() -> Rules:
    return Rules(collect("simulator.parts", "simulator.desks.store"))


class DemoAttempt:
    """What these screens need of an attempt, over the store's own records."""

    def __init__(self, engine: Engine, scenario: Scenario = DAY_ONE) -> None:
        self.engine = engine
        self.scenario = scenario
        self.pack = PACK

    def do(self, command: Command) -> Outcome:
        return self.engine.do(command, NOW)

    def submit(self, baseline: Any = None, by: str = "submit") -> list[Fact]:
        return self.engine.note([AttemptClosed(rows=self.engine.rows, head=self.engine.head.hex())], NOW)

    def view(self, name: str, key: str = "") -> Any:
        return self.engine.view(name, key)

    def facts(self) -> list[Fact]:
        return replay.facts(self.engine.rules, self.engine.journal.rows())

    @property
    def first(self) -> AttemptOpened:
        found = self.engine.world.of(Shift).attempt
        assert found is not None
        return found

    @property
    def now(self) -> int:
        return self.engine.world.now

    @property
    def over(self) -> bool:
        return self.now >= self.engine.world.of(Shift).facts.end

    @property
    def closed(self) -> bool:
        return self.engine.world.of(Shift).closed


BUYERS = (
    ("A1043", "Jürgen Klein", "DE", "EUR", 3990),
    ("A1044", "Marie Dubois", "FR", "EUR", 5490),
    ("A1046", "Anna Rossi", "IT", "EUR", 1250),
    ("A1047", "王海燕", "DE", "EUR", 8990),
    ("A1048", EVIL, "DE", "EUR", 2490),
    ("A1051", "Peter Novak", "DE", "EUR", 3990),
)


def placed(id: str, buyer: str, market: str, currency: str, paid: int) -> list[Event]:
    address = Address(
        name=buyer, street="Nordstrasse 12", city="Leipzig", postcode="04109", country=market, phone="+49 1"
    )
    return [
        OrderPlaced(
            id=id, buyer=buyer, given=buyer.split()[0], language="en", market=market, currency=currency, address=address,
            lines=(Line(sku="SP-01", quantity=1, price=paid),), goods_paid=paid, freight_paid=0, choice="express",
            ship_by=at(3, 18), promised=at(9), paid=True,
        ),
        OrderNature(order=id, patience=900),
    ]  # fmt: skip


def attempt(journal: Journal | None = None, *, closed: bool = True, seed: int = 483920) -> DemoAttempt:
    """A shift of three days with orders, letters, a rule change, a fine and reviews."""
    engine = Engine(rules(), journal or MemoryJournal(), Luck(seed))
    me = DemoAttempt(engine)
    opened = AttemptOpened(
        pack="table1", pack_version="0.1.0", pack_digest="d" * 64, scenario="11.1", seed=seed, mode="practice",
        rules_version="1", versions={},
    )  # fmt: skip
    shift = ShiftOpened(
        store=Text("蓝湾家居", "Blue Bay Home"), warehouse="Yiwu", epoch="2027-07-05", start=at(1, 9), end=at(3, 18),
        settle_until=at(6), sender_name="Lin", sender_phone="1", profit_goal=18_000,
    )  # fmt: skip
    fx = RuleSet(rules=(Rule(id="fx.EURCNY", title=Text("汇率", "Rate"), value="7.83"),))
    speaker = Good(
        sku="SP-01", name=Text("蓝牙音箱", "Bluetooth speaker"), customs_name=Text("蓝牙音箱", "Bluetooth speaker"),
        vague_name="gift", material=Text("塑料", "Plastic"), use=Text("听音乐", "Music"), hs="85182200", net_g=300, gross_g=400,
        size_mm=(100, 80, 80), battery="in_equipment", price={"DE": 3990},
    )  # fmt: skip
    goods = GoodsListed(goods=(speaker,), stock={"SP-01": 40})
    engine.note(
        [opened, shift, goods, fx, CashMoved(minor=1_243_050, currency="CNY", why=Text("开业资金", "Opening cash"))],
        NOW,
    )
    for id, *rest in BUYERS:
        engine.note(placed(id, *rest), NOW)  # type: ignore[arg-type]
        me.do(Advance(minutes=25))
    me.do(OpenRecord(view="order", key="A1043"))
    me.do(SelectOrders(orders=("A1043", "A1044", "A1046")))
    engine.note(
        [
            MessageArrived(
                thread="T1", who="buyer", name="Jürgen Klein", text=f"Where is my order? {EVIL}", order="A1043"
            )
        ],
        NOW,
    )
    me.do(SelectOrders(orders=("A1043",)))  # refused: selected already
    me.do(Advance(minutes=300))
    engine.note([PackingListed(orders=("A1043", "A1044"))], NOW)
    engine.note(
        [
            OrderShipped(order="A1043"),
            CashMoved(minor=-14_800, currency="CNY", why=Text("运费", "Freight"), kind="freight", ref="A1043"),
        ],
        NOW,
    )
    me.do(Advance(minutes=10 * 60))
    notice = NoticeArrived(
        id="N7", sender=Text("平台", "Platform"), title=Text("带电商品须走专线", "Battery goods need a special line"),
        body=Text("自 D2 10:00 起。", "From D2 10:00 on."), force=at(2, 10),
    )  # fmt: skip
    engine.note([notice], NOW)
    engine.note([MessageSent(thread="T1", text="Dear Jürgen, it was handed over today.")], NOW)
    engine.note(
        [
            OrderShipped(order="A1044"),
            CashMoved(minor=5490, currency="EUR", why=Text("货款", "Sale"), kind="sale", ref="A1044"),
        ],
        NOW,
    )
    me.do(Advance(minutes=9 * 60))
    engine.note([CashMoved(minor=-2200, currency="EUR", why=Text("低报罚款", "Fine for under-declaring"), kind="fine", ref="A1043"),
                 HealthMoved(points=-8, why=Text("海关扣件", "Held by customs"), ref="A1043")], NOW)  # fmt: skip
    me.do(Advance(minutes=14 * 60))
    engine.note([OrderShipped(order=o) for o in ("A1046", "A1047", "A1048", "A1051")], NOW)
    engine.note([CashMoved(minor=8990, currency="EUR", why=Text("货款", "Sale"), kind="sale", ref="A1047"),
                 HealthMoved(points=20, why=Text("按时发货", "Shipped in time"))], NOW)  # fmt: skip
    me.do(Advance(minutes=600))
    engine.note([OrderDelivered(order="A1044"), Rated(id="R1", order="A1044", buyer="Marie Dubois", stars=5, text="Parfait!",
                 gist=Text("很好！", "Perfect!"))], NOW)  # fmt: skip
    if closed:
        me.submit()
    return me


def _scored(id: str, facets: tuple[FacetScore, ...], gates: tuple[GateScore, ...] = ()) -> RequirementScore:
    points = sum(f.points * f.weight for f in facets) // sum(f.weight for f in facets)
    points = 0 if any(g.findings for g in gates) else points
    return RequirementScore(id=id, points=points, passed=points >= 7_000, facets=facets, gates=gates)


def _facet(requirement: str, id: str, points: int, findings: tuple[Finding, ...]) -> FacetScore:
    for r in REQUIREMENTS:
        for f in r.facets:
            if r.id == requirement and f.id == id:
                return FacetScore(
                    id=id, title=f.title, weight=f.weight, check=f.check, points=points, hard=False, findings=findings
                )
    raise KeyError(id)


def report(*, gate: bool = False, me: DemoAttempt | None = None) -> Report:
    """A report over the made-up attempt."""
    me = me or attempt()
    seqs = {type(f.event).__name__: f.seq for f in me.facts()}
    fine, health, sent = seqs["CashMoved"], seqs["HealthMoved"], seqs["MessageSent"]
    ok = tuple(
        Finding(
            unit=o[0],
            points=10_000,
            why=Text(f"{o[0]} 面单与包裹一致", f"{o[0]}: label and parcel agree"),
            evidence=(seqs["OrderShipped"],),
        )
        for o in BUYERS
    )
    value = (
        Finding(unit="A1043", points=0, why=Text("A1043 申报 8.00，实付 39.90：低报", "A1043 declared 8.00, paid 39.90: under-declared"),
                evidence=(fine, health)),
        Finding(unit="A1051", points=0, why=Text("A1051 申报 10.00，实付 39.90：低报", "A1051 declared 10.00, paid 39.90: under-declared"),
                evidence=(fine,)),
        *(Finding(unit=o[0], points=10_000, why=Text(f"{o[0]} 申报与实付一致", f"{o[0]}: declared as paid")) for o in BUYERS[1:5]),
    )  # fmt: skip
    select = Finding(
        unit="A1043",
        points=10_000,
        why=Text("A1043 已付款且到期", "A1043 was paid and due"),
        evidence=(seqs["OrdersSelected"],),
    )
    broken = (
        Finding(
            unit="A1043",
            points=0,
            why=Text("A1043 申报 8.00，市值 39.90", "A1043 declared 8.00, worth 39.90"),
            evidence=(fine,),
        ),
    )
    gates = (
        GateScore(id="false_value", title=Text("伪造申报价", "False declared value"), findings=broken if gate else ()),
    )
    requirements = {
        "11.1.1": _scored("11.1.1", (_facet("11.1.1", "chosen", 10_000, (select,)), _facet("11.1.1", "order_of_steps", 8_000, (
            Finding(unit="A1046", points=2_000, why=Text("A1046 先列单后选物流", "A1046 was listed before its service was chosen"), evidence=(seqs["PackingListed"],)),)))),
        "11.1.2": _scored("11.1.2", (_facet("11.1.2", "declared_value", 6_667, value), _facet("11.1.2", "goods_name", 5_000, (
            Finding(unit="A1046", points=0, why=Text(f"A1046 品名“{EVIL}”太笼统", f"A1046: the name {EVIL} says nothing"), evidence=(seqs["PackingListed"],)),))), gates),
        "11.1.4": _scored("11.1.4", (_facet("11.1.4", "label", 10_000, ok),)),
        "9.2.1": _scored("9.2.1", (_facet("9.2.1", "in_time", 9_000, (
            Finding(unit="T1", points=9_000, why=Text("T1 用了 15 时答复", "T1 was answered after 15 hours"), evidence=(sent,)),)),)),
    }  # fmt: skip
    compliance = sum(r.points for r in requirements.values()) // len(requirements)
    return Report(
        compliance=compliance, requirements=requirements, tasks={"11.1": 8_200, "9.2": 9_000},
        chapters={"11": 8_200, "9": 9_000},
        business=Business(profit=21_430, goal=18_000, health_before=200, health_after=212, reviews=1, stars_bp=50_000,
                          delivered=1, late=0, fines=17_226), closed=True,
    )  # fmt: skip


def results(today: int = NOW) -> list[Result]:
    """Two finished attempts."""
    first = result_of(
        report(), id="a", pack="table1", scenario="11.1", seed=1, wall=today - 3 * DAY * 60_000, title=DAY_ONE.title
    )
    guided = Result(id="b", pack="table1", scenario="first", seed=2, wall=today - 90 * DAY * 60_000, compliance=9_400,
                    points={"11.1.1": 9_400, "9.2.1": 9_800}, facets={}, title=FIRST.title)  # fmt: skip
    return [guided, first]


class DemoSource(Shop):
    """The shipped source over made-up packs, results and saves in memory."""

    def __init__(self, *, empty: bool = False, folder: Path | None = None) -> None:
        super().__init__(folder or Path("/nonexistent-storesim"), [PACK])
        self.empty = empty
        self.started: list[tuple[str, int]] = []
        self.recorded: list[Report] = []

    def home(self) -> HomeData:
        from simulator.tui.screens.work import advise

        kept = [] if self.empty else results()
        rows = self._rows(kept)
        known = mastery(kept, NOW)
        resume = None if self.empty else self.attempts()[0]
        return HomeData(scenarios=tuple(rows), resume=resume, advice=advise(rows, known), mastery=known,
                        open_mistakes=sum(not m.mended for m in mistakes(kept)))  # fmt: skip

    def attempts(self) -> list[AttemptRow]:
        if self.empty:
            return []
        return [
            AttemptRow(path=Path("saves/11.1-77.storesim"), attempt="x", scenario="11.1", title=DAY_ONE.title, seed="772041",
                       wall=NOW - 3_600_000, minute=at(2, 14, 20)),
            AttemptRow(path=Path("saves/first-2.storesim"), attempt="y", scenario="first", title=FIRST.title, seed="120044",
                       wall=NOW - 90 * DAY * 60_000, minute=at(1, 18), closed=True, score=9_400),
            AttemptRow(path=Path("saves/broken.storesim"),
                       error=Text("存档 saves/broken.storesim 已损坏（文件不完整）；请从备份恢复，或另开一局。",
                                  "The save saves/broken.storesim is damaged (the file was cut short); restore it from a copy, or begin a new attempt.")),
        ]  # fmt: skip

    def mistakes(self) -> list[Mistake]:
        kept = [] if self.empty else results()
        extra = Failure(
            "9.2.1", "gate:leak", Text("泄露隐私", "Privacy leaked"), 0, Text(f"T1：{EVIL}", f"T1: {EVIL}"), "T1"
        )
        found = mistakes(kept)
        if found:
            found.append(
                Mistake(failure=extra, scenario="9.2", title=CARE.title, wall=NOW - 86_400_000, times=2, mended=True)
            )
        return found

    def fresh_seed(self, scenario: str) -> int:
        return 483920

    def start(self, scenario: str, seed: int) -> Any:
        self.started.append((scenario, seed))
        return attempt(closed=False, seed=seed)

    def resume(self, path: Path, attempt_id: str) -> Any:
        return attempt(closed=attempt_id == "y")

    def report(self, me: Any) -> Report:
        return report(me=me)

    def record(self, me: Any, found: Report) -> Text | None:
        self.recorded.append(found)
        return None

    def cards(self) -> list[Any]:
        from tests.tui_screens import librarykit

        return [] if self.empty else librarykit.cards()

    def saves_of(self, digest: str) -> int:
        return 3


def screen(name: str) -> Any:
    """One of the screens by name."""
    from simulator.tui.screens import doors

    me = attempt() if name in ("debrief", "gate", "replay") else cast(Any, None)
    if name == "debrief":
        return doors.debrief(me, report(me=me))
    if name == "gate":
        return doors.debrief(me, report(me=me, gate=True))
    if name == "replay":
        return doors.replay(me, me.facts()[30].seq)
    if name == "briefing":
        return doors.briefing("11.1")
    if name == "error":
        row = DemoSource().attempts()[2]
        assert row.error is not None
        return doors.error(row.error, str(row.path))
    return {"home": doors.home, "empty": doors.home, "packs": doors.packs, "mistakes": doors.mistakes, "standard": doors.standard, "settings": doors.settings,
            "attempts": doors.attempts}[name]()  # fmt: skip


def app(name: str, lang: Any = "zh", theme: str = "dark", **options: Any) -> Any:
    """The app with one of the screens open."""
    from simulator.tui.app import StoreSimApp

    one = StoreSimApp(lang, theme=theme, start=lambda app: app._only(screen(name)))
    one.source = DemoSource(**options)  # type: ignore[attr-defined]
    return one


def run(words: list[str]) -> None:
    """For looking at it."""
    name, lang, theme = [*words, *["home", "zh", "dark"][len(words) :]]
    app(name, lang, theme, empty=name == "empty").run()


if __name__ == "__main__":
    run(sys.argv[1:])
