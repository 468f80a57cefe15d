"""`storesim hall seal` and `storesim hall collect`: exams taken without a hall, out and in again."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.office.fields import AuthorField
from simulator.exams.office.base import Answer, Hall, Operation, Table, operation
from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.locale.clean import clean

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database
    from simulator.exams.model import Exam, Sitting
    from simulator.exams.offline.sealing import Kept, Opening

WhichExam = Annotated[
    str, info("考试", "Exam", record="exams", help=Text("编号或名称", "id or title"), min_length=1)
]  # fmt: skip


@operation(
    "seal", group="offline", order=50, title=Text("密封离线考卷", "Seal for offline"),
    about=Text(
        "为每名考生写一个密封的考卷文件，可在没有考场的机器上作答；密码写在另一个文件里，开考时再发。密封后这些准考证不能再在考场签到。",
        "Write one sealed exam file for each candidate, to be taken without a hall; the PINs go into another file, to be handed out when the exam "
        "begins. After that these tickets take no seat in the hall.",
    ),
)  # fmt: skip
class Seal(Operation, frozen=True, kw_only=True):
    """Sealing anew makes the file before worthless."""

    exam: WhichExam
    folder: Annotated[
        str, info("文件夹", "Folder", "path", help=Text("考卷文件写到这里", "where the exam files go"), min_length=1)
    ]
    tickets: Annotated[
        str,
        info("准考证", "Tickets", help=Text("用逗号隔开；不写则为所有还没开始的考生", "separated by commas; left out: all who have not begun")),
    ] = ""  # fmt: skip
    pins: Annotated[
        str,
        info("密码表", "PIN sheet", "path", help=Text("CSV 文件；不写则写在文件夹旁边", "a CSV file; left out: beside the folder")),
    ] = ""  # fmt: skip
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Every candidate with the file, and who got none."""
        from simulator.exams.clock import HallClock
        from simulator.exams.hallkey import hall_key
        from simulator.exams.offline.sealing import seal
        from simulator.exams.store.exams import find_exam

        exam = find_exam(office.db, self.exam)
        folder = Path(self.folder).expanduser()
        sheet = Path(self.pins).expanduser() if self.pins else folder.with_name(f"{folder.name}-pins.csv")
        wanted = _wanted(office.db, exam, self.tickets)
        _may_be_written(folder, sheet)
        key = hall_key()
        with _Sheet(office.db, sheet, exam) as pins:
            done, left = seal(
                office.db, HallClock(), exam.id, wanted, folder, key, clip(clean(self.author or office.author), 80), pins.keep, office.tell
            )  # fmt: skip
        lines = [
            Text(f"已密封 {len(done)} 份考卷，签名密钥 {key.letters}。", f"{len(done)} exams sealed, signed with the key {key.letters}."),
            Text(
                f"密码在 {sheet}：只此一份，请与考卷分开保管，开考时再发。",
                f"The PINs are in {sheet} and nowhere else: keep them apart from the exams, and hand them out when the exam begins.",
            ),
        ]  # fmt: skip
        if not done:
            lines = [Text("没有密封任何考卷。", "Nothing was sealed.")]
        return Answer(
            lines=tuple(lines), tables=(_told(done, left),), files=(*(one.file for one in done), *((sheet,) if done else ())),
            data={"key": key.letters, "sealed": [{"ticket": one.ticket, "file": str(one.file)} for one in done], "left": msgspec.to_builtins(left)},
            ok=not left,
        )  # fmt: skip


