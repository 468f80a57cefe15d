"""The results of an exam: marks, requirements, mistakes."""

from __future__ import annotations

import msgspec

from simulator.classroom.bureau import Answer, Operation, Table
from simulator.classroom.office.results import percent
from simulator.exams.afterwards.common import anonymous, book_of, legend, numbered, shown, titles_of
from simulator.exams.marking.model import WAITING
from simulator.exams.office.base import Hall, operation
from simulator.exams.office.fields import ExamField
from simulator.exams.results.book import STANDING, Candidate
from simulator.kernel.text import Text

NOTHING = Text("还没有评过分；先运行 storesim hall grade。", "Nothing is graded yet; first run: storesim hall grade")
CANDIDATE, COUNT = Text("考生", "Candidate"), Text("人数", "Candidates")
REQUIREMENT = Text("要求", "Requirement")
PASSED, FAILED = Text("合格", "passed"), Text("不合格", "not passed")


@operation(
    "results", group="marks", order=230, changes=False, title=Text("成绩表", "Results"),
    about=Text("每位考生的总成绩、各章和各题；带 * 的由人工改定。", "Each candidate's overall mark, chapters and items; * is one that a person has set."),
)  # fmt: skip
class Results(Operation, frozen=True, kw_only=True):
    """All candidates, and how the marks are distributed."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """A row for each candidate; below n, mean, median, passed."""
        from simulator.classroom.results import spread
        from simulator.exams.exports.gradebook import whole

        book = book_of(office, self.exam)
        titles = titles_of(office, book, office.lang)
        chapters = list(dict.fromkeys(c.id for one in book.marked if one.mark for c in one.mark.chapters))
        heads = (
            CANDIDATE, Text("状态", "Standing"), Text("总成绩", "Overall"), Text("结果", "Result"),
            *(Text(f"第{id}章", f"Ch. {id}") for id in chapters), *numbered(titles),
        )  # fmt: skip
        table = Table(
            heads=heads, rows=tuple(_row(one, chapters, len(titles)) for one in book.candidates), right=(2, *range(4, len(heads))),
            keys=tuple(c.alias for c in book.candidates), names=tuple(c.label for c in book.candidates), record="candidates", bar=2,
            points=tuple(_points(one, chapters, len(titles)) for one in book.candidates),
        )  # fmt: skip
        (found,) = spread(whole(book))
        summary = Table(
            heads=(COUNT, Text("有成绩", "With a mark"), Text("合格", "Passed"), Text("平均", "Mean"), Text("中位", "Median"), Text("最低", "Lowest"), Text("最高", "Highest")),
            rows=((str(len(book.candidates)), str(found.n), str(sum(c.passed is True for c in book.candidates)), shown(found.mean), shown(found.median),
                   shown(found.lowest), shown(found.highest)),),
            right=tuple(range(7)),
        )  # fmt: skip
        lines = [legend(titles), *anonymous(book)]
        waiting = [c for c in book.candidates if c.standing in WAITING and not c.changed]
        if waiting:
            lines.append(
                Text(
                    f"{len(waiting)} 位考生待人处理：{'、'.join(c.label for c in waiting[:10])}；原因见 storesim hall evidence。",
                    f"{len(waiting)} wait for a person: {', '.join(c.label for c in waiting[:10])}; storesim hall evidence says why.",
                )
            )
        return Answer(lines=tuple(lines), tables=(table, summary), data=[plain(one) for one in book.candidates])


def plain(one: Candidate) -> dict[str, object]:
    """A candidate for a program: what counts and where it comes from, without the evidence."""
    found = one.mark
    return {
        "candidate": one.alias, "ticket": one.ticket, "number": one.student.number if one.ticket else "", "name": one.student.name if one.ticket else "",
        "standing": one.standing, "points": one.points, "automatic": found.points if found is not None else None, "by_hand": one.changed,
        "passed": one.passed, "chapters": {c.id: c.points for c in found.chapters} if found is not None else {},
        "requirements": {r.id: r.points for r in found.requirements} if found is not None else {},
        "items": [item.points for item in found.items] if found is not None else [], "says": msgspec.to_builtins(one.says),
    }  # fmt: skip


def _row(one: Candidate, chapters: list[str], items: int) -> tuple[Text | str, ...]:
    found = one.mark
    reached = {c.id: c.points for c in found.chapters} if found is not None else {}
    result = "" if one.passed is None else PASSED if one.passed else FAILED
    by_item = [shown(i.points) for i in found.items] if found is not None else ["-"] * items
    overall = shown(one.points) + ("*" if one.changed else "")
    return (one.label, STANDING[one.standing], overall, result, *(shown(reached.get(id)) for id in chapters), *by_item)


def _points(one: Candidate, chapters: list[str], items: int) -> tuple[int | None, ...]:
    mark = one.mark
    reached = {c.id: c.points for c in mark.chapters} if mark is not None else {}
    by_item = [i.points for i in mark.items] if mark is not None else [None] * items
    return (None, None, one.points, None, *(reached.get(id) for id in chapters), *by_item)


@operation(
    "requirements", group="marks", order=235, changes=False, title=Text("各条要求", "Requirements"),
    about=Text("全体考生在各条要求上的得分，总计和逐题。", "How all candidates did on each requirement, overall and in each item."),
)  # fmt: skip
class Requirements(Operation, frozen=True, kw_only=True):
    """The heat map in figures."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """A row for each requirement, in the standard's order."""
        from simulator.classroom.results import heat_map
        from simulator.exams.exports.gradebook import items

        book = book_of(office, self.exam)
        titles = titles_of(office, book, office.lang)
        rows = heat_map(items(book, titles))
        if not rows:
            return Answer(lines=(NOTHING,), data=[])
        table = Table(
            heads=(REQUIREMENT, Text("内容", "What"), Text("平均", "Mean"), Text("通过", "Passed"), Text("人次", "Cases"), *numbered(titles)),
            rows=tuple(
                (r.requirement, r.title, shown(r.overall.mean), percent(r.overall.share) + " %", str(r.overall.n),
                 *(shown(c.mean if c else None) for c in r.cells))
                for r in rows
            ),
            right=tuple(range(2, 5 + len(titles))), keys=tuple(r.requirement for r in rows), bar=2,
            points=tuple((None, None, r.overall.mean, r.overall.share, None, *(c.mean if c else None for c in r.cells)) for r in rows),
        )  # fmt: skip
        return Answer(lines=(legend(titles),), tables=(table,), data=msgspec.to_builtins(rows))


