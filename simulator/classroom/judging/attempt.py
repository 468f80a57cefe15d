"""One attempt in a file that was handed in, from its rows to a verdict."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import msgspec

from simulator.classroom.judging import sentences as say
from simulator.classroom.judging.expected import LEEWAY, Expected
from simulator.classroom.judging.marking import mark
from simulator.classroom.judging.traces import Traces, traces
from simulator.classroom.model import Mark, Try, Verdict
from simulator.classroom.task import MODE
from simulator.desks.store.shift import AttemptOpened
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.packs.model import Pack
from simulator.sessions import soundness
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.soundness import Decoded, Unsound
from simulator.sessions.store.meta import Attempt as Meta
from simulator.sessions.store.reading import check_rows

_KINDS: dict[str, Verdict] = {"changed": "edited", "cut": "truncated", "unreadable": "damaged"}


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A try as it was found, still without id, time of arrival and content; and the student whom its first entry names, who
    is not always the one who handed it in."""

    named: str
    found: Try


class Reading:
    """An attempt as it stands in a file, unjudged; `first` is its first entry if it can be read."""

    def __init__(self, connection: sqlite3.Connection, meta: Meta, rows: list[Row]) -> None:
        self.connection, self.meta, self.rows = connection, meta, rows
        self.first = _first(rows)

    @property
    def assignment(self) -> str:
        """What it was made for, as its first entry or else the list says."""
        return self.first.assignment if self.first is not None else self.meta.assignment or ""

    @property
    def student(self) -> str:
        """By whom, as its first entry or else the list says."""
        return self.first.student if self.first is not None else self.meta.student or ""


class _Found(Exception):
    """The verdict."""

    def __init__(self, verdict: Verdict, *says: Text) -> None:
        super().__init__(verdict)
        self.verdict, self.says = verdict, says


def judge_attempt(reading: Reading, expected: Expected, packs: Mapping[str, Pack], by: str) -> Judged:
    """The verdict about one attempt, and its mark where there can be one. Raises sqlite3.Error."""
    broken = check_rows(reading.connection, reading.meta, reading.rows)
    # what stands after a break may be anything
    left = traces(reading.rows[: broken.seq] if broken is not None and not _strange(broken.what) else reading.rows)
    marked: Mark | None = None
    try:
        _for_this(reading, expected, by)
        try:
            soundness.chained(broken, len(reading.rows))
            journal = soundness.decoded(rules(), reading.meta, reading.rows)
            soundness.listed(reading.meta, journal.first)
            marked, late = _sound(journal, reading, expected, packs, left, by)
        except Unsound as unsound:
            raise _Found(_KINDS[unsound.kind], _unsound(unsound, reading)) from unsound
        except UnknownMessage as error:
            raise _Found("newer", say.NEWER_MESSAGE.fill(why=say.quoted(str(error), 120))) from error
        verdict: Verdict = "late" if late else "ok"
        says: tuple[Text, ...] = (late,) if late else (say.VALID.fill(rows=len(reading.rows)),)
    except _Found as found:
        verdict, says = found.verdict, found.says
    if left.backwards is not None:
        says = (*says, say.BACKWARDS.fill(place=say.place(left.backwards)))
    seed = str(reading.first.seed) if reading.first is not None else reading.meta.seed
    return Judged(
        named=reading.student,
        found=Try(
            id="", student=by or reading.student, assignment=expected.assignment.id, attempt=attempt_id(reading.meta), seed=say.quoted(seed),
            verdict=verdict, says=says, started=left.started, ended=left.ended, active=left.active,
            commands=left.commands, minutes=left.minutes, head=left.head, print=left.print, mark=marked,
        ),
    )  # fmt: skip


def _for_this(reading: Reading, expected: Expected, by: str) -> None:
    """Whether it was made for this assignment, and by a student of this class: as it says itself, which is to be believed
    where it speaks against the hand-in."""
    if reading.assignment != expected.assignment.id:
        said = say.OTHER_ASSIGNMENT.fill(id=say.quoted(reading.assignment)) if reading.assignment else say.PRACTICE
        raise _Found("other-assignment", said)
    named = reading.student
    if not named:
        raise _Found("other-student", say.NOBODY)
    if by and named != by:
        raise _Found("other-student", say.OF_ANOTHER.fill(by=by, id=say.quoted(named)))
    if named not in expected.students:
        raise _Found("other-student", say.NOT_IN_CLASS.fill(id=say.quoted(named)))


