"""Typed reader of `table1.json`, which is read at the first question and kept."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from simulator.kernel.text import Text

Scope = Literal["both", "B2B", "B2C"]


class Chapter(msgspec.Struct, frozen=True, gc=False):
    """One of the 11 chapters; `scope` is what its heading says, its tasks may be narrower."""

    id: str
    scope: Scope
    title: Text


class Task(msgspec.Struct, frozen=True, gc=False):
    """One of the 27 tasks; its requirements share its scope."""

    id: str
    chapter: str
    scope: Scope
    title: Text


class Requirement(msgspec.Struct, frozen=True, gc=False):
    """One of the 116 atomic requirements, with the desk where it is practised."""

    id: str
    printed: str
    chapter: str
    task: str
    scope: Scope
    desk: str
    title: Text
    practise: Text


class WorkflowStep(msgspec.Struct, frozen=True):
    """One of the 17 steps of a store's work, and the requirements it calls on."""

    id: str
    title: Text
    requirements: tuple[str, ...]


class DeskInfo(msgspec.Struct, frozen=True, gc=False):
    """One of the 12 desks and what is learnt there."""

    code: str
    name: Text
    learn: Text


class UnknownRequirement(KeyError):
    """No requirement has this id; `suggestion` is the nearest id there is, if any is near."""

    def __init__(self, id: str, suggestion: str | None) -> None:
        super().__init__(id)
        self.id = id
        self.suggestion = suggestion
        zh, en = f"没有编号为“{id}”的要求", f'there is no requirement "{id}"'
        if suggestion:
            zh, en = f"{zh}；是否指 {suggestion}？", f"{en}; did you mean {suggestion}?"
        self.text = Text(zh=zh, en=en)

    def __str__(self) -> str:
        return self.text.en


class _Table(msgspec.Struct, frozen=True):
    chapters: tuple[Chapter, ...]
    tasks: tuple[Task, ...]
    requirements: tuple[Requirement, ...]
    workflow: tuple[WorkflowStep, ...]
    desks: tuple[DeskInfo, ...]


@cache
def _table() -> _Table:
    return msgspec.json.decode(Path(__file__).with_name("table1.json").read_bytes(), type=_Table)


@cache
def _by_id() -> dict[str, Requirement]:
    return {r.id: r for r in _table().requirements}


def chapters() -> tuple[Chapter, ...]:
    """The 11 chapters, in the table's order."""
    return _table().chapters


def tasks() -> tuple[Task, ...]:
    """The 27 tasks, in the table's order."""
    return _table().tasks


def requirements() -> tuple[Requirement, ...]:
    """The 116 requirements, in the table's order."""
    return _table().requirements


def workflow() -> tuple[WorkflowStep, ...]:
    """The 17 steps S5.1-S5.17; together they call on every requirement, on some more than once."""
    return _table().workflow


def desks() -> tuple[DeskInfo, ...]:
    """The 12 desks, in the order of the workflow."""
    return _table().desks


def requirement(id: str) -> Requirement:
    """The requirement of that id, or `UnknownRequirement` with the nearest id."""
    found = _by_id().get(id)
    if found is None:
        raise UnknownRequirement(id, _nearest(id.strip()[:40]))
    return found


def _nearest(typed: str) -> str | None:
    if not typed:
        return None
    begun = [id for id in _by_id() if id.startswith(typed)]
    if begun:
        return begun[0]
    import difflib  # only a mistyped id pays for it

    near = difflib.get_close_matches(typed, _by_id(), n=1)
    return near[0] if near else None


def task_of(id: str) -> Task:
    """The task that the requirement `id` belongs to."""
    wanted = requirement(id).task
    return next(t for t in tasks() if t.id == wanted)


def chapter_of(id: str) -> Chapter:
    """The chapter that the requirement `id` belongs to."""
    wanted = requirement(id).chapter
    return next(c for c in chapters() if c.id == wanted)


_PART = re.compile(r"([0-9]{0,9})([^0-9.]*)")


def sort_key(id: str) -> tuple[tuple[int, str], ...]:
    """Orders ids of chapters, tasks, requirements or steps as the table does: 2.3a < 2.3b < 2.4.1 < 10.1.1.

    Never fails, whatever the id.
    """
    return tuple((int(number or 0), letters) for number, letters in _PART.findall(id) if number or letters)
