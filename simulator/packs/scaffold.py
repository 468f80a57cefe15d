"""A new pack that checks and proves as it stands: one small scenario to change, with comments that say what to change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from simulator.kernel.text import Text
from simulator.packs.disk import write_new
from simulator.packs.errors import PackFileError
from simulator.packs.form import ID
from simulator.packs.schema import names, schema

SCHEMAS = ".schema"  # hidden: no part of the pack

_TAKEN = Text("{place} 已经有东西了；请另起一个文件夹。", "{place} is taken; choose another folder.")
_NO_ID = Text(
    "文件夹名“{name}”做不了包的编号：请用小写字母、数字和连字符，例如 my-school。",
    "{name} cannot be the id of a pack: use small letters, digits and hyphens for the folder, such as my-school.",
)

PACK = """\
# yaml-language-server: $schema=.schema/pack.json
format: 1
id: {id}
version: 0.1.0
title: {{zh: {zh}, en: {en}}}
author: {author}
about:
  zh: "这个包练什么、给谁练。"
  en: "What this pack practises, and for whom."
"""

SCENARIO = """\
# yaml-language-server: $schema=../.schema/scenario.json
# 一个能直接证明的小场景。改动之后运行：storesim pack check --prove {folder}
# A small scenario that proves as it stands. After a change run: storesim pack check --prove {folder}
id: "first-orders"
title: {{zh: "发出第一批订单", en: "Ship the first orders"}}
brief:
  zh: "店里积了几个订单，有的还没付款。挑出该发的，按买家所选的物流安排好。"
  en: "Some orders are waiting, not all of them paid. Pick those that are due and plan them as the buyers chose."
goal: {{zh: "只选已付订单，物流与买家所选一致。", en: "Only paid orders, each by the service its buyer chose."}}
minutes: 10
track: B2C
desks: [orders, logistics, products]

world:
  store: {{zh: "示例小店", en: "Sample store"}}
  markets: [DE, US]
  start: "D1 09:00"
  end: "D1 18:00"
  settle_until: "D20"          # 交卷后演到这时，让后果到来 / the world runs on to here after handing in
  epoch: "2026-09-07"          # D1 的日期 / the date of D1
  warehouse: yiwu-north        # storesim pack words warehouses
  sender: {{name: "Sample store", phone: "+86 579 8555 0100"}}

# 谁来、什么时候来 / who comes, and when: storesim pack words kinds
cast:
  - {{kind: order, count: 2, choice: standard, goods: plain, name: standard}}
  - {{kind: order, count: 1, choice: express, goods: plain, name: express}}
  - {{kind: order, count: 2, choice: standard, goods: plain, name: unpaid, paid: never}}

# 怎么评 / how it is judged: storesim pack words measures 11.1.1
requirements:
  - id: "11.1.1"
    facets:
      - {{id: selected, weight: 40, measure: 11.1.1.selected, params: {{full: 100, zero: 90}}}}
      - {{id: level, weight: 40, measure: 11.1.1.level}}
      - {{id: listed, weight: 20, measure: 11.1.1.listed, params: {{strict: true}}}}

tasks:
  - id: choose
    requirement: "11.1.1"
    desk: orders
    view: orders
    command: service.choose
    done: "none:orders[status=paid,!listed]"
    title: {{zh: "选中已付订单并选好物流", en: "Select the paid orders and choose their services"}}
    hints:
      - {{zh: "先看哪些订单已付款，再看买家选了什么。", en: "See which orders are paid, then what each buyer chose."}}
      - {{zh: "选单、选物流、下载物流单、列入装箱清单，依次做完。", en: "Select, choose the service, download, put on the packing list, in this order."}}

# 每个检查项至少要有一个做错它的做法 / every facet needs a mistake that gets it wrong: storesim pack words mistakes
mistakes:
  - {{id: ship-unpaid, mistake: ship-unpaid, kills: [11.1.1/selected]}}
  - {{id: cheapest-for-all, mistake: cheapest-for-all, kills: [11.1.1/level]}}
  # 自己写的错误做法：不列装箱清单 / a mistake of your own: nothing is put on the packing list
  - id: no-list
    title: {{zh: "不列装箱清单", en: "No packing list"}}
    drop: [{{command: packing.list}}]
    kills: [11.1.1/listed]
"""

README = """\
# {en}

{zh}

    storesim pack check --prove .
    storesim pack play . first-orders
    storesim pack build .
"""


def scaffold(folder: Path, title: str, author: str, mistakes: Iterable[str]) -> list[Path]:
    """Write a new pack into a folder that is not there yet or empty; its name becomes the id. Gives the files.

    Raises PackFileError when the folder is taken, its name is no id, or it cannot be written.
    """
    id = folder.resolve().name
    if not re.match(ID, id):
        raise PackFileError(_NO_ID.fill(name=id))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackFileError(_TAKEN.fill(place=str(folder)))
    zh = en = title or id
    words = {"id": id, "zh": _quoted(zh), "en": _quoted(en), "author": _quoted(author or id), "folder": folder.name}
    files = {
        "pack.yaml": PACK.format(**words),
        "scenarios/first-orders.yaml": SCENARIO.format(**words),
        "README.md": README.format(zh=zh, en=en),
    }
    known = list(mistakes)
    for name in names():
        files[f"{SCHEMAS}/{name}.json"] = json.dumps(schema(name, known), ensure_ascii=False, indent=1) + "\n"
    written = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, text.encode())
        written.append(path)
    return written


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
