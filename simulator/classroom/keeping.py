"""Keeping what judges found: whole files at a time, compared with what is kept already, in the order they are given."""

from __future__ import annotations

import hashlib

import msgspec

from simulator import __version__
from simulator.classroom.copies import settled
from simulator.classroom.expecting import Setting
from simulator.classroom.judging import Judged
from simulator.classroom.judging.work import Answer
from simulator.classroom.model import MARKED, Mark, Try
from simulator.classroom.policy import relabelled
from simulator.classroom.store.database import Database
from simulator.classroom.store.handins import put_tries, same_print
from simulator.classroom.store.inbox import take_out
from simulator.classroom.store.judged import drop_marks, keep_contents, tries_of
from simulator.classroom.store.marks import put_marks

FILES = 50  # kept in one transaction at most
BYTES = 16_000_000  # of them, compressed


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be reported of a file: the try that is kept, or what was found where none is."""

    id: str
    found: Try
    news: bool


class Keeper:
    """Keeps answers in batches. `flush` after the last one."""

    def __init__(self, db: Database, known: Setting, now: int) -> None:
        self.db, self.known, self.now = db, known, now
        self._batch: list[Answer] = []
        self._taken: list[str] = []  # of the inbox, judged before
        self._lines: dict[int, list[Line]] = {}
        self._same: dict[int, int] = {}  # a file that came twice, and where it came first

    def add(self, answer: Answer) -> None:
        """Keep this file, now or with the next ones."""
        self._batch.append(answer)
        size = sum(len(a.content.data) for a in self._batch if a.content is not None)
        if len(self._batch) >= FILES or size >= BYTES:
            self.flush()

    def pass_over(self, place: int, ids: list[str], first: int, waiting: str) -> None:
        """This file was judged before (into the tries of these ids), or is the same as the one at the place `first`."""
        if ids:
            self._lines[place] = [Line(id=id, found=_nobody(), news=False) for id in ids]
        else:
            self._same[place] = first
        self._taken += [waiting] if waiting else []

    def lines(self, place: int) -> list[Line]:
        """What is to be reported of the file at a place."""
        if place in self._same:
            return [msgspec.structs.replace(line, news=False) for line in self._lines.get(self._same[place], [])]
        return self._lines.get(place, [])

    def flush(self) -> None:
        """Keep what was added, in one transaction."""
        batch, taken = self._batch, self._taken
        self._batch, self._taken = [], []
        if not batch and not taken:
            return
        with self.db.session():
            keep_contents(self.db, [a.content for a in batch if a.content is not None and self._owned(a)])
            concerned = {j.found.student for a in batch for j in a.judged} & self.known.students.keys()
            own = {s: list(found) for s, found in tries_of(self.db, self.known.assignment.id, concerned).items()}
            written: dict[str, Try] = {}
            new: list[Try] = []
            for answer in batch:
                self._lines[answer.place] = []
                for judged in answer.judged:
                    self._take(answer, judged, own, written, new)
            self._write(list(written.values()), new)
            take_out(self.db, [*taken, *(a.waiting for a in batch if a.waiting and a.content is not None)])

    def relabel(self, students: tuple[str, ...]) -> None:
        """Say of the tries of these students which are too many, by what the assignment allows now."""
        known = self.known
        with self.db.session():
            changed = [
                t
                for student, tries in tries_of(self.db, known.assignment.id, students).items()
                for t in relabelled(
                    known.assignment, tries, known.resets.get(student, ()), known.extensions.get(student, ())
                )
            ]
            put_tries(self.db, changed)

    def _owned(self, answer: Answer) -> bool:
        return any(j.found.student in self.known.students for j in answer.judged)

    def _take(
        self, answer: Answer, judged: Judged, own: dict[str, list[Try]], written: dict[str, Try], new: list[Try]
    ) -> None:
        """One judged attempt: is it to be kept, anew or for the first time?"""
        lines = self._lines[answer.place]
        student = self.known.students.get(judged.found.student)
        if student is None or answer.content is None:
            lines.append(Line(id="", found=judged.found, news=True))
            return
        content = answer.content.sha256
        t = msgspec.structs.replace(
            judged.found, id=_id(self.known.assignment.id, content, judged.found.attempt, student.id),
            assignment=self.known.assignment.id, received=answer.received, content=content,
        )  # fmt: skip
        if student.erased:  # names of files and sentences were blanked for good
            t = msgspec.structs.replace(t, source="", says=())
        before = own.setdefault(student.id, [])
        old = next((o for o in before if o.id == t.id), None)
        if old is not None:
            t = msgspec.structs.replace(t, received=old.received, source=old.source)
            if old.verdict == "copied":
                t = msgspec.structs.replace(t, verdict="copied", says=old.says, mark=None)
        else:
            twin = next((o for o in before if _same_attempt(o, t)), None)
            if twin is not None:
                lines.append(Line(id=twin.id, found=twin, news=False))
                return
            before.append(t)
            new.append(t)
        written[t.id] = t
        lines.append(Line(id=t.id, found=_nobody(), news=True))

    def _write(self, given: list[Try], new: list[Try]) -> None:
        put_tries(self.db, given)
        final = {t.id: t for t in given}
        ids = {t.id for t in new}
        for mark, group in same_print(self.db, self.known.klass, {t.print for t in new}).items():
            joining = [t for t in new if t.print == mark]
            for changed in settled(joining, [t for t in group if t.id not in ids]):
                final[changed.id] = changed
        changed_now = [t for id, t in final.items() if t.verdict == "copied"]
        put_tries(self.db, changed_now)
        marks: dict[str, Mark] = {t.id: t.mark for t in final.values() if t.mark is not None and t.verdict in MARKED}
        drop_marks(self.db, final.keys() - marks.keys())
        put_marks(self.db, marks, self.now, __version__)


def _same_attempt(old: Try, new: Try) -> bool:
    """Whether a try is there already, handed in as another file: the same attempt with the same last row, and no worse."""
    return (
        bool(new.head)
        and (old.attempt, old.head) == (new.attempt, new.head)
        and (old.verdict in (*MARKED, "copied", new.verdict))
    )


def _id(assignment: str, content: str, attempt: str, student: str) -> str:
    """The id of a try, the same whenever and wherever it is judged."""
    words = "\0".join((assignment, content, attempt, student))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _nobody() -> Try:
    return Try(id="", student="", assignment="")
