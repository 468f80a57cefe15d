"""A CSV that Canvas's gradebook takes: Gradebook > Import.

Rules, from https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807 and the importer
itself (https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb):

- The first columns are Student, ID, SIS User ID, SIS Login ID and Section, in this order; Section is read by nobody, but has to
  be the last before the assignments. A student is found by ID (Canvas's own, which we do not know: left empty), else by SIS User
  ID, else by SIS Login ID, else by the name alone. Two students of one name would then be mixed up, so rows with neither
  SIS identifier are left out and reported.
- A row whose first cell contains "Points Possible" says what the assignments are out of: here 100, which Canvas takes over. A
  student of such a name would be read as that row, so their id stands there.
- A column is an existing assignment of that very title, or a new one. "Title (12345)" means the assignment with Canvas's
  id 12345, titles that contain "Final Score" and its like are taken for read-only totals and ignored, and of two columns with one
  heading only the first is read: such titles are changed and reported.
- An empty cell is no grade (and not 0). Where Canvas has one already, its page shows the change before anything is
  saved. Marks have a decimal point.
- The file is UTF-8. A byte order mark would do no harm, as the heading is searched for the word Student; there is none.
"""

from __future__ import annotations

import re

from simulator.classroom.exports.cells import Value, csv_bytes, marks, safe, tidy, unique
from simulator.classroom.exports.made import Made, called, left_out
from simulator.classroom.exports.moodle import ERASED, identifier, usable
from simulator.classroom.model import Gradebook
from simulator.kernel.text import Text

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "Points Possible"
OUT_OF = 100
TITLE = 200

NO_IDENTIFIER = Text(
    "没有可用的学号或登录名，只凭姓名可能认错人；请在名单中补上",
    "neither a usable student number nor a login, and by name alone they could be mistaken; complete the roster",
)
_WITH_ID = re.compile(r"\s\((\d+)\)$")
_TOTAL = re.compile(
    r"(Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|Override Score|Override Grade"
    r"|Override Status)"
)


def canvas(book: Gradebook) -> Made:
    """The final marks, out of 100."""
    titles = [tidy(a.title, TITLE) or a.id for a in book.assignments]
    headings = columns(titles)
    rows: list[list[Value]] = [
        [*COLUMNS, *headings],
        [POINTS_POSSIBLE, *[None] * (len(COLUMNS) - 1), *[OUT_OF] * len(headings)],
    ]
    unknown = []
    for student in (s for s in book.students if not s.erased):
        number, login = (i if usable(i) else "" for i in (student.number.strip(), identifier(student, "username")))
        if not (number or login):
            unknown.append(called(student))
            continue
        name = student.id if POINTS_POSSIBLE in tidy(student.name) else student.name
        points = (marks(book.cell(student.id, a.id).points) for a in book.assignments)
        rows.append([name, None, number, login, student.group, *points])
    notes = (
        *left_out((s.id for s in book.students if s.erased), ERASED),
        *left_out(unknown, NO_IDENTIFIER),
        *(_renamed(title, heading) for title, heading in zip(titles, headings, strict=True) if title != heading),
    )
    return Made(data=csv_bytes(rows), notes=notes)


def columns(titles: list[str]) -> list[str]:
    """A heading for each title that Canvas reads as that title, and as nothing else."""
    plain = [_TOTAL.sub(lambda m: m[0].replace(" ", "-"), _WITH_ID.sub(r" [\1]", safe(title))) for title in titles]
    return unique([*COLUMNS, *plain])[len(COLUMNS) :]


def _renamed(title: str, heading: str) -> Text:
    return Text(
        f"作业“{title}”在 Canvas 文件中写作“{heading}”，否则会被误读。",
        f'The assignment "{title}" is called "{heading}" in the file for Canvas, which would misread it otherwise.',
    )
