"""The book of who answers what. Every room writes its own pages; a kernel is made from the pages together.

A page (`Book`) sits in the module of the operation it describes, so that one more operation is one more module. `collect()`
finds the pages of a package.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from simulator.kernel.messages import Command, Event, FieldSpec, fields_of, tag_of
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World

C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Callable[..., Any])

Decide = Callable[[World, Any], Iterable[Event]]
Apply = Callable[[World, Any], None]
React = Callable[[World, Any], Iterable[Event]]
Fire = Callable[[World, str, Mapping[str, Any]], Iterable[Event]]
Minutes = int | Callable[[World, Any], int]


class CommandSpec(msgspec.Struct, frozen=True):
    """One operation of a desk: its class, how it is called, where it belongs and what it costs in sim minutes."""

    tag: str
    cls: type[Command]
    title: Text
    desk: str
    minutes: Minutes
    about: Text
    requirements: tuple[str, ...]
    order: int  # place among the desk's operations, small first
    natural: bool = True  # whether it belongs to the usual course of a record; corrections and remedies do not

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The operation's fields in order."""
        return fields_of(self.cls)

    @property
    def record(self) -> FieldSpec | None:
        """The field that names the record this operation is done to (the first one that names any)."""
        return next((f for f in self.fields if f.info.record), None)


class EventSpec(msgspec.Struct, frozen=True):
    """How an event is told to a person, whether it is news (stops a time jump), and whether it may reveal hidden truth."""

    tag: str
    cls: type[Event]
    say: Text
    news: bool
    reveals: bool


class ViewSpec(msgspec.Struct, frozen=True):
    """A read-only view: a table (rows with an `id`) or one record (asked for by key)."""

    name: str
    title: Text
    desk: str
    kind: str  # "table" | "record"
    shows: type[msgspec.Struct]
    read: Callable[..., Any]
    record: str  # for a table: the record view that Enter opens; for a record: the table it belongs to
    order: int
    evidence: bool  # opening a record of this view is a fact that evidence checks look for


