"""What the store and the world know of an after-sale request (9.2.3)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.service.policy import PAYER
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.world import State, World

ASKED = {
    "return": Text("退货", "return"),
    "fault": Text("故障报修", "fault"),
    "part": Text("补配件", "missing part"),
    "use": Text("使用帮助", "help in use"),
}
REMEDY = {
    "return_refund": Text("退货退款", "return and refund"),
    "refund": Text("仅退款（不退货）", "refund without return"),
    "partial": Text("部分退款", "partial refund"),
    "exchange": Text("退货换新", "return and exchange"),
    "repair": Text("返修", "repair"),
    "part": Text("补寄配件", "send the part"),
    "explain": Text("说明用法", "explain the use"),
    "refuse": Text("说明理由后拒绝", "refuse with the reason"),
}
STATUS = {
    "open": Text("待处理", "open"),
    "offered": Text("等买家答复", "offered, buyer to answer"),
    "disputed": Text("买家不同意", "buyer disagrees"),
    "accepted": Text("买家同意", "accepted"),
    "returning": Text("退货在途", "goods on their way back"),
    "returned": Text("退货到仓", "goods are back"),
    "inspected": Text("已验货", "inspected"),
    "closed": Text("已结案", "closed"),
    "ruled": Text("平台代为处理", "settled by the platform"),
}
WRAP = {
    "sealed": Text("未拆封", "unopened"),
    "opened": Text("已拆封", "opened"),
    "used": Text("使用中", "in use"),
}
SENT = {
    "item": Text("新商品", "a new item"),
    "part": Text("配件", "the part"),
    "repaired": Text("修好的商品", "the repaired item"),
}
Remedy = Literal["return_refund", "refund", "partial", "exchange", "repair", "part", "explain", "refuse"]
BACK = ("return_refund", "exchange", "repair")  # remedies for which goods come back
MONEY = ("return_refund", "refund", "partial")
GOODS = {"exchange": ("item",), "repair": ("repaired", "item"), "part": ("part", "item")}


class Offer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One offer made in writing."""

    minute: Annotated[int, info("时间", "Time", "minute")]
    remedy: Annotated[str, info("方案", "Remedy", "choice", choices=REMEDY)]
    amount: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    payer: Annotated[str, info("退货运费", "Return freight", "choice", choices=PAYER)]
    seq: Annotated[int, info("记录号", "Fact", "int")] = 0


class Request(msgspec.Struct, kw_only=True, gc=False):
    """One after-sale request; `facts` and `times` hold the first fact of each step."""

    id: str
    order: str
    thread: str
    asked: str
    sku: str
    delivered: int
    wrap: str
    photo: Text
    opened: int
    due: int
    status: str = "open"
    offers: list[Offer] = msgspec.field(default_factory=list)
    answer: Text | None = None
    label: str = ""
    found_sku: str = ""
    found: Text | None = None
    grade: str = ""
    paid: int | None = None
    sent: str = ""
    tracking: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the first fact of its kind."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)

    @property
    def settled(self) -> bool:
        """Whether what was offered last has been carried out, or there is nothing to carry out."""
        last = self.offers[-1].remedy if self.offers else ""
        if last in MONEY:
            return self.paid is not None
        if last in GOODS:
            return bool(self.sent)
        return last in ("refuse", "explain") and self.status not in ("offered", "disputed")


class Aftersales(State):
    """All requests by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Request] = {}
