"""The cast of 9.2.2: orders at every stage of the way with the warehouse's reports, and parcels in trouble."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from simulator.desks.logistics.parcels import ParcelScanned, ParcelShipped, Scan
from simulator.desks.service.tracking import HAND, ParcelLeft, ReportLine, Track, TrackingInherited, WarehouseReported
from simulator.desks.store.orders import OrderNature, OrderPlaced, OrderShipped
from simulator.kernel.messages import Event, Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, clock, parse
from simulator.market.carriers import JOURNEY, PLACES, ParcelFate
from simulator.market.cast import CastError, Stage
from simulator.market.cast.entry import Arrival, Entry, Language, Moment, When, kind
from simulator.market.cast.fulfilment import MarketCode, Trait, Writes, make_order
from simulator.market.cast.parameters import TRACKING, need
from simulator.market.tracking import LateScan, OrderTraced, TroubleNature
from simulator.parts.carriage import Service

STAFF = ("Li Na", "Wang Lei", "Zhang Min", "Zhao Jun", "Sun Yan", "Wu Gang")
PLACE = {"checked": "order desk", "picked": "aisle", "packed": "bench", "handed": "dock"}
REPORTS = (11 * HOUR, 14 * HOUR + 30, 18 * HOUR)
OPENS, CLOSES, PICKUP = 9 * HOUR, 18 * HOUR, 17 * HOUR
TEXTS = {name: (PLACES[i], text) for i, (name, _, text) in enumerate(JOURNEY)}


def _work(minute: int, minutes: int) -> int:
    """So many minutes later in the warehouse's hours."""
    now = minute
    while True:
        day = now // DAY * DAY
        now = max(now, day + OPENS)
        left = day + CLOSES - now
        if left >= minutes:
            return now + minutes
        minutes -= max(0, left)
        now = day + DAY + OPENS


def _next_report(minute: int) -> int:
    """The first report after a moment."""
    day = minute // DAY * DAY
    return next((day + r for r in REPORTS if day + r > minute), day + DAY + REPORTS[0])


def _service(stage: Stage, placed: OrderPlaced, entity: str) -> Service:
    goods = [stage.goods[line.sku] for line in placed.lines]
    fit = [
        s
        for s in stage.services.values()
        if s.level == (placed.choice or "standard") and s.takes(goods, placed.market) is None
    ]
    if not fit:
        raise CastError(f"no service takes {placed.id}")
    return stage.luck.pick(sorted(fit, key=lambda s: s.id), "traced.service", entity)


def _tracking(stage: Stage, service: Service, entity: str) -> str:
    return f"{service.prefix}{stage.luck.between(100_000_000, 999_999_999, 'tracking', entity)}CN"


def _line(stage: Stage, order: str, step: str, at: int, entity: str, **more: Any) -> ReportLine:
    bench = stage.luck.between(1, 4, "traced.place", f"{entity}.{step}")
    place = f"{PLACE[step]} {bench}"
    who = stage.luck.pick(STAFF, "traced.who", f"{entity}.{step}")
    return ReportLine(order=order, step=step, state=more.pop("state", "done"), at=at, place=place, who=who, **more)


HandStep = Literal["", "checked", "picked", "packed", "handed"]
LateStep = Literal["", "accepted", "export"]


class TracedOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One order whose whole way is to be recorded, and the traps on it."""

    stage: Annotated[Literal["new", "border"], info("阶段", "Stage", help=Text(
        "new：班次中下单；border：已出口、将进口", "new: placed in the shift; border: exported, about to be imported"))] = "new"  # fmt: skip
    when: Annotated[When, info("何时", "When")] = "open"
    gap: Annotated[HandStep, info("漏报", "Gap", help=Text(
        "仓库漏报的环节", "a step the warehouse does not report"))] = ""  # fmt: skip
    correct: Annotated[HandStep, info("更正", "Correction", help=Text(
        "先报错、下一份报告更正的环节", "a step reported wrongly, and corrected in the next report"))] = ""  # fmt: skip
    late: Annotated[LateStep, info("缺轨迹", "Late scan", help=Text(
        "不查就没有的承运商事件", "a carrier's event that is missing until asked for"))] = ""  # fmt: skip
    language: Writes = ""
    goods: Annotated[Trait | None, info("货物", "Goods", help=Text(
        "不写：new 用 plain，border 用 middle", "left out: plain for new, middle for border"))] = None  # fmt: skip
    market: MarketCode = ""


class Traps(msgspec.Struct, frozen=True, kw_only=True):
    """The traps of a traced order: they rotate among orders of the same stage and time."""

    gap: HandStep = ""
    correct: HandStep = ""
    late: LateStep = ""
    language: Language = ""


class TracedEntry(Entry, frozen=True, kw_only=True, tag="traced"):
    """Orders to trace."""

    orders: Annotated[tuple[TracedOrder, ...], info("订单", "Orders", "list", min_length=1, max_length=40)]


@kind(
    TracedEntry, group="arrival", title=Text("全程追踪的订单", "Orders to trace"),
    about=Text(
        "要记下全程的订单，连同仓库报告和承运商轨迹；哪一单遇到哪个陷阱由种子轮换。",
        "Orders whose whole way is to be recorded, with the warehouse's reports and the carrier's events; "
        "which order meets which trap rotates with the seed.",
    ),
)  # fmt: skip
def traced(stage: Stage, spec: TracedEntry, i: int) -> None:
    """All of them, and the reports of the warehouse about them."""
    need(stage, TRACKING)
    reports: dict[int, list[ReportLine]] = {}
    traps = [Traps(gap=o.gap, correct=o.correct, late=o.late, language=o.language) for o in spec.orders]
    groups: dict[str, list[int]] = {}
    for n, row in enumerate(spec.orders):
        when = row.when if isinstance(row.when, str) else list(row.when)
        groups.setdefault(f"{row.stage}{when}", []).append(n)
    turned: dict[int, Traps] = {}
    for name, places in groups.items():
        for place, source in zip(places, stage.luck.shuffle(places, "traced.traps", name), strict=True):
            turned[place] = traps[source]
    for n, row in enumerate(spec.orders):
        entity = stage.entity("traced")
        (_border if row.stage == "border" else _new)(stage, row, turned[n], entity, reports)
    for minute, lines in sorted(reports.items()):
        number = clock(minute).replace(" ", "-").replace(":", "")
        ordered = sorted(lines, key=lambda line: (line.order, list(HAND).index(line.step), line.state))
        stage.at(minute, WarehouseReported(id=f"WR-{number}", lines=tuple(ordered)))


def _scan(parcel: str, step: str) -> ParcelScanned:
    place, text = TEXTS[step]
    return ParcelScanned(
        parcel=parcel, step=step, place=place, text=text, state="delivered" if step == "delivered" else "transit"
    )


def _new(stage: Stage, spec: TracedOrder, traps: Traps, entity: str, reports: dict[int, list[ReportLine]]) -> None:
    minute = stage.when(spec.when, entity)
    placed = make_order(
        stage,
        entity,
        minute=minute,
        choice="standard",
        goods=spec.goods or "plain",
        market=spec.market,
        language=traps.language,
    )
    parcel = f"{placed.id}-1"
    service = _service(stage, placed, entity)

    def gap(name: str, low: int, high: int) -> int:
        return stage.luck.between(low, high, "traced.times", f"{entity}.{name}")

    times = {"checked": _work(minute, gap("checked", 35, 80))}
    times["picked"] = _work(times["checked"], gap("picked", 40, 100))
    times["packed"] = _work(times["picked"], gap("packed", 40, 100))
    day = times["packed"] // DAY * DAY
    # what is packed by 15:00 goes with the driver of the same day
    times["handed"] = (day if times["packed"] <= day + 15 * HOUR else day + DAY) + PICKUP + gap("handed", 0, 25)
    missing = traps.gap
    hidden: ReportLine | None = None
    for step, at in times.items():
        line = _line(stage, placed.id, step, at, entity)
        told = _next_report(at)
        if step == missing:
            hidden = line
            continue
        if step == traps.correct:
            other = STAFF[(STAFF.index(line.who) + 1) % len(STAFF)]
            wrong = ReportLine(order=placed.id, step=step, state="done", at=at - 30, place=line.place, who=other)
            reports.setdefault(told, []).append(wrong)
            note = Text(f"更正：不是 {other}", f"correction: it was not {other}")
            line = ReportLine(
                order=placed.id, step=step, state="done", at=at, place=line.place, who=line.who, note=note
            )
            told = _next_report(told)
        if step == "handed":
            plan = _next_report(times["packed"])
            if plan < at:
                note = Text("计划，尚未交运", "planned, not yet with the carrier")
                reports.setdefault(plan, []).append(
                    ReportLine(
                        order=placed.id,
                        step=step,
                        state="planned",
                        at=day_pickup(at),
                        place=line.place,
                        who=line.who,
                        note=note,
                    )
                )
        reports.setdefault(told, []).append(line)
    handed = times["handed"]
    scans = {"accepted": handed + gap("accepted", 180, 300), "export": handed + gap("export", 14 * HOUR, 16 * HOUR)}
    late: LateScan | None = None
    for step, at in scans.items():
        if step == traps.late:
            late = LateScan(step=step, at=at, place=TEXTS[step][0], text=TEXTS[step][1])
        else:
            stage.at(at, _scan(parcel, step))
    for i, step in enumerate(("import", "delivering", "delivered")):
        stage.at(handed + (6 + i) * DAY, _scan(parcel, step))
    look = minute + stage.luck.between(26, 34, "truth.look", entity) * HOUR
    patience = stage.luck.between(8, 30, "truth.patience", entity) * HOUR
    stage.at(
        minute,
        placed,
        OrderNature(order=placed.id, patience=patience),
        OrderTraced(order=placed.id, parcel=parcel, gap=hidden, late=late),
        Scheduled(due=look, name="tracking.look", entity=placed.id),
    )
    stage.at(
        handed,
        ParcelLeft(
            parcel=parcel, order=placed.id, lines=placed.lines, service=service.id, tracking=_tracking(stage, service, entity),
            recipient=placed.address,
        ),
        OrderShipped(order=placed.id),
    )  # fmt: skip


def day_pickup(minute: int) -> int:
    """The driver's planned time on the day of a moment."""
    return minute // DAY * DAY + PICKUP


