"""11.1.4: label, packing and hand-over."""

from __future__ import annotations

from simulator.desks.logistics.label import BOX, FILLING, MARK, PLACE
from simulator.desks.logistics.parcels import Parcel
from simulator.kernel.text import Text
from simulator.parts.goods import Good
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import expected, fact, goods, nothing

STEPS = ("consigned", "printed", "packed", "attached", "checked", "handed")
STEPS_ZH = ("下物流单", "打面单", "打包", "贴面单", "扫描核对", "交运")


@measure(
    "11.1.4.steps",
    "SEQ",
    title=Text("下单、打单、打包、贴单、核对、交运依次完成", "Order, print, pack, attach, check, hand over in order"),
)
def steps(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: order created, label printed, packed, label attached, scan-checked, handed over, in this order."""
    units = []
    for o, p in expected(case):
        key = p.id if p else o.id
        good, last = 0, -1
        for step in STEPS:
            at = p.facts.get(step) if p else None
            if at is None or at < last:
                break
            good, last = good + 1, at
        why = (
            Text(f"{key}：各步依次完成", f"{key}: all steps in order")
            if good == len(STEPS)
            else Text(f"{key}：缺“{STEPS_ZH[good]}”或次序不对", f"{key}: '{STEPS[good]}' is missing or out of order")
        )
        units.append(Unit(key=key, why=why, good=good, total=len(STEPS), evidence=fact(p, *STEPS)))
    return units


@measure("11.1.4.match", "SHARE", title=Text("面单与包裹一一对应", "Every label on its own parcel"))
def match(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the label on the box is its own."""
    units = []
    for o, p in expected(case):
        key = p.id if p else o.id
        if p is None or p.label is None:
            units.append(Unit(key=key, why=nothing("没有贴面单", "no label on it", key)))
            continue
        right = p.label.tracking == p.tracking
        why = Text(
            f"{key}：箱上面单 {p.label.tracking}，应为 {p.tracking}",
            f"{key}: the box carries {p.label.tracking}, its number is {p.tracking}",
        )
        units.append(Unit(key=key, why=why, points=yes(right), evidence=fact(p, "attached")))
    return units


@measure("11.1.4.condition", "SHARE", title=Text("面单平贴在外、可扫描", "Label flat, outside, readable"))
def condition(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the label lies flat on the largest face, outside."""
    units = []
    for o, p in expected(case):
        key = p.id if p else o.id
        if p is None or p.label is None:
            units.append(Unit(key=key, why=nothing("没有贴面单", "no label on it", key)))
            continue
        why = Text("{p}：面单{place}", "{p}: the label is {place}").fill(p=key, place=PLACE[p.label.place])
        units.append(Unit(key=key, why=why, points=yes(p.label.place == "top"), evidence=fact(p, "attached")))
    return units


def right_mark(load: list[Good]) -> str:
    """The mark that matters most: lithium battery, then liquid, then fragile."""
    if any(g.battery != "none" for g in load):
        return "battery"
    if any(g.liquid for g in load):
        return "liquid"
    return "fragile" if any(g.fragile for g in load) else "none"


def packed_right(p: Parcel, load: list[Good]) -> bool:
    """Fragile goods in a carton with bubble wrap or foam; the mark the goods ask for."""
    if p.packing is None:
        return False
    if any(g.fragile for g in load) and (p.packing.box in ("bag", "padded") or p.packing.filling in ("none", "paper")):
        return False
    if any(g.liquid for g in load) and p.packing.filling == "none":
        return False
    return p.packing.mark == right_mark(load)


@measure("11.1.4.packing", "SHARE", title=Text("包装、填充、标识合乎货物", "Box, filling and mark fit the goods"))
def packing(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: box, filling and mark as the goods ask."""
    units = []
    for o, p in expected(case):
        key = p.id if p else o.id
        if p is None or p.packing is None:
            units.append(Unit(key=key, why=nothing("没有打包", "was not packed", key)))
            continue
        load = goods(case, p)
        nature = Text(
            "易碎" if any(g.fragile for g in load) else "含电池" if any(g.battery != "none" for g in load) else "液体" if any(g.liquid for g in load) else "普通货",
            "fragile" if any(g.fragile for g in load) else "with battery" if any(g.battery != "none" for g in load) else "liquid" if any(g.liquid for g in load) else "plain goods",
        )  # fmt: skip
        why = Text("{p}（{nature}）：{box}、{filling}、{mark}", "{p} ({nature}): {box}, {filling}, {mark}").fill(
            p=key, nature=nature, box=BOX[p.packing.box], filling=FILLING[p.packing.filling], mark=MARK[p.packing.mark]
        )
        units.append(Unit(key=key, why=why, points=yes(packed_right(p, load)), evidence=fact(p, "packed")))
    return units


@measure("11.1.4.handed", "TIME", title=Text("下单后及时交运", "Handed over soon after its order"))
def handed(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the time from the logistics order to hand-over."""
    units = []
    for o, p in expected(case):
        key = p.id if p else o.id
        if p is None or "handed" not in p.times or "consigned" not in p.times:
            units.append(Unit(key=key, why=nothing("没有交运", "was not handed over", key)))
            continue
        delay = p.times["handed"] - p.times["consigned"]
        why = Text(f"{key}：下单后 {delay // 60} 小时交运", f"{key}: handed over {delay // 60} h after its order")
        units.append(Unit(key=key, why=why, delay=delay, evidence=fact(p, "consigned", "handed")))
    return units
