"""A CSV that Moodle's gradebook takes: Grades > Import > CSV file.

Rules, from https://docs.moodle.org/en/Grade_import and the importer itself
(https://github.com/moodle/moodle/blob/main/grade/import/csv/classes/load_data.php):

- Moodle maps no column by its heading: the teacher chooses "Map from" (the column that identifies, by default the first) and
  "Map to" (username, ID number or email address), and for each other column a grade item, a new grade item, the feedback
  of a grade item, or nothing. So the identifying column stands first, a mark's heading is the bare title (a new grade item
  is called like its heading), and its feedback follows under the title with "(Feedback)".
- A student whom Moodle does not know stops the whole import. A row whose identifying cell is empty (or "0") is not skipped: its marks go
  to the student of the row before. So a row without the chosen identifier is left out and reported, and so is one whose
  identifier would have to be changed because it could be a formula; and another identifier's column is only written where
  every row has it.
- "-" is no mark. An empty cell is none for an existing grade item, and becomes 0 for a new one; so it is always "-".
- Marks have a decimal point and are out of 100, Moodle's default and highest maximum. Feedback overwrites: it has to be mapped together with the
  marks, and only to a grade item that exists (the first import makes the items, a second one brings the feedback).

A Chinese name is not taken apart into first name and surname: Moodle identifies nobody by names and imports none, so there
is one column with the whole name, for the eye of whoever maps the columns.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from simulator.classroom.exports.cells import Plain, Value, csv_bytes, figure, marks, safe, tidy, unique
from simulator.classroom.exports.made import Made, called, left_out
from simulator.classroom.model import Cell, Gradebook, Student
from simulator.classroom.results.requirements import in_order, requirement_title
from simulator.kernel.text import Lang, Text

By = Literal["number", "username", "email"]
HEADING: dict[By, Text] = {
    "number": Text("学号 (ID number)", "ID number"),
    "username": Text("用户名 (Username)", "Username"),
    "email": Text("电子邮箱 (Email address)", "Email address"),
}
NO_MARK = Plain("-")
TITLE = 200  # a grade item's name has room for 255 characters
FEEDBACK = 2_000

ERASED = Text("个人信息已删除", "their personal data were erased")
NO_IDENTIFIER: dict[By, Text] = {
    "number": Text(
        "没有可用的学号；请在名单中补上，或改用邮箱识别",
        "no usable student number; complete the roster, or identify by email",
    ),
    "username": Text(
        "没有可用的用户名；请在名单中补上，或改用学号识别",
        "no usable user name; complete the roster, or identify by number",
    ),
    "email": Text(
        "没有可用的邮箱；请在名单中补上，或改用学号识别",
        "no usable email address; complete the roster, or identify by number",
    ),
}


def moodle(book: Gradebook, by: By = "number", feedback: bool = True, lang: Lang = "zh", tries: bool = True) -> Made:
    """The final marks, students identified by `by`; with `feedback` a column of remarks beside each mark, in `lang` (`tries`: they say which try
    counts)."""
    here = [s for s in book.students if not s.erased]
    written = [s for s in here if usable(identifier(s, by))]
    others = [other for other in HEADING if other != by and all(usable(identifier(s, other)) for s in written)]
    header: list[Value] = [HEADING[c].of(lang) for c in (by, *others)]
    header.append(Text("姓名", "Full name").of(lang))
    for title in unique(tidy(a.title, TITLE) or a.id for a in book.assignments):
        header += [title, f"{title} (Feedback)"] if feedback else [title]
    rows = [header]
    for student in written:
        row: list[Value] = [*(identifier(student, c) for c in (by, *others)), student.name]
        for assignment in book.assignments:
            cell = book.cell(student.id, assignment.id)
            mark = marks(cell.points)
            row.append(NO_MARK if mark is None else mark)
            if feedback:
                row.append(None if mark is None else remark(cell, lang, tries))
        rows.append(row)
    notes = (
        *left_out((s.id for s in book.students if s.erased), ERASED),
        *left_out((called(s) for s in here if s not in written), NO_IDENTIFIER[by]),
    )
    return Made(data=csv_bytes(rows), notes=notes)


def identifier(student: Student, by: By) -> str:
    """What the school's system knows the student by; the number serves as user name where no other is given."""
    if by == "email":
        return student.email.strip()
    if by == "username":
        return student.login.strip() or student.number.strip()
    return student.number.strip()


def usable(identifier: str) -> bool:
    """Whether an identifier reaches the other system as it is; "0" does not, it counts as empty there."""
    return identifier not in ("", "0") and safe(identifier) == identifier


def remark(cell: Cell, lang: Lang, tries: bool = True) -> str:
    """What stands beside a mark: the decision by hand, then which try counts and what it did not pass."""
    parts: list[Text] = []
    if cell.override is not None and cell.override.points is not None:
        parts.append(Text(f"人工改分：{cell.override.reason}", f"Changed by hand: {cell.override.reason}"))
    counted = cell.counted
    if counted is not None and counted.mark is not None:
        n, of = counted.number, len(cell.tries)
        if tries:
            parts.append(Text(f"计分：第 {n} 次，共 {of} 次", f"The try that counts: number {n} of {of}"))
        for r in (r for r in in_order(counted.mark.requirements) if not r.passed):
            title, points = requirement_title(r.id), figure(Decimal(r.points) / 100)
            parts.append(Text(f"未通过 {r.id} {title.zh}（{points}）", f"Not passed: {r.id} {title.en} ({points})"))
            parts += [Text(f"触碰红线：{g.zh}", f"Red line crossed: {g.en}") for g in r.gates]
    said = "；".join(p.zh for p in parts) if lang == "zh" else "; ".join(p.en for p in parts)
    return tidy(said, FEEDBACK)
