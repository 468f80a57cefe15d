"""Sittings as a forger leaves them: facts and rows changed, and as many chains, heads and lists computed anew as wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from simulator.desks.store.shift import AttemptOpened
from simulator.exams import facts as f
from simulator.exams.marking.work import Listed, Sat, TryRows
from simulator.exams.state import fold
from simulator.kernel.journal import START, Row, link
from simulator.sessions.rules import rules


def facts_of(sat: Sat) -> list[Any]:
    return [f.decode(one.payload) for one in sat.links]


def with_facts(sat: Sat, facts: Sequence[Any], listed: bool = True) -> Sat:
    """Other facts, chained; `listed`: the list says the same."""
    links = f.chained(sat.sitting, facts)
    state = fold(facts)
    said = Listed(
        stage=state.stage, deadline=state.deadline, epoch=state.epoch, facts=len(links), head=links[-1].digest if links else START
    )  # fmt: skip
    return msgspec.structs.replace(sat, links=tuple(links), listed=said if listed else sat.listed)


def chained(rows: Sequence[Row], attempt: str = "") -> tuple[Row, ...]:
    """Rows bound to each other anew, under another id if one is given."""
    head, found, first = START, [], 0
    for seq, row in enumerate(rows):
        name = attempt or row.attempt
        digest = link(head, name, seq, row.first, row.minute, row.wall, row.payload)
        found.append(msgspec.structs.replace(row, attempt=name, seq=seq, digest=digest))
        head, first = digest, first + 1
    return tuple(found)


def with_rows(sat: Sat, place: int, rows: Sequence[Row], sealed: bool = True) -> Sat:
    """Other rows in the try at a place; `sealed`: every head that was sealed of it is made to fit."""
    old = sat.tries[place]
    tries = list(sat.tries)
    tries[place] = msgspec.structs.replace(old, rows=tuple(rows))
    sat = msgspec.structs.replace(sat, tries=tuple(tries))
    if not sealed:
        return sat
    head = f.Head(attempt=old.attempt, rows=len(rows), head=rows[-1].digest.hex())

    def fitted(fact: Any) -> Any:
        if isinstance(fact, f.ItemDone) and fact.head.attempt == old.attempt:
            return msgspec.structs.replace(fact, head=head)
        if isinstance(fact, f.Submitted | f.Expired):
            heads = tuple(head if h.attempt == old.attempt else h for h in fact.heads)
            return msgspec.structs.replace(fact, heads=heads)
        return fact

    return with_facts(sat, [fitted(x) for x in facts_of(sat)])


def with_first(sat: Sat, place: int, **said: Any) -> Sat:
    """Another first entry in the try at a place, all chains and heads computed anew."""
    rows = list(sat.tries[place].rows)
    codec = rules().codec
    batch = codec.decode(rows[0].payload)
    facts = [(m, msgspec.structs.replace(e, **said) if isinstance(e, AttemptOpened) else e) for m, e in batch.facts]
    rows[0] = msgspec.structs.replace(rows[0], payload=codec.encode(msgspec.structs.replace(batch, facts=facts)))
    return with_rows(sat, place, chained(rows))


def with_try(sat: Sat, place: int, change: Callable[[TryRows], TryRows]) -> Sat:
    tries = list(sat.tries)
    tries[place] = change(tries[place])
    return msgspec.structs.replace(sat, tries=tuple(tries))
