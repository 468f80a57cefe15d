"""A candidate's journal as sentences, act by act, for a page that stands beside the marks."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from simulator.kernel.messages import HiddenEvent, Refused
from simulator.kernel.replay import batches
from simulator.kernel.text import Lang
from simulator.kernel.time import clock
from simulator.locale.telling import command_words, tell
from simulator.sessions.attempt import Attempt


class Line(NamedTuple):
    """One fact: its number, when, in words; whether a mark stands on it, and whether the candidate could not see it."""

    seq: int
    minute: str
    words: str
    cited: bool
    hidden: bool


class Step(NamedTuple):
    """One act of the candidate with what followed at once (`act` is empty for what the market or time brought), and whether it came after handing in."""

    act: str
    minute: str
    lines: tuple[Line, ...]
    after: bool


def told(attempt: Attempt, cited: Collection[int], lang: Lang, until: int) -> list[Step]:
    """The steps of an attempt that is over. What was hidden from the candidate is told only where a mark stands on it (`cited`, numbers of facts); rows
    from `until` on came after handing in."""
    rules = attempt.engine.rules
    steps = []
    for row, batch in batches(rules, attempt.engine.journal.rows()):
        lines = []
        for i, (minute, event) in enumerate(batch.facts):
            number, hidden = row.first + i, isinstance(event, HiddenEvent)
            if hidden and number not in cited:
                continue
            words = event.reason.of(lang) if isinstance(event, Refused) else tell(rules, event, lang)
            lines.append(Line(number, clock(minute), words, number in cited, hidden))
        act = command_words(rules, batch.command, lang) if batch.command is not None else ""
        if act or lines:
            begun = clock(batch.facts[0][0] if batch.facts else row.minute)
            steps.append(Step(act, begun, tuple(lines), row.seq >= until))
    return steps
