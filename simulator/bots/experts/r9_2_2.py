"""The expert of 9.2.2: keep every order's record, repair gaps, trace what stands still, tell buyers before they ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.bots.player import Views, expert
from simulator.desks.logistics.parcels import ParcelRecord
from simulator.desks.logistics.watch import AskCarrier
from simulator.desks.service.reply import WriteToBuyer
from simulator.desks.service.tracking import (
    HAND,
    ORDER,
    AskWarehouse,
    ImportEvents,
    LogStep,
    OpenTracking,
    PublishTracking,
    ReportLine,
)
from simulator.kernel.messages import Command
from simulator.kernel.time import DAY, day_of

BATCH = 8
WAY = ("accepted", "export", "import", "delivering", "delivered")


def rule(v: Views, id: str) -> int:
    """A whole-number rule in force."""
    return next(int(r.value) for r in v.table("rules") if r.id == id and r.in_force)


@expert("9.2.2")
class KeepsTracks:
    """Works the tracking records, the reports and the parcels on the way."""

    def act(self, v: Views) -> Iterable[Command]:
        """What can be done now, a few at a time so that nothing urgent waits."""
        for done, command in enumerate(self._all(v)):
            yield command
            if done >= BATCH:
                return

    def _all(self, v: Views) -> Iterable[Command]:
        yield from self._troubles(v)
        records = {r.id: r for r in v.table("trackings")}
        for o in v.table("orders"):
            if o.status in ("paid", "shipped") and o.id not in records and not v.record("order", o.id).old:
                yield OpenTracking(order=o.id)
        for r in v.table("trackings"):
            if not r.published:
                yield PublishTracking(order=r.id)
        yield from self._warehouse(v)
        yield from self._carrier(v)

    def _warehouse(self, v: Views) -> Iterable[Command]:
        lines: dict[tuple[str, str], ReportLine] = {}
        for row in reversed(v.table("reports")):
            yield from v.look("report", row.id)
            for line in v.record("report", row.id).lines:
                if line.state == "done":
                    lines[line.order, line.step] = line
        for r in v.table("trackings"):
            record = v.record("tracking", r.id)
            have = {t.step: t for t in record.entries}
            for step in HAND:
                found = lines.get((r.id, step))
                entry = have.get(step)
                if found is not None and (
                    entry is None or (entry.at, entry.place, entry.who) != (found.at, found.place, found.who)
                ):
                    yield LogStep(order=r.id, step=step, at=found.at, place=found.place, who=found.who)  # type: ignore[arg-type]
                later = [s for s in HAND if ORDER.index(s) > ORDER.index(step) and (r.id, s) in lines]
                if found is None and entry is None and later and step not in record.asked:
                    yield AskWarehouse(order=r.id, step=step)  # type: ignore[arg-type]

    def _carrier(self, v: Views) -> Iterable[Command]:
        records = {r.id for r in v.table("trackings")}
        traced = {t.parcel for t in v.table("traces")}
        for p in v.table("parcels"):
            if p.order not in records:
                continue
            record: ParcelRecord = v.record("parcel", p.id)
            have = {t.step: t.at for t in v.record("tracking", p.order).entries}
            if any(have.get(s.step) != s.minute for s in record.scans):
                yield from v.look("parcel", p.id)
                yield ImportEvents(parcel=p.id)
            seen = {s.step for s in record.scans}
            reached = max((WAY.index(s) for s in seen if s in WAY), default=-1)
            if (
                p.id not in traced
                and p.state in ("handed", "transit")
                and any(s not in seen for s in WAY[: max(reached, 0)])
            ):
                yield AskCarrier(parcel=p.id)

    # -- parcels in trouble ---------------------------------------------------------------------------------

    def _troubles(self, v: Views) -> Iterable[Command]:
        days = rule(v, "ship.stalled_days")
        answers = {t.parcel: t.answer for t in v.table("traces")}
        records = {r.id for r in v.table("trackings")}
        for p in v.table("parcels"):
            if p.order in records or p.last is None:
                continue
            if p.state == "held":
                yield from self._tell(v, p, "held", *HELD)
                continue
            still = p.state in ("handed", "transit") and v.now - p.last >= days * DAY
            if p.id not in answers:
                if still:
                    yield from v.look("parcel", p.id)
                    yield AskCarrier(parcel=p.id)
                continue
            yield from self._tell(v, p, "standing", *STANDING)
            if answers[p.id] == "found":
                yield from self._tell(v, p, "found", *FOUND)
            if answers[p.id] == "lost":
                yield from self._tell(v, p, "lost", *LOST)

    def _tell(self, v: Views, p: Any, status: str, zh: str, en: str) -> Iterable[Command]:
        order = v.record("order", p.order)
        since = f"D{day_of(p.last)}"
        if order.language == "zh":
            text = f"{order.given}您好，您的订单 {p.order}（运单 {p.tracking}）：{zh.format(since=since)}蓝湾家居客服"
        else:
            text = f"Hello {order.given}, about your order {p.order}, parcel {p.tracking}: {en.format(since=since)} Kind regards, Blue Bay Home"
        mark = zh.split("，")[0] if order.language == "zh" else en.split(",")[0].split(".")[0]
        threads = [row.id for row in v.table("threads") if row.order == p.order and row.who == "buyer"]
        if any(m.sender == "me" and mark in m.text for id in threads for m in v.record("thread", id).messages):
            return
        yield WriteToBuyer(order=p.order, text=text)


STANDING = (
    "轨迹已多日停滞，我们已请承运商查件，一有结果马上告诉您。抱歉让您久等。",
    "its tracking stands still, so we have asked the carrier to trace it. We will write again as soon as the carrier answers. "
    "We are sorry for the wait.",
)
FOUND = (
    "承运商已找到包裹，现已恢复运输。送达后轨迹会更新。",
    "the carrier has found it, and it is moving again. You can follow it in your order.",
)
LOST = (
    "很遗憾，承运商确认包裹丢失。请告诉我们您希望重新寄送还是退款。",
    "we are sorry, the carrier has confirmed that it is lost. Please tell us whether you would like a replacement or your money back.",
)
HELD = (
    "海关暂扣了包裹，正在等一份商业发票，我们会补交文件并继续跟进。",
    "it is held by customs, which asks for a commercial invoice. We are sending the paper and will keep you informed.",
)
