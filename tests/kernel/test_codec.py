"""Old journals are read by upcasting; what only a newer version knows is refused, and nothing crashes on strange bytes."""

from typing import Any

import counterdesk as desk
import msgspec
import pytest
from counterdesk import T
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.book import Book
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.engine import Engine, Rules
from simulator.kernel.journal import MemoryJournal, check_chain
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command, Event, Scheduled
from simulator.kernel.replay import fold, load
from simulator.kernel.world import State, World


class Till(State):
    __slots__ = ("cents",)

    def __init__(self) -> None:
        self.cents = 0


def first_version() -> Rules:
    book = Book()

    @book.command(title=T, desk="till", minutes=1)
    class Pay(Command, frozen=True, kw_only=True, tag="till.pay"):
        euros: int

    @book.event()
    class Paid(Event, frozen=True, kw_only=True, tag="till.paid"):
        euros: int

    @book.decides(Pay)
    def _pay(world: World, command: Pay) -> list[Event]:
        return [
            Paid(euros=command.euros),
            Scheduled(due=world.now + 9, then=(rules.codec.encode_event(Paid(euros=1)),)),
        ]

    @book.applies(Paid)
    def _paid(world: World, event: Paid) -> None:
        world.of(Till).cents += event.euros * 100

    rules = Rules(book)
    return rules


def third_version() -> Rules:
    """Twice renamed: till.paid -> till.paid.2 (cents) -> till.paid.3 (with a currency); the command as well."""
    book = Book()

    @book.command(title=T, desk="till", minutes=1)
    class Pay(Command, frozen=True, kw_only=True, tag="till.pay.2"):
        cents: int

    @book.event()
    class Paid(Event, frozen=True, kw_only=True, tag="till.paid.3"):
        cents: int
        currency: str

    @book.decides(Pay)
    def _pay(world: World, command: Pay) -> list[Event]:
        return [Paid(cents=command.cents, currency="EUR")]

    @book.applies(Paid)
    def _paid(world: World, event: Paid) -> None:
        assert event.currency == "EUR"
        world.of(Till).cents += event.cents

    @book.upcasts("till.paid")
    def _second(fields: dict[str, Any]) -> dict[str, Any]:
        return {"event": "till.paid.2", "cents": fields["euros"] * 100}

    @book.upcasts("till.paid.2")
    def _third(fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "event": "till.paid.3", "currency": "EUR"}

    @book.upcasts("till.pay")
    def _pay_2(fields: dict[str, Any]) -> dict[str, Any]:
        return {"command": "till.pay.2", "cents": fields["euros"] * 100}

    return Rules(book)


def test_an_old_journal_is_read_by_a_new_version_and_its_bytes_stay() -> None:
    old, new = first_version(), third_version()
    journal = MemoryJournal()
    live = Engine(old, journal, Luck(1))
    for euros in (3, 4):
        live.do(old.convert("till.pay", {"euros": euros}))
    stored = [row.payload for row in journal.rows()]
    columns = [(r.seq, r.first, r.minute, r.wall, r.payload, r.digest) for r in journal.rows()]
    loaded = load(new, "memory", columns, Luck(1))
    assert loaded.world.of(Till).cents == 700
    assert fold(new, journal.rows(), Luck(1)).of(Till).cents == 700
    # what the old version left on the agenda comes true in the new one
    going_on = Engine(new, journal, Luck(1), *loaded)
    going_on.settle(30)
    assert going_on.world.of(Till).cents == 900
    assert [row.payload for row in journal.rows()][:2] == stored
    assert check_chain(journal.rows()) is None


def test_what_only_a_newer_version_knows_is_refused() -> None:
    old, new = first_version(), third_version()
    journal = MemoryJournal()
    live = Engine(new, journal, Luck(1))
    live.do(new.convert("till.pay.2", {"cents": 5}))
    with pytest.raises(UnknownMessage):
        fold(old, journal.rows(), Luck(1))
    with pytest.raises(UnknownMessage):
        load(old, "memory", [(r.seq, r.first, r.minute, r.wall, r.payload, r.digest) for r in journal.rows()], Luck(1))


def test_upcasting_that_does_not_end_is_caught() -> None:
    book = Book()
    book.add(desk.book)
    book.upcasts("ping")(lambda fields: {**fields, "event": "pong"})
    book.upcasts("pong")(lambda fields: {**fields, "event": "ping"})
    rules = Rules(book)
    with pytest.raises(UnknownMessage, match="does not end"):
        rules.codec.decode(b'{"command":null,"given":0,"facts":[[0,{"event":"ping"}]]}')


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)


@given(st.one_of(
    json_values,
    st.fixed_dictionaries({"command": json_values, "given": json_values, "facts": json_values}),
    st.fixed_dictionaries({"command": json_values, "given": st.just(0), "facts": st.lists(st.tuples(json_values, json_values))}),
))  # fmt: skip
def test_strange_json_is_an_unknown_message(value: Any) -> None:
    payload = msgspec.json.encode(value)
    try:
        batch = desk.RULES.codec.decode(payload)
    except UnknownMessage:
        return
    assert all(isinstance(event, Event) for _, event in batch.facts)


@given(st.binary(max_size=40))
def test_strange_bytes_are_not_a_batch(payload: bytes) -> None:
    with pytest.raises((UnknownMessage, msgspec.DecodeError)):
        desk.RULES.codec.decode(payload)


@given(desk.logs)
def test_batches_survive_the_way_there_and_back(log: list[Command]) -> None:
    live = desk.engine()
    for command in log:
        outcome = live.do(command)
        batch = desk.RULES.codec.decode(live.journal.last().payload)  # type: ignore[attr-defined]
        assert batch.command == command
        assert batch.facts == outcome.batch
