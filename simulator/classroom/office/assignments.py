"""Assignments: give one, list them, write the file that all students of a class get, change times, extend for one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import COUNTS, SEED_POLICY, Assignment, Extension
from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.classroom.office.fields import AssignmentField, AuthorField, ClassField, ReasonField, StudentField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

MOMENT = Text("如 2026-12-01 18:00", "such as 2026-12-01 18:00")


@operation(
    "assign", group="work", order=60, title=Text("布置作业", "Give an assignment"),
    about=Text(
        "给班级布置一个场景；场景包此刻冻结，之后的改动不影响这次作业。",
        "Give a scenario to a class; its pack is frozen now, and later changes do not touch this assignment.",
    ),
)  # fmt: skip
class Assign(Operation, frozen=True, kw_only=True):
    """A scenario, its seeds, its times, and what counts."""

    scenario: Annotated[
        str,
        info(
            "场景",
            "Scenario",
            record="scenarios",
            help=Text("例如 11.1 或 example-school/tea-parcels", "such as 11.1, or example-school/tea-parcels"),
            min_length=1,
        ),
    ]
    klass: ClassField = ""
    title: Annotated[
        str, info("标题", "Title", help=Text("不写则用场景的标题", "left out: the scenario's"), max_length=120)
    ] = ""
    seeds: Annotated[Literal["student", "same", "fresh"], info("种子", "Seeds", choices=SEED_POLICY)] = "student"
    attempts: Annotated[
        int,
        info(
            "次数",
            "Tries",
            "int",
            help=Text("最多算几次；0 不限", "how many count at most; 0: any number"),
            ge=0,
            le=100,
        ),
    ] = 0
    opens: Annotated[str, info("开放", "Opens", "moment", help=MOMENT)] = ""
    closes: Annotated[str, info("截止", "Closes", "moment", help=MOMENT)] = ""
    counts: Annotated[Literal["best", "last", "first"], info("算哪次", "What counts", choices=COUNTS)] = "best"
    pass_at: Annotated[int, info("及格线", "Pass mark", "int", unit="%", ge=1, le=100)] = 60

    def run(self, office: Office) -> Answer:
        """Freeze the pack and keep the assignment."""
        from simulator.classroom.store.assignments import create_assignment
        from simulator.packs.archive import packed
        from simulator.packs.files import members
        from simulator.packs.library import find

        klass = office.klass(self.klass)
        try:
            pack, scenario = find(self.scenario)
        except KeyError as error:
            raise ClassroomError(
                "no-scenario",
                Text(
                    f"没有场景“{self.scenario}”；相近的：{error.args[0]}。",
                    f"There is no scenario {self.scenario!r}; near: {error.args[0]}.",
                ),
            ) from None
        wanted = Assignment(
            id="", title=self.title or scenario.title.of(office.lang), pack=pack.id, pack_version=pack.version, pack_digest=pack.digest,
            scenario=scenario.id, seeds=self.seeds, attempts=self.attempts, opens=office.moment(self.opens), closes=office.moment(self.closes),
            counts=self.counts, pass_at=self.pass_at * 100, created=office.wall(),
        )  # fmt: skip
        made = create_assignment(office.db, klass.id, wanted, packed(members(Path(pack.path)).files))
        return Answer(
            lines=(
                Text(
                    f"已布置“{made.title}”（{made.id}）：{pack.id} {pack.version} / {scenario.id}，{SEED_POLICY[made.seeds].zh}。",
                    f"{made.title!r} ({made.id}) was given: {pack.id} {pack.version} / {scenario.id}, seeds {SEED_POLICY[made.seeds].en}.",
                ),
                Text(
                    "下一步：storesim class hand-out 写出发给学生的作业文件。",
                    "Next: storesim class hand-out writes the file for the students.",
                ),
            ),
            data=msgspec.to_builtins(made),
        )


@operation(
    "assignments", group="work", order=65, changes=False, title=Text("各次作业", "Assignments"),
    about=Text("班级的各次作业。", "The assignments of a class."),
)  # fmt: skip
class ListAssignments(Operation, frozen=True, kw_only=True):
    """All assignments of a class."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """With their times and what waits in the inbox."""
        from simulator.classroom.store.assignments import assignments
        from simulator.classroom.store.inbox import waiting

        found = assignments(office.db, office.klass(self.klass).id)
        heads = (
            Text("编号", "Id"), Text("标题", "Title"), Text("场景", "Scenario"), Text("种子", "Seeds"), Text("次数", "Tries"), Text("算哪次", "Counts"),
            Text("开放", "Opens"), Text("截止", "Closes"), Text("待收", "Waiting"),
        )  # fmt: skip
        rows = tuple(
            (
                a.id, a.title, f"{a.pack}/{a.scenario} {a.pack_version}", SEED_POLICY[a.seeds], str(a.attempts or "-"), COUNTS[a.counts],
                office.written(a.opens), office.written(a.closes), str(len(waiting(office.db, a.id))),
            )
            for a in found
        )  # fmt: skip
        return Answer(
            lines=()
            if rows
            else (
                Text(
                    "还没有作业；用 storesim class assign 布置。",
                    "There is no assignment yet; give one with: storesim class assign",
                ),
            ),
            tables=(
                Table(
                    heads=heads,
                    rows=rows,
                    right=(8,),
                    keys=tuple(a.id for a in found),
                    names=tuple(a.title for a in found),
                    record="assignments",
                ),
            )
            if rows
            else (),
            data=[msgspec.to_builtins(a) for a in found],
        )


@operation(
    "hand-out", group="work", order=70, changes=False, title=Text("写出作业文件", "Write the task file"),
    about=Text(
        "写出发给全班的作业文件：里面没有姓名和明文学号；学生打开它，输入自己的学号就能开始。",
        "Write the file that the whole class gets. It holds no names and no numbers in clear; a student opens it and types the number.",
    ),
)  # fmt: skip
class HandOut(Operation, frozen=True, kw_only=True):
    """The one file for all."""

    klass: ClassField = ""
    assignment: AssignmentField = ""
    out: Annotated[
        str, info("输出文件", "File", "path", help=Text("不写则用作业标题 .task", "left out: the title .task"))
    ] = ""
    without_pack: Annotated[
        bool,
        info(
            "不含场景包",
            "Without the pack",
            "flag",
            help=Text("学生已装好场景包时用", "where students have the pack already"),
        ),
    ] = False

    def run(self, office: Office) -> Answer:
        """Write the file."""
        from simulator.classroom.bureau.files import write
        from simulator.classroom.store.tasks import task_of
        from simulator.classroom.task import write_task

        klass = office.klass(self.klass)
        assignment = office.assignment(klass, self.assignment)
        task = task_of(office.db, assignment.id, with_pack=not self.without_pack)
        name = re.sub(r"[^\w.-]+", "-", assignment.title).strip("-.") or assignment.id
        path = write(Path(self.out).expanduser() if self.out else Path(f"{name}.task"), write_task(task))
        return Answer(
            lines=(
                Text(
                    f"已写入 {path}：{len(task.entries)} 名学生。学生用 storesim task {path.name} 打开。",
                    f"Written {path} for {len(task.entries)} students. They open it with: storesim task {path.name}",
                ),
            ),
            files=(path,),
        )


@operation(
    "change", group="work", order=75, title=Text("改作业时间", "Change an assignment"),
    about=Text("改标题、时间、次数、算法或及格线；场景和种子不能再改。", "Change title, times, tries, what counts or the pass mark; scenario and seeds stay."),
)  # fmt: skip
class ChangeAssignment(Operation, frozen=True, kw_only=True):
    """Another title, other times, another way of counting; what is left out stays."""

    klass: ClassField = ""
    assignment: AssignmentField = ""
    title: Annotated[str, info("标题", "Title", max_length=120)] = ""
    opens: Annotated[str, info("开放", "Opens", "moment", help=MOMENT)] = ""
    closes: Annotated[str, info("截止", "Closes", "moment", help=MOMENT)] = ""
    attempts: Annotated[Annotated[int, msgspec.Meta(ge=0, le=100)] | None, info("次数", "Tries", "int")] = None
    counts: Annotated[Literal["", "best", "last", "first"], info("算哪次", "What counts", choices=COUNTS)] = ""
    pass_at: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=100)] | None, info("及格线", "Pass mark", "int", unit="%")
    ] = None

    def run(self, office: Office) -> Answer:
        """Keep what is new."""
        from simulator.classroom.store.assignments import change_assignment

        old = office.assignment(office.klass(self.klass), self.assignment)
        new = msgspec.structs.replace(
            old, title=self.title or old.title, opens=office.moment(self.opens) or old.opens, closes=office.moment(self.closes) or old.closes,
            attempts=old.attempts if self.attempts is None else self.attempts, counts=self.counts or old.counts,
            pass_at=old.pass_at if self.pass_at is None else self.pass_at * 100,
        )  # fmt: skip
        change_assignment(office.db, new)
        return Answer(
            lines=(
                Text(
                    "已修改；发出的作业文件里还是旧的时间，请重新写出。",
                    "Changed; the task file that is out still has the old times, so write it anew.",
                ),
            )
        )


@operation(
    "extend", group="work", order=133, title=Text("给一人延期", "More time for one"),
    about=Text("给一位学生另定截止时刻，理由记录在案。", "Another closing moment for one student, with a reason on record."),
)  # fmt: skip
class Extend(Operation, frozen=True, kw_only=True):
    """Extra time for one student."""

    student: StudentField
    closes: Annotated[str, info("截止到", "Until", "moment", help=MOMENT, min_length=1)]
    reason: ReasonField
    klass: ClassField = ""
    assignment: AssignmentField = ""
    author: AuthorField = ""

    def run(self, office: Office) -> Answer:
        """A fact beside the assignment."""
        from simulator.classroom.store.decisions import extend

        klass = office.klass(self.klass)
        student, assignment = office.student(klass, self.student), office.assignment(klass, self.assignment)
        closes = office.moment(self.closes) or 0
        extend(
            office.db,
            Extension(
                id="", student=student.id, assignment=assignment.id, closes=closes, reason=self.reason, author=self.author or office.author,
                at=office.wall(),
            ),
        )  # fmt: skip
        return Answer(
            lines=(
                Text(
                    f"{student.name} 可做到 {office.written(closes)}。",
                    f"{student.name} has until {office.written(closes)}.",
                ),
            )
        )
