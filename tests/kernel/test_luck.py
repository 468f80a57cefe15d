"""Luck is looked up by its address: the same everywhere, and no address moves another."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.luck import Luck

seeds = st.integers(-(2**70), 2**70)
names = st.text("abcxyz税0123456789.-", max_size=12)


def test_golden_values() -> None:
    """Saved attempts hang on these."""
    luck = Luck(7)
    assert [luck.draw("shoppers", "o1", n) for n in range(3)] == GOLDEN_DRAWS
    assert Luck(-1).draw("", "") == GOLDEN_NEGATIVE
    assert [luck.between(1, 6, "dice", "税", n) for n in range(12)] == GOLDEN_DICE
    assert luck.shuffle("abcdefgh", "deck", "1") == GOLDEN_DECK


@given(seeds, names, names, st.integers(0, 2**40))
def test_an_address_has_one_value(seed: int, stream: str, entity: str, n: int) -> None:
    luck = Luck(seed)
    first = luck.draw(stream, entity, n)
    luck.draw("other", "thing", 5)
    luck.shuffle(range(5), stream, entity)
    assert luck.draw(stream, entity, n) == first == Luck(seed).draw(stream, entity, n)
    assert 0 <= first < 2**64


@given(st.sets(st.tuples(seeds, names, names, st.integers(0, 999)), min_size=2, max_size=30))
def test_different_addresses_differ(addresses: set[tuple[int, str, str, int]]) -> None:
    drawn = {Luck(seed).draw(stream, entity, n) for seed, stream, entity, n in addresses}
    assert len(drawn) == len(addresses)


@given(seeds, st.integers(1, 10**6), names, names)
def test_salt_moves_hidden_streams_and_no_other(seed: int, salt: int, stream: str, entity: str) -> None:
    plain, salted = Luck(seed), Luck(seed, salt)
    assert plain.draw("truth." + stream, entity) != salted.draw("truth." + stream, entity)
    if not stream.startswith("truth."):
        assert plain.draw(stream, entity) == salted.draw(stream, entity)


@given(seeds, st.integers(1, 10**9), names)
def test_bounds(seed: int, limit: int, entity: str) -> None:
    luck = Luck(seed)
    assert 0 <= luck.below(limit, "s", entity) < limit
    assert -3 <= luck.between(-3, limit, "s", entity) <= limit
    assert luck.chance(10_000, "s", entity)
    assert not luck.chance(0, "s", entity)
    assert luck.pick([entity], "s", entity) == entity
    assert sorted(luck.shuffle(range(6), "s", entity)) == list(range(6))
    assert luck.weighted([("never", 0), ("always", 3)], "s", entity) == "always"
    assert 10 <= luck.quantile([(2_500, 10), (10_000, 90)], "s", entity) <= 90


def test_weights_that_weigh_nothing() -> None:
    with pytest.raises(ValueError, match="positive"):
        Luck(1).weighted([("a", 0)], "s", "e")


def test_distribution_is_even() -> None:
    luck = Luck(11)
    faces = Counter(luck.between(1, 6, "dice", str(n)) for n in range(12_000))
    assert set(faces) == set(range(1, 7))
    assert all(abs(count - 2_000) < 200 for count in faces.values())  # 5 sigma is 204
    hits = sum(luck.chance(1_500, "held", str(n)) for n in range(20_000))
    assert abs(hits - 3_000) < 260
    first = Counter(luck.shuffle("abcd", "deck", str(n))[0] for n in range(4_000))
    assert all(abs(count - 1_000) < 140 for count in first.values())
    # neighbours are not alike
    same = sum(luck.draw("s", "e", n) >> 63 == luck.draw("s", "e", n + 1) >> 63 for n in range(10_000))
    assert abs(same - 5_000) < 250


def test_quantiles_follow_the_table() -> None:
    luck = Luck(5)
    values = sorted(
        luck.quantile([(0, 2), (5_000, 4), (9_000, 10), (10_000, 30)], "days", str(n)) for n in range(5_000)
    )
    assert values[0] >= 2
    assert values[-1] <= 30
    assert abs(values[2_500] - 4) <= 1
    assert abs(values[4_500] - 10) <= 1


GOLDEN_DRAWS = [10311470566719515267, 8858146871213978588, 12453254078064786674]
GOLDEN_NEGATIVE = 11484481342516353299
GOLDEN_DICE = [4, 3, 1, 3, 3, 6, 3, 1, 4, 2, 3, 4]
GOLDEN_DECK = ["a", "b", "d", "g", "f", "e", "c", "h"]
