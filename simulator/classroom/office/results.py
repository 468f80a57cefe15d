"""What a class can do: marks, requirements, mistakes, time, progress, and one student looked at closely."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.classroom.model import Gradebook, Student
from simulator.classroom.office.base import Answer, Office, Operation, Table, operation
from simulator.classroom.office.fields import ClassField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

NOTHING = Text(
    "还没有评过分的作业；收齐存档后先评分（storesim class grade）。",
    "Nothing has been graded yet; first grade what came in (storesim class grade).",
)
STUDENTS = Text("人数", "Students")
REQUIREMENT = Text("要求", "Requirement")


def percent(points: int | None) -> str:
    """Basis points as people read them: 8,640 is 86.4; a dash for none."""
    return "-" if points is None else f"{points / 100:.1f}".removesuffix(".0")


def called(book: Gradebook, id: str) -> str:
    """A student in a table: number and name, or the id after erasure."""
    for student in book.students:
        if student.id == id:
            return name_of(student)
    return id


def name_of(student: Student) -> str:
    """`2026001 李娜`; the id where nothing else is known."""
    return " ".join(filter(None, (student.number, student.name))) or student.id


def _titles(book: Gradebook) -> dict[str, str]:
    return {a.id: a.title for a in book.assignments}


@operation(
    "results", group="marks", order=100, changes=False, title=Text("成绩表", "Marks"),
    about=Text("每位学生各次作业的成绩；带 * 的是人工改过的。", "Every student's marks; * is one that a person has set."),
)  # fmt: skip
class Results(Operation, frozen=True, kw_only=True):
    """The gradebook, and how the marks are distributed."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """A row for each student; below, each assignment's n, mean, median, passed."""
        from simulator.classroom.results import spread, student_rows
        from simulator.classroom.results.students import STATE

        book = office.book(office.klass(self.klass))
        rows = student_rows(book)
        cells = tuple(
            (
                name_of(row.student),
                *(
                    STATE[r.state] if r.final is None else percent(r.final) + ("*" if r.changed is not None else "")
                    for r in row.results
                ),
                percent(row.mean),
            )
            for row in rows
        )  # fmt: skip
        heads = (Text("学生", "Student"), *(Text(a.title, a.title) for a in book.assignments), Text("平均", "Mean"))
        marks = Table(
            heads=heads,
            rows=cells,
            right=tuple(range(1, len(heads))),
            keys=tuple(r.student.id for r in rows),
            names=tuple(name_of(r.student) for r in rows),
            bar=len(heads) - 1,
            record="students",
            points=tuple((None, *(x.final for x in r.results), r.mean) for r in rows),
        )
        titles = _titles(book)
        spreads = Table(
            heads=(Text("作业", "Assignment"), STUDENTS, Text("未交", "Missing"), Text("及格", "Passed"), Text("平均", "Mean"), Text("中位", "Median"),
                   Text("最低", "Lowest"), Text("最高", "Highest")),
            rows=tuple(
                (titles[s.assignment], str(s.n), str(s.missing), str(s.passed), percent(s.mean), percent(s.median), percent(s.lowest), percent(s.highest))
                for s in spread(book)
            ),
            right=(1, 2, 3, 4, 5, 6, 7),
        )  # fmt: skip
        return Answer(tables=(marks, spreads), data=msgspec.to_builtins([rows, spread(book)]))


@operation(
    "spread", group="marks", order=102, changes=False, title=Text("分布", "Distribution"),
    about=Text("各分数段的人数。", "How many students have how many points."),
)  # fmt: skip
class SpreadOut(Operation, frozen=True, kw_only=True):
    """Counts by ten points, one column for each assignment."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """The best stand first."""
        from simulator.classroom.results import spread
        from simulator.classroom.results.figures import share

        book = office.book(office.klass(self.klass))
        found = spread(book)
        if not any(one.n for one in found):
            return Answer(lines=(NOTHING,), data=[])
        whole = sum(one.n for one in found)
        rows, points = [], []
        for place in reversed(range(10)):
            counts = [one.bins[place] for one in found]
            label = "90-100" if place == 9 else f"{place * 10}-{place * 10 + 9}"
            rows.append((label, *map(str, counts), str(sum(counts))))
            points.append((*([None] * (len(counts) + 1)), share(sum(counts), whole)))
        heads = (Text("分数段", "Points"), *(Text(a.title, a.title) for a in book.assignments), Text("合计", "In all"))
        table = Table(
            heads=heads, rows=tuple(rows), right=tuple(range(1, len(heads))), points=tuple(points), bar=len(heads) - 1, shaded=False
        )  # fmt: skip
        return Answer(tables=(table,), data=msgspec.to_builtins(found))


@operation(
    "requirements", group="marks", order=105, changes=False, title=Text("各条要求", "Requirements"),
    about=Text("全班在各条要求上的得分，最该重讲的排在后面列出。", "How the class does on each requirement, and what to teach again."),
)  # fmt: skip
class Requirements(Operation, frozen=True, kw_only=True):
    """The heat map in figures."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """A row for each requirement that occurs, in the standard's order; then the worst ones."""
        from simulator.classroom.results import heat_map, teach_again

        book = office.book(office.klass(self.klass))
        rows = heat_map(book)
        if not rows:
            return Answer(lines=(NOTHING,), data=[])
        table = Table(
            heads=(REQUIREMENT, Text("内容", "What"), Text("平均", "Mean"), Text("通过", "Passed"), STUDENTS,
                   *(Text(a.title, a.title) for a in book.assignments)),
            rows=tuple(
                (row.requirement, row.title, percent(row.overall.mean), percent(row.overall.share) + " %", str(row.overall.n),
                 *(percent(c.mean if c else None) for c in row.cells))
                for row in rows
            ),
            right=tuple(range(2, 5 + len(book.assignments))),
            keys=tuple(row.requirement for row in rows),
            bar=2,
            points=tuple(
                (None, None, r.overall.mean, r.overall.share, None, *(c.mean if c else None for c in r.cells)) for r in rows
            ),
        )  # fmt: skip
        again = teach_again(rows)
        lines = [
            Text(
                f"建议重讲：{r.requirement} {r.title.zh}（平均 {percent(r.overall.mean)}）",
                f"Teach again: {r.requirement} {r.title.en} (mean {percent(r.overall.mean)})",
            )
            for r in again
        ]
        return Answer(lines=tuple(lines), tables=(table,), data=msgspec.to_builtins(rows))


