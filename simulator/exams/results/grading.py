"""Grading an exam: every sitting that is over is verified, marked and kept, on any number of processes.

The result is the same to the byte however many there are and wherever they run: marking is pure, and results come back in the order of the
tickets. Sittings are read one at a time, and kept in batches, so an interruption costs only what was under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from simulator import __version__
from simulator.classroom import cluster as clusters
from simulator.classroom import workers
from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.marking.model import Marked, Verdict
from simulator.exams.marking.rubric import Rubric, must_fit
from simulator.exams.marking.work import Sat, Shared, died, marked, remarked
from simulator.exams.model import Exam, Sitting
from simulator.exams.seat import frozen_pack
from simulator.exams.state import State
from simulator.exams.store import chains
from simulator.exams.store.exams import get_exam, sittings
from simulator.exams.store.gradings import in_force
from simulator.exams.store.marks import marks_by, put_marks
from simulator.exams.store.sats import all_links, sat_of
from simulator.kernel.text import Text
from simulator.packs.model import Pack

Tell = Callable[[int, int, str], None]
BATCH = 25  # sittings kept in one transaction


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one sitting. news: it was judged in this run; points: of its mark."""

    sitting: str
    alias: str
    verdict: Verdict
    says: tuple[Text, ...] = ()
    news: bool = True
    points: int | None = None


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A run of grading, in the order of the aliases, which says nothing of who is who."""

    exam: str
    rubric: str
    found: tuple[Found, ...]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many there are of each verdict."""
        counts: dict[str, int] = {}
        for one in self.found:
            counts[one.verdict] = counts.get(one.verdict, 0) + 1
        return dict(sorted(counts.items()))


def grade(
    db: Database, exam_id: str, *, jobs: int = 1, cluster: str = "", again: bool = False, wall: Callable[[], int],
    clock: HallClock | None = None, tell: Tell | None = None,
) -> Graded:  # fmt: skip
    """Judge the sittings of an exam by the rubric in force and keep their marks. What was found valid by it before, and has not been reopened since, is
    left as it is, unless `again`.

    jobs: processes on this machine; cluster: the address of a Dask scheduler to use instead; wall: milliseconds since 1970, read once; clock: the hall's
    (a time that has run out and that nobody noticed is put on record first); tell: told after each sitting how many are done, of how many, and which.
    Raises ClassroomError; what was kept before stays whole.
    """
    if jobs < 1:
        raise ClassroomError("bad-jobs", Text("进程数至少是 1。", "There has to be at least one job."))
    exam, now = get_exam(db, exam_id), wall()
    rubric = in_force(db, exam_id)
    shared = shared_of(db, exam, rubric)
    _overdue(db, exam_id, clock or HallClock())
    there = sorted(sittings(db, exam_id), key=lambda s: s.alias)
    kept = {id: one.found for id, one in marks_by(db, exam_id, rubric.digest).items()}
    before = {} if again else kept
    ended = ends(db, exam_id)
    wanted = [s for s in there if s.id not in before or not _stands(before[s.id], ended.get(s.id, (-1, "")))]
    found: dict[str, Marked] = {}
    batch: dict[str, Marked] = {}
    for sitting, one in zip(wanted, judged(db, wanted, shared, jobs, cluster), strict=True):
        old = kept.get(sitting.id)
        if one.verdict == "newer" and old is not None and _stands(old, ended.get(sitting.id, (-1, ""))):
            one = old  # this version cannot judge what another one found valid: that stands
        found[sitting.id] = one
        if one.verdict not in ("running", "absent"):
            batch[sitting.id] = one
        if len(batch) >= BATCH:
            put_marks(db, batch, rubric.digest, now, __version__)
            batch = {}
        if tell is not None:
            tell(len(found), len(wanted), sitting.alias)
    put_marks(db, batch, rubric.digest, now, __version__)
    return Graded(
        exam=exam_id, rubric=rubric.digest, found=tuple(_found(s, found.get(s.id), before.get(s.id)) for s in there)
    )


def judged(
    db: Database,
    wanted: Sequence[Sitting],
    shared: Shared,
    jobs: int,
    cluster: str = "",
    known: Mapping[str, Marked] | None = None,
) -> Iterator[Marked]:
    """What is found of sittings, in their order. Those that are `known` were verified before and are only marked anew, with what came of them then."""

    def items() -> Iterator[Sat]:
        for one in wanted:
            sat = sat_of(db, one.id)
            yield sat if known is None else msgspec.structs.replace(sat, closings=known[one.id].closings)

    job = workers.Job(marked if known is None else remarked, shared, lambda sat: sat.size, died)
    return clusters.run(job, items(), cluster) if cluster else workers.run(job, items(), jobs)


def shared_of(db: Database, exam: Exam, rubric: Rubric, packs: Sequence[Pack] = ()) -> Shared:
    """What all sittings of an exam have in common; `packs` are those of the rubric that are not kept yet. Raises ClassroomError where the rubric does
    not fit what was sat."""
    new = {pack.digest: pack for pack in packs}
    digests = dict.fromkeys([*exam.packs.values(), *rubric.packs.values()])
    by_digest = {digest: new.get(digest) or frozen_pack(db, digest) for digest in digests}
    must_fit(exam.paper, rubric, {id: by_digest[digest] for id, digest in rubric.packs.items()})
    return Shared(
        exam=exam.id, paper=exam.paper, targets=exam.targets, packs=exam.packs, rubric=rubric, by_digest=by_digest
    )


def ends(db: Database, exam: str) -> dict[str, tuple[int, str]]:
    """The number and the digest of the fact that ended each sitting, for those that ended."""
    found = {}
    for sitting, links in all_links(db, exam).items():
        for link in reversed(links):
            maybe = b'"submitted"' in link.payload or b'"expired"' in link.payload
            if maybe and isinstance(f.decode(link.payload), f.Submitted | f.Expired):
                found[sitting] = (link.seq, link.digest.hex())
                break
    return found


def _stands(found: Marked, end: tuple[int, str]) -> bool:
    """Whether what was found of a sitting is of its latest end, and nobody has to look again."""
    return found.verdict == "ok" and (found.sealed, found.head) == end


def _overdue(db: Database, exam: str, clock: HallClock) -> None:
    """Put on record each time that ran out while no program was there to notice."""

    def nothing(state: State, now: int) -> Sequence[f.SittingFact]:
        return ()

    for one in sittings(db, exam):
        if one.stage in ("running", "paused"):
            chains.change(db, clock, one.id, nothing)


def _found(sitting: Sitting, one: Marked | None, before: Marked | None) -> Found:
    found = one or before
    assert found is not None  # who was not judged now was judged before
    return Found(
        sitting=sitting.id, alias=sitting.alias, verdict=found.verdict, says=found.says, news=one is not None,
        points=found.mark.points if found.mark is not None else None,
    )  # fmt: skip
