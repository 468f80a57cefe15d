"""The cast of 9.2.4: the law library and complaints whose truth lies with eight sources, some of it about other orders."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from simulator.desks.service.complaint.facts import ComplaintFiled, ComplaintNature, PlatformCaseOpened
from simulator.desks.service.complaint.records import SOURCE, TrueFact
from simulator.desks.service.lawlibrary import Article, ArticlesPublished
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.market.aftersale import DATA
from simulator.market.cast import Stage
from simulator.market.cast.aftersales import Markets, draw_good, letter, money, old_order
from simulator.market.cast.entry import Arrival, Entry, kind
from simulator.market.cast.fulfilment import Writes
from simulator.market.cast.parameters import AFTERSALE, need


@cache
def articles() -> tuple[Article, ...]:
    """The law library."""
    return msgspec.json.decode((DATA / "articles.json").read_bytes(), type=tuple[Article, ...])


class LawLibraryEntry(Entry, frozen=True, kw_only=True, tag="law_library"):
    """The law library stands in the store."""


@kind(
    LawLibraryEntry, group="scene", title=Text("法规库", "Law library"),
    about=Text(
        "各法域现行与失效的消费者法、产品安全法和平台规则（模拟）。",
        "Consumer and product-safety law of all areas, present and repealed, and the platform's rules (simulated).",
    ),
)  # fmt: skip
def law_library(stage: Stage, spec: LawLibraryEntry, i: int) -> None:
    """All articles; where a pack's own market is like a shipped one, its articles hold there too."""
    need(stage, AFTERSALE)
    stage.now(ArticlesPublished(articles=articles_of(stage)))


def articles_of(stage: Stage) -> tuple[Article, ...]:
    """The law library of a scenario."""
    if not stage.own.like:
        return articles()
    own = sorted(stage.own.like.items())
    return tuple(
        msgspec.structs.replace(a, markets=(*a.markets, *(c for c, like in own if like in a.markets)))
        for a in articles()
    )


class Says(NamedTuple):
    """What a source says: when (minutes from delivery, or from the complaint when `late`), and whether it settles the matter."""

    zh: str
    en: str
    at: int
    key: bool = False
    late: bool = False


class Story(NamedTuple):
    """One kind of complaint: how it looks, and the truth."""

    about: str
    letter: str
    trait: str
    liability: str
    remedy: str
    cause: str
    subject: str
    says: dict[str, Says]


