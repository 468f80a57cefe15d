"""Which requirements of Table 1 which scenarios practise, over any set of packs; gaps are what nobody practises."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator import standard
from simulator.kernel.text import Text
from simulator.packs.model import Pack


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario of the matrix."""

    pack: str
    version: str
    scenario: str
    title: Text


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement: for each column the number of facets and gates that judge it there, 0 where it is not practised."""

    requirement: str
    chapter: str
    task: str
    scope: str
    title: Text
    facets: tuple[int, ...]

    @property
    def gap(self) -> bool:
        """Whether no scenario practises it."""
        return not any(self.facets)


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The matrix."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def covered(self) -> int:
        """How many requirements are practised somewhere."""
        return sum(not line.gap for line in self.lines)


def coverage(packs: Iterable[Pack], only: str = "") -> Coverage:
    """The matrix of these packs, of all requirements or those of a chapter, a task or one."""
    scenarios = [(pack, scenario) for pack in packs for scenario in pack.listed]
    judged = [
        {r.id: len(r.facets) + len(r.gates) for r in scenario.requirements if r.id in scenario.practises}
        for _, scenario in scenarios
    ]
    wanted = [r for r in standard.requirements() if not only or only in (r.id, r.task, r.chapter)]
    return Coverage(
        columns=tuple(
            Column(pack=pack.id, version=pack.version, scenario=scenario.id, title=scenario.title)
            for pack, scenario in scenarios
        ),
        lines=tuple(
            Line(
                requirement=r.id, chapter=r.chapter, task=r.task, scope=r.scope, title=r.title,
                facets=tuple(found.get(r.id, 0) for found in judged),
            )
            for r in wanted
        ),
    )  # fmt: skip
