"""What the classroom speaks of: students, assignments, hand-ins, marks. Plain typed data; tables hold it, screens show it.

People are opaque ids everywhere but in `Student` (law 14). Moments are wall-clock milliseconds since 1970 UTC; marks are whole
basis points of full marks (10,000 = 100 %), so that no binary float decides about anybody.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.kernel.text import Text

FULL = 10_000

SeedPolicy = Literal["same", "student", "fresh"]
SEED_POLICY = {
    "same": Text("全班同一种子", "the same for all"),
    "student": Text("每人一个种子", "one for each student"),
    "fresh": Text("每次新种子", "fresh each try"),
}
Counts = Literal["last", "best", "first"]
COUNTS = {
    "last": Text("最后一次", "the last try"),
    "best": Text("最好一次", "the best try"),
    "first": Text("第一次", "the first try"),
}

# What a hand-in was found to be. Only `ok` counts by itself; for all others a person decides (override, extra time).
Verdict = Literal["ok", "open", "copied", "edited", "truncated", "other-pack", "other-seed", "other-student",
                  "other-assignment", "future", "newer", "early", "late", "too-many", "damaged", "not-a-save"]  # fmt: skip
VERDICT: dict[str, Text] = {
    "ok": Text("有效", "valid"),
    "open": Text("未交卷", "not handed in by its player"),
    "copied": Text("与他人的存档相同", "a copy of somebody else's save"),
    "edited": Text("内容被改动", "was edited"),
    "truncated": Text("内容不完整", "was cut short"),
    "other-pack": Text("场景包版本不同", "made with another version of the pack"),
    "other-seed": Text("种子不符", "played with another seed"),
    "other-student": Text("属于另一位学生", "belongs to another student"),
    "other-assignment": Text("不是这次作业", "made for another assignment"),
    "future": Text("时间在未来", "dated in the future"),
    "newer": Text("由本程序的另一版本写成", "written by another version of the program"),
    "early": Text("开放前开始", "begun before the assignment opened"),
    "late": Text("截止后完成", "finished after the assignment closed"),
    "too-many": Text("超过次数", "one try too many"),
    "damaged": Text("文件损坏", "the file is damaged"),
    "not-a-save": Text("不是存档", "no save"),
}


# Verdicts beside which a mark is kept: that of a late try counts where extra time was given, that of one too many once the
# assignment allows more tries.
MARKED = ("ok", "late", "too-many")


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a roster: the only place where a name stands. After erasure all but `id` is empty.

    id: opaque, what journals and marks know; number: the school's number (学号), unique in a class; login: what the school's
    system calls the account, where that differs from the number; group: class section or team, free text.
    """

    id: str
    number: str = ""
    name: str = ""
    email: str = ""
    login: str = ""
    group: str = ""
    erased: bool = False


class Klass(msgspec.Struct, frozen=True, kw_only=True):
    """A class of students. The secret from which seeds are made stays in its table."""

    id: str
    title: str
    created: int = 0


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that a class is to play. The pack is frozen by its digest; `rubric` is the digest of the pack by whose
    rubric marks are computed now (at first the same, another after a regrade)."""

    id: str
    title: str
    pack: str
    pack_version: str
    pack_digest: str
    scenario: str
    seeds: SeedPolicy = "student"
    seed: int | None = None  # for `same`
    attempts: int = 0  # how many tries count at most; 0: any number
    opens: int | None = None
    closes: int | None = None
    counts: Counts = "best"
    pass_at: int = 6_000
    rubric: str = ""
    created: int = 0


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """One facet of a marked try: its points, and the findings that lost most (unit, points, why, fact numbers)."""

    id: str
    title: Text
    weight: int
    points: int
    worst: tuple[Lost, ...] = ()


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """One finding that lost points, with the facts behind it."""

    unit: str
    points: int
    why: Text
    evidence: tuple[int, ...] = ()


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of Table 1 in a marked try; `gates` are the titles of forbidden acts that were found."""

    id: str
    points: int
    passed: bool
    gates: tuple[Text, ...] = ()
    facets: tuple[Facet, ...] = ()


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What a rubric makes of a try: computed from its journal alone, the same for ever for the same rubric and program."""

    rubric: str  # digest of the pack whose rubric it is
    points: int  # compliance
    requirements: tuple[Requirement, ...]


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in of a student for an assignment, judged; `mark` only where the verdict allows one.

    started, ended: wall clock of its first and last row, as the player's machine had it; active: milliseconds in which
    something was done (gaps of more than five minutes are left out); head: digest of the last row as hex; number: which try
    of this student it is, from 1, in order of `ended`.
    """

    id: str
    student: str
    assignment: str
    attempt: str = ""  # the attempt's id in the save
    number: int = 1
    seed: str = ""
    verdict: str = "ok"
    says: tuple[Text, ...] = ()  # the verdict in sentences
    received: int = 0
    started: int = 0
    ended: int = 0
    active: int = 0
    commands: int = 0
    minutes: int = 0  # sim minutes played
    head: str = ""
    source: str = ""  # the file it came from
    content: str = ""  # sha256 of the save it came in, as hex
    print: str = ""  # a fingerprint of what was played, by which copies are recognised
    mark: Mark | None = None


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A person's decision about a mark, a fact beside the automatic one; the latest that is not withdrawn holds."""

    id: str
    student: str
    assignment: str
    points: int | None  # None: the decision is to go back to the automatic mark
    reason: str
    author: str
    at: int


class Reset(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh start for one student in one assignment: tries that ended before it, and decisions made before it, no longer
    count."""

    id: str
    student: str
    assignment: str
    reason: str
    author: str
    at: int


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """Extra time for one student in one assignment; the latest one holds."""

    id: str
    student: str
    assignment: str
    closes: int
    reason: str
    author: str
    at: int


class Regrade(msgspec.Struct, frozen=True, kw_only=True):
    """A change of the rubric by which an assignment is marked, from the pack of one digest to that of another.

    undoes: the id of the regrade that this one takes back; undone: when this one was taken back.
    """

    id: str
    assignment: str
    before: str
    after: str
    reason: str
    author: str
    at: int
    undoes: str = ""
    undone: int | None = None


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One student in one assignment. `points` is what counts (None: nothing yet), `automatic` what the machine found,
    `counting` the id of the try behind it, `state` says in a word what is going on."""

    student: str
    assignment: str
    points: int | None = None
    automatic: int | None = None
    counting: str = ""
    tries: tuple[Try, ...] = ()
    override: Override | None = None

    @property
    def counted(self) -> Try | None:
        """The try that counts."""
        return next((t for t in self.tries if t.id == self.counting), None)


class Gradebook(msgspec.Struct, frozen=True, kw_only=True):
    """A class with all its marks: what exports and reports are written from. `cells` by (student id, assignment id).

    Students stand in the order of their numbers; erased ones are there without a name.
    """

    id: str
    title: str
    students: tuple[Student, ...]
    assignments: tuple[Assignment, ...]
    cells: dict[tuple[str, str], Cell]
    taken: int  # when this was put together

    def cell(self, student: str, assignment: str) -> Cell:
        """The cell of a student and an assignment; an empty one where nothing was handed in."""
        found = self.cells.get((student, assignment))
        return found if found is not None else Cell(student=student, assignment=assignment)
