"""Whether the data files of a pack make sense, each for itself and together; what they give is a `PackData`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from string import Formatter
from typing import Any

from simulator.desks.service.knowledge import TOPIC
from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.market import data as shipped
from simulator.market.cast.parameters import known as known_rules
from simulator.market.people import known_locale
from simulator.packs import makings, resolve
from simulator.packs.data import (
    GoodsFile,
    MarketsFile,
    PackData,
    PeopleFile,
    PhrasesFile,
    RulesFile,
    ServicesFile,
)
from simulator.packs.meaning.texts import walk
from simulator.packs.yaml import Document, Where, near

# topics whose wordings are filled from a letter's order alone, and the one that is taken by its place
LETTERS = ("tracking.ask", "tracking.chase")
FIXED = ("review.negative.service",)


class Notes:
    """Notes findings in the document of a data file."""

    def __init__(self, docs: dict[str, Document]) -> None:
        self.docs = docs

    def wrong(self, file: str, path: Where, zh: str, en: str, *, warning: bool = False, key: bool = False) -> None:
        """A finding."""
        self.docs[file].wrong(path, zh, en, warning=warning, key=key)

    def unknown(
        self, file: str, path: Where, zh: str, en: str, word: str, known: Iterable[str], *, key: bool = False
    ) -> None:
        """There is no such thing."""
        end = near(word, known)
        self.wrong(file, path, f"没有{zh}“{word}”{end[0]}", f"there is no {en} {word!r}{end[1]}", key=key)

    def double(self, file: str, list_name: str, field: str, ids: Sequence[str]) -> None:
        """The same id twice."""
        for i, id in enumerate(ids):
            if id in ids[:i]:
                self.wrong(file, (list_name, i, field), f"“{id}”写了两次", f"{id!r} stands twice")


def check_data(read: dict[str, Any], docs: dict[str, Document]) -> PackData:
    """What a pack brings along; findings are noted in the documents."""
    goods, markets, services, rules, phrases, people = (
        read[f"{name}.yaml"] for name in ("goods", "markets", "services", "rules", "phrases", "people")
    )
    own = resolve.data(goods, markets, services, rules, phrases, people)
    notes = Notes(docs)
    for name in read:
        if name in docs:
            walk(docs[name], (), docs[name].data)
            _braces(docs[name], (), docs[name].data, name)
    if markets is not None:
        _markets(notes, markets)
    known = makings.all_markets(own)
    if goods is not None:
        _goods(notes, goods, known)
    if services is not None:
        _services(notes, services, known)
    if rules is not None:
        _rules(notes, rules, known)
    if phrases is not None:
        _phrases(notes, phrases)
    if people is not None:
        _people(notes, people, known)
    return own


def _braces(doc: Document, path: Where, value: Any, name: str) -> None:
    """Braces mark places in phrases and street forms; anywhere else they would be taken for such."""
    if name == "phrases.yaml" or path[-1:] == ("street",):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            _braces(doc, (*path, key), item, name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            _braces(doc, (*path, i), item, name)
    elif isinstance(value, str) and ("{" in value or "}" in value):
        doc.wrong(path, "不能用花括号", "braces cannot be used here")


def _markets(notes: Notes, file: MarketsFile) -> None:
    name = "markets.yaml"
    shipped_markets = shipped.markets()
    notes.double(name, "markets", "code", [m.code for m in file.markets])
    currencies = {m.currency for m in shipped_markets.values()}
    rates: dict[str, str] = {}
    for i, m in enumerate(file.markets):
        path: Where = ("markets", i)
        if m.code in shipped_markets:
            notes.wrong(
                name, (*path, "code"), f"{m.code} 是自带市场，直接用即可", f"{m.code} is a shipped market: just use it"
            )
        if m.like not in shipped_markets:
            notes.unknown(name, (*path, "like"), "自带市场", "shipped market", m.like, shipped_markets)
        if m.currency in currencies and m.cny:
            notes.wrong(
                name,
                (*path, "cny"),
                f"{m.currency} 的汇率已有，请删去",
                f"the rate of {m.currency} is there already: take it out",
            )
        if m.currency not in currencies and not m.cny:
            notes.wrong(
                name,
                path,
                f"缺少“cny”：{m.currency} 合多少人民币",
                f"'cny' is missing: what a {m.currency} is worth in CNY",
            )
        if m.cny and not Decimal(m.cny):
            notes.wrong(name, (*path, "cny"), "汇率不能是 0", "a rate cannot be 0")
        if m.cny and rates.setdefault(m.currency, m.cny) != m.cny:
            notes.wrong(name, (*path, "cny"), f"{m.currency} 有两个汇率", f"{m.currency} has two rates")
        if not known_locale(m.faker_locale):
            notes.wrong(
                name, (*path, "faker_locale"), f"没有人名地区“{m.faker_locale}”，例如 nl_NL、en_AU",
                f"there is no locale {m.faker_locale!r} of people's names; such as nl_NL, en_AU",
            )  # fmt: skip
        if "{street}" not in m.street or "{number}" not in m.street:
            notes.wrong(name, (*path, "street"), "要含 {street} 和 {number}", "it needs {street} and {number}")
        for n, (town, _, form) in enumerate(m.places):
            if not town.strip() or "#" not in form:
                notes.wrong(
                    name, (*path, "places", n), "应为 [城市, 州省, 邮编格式]，邮编里 # 是数字",
                    "should be [town, province, form of the post code] with # for a digit",
                )  # fmt: skip


def _goods(notes: Notes, file: GoodsFile, known: Iterable[str]) -> None:
    name = "goods.yaml"
    notes.double(name, "goods", "sku", [g.sku for g in file.goods])
    if file.keep_shipped:
        for i, g in enumerate(file.goods):
            if g.sku in shipped.goods():
                notes.wrong(
                    name, ("goods", i, "sku"), f"{g.sku} 是自带商品的货号", f"{g.sku} is the SKU of a shipped item"
                )
    for i, g in enumerate(file.goods):
        path: Where = ("goods", i)
        if g.gross_g < g.net_g:
            notes.wrong(name, (*path, "gross_g"), "毛重不能小于净重", "gross weight cannot be less than net weight")
        for code in g.price:
            if code not in known:
                notes.unknown(name, (*path, "price", code), "市场", "market", code, known, key=True)
        if not g.price:
            notes.wrong(name, (*path, "price"), "至少要有一个市场的售价", "it needs a price in one market at least")
        for topic in g.facts:
            if topic not in TOPIC:
                notes.unknown(name, (*path, "facts", topic), "资料主题", "topic of facts", topic, TOPIC, key=True)
        for n, topic in enumerate(g.asks):
            if topic in g.facts:
                notes.wrong(
                    name,
                    (*path, "asks", n),
                    f"资料里已有“{topic}”，不用问专家",
                    f"the facts hold {topic!r}: no expert is needed",
                )
        if g.battery == "none" and g.watt_hours:
            notes.wrong(
                name, (*path, "watt_hours"), "没有电池就没有额定能量", "without a battery there are no watt-hours"
            )
        if g.battery != "none" and not g.watt_hours:
            notes.wrong(name, path, "有电池要写 watt_hours", "with a battery, watt_hours is needed")


def _services(notes: Notes, file: ServicesFile, known: Iterable[str]) -> None:
    name = "services.yaml"
    notes.double(name, "services", "id", [s.id for s in file.services])
    prefixes = {s.prefix: s.id for s in shipped.services().values()} if file.keep_shipped else {}
    for i, s in enumerate(file.services):
        path: Where = ("services", i)
        if file.keep_shipped and s.id in shipped.services():
            notes.wrong(name, (*path, "id"), f"{s.id} 是自带服务的编号", f"{s.id} is the id of a shipped service")
        if prefixes.setdefault(s.prefix, s.id) != s.id:
            notes.wrong(name, (*path, "prefix"), f"前缀 {s.prefix} 用过了", f"the prefix {s.prefix} is taken")
        for code in s.rates:
            if code not in known:
                notes.unknown(name, (*path, "rates", code), "市场", "market", code, known, key=True)
            if code not in s.performance:
                notes.wrong(
                    name, (*path, "performance"), f"缺少 {code} 的实绩", f"the performance on {code} is missing"
                )
        for code, performance in s.performance.items():
            if code not in s.rates:
                notes.wrong(
                    name, (*path, "performance", code), f"{code} 没有价目", f"there are no rates for {code}", key=True
                )
            points = performance.transit
            if list(points) != sorted(set(points)) or points[0][0] != 0 or points[-1][0] != 10_000:
                notes.wrong(
                    name, (*path, "performance", code, "transit"), "应从 0 升到 10000，时间也只增不减",
                    "it has to rise from 0 to 10000, and the minutes with it",
                )  # fmt: skip
            elif any(a[1] > b[1] for a, b in pairwise(points)):
                notes.wrong(name, (*path, "performance", code, "transit"), "时间只增不减", "the minutes may not fall")
        if s.advertised_days[0] > s.advertised_days[1]:
            notes.wrong(name, (*path, "advertised_days"), "少的在前", "the smaller number comes first")
        if not s.pickup_areas and not s.dropoff_km:
            notes.wrong(name, path, "要有揽收区域或网点", "it needs a pick-up area or a counter")


def _rules(notes: Notes, file: RulesFile, known: Iterable[str]) -> None:
    name = "rules.yaml"
    values = known_rules()
    for i, r in enumerate(file.rules):
        path: Where = ("rules", i)
        if r.market and r.market not in known:
            notes.unknown(name, (*path, "market"), "市场", "market", r.market, known)
        if r.id not in values:
            end = near(r.id, values)
            notes.wrong(
                name, (*path, "id"), f"模拟器没有用到规则“{r.id}”{end[0]}", f"nothing in the simulator uses a rule {r.id!r}{end[1]}",
                warning=True,
            )  # fmt: skip
        elif _number(values[r.id]) and not _number(str(r.value)):
            notes.wrong(name, (*path, "value"), "应为整数", "a whole number is expected")
        if r.start and r.end and parse(r.start) >= parse(r.end):
            notes.wrong(name, (*path, "end"), "结束应晚于开始", "it has to end after it starts")


def _number(value: str) -> bool:
    return value.removeprefix("-").isdigit()


def _phrases(notes: Notes, file: PhrasesFile) -> None:
    name = "phrases.yaml"
    known = {topic: texts for topic, texts in shipped.phrases().items() if topic not in FIXED}
    for topic, texts in file.phrases.items():
        if topic not in known:
            notes.unknown(name, ("phrases", topic), "话题", "topic", topic, known, key=True)
            continue
        allowed = places_of(topic, known[topic])
        for i, text in enumerate(texts):
            for lang, words in (("zh", text.zh), ("en", text.en)):
                _fills(notes, name, ("phrases", topic, i, lang), words, allowed)


def places_of(topic: str, texts: Iterable[Text]) -> set[str]:
    """The places that are filled in a topic: those of the shipped wordings that are used."""
    found = {place for text in texts for _, place, _, _ in Formatter().parse(text.en) if place}
    if topic.startswith(LETTERS):
        found -= {"days", "date", "carrier"}
    if topic.startswith("product.question."):
        found -= {"order"}
    return found


def _fills(notes: Notes, file: str, path: Where, words: str, allowed: set[str]) -> None:
    try:
        parts = list(Formatter().parse(words))
    except ValueError as error:
        notes.wrong(file, path, f"花括号不成对：{error}", f"the braces do not match: {error}")
        return
    for _, place, spec, conversion in parts:
        if place is None:
            continue
        if place not in allowed or spec or conversion:
            notes.unknown(file, path, "可填的位置", "place to be filled", place + (f":{spec}" if spec else ""), allowed)


def _people(notes: Notes, file: PeopleFile, known: Iterable[str]) -> None:
    name = "people.yaml"
    notes.double(name, "people", "id", [p.id for p in file.people])
    for i, p in enumerate(file.people):
        if p.market not in known:
            notes.unknown(name, ("people", i, "market"), "市场", "market", p.market, known)
