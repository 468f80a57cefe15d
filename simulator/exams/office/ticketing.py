"""Tickets and PINs: printed, renewed, revoked; and tries to sign in that were too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.model import Exam
from simulator.exams.office.base import Answer, Hall, Operation, operation
from simulator.exams.office.doing import cannot, each
from simulator.exams.office.fields import (
    AddressField,
    AuthorField,
    ExamField,
    NamedExamField,
    OutField,
    ReasonField,
    WhoField,
)
from simulator.exams.state import OVER, State
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.sheets import Sheet
    from simulator.exams.store.candidates import Candidate


def sheet_of(
    office: Hall, exam: Exam, who: Sequence[Candidate], planned: Mapping[str, int], address: str, pins: Mapping[str, str] | None = None
) -> Sheet:  # fmt: skip
    """What is printed for these candidates; `planned` seconds of extra time and `pins` by sitting."""
    from simulator.exams.sheets import Row, Sheet

    rows = tuple(
        Row(
            ticket=c.ticket, number=c.number, name=c.name, minutes=-(-exam.paper.limit // 60), extra=-(-planned.get(c.id, 0) // 60),
            pin=(pins or {}).get(c.id, ""),
        )
        for c in who
    )  # fmt: skip
    opens = office.written(exam.opens) if exam.opens is not None else ""
    return Sheet(title=exam.title, opens=opens, address=address, rows=rows)


def strip_paths(exam_title: str, out: str, suffix: str = "") -> tuple[Path, Path]:
    """Where the strips are written: HTML and CSV."""
    from simulator.exams.sheets import file_name

    folder = Path(out).expanduser() if out else Path()
    stem = f"{file_name(exam_title)}-tickets{suffix}"
    return folder / f"{stem}.html", folder / f"{stem}.csv"


def write_strips(sheet: Sheet, paths: Sequence[Path], office: Hall) -> None:
    """Both files, into places that were taken for them."""
    from simulator.exams.sheets import fill, strips_csv, strips_html

    fill(paths[0], strips_html(sheet))
    fill(paths[1], strips_csv(sheet, office.lang))


def planned_of(office: Hall, who: Sequence[Candidate]) -> dict[str, int]:
    """Seconds of extra time known beforehand, by sitting, out of the facts."""
    from simulator.exams.store.chains import state_in

    with office.db.session(write=False) as session:
        return {c.id: state_in(session, c.id).planned for c in who}


@operation(
    "tickets", group="tickets", order=50, changes=False, title=Text("签到表", "Attendance list"),
    about=Text(
        "打印用的签到表：准考证号、学号、姓名、加时、签名栏（HTML 和 CSV）。密码只在建立考试或换密码时印出。",
        "The list that candidates sign, to print: ticket, number, name, extra time (HTML and CSV). PINs are printed only when an exam is set up, or renewed.",
    ),
)  # fmt: skip
class Tickets(Operation, frozen=True, kw_only=True):
    """Everybody, without PINs."""

    exam: ExamField = ""
    out: OutField = ""

    def run(self, office: Hall) -> Answer:
        """Write both files."""
        from simulator.classroom.bureau.files import write
        from simulator.exams.sheets import attendance_csv, attendance_html, file_name
        from simulator.exams.store.halls import kept_address

        exam = office.exam(self.exam)
        who = office.candidates(exam)
        sheet = sheet_of(office, exam, who, planned_of(office, who), kept_address(office.db, exam.id))
        stem = (Path(self.out).expanduser() if self.out else Path()) / f"{file_name(exam.title)}-attendance"
        files = (
            write(stem.with_name(f"{stem.name}.html"), attendance_html(sheet, office.lang)),
            write(stem.with_name(f"{stem.name}.csv"), attendance_csv(sheet, office.lang)),
        )
        return Answer(lines=tuple(Text(f"已写入 {path}", f"Written: {path}") for path in files), files=files)


@operation(
    "renew-pin", group="tickets", order=52, title=Text("换密码", "Renew PINs"),
    about=Text(
        "给考生换新密码，写出新的准考证条；旧密码随即失效，作废的准考证重新有效，签到限制解除。",
        "New PINs and the strips for them; the old ones are worth nothing from then on, revoked tickets are worth something again, and sign-in limits are lifted.",
    ),
)  # fmt: skip
class RenewPin(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    address: AddressField = ""
    out: OutField = ""
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """The places for the strips are taken first, for a PIN that was not written down is lost."""
        from simulator.exams.sheets import reserved
        from simulator.exams.store.halls import keep_address, kept_address, renew_pins

        exam = office.exam(self.exam)
        who = office.who(exam, self.who)
        now = office.now(exam)
        suffix = f"-{who[0].ticket}" if len(who) == 1 else ""
        address = self.address or kept_address(office.db, exam.id)
        with ExitStack() as stack:
            paths = stack.enter_context(reserved(*strip_paths(exam.title, self.out, f"{suffix}-{office.stamp(now)}")))
            planned = planned_of(office, who)
            pins = renew_pins(
                office.db,
                office.clock,
                [c.id for c in who],
                by=office.by(self.author),
                reason=self.reason,
                tell=office.tell,
            )
            write_strips(sheet_of(office, exam, who, planned, address, pins), paths, office)
            if self.address:
                keep_address(office.db, exam.id, self.address)
        one = who[0].label if len(who) == 1 else ""
        head = Text(one or f"{len(who)} 位考生", one or f"{len(who)} candidates")
        return Answer(
            lines=(Text(f"{head.zh}：密码已换。", f"{head.en}: the PIN is another one."), *written(paths)), files=tuple(paths),
            data={"tickets": [c.ticket for c in who]},
        )  # fmt: skip


def written(paths: Sequence[Path]) -> tuple[Text, ...]:
    """Where the strips lie, and that they are secret."""
    return (
        *(Text(f"准考证条：{path}", f"Strips: {path}") for path in paths),
        Text("密码只在这两个文件里；打印之后请妥善保管或删除。", "The PINs are in these two files and nowhere else; keep them safe, or delete them once printed."),
    )  # fmt: skip


@operation(
    "revoke", group="tickets", order=54, title=Text("作废准考证", "Revoke a ticket"),
    about=Text(
        "准考证丢失或到了别人手里：不能再签到，正在用它的座位立即停止（作答中的先暂停）；换密码后重新有效。",
        "The ticket was lost or is in the wrong hands: nobody signs in with it any more, and the seat that uses it stops at once (who is running is "
        "paused). A new PIN makes it worth something again.",
    ),
)  # fmt: skip
class Revoke(Operation, frozen=True, kw_only=True):
    """One or several."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Paused first, for that holds back every action from this moment on."""
        exam, by = office.exam(self.exam), office.by(self.author)

        def decide(_: Candidate, state: State, now: int) -> Sequence[f.SittingFact]:
            if state.revoked:
                raise ExamError("revoked", Text("已经作废。", "It was revoked already."))
            if state.stage in OVER:
                raise cannot(state, Text("没有可作废的", "there is nothing to revoke"))
            revoked = f.Revoked(at=now, by=by, reason=self.reason)
            return [f.Paused(at=now, by=by, reason=self.reason), revoked] if state.stage == "running" else [revoked]

        return each(office, exam, office.who(exam, self.who), decide, Text("准考证已作废", "the ticket is revoked"))


@operation(
    "release", group="tickets", order=56, title=Text("解除签到限制", "Lift sign-in limit"),
    about=Text(
        "签到输错太多次之后，让准考证（和那台电脑的地址）马上可以再试；记录留着。",
        "After too many wrong tries a ticket, and the address they came from, take tries again at once; the record stays.",
    ),
)  # fmt: skip
class Release(Operation, frozen=True, kw_only=True):
    """One or all."""

    exam: NamedExamField
    who: WhoField
    reason: ReasonField
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """Forgive, on record."""
        from simulator.exams.store.halls import release

        exam = office.exam(self.exam)
        who = office.who(exam, self.who)
        n = release(
            office.db, office.clock, exam.id, [c.ticket for c in who], by=office.by(self.author), reason=self.reason
        )
        if not n:
            return Answer(
                lines=(Text("没有未过期的失败尝试。", "There were no failed tries that still counted."),),
                data={"forgiven": 0},
            )
        return Answer(
            lines=(Text(f"{n} 次失败的尝试不再计算，可以马上再签到。", f"{n} failed tries count no longer; signing in is possible at once."),),
            data={"forgiven": n},
        )  # fmt: skip
