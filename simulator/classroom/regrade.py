"""Marking an assignment by another rubric: first a dry run that lists every changed mark, then the change itself, which can be
taken back. Marks of both rubrics stay; verdicts are not touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from simulator import __version__, standard
from simulator.classroom import cluster as clusters
from simulator.classroom import workers
from simulator.classroom.errors import ClassroomError
from simulator.classroom.judging.sentences import quoted
from simulator.classroom.judging.work import Kept, Rubric, marked_anew
from simulator.classroom.model import MARKED, Cell, Mark, Regrade, Requirement, Try
from simulator.classroom.packfiles import must_have, opened, scenario_of
from simulator.classroom.policy import cell
from simulator.classroom.store import decisions
from simulator.classroom.store.assignments import class_of, get_assignment
from simulator.classroom.store.database import Database
from simulator.classroom.store.gradebook import gradebook
from simulator.classroom.store.handins import content, tries
from simulator.classroom.store.judged import unmarked
from simulator.classroom.store.marks import put_marks
from simulator.classroom.store.packs import KeptPack, get_pack, keep_pack
from simulator.kernel.text import Text
from simulator.packs.model import Pack

Tell = Callable[[int, int], None]


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement whose points change; None where the other rubric does not have it."""

    id: str
    before: int | None
    after: int | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One student with a hand-in: the mark before and after, as the machine makes it (`automatic`) and as it counts with what
    people decided (`before`, `after`); basis points, None without a mark. counting: the try behind it, before and after."""

    student: str
    before: int | None
    after: int | None
    automatic: tuple[int | None, int | None]
    counting: tuple[str, str]
    shifts: tuple[Shift, ...]

    @property
    def difference(self) -> int:
        """How much the mark that counts changes; nothing counts as 0."""
        return (self.after or 0) - (self.before or 0)

    @property
    def changed(self) -> bool:
        """Whether anything about the mark changes."""
        return self.automatic[0] != self.automatic[1] or bool(self.shifts)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A dry run: what would change, and all that is needed to do it. Nothing of it is kept yet."""

    assignment: str
    before: str
    pack: KeptPack
    marks: dict[str, Mark]
    changes: tuple[Change, ...]
    state: tuple[tuple[str, str, str], ...]  # of the tries it was made from

    @property
    def changed(self) -> tuple[Change, ...]:
        """The students whose mark changes."""
        return tuple(c for c in self.changes if c.changed)


def plan(
    db: Database,
    assignment_id: str,
    source: Path | bytes,
    *,
    jobs: int = 1,
    cluster: str = "",
    tell: Tell | None = None,
) -> Plan:
    """What marking by the rubric of the pack in a folder or an archive would change. Raises ClassroomError when it is another
    pack, or its rubric cannot mark what was played."""
    with db.session(write=False):
        assignment = get_assignment(db, assignment_id)
        book = gradebook(db, class_of(db, assignment_id), 0)
        found = tries(db, assignment_id)
        overrides, resets = decisions.overrides(db, assignment_id), decisions.resets(db, assignment_id)
        extensions = decisions.extensions(db, assignment_id)
    new = opened(source)
    if new.pack.id != assignment.pack:
        raise ClassroomError(
            "other-pack",
            Text(
                f"这次作业用的是场景包 {assignment.pack}，不能按另一个包 {new.pack.id} 的标准评。",
                f"The assignment is played with the pack {assignment.pack}; it cannot be marked by another one, {new.pack.id}.",
            ),
        )
    must_have(new.pack, assignment.scenario)
    if new.pack.digest == assignment.rubric:
        raise ClassroomError(
            "same-rubric",
            Text("现在就是按这个场景包评的，没有变化。", "The assignment is marked by this very pack already."),
        )
    markable = [t for t in found if t.verdict in MARKED]
    marks = _marked(db, markable, new.pack, assignment.scenario, jobs, cluster, tell)

    def after(old: Cell) -> Cell:
        mine = old.student
        again = [msgspec.structs.replace(t, mark=marks.get(t.id)) for t in old.tries]
        return cell(
            assignment, mine, again, overrides=[o for o in overrides if o.student == mine],
            resets=[r for r in resets if r.student == mine], extensions=[e for e in extensions if e.student == mine],
        )  # fmt: skip

    cells = [book.cells[s.id, assignment_id] for s in book.students if (s.id, assignment_id) in book.cells]
    return Plan(
        assignment=assignment_id, before=assignment.rubric, marks=marks, state=_state(found),
        pack=KeptPack(id=new.pack.id, version=new.pack.version, digest=new.pack.digest, archive=new.archive),
        changes=tuple(_change(old, after(old)) for old in cells),
    )  # fmt: skip


