"""What was lived, what is folded and what is played again are the same; every change of a row shows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import counterdesk as desk
import msgspec
import pytest
from counterdesk import RULES, Bump, Rolled, engine, logs, picture
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.engine import Engine
from simulator.kernel.journal import JournalError, MemoryJournal, Row, StaleWriter, check_chain, link
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command
from simulator.kernel.replay import BrokenChain, Difference, Loaded, facts, fold, load, simulate


def columns(rows: list[Row]) -> Iterator[tuple[int, int, int, int, bytes, bytes]]:
    return ((r.seq, r.first, r.minute, r.wall, r.payload, r.digest) for r in rows)


def lived(log: list[Command]) -> tuple[Engine, list[Row]]:
    live = engine()
    for n, command in enumerate(log):
        live.do(command, n * 1000)
    return live, list(live.journal.rows())


@given(logs)
def test_fold_and_load_equal_what_was_lived(log: list[Command]) -> None:
    live, rows = lived(log)
    assert picture(fold(RULES, rows, Luck(1))) == picture(live.world)
    loaded = load(RULES, "memory", columns(rows), Luck(1))
    assert picture(loaded.world) == picture(live.world)
    assert (loaded.head, loaded.rows) == (live.head, live.rows)


@given(logs)
def test_playing_the_inputs_again_gives_the_same_bytes(log: list[Command]) -> None:
    live, rows = lived(log)
    live.note([desk.Bumped(by=40), desk.Bumped(by=1)], 5)
    live.settle(live.world.now + 50, 6)
    assert simulate(RULES, list(live.journal.rows()), Luck(1)) is None
    assert simulate(RULES, rows, Luck(1)) is None


@given(logs, logs)
def test_going_on_from_a_loaded_world_equals_never_having_stopped(before: list[Command], after: list[Command]) -> None:
    whole, _ = lived(before + after)
    _, rows = lived(before)
    journal = MemoryJournal()
    for row in rows:
        journal.append(row)
    resumed = Engine(RULES, journal, Luck(1), *load(RULES, "memory", columns(rows), Luck(1)))
    for n, command in enumerate(after, len(before)):
        resumed.do(command, n * 1000)
    assert resumed.head == whole.head
    assert picture(resumed.world) == picture(whole.world)


@given(logs)
def test_facts_are_numbered_without_gaps(log: list[Command]) -> None:
    live, rows = lived(log)
    found = facts(RULES, rows)
    assert [f.seq for f in found] == list(range(live.world.count))
    assert [f.minute for f in found] == sorted(f.minute for f in found)


def test_other_luck_shows_where() -> None:
    live = engine(seed=1)
    for die in "abcdefgh":
        live.do(desk.Roll(die=die))
    found = simulate(RULES, live.journal.rows(), Luck(2))
    assert isinstance(found, Difference)
    assert "dice.rolled" in found.stored
    assert found.stored != found.again


# -- the chain ------------------------------------------------------------------------------------------------


def broken_as(rows: list[Row]) -> int | None:
    """The row at which the chain breaks; both ways of reading must agree."""
    found = check_chain(rows)
    if found is None:
        load(RULES, "memory", columns(rows), Luck(1))
        return None
    with pytest.raises(BrokenChain) as raised:
        load(RULES, "memory", columns(rows), Luck(1))
    assert raised.value.found == found
    return found.seq


@given(logs.filter(bool), st.data())
def test_every_changed_column_breaks_the_chain_at_its_row(log: list[Command], data: st.DataObject) -> None:
    _, rows = lived(log)
    at = data.draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    name = data.draw(st.sampled_from(row.__struct_fields__))
    value = getattr(row, name)
    if isinstance(value, int):
        other = data.draw(st.integers(-(2**63), 2**63 - 1).filter(lambda n: n != value))
    elif isinstance(value, str):
        other = data.draw(st.text(max_size=8).filter(lambda t: t != value))
    else:
        place = data.draw(st.integers(0, len(value) - 1))
        other = value[:place] + bytes([value[place] ^ data.draw(st.integers(1, 255))]) + value[place + 1 :]
    rows[at] = msgspec.structs.replace(row, **{name: other})
    found = check_chain(rows)
    assert found is not None
    # the attempt of the first row is what the others are compared with
    assert found.seq == at or (name == "attempt" and at == 0)
    if name != "attempt":
        assert broken_as(rows) == at


@pytest.mark.parametrize("value", ["7", 7.0, None, b"7"])
@pytest.mark.parametrize("name", ["first", "minute", "wall", "payload", "digest"])
def test_a_value_of_another_type_is_a_changed_row(name: str, value: object) -> None:
    _, rows = lived([Bump(by=1), Bump(by=2), Bump(by=3)])
    rows[1] = msgspec.structs.replace(rows[1], **{name: value})
    assert broken_as(rows) == 1


@given(st.permutations(range(8)))
def test_order_and_loss_show(order: list[int]) -> None:
    _, rows = lived([Bump(by=n) for n in range(8)])
    shuffled = [rows[n] for n in order]
    assert (broken_as(shuffled) is None) == (order == list(range(8)))
    for gone in range(7):  # the loss of the last shows only once the attempt is closed
        assert broken_as(rows[:gone] + rows[gone + 1 :]) == gone


def test_a_row_bound_anew_breaks_the_next_one() -> None:
    _, rows = lived([Bump(by=n) for n in range(3)])
    r = msgspec.structs.replace(rows[1], wall=99)
    digest = link(rows[0].digest, r.attempt, r.seq, r.first, r.minute, r.wall, r.payload)
    rows[1] = msgspec.structs.replace(r, digest=digest)
    assert broken_as(rows) == 2


def test_the_chain_value_is_pinned() -> None:
    """Stored saves hang on it."""
    assert link(b"\x00" * 32, "attempt", 0, 0, 3, 4, b"{}").hex() == PINNED_LINK


# -- failing commits ------------------------------------------------------------------------------------------


class Failing(MemoryJournal):
    """A journal whose next append fails, before or after the row was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.fail = ""
        self.blind = False
        self._keep = self._rows.append
        self.append = self._append  # type: ignore[assignment]

    def _append(self, row: Row) -> None:
        if row.seq != len(self._rows):
            raise StaleWriter("row is taken")
        if self.fail == "before":
            raise JournalError("disk full")
        self._keep(row)
        if self.fail == "after":
            raise KeyboardInterrupt

    def rows(self) -> Iterator[Row]:
        if self.blind:
            raise JournalError("cannot be read just now")
        return super().rows()


