"""Fields that several operations of a hall ask for, written once."""

from __future__ import annotations

from typing import Annotated

from simulator.classroom.office.fields import AuthorField as AuthorField
from simulator.classroom.office.fields import ReasonField as ReasonField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

ExamField = Annotated[
    str,
    info(
        "考试",
        "Exam",
        record="exams",
        help=Text(
            "编号、名称，或准考证号的前三位；只有一场时可不写",
            "id, title, or the first three digits of its tickets; may be left out where there is one",
        ),
    ),
]
NamedExamField = Annotated[
    str,
    info(
        "考试",
        "Exam",
        record="exams",
        help=Text("编号、名称，或准考证号的前三位", "id, title, or the first three digits of its tickets"),
        min_length=1,
    ),
]
WhoField = Annotated[
    str,
    info(
        "考生",
        "Who",
        record="seats",
        help=Text(
            "准考证号（204-017 或 017）、学号或姓名；几位用逗号隔开；全体写 all",
            "ticket (204-017 or 017), number or name; several with commas; all for everybody",
        ),
        min_length=1,
    ),
]
OneField = Annotated[
    str,
    info(
        "考生",
        "Who",
        record="seats",
        help=Text("准考证号（204-017 或 017）、学号或姓名", "ticket (204-017 or 017), number or name"),
        min_length=1,
    ),
]
OutField = Annotated[
    str, info("输出文件夹", "Folder", "path", help=Text("不写则为当前文件夹", "left out: the present one"))
]
AddressField = Annotated[
    str,
    info(
        "网址",
        "Address",
        help=Text(
            "考生在浏览器里输入的网址，印在条上", "what candidates type into their browsers; printed on the strips"
        ),
        max_length=200,
    ),
]
