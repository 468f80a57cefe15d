"""The store's after-sale policies as dated, simulated data: per market what a buyer may ask, until when, and who pays (9.2.3)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()

SITUATION = {
    "withdrawal": Text("无理由退货", "change of mind"),
    "fault": Text("质保内故障", "fault and guarantee"),
    "part": Text("缺件", "missing part"),
    "use": Text("使用帮助", "help in use"),
    "inspection": Text("退货验货", "inspection of returned goods"),
}
PAYER = {
    "none": Text("无需退货", "nothing is sent back"),
    "buyer": Text("买家", "buyer"),
    "seller": Text("卖家", "seller"),
}
FOREVER = 10**9


class GradeRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an inspection may find, and the share of the price that is kept back for it."""

    grade: Annotated[str, info("等级", "Grade")]
    means: Annotated[Text, info("状况", "Condition")]
    deduct_bp: Annotated[int, info("扣款比例", "Deduction", "bp")]


class Policy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One policy. Figures come from the rulebook of the scenario; all of them are simulated."""

    id: Annotated[str, info("编号", "No.", "id")]
    market: Annotated[str, info("市场", "Market")]
    situation: Annotated[str, info("情形", "Situation", "choice", choices=SITUATION)]
    title: Annotated[Text, info("标题", "Title")]
    text: Annotated[Text, info("内容", "What it says", "long")]
    days: Annotated[int, info("期限（天）", "Days after delivery", "int")] = 0
    months: Annotated[int, info("质保（月）", "Guarantee, months", "int")] = 0
    payer: Annotated[str, info("退货运费由谁付", "Return freight paid by", "choice", choices=PAYER)] = "none"
    freight_back: Annotated[bool, info("退首程运费", "Outbound freight refunded", "flag")] = False
    grades: Annotated[tuple[GradeRow, ...], info("验货等级", "Grades", "list")] = ()
    valid_from: Annotated[int, info("自", "From", "minute")] = -FOREVER
    valid_to: Annotated[int, info("至", "Until", "minute")] = FOREVER
    source: Annotated[str, info("来源", "Source")] = "simulated"


class PoliciesPublished(Event, frozen=True, kw_only=True, tag="policies.published"):
    """After-sale policies stand in the book."""

    policies: tuple[Policy, ...]


book.event("售后政策入册", "After-sale policies recorded")(PoliciesPublished)


class Policies(State):
    """All policies by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Policy] = {}

    def find(self, situation: str, market: str, now: int) -> Policy | None:
        """The policy in force; one for the market goes before one for all."""
        best: Policy | None = None
        for policy in self.by_id.values():
            fits = policy.situation == situation and policy.market in ("", market)
            if fits and policy.valid_from <= now < policy.valid_to and (best is None or policy.market >= best.market):
                best = policy
        return best


@book.applies(PoliciesPublished)
def _published(world: World, e: PoliciesPublished) -> None:
    world.of(Policies).by_id.update({p.id: p for p in e.policies})


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One policy in the list: what it says is read by opening it."""

    id: Annotated[str, info("编号", "No.", "id")]
    market: Annotated[str, info("市场", "Market")]
    situation: Annotated[str, info("情形", "Situation", "choice", choices=SITUATION)]
    title: Annotated[Text, info("标题", "Title")]


@book.view("policies", title=Text("售后政策", "Policies"), desk="service", shows=PolicyRow, record="policy", order=45)
def policies(seen: Seen) -> list[PolicyRow]:
    """By market; those for all markets first."""
    rows = sorted(seen.of(Policies).by_id.values(), key=lambda p: (p.market, p.id))
    return [PolicyRow(id=p.id, market=p.market, situation=p.situation, title=p.title) for p in rows]


@book.view(
    "policy", title=Text("售后政策", "Policy"), desk="service", shows=Policy, kind="record", record="policies",
    evidence=True,
)  # fmt: skip
def policy(seen: Seen, key: str) -> Policy | None:
    """One policy with its figures."""
    return seen.of(Policies).by_id.get(key)
