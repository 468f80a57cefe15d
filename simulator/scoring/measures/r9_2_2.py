"""9.2.2: every order can be traced all the way, and who has trouble hears it first."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.logistics.parcels import Parcels, ParcelScanned, ParcelShipped
from simulator.desks.logistics.watch import CarrierAnswered, CarrierAsked
from simulator.desks.service.tracking import (
    ORDER,
    STEP,
    CarrierSupplied,
    ReportLine,
    StepLogged,
    Track,
    Tracking,
    WarehouseReported,
)
from simulator.desks.store.orders import Orders
from simulator.desks.store.shift import Shift
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, clock
from simulator.market.experts import covered
from simulator.market.tracking import OrderTraced, Traced, TroubleNature, says
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Message, Threads
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.measures import measure


class Known(msgspec.Struct):
    """One step of an order's chain as it became known: the minute and fact, and what it truly was."""

    step: str
    minute: int
    seq: int
    at: int
    place: str = ""
    who: str = ""
    hand: bool = False


def _end(case: Case) -> int:
    return case.world.of(Shift).facts.end


def _known(case: Case, truth: OrderTraced, until: int) -> list[Known | str]:
    """The steps of one order known by a moment, which have to be in its record; one that never became known stands as its name."""
    steps: dict[str, Known] = {}
    for f in case.every(WarehouseReported):
        assert isinstance(f.event, WarehouseReported)
        for line in f.event.lines:
            if line.order == truth.order and line.state == "done":
                steps[line.step] = Known(line.step, f.minute, f.seq, line.at, line.place, line.who, True)
    for f in case.every(ParcelShipped):
        assert isinstance(f.event, ParcelShipped)
        if f.event.parcel == truth.parcel:
            for s in f.event.scans:
                steps[s.step] = Known(s.step, f.minute, f.seq, s.minute)
    for f in case.every(ParcelScanned):
        assert isinstance(f.event, ParcelScanned)
        if f.event.parcel == truth.parcel:
            steps[f.event.step] = Known(f.event.step, f.minute, f.seq, f.minute)
    for f in case.every(CarrierSupplied):
        assert isinstance(f.event, CarrierSupplied)
        if f.event.parcel == truth.parcel:
            steps[f.event.step] = Known(f.event.step, f.minute, f.seq, f.event.at)
    found: list[Known | str] = [k for k in steps.values() if k.minute <= until]
    for missing in (truth.gap, truth.late):
        if missing is not None and missing.step not in steps and missing.at <= until:
            found.append(missing.step)
    return sorted(found, key=lambda k: ORDER.index(k if isinstance(k, str) else k.step))


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _same(k: Known, t: Track) -> bool:
    if not k.hand:
        return t.at == k.at
    return abs(t.at - k.at) <= 5 and _plain(t.place) == _plain(k.place) and _plain(t.who) == _plain(k.who)


def _traced(case: Case) -> list[OrderTraced]:
    return list(case.world.of(Traced).orders.values())


class ChainParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`last_hours`: what comes in the last hours need not be recorded in this shift."""

    last_hours: Annotated[int, msgspec.Meta(ge=0, le=72)] = 4


@measure(
    "9.2.2.chain", "EXACT", params=ChainParams,
    title=Text("全程环节如实、按时入档的订单", "Orders whose whole chain is recorded truly and in time"),
)  # fmt: skip
def chain(case: Case, params: Params) -> list[Unit]:
    """Each order: was every step that became known recorded as it was, within the limit? What comes in the last hours
    (`last_hours`) need not be recorded in this shift."""
    rules = case.world.of(Rulebook)
    units = []
    for truth in _traced(case):
        record = case.world.of(Tracking).by_order.get(truth.order)
        known = _known(case, truth, _end(case) - int(params.get("last_hours", 4)) * HOUR)
        order = case.world.of(Orders).by_id[truth.order]
        good: list[int] = []
        lacking: list[str] = []
        paid_at = order.paid_at or 0
        limit = rules.number("tracking.log_hours", _end(case)) * HOUR
        opened = record.entries.get("paid") if record else None
        if opened is not None and (order.old or opened.logged - paid_at <= limit):
            good.append(opened.seq)
        else:
            lacking.append("paid")
        for k in known:
            if isinstance(k, str):
                lacking.append(k)
                continue
            entry = record.entries.get(k.step) if record else None
            if entry is not None and _same(k, entry) and entry.logged - k.minute <= limit:
                good.append(entry.seq)
            else:
                lacking.append(k.step)
        total = len(known) + 1
        lack = Text("、".join(STEP[s].zh for s in lacking) or "无", ", ".join(STEP[s].en for s in lacking) or "nothing")
        why = Text(
            "{id}：{total} 个环节中 {n} 个按时如实入档；缺或错：{lack}",
            "{id}: {n} of {total} steps recorded truly and in time; missing or wrong: {lack}",
        ).fill(id=truth.order, n=len(good), total=total, lack=lack)
        units.append(
            Unit(
                key=truth.order, why=why, points=10_000 * len(good) // total, good=len(good), total=total,
                evidence=tuple(s for s in good if s),
            )
        )  # fmt: skip
    return units


@measure("9.2.2.visible", "SHARE", title=Text("买家看得到轨迹", "Tracking visible to the buyer"))
def visible(case: Case, params: Params) -> list[Unit]:
    """Each order: could its buyer see the tracking within the limit after payment (or after the shift began)?"""
    rules = case.world.of(Rulebook)
    start = case.world.of(Shift).facts.start
    units = []
    for truth in _traced(case):
        record = case.world.of(Tracking).by_order.get(truth.order)
        since = max(start, case.world.of(Orders).by_id[truth.order].paid_at or 0)
        limit = rules.number("tracking.log_hours", since) * HOUR
        if record is None or record.published is None:
            why = Text("{id}：买家一直看不到轨迹", "{id}: the buyer could never see the tracking").fill(id=truth.order)
            units.append(Unit(key=truth.order, why=why))
            continue
        delay = record.published - since
        why = Text("{id}：{h} 小时后向买家公开", "{id}: visible to the buyer after {h} hours").fill(
            id=truth.order, h=delay // HOUR
        )
        units.append(Unit(key=truth.order, why=why, points=yes(delay <= limit), evidence=(record.published_seq,)))
    return units


def _troubles(case: Case) -> list[TroubleNature]:
    return list(case.world.of(Traced).troubles.values())


def _answer(case: Case, parcel: str) -> tuple[int, int, str] | None:
    for f in case.every(CarrierAnswered):
        assert isinstance(f.event, CarrierAnswered)
        if f.event.parcel == parcel:
            return f.minute, f.seq, f.event.answer
    return None


def stalled_since(case: Case, parcel: str) -> int | None:
    """The minute of the shift from which a parcel counts as stalled under the rules in force then."""
    rules = case.world.of(Rulebook)
    facts = case.world.of(Shift).facts
    scans = case.world.of(Parcels).by_id[parcel].scans
    quiet = max((s.minute for s in scans if s.minute <= facts.start), default=facts.start)
    for now in range(facts.start, facts.end, 30):
        if now - quiet >= rules.number("ship.stalled_days", now) * DAY:
            return now
    return None


@measure("9.2.2.stalled", "TIME", title=Text("停滞包裹及时查清", "Stalled parcels found and cleared up"))
def stalled(case: Case, params: Params) -> list[Unit]:
    """Each parcel that stood still by the rule in force: time until the carrier was asked, when the matter was cleared up."""
    units = []
    end = _end(case)
    for trouble in _troubles(case):
        if trouble.trouble == "held":
            continue
        since = stalled_since(case, trouble.parcel)
        if since is None:
            continue
        asked = next(
            (
                f
                for f in case.every(CarrierAsked)
                if isinstance(f.event, CarrierAsked) and f.event.parcel == trouble.parcel
            ),
            None,
        )
        answer = _answer(case, trouble.parcel)
        if asked is None or asked.minute > end or answer is None:
            why = Text(
                "{id}：{when} 起停滞，没有查清", "{id}: stood still from {when} by the rule, never cleared up"
            ).fill(id=trouble.parcel, when=clock(since))
            units.append(Unit(key=trouble.parcel, why=why))
            continue
        delay = max(0, asked.minute - since)
        why = Text(
            "{id}：{when} 起算停滞，{h} 小时后查件", "{id}: stalled from {when}, the carrier was asked {h} hours later"
        ).fill(id=trouble.parcel, when=clock(since), h=delay // HOUR)
        units.append(Unit(key=trouble.parcel, why=why, delay=delay, evidence=(asked.seq, answer[1])))
    return units


def _letters(case: Case, order: str) -> list[Message]:
    threads = case.world.of(Threads).about(order)
    return [m for t in threads if t.who == "buyer" for m in t.messages if m.sender == "me"]


@measure("9.2.2.proactive", "SHARE", title=Text("异常先如实告知买家", "Buyers told of trouble truly, before they ask"))
def proactive(case: Case, params: Params) -> list[Unit]:
    """Each parcel in trouble: told truly before the buyer had to ask, and told the carrier's result in time."""
    rules = case.world.of(Rulebook)
    units = []
    for trouble in _troubles(case):
        order = case.world.of(Orders).by_id[trouble.order]
        letters = _letters(case, trouble.order)
        wondered = case.world.of(Traced).asked.get(trouble.order, 10**9)
        first = "held" if trouble.trouble == "held" else "standing"
        said = next((m for m in letters if m.minute < wondered and says(m.text, first, order.language)), None)
        state = (
            Text("买家问之前已如实告知", "was told truly before asking")
            if said
            else Text("没有先得到如实告知", "was not told the truth first")
        )
        units.append(
            Unit(
                key=f"{trouble.order}.first", points=yes(said is not None), evidence=(said.seq,) if said else (),
                why=Text("{id} 的买家{state}", "The buyer of {id} {state}").fill(id=trouble.order, state=state),
            )
        )  # fmt: skip
        if trouble.trouble == "held":
            continue
        status = "lost" if trouble.trouble == "lost" else "found"
        answer = _answer(case, trouble.parcel)
        limit = rules.number("tracking.tell_hours", _end(case)) * HOUR
        told = None
        if answer is not None:
            told = next(
                (
                    m for m in letters
                    if m.seq > answer[1] and says(m.text, status, order.language) and covered(rules, answer[0], m.minute) <= limit
                ),
                None,
            )  # fmt: skip
        state = (
            Text("按时得知查件结果", "was told the carrier's result in time")
            if told
            else Text("没有按时得知查件结果", "was not told the carrier's result in time")
        )
        units.append(
            Unit(
                key=f"{trouble.order}.result", points=yes(told is not None), evidence=(told.seq,) if told else (),
                why=Text("{id} 的买家{state}", "The buyer of {id} {state}").fill(id=trouble.order, state=state),
            )
        )  # fmt: skip
    return units


@measure("9.2.2.invented", "GATE", title=Text("编造追踪记录", "Invented tracking entries"))
def invented(case: Case, params: Params) -> list[Unit]:
    """Gate: every logged step that neither a warehouse report nor the parcel itself supported at that moment."""
    done: dict[tuple[str, str], list[tuple[int, ReportLine]]] = {}
    for f in case.every(WarehouseReported):
        assert isinstance(f.event, WarehouseReported)
        for line in f.event.lines:
            if line.state == "done":
                done.setdefault((line.order, line.step), []).append((f.seq, line))
    units = []
    for f in case.every(StepLogged):
        e = f.event
        assert isinstance(e, StepLogged)
        reported = any(seq < f.seq for seq, _ in done.get((e.order, e.step), ()))
        left = any(p.times.get("handed", 10**9) <= f.minute for p in case.world.of(Parcels).of_order(e.order))
        if reported or (e.step == "handed" and left):
            continue
        why = Text("{id}：记了“{step}”，仓库并没有做", "{id}: logged {step}, which the warehouse had not done").fill(
            id=e.order, step=STEP[e.step]
        )
        units.append(Unit(key=f"{e.order}.{e.step}.{f.seq}", why=why, evidence=(f.seq,)))
    return units