@operation(
    "mistakes", group="marks", order=245, changes=False, title=Text("常见错误", "Mistakes"),
    about=Text("丢分最多的评分点和触碰的红线，各带一个例子。", "The facets that lost most and the red lines crossed, each with an example."),
)  # fmt: skip
class Mistakes(Operation, frozen=True, kw_only=True):
    """What went wrong most, among those who did the item."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """By share of candidates."""
        from simulator.classroom.results import mistakes
        from simulator.exams.exports.gradebook import whole

        book = book_of(office, self.exam)
        found = mistakes(whole(book), 20)
        if not found:
            return Answer(
                lines=(
                    NOTHING
                    if not book.marked
                    else Text("没有丢掉一半及以上分数的评分点。", "No facet lost half its points or more."),
                ),
                data=[],
            )
        labels = {c.id: c.label for c in book.candidates}
        table = Table(
            heads=(Text("占比", "Share"), COUNT, REQUIREMENT, Text("评分点", "Facet"), Text("例子", "Example"), Text("所失何处", "What it lost")),
            rows=tuple(
                (percent(m.share) + " %", f"{m.students}/{m.n}", m.requirement, m.title, labels[m.example.student], m.example.lost.why if m.example.lost else "")
                for m in found
            ),
            right=(0, 1), points=tuple((10_000 - m.share, *([None] * 5)) for m in found),
        )  # fmt: skip
        return Answer(lines=anonymous(book), tables=(table,), data=msgspec.to_builtins(found))
