"""What a pack holds once it is read: scenarios with their requirements, facets, tasks, mistakes and the makings of a world.

Plain typed data, no code (law 11). How it is written in YAML stands in `packs.form`, what a pack brings along beside its
scenarios (goods, markets, services, rules, phrases, people) in `packs.data`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.kernel.text import Text
from simulator.market.cast.entry import Entry
from simulator.packs.data import PackData


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
    hints: tuple[Text, ...] = ()
    desk: str = ""
    view: str = ""
    command: str = ""
    done: str = ""  # a line of probes over views that says whether it is done (`kernel.probes`; "": nobody says)


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A command that a pack has a player give: once, or once for each row that `each` selects (`kernel.select`).

    `fields` holds plain values; `{field}` in a text is filled from the row, and a text in both languages is taken in the
    row's. `at`: not before this sim minute.
    """

    command: str
    each: str = ""
    fields: dict[str, Any] = {}
    at: int = 0


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """Commands of a kind are left out, those for which `where` (conditions on the command's own fields) holds."""

    command: str
    where: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Fields of commands of a kind are set otherwise; `{field}` in a text is filled from the command."""

    command: str
    where: str = ""
    fields: dict[str, Any] = {}


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Commands of a kind are held back until so many minutes before the end of the shift."""

    command: str
    where: str = ""
    before_end: int = 60


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded wrong way: a departure from the reference player, the facets it kills and those it also touches, why.

    The departure is one of the library (`mistake`, `with_`), or the pack's own: what it drops, changes, holds back and adds.
    """

    id: str
    title: Text
    kills: tuple[str, ...]  # "11.1.2/declared_value"; a gate as "11.1.2/gate:false_value"
    also: dict[str, Text] = {}
    mistake: str = ""
    with_: dict[str, Any] = {}
    drop: tuple[Drop, ...] = ()
    change: tuple[Change, ...] = ()
    hold: tuple[Hold, ...] = ()
    add: tuple[Move, ...] = ()


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """How the reference player plays: the experts of all requirements practised but those `without`, and moves of the
    pack's own."""

    without: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The store, its markets and services, and the shift. Moments are sim minutes, money CNY fen."""

    store: Text
    start: int
    end: int
    settle_until: int
    epoch: str  # ISO date of D1
    warehouse: str
    sender_name: str
    sender_phone: str
    markets: tuple[str, ...] = ()  # none named: all
    services: tuple[str, ...] = ()  # none named: all
    without_goods: tuple[str, ...] = ()
    profit_goal: int = 0
    cash: int = 2_000_000


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario at one level of difficulty. `world` and `cast` are the makings: what the generators of `packs.opening`
    turn into an opening. At a level other than the usual one its id is `11.1@hard`."""

    id: str
    title: Text
    brief: Text
    goal: Text
    track: str  # B2C | B2B | both
    minutes: int  # how long a person needs, real minutes
    guided: bool
    practises: tuple[str, ...]
    world: World
    cast: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    requirements: tuple[Requirement, ...]
    mistakes: tuple[Mistake, ...]
    reference: Reference = Reference()
    desks: tuple[str, ...] = ()
    level: str = ""  # "" where a scenario has no levels
    levels: tuple[str, ...] = ()
    own: PackData = PackData()

    @property
    def base(self) -> str:
        """The id without its level."""
        return self.id.partition("@")[0]

    def requirement(self, id: str) -> Requirement:
        """How this requirement is measured here; KeyError when it is not."""
        for requirement in self.requirements:
            if requirement.id == id:
                return requirement
        raise KeyError(id)


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack: id, version and the SHA-256 of its files; its scenarios by id, each level under an id of its own."""

    id: str
    version: str
    digest: str
    title: Text
    author: str
    path: str
    scenarios: dict[str, Scenario]
    about: Text = Text("", "")
    license: str = ""

    def scenario(self, id: str) -> Scenario:
        """The scenario with this id; KeyError when there is none."""
        return self.scenarios[id]

    @property
    def listed(self) -> list[Scenario]:
        """The scenarios as lists show them: each once, at its usual level."""
        return [s for s in self.scenarios.values() if s.id == s.base]
