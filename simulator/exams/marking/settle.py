"""What comes of an item once it is handed in. In the hall its journal stays open, so the consequences are worked out on a copy in memory, exactly
as `Attempt.submit` does it in practice."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.bots.player import baseline
from simulator.kernel.engine import Engine
from simulator.kernel.journal import MemoryJournal, Row
from simulator.kernel.luck import Luck
from simulator.kernel.world import World
from simulator.packs.model import Pack
from simulator.sessions.attempt import Attempt, opened
from simulator.sessions.rules import rules

BY = "exam"  # what the closing entry says


def closing(rows: Sequence[Row], pack: Pack, scenario: str, at: int, world: World | None = None) -> tuple[Row, ...]:
    """The rows that follow these (one at least) when an item is handed in at a moment of the hall's time: the agenda run on, the results of others under
    the same luck, and the closing entry. The same rows, pack and moment give the same bytes.

    world: after the last row, where it is there already; it is used up.
    """
    attempt = _attempt(rows, pack, scenario, world)
    attempt.wall = lambda: at
    attempt.submit(baseline, by=BY)
    return tuple(attempt.engine.journal.rows())[len(rows) :]


def closed(rows: Sequence[Row], after: Sequence[Row], pack: Pack, scenario: str) -> Attempt:
    """The attempt of these rows and those of its closing, over in memory: to be scored, read and shown."""
    return _attempt((*rows, *after), pack, scenario)


def _attempt(rows: Sequence[Row], pack: Pack, scenario: str, world: World | None = None) -> Attempt:
    journal = MemoryJournal(rows[0].attempt)
    for row in rows:
        journal.append(row)
    luck = Luck(opened(journal, rules()).seed)
    engine = Engine(rules(), journal, luck, world, rows[-1].digest, len(rows))
    if world is None:
        engine.refold()
    return Attempt(pack, pack.scenario(scenario), engine)
