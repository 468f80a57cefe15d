"""9.2.1: answer promptly and exactly; escalate what no record answers, report back, write it down."""

from __future__ import annotations

from simulator.desks.service.escalate import DESK, Escalation, Escalations, ExpertWord
from simulator.desks.service.knowledge import TOPIC, Knowledge
from simulator.desks.store.shift import Shift
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR, clock
from simulator.market.experts import (
    Question,
    Questions,
    claims,
    covered,
    facts_asked,
    names_country,
    names_item,
    reading,
    records_of,
    tells,
    told,
    unfounded,
)
from simulator.parts.reading import mentions, similarity
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Message, Thread, Threads
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.checkers import ramp
from simulator.scoring.measures import measure


def _all(case: Case) -> list[tuple[Question, Thread]]:
    threads = case.world.of(Threads).by_id
    return [(q, threads[q.thread]) for q in case.world.of(Questions).asked.values()]


def _mine(thread: Thread) -> list[Message]:
    return [m for m in thread.messages if m.sender == "me"]


def _in_language(thread: Thread, text: str) -> bool:
    return reading(text).language in (thread.language, "mixed")


def _title(q: Question) -> Text:
    topics = Text("、".join(TOPIC[t].zh for t in q.topics), ", ".join(TOPIC[t].en for t in q.topics))
    return Text("{t} {sku} {topics}", "{t} {sku} {topics}").fill(t=q.thread, sku=q.sku, topics=topics)


@measure(
    "9.2.1.first_reply",
    "SHARE",
    title=Text("首次答复及时（在岗时间，按当时的规则）", "First reply in time (staffed hours, by the rule in force)"),
)
def first_reply(case: Case, params: Params) -> list[Unit]:
    """Each question: the first reply in the buyer's language, in staffed time, against the limits in force when it came."""
    rules = case.world.of(Rulebook)
    units = []
    for q, thread in _all(case):
        good = rules.number("reply.good_hours", q.minute, q.market)
        limit = rules.number("reply.first_hours", q.minute, q.market)
        reply = next((m for m in _mine(thread) if _in_language(thread, m.text)), None)
        if reply is None:
            why = Text("{q}：没有用买家的语言答复", "{q}: no reply in the buyer's language").fill(q=_title(q))
            units.append(Unit(key=q.thread, why=why, evidence=(thread.messages[0].seq,)))
            continue
        delay = covered(rules, q.minute, reply.minute)
        why = Text(
            "{q}：{when} 来信，在岗时间 {delay} 分钟后答复（{good} 小时内满分，{limit} 小时起零分）",
            "{q}: asked {when}, answered after {delay} staffed minutes (full within {good} h, nothing from {limit} h)",
        ).fill(q=_title(q), when=clock(q.minute), delay=delay, good=good, limit=limit)
        units.append(
            Unit(
                key=q.thread, why=why, points=ramp(delay, good * HOUR, limit * HOUR), delay=delay,
                evidence=(thread.messages[0].seq, reply.seq),
            )
        )  # fmt: skip
    return units


@measure("9.2.1.answers", "BIND", title=Text("查得到的，按资料准确回答", "What the records hold is answered exactly"))
def answers(case: Case, params: Params) -> list[Unit]:
    """Each question the item record answers: the fields of the record's facts that the best reply tells."""
    units = []
    goods = case.world.of(Shift).goods
    for q, thread in _all(case):
        if q.expert:
            continue
        facts = facts_asked(case.world, q)
        best: tuple[int, int] = (0, 1)
        seqs: tuple[int, ...] = (thread.messages[0].seq,)
        for m in _mine(thread):
            parts = [tells(m.text, f, thread.language, records_of(goods[q.sku])) for f in facts]
            got, total = sum(g for g, _ in parts), sum(t for _, t in parts)
            if got * best[1] > best[0] * total or best == (0, 1):
                best, seqs = (got, total), (thread.messages[0].seq, m.seq)
        why = Text(
            "{q}：商品资料中的事实说对 {good}/{total} 项", "{q}: {good} of {total} facts of the item record were told"
        ).fill(q=_title(q), good=best[0], total=best[1])
        units.append(Unit(key=q.thread, why=why, good=best[0], total=best[1], evidence=seqs))
    return units


