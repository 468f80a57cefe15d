"""What goes out: gradebooks for Moodle, Canvas and people, statements for an LRS, reports to print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from simulator.classroom.bureau.files import write
from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Gradebook
from simulator.classroom.office.base import Answer, Office, Operation, operation
from simulator.classroom.office.fields import ClassField
from simulator.kernel.messages import info
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.exports.made import Made

Form = Literal["xlsx", "csv", "long", "moodle", "canvas", "xapi", "report", "students"]
FORMS: dict[str, Text] = {
    "xlsx": Text("XLSX 成绩册", "XLSX gradebook"),
    "csv": Text("CSV 成绩册", "CSV gradebook"),
    "long": Text("CSV 明细：一行一条要求", "CSV, a row for each requirement"),
    "moodle": Text("Moodle 导入用 CSV", "CSV that Moodle imports"),
    "canvas": Text("Canvas 导入用 CSV", "CSV that Canvas imports"),
    "xapi": Text("xAPI 语句", "xAPI statements"),
    "report": Text("班级报告（HTML，可打印）", "report of the class, HTML to print"),
    "students": Text("学生报告（HTML，每人一份）", "reports of the students, HTML, one each"),
}
ENDING = {
    "xlsx": "xlsx",
    "csv": "csv",
    "long": "csv",
    "moodle": "csv",
    "canvas": "csv",
    "xapi": "jsonl",
    "report": "html",
    "students": "",
}
BY: dict[str, Text] = {
    "number": Text("学号（ID number）", "number (ID number)"),
    "email": Text("邮箱", "e-mail"),
    "username": Text("登录名", "login"),
}


@operation(
    "export", group="out", order=140, changes=False, title=Text("导出", "Export"),
    about=Text("写出成绩册、报告或 xAPI 语句。", "Write a gradebook, a report or xAPI statements."),
)  # fmt: skip
class Export(Operation, frozen=True, kw_only=True):
    """One file (or for the students' reports one folder)."""

    form: Annotated[Form, info("格式", "Form", choices=FORMS)]
    klass: ClassField = ""
    out: Annotated[
        str, info("输出", "Output", "path", help=Text("文件；学生报告为文件夹", "a file; for the students' reports a folder"))
    ] = ""  # fmt: skip
    by: Annotated[
        Literal["number", "email", "username"],
        info("按什么认人", "Known by", choices=BY, help=Text("Moodle 用", "for Moodle")),
    ] = "number"
    home: Annotated[
        str, info("网址", "Home page", help=Text("xAPI 账户所属的网址", "for xAPI: the address whose accounts these are"))
    ] = ""  # fmt: skip
    language: Annotated[
        Literal["zh", "en"], info("语言", "Language", choices={"zh": Text("中文", "Chinese"), "en": Text("英文", "English")})
    ] = "zh"  # fmt: skip

    def run(self, office: Office) -> Answer:
        """Write it, and say what could not be written into it."""
        from simulator.classroom.exports.made import ExportError

        klass = office.klass(self.klass)
        book = office.book(klass)
        out = Path(self.out).expanduser() if self.out else Path(_name(book, self.form))
        try:
            if self.form == "students":
                return self._students(office, book, out)
            made = self._made(office, book)
        except ExportError as error:
            raise ClassroomError("export", error.text) from error
        path = write(out, made.data)
        return Answer(lines=(*made.notes, Text(f"已写入 {path}", f"Written: {path}")), files=(path,))

    def _made(self, office: Office, book: Gradebook) -> Made:
        from simulator.classroom.exports import canvas, html, moodle, table, xapi, xlsx

        lang: Lang = self.language
        match self.form:
            case "xlsx":
                return xlsx.xlsx(book, lang, office.zone)
            case "csv":
                return table.wide(book, lang)
            case "long":
                return table.long(book, lang)
            case "moodle":
                return moodle.moodle(book, self.by, lang=lang)
            case "canvas":
                return canvas.canvas(book)
            case "xapi":
                return xapi.xapi(book, self.home) if self.home else xapi.xapi(book)
            case _:
                return html.class_report(book, lang, office.zone)

    def _students(self, office: Office, book: Gradebook, folder: Path) -> Answer:
        from simulator.classroom.exports.html import each_student

        paths = []
        for name, made in each_student(book, self.language, office.zone):
            paths.append(write(folder / name, made.data))
            office.tell(len(paths), len(book.students), name)
        return Answer(
            lines=(
                Text(
                    f"已写入 {len(paths)} 份报告：{folder}",
                    f"Written {len(paths)} reports: {folder}",
                ),
            ),
            files=tuple(paths),
        )


def _name(book: Gradebook, form: Form) -> str:
    """`<title>-moodle.csv`: a name that every system takes."""
    stem = re.sub(r"[^\w.-]+", "-", book.title).strip("-.") or book.id
    what = "" if form == ENDING[form] else f"-{form}"
    return f"{stem}{what}" + (f".{ENDING[form]}" if ENDING[form] else "")
