"""Fields that several operations ask for, written once."""

from __future__ import annotations

from typing import Annotated

from simulator.kernel.messages import info
from simulator.kernel.text import Text

ClassField = Annotated[
    str,
    info(
        "班级",
        "Class",
        record="classes",
        help=Text("编号或名称；只有一个班时可不写", "id or title; may be left out where there is one"),
    ),
]
AssignmentField = Annotated[
    str,
    info(
        "作业",
        "Assignment",
        record="assignments",
        help=Text("编号或标题；只有一次作业时可不写", "id or title; may be left out where there is one"),
    ),
]
StudentField = Annotated[
    str,
    info(
        "学生", "Student", record="students", help=Text("学号或姓名", "the school's number, or the name"), min_length=1
    ),
]
ReasonField = Annotated[
    str, info("理由", "Reason", help=Text("会记录在案", "is kept on record"), min_length=1, max_length=500)
]
AuthorField = Annotated[
    str, info("经手人", "Author", help=Text("不写则为登录名", "left out: the name you are logged in by"), max_length=80)
]
