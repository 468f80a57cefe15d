"""The cast of 9.2.1: buyers' questions, those the records answer and those only an expert can, and dated rule changes."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.desks.service.knowledge import TOPIC
from simulator.desks.store.notices import NoticeArrived
from simulator.kernel.messages import Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR, parse
from simulator.market.cast import CastError, Stage
from simulator.market.cast.entry import Arrival, Entry, Moment, kind
from simulator.market.cast.fulfilment import Buyer, MarketCode, Writes
from simulator.market.data import expert_of
from simulator.market.experts import QuestionNature, after_cover
from simulator.parts.goods import Good
from simulator.parts.rulebook import Rule, RuleSet
from simulator.parts.thread import MessageArrived, MessageWants

Ask = Literal["record", "certificate", "technical", "customs", "warranty", "water", "age"]


def _fresh(stage: Stage, fit: list[Good], entity: str) -> Good:
    if not fit:
        raise CastError(f"no goods for {entity}")
    good = stage.luck.pick([g for g in fit if g.sku not in stage.used] or fit, "question.goods", entity)
    stage.used.add(good.sku)
    return good


def _found(stage: Stage, topic: str, market: str, entity: str, entry: int) -> tuple[Text, str]:
    """What the expert will find, and the document behind it."""
    n = stage.luck.between(1000, 9999, "question.source", entity)

    def rule(id: str) -> str:
        bp = stage.rules.number(id, stage.start, market)
        return f"{bp // 100}" if bp % 100 == 0 else f"{bp // 100}.{bp % 100:02d}".rstrip("0")

    def one(*options: str) -> str:
        return stage.luck.pick(options, "question.figure", entity)

    if topic == "certificate":
        if entry % 2 == stage.luck.below(2, "question.certificate", "first"):
            fact = Text(f"有 CE 检测报告，编号 SIM-CE-{n}", f"it has a CE test report, number SIM-CE-{n}")
        else:
            fact = Text("该商品没有 CE 检测报告", "there is no CE test report for this item")
        return fact, f"SIM-QA-{n}"
    if topic == "technical":
        a, b = one("8", "10", "12", "15"), one("20", "25", "30", "40")
        return Text(
            f"过热保护在连用 {a} 分钟后断电，需冷却 {b} 分钟并清洁散热口",
            f"its overheating guard switches off after {a} minutes of use; let it cool for {b} minutes and clean the vents",
        ), f"SIM-ENG-{n}"
    if topic == "customs":
        duty, vat = rule("customs.duty_bp"), rule("customs.vat_bp")
        return Text(
            f"关税 {duty}%，进口税 {vat}%，均已含在售价内，签收时不再收取",
            f"duty is {duty} % and import tax {vat} %, both are in the price and nothing is collected at the door",
        ), f"SIM-CUS-{n}"
    if topic == "warranty":
        months = one("6", "12", "18", "24")
        return Text(f"质量问题保修 {months} 个月", f"faults are covered for {months} months"), f"SIM-PRD-{n}"
    if topic == "water":
        mark = one("IPX2", "IPX3", "IPX5")
        return Text(f"防护等级 {mark}，不可浸泡", f"its rating is {mark}, it must not be immersed"), f"SIM-PRD-{n}"
    if topic == "age":
        years = one("3", "5", "8", "10")
        return Text(f"适合 {years} 岁以上", f"it is for {years} years and up"), f"SIM-PRD-{n}"
    raise CastError(f"no expert's answer is written for {topic!r}")


class QuestionEntry(Arrival, frozen=True, kw_only=True, tag="question"):
    """A buyer asks about an item."""

    ask: Annotated[Ask, info("问什么", "What is asked", help=Text(
        "record：商品资料答得了；其余只有专家知道：certificate technical customs warranty water age",
        "record: the item record answers; the others only an expert knows: certificate technical customs warranty water age"))] = "record"  # fmt: skip
    topics: Annotated[int, info("一信几问", "Questions in one letter", "int", ge=1, le=2, help=Text(
        "仅 ask: record", "only with ask: record"))] = 1  # fmt: skip
    manner: Annotated[Literal["clear", "unclear", "silent"], info("专家", "Expert", help=Text(
        "clear：答得清楚；unclear：先答得没有依据；silent：不催不答",
        "clear: answers well; unclear: at first without a document; silent: only when chased"))] = "clear"  # fmt: skip
    market: MarketCode = ""
    language: Writes = ""
    buyer: Buyer = ""


@kind(
    QuestionEntry, group="arrival", title=Text("买家咨询", "Inquiries"),
    about=Text(
        "买家问商品：有的资料答得了，有的要问专家。", "Buyers ask about items: some the records answer, some only an expert can."
    ),
)  # fmt: skip
def question(stage: Stage, spec: QuestionEntry, i: int) -> None:
    """One letter, what it wants, and how long its writer waits."""
    entity = stage.entity("question")
    number = int(entity.split("#")[1])
    minute = stage.when(spec.moments(), entity)
    market = stage.market(entity, stage.own.people[spec.buyer].market if spec.buyer else spec.market)
    person = stage.person(entity, market, spec.language, spec.buyer)
    if spec.ask == "record":
        asked_of = [
            g for g in stage.goods.values()
            if market.code in g.price and sum(t in TOPIC for t in g.facts) >= spec.topics
        ]  # fmt: skip
        good = _fresh(stage, asked_of, entity)
        topics = stage.luck.shuffle([t for t in good.facts if t in TOPIC], "question.topic", entity)[: spec.topics]
        nature = QuestionNature(thread=f"Q-{number:02d}", sku=good.sku, market=market.code, topics=tuple(topics))
    else:
        topics = [spec.ask]
        fit = [g for g in stage.goods.values() if market.code in g.price and spec.ask in stage.asked(g.sku)]
        good = _fresh(stage, fit, entity)
        fact, source = _found(stage, spec.ask, market.code, entity, i)
        nature = QuestionNature(
            thread=f"Q-{number:02d}", sku=good.sku, market=market.code, topics=(spec.ask,), expert=expert_of(spec.ask),
            manner=spec.manner, fact=fact, source=source,
        )  # fmt: skip
    said = []
    for topic in topics:
        options = [p for p in stage.phrases(f"product.question.{topic}") if "{order}" not in p.en]
        said.append(
            stage.luck.pick(options, "phrase.question", f"{entity}.{topic}").fill(item=good.name, country=market.name)
        )
    text = Text("".join(t.zh for t in said), " ".join(t.en for t in said))
    titles = [TOPIC[t] for t in topics]
    subject = Text(
        f"{good.sku} {good.name.zh} · {market.code}：" + "、".join(t.zh for t in titles),
        f"{good.sku} {good.name.en} · {market.code}: " + ", ".join(t.en for t in titles),
    )
    hours = stage.rules.number("reply.first_hours", minute, market.code)
    limit = after_cover(stage.rules, minute, hours * HOUR)
    waits = stage.luck.between(2, 6, "truth.patience", entity) * HOUR
    stage.at(
        minute,
        MessageArrived(
            thread=nature.thread, who="buyer", name=person.name, text=text.of("zh" if person.language == "zh" else "en"),
            gist=text, language=person.language, subject=subject, due=limit,
        ),
        MessageWants(thread=nature.thread, topic="question", args={"sku": good.sku, "topics": " ".join(topics)}),
        nature,
        Scheduled(due=limit + waits, name="question.patience", entity=nature.thread),
    )  # fmt: skip


PLATFORM = Text("平台", "The platform")


class ServiceRuleEntry(Entry, frozen=True, kw_only=True, tag="service_rule"):
    """A dated figure takes a new value."""

    rule: Annotated[str, info("规则", "Rule", help=Text("规则编号", "id of the rule"), min_length=1, max_length=60)]
    value: Annotated[str, info("新值", "New value", min_length=1, max_length=40)]
    unit: Annotated[str, info("单位", "Unit", max_length=40)] = "hours"
    market: Annotated[str, info("市场", "Market", help=Text("不写则各市场都算", "left out: all markets"))] = ""
    title: Annotated[Text, info("标题", "Title")]
    body: Annotated[Text | None, info("通知正文", "Notice", "long")] = None
    sender: Annotated[Text, info("发出者", "Sender")] = PLATFORM
    when: Annotated[Moment | None, info("通知", "Told", "minute", help=Text(
        "不写则一开始就在规则库里", "left out: it stands in the book from the start"))] = None  # fmt: skip
    force: Annotated[Moment | None, info("生效", "In force", "minute")] = None


@kind(
    ServiceRuleEntry, group="rule", title=Text("规则变更", "A rule changes"),
    about=Text(
        "平台、法律或店铺的一条有日期的规则改了：先通知，到日生效。",
        "A dated rule of platform, law or store changes: told first, in force from its date.",
    ),
)  # fmt: skip
def service_rule(stage: Stage, spec: ServiceRuleEntry, i: int) -> None:
    """The rule, and the notice that tells of it."""
    force = parse(spec.force) if spec.force is not None else -(10**9)
    rule = Rule(
        id=spec.rule, title=spec.title, value=spec.value, unit=spec.unit, market=spec.market, valid_from=force
    )  # fmt: skip
    stage.rules.rules.setdefault(spec.rule, []).append(rule)
    if spec.when is None:
        stage.now(RuleSet(rules=(rule,)))
        return
    notice = NoticeArrived(
        id=f"N-{spec.rule}", sender=spec.sender, title=spec.title, body=spec.body or spec.title, force=force
    )  # fmt: skip
    stage.at(parse(spec.when), notice, RuleSet(rules=(rule,)))
