"""The expert of 9.2.1: answer from the item record, escalate the rest with all facts, chase, report back, write it down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.bots.player import Views, expert
from simulator.desks.service.escalate import ChaseExpert, EscalateQuestion
from simulator.desks.service.knowledge import TOPIC, AddKnowledge
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR

FIELD = {"certificate": "compliance", "customs": "customs", "technical": "engineer"}
BATCH = 6


def asked(record: Any) -> tuple[str, list[str]]:
    """The item number and the topics in a question's subject line."""
    sku = record.subject.en.split(" ", 1)[0]
    said = record.subject.en.rsplit(": ", 1)[1].split(", ")
    return sku, [t for t, title in TOPIC.items() if title.en in said]


def country(record: Any) -> str:
    """The market a question comes from, as its subject line shows it."""
    return str(record.subject.en.rsplit(" · ", 1)[1].split(":", 1)[0])


def words(record: Any, zh: str, en: str) -> str:
    """A letter in the buyer's language."""
    if record.language == "zh":
        return f"{record.name}您好，感谢来信。{zh}蓝湾家居客服"
    return f"Hello {record.name}, thank you for your message. {en} Kind regards, Blue Bay Home"


@expert("9.2.1")
class AnswersQuestions:
    """Works the queue of questions and the escalations."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now, a few at a time so that nothing urgent waits."""
        done = 0
        for row in v.table("threads"):
            if row.waiting and row.who == "buyer" and row.id.startswith("Q-"):
                yield from self._question(v, row.id)
                done += 1
                if done >= BATCH:
                    return
        for e in v.table("escalations"):
            yield from self._escalation(v, e.id)

    def _question(self, v: Views, id: str) -> Iterable[Command]:
        yield from v.look("thread", id)
        record = v.record("thread", id)
        if any(m.sender == "me" for m in record.messages):
            return
        sku, topics = asked(record)
        yield from v.look("item", sku)
        item = v.record("item", sku)
        facts = {f.topic: f.fact for f in item.facts}
        if all(t in facts for t in topics):
            zh = "".join(f"{item.name.zh}：{facts[t].zh}。" for t in topics)
            en = " ".join(f"About the {item.name.en}: {facts[t].en}." for t in topics)
            yield Reply(thread=id, text=words(record, zh, en))
            return
        topic = topics[0]
        first = record.messages[0]
        asked_in = first.gist.zh if first.gist else first.text
        handed = (
            f"{sku} {item.name.zh}，发往 {country(record)}。{TOPIC[topic].zh}问题。买家原话：{first.text}（{asked_in}）"
        )
        yield EscalateQuestion(thread=id, desk=FIELD.get(topic, "product"), facts=handed[:1000])  # type: ignore[arg-type]
        zh = "您的问题已转给负责的同事，我们会在 2 天内答复您。"
        en = "Your question is with the colleague in charge; we will answer you within 2 days."
        yield Reply(thread=id, text=words(record, zh, en))

    def _escalation(self, v: Views, id: str) -> Iterable[Command]:
        e = v.record("escalation", id)
        last = max([e.asked, *e.chases])
        record = v.record("thread", e.thread)
        sku, topics = asked(record)
        item = v.record("item", sku)
        if all(t in {f.topic for f in item.facts} for t in topics):
            return
        again = (
            f"{sku}，发往 {country(record)}，{TOPIC[topics[0]].zh}：{record.messages[0].text} 请给出有文件依据的答复。"
        )
        if not e.words:
            if v.now - last >= 24 * HOUR:
                yield ChaseExpert(escalation=id, text=again)
            return
        yield from v.look("escalation", id)
        word = e.words[-1]
        if word.refer:
            if len([x for x in v.table("escalations") if x.thread == e.thread]) == 1:
                yield EscalateQuestion(thread=e.thread, desk=word.refer, facts=again)
            return
        clear = next((w for w in e.words if w.source), None)
        if clear is None:
            if word.minute > last or v.now - last >= 24 * HOUR:
                yield ChaseExpert(escalation=id, text=again)
            return
        if not any(m.sender == "me" and m.minute >= clear.minute for m in record.messages):
            text: Text = clear.text
            yield Reply(
                thread=e.thread, text=words(record, f"专家的答复：{text.zh}", f"Our expert's answer: {text.en}")
            )
        if not any(k.item == sku and k.topic == topics[0] for k in v.table("knowledge")):
            yield AddKnowledge(item=sku, topic=topics[0], fact=f"{clear.text.zh} [{clear.source}]")  # type: ignore[arg-type]