def _sound(
    journal: Decoded, reading: Reading, expected: Expected, packs: Mapping[str, Pack], left: Traces, by: str
) -> tuple[Mark, Text | None]:
    """The mark of an attempt whose chain holds, and what is to be said if it came late; raises _Found for any other verdict."""
    first, wanted = journal.first, expected.assignment
    owner = expected.students[first.student]
    if first.mode != MODE:
        raise _Found("other-assignment", say.OTHER_MODE.fill(mode=say.quoted(first.mode), wanted=MODE))
    if (first.pack, first.pack_digest) != (wanted.pack, wanted.pack_digest):
        raise _Found(
            "other-pack",
            say.OTHER_PACK.fill(
                id=say.quoted(first.pack), theirs=say.quoted(first.pack_version), ours=wanted.pack_version,
                their_digest=say.quoted(first.pack_digest)[:12], our_digest=wanted.pack_digest[:12],
            ),
        )  # fmt: skip
    if first.scenario != wanted.scenario:
        said = say.OTHER_SCENARIO.fill(theirs=say.quoted(first.scenario), ours=wanted.scenario)
        raise _Found("other-assignment", said)
    if first.rules_version != RULES_VERSION:
        raise _Found("newer", say.OTHER_RULES.fill(theirs=say.quoted(first.rules_version), ours=RULES_VERSION))
    world = soundness.played_again(rules(), journal)
    if not journal.closed:
        raise _Found("open", say.OPEN.fill(place=say.place(journal.rows[-1])))
    if first.seed not in owner.seeds:
        raise _Found("other-seed", say.OTHER_SEED.fill(seed=first.seed, id=first.student))
    latest = left.latest
    if latest is not None and latest.wall > expected.now + LEEWAY:
        ahead = say.span(latest.wall - expected.now)
        raise _Found("future", say.FUTURE.fill(place=say.place(latest), span=ahead))
    if wanted.opens is not None and left.started < wanted.opens:
        raise _Found("early", say.EARLY.fill(span=say.span(wanted.opens - left.started)))
    late = None
    if owner.closes is not None and left.ended > owner.closes:
        late = say.LATE.fill(span=say.span(left.ended - owner.closes))
    rubric = packs[wanted.rubric]
    return mark(journal.facts, world, rubric.scenario(wanted.scenario), rubric.digest), late


def _unsound(found: Unsound, reading: Reading) -> Text:
    """What does not hold, and where."""
    row = next((r for r in reading.rows if r.seq == found.row), None)
    if found.kind == "cut":
        last, length = reading.rows[-1:], reading.meta.rows
        if last and length is not None and length > len(reading.rows):
            return say.CUT_ROWS.fill(length=length, rows=len(reading.rows), place=say.place(last[0]))
        return say.CUT_END.fill(what=found.text)
    if found.kind == "unreadable":
        return say.DAMAGED.fill(why=found.text)
    if found.difference is not None:
        columns = ", ".join(found.difference.columns)
        return say.REPLAYED.fill(
            place=say.place_at(found.difference.seq, found.difference.minute),
            how=say.IN_COLUMN.fill(columns=columns) if columns else say.IMPOSSIBLE,
        )
    if row is not None and isinstance(row.minute, int):
        at = clock(row.minute)
        return say.EDITED.fill(what=Text(f"{found.text.zh}（{at}）", f"{found.text.en} ({at})"))
    return say.EDITED.fill(what=found.text)


def attempt_id(meta: Meta) -> str:
    """The id of an attempt as the classroom keeps it."""
    return say.quoted(meta.id, 64)


def _strange(what: str) -> bool:
    return what.endswith("no attempt")


class _Start(msgspec.Struct):
    facts: list[msgspec.Raw]


_start = msgspec.json.Decoder(_Start)
_fact = msgspec.json.Decoder(tuple[int, msgspec.Raw])


def _first(rows: list[Row]) -> AttemptOpened | None:
    """The first entry, if it can be read, whether or not it can be trusted. Only this fact is decoded: an opening is long."""
    try:
        event = rules().codec.decode_event(_fact.decode(_start.decode(rows[0].payload).facts[0])[1])
    except (IndexError, ValueError, TypeError):  # those of msgspec are ValueErrors
        return None
    return event if isinstance(event, AttemptOpened) else None
