"""The cast of 9.2.1: buyers' questions, those the records answer and those only an expert can, and dated rule changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.desks.service.knowledge import TOPIC
from simulator.desks.store.notices import NoticeArrived
from simulator.kernel.messages import Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR, parse
from simulator.market.cast import CastError, Stage, kind
from simulator.market.data import expert_of, open_questions, phrases
from simulator.market.experts import QuestionNature, after_cover
from simulator.parts.goods import Good
from simulator.parts.rulebook import Rule, RuleSet
from simulator.parts.thread import MessageArrived, MessageWants

Spec = Mapping[str, Any]


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


@kind("question")
def question(stage: Stage, spec: Spec) -> None:
    """`count` buyers ask about an item: `ask` record (the item record answers) or a topic only an expert can answer.

    `topics` (1 or 2) questions in one message, `manner` of the expert (clear, unclear, silent), `language`, `when`.
    """
    ask = str(spec.get("ask", "record"))
    for i in range(int(spec.get("count", 1))):
        entity = stage.entity("question")
        number = int(entity.split("#")[1])
        minute = stage.when(spec, entity)
        market = stage.market(entity, spec)
        person = stage.person(entity, market, str(spec.get("language", "")))
        wanted = int(spec.get("topics", 1))
        if ask == "record":
            asked_of = [g for g in stage.goods.values() if market.code in g.price and len(g.facts) >= wanted]
            good = _fresh(stage, asked_of, entity)
            topics = stage.luck.shuffle([t for t in good.facts if t in TOPIC], "question.topic", entity)[:wanted]
            nature = QuestionNature(thread=f"Q-{number:02d}", sku=good.sku, market=market.code, topics=tuple(topics))
        else:
            topics = [ask]
            good = _fresh(
                stage,
                [g for g in stage.goods.values() if market.code in g.price and ask in open_questions().get(g.sku, ())],
                entity,
            )
            fact, source = _found(stage, ask, market.code, entity, i)
            nature = QuestionNature(
                thread=f"Q-{number:02d}", sku=good.sku, market=market.code, topics=(ask,), expert=expert_of(ask),
                manner=str(spec.get("manner", "clear")), fact=fact, source=source,
            )  # fmt: skip
        said = []
        for topic in topics:
            options = [p for p in phrases()[f"product.question.{topic}"] if "{order}" not in p.en]
            said.append(
                stage.luck.pick(options, "phrase.question", f"{entity}.{topic}").fill(
                    item=good.name, country=market.name
                )
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


@kind("service_rule")
def service_rule(stage: Stage, spec: Spec) -> None:
    """A dated `rule` of the service desk takes a new `value`: `title` {zh, en}, told at `when`, in force from `force`.

    Without `when` it stands in the book from the start.
    """
    id = str(spec["rule"])
    force = parse(str(spec["force"])) if "force" in spec else -(10**9)
    title = Text(str(spec["title"]["zh"]), str(spec["title"]["en"]))
    rule = Rule(id=id, title=title, value=str(spec["value"]), unit=str(spec.get("unit", "hours")), valid_from=force)
    stage.rules.rules.setdefault(id, []).append(rule)
    if "when" not in spec:
        stage.now(RuleSet(rules=(rule,)))
        return
    told = parse(str(spec["when"]))
    body = spec.get("body", spec["title"])
    sender = spec.get("sender", {"zh": "平台", "en": "The platform"})
    notice = NoticeArrived(
        id=f"N-{id}", sender=Text(str(sender["zh"]), str(sender["en"])), title=title,
        body=Text(str(body["zh"]), str(body["en"])), force=force,
    )  # fmt: skip
    stage.at(told, notice, RuleSet(rules=(rule,)))
