"""Orders as the platform hands them to the store, and the first steps of fulfilment (11.1.1): select, download, list."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, HiddenEvent, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, Seen, State, World
from simulator.parts.carriage import LEVEL
from simulator.parts.goods import Line
from simulator.parts.people import Address

book = Book()

STATUS = {
    "unpaid": Text("未付款", "unpaid"),
    "paid": Text("已付款", "paid"),
    "shipped": Text("已发货", "shipped"),
    "delivered": Text("已签收", "delivered"),
    "cancelled": Text("已取消", "cancelled"),
}
CHOICE = {"": Text("由卖家定", "seller's choice"), **LEVEL}


class Order(msgspec.Struct, kw_only=True, gc=False):
    """One order. Amounts in minor units of `currency`; times in sim minutes."""

    id: str
    buyer: str
    given: str
    language: str
    market: str
    currency: str
    address: Address
    lines: tuple[Line, ...]
    goods_paid: int
    freight_paid: int
    choice: str  # express | standard | economy | "" (left to the seller)
    placed: int
    paid_at: int | None
    ship_by: int
    promised: int  # delivery promised to the buyer
    tax_number: str = ""
    contactless: bool = False
    status: str = "unpaid"
    selected: int | None = None  # fact numbers, None: not yet
    downloaded: int | None = None
    listed: int | None = None
    selected_at: int | None = None
    listed_at: int | None = None
    consents: list[str] = msgspec.field(default_factory=list)  # what the buyer agreed to, e.g. "downgrade"
    old: bool = False  # shipped before the shift began


class Orders(State):
    """All orders by number."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Order] = {}


class OrderTruth(HiddenState):
    """What the trainee cannot know of an order until told: patience, what the true address is by now."""

    __slots__ = ("address", "patience")

    def __init__(self) -> None:
        self.address: dict[str, Address] = {}
        self.patience: dict[str, int] = {}


class OrderPlaced(Event, frozen=True, kw_only=True, tag="order.placed"):
    """A buyer placed an order."""

    id: str
    buyer: str
    given: str
    language: str
    market: str
    currency: str
    address: Address
    lines: tuple[Line, ...]
    goods_paid: int
    freight_paid: int
    choice: str
    ship_by: int
    promised: int
    paid: bool
    tax_number: str = ""
    contactless: bool = False
    old: bool = False


class OrderNature(HiddenEvent, frozen=True, kw_only=True, tag="order.nature"):
    """What is hidden about an order: how many minutes the buyer waits before losing patience."""

    order: str
    patience: int


class OrderPaid(Event, frozen=True, kw_only=True, tag="order.paid"):
    """The buyer paid."""

    order: str
    ship_by: int


class AddressChanged(HiddenEvent, frozen=True, kw_only=True, tag="order.address_truth"):
    """The buyer's true address from now on (told in a message; the order record still shows the old one)."""

    order: str
    address: Address


class OrderShipped(Event, frozen=True, kw_only=True, tag="order.shipped"):
    """All parcels of the order are with carriers and noticed to the platform."""

    order: str


class OrderDelivered(Event, frozen=True, kw_only=True, tag="order.delivered"):
    """All parcels of the order reached the buyer."""

    order: str


class OrderCancelled(Event, frozen=True, kw_only=True, tag="order.cancelled"):
    """The order is off: by the buyer, the platform or for want of payment."""

    order: str
    why: Text


class OrdersSelected(Event, frozen=True, kw_only=True, tag="orders.selected"):
    """Orders were picked out to be shipped."""

    orders: tuple[str, ...]


class OrdersDownloaded(Event, frozen=True, kw_only=True, tag="orders.downloaded"):
    """The generated logistics orders were downloaded."""

    orders: tuple[str, ...]


class PackingListed(Event, frozen=True, kw_only=True, tag="packing.listed"):
    """Orders were put on the offline packing list."""

    orders: tuple[str, ...]