class Book:
    """Pages of commands, events, reactions, occurrences and views."""

    def __init__(self) -> None:
        self.commands: dict[type[Command], CommandSpec] = {}
        self.deciders: dict[type[Command], Decide] = {}
        self.events: dict[type[Event], EventSpec] = {}
        self.appliers: dict[type[Event], Apply] = {}
        self.reactors: dict[type[Event], list[React]] = {}
        self.firers: dict[str, Fire] = {}
        self.occurrences: dict[str, Text] = {}
        self.views: dict[str, ViewSpec] = {}
        self.prefills: dict[type[Command], Callable[[Seen, str], Mapping[str, Any]]] = {}
        self.narrows: dict[tuple[type[Command], str], Callable[[Seen, Mapping[str, Any]], Iterable[str]]] = {}
        self.upcasters: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}

    def command(
        self,
        *,
        title: Text,
        desk: str,
        minutes: Minutes = 1,
        about: Text | None = None,
        requirements: tuple[str, ...] = (),
        order: int = 100,
        natural: bool = True,
    ) -> Callable[[type[C]], type[C]]:
        """Register a command class. `minutes` is what it costs in sim time, a number or a function of world and command."""

        def write(cls: type[C]) -> type[C]:
            self.commands[cls] = CommandSpec(
                tag_of(cls), cls, title, desk, minutes, about or title, requirements, order, natural
            )
            return cls

        return write

    def event(
        self, zh: str = "", en: str = "", *, news: bool = False, reveals: bool = False
    ) -> Callable[[type[E]], type[E]]:
        """Register an event class with the sentence that tells it; `{field}` places are filled from the event."""

        def write(cls: type[E]) -> type[E]:
            tag = tag_of(cls)
            self.events[cls] = EventSpec(tag, cls, Text(zh or tag, en or tag), news, reveals)
            return cls

        return write

    def decides(self, cls: type[Command]) -> Callable[[F], F]:
        """Register the read-only decision of a command: `(world, command) -> events`, or raises `Refusal`."""

        def write(function: F) -> F:
            self.deciders[cls] = function
            return function

        return write

    def applies(self, cls: type[Event]) -> Callable[[F], F]:
        """Register how an event changes the world: `(world, event) -> None`. The only code that may."""

        def write(function: F) -> F:
            self.appliers[cls] = function
            return function

        return write

    def reacts(self, *classes: type[Event]) -> Callable[[F], F]:
        """Register an answer of the market to an event: `(world, event) -> events`, read-only."""

        def write(function: F) -> F:
            for cls in classes:
                self.reactors.setdefault(cls, []).append(function)
            return function

        return write

    def fires(self, name: str, zh: str = "", en: str = "") -> Callable[[F], F]:
        """Register what happens when a named occurrence falls due: `(world, entity, args) -> events`, read-only. The words
        say what falls due, for those who may see the agenda."""

        def write(function: F) -> F:
            self.firers[name] = function
            self.occurrences[name] = Text(zh or name, en or name)
            return function

        return write

    def view(
        self,
        name: str,
        *,
        title: Text,
        desk: str,
        shows: type[msgspec.Struct],
        kind: str = "table",
        record: str = "",
        order: int = 100,
        evidence: bool = False,
    ) -> Callable[[F], F]:
        """Register a view. A table is read by `(seen) -> list of rows`, a record by `(seen, key) -> struct or None`."""

        def write(function: F) -> F:
            self.views[name] = ViewSpec(name, title, desk, kind, shows, function, record, order, evidence)
            return function

        return write

    def prefill(self, cls: type[Command]) -> Callable[[F], F]:
        """Register what a form is filled with when it is opened for a record: `(seen, record id) -> fields`, from open
        state only. It says what a real system would copy; it must not do the trainee's work."""

        def write(function: F) -> F:
            self.prefills[cls] = function
            return function

        return write

    def options(self, cls: type[Command], field: str) -> Callable[[F], F]:
        """Register which records a field may sensibly name, given what the form holds so far: `(seen, fields) -> ids`, from
        open state only. For forms: it spares a person a list of everything; what is legal is decided by `decides`."""

        def write(function: F) -> F:
            self.narrows[cls, field] = function
            return function

        return write

    def upcasts(self, old_tag: str) -> Callable[[F], F]:
        """Register how an event stored by an earlier version is read: `(stored fields) -> fields of the present version`,
        with the present tag under `event`. Stored bytes are never rewritten."""

        def write(function: F) -> F:
            self.upcasters[old_tag] = function
            return function

        return write

    def add(self, other: Book) -> None:
        """Take over all pages of another book; the same tag or name twice is an error of the program."""
        tags = {s.tag for s in self.commands.values()} | {s.tag for s in self.events.values()}
        theirs_new: list[CommandSpec | EventSpec] = [*other.commands.values(), *other.events.values()]
        for spec in theirs_new:
            if spec.tag in tags and spec.cls not in self.commands and spec.cls not in self.events:
                raise ValueError(f"{spec.tag} is written twice")
        for mine, theirs in (
            (self.commands, other.commands), (self.deciders, other.deciders), (self.events, other.events),
            (self.appliers, other.appliers), (self.firers, other.firers), (self.views, other.views),
            (self.upcasters, other.upcasters), (self.occurrences, other.occurrences),
            (self.prefills, other.prefills),
            (self.narrows, other.narrows),
        ):  # fmt: skip
            double = mine.keys() & theirs.keys()
            if double:
                raise ValueError(f"registered twice: {sorted(map(str, double))}")
            mine.update(theirs)  # type: ignore[arg-type]
        for cls, functions in other.reactors.items():
            self.reactors.setdefault(cls, []).extend(functions)


def collect(*packages: str) -> Book:
    """One book from the `book` of every module below the named packages, in the order of their names."""
    whole = Book()
    for package in packages:
        root = importlib.import_module(package)
        names = [package, *sorted(m.name for m in pkgutil.walk_packages(root.__path__, package + "."))]
        for name in names:
            page = getattr(importlib.import_module(name), "book", None)
            if isinstance(page, Book):
                whole.add(page)
    return whole
