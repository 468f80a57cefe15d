"""What the proof answers: findings in words, and which mistake kills which facet."""

from __future__ import annotations

import msgspec

from simulator.kernel.text import Text


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not hold: which law's point, where, on which seed, and the sentence."""

    point: str
    scenario: str
    where: str
    seed: int | None
    what: Text

    def __str__(self) -> str:
        seed = "" if self.seed is None else f" seed {self.seed}"
        return f"{self.scenario}{seed} {self.where}: {self.what.en} [{self.point}]"


class FacetProof(msgspec.Struct, frozen=True, kw_only=True):
    """One facet or gate: the mistakes that kill it, and its best and worst points in the reference runs."""

    where: str
    killed_by: tuple[str, ...]
    reference: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The whole proof of one scenario."""

    scenario: str
    seeds: tuple[int, ...]
    runs: int
    facets: tuple[FacetProof, ...]
    flaws: tuple[Flaw, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.flaws
