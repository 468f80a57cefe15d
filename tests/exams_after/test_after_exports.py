"""What is printed and written after an exam: certificates, evidence, the report, tables, statistics."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import openpyxl
import pytest
from satmaker import table1

from simulator import standard
from simulator.classroom.model import Student
from simulator.classroom.store.database import open_database
from simulator.exams.errors import ExamError
from simulator.exams.exports import tables
from simulator.exams.exports.certificate import certificate
from simulator.exams.exports.evidence import evidence
from simulator.exams.exports.face import TEMPLATES
from simulator.exams.exports.figures import pages, sheet
from simulator.exams.exports.gradebook import item_titles, items, whole
from simulator.exams.exports.report import report
from simulator.exams.exports.words import OWN
from simulator.exams.marking.model import FULL, Total
from simulator.exams.model import Strip
from simulator.exams.receipts import number
from simulator.exams.results.appeal import Review, review
from simulator.exams.results.book import Candidate, ExamBook, exam_book
from simulator.exams.results.statistics import LEVELS, statistics
from simulator.exams.store.exams import sittings
from simulator.exams.store.gradings import Grading
from simulator.exams.store.overrides import Override
from simulator.kernel.text import LANGS, Lang

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def reviews(sat_once: tuple[Path, str, tuple[Strip, ...]]) -> list[Review]:
    """What is known of each of the five who sat the exam, in the order of the strips."""
    place, exam, strips = sat_once
    with open_database(str(place), create=False) as db:
        book = exam_book(db, exam)
        alias = {s.id: s.alias for s in sittings(db, exam)}
        one = {c.alias: c for c in book.candidates}
        return [review(db, book, one[alias[s.sitting]], s.sitting) for s in strips[:5]]


@pytest.fixture(scope="module")
def book(reviews: list[Review]) -> ExamBook:
    return reviews[0].book


def titles(lang: Lang, book: ExamBook) -> list[str]:
    return item_titles(book, {table1().pack.digest: table1().pack}, lang)


def named(book: ExamBook, one: Candidate) -> tuple[ExamBook, Candidate]:
    """The same once names are revealed."""
    exam = msgspec.structs.replace(book.exam, revealed=5)
    who = msgspec.structs.replace(one, student=Student(id="p", number="2026017", name="李娜"), ticket="204-017", id="p")
    return msgspec.structs.replace(book, exam=exam), who


def plain(data: bytes) -> str:
    """What a page says, without its markup."""
    body = data.decode().partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


# -- certificates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_certificate_says_all_it_has_to(reviews: list[Review], lang: Lang) -> None:
    found = reviews[0]
    book, one = named(found.book, found.one)
    said = plain(certificate(book, one, lang, CHINA).data)
    assert one.mark is not None
    paper = book.rubric.paper
    wanted = [book.exam.title, paper.title.of(lang), paper.id, "李娜", "2026017", "204-017", "100.00", number(one.sealed), one.head, book.rubric.digest,
              "storesim hall verify", book.exam.id, OWN["certificate"].of(lang), OWN["passed"].of(lang), OWN["scope"].of(lang)]  # fmt: skip
    wanted += [r.id for r in one.mark.requirements] + [
        standard.requirement(r.id).title.of(lang) for r in one.mark.requirements
    ]
    wanted += [next(c.title.of(lang) for c in standard.chapters() if c.id == x.id) for x in one.mark.chapters]
    for words in wanted:
        assert words in said, words


def test_who_did_not_pass_gets_a_statement(reviews: list[Review]) -> None:
    failed = next(r for r in reviews if r.one.passed is False)
    said = plain(certificate(failed.book, failed.one, "zh", CHINA).data)
    assert OWN["statement"].zh in said
    assert OWN["certificate"].zh not in said
    assert OWN["failed"].zh in said
    assert failed.one.alias in said
    assert OWN["anonymous"].zh in said


def test_who_has_no_mark_gets_none(book: ExamBook) -> None:
    absent = next(c for c in book.candidates if c.standing == "absent")
    with pytest.raises(ExamError) as error:
        certificate(book, absent)
    assert error.value.code == "no-mark"
    assert absent.alias in error.value.text.zh


def test_a_mark_of_a_person_and_a_regrade_are_told(reviews: list[Review]) -> None:
    found = reviews[1]
    made = Override(sitting="s", points=4_321, reason="a private matter", author="Wang", at=1_800_000_000_000)
    regrade = Grading(id="g", exam="x", rubric=found.book.rubric, reason="weights", author="Li", at=1_790_000_000_000)
    one = msgspec.structs.replace(found.one, override=made, points=4_321, passed=False)
    said = plain(certificate(msgspec.structs.replace(found.book, regrades=(regrade,)), one, "en", CHINA).data)
    assert "43.21" in said
    assert "set by the examination office" in said
    assert "revised rubric" in said
    assert "a private matter" not in said  # the reason is for the evidence report


def many(book: ExamBook, one: Candidate, count: int) -> tuple[ExamBook, Candidate]:
    """The longest certificate of so many requirements: every chapter, a long title, a decision, a regrade."""
    assert one.mark is not None
    ids = [r.id for r in standard.requirements()][-count:]
    chapters = tuple(Total(id=c.id, points=7_777, passed=True, needed=6_000) for c in standard.chapters())
    mark = msgspec.structs.replace(
        one.mark, requirements=tuple(Total(id=id, points=8_888, passed=False) for id in ids),
        chapters=chapters if count > 14 else chapters[:4],
    )  # fmt: skip
    made = Override(sitting="s", points=6_000, reason="r", author="W", at=1_800_000_000_000)
    regrade = Grading(id="g", exam="x", rubric=book.rubric, reason="r", author="L", at=1_790_000_000_000)
    exam = msgspec.structs.replace(
        book.exam,
        title="跨境电子商务综合实操考试二〇二六年秋季学期期末甲卷第三考场和第四考场合并场次（含补考）全体考生",
    )
    return msgspec.structs.replace(book, exam=exam, regrades=(regrade,)), msgspec.structs.replace(
        one, mark=mark, override=made
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Debian's chromium prints the pages")
@pytest.mark.parametrize("count", [1, 8, 9, 14, 15, 30, 31, 42, 43, 116])
def test_a_certificate_is_one_page_of_a4(reviews: list[Review], tmp_path: Path, count: int) -> None:
    for lang in LANGS:
        book, one = many(reviews[0].book, reviews[0].one, count)
        page, printed = tmp_path / f"{lang}.html", tmp_path / f"{lang}.pdf"
        page.write_bytes(certificate(book, one, lang, CHINA).data)
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
             f"--print-to-pdf={printed}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        raw = printed.read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", raw)) == 1, (count, lang)
        (width, height) = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", raw)[0]
        assert (round(float(width)), round(float(height))) == (595, 842)


# -- evidence -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_evidence_names_every_facet_and_everything_that_was_lost(reviews: list[Review], lang: Lang) -> None:
    lost = 0
    for found in reviews:
        assert found.one.mark is not None
        said = plain(evidence(found.book, found.one, titles(lang, found.book), lang, CHINA).data)
        for item in found.one.mark.items:
            if not item.tries:
                continue
            for facet in (f for r in item.requirements for f in r.facets):
                assert facet.title.of(lang) in said
                for finding in facet.findings:
                    if finding.points < FULL:
                        lost += 1
                        assert " ".join(finding.why.of(lang).split())[:100] in said
                        assert not finding.evidence or str(finding.evidence[0]) in said
    assert lost > 20


def test_every_fact_that_a_mark_stands_on_is_beside_it(reviews: list[Review]) -> None:
    found = reviews[1]
    attempts = {t.attempt: t.open() for t in found.tries}
    page = evidence(found.book, found.one, titles("en", found.book), "en", CHINA, attempts).data.decode()
    anchors = set(re.findall(r'<tr id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= anchors
    cited = 0
    assert found.one.mark is not None
    for item in found.one.mark.items:
        for facet in (f for r in item.requirements for f in r.facets):
            for seq in (s for d in facet.findings for s in d.evidence[:12]):
                cited += 1
                assert f"{item.tries[facet.best].attempt}-{seq}" in anchors
    assert cited > 50
    assert "After handing in" in page


def test_evidence_of_a_sitting_without_a_mark_says_why(book: ExamBook, reviews: list[Review]) -> None:
    from simulator.exams.marking import sentences as say

    one = msgspec.structs.replace(
        reviews[0].one,
        standing="edited",
        says=(say.LISTED.fill(what=say.DEADLINE),),
        mark=None,
        points=None,
        passed=None,
    )
    said = plain(evidence(book, one, titles("en", book), "en", CHINA).data)
    assert "The deadline in the table of sittings" in said
    assert "No mark" in said


# -- templates and words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    text = template.read_text("utf-8")
    text = re.sub(r"\{% block style %\}.*?\{% endblock %\}|\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&gt;", " ", text, flags=re.DOTALL)
    assert not re.search(r"[A-Za-z\u4e00-\u9fff]", text), text


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    room = TEMPLATES.parent
    source = "".join(p.read_text("utf-8") for p in [*TEMPLATES.iterdir(), *room.glob("*.py")] if p.name != "words.py")
    used = (
        set(re.findall(r"\bx\.(\w+)", source))
        | set(re.findall(r'word\(\s*"(\w+)"', source))
        | {w for w in OWN if f'"{w}"' in source}
    )
    assert set(re.findall(r"\bx\.(\w+)", source)) <= OWN.keys()
    assert OWN.keys() - used == set()


@pytest.mark.parametrize("lang", LANGS)
def test_pages_speak_one_language(reviews: list[Review], lang: Lang) -> None:
    """Names of the program, of hashes and units are the same in both."""
    found = reviews[0]
    exam = msgspec.structs.replace(found.book.exam, title="7")
    paper = msgspec.structs.replace(found.book.rubric.paper, id="1", version="2")
    book = msgspec.structs.replace(
        found.book, exam=exam, rubric=msgspec.structs.replace(found.book.rubric, paper=paper)
    )
    said = plain(certificate(book, found.one, lang, CHINA).data) + plain(
        report(book, titles(lang, book), lang, CHINA).data
    )
    if lang == "en":
        assert re.findall(r"[\u4e00-\u9fff]+", said) == []
    else:
        said = re.sub(
            r"storesim( hall \w+)?|[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}|\bC-\d+|UTC|B2[BC]|[0-9a-f]{16,}|[\w-]+#\d+|\b[A-Z]\d+\b|Moodle|n\b",
            " ",
            said,
        )
        assert not set(re.findall(r"[A-Za-z]{4,}", said)) & {
            "mark",
            "Mark",
            "passed",
            "Candidate",
            "Facility",
            "weight",
            "facts",
        }


# -- report and tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_has_every_candidate_and_the_heat_map(book: ExamBook, lang: Lang) -> None:
    said = plain(report(book, titles(lang, book), lang, CHINA).data)
    for one in book.candidates:
        assert one.alias in said
        if one.points is not None:
            assert f"{one.points / 100:.2f}" in said
    for r in book.marked[0].mark.requirements if book.marked[0].mark else ():
        assert standard.requirement(r.id).title.of(lang) in said
    assert "5" in said
    assert OWN["statistics"].of(lang) in said


def test_the_same_book_gives_the_same_bytes(book: ExamBook) -> None:
    for lang in LANGS:
        for make in (report, tables.wide, tables.xlsx):
            assert make(book, titles(lang, book), lang, CHINA).data == make(book, titles(lang, book), lang, CHINA).data


def test_a_row_for_each_candidate_and_for_each_requirement(book: ExamBook) -> None:
    rows = list(csv.reader(io.StringIO(tables.wide(book, titles("en", book), "en", CHINA).data.decode("utf-8-sig"))))
    assert [r[0] for r in rows[1:]] == [c.alias for c in book.candidates]
    assert [r[2] for r in rows[1:]] == ["" if c.points is None else f"{c.points / 100:g}" for c in book.candidates]
    long = list(csv.reader(io.StringIO(tables.long(book, titles("en", book), "en").data.decode("utf-8-sig"))))
    found = [(c.alias, r.id) for c in book.marked if c.mark for item in c.mark.items for r in item.requirements]
    assert sorted((r[0], r[7]) for r in long[1:]) == sorted(found)


def test_the_workbook_opens_and_holds_every_facet(book: ExamBook) -> None:
    file = openpyxl.load_workbook(io.BytesIO(tables.xlsx(book, titles("zh", book), "zh", CHINA).data))
    assert {"成绩", "要求", "各题", "评分点", "统计指标"} <= set(file.sheetnames)
    facets = sum(len(r.facets) for c in book.marked if c.mark for item in c.mark.items for r in item.requirements)
    sheet_ = file["评分点"]
    assert sum(1 for row in sheet_.iter_rows(min_row=4, values_only=True) if row[0]) >= facets
    assert all(
        not (isinstance(v, str) and v.startswith("="))
        for s in file
        for row in s.iter_rows(values_only=True)
        for v in row
    )


def test_an_exam_as_a_class_has_the_marks_that_count(book: ExamBook) -> None:
    one, parts = whole(book), items(book, titles("en", book))
    for c in book.candidates:
        assert one.cell(c.id, book.exam.id).points == c.points
        for n, item in enumerate(c.mark.items if c.mark else ()):
            assert parts.cell(c.id, f"{book.exam.id}-{n + 1}").points == item.points


# -- statistics -----------------------------------------------------------------------------------------------


def bigger(book: ExamBook) -> ExamBook:
    """The same marks three times over, so that there are enough for figures."""
    found = [
        msgspec.structs.replace(c, alias=f"{c.alias}.{n}", id=f"{c.id}.{n}") for n in range(3) for c in book.marked
    ]
    return msgspec.structs.replace(book, candidates=tuple(found))


def test_few_candidates_have_no_figures_and_always_their_number(book: ExamBook) -> None:
    for level in LEVELS:
        found = statistics(book, level)  # type: ignore[arg-type]
        assert found.figures.withheld is not None
        assert {f.n for f in found.figures.items} == {5}
        assert all(f.facility is None for f in found.figures.items)
    for shown in pages(book, titles("en", book), "en"):
        assert shown.withheld is not None
        assert "5" in shown.withheld.en
    said = plain(report(book, titles("en", book), "en", CHINA).data)
    assert "fewer than 10" in said


def test_figures_are_those_of_the_marks_that_count(book: ExamBook) -> None:
    big = bigger(book)
    marks = [c.mark for c in big.candidates if c.mark is not None]
    by_item, by_requirement, by_facet = (statistics(big, level) for level in ("item", "requirement", "facet"))
    for n, figures in enumerate(by_item.figures.items):
        assert figures.n == 15
        assert figures.facility == pytest.approx(sum(m.items[n].points for m in marks) / 15 / 100)
        assert figures.intended_weight == pytest.approx((40, 60)[n])
    for column, figures in zip(by_requirement.columns, by_requirement.figures.items, strict=True):
        points = [
            next(r.points for r in m.items[column.item].requirements if r.id == column.requirement) for m in marks
        ]
        assert figures.facility == pytest.approx(sum(points) / 15 / 100)
    for column, figures in zip(by_facet.columns, by_facet.figures.items, strict=True):
        found = [next(r for r in m.items[column.item].requirements if r.id == column.requirement) for m in marks]
        points = [0 if r.zeroed else next(f.points for f in r.facets if f.id == column.facet) for r in found]
        assert figures.facility == pytest.approx(sum(points) / 15 / 100)
    # whatever the level, the parts have the same share of the whole
    for item in range(2):
        for level in (by_requirement, by_facet):
            share = sum(
                f.intended_weight or 0
                for c, f in zip(level.columns, level.figures.items, strict=True)
                if c.item == item
            )
            assert share == pytest.approx((40, 60)[item])
    mean = by_item.figures.whole.mean
    assert mean is not None
    assert mean * 100 == pytest.approx(sum(m.points for m in marks) / 15, abs=1)  # but for what was rounded down
    assert by_item.figures.whole.alpha is not None
    assert by_item.figures.withheld is None
    table = sheet(big, titles("en", big), "en")
    assert len(table.rows) == sum(len(x.columns) for x in (by_item, by_requirement, by_facet))
    assert "15" in plain(report(big, titles("en", big), "en", CHINA).data)