def apply(db: Database, wanted: Plan, *, reason: str, author: str, at: int) -> Regrade:
    """Do what a dry run showed: keep the pack and its marks, and mark by them from now on. Raises ClassroomError when something
    was handed in, judged or regraded since, and then nothing is changed."""
    with db.session():
        if _state(tries(db, wanted.assignment)) != wanted.state:
            raise ClassroomError(
                "stale-plan",
                Text(
                    "试算之后又有新的提交或评判；请重新试算。",
                    "Something was handed in or judged since the dry run; do it again.",
                ),
            )
        keep_pack(db, wanted.pack)
        put_marks(db, wanted.marks, at, __version__)
        fact = Regrade(
            id="", assignment=wanted.assignment, before=wanted.before, after=wanted.pack.digest, reason=reason,
            author=author, at=at,
        )  # fmt: skip
        return decisions.regrade(db, fact)


def undo(
    db: Database, assignment_id: str, regrade_id: str, *, reason: str, author: str, at: int, jobs: int = 1,
    cluster: str = "",
) -> Regrade:  # fmt: skip
    """Go back to the rubric before a regrade, the latest one that stands. What was handed in since is marked by it as well.
    Raises ClassroomError."""
    made = next((r for r in decisions.regrades(db, assignment_id) if r.id == regrade_id), None)
    marks: dict[str, Mark] = {}
    if made is not None:
        scenario = get_assignment(db, assignment_id).scenario
        since = unmarked(db, assignment_id, made.before)
        if since:
            pack = scenario_of(made.before, scenario, lambda: get_pack(db, made.before))
            marks = _marked(db, since, pack, scenario, jobs, cluster, None)
    with db.session():
        put_marks(db, marks, at, __version__)
        return decisions.undo_regrade(db, regrade_id, reason, author, at)


def _marked(
    db: Database,
    found: tuple[Try, ...] | list[Try],
    pack: Pack,
    scenario: str,
    jobs: int,
    cluster: str,
    tell: Tell | None,
) -> dict[str, Mark]:
    """The marks of these tries by a rubric. Raises ClassroomError for the first that it cannot mark."""

    def items() -> Iterator[Kept]:
        for t in found:
            yield Kept(id=t.id, attempt=t.attempt, raw=content(db, t.content))

    job = workers.Job(marked_anew, Rubric(pack=pack, scenario=scenario), lambda item: len(item.raw), lambda _: "lost")
    results = clusters.run(job, items(), cluster) if cluster else workers.run(job, items(), jobs)
    marks: dict[str, Mark] = {}
    for t, result in zip(found, results, strict=True):
        if isinstance(result, str):
            raise ClassroomError(
                "unmarkable",
                Text(
                    f"新标准评不了学生 {t.student} 的提交 {t.id}（{quoted(result, 120)}）；什么都没有改动，请检查场景包。",
                    f"The rubric cannot mark hand-in {t.id} of student {t.student} ({quoted(result, 120)}); nothing was changed, "
                    "check the pack.",
                ),
            )
        marks[t.id] = result
        if tell is not None:
            tell(len(marks), len(found))
    return marks


def _state(found: tuple[Try, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(sorted((t.id, t.head, t.verdict) for t in found))


def _change(old: Cell, new: Cell) -> Change:
    was, now = _requirements(old), _requirements(new)
    shifts = [
        Shift(id=id, before=_points(was.get(id)), after=_points(now.get(id)))
        for id in sorted({*was, *now}, key=lambda id: (standard.sort_key(id), id))
        if _points(was.get(id)) != _points(now.get(id))
    ]
    return Change(
        student=old.student, before=old.points, after=new.points, automatic=(old.automatic, new.automatic),
        counting=(old.counting, new.counting), shifts=tuple(shifts),
    )  # fmt: skip


def _requirements(of: Cell) -> dict[str, Requirement]:
    counted = of.counted
    return {r.id: r for r in counted.mark.requirements} if counted is not None and counted.mark is not None else {}


def _points(requirement: Requirement | None) -> int | None:
    return requirement.points if requirement is not None else None
