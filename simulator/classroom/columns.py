"""Which column of a roster is which: by its heading, in either language and in the wordings of the systems schools export from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from simulator.classroom.folding import fold
from simulator.kernel.text import Text

# Headings as people write them, the surest first: of several columns that fit, the one whose wording stands earlier is taken.
# A serial number (序号, No.) is no school number, so it is not here.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "学号", "學號", "学生学号", "学员学号", "学籍号", "学籍编号", "学生编号", "学员编号", "学生号", "学生id", "学号/工号", "学工号", "工号", "考生号",
        "考号", "准考证号", "Student ID", "Student number", "Student No", "Student ID number", "SIS User ID", "ID number",
        "ID No", "Matriculation number", "Matriculation No", "Registration number", "Enrolment number", "Enrollment number",
        "Roll number", "Roll No", "University ID", "School ID", "OrgDefinedId", "Candidate number", "用户编号", "User ID",
        "编号", "账号", "帐号", "Number", "ID", "Account",
    ),
    "name": (
        "姓名", "学生姓名", "学员姓名", "真实姓名", "中文姓名", "考生姓名", "Full name", "Student name", "Student full name",
        "Display name", "Learner name", "Candidate name", "Student", "学生", "学员", "Learner", "Name", "名字", "昵称",
    ),
    "surname": ("姓", "姓氏", "Last name", "Surname", "Family name"),
    "given": ("名", "名字", "First name", "Given name", "Given names", "Forename"),
    "email": (
        "邮箱", "电子邮箱", "電子郵件", "邮箱地址", "电子邮箱地址", "电子邮件", "电子邮件地址", "邮件地址", "邮件", "学生邮箱", "QQ邮箱", "E-mail", "E-mail address",
        "Student e-mail", "Mail", "Mail address",
    ),
    "group": (
        "小组", "分组", "组别", "组", "组名", "班级", "班級", "行政班级", "行政班", "班级名称", "所在班级", "所属班级", "教学班", "班", "Group", "Group name",
        "Groups", "Team", "Section", "Class", "Class name", "Cohort",
    ),
    "login": (
        "用户名", "登录名", "帳號", "登陆名", "登录账号", "登录帐号", "用户账号", "用户帐号", "账号", "帐号", "Username", "User name", "Login", "Login ID",
        "Login name", "SIS Login ID", "Account", "Account name",
    ),
}  # fmt: skip

TITLES: dict[str, Text] = {
    "number": Text("学号", "number"),
    "name": Text("姓名", "name"),
    "email": Text("邮箱", "e-mail"),
    "group": Text("班级或小组", "group"),
    "login": Text("用户名", "login"),
}
_EITHER = ("name", "名字")  # the whole name, or beside a surname the given one
_PARENTHESES = re.compile(r"[(\[【<][^)\]】>]*[)\]】>]")
_ASCII = re.compile(r"[a-z0-9]+")


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Where the fields of a roster stand: index of a column by field. `twice` are fields for which two columns have the same
    heading; the first was taken."""

    at: dict[str, int]
    twice: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there is a number, and a name in one column or in two."""
        return "number" in self.at and ("name" in self.at or {"surname", "given"} <= self.at.keys())


def find_columns(cells: Sequence[str]) -> Columns:
    """The columns whose headings are known. Each column is one field only."""
    heads = [_wordings(cell) for cell in cells]
    at: dict[str, int] = {}
    twice: list[str] = []
    for field, ranked in _RANKED.items():
        fits = sorted(
            (rank, i)
            for i, words in enumerate(heads)
            if i not in at.values() and (rank := _rank(ranked, words)) is not None
        )
        if fits:
            at[field] = fits[0][1]
            if len(fits) > 1 and fits[1][0] == fits[0][0]:
                twice.append(field)
    if "surname" in at and "given" not in at and "name" in at and heads[at["name"]][0] in _EITHER:
        at["given"] = at.pop("name")
    return Columns(at=at, twice=tuple(twice))


def _letters(text: str) -> str:
    """A heading without marks, blanks and case: `E-mail *` and `email` are one."""
    return "".join(c for c in fold(text) if c.isalnum())


def _wordings(cell: str) -> tuple[str, ...]:
    """What a heading may be meant as: as it stands, and without what is in parentheses."""
    if len(cell) > 100:
        return ("",)
    bare = _PARENTHESES.sub("", unicodedata.normalize("NFKC", cell))
    return tuple(dict.fromkeys((_letters(cell), _letters(bare))))


def _rank(ranked: dict[str, int], words: tuple[str, ...]) -> int | None:
    for word in words:
        if word in ranked:
            return ranked[word]
        # one heading in both languages: 学号 Student ID
        latin = "".join(_ASCII.findall(word))
        other = _ASCII.sub("", word)
        if latin in ranked and other in ranked:
            return min(ranked[latin], ranked[other])
    return None


_RANKED = {field: {_letters(h): i for i, h in reversed(list(enumerate(hs)))} for field, hs in HEADINGS.items()}