ORDER = Says(
    "{order}：已付 {amount}，收货人与付款人一致",
    "{order}: {amount} paid, buyer and recipient are the same person",
    -10 * DAY,
)
BUYER = Says("{order}：买家重述经过，与来信一致", "{order}: the buyer tells it again, as in the letter", -20, late=True)
NOISE = {  # a record about somebody else's order that lies in the same file
    "warehouse": Says(
        "{other}：同货位另一单的打包记录", "{other}: packing record of another order from the same shelf", -9 * DAY
    ),
    "carrier": Says(
        "{other}：同日另一包裹，正常签收", "{other}: another parcel of that day, delivered without remark", -30
    ),
    "photo": Says("{other}：别的买家的图片，误归此档", "{other}: another buyer's picture, filed here by mistake", 60),
    "agent": Says(
        "{other}：客服与另一买家谈发货时间", "{other}: the agent talks to another buyer about dispatch", -90, late=True
    ),
    "payment": Says(
        "{other}：另一单，入账一笔，正常", "{other}: another order, one booking, nothing unusual", -10 * DAY + 7
    ),
    "product": Says(
        "{other}：另一单所含货号的批次说明", "{other}: batch note of the goods in another order", -40 * DAY
    ),
}
STORIES: dict[str, Story] = {
    "damaged.carrier": Story("damaged", "complaint.damaged", "fragile", "carrier", "refund", "carrier", "conformity", {
        "warehouse": Says("{order}：气泡膜加护角装箱，交运时外箱完好（有照片）", "{order}: packed with bubble film and edge guards, box whole at hand-over (photo)", -9 * DAY, True),
        "carrier": Says("{order}：转运中心报告，外箱被传送带挤扁", "{order}: hub report, the box was crushed by a belt", -2 * DAY, True),
        "photo": Says("{order}：签收 20 分钟后的照片，箱角塌陷，{item}碎裂", "{order}: photo 20 minutes after delivery, corner caved in, {item} broken", 20),
    }),
    "damaged.packing": Story("damaged", "complaint.damaged", "fragile", "seller", "refund", "packing", "conformity", {
        "warehouse": Says("{order}：只用快递袋，没有填充", "{order}: packed in a plain bag, no filling", -9 * DAY, True),
        "carrier": Says("{order}：全程扫描完整，签收时外包装无损", "{order}: all scans complete, wrapping undamaged at delivery", -5, True),
        "photo": Says("{order}：签收 20 分钟后的照片，袋内{item}碎裂", "{order}: photo 20 minutes after delivery, {item} broken inside the bag", 20),
    }),
    "wrong_item": Story("wrong_item", "complaint.wrong_item", "plain", "seller", "replace", "picking", "conformity", {
        "warehouse": Says("{order}：拣货扫描是邻位货号，装的是{wrong}", "{order}: the bin next to it was scanned, {wrong} was packed instead", -9 * DAY, True),
        "carrier": Says("{order}：收件称重与{item}的毛重不符", "{order}: the weight at acceptance does not fit {item}", -8 * DAY),
        "photo": Says("{order}：照片里是{wrong}和带我店单号的面单", "{order}: the photo shows {wrong} and a label with our order number", 25, True),
    }),
    "charged.twice": Story("charged", "complaint.charged", "plain", "seller", "refund", "payment", "payment", {
        "payment": Says("{order}：两笔 {amount}，相隔 4 分钟，均已入账", "{order}: two bookings of {amount}, four minutes apart, both booked", -10 * DAY + 5, True),
        "photo": Says("{order}：银行对账单，两笔均为已入账", "{order}: bank statement, both lines are booked", -3 * DAY),
        "agent": Says("{order}：买家首次来询问两笔扣款，客服答应查", "{order}: the buyer asks about two charges, the agent promises to look", -2 * DAY),
    }),
    "late": Story("late", "complaint.late", "plain", "carrier", "compensate", "carrier", "delivery", {
        "warehouse": Says("{order}：下单次日按时交运", "{order}: handed over the day after the order, in time", -17 * DAY, True),
        "carrier": Says("{order}：在进口枢纽滞留多日后才派送签收", "{order}: stood at the import hub for days, then delivered", 0, True),
        "agent": Says("{order}：买家催过一次，客服如实转告在途", "{order}: the buyer asked once, the agent told the parcel was on its way", -3 * DAY),
    }),
    "unsafe": Story("unsafe", "complaint.unsafe", "battery", "seller", "refund", "safety", "safety", {
        "photo": Says("{order}：充电口熏黑，桌面有烫痕", "{order}: scorch marks at the charging port and on the table", 2 * DAY),
        "product": Says("{order}：该批次缺少过热保护试验报告", "{order}: for this batch the overheating test is missing", -60 * DAY, True),
        "agent": Says("{order}：买家用原配线按说明充电", "{order}: the buyer charged with the cable in the box, as the manual says", -40, True, True),
    }),
    "charged.pending": Story("charged", "complaint.charged", "plain", "none", "none", "payment", "payment", {
        "payment": Says("{order}：入账一笔；另一笔是预授权，次日已释放", "{order}: one booking; the other line was a pre-authorisation, released the next day", -10 * DAY + 5, True),
        "photo": Says("{order}：银行截图，一笔已入账，一笔“待处理”", "{order}: bank screenshot, one line booked, one 'pending'", -9 * DAY, True),
        "agent": Says("{order}：买家下单当天问过，客服说明是预授权", "{order}: the buyer asked on the day of the order, the agent explained", -10 * DAY + 90),
    }),
    "misuse": Story("faulty", "complaint.misuse", "battery", "buyer", "none", "use", "conformity", {
        "photo": Says("{order}：外壳有撬痕，封签已断", "{order}: the case was pried open with a tool, the seal is cut", 4 * DAY, True),
        "product": Says("{order}：该批次试验合格，说明书写明不得拆壳", "{order}: this batch passed its tests, the manual says never to open the case", -60 * DAY, True),
        "agent": Says("{order}：买家说朋友“修”过一次", "{order}: the buyer says a friend tried to 'repair' it", -50, late=True),
    }),
}  # fmt: skip
# one complaint of which the carrier is liable and one of which the store is, whichever is which
PAIRS = (("damaged.carrier", "wrong_item"), ("damaged.carrier", "charged.twice"), ("damaged.packing", "late"))


Shape = Literal[
    "damaged", "second", "unfounded", "damaged.carrier", "damaged.packing", "wrong_item", "charged.twice", "late", "unsafe",
    "charged.pending", "misuse",
]  # fmt: skip


def _which(stage: Stage, case: Shape) -> str:
    pair = stage.luck.pick(PAIRS, "complaint.pair", "shift")
    if case == "damaged":
        return pair[0]
    if case == "second":
        return pair[1]
    if case == "unfounded":
        return stage.luck.pick(("charged.pending", "misuse") if pair[1] != "charged.twice" else ("misuse",), "complaint.unfounded", "shift")  # fmt: skip
    return case


