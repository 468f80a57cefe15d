"""The shift: which store, which pack and scenario, from when until when; and the people and services around it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.parts.people import Market

book = Book()


class AttemptOpened(Event, frozen=True, kw_only=True, tag="attempt.opened"):
    """The first fact of every journal: what this attempt was begun with. People are opaque ids (law 14)."""

    pack: str
    pack_version: str
    pack_digest: str
    scenario: str
    seed: int
    mode: str
    rules_version: str
    versions: dict[str, str]
    student: str = ""
    assignment: str = ""


class ShiftOpened(Event, frozen=True, kw_only=True, tag="shift.opened"):
    """The store opens: its name, its warehouse, the calendar day of D1, working hours and the end of the shift."""

    store: Text
    warehouse: str  # pick-up area in which the store's warehouse lies
    epoch: str  # ISO date of D1
    start: int
    end: int
    settle_until: int
    sender_name: str
    sender_phone: str
    profit_goal: int  # CNY fen


class GoodsListed(Event, frozen=True, kw_only=True, tag="goods.listed"):
    """The catalogue, with pieces in stock."""

    goods: tuple[Good, ...]
    stock: dict[str, int]


class MarketsOpened(Event, frozen=True, kw_only=True, tag="markets.opened"):
    """The countries the store sells to."""

    markets: tuple[Market, ...]


class ServicesOffered(Event, frozen=True, kw_only=True, tag="services.offered"):
    """The carriers' services on offer."""

    services: tuple[Service, ...]


class ServiceChanged(Event, frozen=True, kw_only=True, tag="service.changed"):
    """A carrier changes what a service takes, from now on."""

    service: str
    battery: tuple[str, ...]


class StockMoved(Event, frozen=True, kw_only=True, tag="stock.moved"):
    """Pieces came in (positive) or went out (negative)."""

    sku: str
    pieces: int
    why: str
    ref: str = ""


class AttemptClosed(Event, frozen=True, kw_only=True, tag="attempt.closed"):
    """The last fact: nothing follows. Holds the length and head of the chain before it."""

    rows: int
    head: str
    by: str = "submit"


class BaselineRecorded(Event, frozen=True, kw_only=True, tag="baseline.recorded"):
    """What another player reached on the same seed and luck, for facets that compare (law 3)."""

    player: str
    counters: dict[str, int]


book.event("班次开始：{scenario}", "Attempt opened: {scenario}")(AttemptOpened)
book.event("{store} 开门营业", "{store} opens")(ShiftOpened)
book.event("商品目录就绪", "The catalogue is ready")(GoodsListed)
book.event("开通的市场已就绪", "Markets are open")(MarketsOpened)
book.event("物流服务已就绪", "Carriers offer their services")(ServicesOffered)
book.event("物流服务变更：{service}", "Service changed: {service}", news=True)(ServiceChanged)
book.event("库存变动 {sku} {pieces}：{why}", "Stock of {sku} moved by {pieces}: {why}")(StockMoved)
book.event("交卷，班次结束", "Handed in; the shift is over")(AttemptClosed)
book.event("记录对照结果：{player}", "Baseline recorded: {player}")(BaselineRecorded)


class Shift(State):
    """The facts of the shift, the catalogue, stock, services and markets."""

    __slots__ = (
        "attempt", "baselines", "closed", "goods", "markets", "opened", "sender_name", "sender_phone", "services", "stock",
    )  # fmt: skip

    def __init__(self) -> None:
        self.attempt: AttemptOpened | None = None
        self.opened: ShiftOpened | None = None
        self.goods: dict[str, Good] = {}
        self.stock: dict[str, int] = {}
        self.services: dict[str, Service] = {}
        self.markets: dict[str, Market] = {}
        self.sender_name = ""
        self.sender_phone = ""
        self.baselines: dict[str, dict[str, int]] = {}
        self.closed = False

    @property
    def facts(self) -> ShiftOpened:
        """The opening facts; only before the first fact is there none."""
        if self.opened is None:
            raise LookupError("the shift has not been opened")
        return self.opened


@book.applies(AttemptOpened)
def _attempt(world: World, event: AttemptOpened) -> None:
    world.of(Shift).attempt = event


@book.applies(ShiftOpened)
def _opened(world: World, event: ShiftOpened) -> None:
    shift = world.of(Shift)
    shift.opened = event
    shift.sender_name, shift.sender_phone = event.sender_name, event.sender_phone
    world.now = max(world.now, event.start)


@book.applies(GoodsListed)
def _goods(world: World, event: GoodsListed) -> None:
    shift = world.of(Shift)
    shift.goods.update({g.sku: g for g in event.goods})
    shift.stock.update(event.stock)


@book.applies(MarketsOpened)
def _markets(world: World, event: MarketsOpened) -> None:
    world.of(Shift).markets.update({m.code: m for m in event.markets})


@book.applies(ServicesOffered)
def _services(world: World, event: ServicesOffered) -> None:
    world.of(Shift).services.update({s.id: s for s in event.services})


@book.applies(ServiceChanged)
def _service_changed(world: World, event: ServiceChanged) -> None:
    services = world.of(Shift).services
    services[event.service] = msgspec.structs.replace(services[event.service], battery=event.battery)


@book.applies(StockMoved)
def _stock(world: World, event: StockMoved) -> None:
    stock = world.of(Shift).stock
    stock[event.sku] = stock.get(event.sku, 0) + event.pieces


@book.applies(BaselineRecorded)
def _baseline(world: World, event: BaselineRecorded) -> None:
    world.of(Shift).baselines[event.player] = event.counters


@book.applies(AttemptClosed)
def _closed(world: World, event: AttemptClosed) -> None:
    world.of(Shift).closed = True


class ShiftRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The shift at a glance: the top bar of the store."""

    id: Annotated[str, info("店铺", "Store", "id")]
    store: Annotated[Text, info("店铺", "Store")]
    warehouse: Annotated[str, info("仓库片区", "Warehouse area")]
    epoch: Annotated[str, info("D1 日期", "Date of D1")]
    start: Annotated[int, info("开始", "Start", "minute")]
    end: Annotated[int, info("结束", "End", "minute")]
    sender_name: Annotated[str, info("寄件人", "Sender")]
    sender_phone: Annotated[str, info("寄件电话", "Sender's phone")]
    profit_goal: Annotated[int, info("利润目标", "Profit goal", "money", currency="CNY")]


@book.view("shift", title=Text("班次", "Shift"), desk="clock", shows=ShiftRow, order=10)
def shift_view(seen: Seen) -> list[ShiftRow]:
    """One row: the facts of the opening."""
    facts = seen.of(Shift).facts
    return [
        ShiftRow(
            id="shift", store=facts.store, warehouse=facts.warehouse, epoch=facts.epoch, start=facts.start, end=facts.end,
            sender_name=facts.sender_name, sender_phone=facts.sender_phone, profit_goal=facts.profit_goal,
        )
    ]  # fmt: skip
