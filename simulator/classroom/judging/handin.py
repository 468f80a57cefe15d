"""One file that was handed in: which attempts are in it, and what each of them is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import msgspec

from simulator.classroom.judging import sentences as say
from simulator.classroom.judging.attempt import Judged, Reading, attempt_id, judge_attempt
from simulator.classroom.judging.expected import Expected
from simulator.classroom.judging.marking import mark
from simulator.classroom.model import Mark, Try, Verdict
from simulator.kernel import replay
from simulator.kernel.luck import Luck
from simulator.kernel.text import Text
from simulator.packs.model import Pack
from simulator.sessions import soundness
from simulator.sessions.rules import rules
from simulator.sessions.store.errors import FAULTS, TRUNCATED, NotASave, SaveError, SaveNewer
from simulator.sessions.store.files import check_schema, connect_in_memory, was_open
from simulator.sessions.store.reading import stored_attempts, stored_rows

__all__ = ["Judged", "judge", "mark_attempt"]

_PLACE = Path("save")  # errors want a place; our sentences do not say it


def judge(raw: bytes, name: str, expected: Expected, packs: Mapping[str, Pack], by: str = "") -> list[Judged]:
    """What the attempts of one assignment in the bytes of a file are; a file that holds none of them gives one verdict for
    the whole. Never raises for what is in the file.

    name: what the file is called; packs: by digest, with the one of the rubric among them; by: the student who handed the file
    in, where that is known.
    """
    try:
        found = _judged(raw, expected, packs, by)
    except Exception as error:  # a stranger's bytes; one file must not keep a class from its marks
        why = f"{type(error).__name__}: {say.quoted(str(error), 120)}"
        found = [_whole("damaged", (say.UNJUDGED.fill(why=why),), expected, by)]
    return [_kept(one, name) for one in found]


def mark_attempt(raw: bytes, attempt: str, scenario: str, pack: Pack) -> Mark:
    """The mark of an attempt that was judged before, by the rubric of a scenario in a pack. Nothing is verified again. Raises
    what a damaged save, or a rubric that does not fit the play, leads to."""
    ruled = rules()
    connection = connect_in_memory(raw, _PLACE)
    try:
        meta = next(one for one in stored_attempts(connection) if attempt_id(one) == attempt)
        rows = stored_rows(connection, meta.id)
    finally:
        connection.close()
    journal = soundness.decoded(ruled, meta, rows)
    world = replay.fold(ruled, rows, Luck(journal.first.seed))
    return mark(journal.facts, world, pack.scenario(scenario), pack.digest)


def _kept(one: Judged, name: str) -> Judged:
    """With the name of the file, and nothing of a stranger's in the sentences that could harm a screen."""
    says = tuple(Text(say.quoted(t.zh, 500), say.quoted(t.en, 500)) for t in one.found.says)
    student = say.quoted(one.found.student, 200)
    found = msgspec.structs.replace(one.found, student=student, source=say.quoted(name, 400), says=says)
    return msgspec.structs.replace(one, named=say.quoted(one.named, 200), found=found)


def _judged(raw: bytes, expected: Expected, packs: Mapping[str, Pack], by: str) -> list[Judged]:
    try:
        connection = connect_in_memory(raw, _PLACE)
        try:
            return _attempts(connection, raw, expected, packs, by)
        finally:
            connection.close()
    except SaveError as error:
        return [_refused(error, raw, expected, by)]
    except (*FAULTS, msgspec.ValidationError):
        why = Text("数据库页面读不出来", "its pages cannot be read")
        return [_claimed(_whole("damaged", (say.DAMAGED.fill(why=why),), expected, by), raw, expected)]


def _attempts(
    connection: sqlite3.Connection, raw: bytes, expected: Expected, packs: Mapping[str, Pack], by: str
) -> list[Judged]:
    if not check_schema(connection, _PLACE):
        lost = was_open(raw)
        says = (say.WITHOUT_LOG,) if lost else (say.EMPTY,)
        return [_whole("truncated" if lost else "not-a-save", says, expected, by)]
    metas = stored_attempts(connection)
    readings = [Reading(connection, meta, stored_rows(connection, meta.id)) for meta in metas]
    # one that was closed and has no rows was emptied; all others without rows were never begun
    begun = [r for r in readings if r.rows or r.meta.closed]
    if not begun:
        one = _whole("open", (say.EMPTY,), expected, by)
        return [_with_hint(one)] if was_open(raw) else [one]
    wanted = [r for r in begun if r.assignment == expected.assignment.id] or begun[-1:]
    judged = [judge_attempt(r, expected, packs, by) for r in wanted]
    return [_with_hint(one) for one in judged] if was_open(raw) else judged


def _refused(error: SaveError, raw: bytes, expected: Expected, by: str) -> Judged:
    if isinstance(error, NotASave):
        return _whole("not-a-save", (say.NOT_A_SAVE.fill(why=error.why),), expected, by)
    if isinstance(error, SaveNewer):
        return _whole("newer", (say.NEWER_FORMAT.fill(why=error.why),), expected, by)
    if error.why == TRUNCATED:
        one = _whole("truncated", (say.CUT_OFF.fill(size=len(raw)),), expected, by)
    else:
        one = _whole("damaged", (say.DAMAGED.fill(why=error.why),), expected, by)
    return _claimed(one, raw, expected)


def _claimed(one: Judged, raw: bytes, expected: Expected) -> Judged:
    """Whose a broken file seems to be: if its list can still be read and speaks of this assignment. Nothing is marked by that."""
    try:
        connection = connect_in_memory(raw, _PLACE, cut=True)
        try:
            metas = stored_attempts(connection)
        finally:
            connection.close()
    except (SaveError, *FAULTS, msgspec.ValidationError):
        return one
    meta = next((m for m in reversed(metas) if m.assignment == expected.assignment.id and m.student), None)
    if meta is None:
        return one
    student = one.found.student or meta.student or ""
    found = msgspec.structs.replace(one.found, student=student, attempt=attempt_id(meta), seed=say.quoted(meta.seed))
    return Judged(named=meta.student or "", found=found)


def _whole(verdict: Verdict, says: tuple[Text, ...], expected: Expected, by: str) -> Judged:
    found = Try(id="", student=by, assignment=expected.assignment.id, verdict=verdict, says=says)
    return Judged(named="", found=found)


def _with_hint(one: Judged) -> Judged:
    """Say why rows may be missing from a save that was copied while it was open."""
    if one.found.verdict not in ("open", "truncated"):
        return one
    return msgspec.structs.replace(
        one, found=msgspec.structs.replace(one.found, says=(*one.found.says, say.WITHOUT_LOG))
    )
