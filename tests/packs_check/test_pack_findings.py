"""What is wrong with a pack is said at file:line:column, with what was expected and what may have been meant; all in one run."""

from __future__ import annotations

import os
import subprocess
import sys

import packedit
import pytest
from packedit import GOOD, SCENARIO, edited, judged, place

from simulator.packs.yaml import MAX_BYTES, Document, parse_yaml


def test_the_pack_is_good() -> None:
    pack, findings = judged(goods=GOOD)
    assert findings == []
    assert pack is not None
    assert [s.id for s in pack.scenarios.values()] == ["one"]


# old piece of the scenario, new piece, where the finding points (a piece of the new text), what it says
WRONG = [
    # shape
    ("minutes: 5", "minuts: 5", "minuts", "did you mean 'minutes'?"),
    ("minutes: 5", 'minutes: "5"', '"5"', "a whole number is expected"),
    ("minutes: 5", "minutes: 5.5", "5.5", "only whole numbers"),
    ("minutes: 5", "minutes: 0", "0\nworld", "too small, at least 1"),
    ("minutes: 5", "minutes: 9999", "9999", "too large, at most 600"),
    ("minutes: 5", "minutes: [5]", "[5]", "this is a list"),
    ('id: "one"', "id: 17", "17", 'put it in quotes: "17"'),
    ('id: "one"', 'id: "a b"', '"a b"', "letters, digits, dots and hyphens"),
    ('goal: {zh: "发完", en: "All shipped"}', "goal: Ship", "Ship\n", "text in both languages"),
    ('goal: {zh: "发完", en: "All shipped"}', 'goal: {zh: "发完"}', '{zh: "发完"}', "'en' is missing"),
    ('goal: {zh: "发完", en: "All shipped"}', 'goal: {zh: "发完", en: "x", fr: "y"}', 'fr: "y"', "no field 'fr'"),
    ("markets: [DE, US]", "markets: DE", "DE", "a list is written [a, b]"),
    ('end: "D1 18:00"', 'end: "18:00"', '"18:00"', "a time such as 'D3 14:20'"),
    ("choice: standard", "choice: standart", "standart", "did you mean 'standard'?"),
    ("kind: order, name: first", "kind: ordr, name: first", "ordr", "did you mean 'order'?"),
    ("{kind: order, name: unpaid, paid: never}", "{name: unpaid, paid: never}", "{name: unpaid", "'kind' is missing"),
    ("paid: never", "paid: nevr", "nevr", "yes, never, or a time"),
    ('when: ["D1 09:10", "D1 09:30"]', 'when: ["D1 09:10"]', '["D1 09:10"]', "2 items are expected, there are 1"),
    ("weight: 60", "weight: heavy", "heavy", "a whole number is expected, this is text"),
    ('hints: [{zh: "看付款", en: "See what is paid"}]', "hints: {a: b}", "{a: b}", "this is a mapping"),
    # meaning: the world
    ("markets: [DE, US]", "markets: [DE, UX]", "UX", "no market 'UX'"),
    ("markets: [DE, US]", "markets: [DE, DE]", "DE]", "'DE' stands twice"),
    ("warehouse: yiwu-north", "warehouse: yiwu-nord", "yiwu-nord", "did you mean 'yiwu-north'?"),
    ('end: "D1 18:00"', 'end: "D1 08:00"', '"D1 08:00"', "end after it starts"),
    ('settle_until: "D20"', 'settle_until: "D1"', '"D1"\n', "before the shift ends"),
    ('epoch: "2026-09-07"', 'epoch: "2026-02-30"', '"2026-02-30"', "no day 2026-02-30"),
    ("  warehouse:", "  services: [tealsail]\n  warehouse:", "tealsail", "no service 'tealsail'"),
    # meaning: the cast
    ("order: first", "order: second", "second", "no order entry before this one named"),
    ("name: unpaid", "name: first", "first, paid", "the name 'first' is taken"),
    ("goods: plain", "goods: plane", "plane", "did you mean 'plain'?"),
    ('["D1 09:10", "D1 09:30"]', '["D1 09:30", "D1 09:10"]', '["D1 09:30"', "first moment has to come before"),
    ('["D1 09:10", "D1 09:30"]', '"D3 10:00"', '"D3 10:00"', "nobody will meet it"),
    ('["D1 09:10", "D1 09:30"]', '"D1 07:00"', '"D1 07:00"', "write open"),
    ("choice: standard", "market: FR", "FR", "no market of this scenario 'FR'"),
    ("choice: standard", "buyer: anna", "anna", "no person of people.yaml"),
    ("paid: never", "rate: {per_day: 4, start: D1 10:00, end: D1 09:30}", "D1 09:30}", "end after it starts"),
    ("paid: never", "count: 2, rate: {per_day: 4, start: D1 10:00, end: D1 17:00}", "{per_day", "no count and no when"),
    ("{kind: order, name: unpaid, paid: never}", "{kind: aftersale, case: late}", "{kind: aftersale", "{kind: aftersale_policies} is needed"),
    ("{kind: order, name: unpaid, paid: never}", "{kind: battery_rule, service: x, when: D1 10:00, force: D1 09:30}", "x, when", "no service 'x'"),
    # meaning: the rubric
    ('id: "11.1.1"\n    facets', 'id: "11.9.1"\n    facets', '"11.9.1"', "11.9.1"),
    ("weight: 60", "weight: 50", "- {id: selected", "add up to 90, not 100"),
    ("id: level", "id: selected", "selected, weight: 40", "the id 'selected' stands twice"),
    ("measure: 11.1.1.level", "measure: 11.1.1.levels", "11.1.1.levels", "did you mean '11.1.1.level'?"),
    ("measure: 11.1.1.level", "measure: 11.1.2.value, params: {full: 5, zero: 20}", "11.1.2.value", "measures 11.1.2, not 11.1.1"),
    ("measure: 11.1.1.level", "measure: 11.1.1.level, check: NUM", "NUM", "judged by SHARE, not by NUM"),
    ("measure: 11.1.1.level", "measure: 11.1.1.level, check: SHAER", "SHAER", "did you mean 'SHARE'?"),
    ("measure: 11.1.1.level", "measure: 11.1.1.downgrade", "11.1.1.downgrade", "is a gate"),
    ("{full: 100, zero: 90}", "{ful: 100, zero: 90}", "ful:", "did you mean 'full'?"),
    ("{full: 100, zero: 90}", "{full: 10, zero: 90}", "10, zero", "larger than zero"),
    ("{full: 100, zero: 90}", '{full: "100", zero: 90}', '"100"', "a whole number is expected"),
    # meaning: tasks and players
    ("view: orders", "view: order5", "order5", "did you mean"),
    ("command: service.choose", "command: service.chose", "service.chose", "did you mean 'service.choose'?"),
    ("status=paid,!listed", "status=paid,!lister", '"none:', "no field 'lister'"),
    ("none:orders", "non:orders", '"non:', "is no probe"),
    ("mistake: ship-unpaid", "mistake: ship-unpayed", "ship-unpayed", "did you mean 'ship-unpaid'?"),
    ("kills: [11.1.1/level]", "kills: [11.1.1/lvl]", "11.1.1/lvl", "did you mean '11.1.1/level'?"),
    ("id: cheap, mistake", "id: unpaid-too, mistake", "unpaid-too, mistake: cheapest", "stands twice"),
    ("mistake: cheapest-for-all,", "", "{id: cheap", "either a mistake of the library"),
    ("mistake: ship-unpaid,", "mistake: ship-unpaid, with: {x: 1},", "x: 1", "no parameter 'x'"),
    ("mistake: cheapest-for-all,", "drop: [{command: orders.pick}],", "orders.pick", "no command 'orders.pick'"),
    ("mistake: cheapest-for-all,", "change: [{command: service.choose, fields: {servis: x}}],", "servis", "did you mean 'service'?"),
    ("mistake: cheapest-for-all,", 'drop: [{command: service.choose, where: "servis=x"}],', '"servis=x"', "no field of service.choose"),
    ("mistake: cheapest-for-all,", 'add: [{command: orders.select, each: "order[x]", fields: {orders: [A]}}],', '"order[x]"', "is a record, not a table"),
    ("mistake: cheapest-for-all,", "add: [{command: orders.select}],", "{command: orders.select}", "needs the field 'orders'"),
    # levels
    ("minutes: 5", "minutes: $many", "$many", "no parameter 'many'"),
    ("minutes: 5", "minutes: $n\nlevels: [easy, hard]\nparameters: {n: {easy: 5}}", "n: {easy", "has no value for hard"),
    ("minutes: 5", "minutes: $n\nlevels: [easy]\nparameters: {n: {easy: 5, hart: 6}}", "hart", "no level 'hart'"),
    ("minutes: 5", "minutes: $n\nlevels: [easy, hard]\nparameters: {n: {easy: 5, hard: 0}}", "$n", "too small"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_fault_is_named_where_it_stands(number: int) -> None:
    old, new, mark, says = WRONG[number]
    findings = [f for f in edited(old, new) if not f.warning]
    text = SCENARIO.replace(old, new)
    found = [(f.line, f.column) for f in findings if says in f.what.en]
    assert place(text, mark) in found, [str(f) for f in findings]
    assert all(f.file == "scenarios/one.yaml" and f.what.zh for f in findings)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("hints: [{zh: \"看付款\", en: \"See what is paid\"}]", "hints: []", "has no hints"),
        ("{zh: \"看付款\", en: \"See what is paid\"}", "{zh: \"看付款\", en: \"看付款\"}", "Chinese in the English text"),
        ("{zh: \"发完\", en: \"All shipped\"}", "{zh: \"Ship all the orders of today please\", en: \"x\"}", "not translated"),
        ("kills: [11.1.1/level]", "kills: [11.1.1/selected]", "no mistake kills 11.1.1/level"),
        ("{kind: order, name: unpaid, paid: never}", "{kind: service_rule, rule: ship.notice_hour, value: \"3\", title: {zh: 一, en: b}}", "did you mean 'ship.notice_hours'"),
    ],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_a_warning(old: str, new: str, says: str) -> None:
    findings = edited(old, new)
    assert any(says in f.what.en and f.warning for f in findings), [str(f) for f in findings]
    assert not any(not f.warning for f in findings), [str(f) for f in findings]


def test_all_findings_come_in_one_run() -> None:
    text = (
        SCENARIO.replace("minutes: 5", "minutes: 0")
        .replace("goods: plain", "goods: 5")
        .replace("weight: 60", "weight: 0")
    )
    text = text.replace("view: orders", "viev: orders").replace("kills: [11.1.1/level]", "kils: [x]")
    head = packedit.HEAD.replace("version: 1.0.0", "version: one")
    findings = judged(one=text, head=head, goods=GOOD.replace("net_g: 300", "net_g: much"))[1]
    said = "\n".join(map(str, findings))
    for piece in ("0 is too small", "'viev'", "'kils'", "semantic version", "goods.yaml:9:12"):
        assert piece in said
    assert len({f.file for f in findings}) == 3


def test_a_later_version_will_ask_for_the_format() -> None:
    pack, findings = judged(head=packedit.HEAD.replace("format: 1\n", ""))
    assert pack is not None
    assert [f.warning for f in findings] == [True]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"a: &x 1\nb: *x\n", "anchors and aliases"),
        (b"a: !!python/object:os.system x\n", "tags are not allowed"),
        (b"a: 1\na: 2\n", "stands twice"),
        (b"? [1, 2]\n: x\n", "plain text"),
        (b"a: " + b"[" * 30_000, "nest"),
        (b"a: 1\n---\nb: 2\n", "only one document"),
        (b"a: \xff\n", "not UTF-8"),
        (b"a: b: c\n", "YAML"),
        (b"", "empty"),
        (b"x" * (MAX_BYTES + 1), "larger than"),
        (b'a: "\\u202e"\n', "U+202E"),
        (b'a: "\\e[31m"\n', "U+001B"),
        (b"- a\n" * 50_000, "too much content"),
    ],
    ids=range(13),
)  # fmt: skip
def test_the_guard(raw: bytes, says: str) -> None:
    doc = parse_yaml(raw, Document("x.yaml"))
    assert any(says in f.what.en for f in doc.findings), doc.findings
    assert all(f.line >= 1 and f.column >= 1 for f in doc.findings)