def _old(
    stage: Stage, entity: str, handed: int, scans: list[tuple[str, int]], *, goods: str = "middle", market: str = "",
    language: str = "",
) -> OrderPlaced:  # fmt: skip
    """An order handed over before the shift, with the scans so far."""
    placed = make_order(
        stage, entity, minute=handed - DAY, choice="standard", goods=goods, market=market, language=language, old=True
    )
    service = _service(stage, placed, entity)
    stage.now(
        placed,
        OrderNature(order=placed.id, patience=48 * HOUR),
        ParcelShipped(
            parcel=f"{placed.id}-1", order=placed.id, lines=placed.lines, service=service.id, tracking=_tracking(stage, service, entity),
            insured=False, handed=handed, recipient=placed.address,
            scans=tuple(Scan(minute=at, step=s, place=TEXTS[s][0], text=TEXTS[s][1]) for s, at in scans),
        ),
    )  # fmt: skip
    return placed


def _border(stage: Stage, spec: TracedOrder, traps: Traps, entity: str, reports: dict[int, list[ReportLine]]) -> None:
    start = stage.start

    def moment(name: str, low: int, high: int) -> int:
        return stage.luck.between(low, high, "traced.times", f"{entity}.{name}")

    handed = start - 6 * DAY + moment("handed", 0, 300)
    past = {"accepted": handed + 200, "export": handed + 30 * HOUR}
    missing = traps.late
    placed = _old(
        stage, entity, handed, [(s, at) for s, at in past.items() if s != missing], goods=spec.goods or "middle",
        market=spec.market, language=traps.language,
    )  # fmt: skip
    parcel = f"{placed.id}-1"
    entries = [Track(step="paid", at=handed - DAY, place="platform", who=placed.buyer, source="before")]
    for i, step in enumerate(HAND):
        line = _line(stage, placed.id, step, handed - (3 - i) * 90, entity)
        entries.append(Track(step=step, at=line.at, place=line.place, who=line.who, source="before"))
    late = None
    if missing:
        late = LateScan(step=missing, at=past[missing], place=TEXTS[missing][0], text=TEXTS[missing][1])
    look = start + stage.luck.between(26, 34, "truth.look", entity) * HOUR
    stage.now(
        TrackingInherited(order=placed.id, entries=tuple(entries)),
        OrderTraced(order=placed.id, parcel=parcel, late=late),
        Scheduled(due=look, name="tracking.look", entity=placed.id),
    )
    stage.at(start + moment("import", 4 * HOUR, 8 * HOUR), _scan(parcel, "import"))
    stage.at(start + DAY + moment("delivering", 30, 3 * HOUR), _scan(parcel, "delivering"))
    stage.at(start + DAY + moment("delivered", 5 * HOUR, 9 * HOUR), _scan(parcel, "delivered"))


