"""What the checks of meaning look at: one scenario at one level, its document, and the names there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from inspect import Signature
from typing import Protocol

import msgspec

from simulator.kernel.book import CommandSpec, ViewSpec
from simulator.market.cast import TRAITS
from simulator.market.cast.entry import Entry
from simulator.market.rules import rules
from simulator.packs import makings
from simulator.packs.data import PackData
from simulator.packs.form import ScenarioForm
from simulator.packs.model import World
from simulator.packs.resolve import world
from simulator.packs.yaml import Document, Where, near
from simulator.parts.rulebook import Rulebook


class Players(Protocol):
    """What packs may say of players; the rooms above hand it in."""

    @property
    def experts(self) -> Iterable[str]:
        """The requirements that somebody can play."""

    @property
    def mistakes(self) -> Mapping[str, Signature]:
        """The mistakes of the library with the parameters they take."""


PARTS = ("world", "requirements", "tasks", "mistakes", "reference", "practises")


class Look:
    """One scenario at one level. `cast` holds the entries that could be read with their places in the list, `parts` the names of
    those parts of the form that could."""

    def __init__(
        self, doc: Document, form: ScenarioForm, cast: list[tuple[int, Entry]], own: PackData, players: Players | None,
        parts: frozenset[str] = frozenset(PARTS),
    ) -> None:  # fmt: skip
        self.doc, self.form, self.cast, self.own, self.players, self.parts = doc, form, cast, own, players, parts

    # -- what there is ----------------------------------------------------------------------------------------

    @cached_property
    def world(self) -> World:
        """The world with its moments in minutes."""
        return world(self.form.world)

    @cached_property
    def markets(self) -> list[str]:
        """The markets of the scenario, as far as they exist."""
        known = makings.all_markets(self.own)
        return [m for m in self.form.world.markets or sorted(known) if m in known]

    @cached_property
    def made(self) -> makings.Makings:
        """What the world is made of, without the names that do not exist."""
        w = self.world
        known = makings.all_services(self.own)
        services = tuple(s for s in w.services if s in known)
        return makings.makings(msgspec.structs.replace(w, markets=tuple(self.markets), services=services), self.own)

    @cached_property
    def rules(self) -> Rulebook:
        """The rulebook as it stands at the opening."""
        book = Rulebook()
        for rule in self.made.rules:
            book.rules.setdefault(rule.id, []).append(rule)
        return book

    @cached_property
    def commands(self) -> dict[str, CommandSpec]:
        """All operations by tag."""
        return {spec.tag: spec for spec in rules().book.commands.values()}

    @property
    def views(self) -> dict[str, ViewSpec]:
        """All views by name."""
        return rules().views

    @cached_property
    def traits(self) -> set[str]:
        """The traits goods can be asked for by."""
        return {*TRAITS, *(tag for tags in self.own.tags.values() for tag in tags)}

    @cached_property
    def waypoints(self) -> set[str]:
        """All facets and gates by their full names."""
        facets = {f"{r.id}/{f.id}" for r in self.form.requirements for f in r.facets}
        return facets | {f"{r.id}/gate:{g.id}" for r in self.form.requirements for g in r.gates}

    # -- noting -----------------------------------------------------------------------------------------------

    def unknown(self, path: Where, zh: str, en: str, word: str, known: Iterable[str], *, key: bool = False) -> None:
        """There is no such thing of a kind; with what may have been meant."""
        end = near(word, known)
        self.doc.wrong(path, f"没有{zh}“{word}”{end[0]}", f"there is no {en} {word!r}{end[1]}", key=key)

    def wrong(self, path: Where, zh: str, en: str, *, warning: bool = False) -> None:
        """A finding."""
        self.doc.wrong(path, zh, en, warning=warning)
