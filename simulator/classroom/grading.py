"""Grading the hand-ins of an assignment: collect, judge on any number of processes, keep.

The result is the same to the byte however many processes there are and wherever they run: hand-ins are kept in the order of
their names (those of the inbox in the order they came), ids are computed from what they name, and the clock is read once.
What is kept is kept in batches of whole files, so an interruption costs only what was under way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from simulator.classroom import cluster as clusters
from simulator.classroom import workers
from simulator.classroom.collecting import Source, Unreadable, collected
from simulator.classroom.errors import ClassroomError
from simulator.classroom.expecting import Setting, setting
from simulator.classroom.judging.sentences import quoted
from simulator.classroom.judging.work import Item, Shared, died, judged_file
from simulator.classroom.keeping import Keeper
from simulator.classroom.packfiles import scenario_of
from simulator.classroom.store.database import Database
from simulator.classroom.store.handins import content, tries
from simulator.classroom.store.inbox import waiting
from simulator.classroom.store.judged import judged_contents, points_by
from simulator.classroom.store.packs import get_pack
from simulator.kernel.text import Text

Tell = Callable[[int, int, str], None]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one hand-in. id: of the try that is kept, "" where nothing is kept because no student of the class
    belongs to it; news: judged in this run, else it was judged before or came twice; points: of its mark."""

    source: str
    student: str
    verdict: str
    says: tuple[Text, ...] = ()
    id: str = ""
    news: bool = True
    points: int | None = None


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A run of grading: how many files were looked at, and what was found in them, in the order of the files."""

    assignment: str
    files: int
    found: tuple[Found, ...]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many of each verdict there are among those judged in this run."""
        counts: dict[str, int] = {}
        for one in self.found:
            if one.news:
                counts[one.verdict] = counts.get(one.verdict, 0) + 1
        return dict(sorted(counts.items()))


def grade(
    db: Database,
    assignment_id: str,
    sources: Path | None,
    *,
    jobs: int = 1,
    cluster: str = "",
    again: bool = False,
    only: Collection[str] | None = None,
    wall: Callable[[], int],
    tell: Tell | None = None,
) -> Graded:
    """Judge the hand-ins of an assignment and keep them with their marks.

    sources: a folder, a zip of one or a single save; None: the inbox of the database. jobs: processes on this machine;
    cluster: the address of a Dask scheduler to use instead. only: names of files, all others are left alone. again: judge also
    what was judged before by the same rubric; when it came, from which file, and that it is a copy, stays. wall: milliseconds
    since 1970, read once; tell: told after each file how many are done, of how many, and its name. Raises ClassroomError; what
    was kept before stays whole.
    """
    if jobs < 1:
        raise ClassroomError("bad-jobs", Text("进程数至少是 1。", "There has to be at least one job."))
    now = wall()
    known = setting(db, assignment_id, now)
    rubric, scenario = known.assignment.rubric, known.assignment.scenario
    pack = scenario_of(rubric, scenario, lambda: get_pack(db, rubric))
    job = workers.Job(judged_file, Shared(expected=known.expected, pack=pack), lambda item: len(item.raw), died)
    keeper = Keeper(db, known, now)
    with _sources(db, known, sources, now) as there:
        files = there if only is None else [one for one in there if one.name in only]
        run = _Run(files, keeper, {} if again else judged_contents(db, assignment_id, rubric), tell)
        answers = clusters.run(job, run.items(), cluster) if cluster else workers.run(job, run.items(), jobs)
        for answer in answers:
            keeper.add(answer)
            run.told(answer.name)
        keeper.flush()
    keeper.relabel(tuple(known.students))
    return Graded(assignment=assignment_id, files=len(files), found=_found(db, known, files, keeper))


class _Run:
    """The files of a run: those that were judged before are passed over."""

    def __init__(
        self, files: list[Source], keeper: Keeper, before: dict[str, tuple[tuple[str, str], ...]], tell: Tell | None
    ) -> None:
        self.files, self.keeper, self.before, self.tell = files, keeper, before, tell
        self.done = 0
        self.seen: dict[tuple[str, str], int] = {}

    def items(self) -> Iterator[Item]:
        """What has to be judged, read when its turn comes."""
        for place, source in enumerate(self.files):
            item = Item(place=place, name=source.name, by=source.by, received=source.received, waiting=source.waiting)
            try:
                raw = source.read()
            except Unreadable as error:
                yield msgspec.structs.replace(item, failed=error.why)
                continue
            if self._passed_over(place, source, hashlib.sha256(raw).hexdigest()):
                self.told(source.name)
                continue
            yield msgspec.structs.replace(item, raw=raw)

    def told(self, name: str) -> None:
        """One file more is done."""
        self.done += 1
        if self.tell is not None:
            self.tell(self.done, len(self.files), quoted(name, 200))

    def _passed_over(self, place: int, source: Source, sha256: str) -> bool:
        first = self.seen.setdefault((sha256, source.by), place)
        ids = [id for student, id in self.before.get(sha256, ()) if source.by in ("", student)]
        if first == place and not ids:
            return False
        self.keeper.pass_over(place, ids, first, source.waiting)
        return True


@contextmanager
def _sources(db: Database, known: Setting, place: Path | None, now: int) -> Iterator[list[Source]]:
    if place is not None:
        with collected(place, known.students.values(), now) as files:
            yield files
        return

    def reader(sha256: str) -> Callable[[], bytes]:
        def read() -> bytes:
            try:
                return content(db, sha256)
            except ClassroomError as error:
                raise Unreadable(error.text) from error

        return read

    yield [
        Source(
            name=f"{w.content[:16]}.storesim", by=w.student, received=w.received, waiting=w.id, read=reader(w.content)
        )
        for w in waiting(db, known.assignment.id)
    ]


def _found(db: Database, known: Setting, files: list[Source], keeper: Keeper) -> tuple[Found, ...]:
    """What is kept of each file now, after all of them were compared."""
    kept = {t.id: t for t in tries(db, known.assignment.id)}
    points = points_by(db, known.assignment.id, known.assignment.rubric)
    found: list[Found] = []
    for place, source in enumerate(files):
        for line in keeper.lines(place):
            t = kept.get(line.id, line.found)
            found.append(
                Found(
                    source=quoted(source.name, 200), student=t.student, verdict=t.verdict, says=t.says, id=line.id,
                    news=line.news, points=points.get(line.id),
                )
            )  # fmt: skip
    return tuple(found)
