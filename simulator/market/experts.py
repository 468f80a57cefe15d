"""Experts and askers: what an answer must hold, when experts speak and how clearly, and what becomes of answers given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from simulator.desks.service.escalate import Escalation, Escalations, ExpertAnswered, ExpertChased, QuestionEscalated
from simulator.desks.store.cash import CashMoved
from simulator.desks.store.health import Rated
from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent, Scheduled
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR
from simulator.kernel.world import HiddenState, World
from simulator.market.data import phrases
from simulator.market.platform import health
from simulator.market.wording import wordings
from simulator.parts.goods import Good
from simulator.parts.reading import Reading, mentions, read, says_code, says_number
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import MessageArrived, MessageSent, Threads

book = Book()

COUNTRY = {
    "DE": ("Germany", "德国"), "FR": ("France", "法国"), "IT": ("Italy", "意大利"), "ES": ("Spain", "西班牙"),
    "GB": ("United Kingdom", "Britain", "英国"), "US": ("United States", "USA", "美国"), "JP": ("Japan", "日本"),
    "BR": ("Brazil", "巴西"), "CA": ("Canada", "加拿大"), "PL": ("Poland", "波兰"),
}  # fmt: skip


# -- covered time -------------------------------------------------------------------------------------------


def covered(rules: Rulebook, start: int, end: int) -> int:
    """Minutes between two moments that lie in the hours in which the service desk is staffed."""
    opens, closes = rules.number("cover.from_minute", start), rules.number("cover.to_minute", start)
    total = 0
    for day in range(start // DAY, end // DAY + 1):
        total += max(0, min(end, day * DAY + closes) - max(start, day * DAY + opens))
    return total


def after_cover(rules: Rulebook, start: int, minutes: int) -> int:
    """The moment at which so many staffed minutes have passed."""
    opens, closes = rules.number("cover.from_minute", start), rules.number("cover.to_minute", start)
    now = start
    while True:
        day = now // DAY * DAY
        now = max(now, day + opens)
        left = day + closes - now
        if left >= minutes:
            return now + minutes
        minutes -= max(0, left)
        now = day + DAY + opens


# -- what a text must hold to tell a fact -------------------------------------------------------------------


@lru_cache(maxsize=4096)
def reading(text: str) -> Reading:
    """What the reader finds in a text, kept."""
    return read(text)


_MARK = re.compile(r"\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{3,}\b")
_STOP = frozenset(
    [
        "with",
        "from",
        "this",
        "that",
        "your",
        "have",
        "only",
        "each",
        "also",
        "item",
        "them",
        "than",
        "when",
        "into",
        "does",
        "there",
        "for",
        "and",
        "none",
        "may",
        "its",
        "the",
        "but",
        "not",
        "all",
        "are",
    ]
)
_DENIES = re.compile(r"\b(?:no|not|none|never|without|cannot)\b|n't\b|没有|无|不|勿")
_HAN = re.compile("[㐀-鿿]+")


class Fields(msgspec.Struct, frozen=True):
    """What has to be said: figures with units, document numbers and marks such as IPX6; words where there is none of these."""

    figures: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    marks: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many fields there are (words count as one)."""
        return len(self.figures) + len(self.codes) + len(self.marks) + (1 if self.words else 0)


@lru_cache(maxsize=4096)
def fields_of_fact(fact: str) -> Fields:
    """The fields of a fact as it stands in a record."""
    r = reading(fact)
    with_unit = tuple(dict.fromkeys((str(q.value), q.unit) for q in r.quantities if q.unit))
    codes = r.codes
    marks = tuple(dict.fromkeys(m for m in _MARK.findall(fact) if not any(m in c for c in codes)))
    marks = tuple(m for m in marks if not reading(m).quantities)
    figures = with_unit or (() if codes or marks else tuple(dict.fromkeys((str(q.value), "") for q in r.quantities)))
    if figures or codes or marks:
        return Fields(figures, codes, marks, ())
    han = "".join(_HAN.findall(fact))
    if len(han) >= 4:
        words = tuple(dict.fromkeys(han[i : i + 2] for i in range(len(han) - 1)))
    else:
        words = tuple(dict.fromkeys(w for w in re.findall(r"[a-z]{3,}", fact.lower()) if w not in _STOP))
    return Fields((), (), (), words)


