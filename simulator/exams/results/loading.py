"""Attempts of a sitting read from the hall's database, over in memory: to be shown, replayed, or written as a save. Nothing is changed there."""

from __future__ import annotations

import msgspec

from simulator.classroom.store.database import Database
from simulator.exams.errors import ExamError
from simulator.exams.marking import sound
from simulator.exams.marking.settle import closed, closing
from simulator.exams.marking.sound import Sealed, Wrong
from simulator.exams.model import Exam
from simulator.exams.seat import frozen_pack
from simulator.exams.store.gradings import in_force
from simulator.exams.store.marks import mark_of
from simulator.exams.store.sats import sat_of
from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.packs.model import Pack
from simulator.sessions.attempt import Attempt


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One try: its item and number from 0, the rows that count, those of its closing, and the pack it was played with."""

    item: int
    number: int
    attempt: str
    scenario: str
    seed: int
    rows: tuple[Row, ...]
    after: tuple[Row, ...]
    pack: Pack

    def open(self) -> Attempt:
        """The attempt, over in memory."""
        return closed(self.rows, self.after, self.pack, self.scenario)


def loaded(db: Database, exam: Exam, sitting: str) -> tuple[Loaded, ...]:
    """The tries of a sitting that is over, in the order they were begun, with what came of the store as it was worked out when it was marked (or is now).
    Raises ExamError where it is not over, or its record does not hold; the sentence says where."""
    sat = sat_of(db, sitting)
    kept = mark_of(db, sitting, in_force(db, exam.id).digest)
    known = {c.attempt: c.rows for c in kept.found.closings} if kept is not None else {}
    try:
        found = sound.kept(sat)
    except Wrong as wrong:
        raise ExamError(f"sitting-{wrong.verdict}", wrong.text) from wrong
    return tuple(
        _loaded(exam, t, known, frozen_pack(db, exam.packs[exam.paper.items[t.item].pack]))
        for t in found.tries
        if t.rows
    )


def _loaded(exam: Exam, one: Sealed, known: dict[str, tuple[Row, ...]], pack: Pack) -> Loaded:
    scenario = exam.paper.items[one.item].scenario
    after = known.get(one.attempt, ())
    if not after or after[0].seq != len(one.rows):
        try:
            after = closing(one.rows, pack, scenario, one.at)
        except Exception as error:  # a record that was changed leads anywhere
            why = f"{type(error).__name__}"
            raise ExamError(
                "unplayable",
                Text(
                    f"第 {one.item + 1} 题第 {one.number + 1} 次的记录接不下去（{why}）；请先运行 storesim hall verify。",
                    f"The record of item {one.item + 1}, try {one.number + 1} cannot be gone on with ({why}); run storesim hall verify first.",
                ),
            ) from error
    return Loaded(
        item=one.item, number=one.number, attempt=one.attempt, scenario=scenario, seed=one.seed, rows=one.rows, after=after, pack=pack
    )  # fmt: skip
