"""A new paper that checks and proves as it stands: one short item to change, with comments that say what to change."""

from __future__ import annotations

import json
import re
from pathlib import Path

from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.schema import NAME, schema
from simulator.exams.paper.shelf import SUFFIX
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.packs.disk import write_new, write_whole
from simulator.packs.form import ID
from simulator.packs.names import shown

SCHEMAS = ".schema"  # hidden, for the editor

_TAKEN = Text("{place} 已经有了；请换个名字。", "{place} is there already; choose another name.")
_NOT_WRITTEN = Text("写不了 {place}：{why}。", "{place} cannot be written: {why}.")
_NO_ID = Text(
    "文件名“{name}”做不了试卷的编号：请用至少两个小写字母、数字或连字符，以 .yaml 结尾，例如 midterm.yaml。",
    "{name} cannot be the id of a paper: use at least two small letters, digits or hyphens, and the ending .yaml, such as midterm.yaml.",
)

PAPER = """\
# yaml-language-server: $schema=.schema/paper.json
# 一份能直接证明的试卷。改动之后运行：storesim paper check --prove {file}
# A paper that proves as it stands. After a change run: storesim paper check --prove {file}
format: 1
id: {id}
version: 0.1.0
title: {{zh: {title}, en: {title}}}
about:
  zh: "这份试卷考什么、给谁考。"
  en: "What this paper examines, and for whom."

limit: 10 min              # 每位考生的作答时间 / the working time of each candidate
last_start: 15 min         # 开考后多久之内可以开始 / how long after the opening one may begin
hard_close: 30 min         # 开考后多久一律结束 / how long after the opening all ends
off: [coach, hints, pause, preview]     # 还可以写 jumps / jumps could stand here, too
pass_mark: 60              # 总分及格线（%）/ percent of the total
pass_chapters: {{"11": 50}}  # 各章及格线（%）/ percent of a chapter
languages: [zh, en]

items:
  # 一个场景，计它全部的要求；可加 requirements: [11.1.1, ...] 只计这些，points: 2 表示加倍
  # a scenario with all that it measures; requirements: [11.1.1, ...] marks only those, points: 2 counts twice
  - scenario: table1/first@exam
  # 或者只说考哪些要求，由程序在包里找最少的场景
  # or say which requirements, and the fewest scenarios of the pack are looked for
  # - {{requirements: [9.2.*], pack: table1, level: exam}}
"""


def scaffold(path: Path, title: str = "") -> list[Path]:
    """Write a new paper to a file that is not there yet; its name becomes the id. Gives the files: the paper, and the schema for editors beside it.

    Raises PaperError when the file is there, its name is no id, or it cannot be written.
    """
    if path.suffix != SUFFIX or not re.match(ID, path.stem):
        raise PaperError(_NO_ID.fill(name=shown(path.name)))
    words = {"id": path.stem, "file": path.name, "title": json.dumps(title or path.stem, ensure_ascii=False)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, PAPER.format(**words).encode())
    except FileExistsError as error:
        raise PaperError(_TAKEN.fill(place=str(path))) from error
    except OSError as error:
        raise PaperError(_NOT_WRITTEN.fill(place=str(path), why=reason(error))) from error
    return [path, write_schema(path.parent / SCHEMAS)]


def write_schema(folder: Path) -> Path:
    """Write the schema into a folder, which is made where it is not there. Gives the file. PaperError when it cannot be written."""
    path = folder / f"{NAME}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, (json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise PaperError(_NOT_WRITTEN.fill(place=str(path), why=reason(error))) from error
    return path