def tells(text: str, fact: Text, language: str, known: tuple[Text, ...] = ()) -> tuple[int, int]:
    """How many of a fact's fields a text tells, of how many; a figure of the same unit that no record of the item holds
    (`known`: its other facts) counts as one more field that is wrong."""
    r = reading(text)
    own = fact.of("zh" if language == "zh" else "en")
    fields = fields_of_fact(own)
    good = sum(says_number(r, Decimal(v), u or None) for v, u in fields.figures)
    good += sum(says_code(r, c) for c in fields.codes) + sum(mentions(r, m) for m in fields.marks)
    if fields.words:
        said = sum(w in r.folded for w in fields.words)
        # what a fact denies has to be denied
        denied = _DENIES.search(own) is None or _DENIES.search(r.folded) is not None
        good += denied and said * 2 >= len(fields.words)
    if r.language not in (language, "mixed", ""):
        return 0, max(1, fields.total)
    units = {u for _, u in fields.figures if u}
    allowed = {(str(q.value), q.unit) for t in (fact, *known) for s in (t.en, t.zh) for q in reading(s).quantities}
    wrong = sum(q.unit in units and (str(q.value), q.unit) not in allowed for q in r.quantities)
    return good, max(1, fields.total) + wrong


def told(text: str, fact: Text, language: str, known: tuple[Text, ...] = ()) -> bool:
    """Whether the whole fact is told and nothing untrue with it."""
    good, total = tells(text, fact, language, known)
    return good == total


# -- claims without a record --------------------------------------------------------------------------------

CLAIMS: tuple[str, ...] = (
    "certified", "CE", "RoHS", "FCC", "FDA", "LFGB", "UL", "UN38.3", "EN 71", "OEKO-TEX", "safe", "food grade", "non-toxic", "BPA",
    "harmless", "lead-free", "hypoallergenic", "waterproof", "stainless steel", "titanium", "cotton", "silicone", "bamboo", "leather",
    "wool", "认证", "安全", "无毒", "食品级", "无害", "防水", "不锈钢", "纯棉", "真皮", "硅胶",
)  # fmt: skip
# papers are claimed only where they are said to exist
PAPERS: tuple[str, ...] = ("certificate", "certification", "test report", "证书", "检测报告")
_EXISTS = re.compile(r"\b(?:has|have|holds?|got|comes? with|there is|there are|attached|yes)\b|有|具备|附上|通过")
_HEDGE = re.compile(
    r"\?|？|\b(?:whether|if|asked|ask|asking|check|checking|verify|verifying|cannot|not|no|never|once|until|before|without|would|question|"
    r"request|inquiry|enquiry|passed|forwarded|escalated|about|regarding|on the)\b|n't\b|是否|有没有|核实|查证|确认后|询问|请教|不能|无法|没有|"
    r"尚|未|不(?!锈)|关于|问题|之前|咨询|转给|上报|转交"
)
_FIGURE = re.compile(
    r"\b(?:stay|keep|be|on the) safe\b|\bsafe (?:and sound|day|trip|side|hands|delivery|arrival)\b|\bsafely\b|安全(?:送达|起见|到达|抵达)|注意安全",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.!;,，。；！\n]|\b(?:and|but)\b|但|并且")


