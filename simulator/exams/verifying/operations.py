"""`storesim hall verify`: a whole exam, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from simulator.classroom.office.grading import ClusterField, JobsField, cores
from simulator.exams.office.base import Answer, Hall, Operation, Table, operation
from simulator.exams.office.fields import ExamField
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.verifying.model import Judged, Report

KeyField = Annotated[
    str,
    info(
        "考场公钥", "Hall's public key", "path",
        help=Text("考场的 .pub 文件；不写则用本机考场的", "the hall's .pub file; left out: that of this machine's hall"),
    ),
]  # fmt: skip


@operation(
    "verify", group="after", order=60, changes=False, title=Text("复核考试", "Verify"),
    about=Text(
        "复核整场考试：哈希链、回执、逐条重演、每一步的时刻与截止时刻、种子、签到记录。逐个指出问题所在的考生和位置；有问题时退出码为 1。",
        "Verify a whole exam: chains, receipts, playing again, the moment of every action against the deadline, seeds, sign-ins. Each fault is "
        "named with candidate and place; the exit code is then 1.",
    ),
)  # fmt: skip
class Verify(Operation, frozen=True, kw_only=True):
    """Changes nothing, and may be run while the exam goes on."""

    exam: ExamField = ""
    key: KeyField = ""
    jobs: JobsField = 0
    cluster: ClusterField = ""

    def run(self, office: Hall) -> Answer:
        """Every candidate with what was found."""
        from simulator.exams.hallkey import public_keys
        from simulator.exams.store.exams import find_exam
        from simulator.exams.verifying.verify import verify

        exam = find_exam(office.db, self.exam)
        keys = public_keys(Path(self.key).expanduser()) if self.key else None
        report = verify(office.db, exam.id, jobs=cores(self.jobs), cluster=self.cluster, keys=keys, tell=office.tell)
        return answer(report)


def answer(report: Report) -> Answer:
    """What a report says to people and to programs."""
    from simulator.exams.state import STAGES
    from simulator.exams.verifying.sentences import HALL

    rows = tuple(
        (
            one.ticket, STAGES[one.stage], str(one.attempts), str(one.rows), str(one.receipts), one.number or "-",
            _result(one),
        )
        for one in report.sittings
    )  # fmt: skip
    heads = (
        Text("准考证", "Ticket"), Text("状态", "State"), Text("题", "Items"), Text("步", "Steps"), Text("回执", "Receipts"),
        Text("回执号", "Receipt no."), Text("结果", "Result"),
    )  # fmt: skip
    tables = [Table(heads=heads, rows=rows, right=(2, 3, 4))]
    faults = report.all_faults
    if faults:
        told = tuple((x.ticket or HALL, x.place, x.what, x.means) for x in faults)
        tables.append(
            Table(heads=(Text("考生", "Candidate"), Text("位置", "Place"), Text("不符之处", "Fault"), Text("说明", "It means")), rows=told)
        )  # fmt: skip
    lines = [*report.notes, *(Text(f"{one.ticket}：{n.zh}", f"{one.ticket}: {n.en}") for one in report.sittings for n in one.notes)]  # fmt: skip
    steps, touched = sum(one.rows for one in report.sittings), sum(bool(one.faults) for one in report.sittings)
    title = report.title
    if report.ok:
        lines.append(
            Text(
                f"“{title}”：{len(rows)} 名考生、{steps} 步操作，全部相符。",
                f"{title}: {len(rows)} candidates, {steps} steps, everything holds.",
            )
        )
    elif not faults:
        n = sum(one.unchecked for one in report.sittings)
        lines.append(
            Text(
                f"“{title}”：没有发现不符，但有 {n} 名考生的答卷不能在本版本下重演，未全部复核。",
                f"{title}: no faults, but the work of {n} candidates cannot be played again by this version, so not everything was checked.",
            )
        )
    else:
        lines.append(
            Text(
                f"“{title}”：{len(faults)} 处不符，涉及 {touched} 名考生（共 {len(rows)} 名）。",
                f"{title}: {_count(len(faults)).en}, with {touched} of {len(rows)} candidates.",
            )
        )
    return Answer(lines=tuple(lines), tables=tuple(tables), data=msgspec.to_builtins(report), ok=report.ok)


def _result(one: Judged) -> Text:
    if one.faults:
        return _count(len(one.faults))
    return Text("未全部复核", "not all checked") if one.unchecked else Text("无误", "holds")


def _count(faults: int) -> Text:
    return Text(f"{faults} 处不符", f"{faults} fault{'' if faults == 1 else 's'}")
