"""How one command runs: agenda, news, reactions, refusals."""

import counterdesk as desk
import msgspec
import pytest
from counterdesk import RULES, Bump, Bumped, Cheered, Counter, Loop, Rang, Roll, SetBell, Trip, engine, picture
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.engine import Advance, OpenRecord, Rules, visible
from simulator.kernel.journal import MemoryJournal, check_chain
from simulator.kernel.messages import Command, Fired, Passed, Refused, Scheduled
from simulator.kernel.world import HiddenState, Seen


def test_a_command_is_decided_applied_and_answered_in_one_row() -> None:
    live = engine()
    outcome = live.do(Bump(by=700), 5)
    assert outcome.ok
    assert [type(e) for e in outcome.events()] == [Bumped, Cheered, Scheduled]
    assert [f.seq for f in outcome.facts] == [0, 1, 2]
    assert live.rows == 1
    assert live.world.now == 2
    assert live.world.of(Counter).cheers == 70
    assert [type(f.event) for f in visible(outcome.facts)] == [Bumped, Cheered]


def test_a_refusal_is_a_fact_and_costs_no_time() -> None:
    live = engine()
    outcome = live.do(Bump(by=-1))
    assert not outcome.ok
    assert outcome.refused is not None
    assert outcome.refused.code == "negative"
    assert [type(e) for e in outcome.events()] == [Refused]
    assert (live.world.now, live.rows, live.world.count) == (0, 1, 1)


@pytest.mark.parametrize(("command", "message"), [(Trip(), "refused after it had begun"), (Loop(), "do not end")])
def test_errors_of_the_program_leave_nothing_behind(command: Command, message: str) -> None:
    live = engine()
    live.do(Bump(by=3))
    before = picture(live.world), live.head, live.rows
    with pytest.raises(RuntimeError, match=message):
        live.do(command)
    assert (picture(live.world), live.head, live.rows) == before
    live.do(Bump(by=4))
    assert check_chain(live.journal.rows()) is None


def test_a_command_nobody_decides() -> None:
    class Stranger(Command, frozen=True, kw_only=True, tag="test.stranger"):
        pass

    with pytest.raises(TypeError, match="nobody decides Stranger"):
        engine().do(Stranger())
    lonely = desk.Book()
    lonely.command(title=desk.T, desk="test")(Stranger)
    with pytest.raises(ValueError, match="without a decision"):
        Rules(lonely)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-2, 2)), min_size=1, max_size=20))
def test_the_agenda_comes_by_minute_then_priority_then_first_in_first_out(bells: list[tuple[int, int]]) -> None:
    live = engine()
    live.note(
        [
            Scheduled(due=due, name="ring", entity=str(n), priority=priority)
            for n, (due, priority) in enumerate(bells)
        ]
    )  # fmt: skip
    live.settle(10)
    expected = sorted(range(len(bells)), key=lambda n: (*bells[n], n))
    assert [bell for _, bell in live.world.of(Counter).log] == [str(n) for n in expected]
    assert [minute for minute, _ in live.world.of(Counter).log] == [bells[n][0] for n in expected]
    assert live.world.agenda.next_due() is None


def test_until_news_stops_at_the_news_and_not_at_what_is_quiet() -> None:
    live = engine()
    live.do(SetBell(bell="quiet", minutes=9, quiet=True))
    live.do(SetBell(bell="loud", minutes=21))
    live.do(SetBell(bell="later", minutes=30))
    start = live.world.now
    outcome = live.do(Advance(minutes=200, until_news=True))
    assert live.world.now == 21
    assert outcome.events()[-1] == Passed(minutes=21 - start, stopped=True)
    assert live.world.of(Counter).log == [(9, "quiet"), (21, "loud")]
    live.do(Advance(minutes=3, until_news=True))
    assert live.world.now == 24
    live.do(Advance(minutes=200))
    assert live.world.now == 224
    assert live.world.of(Counter).log[-1] == (30, "later")


def test_what_falls_due_while_a_command_is_carried_out_comes_within_it() -> None:
    live = engine()
    live.do(SetBell(bell="x", minutes=3))
    assert live.world.now == 0
    live.do(Bump(by=1))
    outcome = live.do(Bump(by=1))
    assert outcome.batch == [(2, Bumped(by=1)), (3, Fired(number=0)), (3, Rang(bell="x"))]
    assert live.world.now == 4


def test_an_arrival_that_waits_is_decoded_when_it_comes() -> None:
    live = engine()
    live.note([Scheduled(due=4, then=(RULES.codec.encode_event(Bumped(by=100)),))])
    live.settle(4)
    assert live.world.of(Counter).value == 100
    assert live.world.of(Counter).cheers == 10


def test_opening_a_record_that_is_not_there_is_refused() -> None:
    outcome = engine().do(OpenRecord(view="nothing", key="1"))
    assert not outcome.ok


def test_dice_do_not_depend_on_what_else_happens() -> None:
    calm, busy = engine(), engine()
    assert calm.do(Roll(die="a")).events() == busy.do(Roll(die="a")).events()


def test_views_may_not_read_what_is_hidden() -> None:
    class Secret(HiddenState):
        __slots__ = ()

    with pytest.raises(TypeError, match="may not read Secret"):
        Seen(engine().world).of(Secret)  # type: ignore[type-var]


def test_commands_from_plain_data() -> None:
    assert RULES.convert("counter.bump", {"by": 3}) == Bump(by=3)
    with pytest.raises(KeyError):
        RULES.convert("counter.nothing", {})
    for fields in ({}, {"by": "3"}, {"by": 3.5}, {"by": 1001}, {"by": 1, "more": 2}):
        with pytest.raises(msgspec.ValidationError):
            RULES.convert("counter.bump", fields)


def test_the_same_page_twice_is_an_error() -> None:
    whole = desk.Book()
    whole.add(desk.book)
    with pytest.raises(ValueError, match="twice"):
        whole.add(desk.book)


def test_memory_journal_tells_its_last_row() -> None:
    journal = MemoryJournal()
    with pytest.raises(IndexError):
        journal.last()
