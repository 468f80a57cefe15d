"""The cast of 9.2.3: policies, and after-sale requests of every sort on orders delivered before the shift."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal

import msgspec

from simulator.desks.service.aftersale.facts import AftersaleAsked, AftersaleNature
from simulator.desks.service.policy import PAYER, GradeRow, PoliciesPublished, Policy
from simulator.desks.store.orders import OrderDelivered, OrderNature, OrderPlaced
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.market.aftersale import DATA, figures_in, letters
from simulator.market.cast import CastError, Stage
from simulator.market.cast.entry import Arrival, Entry, kind
from simulator.market.cast.fulfilment import Writes, freight
from simulator.market.cast.parameters import AFTERSALE, need
from simulator.parts.goods import Good, Line
from simulator.parts.people import Market
from simulator.parts.thread import MessageArrived, MessageWants

USE_TOPICS = ("runtime", "capacity", "care", "compatibility", "voltage", "water", "size", "plug")
OWN = ("aftersale.", "complaint.")  # entities of orders that this module and that of the complaints put on the stage


class PolicyTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One policy in the data file; its figures come from the rulebook."""

    id: str
    situation: str
    markets: tuple[str, ...]
    freight_back: bool
    title: Text
    text: Text


@cache
def _terms() -> list[PolicyTerms]:
    return msgspec.json.decode((DATA / "policies.json").read_bytes(), type=list[PolicyTerms])


@cache
def grades() -> tuple[GradeRow, ...]:
    """What an inspection may find."""
    return msgspec.json.decode((DATA / "grades.json").read_bytes(), type=tuple[GradeRow, ...])


def money(minor: int, currency: str) -> str:
    """`EUR 12.50`, `JPY 1200`."""
    return f"{currency} {minor}" if currency == "JPY" else f"{currency} {minor // 100}.{minor % 100:02d}"


def policy_of(stage: Stage, situation: str, market: str) -> PolicyTerms:
    """The terms of a situation in a market."""
    for terms in _terms():
        if terms.situation == situation and (stage.like(market) in terms.markets or "" in terms.markets):
            return terms
    raise CastError(f"no policy for {situation!r} in {market!r}")


class PoliciesEntry(Entry, frozen=True, kw_only=True, tag="aftersale_policies"):
    """The policies stand in the store."""


@kind(
    PoliciesEntry, group="scene", title=Text("售后政策", "After-sale policies"),
    about=Text(
        "店铺在各市场的售后政策，数字出自规则库。", "The store's policies for its markets, with the figures of the rulebook."
    ),
)  # fmt: skip
def policies(stage: Stage, spec: PoliciesEntry, i: int) -> None:
    """All policies that concern a market of the scenario."""
    need(stage, AFTERSALE)
    made: list[Policy] = []
    for terms in _terms():
        covered = [c for c in stage.markets if stage.like(c) in terms.markets]
        # in the order of the terms, those of the pack's own markets after the one they are like
        covered.sort(key=lambda c, terms=terms: (terms.markets.index(stage.like(c)), c))  # type: ignore[misc]
        for code in [*(c for c in ("",) if c in terms.markets), *covered]:
            days = stage.rules.number("return.window_days", stage.start, code) if code else 0
            months = stage.rules.number("warranty.months", stage.start, code) if code else 0
            payer = stage.rules.word("return.payer", stage.start, code) if terms.situation == "withdrawal" else "none"
            payer = "seller" if terms.situation == "fault" else payer
            limit = money(stage.rules.number("return.limit_value", stage.start), "EUR")
            made.append(
                Policy(
                    id=f"{terms.id}-{code}" if code else terms.id, market=code, situation=terms.situation, title=terms.title,
                    text=terms.text.fill(days=days, months=months, payer=PAYER[payer], limit=limit),
                    days=days if terms.situation == "withdrawal" else 0, months=months if terms.situation == "fault" else 0,
                    payer=payer, freight_back=terms.freight_back, grades=grades() if terms.situation == "inspection" else (),
                )
            )  # fmt: skip
    stage.now(PoliciesPublished(policies=tuple(made)))


def draw_good(stage: Stage, entity: str, market: str, fits: Callable[[Good], bool]) -> Good:
    """An item sold in a market, not used before when there is one left."""
    fit = [g for g in stage.goods.values() if market in g.price and fits(g)]
    if not fit:
        raise CastError(f"no goods for {entity}")
    mine = {line.sku for name, o in stage.orders.items() if name.startswith(OWN) for line in o.lines}
    fresh = [g for g in fit if g.sku not in stage.used] or [g for g in fit if g.sku not in mine] or fit
    good = stage.luck.pick(fresh, "goods", entity)
    stage.used.add(good.sku)
    return good


