"""Addressed luck: a random number is looked up by its address, never drawn from a generator.

An address is (seed, stream, entity, n). No generator state has to be saved, and one action shifts no unrelated draw:
the idle player, the reference and a trainee of one seed meet the same luck (law 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Luck:
    """Luck of one seed. `salt` moves the address of every stream that begins with `truth.` (hidden draws) and no other:
    two worlds that differ only in salt differ only in what a trainee cannot know (used by the proof of law 9)."""

    __slots__ = ("_open", "_truth", "salt", "seed")

    def __init__(self, seed: int, salt: int = 0) -> None:
        self.seed = seed
        self.salt = salt
        self._open = blake2b(b"storesim-luck-1\x1f%d" % seed, digest_size=8)
        self._truth = blake2b(b"storesim-luck-1\x1f%d\x1f%d" % (seed, salt), digest_size=8) if salt else self._open

    def draw(self, stream: str, entity: str, n: int = 0) -> int:
        """The 64-bit number at this address."""
        base = self._truth if stream.startswith("truth.") else self._open
        state = base.copy()
        state.update(f"\x1f{stream}\x1f{entity}\x1f{n}".encode())
        return int.from_bytes(state.digest(), "big")

    def below(self, limit: int, stream: str, entity: str, n: int = 0) -> int:
        """A whole number 0 <= x < limit."""
        return (self.draw(stream, entity, n) * limit) >> 64

    def between(self, low: int, high: int, stream: str, entity: str, n: int = 0) -> int:
        """A whole number low <= x <= high."""
        return low + self.below(high - low + 1, stream, entity, n)

    def chance(self, basis_points: int, stream: str, entity: str, n: int = 0) -> bool:
        """True with a probability of basis_points / 10,000."""
        return self.below(10_000, stream, entity, n) < basis_points

    def pick(self, options: Sequence[T], stream: str, entity: str, n: int = 0) -> T:
        """One of `options`, each alike."""
        return options[self.below(len(options), stream, entity, n)]

    def weighted(self, options: Sequence[tuple[T, int]], stream: str, entity: str, n: int = 0) -> T:
        """One of `options` given as (value, whole weight)."""
        rest = self.below(sum(w for _, w in options), stream, entity, n)
        for value, weight in options:
            rest -= weight
            if rest < 0:
                return value
        raise ValueError("weights must be positive")

    def quantile(self, table: Sequence[tuple[int, int]], stream: str, entity: str, n: int = 0) -> int:
        """A value from a distribution given as (cumulative basis points, value), linear between its points."""
        at = self.below(10_000, stream, entity, n)
        last_bp, last_value = 0, table[0][1]
        for bp, value in table:
            if at < bp:
                return last_value + (value - last_value) * (at - last_bp) // max(1, bp - last_bp)
            last_bp, last_value = bp, value
        return last_value

    def shuffle(self, options: Sequence[T], stream: str, entity: str) -> list[T]:
        """All of `options` in an order of this address."""
        order = sorted((self.draw(stream, entity, i), i) for i in range(len(options)))
        return [options[i] for _, i in order]
