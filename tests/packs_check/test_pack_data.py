"""What a pack brings along: goods, markets, services, rules, phrases, people; what is wrong with it, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import packedit
import pytest
from packedit import GOOD, SCENARIO, judged, place

from simulator.bots.player import play
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.luck import Luck
from simulator.packs.load import load
from simulator.packs.opening import opening
from simulator.parts.rulebook import Rulebook
from simulator.sessions.attempt import Attempt
from simulator.sessions.rules import rules

SCHOOL = Path(__file__).resolve().parents[2] / "scenarios" / "example-school"
MARKETS = """\
markets:
  - code: NL
    name: {zh: "荷兰", en: "Netherlands"}
    like: DE
    currency: EUR
    faker_locale: nl_NL
    phone: "+31 6 ########"
    places: [[Utrecht, Utrecht, "351# @@"], [Zwolle, Overijssel, "801# @@"], [Eindhoven, Noord-Brabant, "561# @@"]]
"""
PEOPLE = """\
people:
  - {id: anna, name: Anna Berg, given: Anna, market: DE, street: Ring 1, city: Kiel, postcode: "24103", phone: "+49 1"}
"""
RULES = """\
rules:
  - {id: ship.notice_hours, value: 30, title: {zh: "限", en: "Limit"}, start: D2}
"""
PHRASES = """\
phrases:
  address.change:
    - {zh: "{order} 改到 {street}，{city} {postcode}", en: "{order}: now {street}, {city} {postcode}"}
"""
SERVICE = """\
services:
  - id: swift
    carrier: {zh: "迅达", en: "Swift"}
    name: {zh: "迅达快线", en: "Swift line"}
    level: standard
    rates: {DE: {per_kg: 5000}}
    performance: {DE: {transit: [[0, 5000], [10000, 9000]]}}
    advertised_days: [4, 7]
    pickup_areas: [yiwu-north]
    prefix: SW