@lru_cache(maxsize=4096)
def claims(text: str) -> tuple[str, ...]:
    """What a text claims of safety, material or certificates: affirmed, not asked, hedged or denied."""
    found: list[str] = []
    start = 0
    pieces = []
    for hit in [*_CLAUSE.finditer(text), None]:
        end = hit.start() if hit else len(text)
        mark = text[end : end + 1]
        if mark == "." and text[end - 1 : end].isdigit() and text[end + 1 : end + 2].isdigit():
            continue
        pieces.append(text[start : end + (1 if mark in "?？" else 0)])
        start = hit.end() if hit else end
    for piece in pieces:
        if not piece.strip() or _HEDGE.search(piece.lower()):
            continue
        r = reading(_FIGURE.sub(" ", piece))
        found += [c for c in CLAIMS if mentions(r, c)]
        if _EXISTS.search(piece.lower()):
            found += [c for c in PAPERS if mentions(r, c)]
    return tuple(dict.fromkeys(found))


_SAME = (
    ("certified", "certificate", "certification", "test report", "认证", "证书", "检测报告", "report", "报告"),
    ("safe", "harmless", "安全", "无害"),
    ("food grade", "food-grade", "食品级"),
    ("non-toxic", "无毒"),
    ("waterproof", "防水", "IPX4", "IPX6", "IPX7", "IP68"),
    ("stainless steel", "不锈钢"),
    ("silicone", "硅胶"),
)


def backed(claim: str, records: tuple[Text, ...]) -> bool:
    """Whether a record says what is claimed, in either language."""
    alike = next((group for group in _SAME if claim in group), (claim,))
    return any(mentions(reading(s), *alike) for t in records for s in (t.en, t.zh))


def records_of(good: Good) -> tuple[Text, ...]:
    """Everything an item record says in words."""
    return (good.name, good.customs_name, good.material, good.use, *good.facts.values())


def unfounded(text: str, good: Good, heard: tuple[Text, ...]) -> tuple[str, ...]:
    """Claims of a text that neither the item record nor a founded answer of an expert (`heard`) holds."""
    made = claims(text)
    if not made:
        return ()
    records = (*records_of(good), *heard)
    return tuple(c for c in made if not backed(c, records))


# -- hidden: what is asked and how the expert will be -------------------------------------------------------


