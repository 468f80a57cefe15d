"""Printed reports: whole pages that need nothing else, in one language at a time, and harmless whatever people are called."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import exportbook
import msgspec
import pytest

from simulator.classroom.exports.html import class_report, each_student, student_report, student_reports
from simulator.classroom.exports.look import SHOWN_FROM, level
from simulator.classroom.exports.made import Made, NoSuchStudent
from simulator.classroom.exports.pages import TEMPLATES
from simulator.classroom.exports.words import WORDS
from simulator.classroom.model import VERDICT, Gradebook
from simulator.classroom.results.students import STATE
from simulator.kernel.text import Lang, Text

CHINA = ZoneInfo("Asia/Shanghai")
Report = Callable[[Gradebook, Lang, datetime.tzinfo], Made]
REPORTS: list[Report] = [class_report, student_reports]
VOID = {"meta", "br", "hr", "img", "input", "link", "col"}


class Page(HTMLParser):
    """A page taken apart: its text by element, its attributes, and whether every element is closed."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.styles = ""
        self.comments: list[str] = []
        self.faults: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        if self.open:
            self.faults.append(f"left open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.styles += data
        elif data.strip():
            self.texts.append(" ".join(data.split()))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        """Everything a reader sees."""
        return "\n".join(self.texts)


def page(report: Report, book: Gradebook, lang: Lang = "zh") -> Page:
    return Page(report(book, lang, CHINA).data)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
    "book", [exportbook.gradebook(), exportbook.hostile(), exportbook.empty(), exportbook.gradebook(cells={})],
    ids=["plain", "hostile", "empty", "no marks"],
)  # fmt: skip
def test_a_page_is_whole_and_needs_nothing_from_elsewhere(book: Gradebook, report: Report, lang: Lang) -> None:
    made = page(report, book, lang)
    assert made.faults == []
    assert made.comments == []
    tags = {tag for tag, _ in made.tags}
    assert not tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "a",
        "image",
        "use",
        "foreignobject",
    }
    for _, attributes in made.tags:
        assert not attributes.keys() & {"src", "href", "xlink:href", "srcset", "data", "action", "background", "xmlns"}
        assert not [name for name in attributes if name.startswith("on")]
        assert not [
            v for k, v in attributes.items() if "url(" in v or (k != "aria-label" and re.search(r"https?:|//", v))
        ]
    assert not re.search(r"url\(|@import|@font-face|https?:|expression\(|</", made.styles)
    assert "@media print" in made.styles
    assert "size: A4" in made.styles
    policy = [a["content"] for tag, a in made.tags if tag == "meta" and "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    ids = [a["id"] for _, a in made.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert [a["lang"] for tag, a in made.tags if tag == "html"] == [{"zh": "zh-CN", "en": "en"}[lang]]


@pytest.mark.parametrize("report", REPORTS)
def test_what_people_type_is_text_and_short(report: Report) -> None:
    made = page(report, exportbook.hostile(), "zh")
    text = made.text
    assert "<script>alert(1)</script>" in text
    assert "'\"><img src=x onerror=alert(1)>" in text
    assert "{{ 7*7 }}{% raw %}" in text
    assert "49" not in [t.strip() for t in made.texts if "7*7" in t]
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(len(t) for t in made.texts) < 1_500
    assert "长" * 500 not in text


def test_the_class_report_has_every_student_and_figure() -> None:
    book = exportbook.gradebook()
    text = page(class_report, book).text
    for student in book.students:
        assert (student.name or student.id) in text
    for said in (
        "78.85",
        "75.50",
        "*",
        "77.97",
        "70.34",
        "（信息已删除）",
        "9/10",
        "红线",
        "400 分钟",
        "远多于全班",
        "截至 2025年9月28日 13:04（UTC+08:00）",
    ):
        assert said in text, said
    assert exportbook.SILENT.zh in text
    assert "学生 s11，第 1 次" in text


def test_the_heat_map_has_a_shade_and_a_figure_in_each_cell() -> None:
    made = page(class_report, exportbook.gradebook())
    shaded = [a["class"] for tag, a in made.tags if tag == "td" and "cell heat-" in a.get("class", "")]
    assert shaded.count("cell heat-2") == 6
    assert shaded.count("cell heat-3") == 3
    assert [level(p) for p in (0, 3_949, 3_950, 5_950, 7_450, 8_950, 10_000)] == [0, 0, 1, 2, 3, 4, 4]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_all_text_has_a_contrast_of_4_5_and_shades_grow_lighter() -> None:
    style = (TEMPLATES / "style.css").read_text("utf-8")
    shades = re.findall(r"\.heat-\d \{ background: (#\w{6}); color: (#\w{6})", style)
    assert len(shades) == 5
    assert all(contrast(paper, ink) >= 4.5 for paper, ink in shades)
    against_black = [contrast(paper, "#000000") for paper, _ in shades]
    assert against_black == sorted(against_black)
    inks = set(re.findall(r"[{;] color: (#\w{6})", style)) - {ink for _, ink in shades}
    assert all(contrast(ink, "#ffffff") >= 4.5 for ink in inks)


def test_a_student_sees_what_was_lost_and_why() -> None:
    text = Page(student_report(exportbook.gradebook(), "s09", "zh", CHINA).data).text
    for said in ("孙磊", "2025010009", "43.40", "触碰红线，本项计 0 分：明知而虚报货值", "占 70%", exportbook.DECLARED.zh,
                 "（order#3，记录 17、42）", "未通过", "74.68", "有效"):  # fmt: skip
        assert said in text, said
    assert "李娜" not in text
    decided = Page(student_report(exportbook.gradebook(), "s02", "en", datetime.UTC).data).text
    assert (
        "from the automatic mark of 61.35 to 75.50. Reason: 断电重启，补记两单 (陈老师, 17 Sep 2025 00:00)" in decided
    )


def test_a_mark_given_without_a_try_is_told_with_its_reason() -> None:
    text = Page(student_report(exportbook.given_without_a_try(), "s12", "zh", CHINA).data).text
    assert "自动评分 –，改为 60.00。理由：口试补考（陈老师，2025年9月19日 08:00）" in text
    assert WORDS["nothing_handed_in"].zh in text


def test_a_student_is_not_told_of_others() -> None:
    """Whom somebody copied from is between the teacher and that person; a median of few would tell their marks."""
    made = Page(student_report(exportbook.gradebook(), "s03", "zh", CHINA).data).text
    assert VERDICT["copied"].zh in made
    assert "s01" not in made
    few = exportbook.gradebook(students=tuple(s for s in exportbook.students() if s.id in ("s01", "s02", "s08")))
    assert len(few.students) < SHOWN_FROM
    text = Page(student_report(few, "s08", "zh", CHINA).data).text
    assert "78.85" not in text  # the median of the three
    assert "75.50" not in text


def test_each_student_has_a_page_and_a_file() -> None:
    book = exportbook.gradebook()
    together = student_reports(book, "zh", CHINA)
    made = Page(together.data)
    assert sum(tag == "section" for tag, _ in made.tags) == 11
    assert "break-before: page" in made.styles
    assert any("s05" in n.zh for n in together.notes)
    files = dict(each_student(book, "zh", CHINA))
    assert len(files) == 11
    assert "student-2025010001.html" in files
    assert "student-s06.html" in files
    for name, one in files.items():
        assert re.fullmatch(r"student-[\w-]+\.html", name)
        assert sum(tag == "section" for tag, _ in Page(one.data).tags) == 1
    assert files["student-2025010009.html"].data == student_report(book, "s09", "zh", CHINA).data


def test_file_names_are_safe_and_differ() -> None:
    numbers = ("../../etc/passwd", "a/b", "a b", "CON", "con", "", "张伟", "x" * 300)
    people = tuple(
        msgspec.structs.replace(s, number=n) for s, n in zip(exportbook.students()[5:], numbers, strict=False)
    )
    names = [name for name, _ in each_student(exportbook.gradebook(students=people), "zh", CHINA)]
    assert len({name.casefold() for name in names}) == len(people)
    assert all(re.fullmatch(r"student-[\w-]{1,60}\.html", name) for name in names)


@pytest.mark.parametrize("student", ["nobody", "s05", "\x1b[31m"])
def test_who_is_not_there_is_said_in_a_sentence(student: str) -> None:
    with pytest.raises(NoSuchStudent) as caught:
        student_report(exportbook.gradebook(), student)
    assert "\x1b" not in caught.value.text.zh
    assert "check the id" in caught.value.text.en


# -- one language at a time


def _templates() -> list[Path]:
    return sorted(TEMPLATES.glob("*.html"))


@pytest.mark.parametrize("template", _templates(), ids=lambda p: p.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", " ", template.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"[A-Za-z\u4e00-\u9fff]", text), text


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    room = TEMPLATES.parent
    source = "".join(
        p.read_text("utf-8") for p in [*_templates(), *room.glob("*.py")] if p.name not in ("words.py", "xapi.py")
    )
    used = set(re.findall(r"\bw\.(\w+)", source)) | {w for w in WORDS if f'"{w}"' in source}
    assert set(re.findall(r"\bw\.(\w+)", source)) <= WORDS.keys() | {"w"}
    assert WORDS.keys() - used - {"facet", "gate"} == set()  # those two are named by a mistake's kind


def _own_words(lang: Lang) -> set[str]:
    """The words of ours in that language, as runs of letters; English ones in lower case."""
    texts = [t.of(lang) for t in [*WORDS.values(), *STATE.values(), *VERDICT.values()]]
    plain = " ".join(re.sub(r"\{\w+\}", " ", t) for t in texts)
    return (
        {w.lower() for w in re.findall(r"[A-Za-z]{2,}", plain)}
        if lang == "en"
        else set(re.findall(r"[\u4e00-\u9fff]+", plain))
    )


def _in_one_language() -> Gradebook:
    """The class with names, titles and groups that are digits, so that all letters left are ours or the rubric's."""
    people = tuple(msgspec.structs.replace(s, name=f"{n}", group="") for n, s in enumerate(exportbook.students()))
    assignments = tuple(
        msgspec.structs.replace(a, title=f"{n}", pack="1", scenario="2") for n, a in enumerate(exportbook.ASSIGNMENTS)
    )
    made = {}
    for key, cell in exportbook.cells().items():
        override = cell.override and msgspec.structs.replace(cell.override, reason="1", author="2")
        made[key] = msgspec.structs.replace(cell, override=override)
    return exportbook.gradebook(title="1", students=people, assignments=assignments, cells=made)


@pytest.mark.parametrize("report", REPORTS)
def test_a_chinese_report_has_no_english_words(report: Report) -> None:
    text = page(report, _in_one_language(), "zh").text
    left = re.sub(r"\bs\d\d\b|order#\d|\(?UTC[+\-\d:]*", " ", text)
    assert re.findall(r"[A-Za-z]{2,}", left) == []
    assert _own_words("en")  # what the line above would have found


@pytest.mark.parametrize("report", REPORTS)
def test_an_english_report_has_no_chinese_words(report: Report) -> None:
    text = page(report, _in_one_language(), "en").text
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", text) == []


def test_both_languages_say_the_same_things() -> None:
    places = re.compile(r"\{(\w+)\}")
    for key, word in WORDS.items():
        assert isinstance(word, Text)
        assert set(places.findall(word.zh)) == set(places.findall(word.en)), key
        assert word.zh.count("|") == word.en.count("|"), key
        assert not re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", word.zh)), key
        assert not re.search(r"[\u4e00-\u9fff]", word.en), key
        assert word.zh.strip()
        assert word.en.strip()


# -- the same bytes


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_gradebook_gives_the_same_bytes(report: Report) -> None:
    assert report(exportbook.gradebook(), "zh", CHINA).data == report(exportbook.gradebook(), "zh", CHINA).data


def test_dates_are_in_the_zone_asked_for() -> None:
    assert "2025年9月28日 05:04（UTC）" in Page(class_report(exportbook.gradebook(), "zh", datetime.UTC).data).text


def test_charts_are_there_where_there_is_something_to_draw() -> None:
    made = page(class_report, exportbook.gradebook())
    assert [a["id"] for tag, a in made.tags if tag == "svg" and "id" in a] == [
        "chart-distribution",
        "chart-progress",
        "chart-time",
    ]
    labels = [a["aria-label"] for tag, a in made.tags if tag == "svg" and "aria-label" in a]
    assert labels == ["成绩分布", "多次练习的进步", "操作用时"]
    once = exportbook.gradebook(cells={k: c for k, c in exportbook.cells().items() if len(c.tries) == 1})
    made = page(class_report, once)
    assert "chart-progress" not in [a.get("id") for _, a in made.tags]
    assert WORDS["no_second_try"].zh in made.text