book.event("新订单 {id}：{buyer}（{market}）", "New order {id}: {buyer} ({market})", news=True)(OrderPlaced)
book.event("{order} 的买家最多等 {patience} 分钟", "The buyer of {order} waits at most {patience} minutes")(OrderNature)
book.event("订单 {order} 已付款", "Order {order} was paid", news=True)(OrderPaid)
book.event("{order} 的真实地址变了", "The true address of {order} has changed")(AddressChanged)
book.event("订单 {order} 标记为已发货", "Order {order} is marked as shipped")(OrderShipped)
book.event("订单 {order} 已签收", "Order {order} was delivered", reveals=True)(OrderDelivered)
book.event("订单 {order} 取消：{why}", "Order {order} cancelled: {why}", news=True, reveals=True)(OrderCancelled)
book.event("选中待发订单 {orders}", "Selected to ship: {orders}")(OrdersSelected)
book.event("下载物流单 {orders}", "Downloaded: {orders}")(OrdersDownloaded)
book.event("列入装箱清单 {orders}", "On the packing list: {orders}")(PackingListed)


@book.applies(OrderPlaced)
def _placed(world: World, e: OrderPlaced) -> None:
    world.of(Orders).by_id[e.id] = Order(
        id=e.id, buyer=e.buyer, given=e.given, language=e.language, market=e.market, currency=e.currency,
        address=e.address, lines=e.lines, goods_paid=e.goods_paid, freight_paid=e.freight_paid, choice=e.choice,
        placed=world.now, paid_at=world.now if e.paid else None, ship_by=e.ship_by, promised=e.promised,
        tax_number=e.tax_number, contactless=e.contactless, status="shipped" if e.old else "paid" if e.paid else "unpaid", old=e.old,
    )  # fmt: skip
    world.of(OrderTruth).address[e.id] = e.address


@book.applies(OrderNature)
def _nature(world: World, e: OrderNature) -> None:
    world.of(OrderTruth).patience[e.order] = e.patience


@book.applies(OrderPaid)
def _paid(world: World, e: OrderPaid) -> None:
    order = world.of(Orders).by_id[e.order]
    order.paid_at, order.status, order.ship_by = world.now, "paid", e.ship_by


@book.applies(AddressChanged)
def _address(world: World, e: AddressChanged) -> None:
    world.of(OrderTruth).address[e.order] = e.address


@book.applies(OrderShipped)
def _shipped(world: World, e: OrderShipped) -> None:
    world.of(Orders).by_id[e.order].status = "shipped"


@book.applies(OrderDelivered)
def _delivered(world: World, e: OrderDelivered) -> None:
    world.of(Orders).by_id[e.order].status = "delivered"


@book.applies(OrderCancelled)
def _cancelled(world: World, e: OrderCancelled) -> None:
    world.of(Orders).by_id[e.order].status = "cancelled"


@book.applies(OrdersSelected)
def _selected(world: World, e: OrdersSelected) -> None:
    for id in e.orders:
        order = world.of(Orders).by_id[id]
        order.selected, order.selected_at = world.count - 1, world.now


@book.applies(OrdersDownloaded)
def _downloaded(world: World, e: OrdersDownloaded) -> None:
    for id in e.orders:
        world.of(Orders).by_id[id].downloaded = world.count - 1


@book.applies(PackingListed)
def _listed(world: World, e: PackingListed) -> None:
    for id in e.orders:
        order = world.of(Orders).by_id[id]
        order.listed, order.listed_at = world.count - 1, world.now


def find_order(world: World, id: str) -> Order:
    """The order with this number, or a refusal that says there is none."""
    order = world.of(Orders).by_id.get(id)
    if order is None:
        raise Refusal("no-order", f"没有订单 {id}。", f"There is no order {id}.")
    return order


