"""What a mark stands on: one candidate's marks in words, or as a page with the journal beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from simulator.classroom.bureau import Answer, Operation, Table
from simulator.classroom.bureau.files import write
from simulator.exams.afterwards.common import (
    CandidateField,
    LanguageField,
    anonymous,
    book_of,
    candidate_of,
    language,
    shown,
    titles_of,
)
from simulator.exams.office.base import Hall, operation
from simulator.exams.office.fields import NamedExamField
from simulator.exams.results.book import STANDING, Candidate
from simulator.kernel.messages import info
from simulator.kernel.text import Text


@operation(
    "evidence", group="marks", order=250, changes=False, title=Text("评分依据", "Evidence"),
    about=Text(
        "一位考生的每个评分点得了多少、凭哪些记录；--out 写成 HTML，--journal 连同操作记录。",
        "What a candidate reached on each facet, and by which facts; --out writes it as HTML, --journal with the journal beside it.",
    ),
)  # fmt: skip
class Evidence(Operation, frozen=True, kw_only=True):
    """Every figure of one mark."""

    exam: NamedExamField
    candidate: CandidateField
    out: Annotated[
        str, info("输出文件", "File", "path", help=Text("HTML；不写则显示在屏幕上", "HTML; left out, it is shown here"))
    ] = ""
    journal: Annotated[bool, info("含操作记录", "With the journal", "flag", help=Text("复核用", "for an appeal"))] = (
        False
    )
    language: LanguageField = "zh"

    def run(self, office: Hall) -> Answer:
        """A row for each facet with what it lost most by; or the page."""
        book = book_of(office, self.exam)
        one, sitting = candidate_of(office, book, self.candidate)
        if not self.out:
            return _shown(office, one, anonymous(book))
        from simulator.exams.exports.evidence import evidence
        from simulator.exams.results.loading import loaded

        lang = language(self.language)
        attempts = {t.attempt: t.open() for t in loaded(office.db, book.exam, sitting.id)} if self.journal else None
        made = evidence(book, one, titles_of(office, book, lang), lang, office.zone, attempts)
        path = write(Path(self.out).expanduser(), made.data)
        return Answer(lines=(*anonymous(book), Text(f"已写入 {path}", f"Written: {path}")), files=(path,))


def _shown(office: Hall, one: Candidate, lines: tuple[Text, ...]) -> Answer:
    found = one.mark
    rows = []
    for item in found.items if found is not None else ():
        for r in item.requirements:
            gates = Text("；".join(g.title.zh for g in r.gates), "; ".join(g.title.en for g in r.gates))
            rows.append((str(item.item + 1), r.id, Text("", ""), "", shown(r.points), gates, ""))
            for f in r.facets:
                worst = next((d for d in f.findings if d.points < 10_000), None)
                facts = ", ".join(map(str, worst.evidence[:6])) if worst is not None else ""
                why = worst.why if worst is not None else Text("", "")
                rows.append(("", "", f.title, f"{f.weight} %", shown(f.points), why, facts))
    heads = (
        Text("题", "Item"), Text("要求", "Requirement"), Text("评分点", "Facet"), Text("权重", "Weight"), Text("得分", "Points"),
        Text("所失何处", "What it lost most by"), Text("记录", "Facts"),
    )  # fmt: skip
    says = [
        Text(
            f"考生 {one.label}：{STANDING[one.standing].zh}，总成绩 {shown(one.points)}。",
            f"Candidate {one.label}: {STANDING[one.standing].en}, overall {shown(one.points)}.",
        ),
        *one.says,
    ]
    if one.override is not None:
        made = one.override
        was = shown(found.points if found is not None else None)
        says.append(
            Text(
                f"人工改定，自动评分 {was}。理由：{made.reason}（{made.author}，{office.written(made.at)}）",
                f"Set by hand; the automatic mark is {was}. Reason: {made.reason} ({made.author}, {office.written(made.at)})",
            )
        )
    return Answer(
        lines=(*lines, *says), tables=(Table(heads=heads, rows=tuple(rows), right=(0, 3, 4)),) if rows else (),
        data={"candidate": one.alias, "standing": one.standing, "points": one.points, "passed": one.passed, "mark": msgspec.to_builtins(found),
              "says": msgspec.to_builtins(one.says)},
    )  # fmt: skip
