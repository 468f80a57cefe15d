"""Shared readings of the fulfilment line: which orders were due, what a parcel's goods truly are."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from simulator.desks.logistics.choose import ServiceChosen
from simulator.desks.logistics.parcels import Parcel, Parcels, goods_of
from simulator.desks.store.notices import NoticeArrived
from simulator.desks.store.orders import Order, Orders
from simulator.desks.store.shift import ServiceChanged, ServicesOffered, Shift
from simulator.kernel.text import Text
from simulator.parts.carriage import Service
from simulator.parts.goods import Good
from simulator.scoring.case import Case


def due(case: Case) -> list[Order]:
    """The orders that had to be shipped in this shift: paid, not cancelled, not shipped before it."""
    return [
        o
        for o in case.world.of(Orders).by_id.values()
        if not o.old and o.paid_at is not None and o.status != "cancelled"
    ]


def parcels_of(case: Case, order: Order) -> list[Parcel]:
    """The parcels of an order."""
    return case.world.of(Parcels).of_order(order.id)


def expected(case: Case) -> list[tuple[Order, Parcel | None]]:
    """Every parcel of every due order; what of an order is in no parcel stands with None, so that nothing done earns nothing."""
    pairs: list[tuple[Order, Parcel | None]] = []
    for order in due(case):
        mine: list[Parcel | None] = list(parcels_of(case, order))
        in_parcels = {line.sku for p in mine if p is not None for line in p.lines}
        if in_parcels != {line.sku for line in order.lines}:
            mine.append(None)  # part of the order, or all of it, is in no parcel
        pairs += [(order, p) for p in mine]
    return pairs


def fact(parcel: Parcel | Order | None, *steps: str) -> tuple[int, ...]:
    """The fact numbers of steps of a parcel, those that were done."""
    if parcel is None or isinstance(parcel, Order):
        return ()
    return tuple(parcel.facts[s] for s in steps if s in parcel.facts)


def goods(case: Case, parcel: Parcel) -> list[Good]:
    """The goods in a parcel, one entry per piece."""
    return goods_of(case.world, parcel.lines)


def _offered(case: Case) -> dict[str, Service]:
    found: dict[str, Service] = {}
    for offered in case.every(ServicesOffered):
        if isinstance(offered.event, ServicesOffered):
            found.update({s.id: s for s in offered.event.services})
    return found or dict(case.world.of(Shift).services)


def in_force(case: Case, minute: int) -> dict[str, Service]:
    """The services as they were at a sim minute."""
    found = _offered(case)
    for f in case.every(ServiceChanged):
        if isinstance(f.event, ServiceChanged) and f.minute <= minute and f.event.service in found:
            found[f.event.service] = msgspec.structs.replace(found[f.event.service], battery=f.event.battery)
    return found


def services_at(case: Case, minute: int) -> dict[str, Service]:
    """The services as a careful reader of the notices knew them: a change counts from the minute it was announced."""
    found = _offered(case)
    told = {f.event.id for f in case.every(NoticeArrived) if isinstance(f.event, NoticeArrived) and f.minute <= minute}
    for f in case.every(ServiceChanged):
        if isinstance(f.event, ServiceChanged) and f"N-{f.event.service}" in told and f.event.service in found:
            found[f.event.service] = msgspec.structs.replace(found[f.event.service], battery=f.event.battery)
    return found


def chosen(case: Case, parcel: Parcel) -> tuple[int, ServiceChosen] | None:
    """The minute and event of the service choice that a parcel went by."""
    last = None
    for f in case.every(ServiceChosen):
        if isinstance(f.event, ServiceChosen) and f.event.parcel == parcel.id:
            last = (f.minute, f.event)
    return last


_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


_EMPTY = frozenset(("of", "with", "and", "for", "the", "a", "an", "in", "one"))


def words(text: str) -> set[str]:
    """The words of a Latin text without a plural's `s`, and the characters of a Chinese one."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return {w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in found} - _EMPTY


def names(declared: str, true: str) -> bool:
    """Whether a declared name says what the goods are: at least a third of the words of the true customs name, and never
    fewer than two of them (three characters of a Chinese name) unless it has no more."""
    want = words(true)
    least = 3 if any("\u4e00" <= w <= "\u9fff" for w in want) else 2
    return bool(want) and len(words(declared) & want) >= min(len(want), max(least, -(-len(want) // 3)))


def nothing(what_zh: str, what_en: str, key: str) -> Text:
    """The sentence for something that was never done."""
    return Text(f"{key}：{what_zh}", f"{key}: {what_en}")
