"""What was handed in: all that is not as it should be, and one student looked at closely."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import VERDICT, Assignment, Cell
from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.classroom.office.fields import ClassField, StudentField
from simulator.classroom.office.results import name_of, percent
from simulator.kernel.messages import info
from simulator.kernel.text import Text


@operation(
    "look", group="marks", order=86, changes=False, title=Text("查看一人", "Look at one student"),
    about=Text("一位学生的各次提交、判定、成绩和人工决定。", "One student's hand-ins with verdicts, marks, and what people decided."),
)  # fmt: skip
class LookAt(Operation, frozen=True, kw_only=True):
    """Everything behind one student's marks."""

    student: StudentField
    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """Hand-ins first, then decisions in the order they were made."""
        from simulator.classroom.store.decisions import extensions, overrides, resets

        klass = office.klass(self.klass)
        student = office.student(klass, self.student)
        book = office.book(klass)
        tries, decided = [], []
        for a in book.assignments:
            cell = book.cell(student.id, a.id)
            tries += [_try_row(office, a, cell, number) for number in range(len(cell.tries))]
            for o in overrides(office.db, a.id):
                if o.student == student.id:
                    what = (
                        Text("恢复自动评分", "back to the automatic mark")
                        if o.points is None
                        else Text(f"改为 {percent(o.points)}", f"set to {percent(o.points)}")
                    )
                    decided.append((o.at, a.title, what, o.reason, o.author))
            for r in resets(office.db, a.id):
                if r.student == student.id:
                    decided.append((r.at, a.title, Text("重新开始", "fresh start"), r.reason, r.author))
            for e in extensions(office.db, a.id):
                if e.student == student.id:
                    until = office.written(e.closes)
                    decided.append((e.at, a.title, Text(f"延期到 {until}", f"time until {until}"), e.reason, e.author))
        heads = (Text("作业", "Assignment"), Text("第几次", "Try"), Text("判定", "Verdict"), Text("成绩", "Points"), Text("计分", "Counts"),
                 Text("完成", "Finished"), Text("用时（分）", "Minutes"), Text("文件", "File"), Text("说明", "Note"))  # fmt: skip
        tables = [Table(heads=heads, rows=tuple(tries), right=(1, 3, 6))] if tries else []
        if decided:
            rows = tuple(
                (office.written(at), title, what, why, who)
                for at, title, what, why, who in sorted(decided, key=lambda d: d[0])
            )
            decision_heads: tuple[Text, ...] = (
                Text("时间", "When"),
                Text("作业", "Assignment"),
                Text("决定", "Decision"),
                Text("理由", "Reason"),
                Text("经手人", "Author"),
            )
            tables.append(Table(heads=decision_heads, rows=rows))  # fmt: skip
        who = name_of(student)
        finals = [(a.title, percent(book.cell(student.id, a.id).points)) for a in book.assignments]
        marks = "，".join(f"{title} {points}" for title, points in finals)
        return Answer(
            lines=(
                Text(
                    f"{who}：{marks or '还没有作业'}",
                    f"{who}: {', '.join(f'{title} {points}' for title, points in finals) or 'no assignments yet'}",
                ),
            ),
            tables=tuple(tables),
            data=msgspec.to_builtins([book.cell(student.id, a.id) for a in book.assignments]),
        )


def _try_row(office: Office, a: Assignment, cell: Cell, place: int) -> tuple[Text | str, ...]:
    t = cell.tries[place]
    says = t.says[0] if t.says and t.verdict != "ok" else ""
    return (
        a.title, str(t.number), VERDICT[t.verdict], percent(t.mark.points if t.mark else None), "✓" if t.id == cell.counting else "",
        office.written(t.ended), str(t.active // 60_000), t.source, says,
    )  # fmt: skip


@operation(
    "hand-ins", group="marks", order=90, changes=False, title=Text("提交的存档", "Hand-ins"),
    about=Text("收到的存档和判定；默认只列有问题的。", "The saves that came in with their verdicts; by default only those that are not valid."),
)  # fmt: skip
class HandIns(Operation, frozen=True, kw_only=True):
    """What came in and what was wrong with it."""

    klass: ClassField = ""
    every: Annotated[bool, info("全部", "All of them", "flag", help=Text("也列有效的", "the valid ones too"))] = False

    def run(self, office: Office) -> Answer:
        """Each with its verdict in sentences."""
        book = office.book(office.klass(self.klass))
        rows = []
        found = []
        for a in book.assignments:
            for s in book.students:
                for t in book.cell(s.id, a.id).tries:
                    if self.every or t.verdict != "ok":
                        found.append(t)
                        why = Text(" ".join(x.zh for x in t.says), " ".join(x.en for x in t.says))
                        rows.append((name_of(s), a.title, str(t.number), VERDICT[t.verdict], t.source, why))
        heads = (Text("学生", "Student"), Text("作业", "Assignment"), Text("第几次", "Try"), Text("判定", "Verdict"), Text("文件", "File"), Text("说明", "Note"))  # fmt: skip
        if not rows:
            return Answer(lines=(Text("没有要处理的提交。", "There is nothing to look into."),), data=[])
        return Answer(
            lines=(Text(f"{len(rows)} 份", f"{len(rows)} hand-ins"),),
            tables=(Table(heads=heads, rows=tuple(rows), right=(2,)),),
            data=[msgspec.to_builtins(msgspec.structs.replace(t, mark=None)) for t in found],
        )


@operation(
    "hand-in", group="marks", order=80, title=Text("交存档", "Hand in"),
    about=Text("把做完的存档放进数据库待收；属于谁、哪次作业，存档里写着。", "Put a finished save into the database, to be graded; it says itself whose it is and for which assignment."),
)  # fmt: skip
class HandIn(Operation, frozen=True, kw_only=True):
    """For a room in which all machines reach the same database."""

    save: Annotated[str, info("存档", "Save", "path", help=Text(".storesim 文件", "a .storesim file"), min_length=1)]

    def run(self, office: Office) -> Answer:
        """Into the inbox of each assignment it was played for."""
        from simulator.classroom.content import MOST_BYTES
        from simulator.classroom.routing import owners
        from simulator.classroom.store.inbox import hand_in
        from simulator.packs.disk import read_file
        from simulator.packs.errors import of_system

        path = Path(self.save).expanduser()
        try:
            raw = read_file(path, MOST_BYTES + 1)
        except OSError as error:
            raise ClassroomError("unreadable", of_system(error, path)) from error
        found = owners(raw)
        if not found:
            raise ClassroomError(
                "no-hand-in",
                Text(
                    f"{path.name} 不是为作业做的存档；请交用作业文件开始的那一份。",
                    f"{path.name} is no save of an assignment; hand in the one that was begun with a task file.",
                ),
            )
        for assignment, student in sorted(found):
            hand_in(office.db, assignment, student, raw, office.wall())
        return Answer(
            lines=(Text(f"已收下 {path.name}，等待评分。", f"{path.name} was taken in and waits to be graded."),)
        )
