"""Setting up an exam: the paper with its packs as they are on this machine now, frozen, and a sitting for each student of a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from simulator.classroom.model import Klass, Student
from simulator.classroom.packfiles import opened
from simulator.classroom.store.database import Database
from simulator.classroom.store.packs import KeptPack
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.model import Admission, Entrant, Exam, Strip
from simulator.exams.paper.difficulty import target
from simulator.exams.paper.frozen import packs_of, paper_digest
from simulator.exams.paper.model import Paper
from simulator.exams.store.exams import list_exams, make_exam
from simulator.kernel.text import Text
from simulator.packs.archive import packed
from simulator.packs.files import members
from simulator.packs.model import Pack

MOST = 999  # a ticket has three digits for the seat


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """What an exam is set up from. targets: the usual workload of each item (`paper.difficulty`)."""

    paper: Paper
    kept: dict[str, KeptPack]
    targets: tuple[int, ...]


def frozen(paper: Paper, packs: Sequence[Pack], tell: Callable[[int, int, str], None] = lambda *_: None) -> Frozen:
    """A paper with the packs it needs, out of those that are on offer here. Takes some tenths of a second for each item: the usual workload
    is found by playing it. Raises ExamError and ClassroomError."""
    needed = packs_of(paper, packs)
    kept = {id: _kept(pack) for id, pack in needed.items()}
    targets = []
    for number, item in enumerate(paper.items):
        tell(number, len(paper.items), item.address)
        targets.append(target(needed[item.pack], item.scenario))
    return Frozen(paper=paper, kept=kept, targets=tuple(targets))


def set_up(
    db: Database, clock: HallClock, what: Frozen, klass: Klass, students: Sequence[Student], *, title: str, admission: Admission = "hand",
    opens: int | None = None, planned: Mapping[str, int] | None = None, by: str = "",
) -> tuple[Exam, tuple[Strip, ...]]:  # fmt: skip
    """An exam for these students. opens: the hall's milliseconds; planned: seconds of extra time by a student's id. The strips hold the PINs, which are
    kept nowhere. Raises ExamError and ClassroomError, and then nothing was made."""
    may_be_set_up(db, title, students)
    exam = Exam(
        id="", title=title, paper=what.paper, packs={id: kept.digest for id, kept in what.kept.items()}, targets=what.targets, klass=klass.id,
        admission=admission, opens=opens,
    )  # fmt: skip
    extra = planned or {}
    entrants = [Entrant(person=s.id, planned=extra.get(s.id, 0)) for s in students]
    return make_exam(db, clock, exam, what.kept, entrants, by=by, digest=paper_digest(what.paper))


def may_be_set_up(db: Database, title: str, students: Sequence[Student]) -> None:
    """Raises ExamError where there is nobody to sit the exam, too many for its tickets, or another of the same title."""
    if not students:
        raise ExamError(
            "nobody",
            Text(
                "这个班还没有学生；请先用 storesim class roster 导入名单。",
                "There is nobody in this class yet; import a roster first: storesim class roster",
            ),
        )
    if len(students) > MOST:
        raise ExamError(
            "too-many",
            Text(
                f"一场考试最多 {MOST} 人，这个班有 {len(students)} 人；请分成几场。",
                f"An exam has at most {MOST} candidates, this class has {len(students)}; make several exams.",
            ),
        )
    if any(e.title == title.strip() for e in list_exams(db)):
        raise ExamError(
            "taken",
            Text(f"已有考试“{title}”；请换个名称。", f"There is an exam {title!r} already; choose another title."),
        )


def _kept(pack: Pack) -> KeptPack:
    """A pack whole, as the library has it at this moment; read again, so that what is kept is what was checked."""
    again = opened(packed(members(Path(pack.path)).files))
    if again.pack.digest != pack.digest:
        raise ExamError(
            "pack-changed",
            Text(
                f"场景包 {pack.id} 在读取时被改动；请再试一次。",
                f"The pack {pack.id} was changed while it was read; try again.",
            ),
        )
    return KeptPack(id=pack.id, version=pack.version, digest=pack.digest, archive=again.archive)
