"""The rows of a roster below its headings: one student each, or a finding that says why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from simulator.classroom.columns import TITLES, Columns
from simulator.classroom.delimited import LOST
from simulator.classroom.errors import clip
from simulator.classroom.folding import fold
from simulator.classroom.grid import Finding, Grid, Severity
from simulator.classroom.model import Student
from simulator.kernel.text import Text
from simulator.locale.clean import clean

MOST_LENGTH = {"number": 64, "name": 100, "email": 254, "login": 100, "group": 100}
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
_ANY_CJK = re.compile(rf"[{_CJK}]")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?e\+?[0-9]{1,3}", re.IGNORECASE)
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")
_QUOTED = re.compile(r'="(.*)"')  # what programs write so that Excel leaves a number alone
_GARBLED = re.compile(r"[A-Za-z][\u4e00-\u9fff][a-z]")  # Müller


class Reader:
    """Reads the rows below the headings of one grid."""

    def __init__(self, grid: Grid, row: int, columns: Columns, workbook: bool) -> None:
        self.grid = grid
        self.row = row
        self.columns = columns
        self.workbook = workbook
        self.headings = [one_line(c) for c in grid.rows[row - 1]]
        self.students: list[Student] = []
        self.findings: list[Finding] = []
        self._rows: list[int] = []  # of the students
        self._before = 0  # how many findings there were before the present row
        self._closed_up: list[int] = []  # rows of names with blanks between their characters

    def read(self) -> None:
        """Read all rows, then look at them together."""
        for field in self.columns.twice:
            title = TITLES.get(field, TITLES["name"])
            what = Text(f"有两列“{title.zh}”，取了第一列", f"two columns are headed {title.en}; the first was taken")
            self._say(self.row, field, what, "warning")
        heads = [fold(h) for h in self.headings]
        for number, cells in enumerate(self.grid.rows[self.row :], self.row + 1):
            if not any(map(str.strip, cells)):
                continue
            if [fold(one_line(c)) for c in cells] == heads:
                self._say(
                    number, "", Text("又是一行表头，已跳过", "the headings again; the row was left out"), "warning"
                )
                continue
            student = self._student(number, cells)
            if student is not None:
                self.students.append(student)
                self._rows.append(number)
        self._same_numbers()
        self._same_names()
        if self._closed_up:
            n, first = len(self._closed_up), self._closed_up[0]
            what = Text(
                f"{n} 个姓名的字间有空格（首个在第 {first} 行），已去掉",
                f"blanks between the characters of names were closed up: {n} (the first in row {first})",
            )
            self._say(0, "", what, "warning")
        if not self.students and not self.findings:
            self._say(0, "", Text("表头下面没有学生", "there are no students below the headings"))

    def doubt_encoding(self) -> None:
        """Western letters that were read as GB18030 show as Chinese characters within words."""
        for student, number in zip(self.students, self._rows, strict=True):
            if _GARBLED.search(student.name):
                what = Text(
                    f"“{clip(student.name)}”像是乱码：文件可能不是 GB18030 编码，请用 --encoding 指定（例如 cp1252）",
                    f"{clip(student.name)!r} looks garbled: the file may not be GB18030, name its encoding with --encoding "
                    "(such as cp1252)",
                )
                self._say(number, "name", what, "warning")
                return

    # -- one row ----------------------------------------------------------------------------------------------

    def _student(self, row: int, cells: Sequence[str]) -> Student | None:
        self._before = len(self.findings)
        number = self._number(row, self._cell(row, "number", cells))
        name = self._name(row, cells)
        email = unicodedata.normalize("NFKC", self._cell(row, "email", cells))
        if email and not _EMAIL.fullmatch(email):
            what = Text(f"邮箱“{clip(email)}”格式不对", f"the e-mail address {clip(email)!r} is malformed")
            self._say(row, "email", what, "warning")
        login, group = self._cell(row, "login", cells), self._cell(row, "group", cells)
        if any(f.severity == "error" for f in self.findings[self._before :]):
            return None
        return Student(id="", number=number, name=name, email=email, login=login, group=group)

    def _number(self, row: int, raw: str) -> str:
        text = unicodedata.normalize("NFKC", raw)
        quoted = _QUOTED.fullmatch(text)
        text = quoted[1] if quoted else text.removeprefix("'")
        if _SCIENTIFIC.fullmatch(text):
            what = Text(
                f"“{clip(text)}”是科学记数，末尾几位已丢失；请在 Excel 中把学号列设为文本后重新导出",
                f"{clip(text)!r} is in scientific notation and its last digits are lost; format the column as text in Excel "
                "and export it again",
            )
            self._say(row, "number", what)
            return ""
        whole = _POINT_ZERO.fullmatch(text)
        if whole:
            what = Text(f"“{clip(text)}”按“{whole[1]}”读取", f"{clip(text)!r} was taken as {whole[1]}")
            self._say(row, "number", what, "warning")
            text = whole[1]
        if " " in text:
            what = Text(f"“{clip(text)}”中的空格已去掉", f"the blanks in {clip(text)!r} were taken out")
            self._say(row, "number", what, "warning")
            text = text.replace(" ", "")
        if not text:
            self._blank(row, "number")
        return text

    def _name(self, row: int, cells: Sequence[str]) -> str:
        if "name" in self.columns.at:
            field, name = "name", self._cell(row, "name", cells)
        else:
            field = "surname"
            surname, given = self._cell(row, "surname", cells), self._cell(row, "given", cells)
            cjk = _ANY_CJK.search(surname + given)
            name = surname + given if cjk else f"{given} {surname}".strip()
        closed = _BETWEEN.sub("", name)
        if closed != name:
            self._closed_up.append(row)
        if not closed:
            self._blank(row, field)
        return closed

    def _cell(self, row: int, field: str, cells: Sequence[str]) -> str:
        """The content of a cell as one clean line; empty where there is none, or none that can be taken."""
        at = self.columns.at.get(field)
        raw = cells[at] if at is not None and at < len(cells) else ""
        needed = field in ("number", "name", "surname", "given")
        severity: Severity = "error" if needed else "warning"
        fault = self.grid.faults.get((row, at)) if at is not None else None
        if fault is not None:
            self._say(
                row,
                field,
                Text(f"“{clip(one_line(raw))}”：{fault.zh}", f"{clip(one_line(raw))!r}: {fault.en}"),
                severity,
            )
            return ""
        tidy = _BLANKS.sub(" ", raw[:10_000]).strip()
        text = clean(tidy).strip()
        if text != tidy:
            what = Text("其中的控制字符或不可见字符已去掉", "control or invisible characters in it were taken out")
            self._say(row, field, what, "warning")
        if LOST in text:
            what = Text(
                f"“{clip(text)}”中有字节无法识别；请用 --encoding 指定文件编码，或重新导出为 UTF-8",
                f"{clip(text)!r} has bytes that make no character; name the encoding with --encoding, or export as UTF-8",
            )
            self._say(row, field, what, severity)
            return text if needed else ""
        most = MOST_LENGTH.get(field, MOST_LENGTH["name"])
        if len(text) > most:
            what = Text(f"超过 {most} 个字符：{clip(text)}", f"longer than {most} characters: {clip(text)}")
            self._say(row, field, what, severity)
            return text[:most] if needed else ""
        return text

    # -- all rows ---------------------------------------------------------------------------------------------

    def _same_numbers(self) -> None:
        """Two rows with one number: where the name is the same the first is kept, else nobody can tell who is meant."""
        groups = self._grouped("number")
        out: set[int] = set()
        for same in groups:
            rows = "、".join(str(self._rows[i]) for i in same), ", ".join(str(self._rows[i]) for i in same)
            one_person = len({fold(self.students[i].name) for i in same}) == 1
            out.update(same[1:] if one_person else same)
            number = clip(self.students[same[0]].number)
            what = Text(
                f"学号 {number} 重复，在第 {rows[0]} 行" + ("，取了第一行" if one_person else "，姓名不同，都没有取"),
                f"the number {number} stands in rows {rows[1]}"
                + ("; the first was taken" if one_person else " with other names; none was taken"),
            )
            self._say(self._rows[same[1]], "number", what)
        self.students = [s for i, s in enumerate(self.students) if i not in out]
        self._rows = [r for i, r in enumerate(self._rows) if i not in out]

    def _same_names(self) -> None:
        for same in self._grouped("name"):
            rows = "、".join(str(self._rows[i]) for i in same), ", ".join(str(self._rows[i]) for i in same)
            name = clip(self.students[same[0]].name)
            what = Text(
                f"有 {len(same)} 个“{name}”，在第 {rows[0]} 行，学号不同，按不同的人处理",
                f"{len(same)} students are called {name} (rows {rows[1]}); their numbers differ, so they are taken as different people",
            )
            self._say(self._rows[same[1]], "name", what, "warning")

    def _grouped(self, field: str) -> list[list[int]]:
        """Indices of students that agree in a field, two at least."""
        groups: dict[str, list[int]] = {}
        for i, s in enumerate(self.students):
            groups.setdefault(fold(getattr(s, field)), []).append(i)
        return [same for same in groups.values() if len(same) > 1]

    def _blank(self, row: int, field: str) -> None:
        """Say that a cell is empty, unless something was said about it already."""
        heading = self._heading(field)
        said = (f.column == heading and f.severity == "error" for f in self.findings[self._before :])
        if not any(said):
            title = TITLES["number" if field == "number" else "name"]
            zh = "（若单元格里是公式，请先在 Excel 中打开并保存一次）" if self.workbook else ""
            en = " (if the cell is a formula, open the file in Excel and save it once)" if self.workbook else ""
            self._say(row, field, Text(f"没有{title.zh}{zh}", f"there is no {title.en}{en}"))

    def _heading(self, field: str) -> str:
        at = self.columns.at.get(field)
        return self.headings[at] if at is not None else ""

    def _say(self, row: int, field: str, what: Text, severity: Severity = "error") -> None:
        self.findings.append(Finding(row=row, column=self._heading(field), what=what, severity=severity))


def one_line(cell: str) -> str:
    return _BLANKS.sub(" ", clean(cell[:1000])).strip()