class TroubleEntry(Arrival, frozen=True, kw_only=True, tag="trouble"):
    """Old parcels in trouble."""

    fate: Annotated[Literal["stalled", "lost", "quiet", "held"], info("下落", "Fate", help=Text(
        "stalled：查得到；lost：丢失；quiet：只在更严的规则下算停滞（要写 force）；held：海关在 when 扣下",
        "stalled: a trace finds it; lost; quiet: stalled only under a stricter rule (needs force); held: customs holds it at `when`"))]  # fmt: skip
    force: Annotated[Moment | None, info("严规生效", "Stricter from", "minute", help=Text(
        "仅 fate: quiet", "only with fate: quiet"))] = None  # fmt: skip
    market: MarketCode = ""
    language: Writes = ""


@kind(
    TroubleEntry, group="trap", title=Text("在途异常", "Parcels in trouble"),
    about=Text(
        "开店前发出、路上出了事的包裹；买家没听到消息就会投诉。",
        "Parcels sent before the shift that are in trouble; their buyers complain if they hear nothing.",
    ),
)  # fmt: skip
def trouble(stage: Stage, spec: TroubleEntry, i: int) -> None:
    """One parcel, its fate, and when its buyer starts to worry."""
    fate = spec.fate
    if fate == "quiet" and spec.force is None:
        raise CastError("trouble with fate quiet needs force")
    need(stage, TRACKING)
    entity = stage.entity("trouble." + fate)
    last = stage.start - (58 * HOUR if fate == "quiet" else 20 * HOUR if fate == "held" else 8 * DAY)
    handed = last - 26 * HOUR
    placed = _old(
        stage,
        entity,
        handed,
        [("accepted", handed + 200), ("export", last)],
        market=spec.market,
        language=spec.language,
    )
    parcel = f"{placed.id}-1"
    since = stage.start
    events: list[Event] = [TroubleNature(order=placed.id, parcel=parcel, trouble=fate)]
    if fate == "held":
        since = stage.when(spec.moments(), entity)
        text = Text("海关暂扣：待补商业发票", "held by customs: commercial invoice asked for")
        stage.at(since, ParcelScanned(parcel=parcel, step="held", place="import hub", text=text, state="held"))
        stage.at(since + 5 * DAY, _scan(parcel, "import"))
        stage.at(since + 7 * DAY, _scan(parcel, "delivered"))
    else:
        events.append(ParcelFate(parcel=parcel, fate="lost" if fate == "lost" else "stalled"))
    if fate == "quiet" and spec.force is not None:
        since = parse(spec.force)
    look = since + stage.luck.between(26, 32, "truth.worry", entity) * HOUR
    events.append(Scheduled(due=look, name="trouble.look", entity=placed.id, args={"since": since}))
    events.append(Scheduled(due=since + 8 * DAY, name="trouble.truth", entity=placed.id))
    stage.now(*events)