def old_order(
    stage: Stage,
    entity: str,
    market: Market,
    good: Good,
    *,
    delivered: int,
    language: str = "",
    promised: int | None = None,
) -> OrderPlaced:
    """An order of one piece that was delivered before the shift; it stands in the books from the opening on."""
    person = stage.person(entity, market, language)
    off = stage.luck.between(0, 12, "discount", entity)
    price = good.price[market.code] * (100 - off) // 100
    placed = OrderPlaced(
        id=stage.order_id(), buyer=person.name, given=person.given, language=person.language, market=market.code,
        currency=market.currency, address=person.address, lines=(Line(sku=good.sku, quantity=1, price=price),),
        goods_paid=price, freight_paid=freight(stage, "standard", [good], market), choice="standard",
        ship_by=delivered - 9 * DAY, promised=delivered + DAY if promised is None else promised, paid=True, tax_number=person.tax_number, old=True,
    )  # fmt: skip
    stage.orders[entity] = placed
    stage.now(placed, OrderNature(order=placed.id, patience=48 * HOUR), OrderDelivered(order=placed.id))
    return placed


def letter(
    stage: Stage, placed: OrderPlaced, topic: str, thread: str, subject: Text, entity: str, wants: str
) -> list[Any]:
    """The buyer's words in a thread of their own, without a limit of its own (the request or complaint has one)."""
    text = stage.luck.pick(letters()[topic], "phrase." + topic, entity).fill(
        item=stage.goods[placed.lines[0].sku].name, order=placed.id,
        amount=money(placed.goods_paid + placed.freight_paid, placed.currency),
    )  # fmt: skip
    return [
        MessageArrived(
            thread=thread, who="buyer", name=placed.buyer, text=text.of("zh" if placed.language == "zh" else "en"),
            gist=text, language=placed.language, subject=subject, order=placed.id,
        ),
        MessageWants(thread=thread, topic=wants, args={"order": placed.id}),
    ]  # fmt: skip


PHOTO = {
    "withdrawal": Text("商品与包装完好", "item and packaging look fine"),
    "fault": Text("指示灯不亮的照片，外壳无碰伤", "the item with its lamp off, no dents"),
    "part": Text("盒内物品摊开的照片，装箱单上的一件不在其中", "contents laid out; one piece of the packing list is not among them"),
    "use": Text("没有图片", "no photo"),
}  # fmt: skip
ASKS = {
    "near": "return", "far": "return", "late": "return", "warranty": "fault", "part": "part", "use": "use",
}  # fmt: skip
AGE = {  # days between delivery and request: clearly inside or outside the market's limits
    "near": (8, 12), "far": (16, 26), "late": (17, 26), "warranty": (400, 660), "part": (2, 6), "use": (2, 6),
}  # fmt: skip


def _use_topics(good: Good) -> list[str]:
    return [t for t in USE_TOPICS if t in good.facts and figures_in(good.facts[t].zh) and figures_in(good.facts[t].en)]


Case = Literal["near", "far", "late", "warranty", "part", "use"]
Markets = Annotated[
    tuple[str, ...], info("市场", "Markets", "list", help=Text("从中抽；不写则全部", "to draw from; left out, all"))
]


class AftersaleEntry(Arrival, frozen=True, kw_only=True, tag="aftersale"):
    """An after-sale request."""

    case: Annotated[Case, info("情形", "Case", help=Text(
        "near、far：期限内退货（两件里有一件退回时不对，谁也不知道是哪一件）；late：过期；warranty：质保；part：缺件；use：不会用",
        "near, far: returns within the limit (of one of the two another item or a spoiled one comes back); late: too late; "
        "warranty: a fault; part: a piece is missing; use: how to use it"))]  # fmt: skip
    markets: Markets = ()
    language: Writes = ""