class ComplaintEntry(Arrival, frozen=True, kw_only=True, tag="complaint"):
    """A complaint."""

    case: Annotated[Shape, info("情形", "Case", help=Text(
        "damaged 与 second 成对：一件是承运商的责任，一件是店铺的；unfounded 不成立；也可写具体情形",
        "damaged and second are a pair, one the carrier's, one the store's; unfounded; or one by name"))]  # fmt: skip
    platform_after: Annotated[Annotated[int, msgspec.Meta(ge=1, le=240)] | None, info("平台介入", "Platform case after", help=Text(
        "几小时后买家又找平台", "so many hours later the buyer also opens a platform case"))] = None  # fmt: skip
    markets: Markets = ()
    language: Writes = ""


@kind(
    ComplaintEntry, group="arrival", needs=("law_library",), title=Text("投诉", "Complaints"),
    about=Text(
        "真相散在八个来源里的投诉，有的记录说的是别的订单。",
        "A complaint whose truth lies with eight sources, some of it about other orders.",
    ),
)  # fmt: skip
def complaint(stage: Stage, spec: ComplaintEntry, i: int) -> None:
    """The complaint, its hidden nature, and the buyer's words."""
    need(stage, AFTERSALE)
    entity = stage.entity("complaint." + spec.case)
    story = STORIES[_which(stage, spec.case)]
    minute = stage.when(spec.moments(), entity)
    market = stage.market(entity, among=spec.markets)
    good = draw_good(stage, entity, market.code, lambda g: stage.has_trait(g, story.trait, market.code))
    delivered = (
        minute
        - stage.luck.between(5, 8, "complaint.age", entity) * DAY
        - stage.luck.between(30, 300, "complaint.hour", entity)
    )
    late = stage.luck.between(3, 7, "complaint.late", entity) if story.about == "late" else 0
    placed = old_order(
        stage, entity, market, good, delivered=delivered, language=spec.language,
        promised=delivered - late * DAY - 5 * HOUR if late else delivered + DAY,
    )  # fmt: skip
    id, thread = f"CP-{placed.id}", f"P-{placed.id}"
    total = placed.goods_paid + placed.freight_paid
    governing = [a for a in articles_of(stage) if a.subject == story.subject and a.holds(minute, market.code)]
    rule = next(a for a in governing if a.body == "platform")
    due = {"refund": total, "compensate": placed.goods_paid * min(rule.rate_bp * late, rule.cap_bp) // 10_000}
    days = stage.rules.number("complaint.close_days", minute)
    stage.at(
        minute,
        ComplaintFiled(complaint=id, order=placed.id, thread=thread, about=story.about, due=minute + days * DAY),
        ComplaintNature(
            complaint=id, liability=story.liability, remedy=story.remedy, amount=due.get(story.remedy, 0), cause=story.cause,
            articles=tuple(a.id for a in governing), facts=_facts(stage, entity, story, placed, delivered, minute),
        ),
        *letter(stage, placed, story.letter, thread, Text("投诉", "Complaint"), entity, "complaint." + story.about),
    )  # fmt: skip
    if spec.platform_after is not None:
        opened = minute + spec.platform_after * HOUR
        limit = stage.rules.number("case.answer_hours", opened) * HOUR
        stage.at(opened, PlatformCaseOpened(case=f"PC-{placed.id}", complaint=id, due=opened + limit))


def _facts(stage: Stage, entity: str, story: Story, placed: Any, delivered: int, minute: int) -> tuple[TrueFact, ...]:
    good = stage.goods[placed.lines[0].sku]
    wrong = stage.luck.pick(sorted(s for s in stage.goods if s != good.sku), "truth.complaint.wrong", entity)
    facts = []
    for source in SOURCE:
        said = {"order": ORDER, "buyer": BUYER, **story.says}.get(source)
        says = said or NOISE[source]
        number = int(placed.id[1:]) + stage.luck.between(11, 400, "truth.complaint.other", f"{entity}.{source}")
        text = Text(says.zh, says.en).fill(
            order=placed.id, other=f"A{number}", item=good.name, wrong=stage.goods[wrong].name,
            amount=money(placed.goods_paid + placed.freight_paid, placed.currency),
        )  # fmt: skip
        at = min(minute - 1, (minute if says.late else delivered) + says.at)
        facts.append(TrueFact(source=source, minute=at, text=text, relevant=said is not None, key=says.key))
    return tuple(facts)