def _escalations(case: Case, thread: str) -> list[Escalation]:
    return case.world.of(Escalations).of_thread(thread)


def _open(case: Case) -> list[tuple[Question, Thread]]:
    return [(q, t) for q, t in _all(case) if q.expert]


@measure(
    "9.2.1.escalated",
    "SET",
    title=Text("该上报的都上报，不该的不上报", "Escalated what no record answers, and only that"),
)
def escalated(case: Case, params: Params) -> list[Unit]:
    """Each question: was it escalated, and had it to be?"""
    units = []
    for q, _ in _all(case):
        mine = _escalations(case, q.thread)
        need = (
            Text("资料里查不到", "no record answers it") if q.expert else Text("资料里查得到", "the record answers it")
        )
        did = Text("上报了", "was escalated") if mine else Text("没有上报", "was not escalated")
        why = Text("{q}：{need}，{did}", "{q}: {need}, it {did}").fill(q=_title(q), need=need, did=did)
        units.append(
            Unit(key=q.thread, why=why, chosen=bool(mine), true=bool(q.expert), evidence=tuple(e.seq for e in mine))
        )
    return units


@measure("9.2.1.expert", "EXACT", title=Text("找对专家", "The right expert at once"))
def right_expert(case: Case, params: Params) -> list[Unit]:
    """Each question for an expert: did it go to the right one at once?"""
    units = []
    for q, _ in _open(case):
        first = next(iter(_escalations(case, q.thread)), None)
        got = DESK[first.desk] if first else Text("没有上报", "nobody")
        why = Text("{q}：应给{want}，给了{got}", "{q}: belongs to {want}, went to {got}").fill(
            q=_title(q), want=DESK[q.expert], got=got
        )
        units.append(
            Unit(
                key=q.thread,
                why=why,
                points=yes(first is not None and first.desk == q.expert),
                evidence=(first.seq,) if first else (),
            )
        )
    return units


@measure("9.2.1.facts", "COV", title=Text("交代的事实齐全", "All facts handed over"))
def facts(case: Case, params: Params) -> list[Unit]:
    """Each question for an expert: item, country and the buyer's question in what was first handed over."""
    units = []
    for q, thread in _open(case):
        first = next(iter(_escalations(case, q.thread)), None)
        if first is None:
            why = Text("{q}：没有上报", "{q}: never escalated").fill(q=_title(q))
            units.append(Unit(key=q.thread, why=why, total=3))
            continue
        asked = thread.messages[0]
        words = [asked.text, *((asked.gist.zh, asked.gist.en) if asked.gist else ())]
        topic = TOPIC[q.topics[0]]
        named = mentions(reading(first.facts), topic.zh, topic.en) or any(
            similarity(first.facts, w) >= 50 for w in words
        )
        has = (names_item(first.facts, q.sku), names_country(first.facts, q.market), named)
        names = (Text("货号", "item number"), Text("国家", "country"), Text("问题", "the question"))
        lacking = [n for n, there in zip(names, has, strict=True) if not there]
        lack = Text("、".join(n.zh for n in lacking) or "无", ", ".join(n.en for n in lacking) or "nothing")
        why = Text("{q}：交代的事实缺：{lack}", "{q}: missing in what was handed over: {lack}").fill(
            q=_title(q), lack=lack
        )
        units.append(Unit(key=q.thread, why=why, good=sum(has), total=3, evidence=(first.seq,)))
    return units


def _clear(case: Case, thread: str) -> ExpertWord | None:
    return next((w for e in _escalations(case, thread) if (w := e.clear) is not None), None)


@measure("9.2.1.interim", "EXACT", title=Text("先告诉买家何时有答复", "The buyer told when to expect an answer"))
def interim(case: Case, params: Params) -> list[Unit]:
    """Each question for an expert: before the answer was in, was the buyer told when to expect one?"""
    units = []
    for q, thread in _open(case):
        clear = _clear(case, q.thread)
        until = clear.seq if clear else 10**12
        note = next(
            (
                m for m in _mine(thread)
                if m.seq < until and _in_language(thread, m.text)
                and (reading(m.text).relative_times or reading(m.text).dates)
                and not unfounded(m.text, case.world.of(Shift).goods[q.sku], ())
            ),
            None,
        )  # fmt: skip
        held = bool(_escalations(case, q.thread)) and note is not None
        said = Text("已告知", "told") if held else Text("没有告知", "not told")
        why = Text("{q}：{said}买家何时有答复", "{q}: the buyer was {said} when to expect an answer").fill(
            q=_title(q), said=said
        )
        units.append(Unit(key=q.thread, why=why, points=yes(held), evidence=(note.seq,) if note else ()))
    return units


