"""What a pack holds once it is read: scenarios with their requirements, facets, tasks, mistakes and the makings of a world.

Plain typed data, no code (law 11). The YAML form and its checks are in `packs.schema` and `packs.load`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.kernel.text import Text


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """One weighted check of a requirement: which checker, over which measure of the journal, with which parameters."""

    id: str
    weight: int
    check: str
    measure: str
    title: Text
    params: dict[str, Any] = {}
    hard: bool = False  # HARD: the requirement cannot pass unless this facet is full


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A forbidden act: when the measure finds one, its requirement scores 0."""

    id: str
    measure: str
    title: Text


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """How one requirement of Table 1 is measured in a scenario. Weights add up to 100."""

    id: str
    facets: tuple[Facet, ...]
    gates: tuple[Gate, ...] = ()
    pass_at: int = 70


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task the coach shows: what to do, for which requirement, with hints that go from a nudge to the exact step.

    `view` and `command` say where in the store it is done (for the coach's jump and for the guided first shift).
    """

    id: str
    requirement: str
    title: Text
    hints: tuple[Text, ...]
    desk: str = ""
    view: str = ""
    command: str = ""
    done: str = ""  # a line of coach probes over views that says whether it is done (`sessions.coach`; "": nobody says)


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded wrong way: a departure from the reference player, the facets it kills and those it also touches, why."""

    id: str
    mistake: str  # name in the library of mistakes
    title: Text
    kills: tuple[str, ...]  # "11.1.2/declared_value"; a gate as "11.1.2/gate:false_value"
    also: dict[str, Text] = {}
    with_: dict[str, Any] = {}


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario. `world` and `cast` are the makings: what the generators of `packs.opening` turn into an opening."""

    id: str
    title: Text
    brief: Text
    goal: Text
    track: str  # B2C | B2B | both
    minutes: int  # how long a person needs, real minutes
    guided: bool
    practises: tuple[str, ...]
    world: dict[str, Any]
    cast: tuple[dict[str, Any], ...]
    tasks: tuple[Task, ...]
    requirements: tuple[Requirement, ...]
    mistakes: tuple[Mistake, ...]
    desks: tuple[str, ...] = ()

    def requirement(self, id: str) -> Requirement:
        """How this requirement is measured here; KeyError when it is not."""
        for requirement in self.requirements:
            if requirement.id == id:
                return requirement
        raise KeyError(id)


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack: id, version and the SHA-256 of its files; its scenarios by id."""

    id: str
    version: str
    digest: str
    title: Text
    author: str
    path: str
    scenarios: dict[str, Scenario]

    def scenario(self, id: str) -> Scenario:
        """The scenario with this id; KeyError when there is none."""
        return self.scenarios[id]
