"""A sitting verified and marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from simulator.classroom.judging.traces import traces
from simulator.exams.marking import arithmetic, sound
from simulator.exams.marking import sentences as say
from simulator.exams.marking.model import Closing, ExamMark, ItemMark, Marked, TryMark
from simulator.exams.marking.rubric import specs_of
from simulator.exams.marking.settle import closed, closing
from simulator.exams.marking.sound import Sealed, Sound, Wrong, where
from simulator.exams.marking.work import Sat, Shared
from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.packs.model import Scenario
from simulator.scoring.report import RequirementScore
from simulator.scoring.rubric import RequirementSpec
from simulator.scoring.score import score

Closings = Mapping[str, Sequence[Row]]


def mark_sitting(shared: Shared, sat: Sat) -> Marked:
    """What a sitting is, and its mark by the rubric. Never raises for what it holds."""
    return _judged(lambda: sound.verified(shared, sat), shared, sat)


def mark_again(shared: Shared, sat: Sat) -> Marked:
    """The same for a sitting that was verified before: its chains are looked at, nothing is played again."""
    return _judged(lambda: sound.kept(sat), shared, sat)


def _judged(look: Callable[[], Sound], shared: Shared, sat: Sat) -> Marked:
    try:
        found = look()
    except Wrong as wrong:
        return Marked(verdict=wrong.verdict, says=(wrong.text,))
    except (
        Exception
    ) as error:  # what a database holds may be anything; one sitting must not keep the others from their marks
        return Marked(verdict="damaged", says=(say.UNJUDGED.fill(why=_why(error)),))
    ended = Marked(verdict="ok", sealed=found.sealed, head=found.head)
    try:
        closings = {t.attempt: _closing(shared, sat, t) for t in found.tries if t.rows}
        mark = _mark(shared, found, closings)
    except Wrong as wrong:
        return msgspec.structs.replace(ended, verdict=wrong.verdict, says=(wrong.text,))
    except Exception as error:  # a rubric that fits nothing that was sat
        return msgspec.structs.replace(ended, verdict="unmarked", says=(say.UNMARKED.fill(where="", why=_why(error)),))
    rows = sum(len(t.rows) for t in found.tries)
    beyond = [say.BEYOND.fill(where=where(t.item, t.number), rows=t.beyond) for t in found.tries if t.beyond]
    return msgspec.structs.replace(
        ended, mark=mark, says=(say.VALID.fill(facts=len(sat.links), rows=rows), *beyond),
        closings=tuple(Closing(attempt=attempt, rows=after) for attempt, after in closings.items()),
    )  # fmt: skip


def _mark(shared: Shared, found: Sound, closings: Closings) -> ExamMark:
    rubric = shared.rubric
    items = []
    for number, item in enumerate(rubric.paper.items):
        scenario = specs_of(shared.by_digest[rubric.packs[item.pack]], item)
        specs = [s for s in scenario.requirements if s.id in item.requirements]
        tries = [t for t in found.tries if t.item == number]
        scored = [_scored(shared, t, closings.get(t.attempt, ()), scenario, specs) for t in tries]
        requirements = tuple(
            arithmetic.requirement(spec, [one.get(spec.id) if one is not None else None for one in scored], rubric.paper.factor)
            for spec in specs
        )  # fmt: skip
        items.append(
            ItemMark(
                item=number, pack=item.pack, scenario=item.scenario, weight=item.points, points=arithmetic.item_points(requirements),
                tries=tuple(_try(t, rubric.paper.factor) for t in tries), requirements=requirements,
            )
        )  # fmt: skip
    state = found.state
    return arithmetic.exam(rubric.paper, rubric.digest, items, started=state.started or 0, ended=state.ended or 0)


def _closing(shared: Shared, sat: Sat, one: Sealed) -> tuple[Row, ...]:
    """What came of the store after a try, as it was worked out before, or else by the pack that was played. Raises Wrong where that fails."""
    for known in sat.closings:
        if known.attempt == one.attempt and known.rows[0].seq == len(one.rows):
            return known.rows
    item = shared.paper.items[one.item]
    try:
        return closing(one.rows, shared.by_digest[shared.packs[item.pack]], item.scenario, one.at, one.world)
    except Exception as error:  # a pack whose players fail fails in any way
        raise Wrong("unmarked", say.UNMARKED.fill(where=where(one.item, one.number), why=_why(error))) from error


def _scored(
    shared: Shared, one: Sealed, after: Sequence[Row], scenario: Scenario, specs: Sequence[RequirementSpec]
) -> dict[str, RequirementScore] | None:
    """A try scored; None where nothing was kept of it. Raises Wrong where that fails."""
    if not one.rows:
        return None
    item = shared.paper.items[one.item]
    try:
        attempt = closed(one.rows, after, shared.by_digest[shared.packs[item.pack]], item.scenario)
        return score(attempt.facts(), attempt.engine.world, specs).requirements
    except Exception as error:  # a rubric that does not fit the play fails in any way
        raise Wrong("unmarked", say.UNMARKED.fill(where=where(one.item, one.number), why=_why(error))) from error


def _try(one: Sealed, factor: int) -> TryMark:
    left = traces(one.rows)
    return TryMark(
        number=one.number, attempt=one.attempt, seed=one.seed, factor=arithmetic.factor_of(factor, one.number), rows=len(one.rows),
        head=left.head, begun=left.started, ended=left.ended, active=left.active, commands=left.commands, minutes=left.minutes,
    )  # fmt: skip


def _why(error: BaseException) -> Text:
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return text
    words = f"{type(error).__name__}: {say.quoted(str(error), 120)}"
    return Text(words, words)