@given(logs.filter(bool))
def test_a_failing_append_at_every_point_loses_nothing(log: list[Command]) -> None:
    whole, _ = lived(log)
    journal = Failing()
    live = Engine(RULES, journal, Luck(1))
    for n, command in enumerate(log):
        before = picture(live.world), live.head, live.rows
        journal.fail = "before"
        with pytest.raises(JournalError):
            live.do(command, n * 1000)
        assert (picture(live.world), live.head, live.rows) == before
        # interrupted when the row was already durable: it counts
        journal.fail = "after" if n % 2 else ""
        if journal.fail:
            with pytest.raises(KeyboardInterrupt):
                live.do(command, n * 1000)
        else:
            live.do(command, n * 1000)
    assert picture(live.world) == picture(whole.world)
    assert live.head == whole.head
    assert check_chain(journal.rows()) is None


def test_a_journal_that_can_neither_be_written_nor_read_for_a_while() -> None:
    journal = Failing()
    live = Engine(RULES, journal, Luck(1))
    live.do(Bump(by=1))
    journal.fail, journal.blind = "before", True
    with pytest.raises(JournalError):
        live.do(Bump(by=20))
    journal.fail, journal.blind = "", False
    with pytest.raises(StaleWriter):  # the working world was lost; it is folded again here
        live.do(Bump(by=300))
    live.do(Bump(by=4000 // 5))
    assert live.world.of(desk.Counter).value == 801
    assert check_chain(journal.rows()) is None
    assert picture(fold(RULES, journal.rows(), Luck(1))) == picture(live.world)


# -- processes ------------------------------------------------------------------------------------------------


def test_the_same_bytes_under_every_hash_seed() -> None:
    here = desk.long_run()
    root = Path(__file__).parents[2]
    for hash_seed in ("0", "1", "random"):
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, desk.__file__], env=env, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout == here
    assert here == PINNED_RUN


def test_loaded_names_are_what_an_engine_takes() -> None:
    assert Loaded._fields == ("world", "head", "rows")
    assert Rolled.__struct_config__.tag == "dice.rolled"


PINNED_LINK = "1f64947a09dd873007e75ca03e3da06ef817fcdf4161791b0cfb349409a2c921"
PINNED_RUN = "174cf089047c7ca7a7db4499c5874790b9fc680fa4f148a5647e50d3bb09a00e"