@operation(
    "collect", group="offline", order=55, title=Text("收离线答卷", "Collect hand-ins"),
    about=Text(
        "收下离线考试的答卷文件：逐个核对签封、哈希链、重演、时刻，说明每个文件是什么；有问题的不收。被改动的从不收，只是时间不对的可写明理由后收下。",
        "Take in hand-ins of sealed exams: seal, chain, replay and moments of each are checked, and each file is told for what it is. What was changed is "
        "never taken in; what only came at the wrong time can be, with a reason.",
    ),
)  # fmt: skip
class Collect(Operation, frozen=True, kw_only=True):
    """Collecting again takes nothing in twice."""

    exam: WhichExam
    source: Annotated[
        str, info("答卷所在", "Hand-ins", "path", help=Text("文件夹或 .handin 文件", "a folder or a .handin file"), min_length=1)
    ]  # fmt: skip
    accept: Annotated[
        str,
        info("收下时间不对的，理由", "Take in those of the wrong time, because", help=Text("早于开考、超时、时钟超前的也收；记录在案", "those begun too early, too late, or whose clock is ahead; kept on record"), max_length=500),
    ] = ""  # fmt: skip
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Every file with its verdict."""
        from simulator.exams.clock import HallClock
        from simulator.exams.offline.collecting import VERDICTS, collect
        from simulator.exams.store.exams import find_exam

        exam = find_exam(office.db, self.exam)
        source = Path(self.source).expanduser()
        if not source.exists():
            raise ClassroomError(
                "no-source", Text(f"找不到 {source}；请检查路径。", f"There is no {source}; check the path.")
            )
        clock = HallClock()
        found = collect(
            office.db, clock, exam.id, [source], clip(clean(self.author or office.author), 80), clean(self.accept).strip(), office.tell
        )  # fmt: skip
        _signed(office.db, clock, exam.id)
        taken = sum(one.taken for one in found)
        fresh = [one for one in found if not one.taken and one.verdict != "again"]
        rows = tuple(
            (
                clip(clean(one.source), 40), one.ticket or "-", VERDICTS[one.verdict],
                Text("已收", "taken") if one.taken else Text("未收", "not taken"), one.number or "-",
                Text(" ".join(t.zh for t in (*one.says, *one.notes)), " ".join(t.en for t in (*one.says, *one.notes))),
            )
            for one in found
        )  # fmt: skip
        heads = (
            Text("文件", "File"), Text("准考证", "Ticket"), Text("判定", "Verdict"), Text("收取", "Taken"), Text("回执号", "Receipt no."),
            Text("说明", "Note"),
        )  # fmt: skip
        lines = [Text(f"{len(found)} 个文件，收下 {taken} 份。", f"{len(found)} files, {taken} taken in.")]
        if fresh:
            lines.append(Text(f"有 {len(fresh)} 份没有收下，要看一看。", f"{len(fresh)} were not taken in and want looking into."))  # fmt: skip
        return Answer(
            lines=tuple(lines), tables=(Table(heads=heads, rows=rows),) if rows else (), data=msgspec.to_builtins(found), ok=not fresh
        )  # fmt: skip


def _signed(db: Database, clock: object, exam: str) -> None:
    """What was taken in gets its receipts at once, where this machine has the hall's key."""
    from simulator.exams.clock import HallClock
    from simulator.exams.hallkey import hall_key, key_path
    from simulator.exams.receipts import signed
    from simulator.exams.store.signed import sign_heads

    assert isinstance(clock, HallClock)
    if key_path().exists():
        key = hall_key(make=False)
        sign_heads(db, clock, exam, lambda receipt: signed(receipt, key))


def _may_be_written(folder: Path, sheet: Path) -> None:
    """Before anything is sealed: both can be written, and no PINs are written over, for there is no other copy of them."""
    from simulator.packs.errors import of_system

    try:
        folder.mkdir(parents=True, exist_ok=True)
        sheet.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClassroomError("unwritten", of_system(error, folder)) from error
    if sheet.exists():
        raise ClassroomError(
            "sheet",
            Text(
                f"密码表 {sheet} 已存在，不覆盖（密码没有第二份）；请移走它，或用“密码表”一栏写别的文件。",
                f"The PIN sheet {sheet} is there and is not written over (there is no other copy); move it away, or name another file for the PINs.",
            ),
        )


def _wanted(db: Database, exam: Exam, tickets: str) -> list[Sitting]:
    """The candidates that are meant: by ticket, else all who have not begun."""
    from simulator.exams.store.exams import sittings
    from simulator.exams.tickets import ticket_of

    everybody = {one.ticket: one for one in sittings(db, exam.id)}
    words = [w for w in re.split(r"[,，;；\s]+", tickets) if w]
    if not words:
        return [one for one in everybody.values() if one.stage in ("enrolled", "waiting", "admitted")]
    unknown = [w for w in words if ticket_of(w) not in everybody]
    if unknown:
        shown = ", ".join(clip(clean(w), 20) for w in unknown[:5])
        raise ClassroomError(
            "no-ticket",
            Text(f"这场考试没有准考证 {shown}；请核对。", f"This exam has no ticket {shown}; check it."),
        )
    return list({(one := everybody[ticket_of(w)]).id: one for w in words}.values())


class _Sheet:
    """The sheet of PINs, for its owner only. Each is written, down to the disk, as soon as it counts."""

    def __init__(self, db: Database, path: Path, exam: Exam) -> None:
        self.db, self.path, self.exam = db, path, exam
        self.rows = 0

    def __enter__(self) -> _Sheet:
        from simulator.classroom.exports.cells import csv_bytes
        from simulator.packs.disk import write_new
        from simulator.packs.errors import of_system

        try:
            write_new(self.path, csv_bytes([("ticket", "number", "name", "pin", "exam", "file")], bom=True), mode=0o600)
        except OSError as error:
            raise ClassroomError("unwritten", of_system(error, self.path)) from error
        return self

    def __exit__(self, *_: object) -> None:
        if not self.rows:
            self.path.unlink(missing_ok=True)

    def keep(self, one: Opening) -> None:
        """One candidate more. Raises ClassroomError."""
        from simulator.classroom.exports.cells import csv_bytes
        from simulator.exams.store.sealing import person_of
        from simulator.exams.tickets import pin_shown
        from simulator.packs.errors import of_system

        row = (one.ticket, *person_of(self.db, one.person), pin_shown(one.pin), self.exam.title, one.file.name)
        try:
            with self.path.open("ab") as file:
                file.write(csv_bytes([row]))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ClassroomError("unwritten", of_system(error, self.path)) from error
        self.rows += 1


def _told(done: Sequence[Opening], left: Sequence[Kept]) -> Table:
    rows: list[tuple[Text | str, ...]] = [(one.ticket, str(one.file)) for one in done]
    rows += [(one.ticket, Text(f"未密封：{one.why.zh}", f"not sealed: {one.why.en}")) for one in left]
    return Table(heads=(Text("准考证", "Ticket"), Text("文件", "File")), rows=tuple(rows))
