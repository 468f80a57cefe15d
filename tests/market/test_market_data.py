"""The reference data is complete, consistent and quick to read."""

from __future__ import annotations

import re
import string
import time

import msgspec
import pytest

from simulator.kernel.luck import Luck
from simulator.market import data
from simulator.parts.rulebook import Rulebook

CURRENCY = {
    "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "GB": "GBP",
    "US": "USD", "JP": "JPY", "BR": "BRL", "CA": "CAD", "PL": "PLN",
}  # fmt: skip
AREAS = {"yiwu-north", "yiwu-south", "shenzhen-longhua"}
LEVELS = ("express", "standard", "economy")
KINDS = [("none", False), ("in_equipment", False), ("alone", False), ("none", True)]
WORDS = {
    "return.payer",
    "return.defect_payer",
    "undeliverable.battery_return",
    "sender.tax_number",
}  # rules whose value is a word


@pytest.fixture(scope="module")
def book() -> Rulebook:
    book = Rulebook()
    for rule in data.rules():
        book.rules.setdefault(rule.id, []).append(rule)
    return book


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_goods_counts_and_ranges() -> None:
    goods = list(data.goods().values())
    assert len(goods) == 36
    assert sum(g.battery == "in_equipment" for g in goods) >= 10
    assert sum(g.battery == "alone" for g in goods) == 2
    assert sum(g.liquid for g in goods) >= 4
    assert sum(g.fragile for g in goods) >= 8
    assert min(g.gross_g for g in goods) == 80
    assert max(g.gross_g for g in goods) == 2600
    assert sum(g.size_mm[0] * g.size_mm[1] * g.size_mm[2] // 6000 > 1.5 * g.gross_g for g in goods) >= 5  # volume heavy
    assert 700 <= min(g.price["DE"] for g in goods) < 800
    assert max(g.price["DE"] for g in goods) == 18900
    for facts in (len(g.facts) for g in goods):
        assert 3 <= facts <= 5


@pytest.mark.parametrize("good", data.goods().values(), ids=lambda g: g.sku)
def test_good_is_consistent(good: data.Good) -> None:
    assert re.fullmatch(r"[A-Z]{2}-\d{3}", good.sku)
    assert re.fullmatch(r"\d{8}", good.hs)
    assert good.net_g < good.gross_g
    assert good.size_mm == tuple(sorted(good.size_mm, reverse=True))  # parcels pile items along the third side
    assert bool(good.watt_hours) == (good.battery != "none")
    if good.battery != "none":
        assert float(good.watt_hours) <= 100
    assert set(good.price) == set(CURRENCY)
    for market, price in good.price.items():
        assert price % (10 if market == "JP" else 100) in ((0,) if market == "JP" else (0, 49, 90, 99)), (market, price)
    assert good.cost < good.price["DE"] * 784 // 100 // 2  # at least half the price is margin before freight
    assert set(good.facts) <= set(data.FACTS)
    for text in (good.name, good.customs_name, good.material, good.use, *good.facts.values()):
        assert text.zh.strip()
        assert text.en.strip()
        assert text.en.isascii(), text.en
        assert not set(text.zh) & set("×–—℃°²³…"), text.zh  # of ambiguous width in a terminal's tables
    assert data.is_vague(good.vague_name)
    assert not data.is_vague(good.customs_name.en)
    assert not data.is_vague(good.customs_name.zh)
    assert len(good.customs_name.en.split()) >= 3


def test_open_questions_have_no_record() -> None:
    assert set(data.open_questions()) == set(data.goods())
    for sku, topics in data.open_questions().items():
        assert topics
        for topic in topics:
            assert topic in data.FACTS or topic in data.EXPERT_TOPICS
            assert topic not in data.goods()[sku].facts
            assert data.expert_of(topic) in ("compliance", "customs", "engineer", "product")


def test_prices_agree_with_rates(book: Rulebook) -> None:
    for good in data.goods().values():
        euro = good.price["DE"] * float(book.word("fx.EURCNY", 0))
        for market, currency in CURRENCY.items():
            minor = 100 if currency == "JPY" else 1
            yuan = good.price[market] * minor * float(book.word(f"fx.{currency}CNY", 0))
            assert 0.85 * euro < yuan < 1.22 * euro, (good.sku, market)


def test_markets() -> None:
    assert {m.code: m.currency for m in data.markets().values()} == CURRENCY
    assert [m.code for m in data.markets().values() if m.tax_number] == ["BR"]
    for market in data.markets().values():
        re.compile(market.postcode)


def test_services_have_their_shape() -> None:
    services = list(data.services().values())
    assert len(services) == 9
    assert len({s.carrier.en for s in services}) == 4
    assert len({s.prefix for s in services}) == 9
    assert [sum(s.level == level for s in services) for level in LEVELS] == [2, 5, 2]
    for service in services:
        assert set(service.rates) == set(service.performance) <= set(CURRENCY)
        assert set(service.dropoff_km) == AREAS
        assert set(service.pickup_areas) <= AREAS
        for done in service.performance.values():
            shares, minutes = zip(*done.transit, strict=True)
            assert len(done.transit) >= 10
            assert shares[0] == 0
            assert shares[-1] == 10_000
            assert list(shares) == sorted(set(shares))
            assert list(minutes) == sorted(minutes)
            assert 20 <= done.lost_bp <= 120
            assert done.damaged_bp > 0
            assert done.missed_scan_bp > 0
    assert any(area not in s.pickup_areas for s in services for area in AREAS)


@pytest.mark.parametrize("market", CURRENCY)
@pytest.mark.parametrize("level", LEVELS)
def test_every_kind_of_goods_reaches_every_market_in_time(level: str, market: str, book: Rulebook) -> None:
    on_level = [s for s in data.services().values() if s.level == level and market in s.rates]
    assert len(on_level) >= 2
    days = book.number(f"promise.{level}_days", 0, market)
    for battery, liquid in KINDS:
        if level == "express" and liquid:
            continue
        fit = [s for s in on_level if battery in s.battery and (s.liquid or not liquid)]
        # one day for handling: the full mark for parcels on time must be in reach
        assert any(s.share_within(market, (days - 1) * 1440) >= 9500 for s in fit), (battery, liquid)
    for good in data.goods().values():
        if not (level == "express" and good.liquid):
            assert any(s.takes([good], market) is None for s in on_level), good.sku


def test_advertising_is_a_trap_somewhere(book: Rulebook) -> None:
    good = data.goods()["KT-205"]
    for level in LEVELS:
        worse = 0
        for market in CURRENCY:
            fit = [s for s in data.services().values() if s.level == level and s.takes([good], market) is None]
            cheap = min(fit, key=lambda s: s.price([good], market))
            days = book.number(f"promise.{level}_days", 0, market)
            worse += cheap.share_within(market, (days - 1) * 1440) < 9000 and cheap.advertised_days[1] < days
        assert worse >= 3, level


def test_prices_rise_with_level() -> None:
    good = data.goods()["EL-109"]
    for market in CURRENCY:
        by_level = [
            [s.price([good], market) for s in data.services().values() if s.level == level and market in s.rates]
            for level in LEVELS
        ]
        express, standard, economy = by_level
        assert min(express) > max(standard) > min(standard) > min(economy)


def test_rules_are_complete(book: Rulebook) -> None:
    keys = [(r.id, r.market) for r in data.rules()]
    assert len(keys) == len(set(keys))
    for rule in data.rules():
        assert rule.title.zh
        assert rule.title.en
        assert rule.source
        assert rule.simulated
        assert rule.market == "" or rule.market in CURRENCY
        if rule.id.startswith("fx."):
            assert re.fullmatch(r"\d+\.\d+", rule.value)
        elif rule.id not in WORDS:
            assert re.fullmatch(r"-?\d+", rule.value), rule.id
    for market, currency in CURRENCY.items():
        for id in ("return.window_days", "warranty.months", "customs.low_value", "customs.vat_bp",
                   "undeliverable.return_fee", "undeliverable.destroy_fee", "promise.standard_days"):  # fmt: skip
            assert book.find(id, 0, market), (id, market)
        low = book.find("customs.low_value", 0, market)
        assert low is not None
        assert low.unit == f"minor {currency}"
    assert book.number("ship.notice_hours", 0) == 48
    assert book.number("return.window_days", 0, "DE") == 14
    assert book.number("health.late_dispatch", 0) == -8
    duty = book.find("customs.duty_bp", 0, "US")
    assert duty is not None
    assert "unknown" in duty.source


REQUIRED = [
    "tracking.ask",
    "tracking.chase",
    "delay.complain",
    "address.change",
    "declare.low",
    "declare.gift",
    "declare.low.colleague",
    "phone.wrong.notice",
    "product.question.customs",
    "product.question.technical",
    "expert.answer.clear",
    "expert.answer.unclear",
    "thanks",
    "angry",
    "undeliverable.notice.address",
    "undeliverable.notice.refused",
    "undeliverable.notice.duty",
    "undeliverable.notice.absent",
    "undeliverable.buyer_answer.address",
    "undeliverable.buyer_answer.pickup",
    "undeliverable.buyer_answer.refuse",
    "cancel.ask",
    "contactless.ask",
    "aftersale.return",
    "aftersale.exchange",
    "aftersale.repair",
    "aftersale.part",
    "aftersale.warranty",
    "aftersale.refund",
    "aftersale.use",
    "complaint.damaged",
    "complaint.wrong_item",
    "complaint.unsafe",
    "complaint.rude_agent",
    "complaint.charged_twice",
    "complaint.late",
    "review.positive.fast",
    "review.neutral.slow",
    "review.negative.late",
    "leave",
]


def test_phrases_are_complete() -> None:
    phrases = data.phrases()
    for topics in data.open_questions().values():
        assert {f"product.question.{t}" for t in topics} <= set(phrases)
    assert set(REQUIRED) | {f"product.question.{t}" for t in data.FACTS} <= set(phrases)
    used: set[str] = set()
    for topic, texts in phrases.items():
        assert len(texts) >= 5, topic
        assert len({t.zh for t in texts}) == len({t.en for t in texts}) == len(texts)
        for text in texts:
            used |= places(text.zh) | places(text.en)
            filled = text.fill(**data.PLACES)
            assert "{" not in filled.zh + filled.en
            assert filled.en.isascii(), filled.en
            assert re.search(r"[一-鿿]", filled.zh)
    assert used == set(data.PLACES)


def test_essential_places_are_in_every_variant() -> None:
    for topic, needed in {
        "address.change": {"street", "city", "postcode"},
        "undeliverable.buyer_answer.address": {"street", "city", "postcode"},
        "phone.wrong.notice": {"phone", "order"},
        "expert.answer.clear": {"fact"},
    }.items():
        for text in data.phrases()[topic]:
            assert needed <= places(text.zh) & places(text.en), (topic, text)


def test_vague_names() -> None:
    names = data.vague_names()
    assert {"accessories", "gift", "sample", "goods", "parts", "礼品", "配件", "样品"} <= names
    assert data.is_vague(" Gift ")
    assert data.is_vague("Sample goods")
    assert not data.is_vague("Bluetooth loudspeaker, plastic housing")
    assert not data.is_vague("蓝牙音箱（塑料外壳）")


@pytest.mark.parametrize(
    "load", [data.goods, data.services, data.markets, data.rules, data.phrases, data.vague_names, data.open_questions],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_loading_is_quick(load) -> None:  # type: ignore[no-untyped-def]
    best = 1.0
    for _ in range(5):
        load.cache_clear()
        start = time.perf_counter()
        load()
        best = min(best, time.perf_counter() - start)
    assert best < 0.005
    assert load() is load()


def test_tables_are_json_of_their_structs() -> None:
    """Nothing misspelt is dropped in silence: every key of the files is a field."""
    for name, type_ in (
        ("goods", data.Good),
        ("services", data.Service),
        ("markets", data.Market),
        ("rules", data.Rule),
    ):
        fields = set(type_.__struct_fields__)
        for row in msgspec.json.decode((data.HERE / f"{name}.json").read_bytes()):
            assert set(row) <= fields


def test_transit_draws_follow_the_table() -> None:
    luck, table = Luck(3), data.services()["tealsail-line"].performance["DE"].transit
    drawn = sorted(luck.quantile(table, "truth.transit", str(i)) for i in range(2000))
    assert drawn[0] > 5 * 1440
    assert drawn[-1] < 15 * 1440
    assert abs(drawn[1000] - data.services()["tealsail-line"].minutes_at("DE", 5000)) < 600