@measure(
    "9.2.1.feedback",
    "TIME",
    title=Text("专家答复后及时、如实回告", "Reported back truly, soon after the expert's answer"),
)
def feedback(case: Case, params: Params) -> list[Unit]:
    """Each question for an expert: staffed time from the founded answer until the buyer was told all of it."""
    rules = case.world.of(Rulebook)
    units = []
    for q, thread in _open(case):
        clear = _clear(case, q.thread)
        if clear is None:
            why = Text("{q}：始终没有拿到有依据的答复", "{q}: no founded answer was ever obtained").fill(q=_title(q))
            units.append(Unit(key=q.thread, why=why))
            continue
        known = records_of(case.world.of(Shift).goods[q.sku])
        back = next(
            (m for m in _mine(thread) if m.seq > clear.seq and told(m.text, q.fact, thread.language, known)), None
        )
        if back is None:
            why = Text(
                "{q}：专家 {when} 已答复，没有如实回告买家",
                "{q}: the expert answered {when}, the buyer was not told truly",
            ).fill(q=_title(q), when=clock(clear.minute))
            units.append(Unit(key=q.thread, why=why, evidence=(clear.seq,)))
            continue
        delay = covered(rules, clear.minute, back.minute)
        why = Text(
            "{q}：专家答复后 {n} 分钟（在岗）回告", "{q}: reported back {n} staffed minutes after the expert's answer"
        ).fill(q=_title(q), n=delay)
        units.append(Unit(key=q.thread, why=why, delay=delay, evidence=(clear.seq, back.seq)))
    return units


@measure("9.2.1.knowledge", "EXACT", title=Text("答复写入知识库", "The answer written into the knowledge base"))
def written_down(case: Case, params: Params) -> list[Unit]:
    """Each founded answer: does the knowledge base's newest entry on that item and topic hold it?"""
    units = []
    entries = case.world.of(Knowledge).entries
    for q, _ in _open(case):
        newest = next((e for e in reversed(entries) if e.item == q.sku and e.topic == q.topics[0]), None)
        clear = _clear(case, q.thread)
        right = newest is not None and clear is not None and (
            told(newest.fact, q.fact, "en") or told(newest.fact, q.fact, "zh")
        )  # fmt: skip
        if right:
            state = Text("已写入知识库", "is in the knowledge base")
        elif newest is None:
            state = Text("没有写入知识库", "is not in the knowledge base")
        else:
            state = Text("写入的内容与专家答复不符", "is in the knowledge base, but not as the expert answered")
        why = Text("{q}：{state}", "{q}: the answer {state}").fill(q=_title(q), state=state)
        units.append(Unit(key=q.thread, why=why, points=yes(right), evidence=(newest.seq,) if newest else ()))
    return units


@measure(
    "9.2.1.claim",
    "GATE",
    title=Text("没有记录就声称安全、材质或证书", "A safety, material or certificate claim with no record behind it"),
)
def claim(case: Case, params: Params) -> list[Unit]:
    """Gate: every message that claims safety, material or certificates without a record or a founded answer behind it."""
    units = []
    goods = case.world.of(Shift).goods
    for q, thread in _all(case):
        for m in _mine(thread):
            if not claims(m.text):
                continue
            heard = tuple(w.text for e in _escalations(case, q.thread) if (w := e.clear) is not None and w.seq < m.seq)
            false = unfounded(m.text, goods[q.sku], heard)
            if false:
                why = Text(
                    "{q}：声称“{claim}”，没有任何记录支持", '{q}: claimed "{claim}" with no record behind it'
                ).fill(q=_title(q), claim=", ".join(false))
                units.append(Unit(key=f"{q.thread}.{m.number}", why=why, evidence=(m.seq,)))
    return units
