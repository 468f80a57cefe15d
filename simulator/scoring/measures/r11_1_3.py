"""11.1.3: the logistics order agrees with goods, recipient and pick-up area, and errors are mended in time."""

from __future__ import annotations

from simulator.desks.logistics.parcels import MODE, Parcel, goods_value
from simulator.desks.store.orders import OrderTruth
from simulator.desks.store.shift import Shift
from simulator.kernel.text import Text
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Asks
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure
from simulator.scoring.measures.fulfilment import expected, fact, goods, names, nothing, parcels_of


def right_mode(case: Case, p: Parcel) -> str:
    """Pick-up where the driver comes and the fee is not more than the drive, else own delivery."""
    shift = case.world.of(Shift)
    service = shift.services[p.service]
    area = shift.facts.warehouse
    if area not in service.pickup_areas or p.peers < service.pickup_min_pieces:
        return "dropoff"
    drive = service.dropoff_km.get(area, 30) * case.world.of(Rulebook).number(
        "ship.pickup_km_cost", p.times["consigned"]
    )
    return "pickup" if service.pickup_fee <= drive else "dropoff"


@measure("11.1.3.mode", "CLS", title=Text("揽收或自送：可行且更省", "Pick-up or own delivery: possible and cheaper"))
def mode(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: pick-up or own delivery, whichever is possible and cheaper."""
    units = []
    for o, p in expected(case):
        if p is None or not p.mode or "consigned" not in p.times:
            units.append(
                Unit(key=p.id if p else o.id, why=nothing("没有下物流单", "no logistics order", p.id if p else o.id))
            )
            continue
        want = right_mode(case, p)
        why = Text("{p}：选{got}，合适的是{want}", "{p}: {got} was chosen, {want} is right").fill(
            p=p.id, got=MODE[p.mode], want=MODE[want]
        )
        units.append(Unit(key=p.id, why=why, points=yes(p.mode == want), evidence=fact(p, "consigned")))
    return units


@measure("11.1.3.goods", "BIND", title=Text("物流单货物信息与实物一致", "Goods data as the real goods"))
def goods_data(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: name, material, pieces and value in the logistics order are those of the real goods."""
    units = []
    for o, p in expected(case):
        if p is None or "consigned" not in p.times:
            units.append(
                Unit(
                    key=p.id if p else o.id,
                    why=nothing("没有下物流单", "no logistics order", p.id if p else o.id),
                    total=4,
                )
            )
            continue
        load = goods(case, p)
        kinds = {g.sku: g for g in load}.values()
        value = goods_value(case.world, o, p.lines)
        checks = [
            (
                "品名",
                "name",
                any(names(p.goods_name, g.customs_name.en) or names(p.goods_name, g.customs_name.zh) for g in kinds),
            ),
            (
                "材质",
                "material",
                any(names(p.goods_material, g.material.en) or names(p.goods_material, g.material.zh) for g in kinds),
            ),
            ("件数", "pieces", p.goods_quantity == len(load)),
            ("货值", "value", abs(p.goods_value - value) * 20 <= value),
        ]
        wrong_zh = "、".join(zh for zh, _, ok in checks if not ok)
        wrong_en = ", ".join(en for _, en, ok in checks if not ok)
        why = (
            Text(f"{p.id}：{wrong_zh}与实物不符", f"{p.id}: {wrong_en} not as the goods are")
            if wrong_zh
            else Text(f"{p.id}：物流单货物信息相符", f"{p.id}: goods data agree")
        )
        units.append(Unit(key=p.id, why=why, good=sum(ok for *_, ok in checks), total=4, evidence=fact(p, "consigned")))
    return units


FIELDS = (("name", "姓名"), ("street", "街道"), ("city", "城市"), ("postcode", "邮编"), ("phone", "电话"))


@measure("11.1.3.recipient", "BIND", title=Text("收件信息正确", "Recipient's data right"))
def recipient(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the recipient's data are the buyer's true ones at hand-over."""
    truth = case.world.of(OrderTruth).address
    units = []
    for o, p in expected(case):
        if p is None or p.recipient is None:
            units.append(
                Unit(key=p.id if p else o.id, why=nothing("没有收件信息", "no recipient", p.id if p else o.id), total=5)
            )
            continue
        want = truth.get(o.id, o.address)
        wrong = [(f, zh) for f, zh in FIELDS if _same(getattr(p.recipient, f)) != _same(getattr(want, f))]
        why = (
            Text(f"{p.id}：{'、'.join(zh for _, zh in wrong)}不对", f"{p.id}: {', '.join(f for f, _ in wrong)} wrong")
            if wrong
            else Text(f"{p.id}：收件信息无误", f"{p.id}: recipient right")
        )
        units.append(
            Unit(
                key=p.id,
                why=why,
                good=len(FIELDS) - len(wrong),
                total=len(FIELDS),
                evidence=fact(p, "consigned", "recipient"),
            )
        )
    return units


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


@measure("11.1.3.errors", "SHARE", title=Text("交运前更正收寄件错误", "Errors mended before hand-over"))
def errors(case: Case, params: Params) -> list[Unit]:
    """Each planted error (a changed address, a wrong sender's phone): mended before hand-over."""
    units = []
    truth = case.world.of(OrderTruth).address
    for ask in case.world.of(Asks).all.values():
        order = ask.args.get("order", "")
        if ask.topic not in ("address.change", "sender.phone"):
            continue
        o = next((x for x, _ in expected(case) if x.id == order), None)
        mine = parcels_of(case, o) if o else []
        if ask.topic == "address.change":
            want = truth[order]
            right = bool(mine) and all(
                p.recipient is not None and p.recipient.street == want.street and p.recipient.postcode == want.postcode
                for p in mine
            )
            what = Text("地址变更", "the change of address")
        else:
            right = bool(mine) and all(_digits(p.sender_phone) == _digits(ask.args["phone"]) for p in mine)
            what = Text("寄件电话", "the sender's phone")
        right = right and all("handed" in p.times for p in mine)
        why = (
            Text("{o}：{what}已在交运前更正", "{o}: {what} was mended before hand-over")
            if right
            else Text("{o}：{what}没有在交运前更正", "{o}: {what} was not mended before hand-over")
        ).fill(o=order, what=what)
        units.append(
            Unit(
                key=f"{order} {ask.topic}",
                why=why,
                points=yes(right),
                evidence=tuple(s for p in mine for s in fact(p, "consigned", "recipient", "sender")),
            )
        )
    return units


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


@measure("11.1.3.created", "TIME", title=Text("付款后及时下物流单", "Logistics order soon after payment"))
def created(case: Case, params: Params) -> list[Unit]:
    """Each due parcel: the time from payment to the logistics order."""
    units = []
    for o, p in expected(case):
        at = p.times.get("consigned") if p else None
        since = max(o.paid_at or 0, o.placed)
        key = p.id if p else o.id
        if at is None:
            units.append(Unit(key=key, why=nothing("没有下物流单", "no logistics order", key)))
            continue
        why = Text(
            f"{key}：付款后 {(at - since) // 60} 小时下单", f"{key}: created {(at - since) // 60} h after payment"
        )
        units.append(Unit(key=key, why=why, delay=at - since, evidence=fact(p, "consigned")))
    return units