class Question(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one buyer's question truly is."""

    thread: str
    sku: str
    market: str
    topics: tuple[str, ...]
    minute: int
    expert: str = ""  # "": the records answer it
    manner: str = ""  # clear | unclear | silent
    fact: Text = Text("", "")  # what the expert will find
    source: str = ""


class Questions(HiddenState):
    """All planted questions, and what became of the answers."""

    __slots__ = ("asked", "outcome")

    def __init__(self) -> None:
        self.asked: dict[str, Question] = {}
        self.outcome: dict[str, str] = {}


class QuestionNature(HiddenEvent, frozen=True, kw_only=True, tag="question.nature"):
    """What a question truly is, and how the expert who knows will behave."""

    thread: str
    sku: str
    market: str
    topics: tuple[str, ...]
    expert: str = ""
    manner: str = ""
    fact: Text = Text("", "")
    source: str = ""


class QuestionSettled(HiddenEvent, frozen=True, kw_only=True, tag="question.settled"):
    """What an answer leads to: `right` (the buyer buys), `wrong` (it will be found out), `left`."""

    thread: str
    outcome: str


book.event("{thread} 问的是 {sku}：{topics}", "{thread} asks about {sku}: {topics}")(QuestionNature)
book.event("{thread} 的答复带来的结果：{outcome}", "What the answer in {thread} leads to: {outcome}")(QuestionSettled)


@book.applies(QuestionNature)
def _nature(world: World, e: QuestionNature) -> None:
    world.of(Questions).asked[e.thread] = Question(
        thread=e.thread, sku=e.sku, market=e.market, topics=e.topics, minute=world.now, expert=e.expert, manner=e.manner,
        fact=e.fact, source=e.source,
    )  # fmt: skip


@book.applies(QuestionSettled)
def _settled(world: World, e: QuestionSettled) -> None:
    world.of(Questions).outcome[e.thread] = e.outcome


def facts_asked(world: World, q: Question) -> tuple[Text, ...]:
    """The facts that answer a question: from the item record, or the expert's."""
    if q.expert:
        return (q.fact,)
    facts = world.of(Shift).goods[q.sku].facts
    return tuple(facts[t] for t in q.topics)


# -- experts ------------------------------------------------------------------------------------------------


def names_item(text: str, sku: str) -> bool:
    """Whether a text names the item by its number."""
    return says_code(reading(text), sku)


def names_country(text: str, market: str) -> bool:
    """Whether a text names the country, by code or name."""
    words = COUNTRY.get(market, ())
    return mentions(reading(text), *words) or re.search(rf"(?<![A-Za-z]){market}(?![A-Za-z])", text) is not None


def _later(world: World, e: Escalation | QuestionEscalated, kind: str, low: int, high: int, n: int) -> Scheduled:
    hours = world.luck.between(low, high, "truth.expert", e.thread, n)
    return Scheduled(due=world.now + hours * HOUR, name="expert.speaks", entity=e.id, args={"kind": kind})


@book.reacts(QuestionEscalated)
def handed(world: World, e: QuestionEscalated) -> list[Event]:
    """The expert looks at it within hours: passes it on, asks back, answers, mumbles, or forgets."""
    q = world.of(Questions).asked.get(e.thread)
    if q is None or not q.expert:
        return [_later(world, e, "on_record", 3, 8, 0)]
    if e.desk != q.expert:
        return [_later(world, e, "refer", 2, 3, 1)]
    if q.manner == "silent":
        return []
    if not (names_item(e.facts, q.sku) and names_country(e.facts, q.market)):
        return [_later(world, e, "asks_back", 2, 4, 2)]
    return [_later(world, e, q.manner, 3, 7, 3)]


@book.reacts(ExpertChased)
def chased(world: World, e: ExpertChased) -> list[Event]:
    """Asked again with all facts, the expert answers properly; without them, asks back."""
    escalation = world.of(Escalations).by_id[e.escalation]
    q = world.of(Questions).asked.get(escalation.thread)
    if q is None or not q.expert:
        return [_later(world, escalation, "on_record", 2, 4, 4)]
    said = " ".join([escalation.facts, *escalation.chased_with])
    n = 5 + len(escalation.chases)
    if not (names_item(said, q.sku) and names_country(said, q.market)):
        return [_later(world, escalation, "asks_back", 2, 4, n)]
    return [_later(world, escalation, "clear", 2, 4, n)]


@book.fires("expert.speaks", "同事答复", "The colleague answers")
def speaks(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """What the expert says."""
    escalation = world.of(Escalations).by_id[entity]
    if escalation.clear is not None:
        return []
    q = world.of(Questions).asked.get(escalation.thread)
    kind = str(args["kind"])
    if kind == "on_record":
        text = Text(
            "这在商品资料或订单里就查得到，不必上报。",
            "This stands in the item record or the order; no need to escalate.",
        )
        return [ExpertAnswered(escalation=entity, text=text)]
    assert q is not None
    if kind == "refer":
        text = Text("这不归我管，请转给对口的同事。", "Not my field; please hand it to the right colleague.")
        return [ExpertAnswered(escalation=entity, text=text, refer=q.expert)]
    if kind == "asks_back":
        text = Text(
            "请把货号、发往国家和买家原话告诉我。", "Tell me the item number, the country and the buyer's own words."
        )
        return [ExpertAnswered(escalation=entity, text=text)]
    item = world.of(Shift).goods[q.sku].name
    if kind == "unclear":
        text = world.luck.pick(wordings(world, "expert.answer.unclear"), "truth.phrase.unclear", q.thread)
        return [ExpertAnswered(escalation=entity, text=text.fill(item=item))]
    clear = world.luck.pick(wordings(world, "expert.answer.clear"), "truth.phrase.clear", q.thread)
    text = clear.fill(item=item, fact=q.fact, order=q.thread)
    return [ExpertAnswered(escalation=entity, text=text, source=q.source)]


# -- what answers lead to -----------------------------------------------------------------------------------


def heard(world: World, thread: str) -> tuple[Text, ...]:
    """What experts have said about a thread with a document behind it."""
    found = (e.clear for e in world.of(Escalations).of_thread(thread))
    return tuple(w.text for w in found if w is not None)


@book.reacts(MessageSent)
def answered(world: World, e: MessageSent) -> list[Event]:
    """A right answer sells; a claim without a record or a wrong figure is found out when the goods arrive."""
    questions = world.of(Questions)
    q = questions.asked.get(e.thread)
    if q is None or questions.outcome.get(e.thread) in ("wrong", "left"):
        return []
    thread = world.of(Threads).by_id[e.thread]
    good = world.of(Shift).goods[q.sku]
    said = heard(world, e.thread)
    false = bool(unfounded(e.text, good, said))
    facts = facts_asked(world, q)
    scores = [tells(e.text, f, thread.language, records_of(good)) for f in facts]
    if not q.expert and not false:
        # some figures told, others contradicted by the record
        false = any(
            total > max(1, fields_of_fact(f.of("zh" if thread.language == "zh" else "en")).total)
            for (_, total), f in zip(scores, facts, strict=True)
        )
    if false:
        days = world.luck.between(4, 8, "truth.found_out", e.thread)
        return [
            QuestionSettled(thread=e.thread, outcome="wrong"),
            Scheduled(due=world.now + days * DAY, name="question.found_out", entity=e.thread),
        ]
    right = all(got == total for got, total in scores) and (not q.expert or bool(said))
    if not right or e.thread in questions.outcome:
        return []
    hours = world.luck.between(3, 12, "truth.buys", e.thread)
    return [
        QuestionSettled(thread=e.thread, outcome="right"),
        Scheduled(due=world.now + hours * HOUR, name="question.buys", entity=e.thread),
    ]


@book.fires("question.buys", "提问的买家下单", "The buyer who asked buys")
def buys(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """The asker buys from the overseas warehouse; a third of the price stays with the store."""
    questions = world.of(Questions)
    if questions.outcome.get(entity) != "right":
        return []
    q = questions.asked[entity]
    shift = world.of(Shift)
    minor = shift.goods[q.sku].price[q.market] // 3
    why = Text("咨询后成交（海外仓毛利）", "bought after a good answer (overseas warehouse, margin)")
    return [CashMoved(minor=minor, currency=shift.markets[q.market].currency, why=why, ref=entity, kind="sale")]


@book.fires("question.found_out", "说错的话被发现", "What was claimed is found to be wrong")
def found_out(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """What was claimed is not so: a bad review and a dispute."""
    thread = world.of(Threads).by_id[entity]
    text = phrases()["review.negative.service"][2]
    return [
        Rated(
            id=f"R-{entity}", order=thread.order, buyer=thread.name, stars=1, text=text.of("zh" if thread.language == "zh" else "en"),
            gist=text, cause="wrong answer",
        ),
        health(world, "negative", "差评：答复不实", "bad review: the answer was not true", entity),
        health(world, "dispute", "买家发起纠纷：答复不实", "dispute: the answer was not true", entity),
    ]  # fmt: skip


@book.fires("question.patience", "提问的买家不再等", "The buyer who asked waits no longer")
def patience(world: World, entity: str, args: Mapping[str, Any]) -> list[Event]:
    """Nobody has written: the buyer goes elsewhere."""
    thread = world.of(Threads).by_id[entity]
    if any(m.sender == "me" for m in thread.messages):
        return []
    text = world.luck.pick(wordings(world, "leave"), "truth.phrase.leave", entity)
    return [
        QuestionSettled(thread=entity, outcome="left"),
        MessageArrived(
            thread=entity, who="buyer", name=thread.name, text=text.of("zh" if thread.language == "zh" else "en"), gist=text,
            language=thread.language,
        ),
    ]  # fmt: skip