"""

WRONG = [
    ("goods", GOOD, "gross_g: 400", "gross_g: 200", "200", "less than net weight"),
    ("goods", GOOD, "DE: 1500, US", "DX: 1500, US", "DX", "no market 'DX'"),
    ("goods", GOOD, "US: 1600}", "US: 1600}\n    battery: alone", "sku: AA-1", "watt_hours is needed"),
    ("goods", GOOD, "US: 1600}", "US: 1600}\n    facts: {colour: {zh: 红, en: red}}", "colour", "no topic of facts 'colour'"),
    ("goods", GOOD, "US: 1600}", "US: 1600}\n    facts: {water: {zh: 防水, en: proof}}\n    asks: [water]", "water]", "no expert is needed"),
    ("goods", GOOD, 'en: "Mug"', 'en: "Mug {x}"', '"Mug {x}"', "braces"),
    ("goods", GOOD, 'hs: "69111019"', "hs: 69111019", "69111019", "put it in quotes"),
    ("markets", MARKETS, "code: NL", "code: DE", "DE\n    name", "is a shipped market"),
    ("markets", MARKETS, "like: DE", "like: NL", "NL\n    currency", "no shipped market 'NL'"),
    ("markets", MARKETS, "currency: EUR", "currency: SEK", "code: NL", "'cny' is missing"),
    ("markets", MARKETS, "currency: EUR", 'currency: EUR\n    cny: "7.8"', '"7.8"', "is there already"),
    ("markets", MARKETS, "nl_NL", "nl_XX", "nl_XX", "no locale 'nl_XX'"),
    ("markets", MARKETS, "currency: EUR", 'currency: EUR\n    street: "{street}"', '"{street}"', "it needs {street} and {number}"),
    ("people", PEOPLE, "market: DE", "market: DX", "DX", "no market 'DX'"),
    ("rules", RULES, "value: 30", "value: many", "many", "a whole number is expected"),
    ("rules", RULES, "start: D2", "start: D2, end: D1", "D1}", "end after it starts"),
    ("phrases", PHRASES, "{street},", "{stret},", '"{order}: now', "no place to be filled 'stret'"),
    ("phrases", PHRASES, "{street},", "{street.__class__},", '"{order}: now', "no place to be filled"),
    ("phrases", PHRASES, "{street},", "{street!r},", '"{order}: now', "no place to be filled"),
    ("phrases", PHRASES, "{street},", "{street,", '"{order}: now', "braces do not match"),
    ("phrases", PHRASES, "address.change:", "address.changes:", "address.changes", "did you mean 'address.change'?"),
    ("services", SERVICE, "[10000, 9000]", "[9000, 9000]", "[[0, 5000]", "from 0 to 10000"),
    ("services", SERVICE, "[10000, 9000]", "[10000, 4000]", "[[0, 5000]", "may not fall"),
    ("services", SERVICE, "performance: {DE:", "performance: {US:", "{US:", "performance on DE is missing"),
    ("services", SERVICE, "prefix: SW", "prefix: CB", "CB", "is taken"),
    ("services", SERVICE, "[4, 7]", "[7, 4]", "[7, 4]", "smaller number comes first"),
    ("services", SERVICE, "    pickup_areas: [yiwu-north]\n", "", "id: swift", "a pick-up area or a counter"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_fault_is_named_where_it_stands(number: int) -> None:
    name, text, old, new, mark, says = WRONG[number]
    assert text.count(old) == 1
    changed = text.replace(old, new)
    findings = [f for f in judged(**{name: changed})[1] if not f.warning]
    found = [(f.line, f.column) for f in findings if says in f.what.en and f.file == f"{name}.yaml"]
    assert place(changed, mark) in found, [str(f) for f in findings]


def test_the_files_as_they_stand_are_good() -> None:
    pack, findings = judged(goods=GOOD, markets=MARKETS, people=PEOPLE, rules=RULES, phrases=PHRASES, services=SERVICE)
    assert findings == []
    assert pack is not None


def test_a_world_of_its_own() -> None:
    """Goods, market, person, service, rule and phrases of the pack stand in the world that it opens."""
    goods = GOOD.replace("US: 1600", "NL: 1600, US: 1700").replace("price:", "stock: 77\n    price:")
    one = SCENARIO.replace("markets: [DE, US]", "markets: [DE, NL]")
    one = one.replace(
        "{kind: order, name: unpaid, paid: never}",
        "{kind: order, name: hers, buyer: anna}\n  - {kind: order, name: dutch, market: NL}",
    )
    pack, findings = judged(
        one=one, goods=goods, markets=MARKETS, people=PEOPLE, rules=RULES, phrases=PHRASES, services=SERVICE
    )
    assert findings == []
    assert pack is not None
    attempt = Attempt.start(pack, "one", 5)
    shift, orders = attempt.engine.world.of(Shift), attempt.engine.world.of(Orders).by_id
    assert set(shift.goods) == {"AA-1"}
    assert set(shift.markets) == {"DE", "NL"}
    assert shift.stock == {"AA-1": 77}
    assert "NL" in shift.services["tealsail-line"].rates, "services for a market like Germany go to this one, too"
    assert shift.services["tealsail-line"].rates["NL"] == shift.services["tealsail-line"].rates["DE"]
    assert "swift" in shift.services
    hers = [o for o in orders.values() if o.buyer == "Anna Berg"]
    assert [(o.address.city, o.market) for o in hers] == [("Kiel", "DE")]
    (dutch,) = (o for o in orders.values() if o.market == "NL")
    assert dutch.address.postcode[:3] in ("351", "801", "561")
    book = attempt.engine.world.of(Rulebook)
    assert book.number("ship.notice_hours", 0) == 48
    assert book.number("ship.notice_hours", 1440) == 30
    assert book.number("promise.standard_days", 0, "NL") == book.number("promise.standard_days", 0, "DE")
    attempt.do_plain("clock.advance", {"minutes": 60})
    letters = [m.text for t in attempt.view("threads") for m in attempt.view("thread", t.id).messages]
    assert any(": now " in text for text in letters), letters


def test_the_shipped_goods_can_stay() -> None:
    pack, _ = judged(goods=GOOD + "keep_shipped: true\n")
    assert pack is not None
    found = Attempt.start(pack, "one", 1).engine.world.of(Shift).goods
    assert "AA-1" in found
    assert "EL-101" in found


def test_orders_never_want_more_than_there_is() -> None:
    """A small catalogue has enough of everything, whatever the seed."""
    one = SCENARIO.replace(
        "{kind: order, name: unpaid, paid: never}", "{kind: order, name: many, count: 40, goods: plain}"
    )
    pack, findings = judged(one=one, goods=GOOD)
    assert findings == []
    assert pack is not None
    for seed in range(20):
        world = Attempt.start(pack, "one", seed).engine.world
        wanted = sum(line.quantity for o in world.of(Orders).by_id.values() for line in o.lines)
        assert world.of(Shift).stock["AA-1"] >= wanted


def test_every_seed_gets_as_many_random_arrivals() -> None:
    pack = load(str(SCHOOL))
    counts = set()
    moments = set()
    for seed in range(12):
        events = opening(pack.scenario("tea-parcels@hard"), Luck(seed), rules().codec)
        planned = [rules().codec.decode_event(raw) for e in events for raw in getattr(e, "then", ())]
        placed = [e for e in planned if type(e).__name__ == "OrderPlaced"]
        counts.add(len(placed))
        moments.add(
            tuple(e.due for e in events if any(b"order.placed" in bytes(raw) for raw in getattr(e, "then", ())))
        )
    assert counts == {4}
    assert len(moments) == 12, "each at moments of its own"


def test_a_pack_verifies_like_ours(tmp_path: Path) -> None:
    """Own phrases are used by the market's later answers, too: played again the bytes are the same."""
    from simulator.kernel.replay import simulate

    attempt = Attempt.start(load(str(SCHOOL)), "tea-letters", 3, wall=lambda: 0)
    play(attempt, "reference")
    attempt.submit()
    assert simulate(rules(), attempt.engine.journal.rows(), Luck(3)) is None
    assert packedit.files()
