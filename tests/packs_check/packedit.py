"""A small valid pack for the tests of the check, and edits of it."""

from __future__ import annotations

from simulator.bots.catalogue import Catalogue
from simulator.packs.files import Members
from simulator.packs.load import check_members
from simulator.packs.model import Pack
from simulator.packs.yaml import Finding

HEAD = """\
format: 1
id: small
version: 1.0.0
title: {zh: "小包", en: "Small pack"}
"""
SCENARIO = """\
id: "one"
title: {zh: "发货", en: "Shipping"}
brief: {zh: "发几单。", en: "Ship some."}
goal: {zh: "发完", en: "All shipped"}
minutes: 5
world:
  store: {zh: "小店", en: "Small store"}
  markets: [DE, US]
  start: "D1 09:00"
  end: "D1 18:00"
  settle_until: "D20"
  epoch: "2026-09-07"
  warehouse: yiwu-north
  sender: {name: "Small store", phone: "+86 579 8555 0100"}
cast:
  - {kind: order, name: first, choice: standard, goods: plain}
  - {kind: order, name: unpaid, paid: never}
  - {kind: address_change, order: first, when: ["D1 09:10", "D1 09:30"]}
requirements:
  - id: "11.1.1"
    facets:
      - {id: selected, weight: 60, measure: 11.1.1.selected, params: {full: 100, zero: 90}}
      - {id: level, weight: 40, measure: 11.1.1.level}
tasks:
  - id: choose
    requirement: "11.1.1"
    view: orders
    command: service.choose
    done: "none:orders[status=paid,!listed]"
    title: {zh: "选物流", en: "Choose"}
    hints: [{zh: "看付款", en: "See what is paid"}]
mistakes:
  - {id: unpaid-too, mistake: ship-unpaid, kills: [11.1.1/selected]}
  - {id: cheap, mistake: cheapest-for-all, kills: [11.1.1/level]}
"""
GOOD = """\
goods:
  - sku: AA-1
    name: {zh: "杯", en: "Mug"}
    customs_name: {zh: "瓷杯", en: "Porcelain mug"}
    vague_name: things
    material: {zh: "瓷", en: "porcelain"}
    use: {zh: "喝水", en: "drinking"}
    hs: "69111019"
    net_g: 300
    gross_g: 400
    size_mm: [100, 100, 100]
    cost: 1000
    price: {DE: 1500, US: 1600}
"""


def files(**more: str) -> dict[str, bytes]:
    """The pack's files; data files by their name without `.yaml`, the scenario as `one`."""
    found = {"pack.yaml": HEAD, "scenarios/one.yaml": more.pop("one", SCENARIO)}
    found["pack.yaml"] = more.pop("head", HEAD)
    found |= {f"{name}.yaml": text for name, text in more.items()}
    return {name: text.encode() for name, text in found.items()}


def judged(**more: str) -> tuple[Pack | None, list[Finding]]:
    """The check of the pack."""
    return check_members(Members(files=files(**more)), "small", Catalogue())


def edited(old: str, new: str, **more: str) -> list[Finding]:
    """What the check finds when one piece of the scenario is another."""
    assert SCENARIO.count(old) == 1, f"{old!r} stands {SCENARIO.count(old)} times"
    return judged(one=SCENARIO.replace(old, new), **more)[1]


def place(text: str, mark: str) -> tuple[int, int]:
    """Line and column of a piece of text, from 1."""
    at = text.index(mark)
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
