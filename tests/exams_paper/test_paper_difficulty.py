"""Seeds of equal difficulty: drawn from a secret, always the same, close to the usual workload."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from paperkit import pack

from simulator.exams.paper import difficulty
from simulator.exams.paper.errors import PaperError
from simulator.market.cast import CastError


def test_the_workload_is_what_the_reference_does() -> None:
    table1 = pack("table1")
    assert (
        difficulty.load_of(table1, "first@exam", 1)
        == difficulty.load_of(table1, "first@exam", 1)
        == difficulty.target(table1, "first@exam")
    )
    loads = [difficulty.load_of(table1, "11.1@exam", seed) for seed in difficulty.FIXED]
    assert difficulty.target(table1, "11.1@exam") == sorted(loads)[4]
    assert difficulty.target(table1, "11.1") > 1.5 * difficulty.target(table1, "11.1@exam")
    with pytest.raises(KeyError):
        difficulty.target(table1, "11.9")


def test_within_ten_percent() -> None:
    assert [load for load in range(80, 121) if difficulty.fits(load, 100)] == list(range(90, 111))
    assert difficulty.fits(0, 0)


def test_a_draw_can_be_computed_by_hand() -> None:
    table1 = pack("table1")
    seed, number = difficulty.draw(b"secret", "0|0", table1, "first@exam", difficulty.target(table1, "first@exam"))
    digest = hmac.digest(b"secret", f"0|0|{number}".encode(), hashlib.sha256)
    assert seed == int.from_bytes(digest[:8], "big") >> 1 == difficulty.seed_of(b"secret", "0|0", number)
    assert 0 <= seed < 2**63
    assert difficulty.draw(b"secret", "0|0", table1, "first@exam", 25) == (seed, number)
    others = {
        difficulty.draw(secret, key, table1, "first@exam", 25)[0]
        for secret, key in ((b"secret", "0|1"), (b"other", "0|0"))
    }
    assert len({seed, *others}) == 3


def scripted(monkeypatch: pytest.MonkeyPatch, loads: list[int | Exception]) -> None:
    """The draws have these workloads, one after the other."""
    given = iter(loads)

    def load_of(*_: object) -> int:
        load = next(given)
        if isinstance(load, Exception):
            raise load
        return load

    monkeypatch.setattr(difficulty, "load_of", load_of)


def test_it_draws_until_one_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [50, 111, CastError("no world"), 89, 104, 100])
    assert difficulty.draw(b"s", "k", pack("table1"), "11.1", 100) == (difficulty.seed_of(b"s", "k", 4), 4)


def test_where_none_fits_the_nearest_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = [200] * difficulty.MOST
    loads[7] = loads[30] = 150
    scripted(monkeypatch, list(loads))
    assert difficulty.draw(b"s", "k", pack("table1"), "11.1", 100)[1] == 7, "the earlier of two that are equally near"


def test_no_aim_takes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [])
    assert difficulty.draw(b"s", "k", pack("table1"), "11.1", 0)[1] == 0


def test_what_cannot_be_played_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [CastError("no world")] * 500)
    with pytest.raises(PaperError, match=r"table1/11\.1 cannot be played"):
        difficulty.target(pack("table1"), "11.1")
    with pytest.raises(PaperError, match=r"table1/11\.1 cannot be played"):
        difficulty.draw(b"s", "k", pack("table1"), "11.1", 100)


def test_a_fault_of_the_program_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [RuntimeError("a fault")])
    with pytest.raises(RuntimeError):
        difficulty.draw(b"s", "k", pack("table1"), "11.1", 100)


def test_unequal_seeds_are_told_apart() -> None:
    """A scenario whose seeds differ in work: the draw passes over those that are off."""
    table1 = pack("table1")
    aim = 124  # close to the heaviest seeds only: most have 109 to 112 commands to do
    loads = [difficulty.load_of(table1, "11.1@exam", difficulty.seed_of(b"s", "k", n)) for n in range(12)]
    first = next(n for n, load in enumerate(loads) if difficulty.fits(load, aim))
    assert first > 0, "the first draw is off"
    assert difficulty.draw(b"s", "k", table1, "11.1@exam", aim) == (difficulty.seed_of(b"s", "k", first), first)
