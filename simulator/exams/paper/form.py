"""How an exam paper is written in YAML: typed structs from which a file is read, checked and explained.

Durations are written with their unit (`60 min`, `2 h`, `1 h 30 min`, `90 s`), marks in percent with two decimals at most (`60`, `62.5`).
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec

from simulator.exams.paper.model import Helper
from simulator.kernel.messages import info
from simulator.kernel.text import Lang, Text
from simulator.packs import shape
from simulator.packs.data import Strict
from simulator.packs.form import ID, VERSION

_PART = r"[1-9][0-9]{0,4} ?(h|min|s)"
DURATION = rf"^{_PART}( {_PART}){{0,2}}$"
_SECONDS = {"h": 3600, "min": 60, "s": 1}
_MARK = re.compile(r"(100(\.0{1,2})?|[1-9]?[0-9](\.[0-9]{1,2})?)")

shape.LOOKS[DURATION] = Text("时长，如 60 min、2 h、90 s", "a duration such as 60 min, 2 h, 90 s")

# a percentage that is no whole number is a text to the loader, which knows no binary floats; `mark` says what is wrong with it
Percent = int | str


def seconds(duration: str) -> int:
    """The seconds of a duration that has the form."""
    return sum(int(n) * _SECONDS[unit] for n, unit in re.findall(r"([0-9]+) ?(h|min|s)", duration))


def mark(percent: Percent) -> int | None:
    """A percentage in basis points, None where it is none."""
    text = str(percent)
    if not _MARK.fullmatch(text):
        return None
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


class ItemForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item: a scenario by its address, or a filter of requirements."""

    scenario: Annotated[str, info("场景", "Scenario", help=Text(
        "包/场景，可带难度，如 table1/11.1@exam", "pack/scenario, with a level where wanted, such as table1/11.1@exam"), max_length=120)] = ""  # fmt: skip
    requirements: Annotated[tuple[str, ...], info("要求", "Requirements", "list", help=Text(
        "计分的要求、任务或章，如 11.1.2、9.2.*、\"11\"；有 scenario 时不写则全部计分",
        'those that are marked: requirements, tasks or chapters such as 11.1.2, 9.2.*, "11"; with a scenario, left out: all it measures'),
        max_length=120)] = ()  # fmt: skip
    pack: Annotated[str, info("场景包", "Pack", help=Text(
        "筛选在哪个包里找场景", "of a filter: the pack in which scenarios are looked for"), max_length=40)] = ""  # fmt: skip
    track: Annotated[Literal["B2C", "B2B"] | None, info("方向", "Track", help=Text(
        "筛选只取这个方向（和两者通用）的要求和场景", "of a filter: only requirements and scenarios of this track, or of both"))] = None  # fmt: skip
    level: Annotated[str, info("难度", "Level", help=Text(
        "筛选取场景的这个难度，没有则取平常的", "of a filter: scenarios at this level, where they have it"), max_length=20)] = ""  # fmt: skip
    points: Annotated[int, info("分值", "Points", "int", help=Text(
        "在总分里的相对权重", "its relative weight in the total"), ge=1, le=1_000)] = 1  # fmt: skip


Duration = Annotated[str, msgspec.Meta(pattern=DURATION, examples=["60 min"])]


class PaperForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper."""

    format: Annotated[
        Literal[1] | None, info("格式", "Format", help=Text("试卷格式的版本：1", "version of the paper format: 1"))
    ] = None
    id: Annotated[
        str, info("编号", "Id", help=Text("小写字母、数字和连字符", "small letters, digits and hyphens"), pattern=ID)
    ]
    version: Annotated[
        str,
        info("版本", "Version", help=Text("语义化版本，如 1.0.0", "semantic version, such as 1.0.0"), pattern=VERSION),
    ]
    title: Annotated[Text, info("标题", "Title")]
    about: Annotated[Text, info("说明", "About", "long", help=Text(
        "给考生和监考看的几句话", "some sentences for candidates and invigilators"))]  # fmt: skip
    limit: Annotated[Duration, info("作答时间", "Limit", "duration", help=Text(
        "每位考生的作答时间", "the working time of each candidate"))]  # fmt: skip
    order: Annotated[Literal["planned", "free"], info("次序", "Order", help=Text(
        "planned：按题目次序；free：考生自选", "planned: item by item; free: as the candidate chooses"))] = "planned"  # fmt: skip
    seeds: Annotated[Literal["candidate", "same"], info("种子", "Seeds", help=Text(
        "candidate：每人不同、难度相同；same：人人相同", "candidate: each a different one, equally difficult; same: one for all"))] = "candidate"  # fmt: skip
    off: Annotated[tuple[Helper, ...], info("不开放", "Off", "list", help=Text(
        "coach 教练任务，hints 教练提示，pause 暂停时钟，jumps 时间跳跃，preview 回信识别预览",
        "coach: his tasks; hints: his hints; pause: stopping the clock; jumps: in time; preview: what is recognised in a reply"))] = ("coach", "hints", "pause", "preview")  # fmt: skip
    resubmissions: Annotated[int, info("重做次数", "Resubmissions", "int", help=Text(
        "一题交卷后可以重做几次", "how often an item may be begun anew after it was handed in"), ge=0, le=10)] = 0  # fmt: skip
    factor: Annotated[Percent, info("重做系数", "Factor", help=Text(
        "每重做一次，得分乘以百分之几", "percent that each such try counts of the one before"))] = 80  # fmt: skip
    pass_mark: Annotated[Percent, info("及格线", "Pass mark", help=Text(
        "总分的百分之几", "percent of the total"))] = 60  # fmt: skip
    pass_chapters: Annotated[dict[str, Percent], info("各章及格线", "Pass marks of chapters", help=Text(
        "标准的章: 百分之几", "chapter of the standard: percent"))] = {}  # fmt: skip
    last_start: Annotated[Duration | None, info("最迟开始", "Last start", "duration", help=Text(
        "开考后多久之内可以开始", "how long after the opening of the exam one may begin"))] = None  # fmt: skip
    hard_close: Annotated[Duration | None, info("强制结束", "Hard close", "duration", help=Text(
        "开考后多久一律结束", "how long after the opening all ends, whatever the time left"))] = None  # fmt: skip
    languages: Annotated[tuple[Lang, ...], info("语言", "Languages", "list", help=Text(
        "考生可选的语言，第一个是起始语言", "those a candidate may choose between, the first stands at the beginning"), min_length=1, max_length=2)] = ("zh", "en")  # fmt: skip
    items: Annotated[tuple[ItemForm, ...], info("题目", "Items", "list", min_length=1, max_length=40)]
