"""What the store and the world know of a complaint and of a platform case (9.2.4)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.world import State, World

ABOUT = {
    "damaged": Text("破损", "arrived broken"),
    "wrong_item": Text("发错货", "wrong item"),
    "unsafe": Text("安全隐患", "unsafe"),
    "charged": Text("重复扣款", "charged twice"),
    "late": Text("晚到", "late"),
    "faulty": Text("故障", "stopped working"),
}
SOURCE = {
    "buyer": Text("买家", "buyer"),
    "order": Text("订单记录", "order record"),
    "warehouse": Text("仓库打包记录", "packing record"),
    "carrier": Text("承运商", "carrier"),
    "photo": Text("照片", "photos"),
    "agent": Text("客服聊天记录", "agent's transcript"),
    "payment": Text("支付流水", "payment record"),
    "product": Text("产品档案", "product file"),
}
SLOW = ("buyer", "carrier")  # they answer hours later
LIABLE = {
    "seller": Text("卖家", "seller"),
    "carrier": Text("承运商", "carrier"),
    "buyer": Text("买家", "buyer"),
    "none": Text("无人（不成立）", "nobody (unfounded)"),
}
SETTLE = {
    "refund": Text("退款", "refund"),
    "compensate": Text("按比例补偿", "compensation by rate"),
    "replace": Text("免费补发正确商品", "send the right item free of charge"),
    "none": Text("说明理由后不赔", "nothing, with the reason"),
}
CAUSE = {
    "packing": Text("改进包装", "better packing"),
    "picking": Text("拣货复核", "second check when picking"),
    "carrier": Text("向承运商追责、调整线路", "hold the carrier to it, change the line"),
    "safety": Text("停售、追溯批次、报告主管机关", "stop the sale, trace the batch, tell the authority"),
    "payment": Text("支付流程与账单说明", "payment process and how bills read"),
    "use": Text("使用与保养说明", "instructions for use"),
}
POSITION = {
    "accept": Text("接受主张", "accept the claim"),
    "contest": Text("举证反驳", "contest with evidence"),
}
Source = Literal["buyer", "order", "warehouse", "carrier", "photo", "agent", "payment", "product"]


class FoundFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fact that was gathered: who says so, when it happened, what it says."""

    id: Annotated[str, info("编号", "No.", "id")]
    complaint: Annotated[str, info("投诉", "Complaint")]
    source: Annotated[str, info("来源", "Source", "choice", choices=SOURCE)]
    minute: Annotated[int, info("发生时间", "Happened", "minute")]
    text: Annotated[Text, info("内容", "What it says", "long")]


class TrueFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact that lies at a source, whether it bears on the complaint and whether it settles who is liable."""

    source: str
    minute: int
    text: Text
    relevant: bool
    key: bool = False


class Complaint(msgspec.Struct, kw_only=True, gc=False):
    """One complaint and what the store did about it."""

    id: str
    order: str
    thread: str
    about: str
    opened: int
    due: int
    asked: list[str] = msgspec.field(default_factory=list)
    found: list[FoundFact] = msgspec.field(default_factory=list)
    timeline: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    liability: str = ""
    remedy: str = ""
    amount: int = 0
    cause: str = ""
    action: str = ""
    case: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the newest fact of its kind."""
        self.facts[what] = world.count - 1
        self.times[what] = world.now


class PlatformCase(msgspec.Struct, kw_only=True, gc=False):
    """One case the buyer opened at the platform."""

    id: str
    complaint: str
    opened: int
    due: int
    position: str = ""
    evidence: tuple[str, ...] = ()
    ruling: str = ""
    facts: dict[str, int] = msgspec.field(default_factory=dict)
    times: dict[str, int] = msgspec.field(default_factory=dict)

    def did(self, what: str, world: World) -> None:
        """Note the first fact of its kind."""
        self.facts.setdefault(what, world.count - 1)
        self.times.setdefault(what, world.now)


class Complaints(State):
    """All complaints and platform cases by id."""

    __slots__ = ("by_id", "cases")

    def __init__(self) -> None:
        self.by_id: dict[str, Complaint] = {}
        self.cases: dict[str, PlatformCase] = {}
