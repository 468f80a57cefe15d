"""What goes out after an exam: gradebooks, statements, reports, certificates, evidence, and a candidate's attempts as a save."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from simulator.classroom.bureau import Answer, Operation
from simulator.classroom.bureau.files import write
from simulator.classroom.errors import ClassroomError
from simulator.classroom.office.exporting import BY
from simulator.exams.afterwards.common import (
    CandidateField,
    LanguageField,
    anonymous,
    book_of,
    candidate_of,
    language,
    titles_of,
)
from simulator.exams.office.base import Hall, operation
from simulator.exams.office.fields import NamedExamField
from simulator.exams.results.book import Candidate, ExamBook
from simulator.kernel.messages import info
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.exports.made import Made

Form = Literal["xlsx", "csv", "long", "moodle", "canvas", "xapi", "report", "evidence", "certificates"]
FORMS: dict[str, Text] = {
    "xlsx": Text("XLSX 成绩册", "XLSX gradebook"),
    "csv": Text("CSV 成绩表：一行一位考生", "CSV, a row for each candidate"),
    "long": Text("CSV 明细：一行一条要求", "CSV, a row for each requirement"),
    "moodle": Text("Moodle 导入用 CSV", "CSV that Moodle imports"),
    "canvas": Text("Canvas 导入用 CSV", "CSV that Canvas imports"),
    "xapi": Text("xAPI 语句", "xAPI statements"),
    "report": Text("考试报告（HTML，可打印）", "report of the exam, HTML to print"),
    "evidence": Text("评分依据（HTML，每位考生一份）", "evidence of each mark, HTML, one for each candidate"),
    "certificates": Text("证书（HTML，每位考生一页）", "certificates, HTML, one page for each candidate"),
}
ENDING = {
    "xlsx": "xlsx",
    "csv": "csv",
    "long": "csv",
    "moodle": "csv",
    "canvas": "csv",
    "xapi": "jsonl",
    "report": "html",
}
UNKNOWN = Text(
    "姓名尚未公开：文件里是代号，学校的系统认不出；请公开后（storesim hall reveal）再导出。",
    "Names are not revealed yet: the file holds aliases, which the school's system does not know; reveal them first (storesim hall reveal).",
)


@operation(
    "export", group="out", order=300, changes=False, title=Text("导出", "Export"),
    about=Text("写出成绩册、报告、证书、评分依据或 xAPI 语句；公开姓名之前只有代号。", "Write a gradebook, a report, certificates, evidence or xAPI statements; "
               "aliases alone before names are revealed."),
)  # fmt: skip
class Export(Operation, frozen=True, kw_only=True):
    """One file, or a folder with one for each candidate."""

    exam: NamedExamField
    form: Annotated[Form, info("格式", "Form", choices=FORMS)]
    out: Annotated[
        str,
        info(
            "输出",
            "Output",
            "path",
            help=Text("文件；每人一份的为文件夹", "a file; a folder where there is one for each"),
        ),
    ] = ""
    by: Annotated[
        Literal["number", "email", "username"],
        info("按什么认人", "Known by", choices=BY, help=Text("Moodle 用", "for Moodle")),
    ] = "number"
    home: Annotated[
        str,
        info("网址", "Home page", help=Text("xAPI 账户所属的网址", "for xAPI: the address whose accounts these are")),
    ] = ""
    language: LanguageField = "zh"

    def run(self, office: Hall) -> Answer:
        """Write it, and say what could not be written into it."""
        from simulator.classroom.exports.made import ExportError

        book = book_of(office, self.exam)
        out = Path(self.out).expanduser() if self.out else Path(_name(book, self.form))
        try:
            if self.form in ("evidence", "certificates"):
                return self._each(office, book, out)
            made = self._made(office, book)
        except ExportError as error:
            raise ClassroomError("export", error.text) from error
        path = write(out, made.data)
        unknown = (UNKNOWN,) if self.form in ("moodle", "canvas") and not book.revealed else anonymous(book)
        return Answer(lines=(*made.notes, *unknown, Text(f"已写入 {path}", f"Written: {path}")), files=(path,))

    def _made(self, office: Hall, book: ExamBook) -> Made:
        from simulator.classroom.exports import canvas, moodle, xapi
        from simulator.exams.exports import report, tables
        from simulator.exams.exports.gradebook import whole

        lang: Lang = language(self.language)
        titles = titles_of(office, book, lang)
        match self.form:
            case "xlsx":
                return tables.xlsx(book, titles, lang, office.zone)
            case "csv":
                return tables.wide(book, titles, lang, office.zone)
            case "long":
                return tables.long(book, titles, lang)
            case "moodle":
                return moodle.moodle(whole(book), self.by, lang=lang, tries=False)
            case "canvas":
                return canvas.canvas(whole(book))
            case "xapi":
                return xapi.xapi(whole(book), self.home) if self.home else xapi.xapi(whole(book))
            case _:
                return report.report(book, titles, lang, office.zone)

    def _each(self, office: Hall, book: ExamBook, folder: Path) -> Answer:
        """One file for each candidate who has a mark (or whose record waits for a person: that is evidence, too)."""
        from simulator.exams.exports.certificate import certificate
        from simulator.exams.exports.evidence import evidence

        lang = language(self.language)
        titles = titles_of(office, book, lang)

        def certified(one: Candidate) -> Made:
            return certificate(book, one, lang, office.zone)

        def told(one: Candidate) -> Made:
            return evidence(book, one, titles, lang, office.zone)

        here = [c for c in book.candidates if not c.student.erased]
        wanted = [c for c in here if c.points is not None or (self.form == "evidence" and c.says)]
        paths = _write_each(office, folder, wanted, certified if self.form == "certificates" else told)
        left = len(book.candidates) - len(wanted)
        lines = [*anonymous(book), Text(f"已写入 {len(paths)} 份：{folder}", f"Written {len(paths)}: {folder}")]
        if left:
            lines.append(
                Text(f"{left} 位考生没有成绩，未写。", f"{left} candidates have no mark; nothing was written for them.")
            )
        return Answer(lines=tuple(lines), files=tuple(paths))


def _write_each(office: Hall, folder: Path, wanted: list[Candidate], make: Callable[[Candidate], Made]) -> list[Path]:
    paths = []
    for name, one in _file_names(wanted):
        paths.append(write(folder / name, make(one).data))
        office.tell(len(paths), len(wanted), name)
    return paths


def _file_names(wanted: Iterable[Candidate]) -> Iterable[tuple[str, Candidate]]:
    """`C-07.html`, or `204-017.html` once names are revealed: safe on every system, and each another one."""
    for one in wanted:
        yield f"{re.sub(r'[^A-Za-z0-9-]+', '-', one.ticket or one.alias)}.html", one


def _name(book: ExamBook, form: str) -> str:
    """`<title>-moodle.csv`: a name that every system takes."""
    stem = re.sub(r"[^\w.-]+", "-", book.exam.title).strip("-.") or book.exam.id
    ending = ENDING.get(form)
    return f"{stem}.{ending}" if form == ending else f"{stem}-{form}" + (f".{ending}" if ending else "")


@operation(
    "certificate", group="out", order=310, changes=False, title=Text("证书", "Certificate"),
    about=Text("写出一位考生的证书或成绩证明：一页 A4，可打印。", "Write a candidate's certificate, or the statement of what was reached: one page of A4 to print."),
)  # fmt: skip
class Certificate(Operation, frozen=True, kw_only=True):
    """One page."""

    exam: NamedExamField
    candidate: CandidateField
    out: Annotated[str, info("输出文件", "File", "path")] = ""
    language: LanguageField = "zh"

    def run(self, office: Hall) -> Answer:
        """Write it."""
        from simulator.exams.exports.certificate import certificate

        book = book_of(office, self.exam)
        one, _ = candidate_of(office, book, self.candidate)
        made = certificate(book, one, language(self.language), office.zone)
        path = write(
            Path(self.out).expanduser() if self.out else Path(f"{one.ticket or one.alias}-certificate.html"), made.data
        )
        return Answer(lines=(*anonymous(book), Text(f"已写入 {path}", f"Written: {path}")), files=(path,))


@operation(
    "save", group="out", order=330, changes=False, title=Text("存出考生的作答", "Save a candidate's attempts"),
    about=Text(
        "把一位考生的作答写成普通存档（.storesim），可用 storesim show、score、verify、replay 查看；要等这位考生考完。",
        "Write a candidate's attempts as an ordinary save (.storesim), for storesim show, score, verify and replay; only once the candidate is over.",
    ),
)  # fmt: skip
class SaveAttempts(Operation, frozen=True, kw_only=True):
    """One save with every try at every item."""

    exam: NamedExamField
    candidate: CandidateField
    file: Annotated[str, info("存档文件", "Save", "path", min_length=1)]

    def run(self, office: Hall) -> Answer:
        """Write a new file; one that is there is never written over."""
        from simulator.exams.results.loading import loaded
        from simulator.exams.results.saving import write_save

        book = book_of(office, self.exam)
        _, sitting = candidate_of(office, book, self.candidate)
        path = Path(self.file).expanduser()
        tries = loaded(office.db, book.exam, sitting.id)
        write_save(path, book.exam, sitting.id, tries)
        lines = [
            Text(f"已写入 {path}：{len(tries)} 局。", f"Written {path}: {len(tries)} attempts."),
            *(
                Text(
                    f"第 {t.item + 1} 题第 {t.number + 1} 次：{t.scenario}，storesim score {path} --attempt {t.attempt}",
                    f"item {t.item + 1}, try {t.number + 1}: {t.scenario}, storesim score {path} --attempt {t.attempt}",
                )
                for t in tries
            ),
        ]
        return Answer(
            lines=tuple(lines),
            files=(path,),
            data=[{"item": t.item, "number": t.number, "attempt": t.attempt, "scenario": t.scenario} for t in tries],
        )
