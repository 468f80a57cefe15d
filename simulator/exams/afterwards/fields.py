"""Fields of the hall's office, until they come with the branch `office`."""

from __future__ import annotations

from typing import Annotated

from simulator.kernel.messages import info
from simulator.kernel.text import Text

ExamField = Annotated[
    str,
    info(
        "考试",
        "Exam",
        record="exams",
        help=Text("编号或名称；只有一场时可不写", "id or title; may be left out where there is one"),
    ),
]
NamedExamField = Annotated[
    str, info("考试", "Exam", record="exams", help=Text("编号或名称", "id or title"), min_length=1)
]
