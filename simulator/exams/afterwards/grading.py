"""Grading an exam, grading it anew by another rubric, and setting a mark by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from simulator.classroom.bureau import Answer, Operation, Table
from simulator.classroom.office.decisions import AUTOMATIC, points
from simulator.classroom.office.fields import AuthorField, ReasonField
from simulator.classroom.office.grading import ClusterField, JobsField, cores
from simulator.exams.afterwards.common import CandidateField, book_of, candidate_of, plainly, shown
from simulator.exams.errors import ExamError
from simulator.exams.marking.model import VERDICT, WAITING
from simulator.exams.model import Exam
from simulator.exams.office.base import Hall, operation
from simulator.exams.office.fields import ExamField, NamedExamField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.results.book import ExamBook
    from simulator.exams.results.regrade import Change, Plan, Shift

CANDIDATE = Text("考生", "Candidate")
NEEDS_REASON = Text("请写明理由。", "Say why, with a reason.")


@operation(
    "grade", group="marks", order=200, title=Text("评分", "Grade"),
    about=Text(
        "评阅一场考试：逐一核验每位交卷考生的记录（哈希链、种子、时间、重演），评分并保存；有问题的指出是什么，留待人处理。",
        "Grade an exam: the record of each candidate who is over is verified (chains, seeds, times, played again), marked and kept; what is wrong is "
        "named and waits for a person.",
    ),
)  # fmt: skip
class Grade(Operation, frozen=True, kw_only=True):
    """Everybody who is over and was not graded yet."""

    exam: ExamField = ""
    jobs: JobsField = 0
    cluster: ClusterField = ""
    again: Annotated[
        bool, info("重判", "Again", "flag", help=Text("评过的也再核验、再评", "also what was graded before"))
    ] = False

    def run(self, office: Hall) -> Answer:
        """Who is not valid is named with what was found."""
        from simulator.exams.results.book import exam_book
        from simulator.exams.results.grading import grade

        exam = office.exam(self.exam)
        done = grade(
            office.db,
            exam.id,
            jobs=cores(self.jobs),
            cluster=self.cluster,
            again=self.again,
            wall=office.wall,
            clock=office.clock,
            tell=office.tell,
        )
        labels = {c.alias: c.label for c in exam_book(office.db, exam.id).candidates}
        rows = tuple(
            (labels[f.alias], VERDICT[f.verdict], Text(" ".join(t.zh for t in f.says), " ".join(t.en for t in f.says)))
            for f in done.found if f.verdict != "ok"
        )  # fmt: skip
        table = Table(heads=(CANDIDATE, Text("核验结果", "Found"), Text("说明", "Note")), rows=rows)
        good, waiting = done.verdicts.get("ok", 0), sum(done.verdicts.get(v, 0) for v in WAITING)
        news = sum(f.news and f.verdict == "ok" for f in done.found)
        lines = [
            Text(
                f"“{exam.title}”：{len(done.found)} 位考生，{good} 位有成绩（本次新评 {news} 位），{waiting} 位待人处理。",
                f"{exam.title}: {len(done.found)} candidates, {good} with a mark ({news} newly graded), {waiting} wait for a person.",
            )
        ]
        return Answer(
            lines=tuple(lines),
            tables=(table,) if rows else (),
            data={"exam": done.exam, "rubric": done.rubric, "found": plainly(done.found)},
        )


@operation(
    "regrade", group="marks", order=210, title=Text("按新标准重评", "Regrade"),
    about=Text(
        "按场景包的另一个版本，或改过分值、及格线的试卷，重评一场考试。先试算，列出每位考生的变动；写明理由后才生效，并且可以撤回。",
        "Grade an exam anew by another version of a pack, or by a paper with other points or pass marks. First a dry run that lists what changes for every "
        "candidate; with a reason it takes effect, and it can be taken back.",
    ),
)  # fmt: skip
class Regrade(Operation, frozen=True, kw_only=True):
    """A dry run unless `apply` is said."""

    exam: ExamField = ""
    pack: Annotated[
        str,
        info(
            "场景包",
            "Pack",
            "path",
            help=Text("同一场景包另一版本的文件夹或 .zip", "a folder or .zip of another version of a pack"),
        ),
    ] = ""
    paper: Annotated[
        str,
        info(
            "试卷",
            "Paper",
            "path",
            help=Text("题目相同、分值或及格线不同的试卷", "a paper of the same items with other points or pass marks"),
        ),
    ] = ""
    apply: Annotated[bool, info("生效", "Apply", "flag", help=Text("否则只试算", "otherwise a dry run only"))] = False
    undo: Annotated[
        bool, info("撤回", "Undo", "flag", help=Text("撤回最近一次重评", "take the latest regrade back"))
    ] = False
    reason: Annotated[
        str, info("理由", "Reason", help=Text("生效或撤回时必填", "needed to apply or undo"), max_length=500)
    ] = ""
    author: AuthorField = ""
    jobs: JobsField = 0
    cluster: ClusterField = ""

    def run(self, office: Hall) -> Answer:
        """Everybody whose mark changes, by how much and in which facets."""
        exam = office.exam(self.exam)
        if (self.apply or self.undo) and not self.reason.strip():
            raise ExamError("no-reason", NEEDS_REASON)
        return self._undone(office, exam) if self.undo else self._marked(office, exam)

    def _undone(self, office: Hall, exam: Exam) -> Answer:
        from simulator.exams.results.regrade import undo

        undo(
            office.db, exam.id, reason=self.reason, author=self.author or office.author, at=office.wall(), jobs=cores(self.jobs),
            cluster=self.cluster,
        )  # fmt: skip
        return Answer(
            lines=(Text("已撤回，成绩恢复为之前的标准。", "Taken back: marks are by the rubric before it again."),)
        )

    def _marked(self, office: Hall, exam: Exam) -> Answer:
        from simulator.classroom.packfiles import opened
        from simulator.exams.paper.load import load
        from simulator.exams.paper.shelf import find_paper
        from simulator.exams.results.book import exam_book
        from simulator.exams.results.regrade import apply, plan
        from simulator.exams.seat import frozen_pack
        from simulator.exams.store.gradings import in_force

        if not self.pack and not self.paper:
            raise ExamError(
                "no-rubric",
                Text("请写明场景包（--pack）或试卷（--paper）。", "Name a pack (--pack) or a paper (--paper)."),
            )
        packs = (opened(Path(self.pack).expanduser()),) if self.pack else ()
        paper = None
        if self.paper:
            ours = {id: frozen_pack(office.db, digest) for id, digest in in_force(office.db, exam.id).packs.items()}
            paper = load(find_paper(self.paper), list((ours | {one.pack.id: one.pack for one in packs}).values()))
        wanted = plan(
            office.db, exam.id, packs=packs, paper=paper, jobs=cores(self.jobs), cluster=self.cluster, tell=office.tell
        )
        book = exam_book(office.db, exam.id)
        if self.apply:
            apply(office.db, wanted, reason=self.reason, author=self.author or office.author, at=office.wall())
        return _planned(book, wanted, self.apply)


def _planned(book: ExamBook, wanted: Plan, applied: bool) -> Answer:
    """The difference for every candidate; below, by how many each facet moves."""
    labels = {c.alias: c.label for c in book.candidates}
    by_hand = {c.alias for c in book.candidates if c.changed}
    rows = tuple(
        (
            labels[c.alias] + ("*" if c.alias in by_hand else ""), shown(c.before), shown(c.after), ("+" if c.difference >= 0 else "-") + shown(abs(c.difference)), _passing(c),
            "; ".join(f"{item}: {id} {shown(a)} → {shown(b)}" for item, id, a, b in c.requirements),
        )
        for c in wanted.changes
    )  # fmt: skip
    heads = (CANDIDATE, Text("原成绩", "Before"), Text("新成绩", "After"), Text("增减", "Change"), Text("及格", "Passed"), Text("变动的要求（题：要求）", "Where (item: requirement)"))  # fmt: skip
    n = len(wanted.changed)
    lines = [Text(f"{len(rows)} 人中 {n} 人的成绩有变动。", f"The marks of {n} of {len(rows)} candidates change.")]
    if by_hand:
        lines.append(
            Text(
                "带 * 的成绩由人工改定，自动评分变动后仍以人工为准。",
                "Marks with * were set by hand and stay what they are; only the automatic mark beside them changes.",
            )
        )
    if applied:
        lines.append(Text("已生效；可以撤回（--undo）。", "It is in force; it can be taken back (--undo)."))
    else:
        lines.append(
            Text(
                "这是试算，什么都没有改动；生效请加 --apply 和 --reason。",
                "This was a dry run; nothing was changed. --apply with --reason does it.",
            )
        )
    facets = _facets(wanted)
    return Answer(
        lines=tuple(lines), tables=(Table(heads=heads, rows=rows, right=(1, 2, 3)), *((facets,) if facets.rows else ())),
        data={"before": wanted.before, "after": wanted.rubric.digest, "changes": plainly(wanted.changes)},
    )  # fmt: skip


def _passing(c: Change) -> Text:
    words = {True: Text("合格", "passed"), False: Text("不合格", "not passed"), None: Text("-", "-")}
    before, after = (words[p] for p in c.passed)
    return before if before == after else Text(f"{before.zh} → {after.zh}", f"{before.en} → {after.en}")


def _facets(wanted: Plan) -> Table:
    """Each facet that changes for anybody: its weight before and after, and for how many candidates its points move."""
    found: dict[tuple[int, str, str], list[Shift]] = {}
    for change in wanted.changes:
        for shift in change.shifts:
            found.setdefault((shift.item, shift.requirement, shift.facet), []).append(shift)
    rows = tuple(
        (
            str(item), requirement, some[-1].title, " → ".join("-" if w is None else f"{w} %" for w in some[-1].weights),
            str(sum(s.before != s.after for s in some)),
        )
        for (item, requirement, _), some in found.items()
    )  # fmt: skip
    heads = (Text("题", "Item"), Text("要求", "Requirement"), Text("变动的评分点", "Facet that changes"), Text("权重", "Weight"),
             Text("得分变动人数", "Candidates whose points move"))  # fmt: skip
    return Table(heads=heads, rows=rows, right=(0, 4))


@operation(
    "mark", group="marks", order=220, title=Text("人工改分", "Set a mark by hand"),
    about=Text("给一位考生另定总成绩；自动评分仍保留在旁边。", "Another overall mark for one candidate; the automatic one stays beside it."),
)  # fmt: skip
class SetMark(Operation, frozen=True, kw_only=True):
    """A decision, or its end."""

    exam: NamedExamField
    candidate: CandidateField
    mark: Annotated[str, info("成绩", "Mark", help=Text(f"0 到 100；{AUTOMATIC} 为恢复自动评分", f"0 to 100; {AUTOMATIC} goes back to the automatic one"), min_length=1)]  # fmt: skip
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Keep the decision, with reason, author and date."""
        from simulator.exams.store.overrides import Override, override

        one, sitting = candidate_of(office, book_of(office, self.exam), self.candidate)
        given = points(self.mark)
        override(
            office.db,
            Override(
                sitting=sitting.id,
                points=given,
                reason=self.reason,
                author=self.author or office.author,
                at=office.wall(),
            ),
        )
        now, _ = candidate_of(office, book_of(office, self.exam), one.alias)
        automatic = shown(now.mark.points) if now.mark is not None else "-"
        return Answer(
            lines=(
                Text(
                    f"考生 {now.label}：现为 {shown(now.points)}（自动评分 {automatic}）。",
                    f"Candidate {now.label}: now {shown(now.points)} (automatic {automatic}).",
                ),
            )
        )


