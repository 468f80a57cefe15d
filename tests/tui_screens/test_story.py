"""The story of a shift out of its facts."""

from __future__ import annotations

import pytest

from simulator.kernel.time import at
from simulator.tui.screens.story import (
    Scale,
    Story,
    best_acts,
    chief,
    costliest,
    costs,
    fold,
    opening,
    repairs,
    sampled,
)
from tests.tui_screens import demo


@pytest.fixture(scope="module")
def me() -> demo.DemoAttempt:
    return demo.attempt()


@pytest.fixture(scope="module")
def story(me: demo.DemoAttempt) -> Story:
    return fold(me.engine.rules, me.facts())


def test_the_last_state_is_the_world_as_it_ended(me: demo.DemoAttempt, story: Story) -> None:
    from simulator.desks.store.cash import total_cny
    from simulator.desks.store.health import Health

    last = story.states[-1]
    assert len(story.states) == len(story.facts)
    assert last.cash == total_cny(me.engine.world)
    assert last.health == me.engine.world.of(Health).points == 212
    assert last.orders == 0
    assert last.letters == 0
    assert max(s.waiting for s in story.states) == 7


def test_folding_twice_gives_the_same(me: demo.DemoAttempt, story: Story) -> None:
    assert fold(me.engine.rules, me.facts()) == story


def test_marks_tell_the_rule_change_the_fine_and_the_last_parcel(story: Story) -> None:
    marks = chief(story.marks, 9)
    kinds = [(m.kind, type(m.event).__name__) for m in marks]
    assert ("rule", "NoticeArrived") in kinds
    assert ("bad", "CashMoved") in kinds
    assert ("good", "OrderShipped") in kinds
    assert [m.minute for m in marks] == sorted(m.minute for m in marks)
    # the points lost in the minute of the fine are told by the fine
    assert ("bad", "HealthMoved") not in kinds
    assert len(chief(story.marks, 2)) == 2


def test_several_of_the_same_are_one_mark(story: Story) -> None:
    fine = next(m for m in story.marks if type(m.event).__name__ == "CashMoved")
    many = [fine._replace(minute=fine.minute + 600 * n, seq=900 + n) for n in range(5)]
    (one,) = chief(many, 9)
    assert one.times == 5
    assert one.seq == 900


def test_the_scale_gives_the_shift_two_thirds_when_consequences_come_late(story: Story) -> None:
    plain = Scale(story, 30)
    assert plain.after is None
    assert plain.ends[-1] == story.last
    assert plain.ends == sorted(plain.ends)
    late = Scale(story._replace(last=at(60)), 30)
    assert late.after == 20
    assert late.ends[19] == story.end
    assert late.ends[-1] == at(60)
    assert late.column(story.start) == 0
    assert late.column(at(90)) == 29
    assert len(late.ends) == 30


def test_samples_begin_with_the_doors_open(story: Story) -> None:
    states = sampled(story, Scale(story, 40))
    assert len(states) == 40
    assert states[-1] == story.states[-1]
    assert opening(story).cash == 1_243_050


def test_costs_are_counted_at_the_rate_of_the_day(me: demo.DemoAttempt) -> None:
    assert costs(me.engine.rules, me.facts()) == {"A1043": 17_226}  # EUR 22.00 at 7.83


def test_best_and_costliest_acts(me: demo.DemoAttempt) -> None:
    report = demo.report(me=me)
    best = best_acts(report)
    assert [a.requirement for a in best] == ["11.1.4", "11.1.1"]
    assert "6/6" in best[0].text.zh
    worst = costliest(report, costs(me.engine.rules, me.facts()))
    assert worst == sorted(worst, key=lambda a: (not a.gate, a.points, -a.cost, a.requirement))
    value = next(a for a in worst if a.requirement == "11.1.2")
    assert value.points < 0
    gated = costliest(demo.report(gate=True, me=me), {"A1043": 5})[0]
    assert gated.gate
    assert gated.points == -10_000
    assert gated.cost == 5


def test_repairs_name_the_worst_facets_with_the_hints_of_their_requirement(me: demo.DemoAttempt) -> None:
    hints = {t.requirement: t.hints for t in demo.DAY_ONE.tasks}
    found = repairs(demo.report(me=me), hints)
    assert found[0].requirement == "11.1.2"
    assert found[0].hints
    assert [r.lost for r in found] == sorted((r.lost for r in found), reverse=True)


def test_an_empty_journal_is_no_accident(me: demo.DemoAttempt) -> None:
    empty = fold(me.engine.rules, [])
    assert sampled(empty, Scale(empty, 10)) == []
    assert opening(empty).cash == 0
