"""An exam is set up."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from simulator.exams.errors import ExamError
from simulator.exams.model import ADMISSION
from simulator.exams.office.base import Answer, Hall, Operation, Table, operation
from simulator.exams.office.fields import AddressField, AuthorField, OutField
from simulator.exams.office.ticketing import sheet_of, strip_paths, write_strips, written
from simulator.kernel.messages import info
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.paper.model import Paper

FOUND = (Text("行", "Row"), Text("栏", "Column"), Text("问题", "Finding"))


@operation(
    "new", group="exam", order=10, title=Text("建立考试", "Set up an exam"),
    about=Text(
        "按试卷为一个班建立考试：此刻冻结试卷和场景包，给每位考生准考证号和密码，写出准考证条。密码之后再也取不出来。",
        "Sets up an exam for a class by a paper: paper and packs are frozen now, every candidate gets a ticket and a PIN, and the strips are written. "
        "The PINs can never be had again.",
    ),
)  # fmt: skip
class NewExam(Operation, frozen=True, kw_only=True):
    """A paper, a class, an opening."""

    title: Annotated[
        str,
        info(
            "名称",
            "Title",
            help=Text("例如 期末考试 1 班", "such as Final, class 1"),
            min_length=1,
            max_length=120,
        ),
    ]
    paper: Annotated[
        str,
        info(
            "试卷",
            "Paper",
            record="papers",
            help=Text("编号（storesim paper list）或文件", "id (storesim paper list) or a file"),
            min_length=1,
        ),
    ]
    klass: Annotated[
        str,
        info(
            "班级",
            "Class",
            record="classes",
            help=Text(
                "名单上的都是考生；只有一个班时可不写",
                "its students are the candidates; may be left out where there is one",
            ),
        ),
    ] = ""
    opens: Annotated[
        str,
        info(
            "开考",
            "Opens",
            "moment",
            help=Text(
                "如 2026-12-01 09:00；不写则放行即可开考",
                "such as 2026-12-01 09:00; left out: whoever is admitted may begin",
            ),
        ),
    ] = ""
    admission: Annotated[Literal["hand", "open"], info("放行", "Admission", choices=ADMISSION)] = "hand"
    extra: Annotated[
        str,
        info(
            "加时名单", "Extra time", "path",
            help=Text("CSV 或 XLSX，两栏：学号、分钟", "CSV or XLSX with two columns: number, minutes"),
        ),
    ] = ""  # fmt: skip
    address: AddressField = ""
    out: OutField = ""
    author: AuthorField = ""

    def run(self, office: Hall) -> Answer:
        """The places for the strips are taken first, for a PIN that was not written down is lost."""
        from simulator.classroom.store.people import students
        from simulator.exams.creating import frozen, may_be_set_up, set_up
        from simulator.exams.extra import read_extra
        from simulator.exams.paper.load import load
        from simulator.exams.paper.shelf import find_paper
        from simulator.exams.sheets import reserved
        from simulator.exams.store.halls import keep_address
        from simulator.packs.library import usable_packs

        klass = office.classes().klass(self.klass)
        there = [s for s in students(office.db, klass.id) if not s.erased]
        may_be_set_up(office.db, self.title, there)
        packs = usable_packs()[0]
        paper: Paper = load(find_paper(self.paper), packs)
        opens = office.moment(self.opens)
        extra = read_extra(Path(self.extra).expanduser(), there) if self.extra else None
        if extra is not None and extra.findings:
            rows = tuple((str(x.row), x.column or "-", x.what) for x in extra.findings)
            says = Text(
                f"加时名单有 {len(rows)} 处错误，没有建立考试；改好文件再来。",
                f"{len(rows)} errors in the list of extra time: no exam was set up; mend the file and try again.",
            )
            return Answer(lines=(says,), tables=(Table(heads=FOUND, rows=rows, right=(0,)),), ok=False)
        with ExitStack() as stack:
            paths = stack.enter_context(reserved(*strip_paths(self.title, self.out)))
            exam, strips = set_up(
                office.db, office.clock, frozen(paper, packs, office.tell), klass, there, title=self.title, admission=self.admission,
                opens=opens, planned=extra.seconds if extra is not None else None, by=office.by(self.author),
            )  # fmt: skip
            if self.address:
                keep_address(office.db, exam.id, self.address)
            planned = {s.sitting: s.planned for s in strips}
            sheet = sheet_of(
                office, exam, office.candidates(exam), planned, self.address, {s.sitting: s.pin for s in strips}
            )
            try:
                write_strips(sheet, paths, office)
            except ExamError as error:
                raise ExamError(
                    error.code,
                    Text(
                        f"考试已建立，但准考证条写不下来：{error.text.zh} 请用 storesim hall renew-pin 换一套密码。",
                        f"The exam was set up, but its strips could not be written: {error.text.en} Make other PINs: storesim hall renew-pin",
                    ),
                ) from error
        return Answer(
            lines=(
                Text(
                    f"已建立“{exam.title}”（准考证 {strips[0].ticket[:3]}-…，编号 {exam.id}）：{len(strips)} 位考生，试卷 {paper.id} {paper.version}。",
                    f"{exam.title!r} was set up (tickets {strips[0].ticket[:3]}-..., id {exam.id}): {len(strips)} candidates, paper {paper.id} {paper.version}.",
                ),
                *written(paths),
                *_limits(paper, opens),
            ),
            files=tuple(paths),
            data={**msgspec.to_builtins(exam), "tickets": [s.ticket for s in strips]},
        )


def _limits(paper: Paper, opens: int | None) -> tuple[Text, ...]:
    if opens is not None or (paper.last_start is None and paper.hard_close is None):
        return ()
    return (
        Text(
            "没有开考时间，所以最晚开考和强制结束还不起作用；用 storesim hall open 或 move-opening 定下。",
            "There is no opening, so last start and hard close do not hold yet; set one with storesim hall open, or move-opening.",
        ),
    )
