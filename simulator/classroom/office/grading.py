"""Grading what was handed in, and grading it anew by another rubric."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import VERDICT, Assignment, Klass
from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.classroom.office.fields import AssignmentField, AuthorField, ClassField
from simulator.classroom.office.results import name_of, percent
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.classroom.grading import Graded

JobsField = Annotated[
    int, info("进程数", "Jobs", "int", help=Text("0 为本机全部核心", "0: all cores of this machine"), ge=0, le=256)
]
ClusterField = Annotated[
    str, info("集群", "Cluster", help=Text("已有的 Dask 调度器，如 tcp://10.0.0.5:8786", "an existing Dask scheduler, such as tcp://10.0.0.5:8786"))
]  # fmt: skip


def cores(jobs: int) -> int:
    """How many processes are meant."""
    return jobs or os.cpu_count() or 1


@operation(
    "grade", group="marks", order=82, title=Text("评分", "Grade"),
    about=Text(
        "收下一个文件夹（或 .zip、单个存档）里的存档：逐个校验、重演、判定、评分并保存。",
        "Take in the saves of a folder, a .zip or a single one: each is verified, played again, judged, marked and kept.",
    ),
)  # fmt: skip
class Grade(Operation, frozen=True, kw_only=True):
    """Without a folder, what waits in the inbox of the database."""

    folder: Annotated[
        str,
        info("存档所在", "Saves", "path", help=Text("文件夹、.zip 或存档；不写则收数据库里待收的", "a folder, .zip or save; left out: what waits in the database")),
    ] = ""  # fmt: skip
    klass: ClassField = ""
    assignment: Annotated[
        str,
        info("作业", "Assignment", record="assignments", help=Text("不写则按存档自己说的分到各次作业", "left out: each save says itself to which it belongs")),
    ] = ""  # fmt: skip
    jobs: JobsField = 0
    cluster: ClusterField = ""
    again: Annotated[
        bool, info("重判", "Again", "flag", help=Text("评过的也再评", "also what was judged before"))
    ] = False  # fmt: skip

    def run(self, office: Office) -> Answer:
        """Every file is named with what it was found to be; a faulty one touches nobody else."""
        from simulator.classroom.routing import routed
        from simulator.classroom.store.assignments import assignments

        klass = office.klass(self.klass)
        wanted = (office.assignment(klass, self.assignment),) if self.assignment else assignments(office.db, klass.id)
        if not wanted:
            raise ClassroomError(
                "no-assignment", Text("这个班还没有作业。", "This class has no assignments yet.")
            )  # fmt: skip
        place = Path(self.folder).expanduser() if self.folder else None
        route = routed(place, wanted, office.wall()) if place is not None and len(wanted) > 1 else None
        done: list[tuple[Assignment, Graded]] = []
        for one in wanted:
            only = route.files[one.id] if route is not None else None
            if only is None or only:
                done.append((one, self._graded(office, one, place, only)))
        return self._answer(office, klass, done, route.stray if route is not None else ())

    def _graded(self, office: Office, one: Assignment, place: Path | None, only: frozenset[str] | None) -> Graded:
        from simulator.classroom.grading import grade

        return grade(
            office.db, one.id, place, jobs=cores(self.jobs), cluster=self.cluster, again=self.again, only=only, wall=office.wall,
            tell=office.tell,
        )  # fmt: skip

    def _answer(
        self, office: Office, klass: Klass, done: list[tuple[Assignment, Graded]], stray: tuple[str, ...]
    ) -> Answer:
        people = {s.id: s for s in office.book(klass).students}
        rows, lines = [], []
        for assignment, graded in done:
            good = sum(f.verdict == "ok" and f.news for f in graded.found)
            news = sum(f.news for f in graded.found)
            lines.append(
                Text(
                    f"“{assignment.title}”：{graded.files} 个文件，新评 {news} 份，其中有效 {good} 份。",
                    f"{assignment.title}: {graded.files} files, {news} newly judged, {good} of them valid.",
                )
            )
            for found in graded.found:
                if found.verdict == "ok" or not found.news:
                    continue
                who = name_of(people[found.student]) if found.student in people else "-"
                why = Text(" ".join(t.zh for t in found.says), " ".join(t.en for t in found.says))
                rows.append((found.source, who, VERDICT[found.verdict], why, percent(found.points)))
        for name in stray:
            why = Text(
                "看不出属于哪次作业；请用“作业”一栏指明后再评",
                "it is not clear to which assignment it belongs; grade it with the assignment named",
            )
            rows.append((name, "-", Text("未收下", "not taken in"), why, "-"))  # fmt: skip
        heads = (
            Text("文件", "File"),
            Text("学生", "Student"),
            Text("判定", "Verdict"),
            Text("说明", "Note"),
            Text("成绩", "Points"),
        )
        if rows:
            lines.append(
                Text(f"有 {len(rows)} 份要看一看。", f"{len(rows)} of them want looking into.")
            )  # fmt: skip
        return Answer(
            lines=tuple(lines), tables=(Table(heads=heads, rows=tuple(rows), right=(4,)),) if rows else (),
            data={"assignments": [msgspec.to_builtins(g) for _, g in done], "stray": list(stray)},
        )  # fmt: skip


@operation(
    "regrade", group="marks", order=84, title=Text("按新标准重评", "Regrade"),
    about=Text(
        "用同一场景包的另一个版本的评分标准重评一次作业。先试算，列出每个变动；写明理由后才生效，并且可以撤回。",
        "Mark an assignment anew by the rubric of another version of its pack. First a dry run that lists every change; with a reason "
        "it takes effect, and it can be taken back.",
    ),
)  # fmt: skip
class RegradeAll(Operation, frozen=True, kw_only=True):
    """A dry run unless `apply` is said."""

    pack: Annotated[
        str, info("场景包", "Pack", "path", help=Text("文件夹或 .zip；撤回时可不写", "a folder or .zip; not needed to take one back"))
    ] = ""  # fmt: skip
    klass: ClassField = ""
    assignment: AssignmentField = ""
    apply: Annotated[
        bool, info("生效", "Apply", "flag", help=Text("否则只试算", "otherwise a dry run only"))
    ] = False  # fmt: skip
    undo: Annotated[
        bool, info("撤回", "Undo", "flag", help=Text("撤回最近一次重评", "take the latest regrade back"))
    ] = False  # fmt: skip
    reason: Annotated[
        str, info("理由", "Reason", help=Text("生效或撤回时必填", "needed to apply or undo"), max_length=500)
    ] = ""  # fmt: skip
    author: AuthorField = ""
    jobs: JobsField = 0
    cluster: ClusterField = ""

    def run(self, office: Office) -> Answer:
        """Everybody whose mark changes, by how much and where."""
        klass = office.klass(self.klass)
        assignment = office.assignment(klass, self.assignment)
        if (self.apply or self.undo) and not self.reason.strip():
            raise ClassroomError(
                "no-reason", Text("请写明理由。", "Say why, with a reason.")
            )  # fmt: skip
        return self._undone(office, assignment) if self.undo else self._marked(office, klass, assignment)

    def _undone(self, office: Office, assignment: Assignment) -> Answer:
        from simulator.classroom.regrade import undo
        from simulator.classroom.store.decisions import regrades

        standing = [r for r in regrades(office.db, assignment.id) if r.undone is None and not r.undoes]
        if not standing:
            raise ClassroomError(
                "no-regrade", Text("这次作业没有可撤回的重评。", "There is no regrade of this assignment to take back.")
            )  # fmt: skip
        undo(
            office.db, assignment.id, standing[-1].id, reason=self.reason, author=self.author or office.author, at=office.wall(),
            jobs=cores(self.jobs), cluster=self.cluster,
        )  # fmt: skip
        return Answer(
            lines=(Text("已撤回，成绩恢复为之前的标准。", "Taken back: marks are by the rubric before it again."),)
        )

    def _marked(self, office: Office, klass: Klass, assignment: Assignment) -> Answer:
        from simulator.classroom.regrade import apply, plan

        if not self.pack:
            raise ClassroomError(
                "no-pack", Text("请写明场景包的文件夹或 .zip。", "Name the folder or .zip of the pack.")
            )  # fmt: skip
        wanted = plan(
            office.db, assignment.id, Path(self.pack).expanduser(), jobs=cores(self.jobs), cluster=self.cluster,
            tell=lambda done, total: office.tell(done, total, assignment.title),
        )  # fmt: skip
        people = {s.id: s for s in office.book(klass).students}
        rows = tuple(
            (
                name_of(people[c.student]), percent(c.before), percent(c.after), f"{c.difference / 100:+.1f}",
                "; ".join(f"{s.id} {percent(s.before)} → {percent(s.after)}" for s in c.shifts),
            )
            for c in wanted.changed
        )  # fmt: skip
        heads = (Text("学生", "Student"), Text("原成绩", "Before"), Text("新成绩", "After"), Text("增减", "Change"), Text("变动的要求", "Where"))  # fmt: skip
        tables = (Table(heads=heads, rows=rows, right=(1, 2, 3)),) if rows else ()
        n, all_of = len(wanted.changed), len(wanted.changes)
        lines = [Text(f"{all_of} 人中 {n} 人的成绩有变动。", f"The marks of {n} of {all_of} students change.")]
        if self.apply:
            apply(office.db, wanted, reason=self.reason, author=self.author or office.author, at=office.wall())
            lines.append(Text("已生效；可以撤回。", "It is in force; it can be taken back."))
        else:
            lines.append(Text("这是试算，什么都没有改动。", "This was a dry run; nothing was changed."))
        return Answer(lines=tuple(lines), tables=tables, data=msgspec.to_builtins(wanted.changes))