@operation(
    "mistakes", group="marks", order=110, changes=False, title=Text("常见错误", "Mistakes"),
    about=Text("最常见的错误，各带一个可讲评的例子。", "The most frequent mistakes, each with an example to show."),
)  # fmt: skip
class Mistakes(Operation, frozen=True, kw_only=True):
    """What goes wrong most."""

    klass: ClassField = ""
    most: Annotated[int, info("最多列出", "At most", "int", ge=1, le=200)] = 10

    def run(self, office: Office) -> Answer:
        """By share of students; the example names no one in print, only on the screen."""
        from simulator.classroom.results import mistakes

        book = office.book(office.klass(self.klass))
        found = mistakes(book, self.most)
        if not found:
            return Answer(lines=(NOTHING,), data=[])
        titles = _titles(book)
        table = Table(
            heads=(Text("占比", "Share"), STUDENTS, Text("作业", "Assignment"), REQUIREMENT, Text("检查项", "Check"), Text("例子", "Example"), Text("所失何处", "What it lost")),
            rows=tuple(
                (
                    percent(m.share) + " %", f"{m.students}/{m.n}", titles[m.assignment], m.requirement, m.title,
                    f"{called(book, m.example.student)} #{m.example.number}", m.example.lost.why if m.example.lost else "",
                )
                for m in found
            ),
            right=(0, 1),
            points=tuple((10_000 - m.share, *([None] * 6)) for m in found),
        )  # fmt: skip
        return Answer(tables=(table,), data=msgspec.to_builtins(found))


@operation(
    "time", group="marks", order=115, changes=False, title=Text("用时", "Time"),
    about=Text("各次作业的用时（有操作的分钟），以及明显偏快或偏慢的学生。", "Minutes at work in each assignment, and who is far off."),
)  # fmt: skip
class TimeUsed(Operation, frozen=True, kw_only=True):
    """How long the class was at work."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """Quartiles of minutes at work; gaps of more than five minutes do not count."""
        from simulator.classroom.results import effort
        from simulator.classroom.results.effort import minutes

        book = office.book(office.klass(self.klass))
        titles = _titles(book)
        found = [e for e in effort(book) if e.quartiles is not None]
        if not found:
            return Answer(lines=(NOTHING,), data=[])
        rows = tuple(
            (titles[e.assignment], str(e.n), *(str(minutes(m)) for m in (e.least, e.quartiles.low, e.quartiles.middle, e.quartiles.high, e.most)))
            for e in found if e.quartiles is not None
        )  # fmt: skip
        heads = (Text("作业", "Assignment"), STUDENTS, Text("最短", "Least"), Text("下四分位", "Lower quartile"), Text("中位", "Median"),
                 Text("上四分位", "Upper quartile"), Text("最长（分钟）", "Most (minutes)"))  # fmt: skip
        lines = [
            Text(
                f"{titles[e.assignment]}：{called(book, far.student)} 用了 {minutes(far.active)} 分钟，明显{'偏长' if far.more else '偏短'}。",
                f"{titles[e.assignment]}: {called(book, far.student)} took {minutes(far.active)} minutes, far {'more' if far.more else 'less'} than the class.",
            )
            for e in found for far in e.far
        ]  # fmt: skip
        return Answer(
            lines=tuple(lines),
            tables=(Table(heads=heads, rows=rows, right=(1, 2, 3, 4, 5, 6)),),
            data=msgspec.to_builtins(found),
        )


@operation(
    "progress", group="marks", order=120, changes=False, title=Text("进步", "Progress"),
    about=Text("第一次、第二次……成绩的中位数，以及每位学生的轨迹。", "The median of first tries, second tries and so on, and each student's path."),
)  # fmt: skip
class ProgressMade(Operation, frozen=True, kw_only=True):
    """Does another try help."""

    klass: ClassField = ""

    def run(self, office: Office) -> Answer:
        """Steps of the class, then the path of everybody with more than one try."""
        from simulator.classroom.results import progress

        book = office.book(office.klass(self.klass))
        found = progress(book)
        if not found.steps:
            return Answer(lines=(NOTHING,), data=[])
        titles = _titles(book)
        steps = Table(
            heads=(
                Text("作业", "Assignment"),
                Text("第几次", "Try"),
                STUDENTS,
                Text("中位成绩", "Median"),
            ),
            rows=tuple((titles[s.assignment], str(s.number), str(s.n), percent(s.median)) for s in found.steps),
            right=(1, 2, 3),
            points=tuple((None, None, None, s.median) for s in found.steps),
            bar=3,
        )
        paths = Table(
            heads=(Text("学生", "Student"), Text("作业", "Assignment"), Text("各次成绩", "Points of each try")),
            rows=tuple(
                (called(book, p.student), titles[p.assignment], " → ".join(percent(points) for _, points in p.points))
                for p in found.paths
                if len(p.points) > 1
            ),
        )
        return Answer(tables=(steps, *((paths,) if paths.rows else ())), data=msgspec.to_builtins(found))