@operation(
    "decisions", group="marks", order=225, changes=False, title=Text("人工决定", "Decisions"),
    about=Text("这场考试的重评、撤回和人工改分，按时间列出。", "The regrades of an exam, what was taken back, and the marks set by hand, in order."),
)  # fmt: skip
class Decisions(Operation, frozen=True, kw_only=True):
    """Nothing that people decide about marks is silent."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """Each with its author, its date and its reason."""
        from simulator.exams.store.exams import sittings
        from simulator.exams.store.gradings import gradings
        from simulator.exams.store.overrides import overrides

        book = book_of(office, self.exam)
        made = gradings(office.db, book.exam.id)
        labels = {c.alias: c.label for c in book.candidates}
        alias = {s.id: s.alias for s in sittings(office.db, book.exam.id)}
        rows: list[tuple[int, tuple[Text | str, ...]]] = []
        for g in made:
            what = Text("撤回重评", "regrade taken back") if g.undoes else Text("重评", "regrade")
            held = Text("已撤回", "taken back") if g.undone is not None else Text("", "")
            rows.append((g.at, (office.written(g.at), what, held, g.rubric.digest[:12], g.reason, g.author)))
        for sitting, some in overrides(office.db, book.exam.id).items():
            for n, o in enumerate(some):
                held = Text("", "") if n == len(some) - 1 else Text("已被取代", "replaced")
                what = Text("人工改分", "mark set by hand")
                mark = AUTOMATIC if o.points is None else shown(o.points)
                rows.append(
                    (o.at, (office.written(o.at), what, held, f"{labels[alias[sitting]]} → {mark}", o.reason, o.author))
                )
        rows.sort(key=lambda row: row[0])
        heads = (Text("时间", "When"), Text("决定", "Decision"), Text("现状", "Now"), Text("对象", "What"), Text("理由", "Reason"), Text("经手人", "Author"))  # fmt: skip
        none = Text("还没有人工决定；成绩都是自动评分。", "Nobody has decided anything; all marks are automatic.")
        return Answer(
            lines=() if rows else (none,), tables=(Table(heads=heads, rows=tuple(row for _, row in rows)),) if rows else (),
            data={"regrades": [{"id": g.id, "rubric": g.rubric.digest, "reason": g.reason, "author": g.author, "at": g.at, "undoes": g.undoes, "undone": g.undone} for g in made],
                  "marks": [{"candidate": alias[s], "points": o.points, "reason": o.reason, "author": o.author, "at": o.at} for s, some in overrides(office.db, book.exam.id).items() for o in some]},
        )  # fmt: skip