def _open_orders(world: World, ids: tuple[str, ...]) -> None:
    if not ids:
        raise Refusal("nothing-chosen", "请至少选一个订单。", "Choose at least one order.")
    if len(set(ids)) != len(ids):
        raise Refusal("twice", "同一订单选了两次。", "One order was named twice.")
    for id in ids:
        order = find_order(world, id)
        if order.status not in ("unpaid", "paid"):
            raise Refusal("not-open", f"订单 {id} 已不在待发状态。", f"Order {id} is no longer waiting to be shipped.")


OrderList = Annotated[tuple[str, ...], info("订单", "Orders", "list", record="orders", requirement="11.1.1")]


@book.command(
    title=Text("选中待发订单", "Select orders to ship"), desk="orders", minutes=2, requirements=("11.1.1",), order=10,
    about=Text("从订单列表中挑出本次要发的订单。", "Pick the orders to be shipped now out of the list."),
)  # fmt: skip
class SelectOrders(Command, frozen=True, kw_only=True, tag="orders.select"):
    """Pick out orders to ship: those paid and due."""

    orders: OrderList


@book.decides(SelectOrders)
def select(world: World, c: SelectOrders) -> list[Event]:
    """Any open order can be selected, also an unpaid one (at the trainee's risk)."""
    _open_orders(world, c.orders)
    for id in c.orders:
        if world.of(Orders).by_id[id].selected is not None:
            raise Refusal("selected", f"订单 {id} 已经选中。", f"Order {id} is selected already.")
    return [OrdersSelected(orders=c.orders)]


@book.command(
    title=Text("下载物流单", "Download logistics orders"), desk="orders", minutes=1, requirements=("11.1.1",), order=30,
    about=Text("选好物流后下载生成的物流单，供线下打包。", "After choosing the service, download the generated orders for packing."),
)  # fmt: skip
class DownloadOrders(Command, frozen=True, kw_only=True, tag="orders.download"):
    """Download the generated logistics orders."""

    orders: OrderList


@book.decides(DownloadOrders)
def download(world: World, c: DownloadOrders) -> list[Event]:
    """Only selected orders can be downloaded."""
    _open_orders(world, c.orders)
    for id in c.orders:
        if world.of(Orders).by_id[id].selected is None:
            raise Refusal("not-selected", f"订单 {id} 还没有选中。", f"Order {id} has not been selected.")
    return [OrdersDownloaded(orders=c.orders)]


@book.command(
    title=Text("列入装箱清单", "Put on the packing list"), desk="orders", minutes=2, requirements=("11.1.1",), order=40,
    about=Text("把下载的订单列入线下装箱清单。", "Put downloaded orders on the offline packing list."),
)  # fmt: skip
class ListForPacking(Command, frozen=True, kw_only=True, tag="packing.list"):
    """Put orders on the packing list."""

    orders: OrderList


@book.decides(ListForPacking)
def list_for_packing(world: World, c: ListForPacking) -> list[Event]:
    """Any open order can be listed; whether it was downloaded first is for the score."""
    _open_orders(world, c.orders)
    return [PackingListed(orders=c.orders)]


# -- views --------------------------------------------------------------------------------------------------


class OrderRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One order in the list."""

    id: Annotated[str, info("单号", "Order", "id")]
    buyer: Annotated[str, info("买家", "Buyer")]
    market: Annotated[str, info("市场", "Market")]
    status: Annotated[str, info("状态", "Status", "choice", choices=STATUS)]
    choice: Annotated[str, info("买家选的物流", "Buyer's choice", "choice", choices=CHOICE)]
    goods_paid: Annotated[int, info("商品款", "Goods paid", "money", currency="currency")]
    ship_by: Annotated[int | None, info("发货剩余", "Ship within", "due")]
    currency: Annotated[str, info("币种", "Currency", wide=False)]
    selected: Annotated[bool, info("已选", "Selected", "flag", wide=False)]
    listed: Annotated[bool, info("已列单", "Listed", "flag", wide=False)]


class LineRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of an order with what the item record says."""

    sku: Annotated[str, info("货号", "SKU")]
    name: Annotated[Text, info("商品", "Item")]
    quantity: Annotated[int, info("数量", "Quantity", "int")]
    price: Annotated[int, info("成交单价", "Unit price paid", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]


class OrderRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One order opened."""

    id: Annotated[str, info("单号", "Order", "id")]
    buyer: Annotated[str, info("买家", "Buyer")]
    given: Annotated[str, info("称呼", "Given name")]
    market: Annotated[str, info("市场", "Market")]
    language: Annotated[str, info("沟通语言", "Language")]
    status: Annotated[str, info("状态", "Status", "choice", choices=STATUS)]
    placed: Annotated[int, info("下单", "Placed", "minute")]
    paid_at: Annotated[int | None, info("付款", "Paid", "minute")]
    goods_paid: Annotated[int, info("商品款", "Goods paid", "money", currency="currency")]
    freight_paid: Annotated[int, info("运费", "Freight paid", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    choice: Annotated[str, info("买家选的物流", "Buyer's choice", "choice", choices=CHOICE)]
    promised: Annotated[int, info("承诺送达", "Promised by", "minute")]
    ship_by: Annotated[int | None, info("发货剩余", "Ship within", "due")]
    contactless: Annotated[bool, info("要求无接触", "Contactless wanted", "flag")]
    tax_number: Annotated[str, info("收件人税号", "Recipient's tax number")]
    address: Annotated[Address, info("收货地址", "Address")]
    lines: Annotated[tuple[LineRow, ...], info("商品行", "Lines", "list")]
    selected: Annotated[bool, info("已选", "Selected", "flag")]
    downloaded: Annotated[bool, info("已下载", "Downloaded", "flag")]
    listed: Annotated[bool, info("已列单", "Listed", "flag")]
    old: Annotated[bool, info("班前已发", "Shipped before", "flag")]


def _left(order: Order) -> int | None:
    return order.ship_by if order.status == "paid" and not order.old else None


@book.view("orders", title=Text("订单", "Orders"), desk="orders", shows=OrderRow, record="order", order=10)
def orders(seen: Seen) -> list[OrderRow]:
    """Open orders first, by the time left to ship them."""
    rows = sorted(
        seen.of(Orders).by_id.values(),
        key=lambda o: (o.old, {"paid": 0, "unpaid": 1}.get(o.status, 2), o.ship_by, o.id),
    )
    return [
        OrderRow(
            id=o.id, buyer=o.buyer, market=o.market, status=o.status, choice=o.choice, goods_paid=o.goods_paid,
            ship_by=_left(o), currency=o.currency, selected=o.selected is not None, listed=o.listed is not None,
        )
        for o in rows
    ]  # fmt: skip


@book.view(
    "order",
    title=Text("订单", "Order"),
    desk="orders",
    shows=OrderRecord,
    kind="record",
    record="orders",
    evidence=True,
)
def order(seen: Seen, key: str) -> OrderRecord | None:
    """One order with its lines and address."""
    o = seen.of(Orders).by_id.get(key)
    if o is None:
        return None
    goods = seen.of(Shift).goods
    return OrderRecord(
        id=o.id, buyer=o.buyer, given=o.given, market=o.market, language=o.language, status=o.status, placed=o.placed,
        paid_at=o.paid_at, goods_paid=o.goods_paid, freight_paid=o.freight_paid, currency=o.currency, choice=o.choice,
        promised=o.promised, ship_by=_left(o), contactless=o.contactless, tax_number=o.tax_number, address=o.address,
        lines=tuple(
            LineRow(sku=line.sku, name=goods[line.sku].name, quantity=line.quantity, price=line.price, currency=o.currency) for line in o.lines
        ),
        selected=o.selected is not None, downloaded=o.downloaded is not None, listed=o.listed is not None, old=o.old,
    )  # fmt: skip
