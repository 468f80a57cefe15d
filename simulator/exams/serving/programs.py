"""What is served: the programs of candidates and the keeper, named by whoever serves them, for this room may not know the interface."""

from __future__ import annotations

import importlib
from typing import Literal, Protocol

import msgspec

from simulator.kernel.text import Lang, Text

Role = Literal["candidate", "keeper"]


class Hall(msgspec.Struct, frozen=True, kw_only=True):
    """What every program of one server knows. `database` may hold a password: it goes from program to program through a pipe, and is shown nowhere.
    programs: where to find them, as `module:name`."""

    database: str
    exam: str
    node: str
    lang: Lang
    programs: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What one program is started for: its role, the size of the browser's window in cells, and the address it is in."""

    role: Role
    columns: int = 80
    rows: int = 24
    origin: str = ""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out before anybody was let in: the exam's id and title."""

    exam: str
    title: str


class Keeping(Protocol):
    """What looks after the hall while it is served (see `exams.keeper`). `trouble` says what hinders it, None while nothing does."""

    trouble: Text | None

    def join(self) -> None:
        """The node serves from here on. Raises ClassroomError."""

    def tick(self) -> None:
        """Once a second; never raises."""

    def leave(self) -> None:
        """The node ends in order. Raises ClassroomError."""


class Programs(Protocol):
    """The programs of a hall."""

    def preload(self) -> None:
        """Import what a candidate's program will need."""

    def candidate(self, hall: Hall, origin: str) -> int:
        """Run a candidate's program on standard input and output; its exit code."""

    def keeper(self, hall: Hall) -> Keeping:
        """Whatever looks after the hall. Raises ClassroomError."""


def find(name: str) -> Programs:
    """The programs at `module:name`."""
    module, _, attribute = name.partition(":")
    found: Programs = getattr(importlib.import_module(module), attribute)
    return found