def test_no_implicit_types() -> None:
    doc = parse_yaml(
        b"a: 6.30\nb: NO\nc: 010\nd: 2026-09-07\ne: 1_000\nf: 0x10\ng: yes\nh: 12\ni: true\nj: null\n", Document("x")
    )
    assert doc.data == {
        "a": "6.30", "b": "NO", "c": "010", "d": "2026-09-07", "e": "1_000", "f": "0x10", "g": "yes", "h": 12, "i": True, "j": None,
    }  # fmt: skip
    assert doc.findings == []


def test_what_a_finding_says_cannot_steer_a_screen() -> None:
    findings = edited("minutes: 5", '"min\\e[2Jutes\\u202e": 5')
    assert findings
    for finding in findings:
        assert "\x1b" not in finding.what.en + finding.what.zh
        assert "\u202e" not in finding.what.en + finding.what.zh


def test_the_types_of_forms_are_freed_without_a_crash() -> None:
    """msgspec 0.22 crashes when it frees a type that is a text with a pattern or a list; none of ours may be such."""
    code = (
        "import msgspec\nfrom simulator.market.cast import kinds\nfrom simulator.packs import data, form\n"
        "from simulator.scoring.checkers import SPECS\n"
        "for cls in (*(k.cls for k in kinds().values()), form.PackForm, form.ScenarioForm, *data.FILES.values(),"
        " *(s.params for s in SPECS.values())):\n"
        "    try:\n        msgspec.convert({}, cls)\n    except msgspec.ValidationError:\n        pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONMALLOC": "debug"}, timeout=120, check=False
    )
    assert done.returncode == 0