@kind(
    AftersaleEntry, group="arrival", needs=("aftersale_policies",), title=Text("售后申请", "After-sale requests"),
    about=Text("开店前已签收的订单的售后申请。", "Requests about orders delivered before the shift."),
)  # fmt: skip
def aftersale(stage: Stage, spec: AftersaleEntry, i: int) -> None:
    """The request, its hidden nature, and the buyer's words."""
    need(stage, AFTERSALE)
    case = spec.case
    entity = stage.entity("aftersale." + case)
    minute = stage.when(spec.moments(), entity)
    market = stage.market(entity, among=spec.markets)
    fits = (
        (lambda g: bool(_use_topics(g)))
        if case == "use"
        else (lambda g: stage.has_trait(g, "battery" if case == "warranty" else "middle", market.code))
    )
    good = draw_good(stage, entity, market.code, fits)
    age = stage.luck.between(*AGE[case], "aftersale.age", entity) * DAY
    delivered = minute - age - stage.luck.between(60, 300, "aftersale.hour", entity)
    placed = old_order(stage, entity, market, good, delivered=delivered, language=spec.language)
    situation = {"warranty": "fault", "part": "part", "use": "use"}.get(case, "withdrawal")
    terms = policy_of(stage, situation, market.code)
    topic = "aftersale." + ASKS[case]
    figures: tuple[str, ...] = ()
    if case == "use":
        use = stage.luck.pick(_use_topics(good), "use.topic", entity)
        topic += "." + use
        figures = tuple(sorted(figures_in(good.facts[use].of("zh" if placed.language == "zh" else "en"))))
    thread, id = f"S-{placed.id}", f"AS-{placed.id}"
    due = minute + stage.rules.number("aftersale.first_hours", minute) * HOUR
    stage.at(
        minute,
        AftersaleAsked(
            case=id, order=placed.id, thread=thread, asked=ASKS[case], sku=good.sku, delivered=delivered,
            wrap={"warranty": "used", "use": "opened", "part": "opened"}.get(case, stage.luck.pick(("sealed", "opened"), "wrap", entity)),
            photo=PHOTO[situation], due=due,
        ),
        _nature(stage, case, id, entity, placed, good, terms, figures),
        *letter(stage, placed, topic, thread, Text("售后申请", "After-sale request"), entity, topic),
    )  # fmt: skip


def _nature(
    stage: Stage, case: str, id: str, entity: str, placed: OrderPlaced, good: Good, terms: PolicyTerms,
    figures: tuple[str, ...],
) -> AftersaleNature:  # fmt: skip
    days = stage.rules.number("return.window_days", stage.start, placed.market)
    months = stage.rules.number("warranty.months", stage.start, placed.market)
    payer = stage.rules.word("return.payer", stage.start, placed.market)
    as_sold = Text(f"{good.name.zh}，与售出时一致", f"{good.name.en}, as sold")
    if case == "late":
        why = Text(f"已过 {placed.market} 的 {days} 天退货期", f"the {days} days of {placed.market} are over")
        return AftersaleNature(case=id, remedy="refuse", payer="none", amount=0, final=0, why=why)
    if case == "part":
        why = Text("缺件补寄配件，不退货", "a missing part is sent, nothing comes back")
        return AftersaleNature(case=id, remedy="part", payer="none", amount=0, final=0, why=why)
    if case == "use":
        why = Text("按资料说明用法", "the use is explained from the item record")
        return AftersaleNature(case=id, remedy="explain", payer="none", amount=0, final=0, why=why, figures=figures)
    if case == "warranty":
        why = Text(f"{placed.market} 质保 {months} 个月，卖家付退货运费，换新",
                   f"{placed.market}: {months} months of guarantee, exchange, the seller pays the return")  # fmt: skip
        found = Text(f"{good.name.zh}，确有故障，无外力痕迹", f"{good.name.en}, faulty as reported, no outside force")
        return AftersaleNature(
            case=id, remedy="exchange", payer="seller", amount=0, final=0, why=why, found_sku=good.sku, found=found, grade="F"
        )  # fmt: skip
    amount = placed.goods_paid + (placed.freight_paid if terms.freight_back else 0)
    why = Text(
        f"{placed.market} {days} 天内可退，{PAYER[payer].zh}付退货运费，应退 {money(amount, placed.currency)}",
        f"{placed.market}: return within {days} days, the {PAYER[payer].en} pays the return, "
        f"{money(amount, placed.currency)} to refund",
    )
    if case != stage.luck.pick(("near", "far"), "truth.aftersale.pair", "shift"):
        return AftersaleNature(
            case=id, remedy="return_refund", payer=payer, amount=amount, final=amount, why=why, found_sku=good.sku,
            found=as_sold, grade="A",
        )  # fmt: skip
    # fraud: what comes back is another item, or the right one damaged in the buyer's use
    if stage.luck.pick(("other", "used"), "truth.fraud", entity) == "other":
        others = [g for g in stage.goods.values() if g.sku != good.sku and g.cost < good.cost] or [good]
        other = stage.luck.pick(sorted(others, key=lambda g: g.sku), "truth.fraud.other", entity)
        found = Text(
            f"旧的{other.name.zh}，不是售出的{good.name.zh}",
            f"an old {other.name.en}, not the {good.name.en} that was sold",
        )
        return AftersaleNature(
            case=id, remedy="return_refund", payer=payer, amount=amount, final=0, why=why, found_sku=other.sku, found=found,
            grade="X", fraud=True,
        )  # fmt: skip
    share = next(g.deduct_bp for g in grades() if g.grade == "C")
    found = Text(f"{good.name.zh}，已摔裂、有长期使用痕迹", f"{good.name.en}, cracked by a fall, signs of long use")
    return AftersaleNature(
        case=id, remedy="return_refund", payer=payer, amount=amount, final=amount - amount * share // 10_000, why=why,
        found_sku=good.sku, found=found, grade="C", fraud=True,
    )  # fmt: skip
