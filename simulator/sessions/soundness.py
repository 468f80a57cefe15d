"""Whether a stored journal is what a player left: rows in their chain, an end that fits, a list that says the same, and inputs
that played again give the same bytes. `verify` tells a person, the classroom grades by it; each step reads what the one
before it made, so nothing is decoded or played twice."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.desks.store.shift import AttemptClosed, AttemptOpened, BaselineRecorded, ShiftOpened
from simulator.kernel import replay
from simulator.kernel.codec import Batch, UnknownMessage
from simulator.kernel.engine import Fact, Rules
from simulator.kernel.journal import START, Break, Row
from simulator.kernel.luck import Luck
from simulator.kernel.replay import Difference
from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.kernel.world import World
from simulator.sessions.store.meta import Attempt as Meta

# changed: somebody changed it; cut: the end is missing; unreadable: it holds what was never a journal
Kind = Literal["changed", "cut", "unreadable"]


class Unsound(Exception):
    """The first thing that does not hold: what kind of thing, in which row, said without a full stop."""

    def __init__(self, kind: Kind, row: int | None, text: Text, difference: Difference | None = None) -> None:
        super().__init__(text.en)
        self.kind, self.row, self.text, self.difference = kind, row, text, difference


class Decoded(msgspec.Struct, frozen=True):
    """The rows of an attempt with their batches, its first entry, all facts, and whether an entry closes it."""

    rows: list[Row]
    batches: list[Batch]
    first: AttemptOpened
    facts: list[Fact]
    closed: bool


def chained(found: Break | None, rows: int) -> None:
    """Raises Unsound when a check of the chain found a break in so many rows."""
    if found is None:
        return
    zh = "缺失或顺序不对" if found.what.endswith("missing") else "被改动"
    if found.what.endswith("no attempt"):
        zh = "不属于任何一局"
    lost = found.what.endswith("missing") and found.seq >= rows
    raise Unsound("cut" if lost else "changed", found.seq, Text(f"第 {found.seq} 行{zh}", found.what))


def decoded(ruled: Rules, meta: Meta, rows: list[Row]) -> Decoded:
    """The content of rows whose chain holds. Raises Unsound, and UnknownMessage for what a later version wrote."""
    if not rows:
        raise Unsound("cut", None, Text("这一局没有任何记录", "the attempt has no rows"))
    facts: list[Fact] = []
    batches: list[Batch] = []
    try:
        for row, batch in replay.batches(ruled, rows):
            batches.append(batch)
            facts += [Fact(row.first + i, minute, event) for i, (minute, event) in enumerate(batch.facts)]
    except msgspec.DecodeError as error:
        if isinstance(error, msgspec.ValidationError):
            raise UnknownMessage(str(error)) from error
        text = Text(f"内容无法读取：{error}", f"its content cannot be read: {error}")
        raise Unsound("unreadable", None, text) from error
    if not facts or not isinstance(facts[0].event, AttemptOpened):
        raise Unsound("changed", 0, Text("第 0 行不是开局记录", "row 0 does not open an attempt"))
    closed = _closed(meta, rows, facts)
    _playable(rows, batches, closed)
    return Decoded(rows, batches, facts[0].event, facts, closed)


def _closed(meta: Meta, rows: list[Row], facts: list[Fact]) -> bool:
    """Whether the attempt is closed; its closing entry has to agree with the rows before it, and nothing may follow."""
    closing = [f for f in facts if isinstance(f.event, AttemptClosed)]
    if not closing:
        if meta.closed:
            text = Text("已结束，却没有交卷记录", "it is noted as closed, but no entry closes it")
            raise Unsound("cut", len(rows), text)
        return False
    event = closing[0].event
    assert isinstance(event, AttemptClosed)
    last = rows[-1]
    before = rows[-2].digest if len(rows) > 1 else START
    if len(closing) > 1 or closing[0].seq < last.first or event.rows != last.seq or event.head != before.hex():
        text = Text("交卷记录与之前的内容不符", "the closing entry does not agree with what stands before it")
        raise Unsound("changed", last.seq, text)
    return True


def _playable(rows: list[Row], batches: list[Batch], closed: bool) -> None:
    """Playing again takes facts from outside as they are, so they may stand only where an attempt puts them: at the opening,
    and what others reached at the close. And nobody acts after the end of the shift, or once consequences were awaited."""
    end = next((e.end for _, e in batches[0].facts if isinstance(e, ShiftOpened)), 0)
    over = False
    for before, row, batch in zip([None, *rows], rows, batches, strict=False):
        if before is None:
            fine = batch.command is None and batch.given > 0
        elif batch.command is not None:
            fine = not over and before.minute < end and not batch.given
        elif batch.given:
            given = [e for _, e in batch.facts[: batch.given]]
            fine = closed and row is rows[-1] and all(isinstance(e, BaselineRecorded | AttemptClosed) for e in given)
        else:
            fine = over = True
        if not fine:
            text = Text(f"第 {row.seq} 行不是任何操作能留下的", f"row {row.seq} is nothing that playing could leave")
            raise Unsound("changed", row.seq, text)


def listed(meta: Meta, first: AttemptOpened) -> None:
    """Raises Unsound unless what lists show is what the first entry says."""
    for name, shown, said in (
        ("scenario", meta.scenario, first.scenario),
        ("seed", meta.seed, str(first.seed)),
        ("pack", meta.pack, first.pack),
        ("pack_digest", meta.pack_digest, first.pack_digest),
        ("student", meta.student or "", first.student),
        ("assignment", meta.assignment or "", first.assignment),
        ("mode", meta.mode, first.mode),
    ):
        if shown != said:
            text = Text(f"存档目录中的 {name} 与开局记录不符", f"{name} in the save's list is not what row 0 says")
            raise Unsound("changed", 0, text)


def played_again(ruled: Rules, journal: Decoded) -> World:
    """The world at the end, made by playing the inputs again. Raises Unsound where that gives other bytes."""
    pairs = zip(journal.rows, journal.batches, strict=True)
    difference, world = replay.repeat(ruled, pairs, Luck(journal.first.seed))
    if difference is not None:
        at = clock(difference.minute)
        text = Text(
            f"重演不一致：第 {difference.seq} 行（{at}）", f"Played again, row {difference.seq} ({at}) is another"
        )
        raise Unsound("changed", difference.seq, text, difference)
    return world
