"""The people of a class: read a roster, list them, let one leave, give out and erase what is known of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.classroom.office.fields import ClassField, StudentField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

FOUND = (Text("行", "Row"), Text("栏", "Column"), Text("问题", "Finding"))


@operation(
    "roster", group="people", order=30, title=Text("导入名单", "Import a roster"),
    about=Text(
        "读入学校的名单（CSV 或 XLSX），按学号对上已有的学生。", "Read a school's roster (CSV or XLSX); students who are there already are found by number."
    ),
)  # fmt: skip
class ImportRoster(Operation, frozen=True, kw_only=True):
    """Read a file of students and enroll them."""

    file: Annotated[str, info("名单文件", "Roster file", "path", help=Text("CSV 或 XLSX", "CSV or XLSX"), min_length=1)]
    klass: ClassField = ""
    encoding: Annotated[
        str,
        info(
            "编码",
            "Encoding",
            help=Text("不写则自动判断，例如 gb18030", "left out, it is found out; such as gb18030"),
            max_length=20,
        ),
    ] = ""
    check: Annotated[
        bool, info("只检查", "Check only", "flag", help=Text("只看结果，不导入", "look at the result, enroll nobody"))
    ] = False

    def run(self, office: Office) -> Answer:
        """Nobody is enrolled when a row is wrong."""
        from simulator.classroom.roster import read_roster
        from simulator.classroom.store.people import enroll

        klass = office.klass(self.klass)
        reading = read_roster(Path(self.file).expanduser(), self.encoding or None)
        rows = tuple((str(f.row), f.column or "-", f.what) for f in reading.findings)
        tables = (Table(heads=FOUND, rows=rows, right=(0,)),) if rows else ()
        how = Text(f"读法：{reading.encoding}（{reading.how}）", f"Read as {reading.encoding} ({reading.how})")
        data = {
            "students": len(reading.students),
            "findings": [msgspec.to_builtins(f) for f in reading.findings],
            "encoding": reading.encoding,
        }
        if reading.errors:
            n = len(reading.errors)
            says = Text(
                f"有 {n} 处错误，没有导入；改好文件再来。",
                f"{n} errors: nobody was enrolled; mend the file and try again.",
            )
            return Answer(lines=(how, says), tables=tables, ok=False, data=data)
        if self.check:
            n = len(reading.students)
            return Answer(
                lines=(how, Text(f"可以导入 {n} 人。", f"{n} students can be enrolled.")), tables=tables, data=data
            )
        done = enroll(office.db, klass.id, reading.students, office.wall())
        added, known, changed, missing = len(done.added), len(done.known), len(done.changed), len(done.missing)
        lines = [
            how,
            Text(
                f"“{klass.title}”：新增 {added} 人，原有 {known + len(done.unchanged)} 人，资料更新 {changed} 人。",
                f"{klass.title}: {added} added, {known + len(done.unchanged)} there already, {changed} with changed data.",
            ),
        ]
        if missing:
            lines.append(
                Text(
                    f"名单上没有、班里有的 {missing} 人未动；要移出请用 storesim class leave。",
                    f"{missing} in the class are not on this roster and were left as they are; storesim class leave takes one out.",
                )
            )
        return Answer(lines=tuple(lines), tables=tables, data=data)


@operation(
    "students", group="people", order=40, changes=False, title=Text("学生名单", "Students"),
    about=Text("班里的学生。", "The students of a class."),
)  # fmt: skip
class ListStudents(Operation, frozen=True, kw_only=True):
    """Everybody in a class."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """In the order of their numbers."""
        from simulator.classroom.store.people import students

        found = students(office.db, office.klass(self.klass).id)
        heads = (
            Text("学号", "Number"),
            Text("姓名", "Name"),
            Text("分组", "Group"),
            Text("邮箱", "E-mail"),
            Text("登录名", "Login"),
            Text("编号", "Id"),
        )
        rows = tuple(
            (s.number or "-", s.name or "-", s.group or "-", s.email or "-", s.login or "-", s.id) for s in found
        )
        lines = (Text(f"{len(found)} 人", f"{len(found)} students"),)
        return Answer(
            lines=lines,
            tables=(
                Table(
                    heads=heads,
                    rows=rows,
                    keys=tuple(s.id for s in found),
                    names=tuple(f"{s.number} {s.name}" for s in found),
                    record="students",
                ),
            )
            if rows
            else (),
            data=[msgspec.to_builtins(s) for s in found],
        )


@operation(
    "leave", group="people", order=145, title=Text("移出班级", "Take out of the class"),
    about=Text("学生离开班级；已有的成绩留着。", "A student leaves the class; marks that are there stay."),
)  # fmt: skip
class LeaveClass(Operation, frozen=True, kw_only=True):
    """One student leaves."""

    student: StudentField
    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """The membership ends now."""
        from simulator.classroom.store.classes import leave

        klass = office.klass(self.klass)
        student = office.student(klass, self.student)
        leave(office.db, klass.id, student.id, office.wall())
        return Answer(
            lines=(
                Text(
                    f"{student.name}（{student.number}）已移出“{klass.title}”。",
                    f"{student.name} ({student.number}) has left {klass.title}.",
                ),
            )
        )


@operation(
    "student-data", group="people", order=150, changes=False, title=Text("导出个人资料", "Export what is known of one"),
    about=Text("把关于一位学生的全部资料写成一个文件。", "Write everything known about one student into a file."),
)  # fmt: skip
class StudentData(Operation, frozen=True, kw_only=True):
    """Everything about one person, as JSON."""

    student: StudentField
    klass: ClassField = ""
    out: Annotated[
        str, info("输出文件", "File", "path", help=Text("不写则为 学生编号.json", "left out: the student's id .json"))
    ] = ""

    def run(self, office: Office) -> Answer:
        """Write the file."""
        from simulator.classroom.bureau.files import write
        from simulator.classroom.store.personal import person_export

        student = office.student(office.klass(self.klass), self.student)
        data = msgspec.json.format(msgspec.json.encode(person_export(office.db, student.id)), indent=1)
        path = write(Path(self.out).expanduser() if self.out else Path(f"{student.id}.json"), data)
        return Answer(lines=(Text(f"已写入 {path}", f"Written: {path}"),), files=(path,))


@operation(
    "erase", group="people", order=155, title=Text("抹去个人资料", "Erase a person"),
    about=Text(
        "抹去一位学生的姓名、学号等资料；作业与成绩以编号保留。不能撤回。",
        "Erase name, number and all else that says who a student is; work and marks stay under the id. It cannot be taken back.",
    ),
)  # fmt: skip
class ErasePerson(Operation, frozen=True, kw_only=True):
    """Law 14: people can be forgotten, marks stay valid."""

    student: StudentField
    confirm: Annotated[str, info("确认", "Confirm", help=Text("再写一遍学号", "write the number once more"))]
    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """Only when the number was written once more."""
        from simulator.classroom.store.personal import erase

        student = office.student(office.klass(self.klass), self.student)
        if student.number and self.confirm.strip() != student.number:
            raise ClassroomError(
                "not-confirmed",
                Text(
                    "学号与确认的不同，没有抹去。", "The number written to confirm is another one; nothing was erased."
                ),
            )
        erase(office.db, student.id, office.wall(), office.author)
        return Answer(
            lines=(Text(f"已抹去；成绩以编号 {student.id} 保留。", f"Erased; the marks stay under {student.id}."),)
        )
