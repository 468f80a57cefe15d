"""The work that travels to other processes and machines: a file goes out, what was found in it comes back. Nothing here imports
a database, for each process begins by importing this page."""

from __future__ import annotations

import msgspec

from simulator.classroom.content import Content, compressed
from simulator.classroom.judging.attempt import Judged
from simulator.classroom.judging.expected import Expected
from simulator.classroom.judging.handin import judge, mark_attempt
from simulator.classroom.judging.sentences import quoted
from simulator.classroom.model import Mark, Try
from simulator.kernel.text import Text
from simulator.packs.model import Pack

_DIED = Text(
    "评判这个文件时进程一再中断；请人工查看。",
    "Judging this file ended the process again and again; look at it yourself.",
)
_UNREADABLE = Text("文件没有读到：{why}。", "The file could not be read: {why}.")


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What all judges need: what is expected, and the pack of the rubric."""

    expected: Expected
    pack: Pack


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way to a judge. place: its place among all files; by: who handed it in, where that is known; received:
    when; waiting: its id in the inbox; failed: why there are no bytes."""

    place: int
    name: str
    by: str
    received: int
    waiting: str
    raw: bytes = b""
    failed: Text | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it comes back, with its bytes compressed if there were any."""

    place: int
    name: str
    received: int
    waiting: str
    judged: list[Judged]
    content: Content | None


def judged_file(shared: Shared, item: Item) -> Answer:
    """A file judged."""
    if item.failed is not None:
        return _unjudged(item, _UNREADABLE.fill(why=item.failed))
    judged = judge(item.raw, item.name, shared.expected, {shared.pack.digest: shared.pack}, item.by)
    return _answer(item, judged, compressed(item.raw))


def died(item: Item) -> Answer:
    """The answer for a file that no process survives."""
    return _unjudged(item, _DIED)


def _unjudged(item: Item, why: Text) -> Answer:
    found = Try(id="", student=item.by, assignment="", verdict="damaged", says=(why,), source=quoted(item.name, 400))
    kept = compressed(item.raw) if item.failed is None else None
    return _answer(item, [Judged(named="", found=found)], kept)


def _answer(item: Item, judged: list[Judged], kept: Content | None) -> Answer:
    return Answer(
        place=item.place, name=item.name, received=item.received, waiting=item.waiting, judged=judged, content=kept
    )


class Rubric(msgspec.Struct, frozen=True, kw_only=True):
    """By what tries are marked anew."""

    pack: Pack
    scenario: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A try that was judged before: its id, which attempt it is in which bytes."""

    id: str
    attempt: str
    raw: bytes


def marked_anew(rubric: Rubric, item: Kept) -> Mark | str:
    """The mark of a try by another rubric, or why there is none."""
    try:
        return mark_attempt(item.raw, item.attempt, rubric.scenario, rubric.pack)
    except Exception as error:  # a rubric that does not fit the play fails in any way
        return f"{type(error).__name__}: {error}"
