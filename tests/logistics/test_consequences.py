"""Consequences come back, each from its cause: through commands in, facts and views out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from simulator.desks.logistics.choose import ChooseService
from simulator.desks.logistics.label import HandOver, PickupAwaited, PrintLabel
from simulator.desks.logistics.parcels import Parcels
from simulator.desks.logistics.shipnotice import ShippingNoticeFlagged
from simulator.desks.logistics.undeliverable import DisposalLapsed
from simulator.desks.store.cash import Cash, CashMoved
from simulator.desks.store.health import Health, HealthMoved
from simulator.desks.store.orders import ListForPacking, Orders, SelectOrders
from simulator.desks.store.shift import Shift, StockMoved
from simulator.kernel import replay
from simulator.kernel.engine import Advance
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Event
from simulator.market.carriers import ParcelDamaged, ParcelMisdelivered, PickupFailed
from simulator.market.customs import CustomsHeld
from simulator.packs.model import Pack
from simulator.sessions.attempt import Attempt, AttemptError
from simulator.sessions.rules import rules

Finished = Callable[..., Attempt]


def every(attempt: Attempt, cls: type[Event]) -> list[Event]:
    return [f.event for f in attempt.facts() if isinstance(f.event, cls)]


def test_a_truthful_store_is_never_held_for_value(finished: Finished) -> None:
    assert every(finished(), CustomsHeld) == []


def test_under_declared_parcels_are_held_and_fined(finished: Finished) -> None:
    attempt = finished("under-declare")
    held = every(attempt, CustomsHeld)
    fines = [e for e in every(attempt, CashMoved) if isinstance(e, CashMoved) and e.kind == "fine" and e.minor < 0]
    assert len(held) >= 3
    assert {e.ref for e in fines} >= {h.parcel for h in held if isinstance(h, CustomsHeld)}
    assert attempt.engine.world.of(Health).points < finished().engine.world.of(Health).points


def test_swapped_labels_reach_the_wrong_buyer(finished: Finished) -> None:
    astray = every(finished("swap-labels"), ParcelMisdelivered)
    assert len(astray) >= 8
    assert every(finished(), ParcelMisdelivered) == []


def test_fragile_goods_in_a_bag_break(finished: Finished) -> None:
    broken = {e.parcel for e in every(finished("bag-for-everything"), ParcelDamaged) if isinstance(e, ParcelDamaged)}
    world = finished("bag-for-everything").engine.world
    fragile = {
        p.id for p in world.of(Parcels).by_id.values()
        if not p.old and any(world.of(Shift).goods[line.sku].fragile for line in p.lines)
    }  # fmt: skip
    assert fragile
    assert fragile <= broken


def test_services_that_refuse_batteries_send_them_back(finished: Finished) -> None:
    world = finished("ignore-battery").engine.world
    refused = [p for p in world.of(Parcels).by_id.values() if p.state == "refused"]
    assert len(refused) == 3
    assert all(any(world.of(Shift).goods[line.sku].battery != "none" for line in p.lines) for p in refused)


def test_an_address_that_was_not_changed_goes_to_the_old_one(finished: Finished) -> None:
    assert len(every(finished("ignore-letters"), ParcelMisdelivered)) == 1


def test_a_notice_without_parcel_is_flagged_and_costs_health(finished: Finished) -> None:
    attempt = finished("invented-number")
    assert len(every(attempt, ShippingNoticeFlagged)) == 1
    reasons = [e.why.en for e in every(attempt, HealthMoved) if isinstance(e, HealthMoved) and e.points < 0]
    assert "invalid tracking number" in reasons


def test_undecided_parcels_lapse_and_are_billed(finished: Finished) -> None:
    attempt = finished("let-it-lapse")
    assert len(every(attempt, DisposalLapsed)) == 3
    assert every(finished(), DisposalLapsed) == []


def test_idle_loses_health_orders_and_money(finished: Finished) -> None:
    idle, reference = finished("idle").engine.world, finished().engine.world
    assert idle.of(Health).points < 120
    assert all(o.status != "delivered" for o in idle.of(Orders).by_id.values() if not o.old)
    assert sum(o.status == "delivered" for o in reference.of(Orders).by_id.values() if not o.old) >= 10


def test_money_and_stock_are_conserved(finished: Finished) -> None:
    for player in ("reference", "idle", "swap-labels", "always-return"):
        attempt = finished(player)
        world = attempt.engine.world
        cash: Counter[str] = Counter()
        for e in every(attempt, CashMoved):
            assert isinstance(e, CashMoved)
            cash[e.currency] += e.minor
        assert {c: m for c, m in cash.items() if m} == {c: m for c, m in world.of(Cash).balance.items() if m}
        fresh = Attempt.start(attempt.pack, "11.1", attempt.first.seed, wall=lambda: 0)
        stock = Counter(fresh.engine.world.of(Shift).stock)
        seen = len(fresh.facts())
        for f in attempt.facts()[seen:]:
            if isinstance(f.event, StockMoved):
                stock[f.event.sku] += f.event.pieces
        assert dict(stock) == dict(world.of(Shift).stock)


def test_replay_equals_live_and_the_bytes_come_again(finished: Finished) -> None:
    for player in ("reference", "ignore-battery"):
        attempt = finished(player)
        rows = list(attempt.engine.journal.rows())
        luck = Luck(attempt.first.seed)
        folded = replay.fold(rules(), rows, luck)
        assert folded.now == attempt.engine.world.now
        for name, spec in rules().views.items():
            if spec.kind == "table":
                from simulator.kernel.world import Seen

                assert spec.read(Seen(folded)) == attempt.view(name)
        assert replay.simulate(rules(), rows, luck) is None


def test_a_driver_does_not_come_outside_the_area(pack: Pack) -> None:
    attempt = Attempt.start(pack, "11.1", 5, wall=lambda: 0)
    world = attempt.engine.world
    service = next(s for s in world.of(Shift).services.values() if "yiwu-north" not in s.pickup_areas)
    order = next(r.id for r in attempt.view("orders") if r.choice in (service.level, "") and r.status == "paid")
    assert attempt.do(SelectOrders(orders=(order,))).ok
    assert attempt.do(ChooseService(order=order, service=service.id)).ok
    from simulator.bots.experts.r11_1_2 import DeclaresTruly
    from simulator.bots.experts.r11_1_3 import CreatesLogisticsOrders
    from simulator.bots.experts.r11_1_4 import LabelsAndHandsOver
    from simulator.bots.player import Views

    v = Views(attempt)
    for expert in (DeclaresTruly(), CreatesLogisticsOrders()):
        for command in expert.act(v):
            attempt.do(command)
    parcel = next(p.id for p in attempt.view("parcels") if p.order == order)
    for command in LabelsAndHandsOver().act(v):
        if not isinstance(command, HandOver):
            attempt.do(command)
    outcome = attempt.do(HandOver(parcels=(parcel,), mode="pickup"))
    assert any(isinstance(e, PickupAwaited) for e in outcome.events())
    failed = []
    for _ in range(20):
        out = attempt.do(Advance(minutes=600, until_news=True))
        failed += [e for e in out.events() if isinstance(e, PickupFailed)]
        if failed:
            break
    assert failed[0].parcels == (parcel,)
    assert attempt.view("parcel", parcel).handed is None


def test_refusals_say_why_and_change_nothing(pack: Pack) -> None:
    attempt = Attempt.start(pack, "11.1", 5, wall=lambda: 0)
    before = attempt.view("orders")
    outcome = attempt.do(SelectOrders(orders=("A0",)))
    assert not outcome.ok
    assert outcome.refused is not None
    assert "A0" in outcome.refused.reason.zh
    assert attempt.view("orders") == before
    assert attempt.do(PrintLabel(parcel="nothing", tracking="XX000")).refused is not None
    assert attempt.do(ListForPacking(orders=())).refused is not None


def test_nothing_can_be_done_after_handing_in(finished: Finished) -> None:
    with pytest.raises(AttemptError):
        finished().do(Advance(minutes=1))
    with pytest.raises(AttemptError):
        finished().submit()


def test_time_stops_at_the_end_of_the_shift(pack: Pack) -> None:
    attempt = Attempt.start(pack, "first", 1, wall=lambda: 0)
    end = attempt.view("shift")[0].end
    attempt.do(Advance(minutes=1440))
    attempt.do(Advance(minutes=1440))
    assert attempt.now == end
    refused = attempt.do(Advance(minutes=5))
    assert refused.refused is not None
    assert refused.refused.code == "shift-over"
