"""What the proof answers: findings in words, and which mistake kills which facet."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.kernel.engine import Fact
from simulator.kernel.text import Text


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not hold: which law's point, where, on which seed, and what it means for an author in a sentence.

    around: the facts of the run around the one that decided it; warning: worth a look, and no reason to refuse the pack.
    """

    point: str
    scenario: str
    where: str
    seed: int | None
    what: Text
    around: tuple[Fact, ...] = ()
    warning: bool = False

    def __str__(self) -> str:
        seed = "" if self.seed is None else f" seed {self.seed}"
        return f"{self.scenario}{seed} {self.where}: {self.what.en} [{self.point}]"


class FacetProof(msgspec.Struct, frozen=True, kw_only=True):
    """One facet or gate: the mistakes that kill it, and its worst points in the reference runs."""

    where: str
    killed_by: tuple[str, ...]
    reference: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The whole proof of one scenario; of some facets only, where `only` names them."""

    scenario: str
    seeds: tuple[int, ...]
    runs: int
    facets: tuple[FacetProof, ...]
    flaws: tuple[Flaw, ...]
    only: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found that a pack may not have."""
        return not any(not flaw.warning for flaw in self.flaws)


def grouped(flaws: Iterable[Flaw]) -> list[list[Flaw]]:
    """The flaws in order, those that say the same of other seeds together: said once, with the facts of the first."""
    same: dict[tuple[str, str, str], list[Flaw]] = {}
    for flaw in flaws:
        same.setdefault((flaw.point, flaw.where, flaw.what.en), []).append(flaw)
    return list(same.values())


class Findings:
    """Collects the flaws of one scenario; those about facets nobody asked for are passed over."""

    def __init__(self, scenario: str, only: Iterable[str] = ()) -> None:
        self.scenario = scenario
        self.only = tuple(only)
        self.flaws: list[Flaw] = []

    def asked(self, where: str) -> bool:
        """Whether a facet or gate is one of those asked for: by its full name, or its requirement."""
        return not self.only or any(where == one or where.startswith(one + "/") for one in self.only)

    def note(
        self, point: str, where: str, seed: int | None, zh: str, en: str, *, around: Iterable[Fact] = (),
        warning: bool = False,
    ) -> None:  # fmt: skip
        """One flaw."""
        self.flaws.append(
            Flaw(
                point=point, scenario=self.scenario, where=where, seed=seed, what=Text(zh, en), around=tuple(around),
                warning=warning,
            )
        )  # fmt: skip
