"""Before names are revealed nothing that leaves the hall's office after an exam says one, or leads to one."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from simulator.classroom.bureau import Answer
from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamRow
from simulator.classroom.store.tables import PersonRow
from simulator.exams.afterwards.common import candidate_of
from simulator.exams.afterwards.evidence import Evidence
from simulator.exams.afterwards.exporting import FORMS, Certificate, Export, SaveAttempts
from simulator.exams.afterwards.grading import Decisions, Grade, SetMark
from simulator.exams.afterwards.results import Mistakes, Requirements, Results
from simulator.exams.afterwards.statistics import ItemStatistics
from simulator.exams.errors import ExamError
from simulator.exams.exports.evidence import evidence
from simulator.exams.model import Exam, Strip
from simulator.exams.office.base import Hall
from simulator.exams.results.appeal import review
from simulator.exams.results.book import exam_book
from simulator.exams.store.exams import sittings

Sat = tuple[Exam, tuple[Strip, ...]]

# files are written from the book, whichever database it was read from
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def people(db: Database, sat: Sat) -> list[str]:
    """Everything that tells who a candidate is: names, numbers, logins, tickets, ids of persons, ids of sittings."""
    known = []
    with db.session() as session:
        for n in range(6):
            row = session.get(PersonRow, f"p{n}")
            assert row is not None
            row.name, row.number, row.login, row.email, row.group = (
                f"Ximena{n}",
                f"9988770{n}",
                f"login{n}x",
                f"m{n}@school.example",
                f"Group{n}",
            )
            session.add(row)
            known += [row.name, row.number, row.login, row.email, row.group]
    return [
        *known,
        *(s.ticket for s in sat[1]),
        *(s.sitting for s in sat[1]),
        *(s.ticket.replace("-", "") for s in sat[1]),
    ]


def revealed(db: Database, exam: Exam) -> None:
    with db.session() as session:
        row = session.get(ExamRow, exam.id)
        assert row is not None
        row.revealed = 9_000
        session.add(row)


def words_of(path: Path) -> str:
    """All that a file says; a workbook is a zip of texts."""
    raw = path.read_bytes()
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            raw = b"\n".join(file.read(name) for name in file.namelist())
    return raw.decode("utf-8", "replace") + path.name


def said(answer: Answer) -> str:
    plain: list[Any] = [
        answer.lines,
        [(t.heads, t.rows, t.keys, t.names) for t in answer.tables],
        answer.data,
        [str(f) for f in answer.files],
    ]
    return msgspec.json.encode(plain).decode()


def everything(db: Database, exam: Exam, folder: Path) -> dict[str, str]:
    """What every operation says and writes."""
    office = Hall(db, wall=lambda: 5)
    found: dict[str, str] = {}
    one = exam_book(db, exam.id).marked[0].alias
    SetMark(exam=exam.id, candidate=one, mark="77", reason="the letter was cut", author="Wang").run(office)
    for operation in (Grade(exam=exam.id), Results(exam=exam.id), Requirements(exam=exam.id), Mistakes(exam=exam.id), Decisions(exam=exam.id),
                      ItemStatistics(exam=exam.id), Evidence(exam=exam.id, candidate=one)):  # fmt: skip
        found[type(operation).__name__] = said(operation.run(office))
    for form in FORMS:
        answer = Export(exam=exam.id, form=form, out=str(folder / form)).run(office)  # type: ignore[arg-type]
        found[f"{form}, answer"] = said(answer)
        for path in answer.files:
            found[f"{form} {path.name}"] = words_of(path)
    found["certificate"] = words_of(
        Certificate(exam=exam.id, candidate=one, out=str(folder / "c")).run(office).files[0]
    )
    for journal in (False, True):
        path = folder / f"e{journal}"
        found[path.name] = said(
            Evidence(exam=exam.id, candidate=one, out=str(path), journal=journal).run(office)
        ) + words_of(path)
    return found


@on_sqlite
def test_nothing_says_a_name_before_they_are_revealed(
    db: Database, sat: Sat, people: list[str], tmp_path: Path
) -> None:
    exam, strips = sat
    aliases = {s.id: s.alias for s in sittings(db, exam.id)}
    for what, words in everything(db, exam, tmp_path).items():
        for known in people:
            assert not re.search(rf"(?<![0-9a-f]){re.escape(known)}(?![0-9a-f])", words), (what, known)
        assert not re.search(r"(?<![0-9A-Za-z])p[0-5](?![0-9A-Za-z])", words) or what.startswith("xlsx"), what
    book = exam_book(db, exam.id)
    assert {c.label for c in book.candidates} == set(aliases.values())
    assert [c.alias for c in book.candidates] == sorted(aliases.values())  # an order that says nothing of who is who
    assert not any(c.ticket for c in book.candidates)
    assert strips[0].ticket not in str(book)


@on_sqlite
def test_once_they_are_revealed_they_are_said(db: Database, sat: Sat, people: list[str], tmp_path: Path) -> None:
    exam, strips = sat
    revealed(db, exam)
    found = everything(db, exam, tmp_path)
    for what in ("Results", "report report", "csv csv", "xlsx xlsx", "moodle moodle", "canvas canvas"):
        for n in range(5):
            assert f"Ximena{n}" in found[what], what
    certificates = [words for what, words in found.items() if what.startswith("certificates ")]
    assert len(certificates) == 5
    for strip in strips[:5]:
        (mine,) = [c for c in certificates if strip.ticket in c]
        assert sum(f"Ximena{n}" in mine for n in range(6)) == 1


def test_a_candidate_is_found_by_ticket_and_alias_and_by_name_only_once_it_may_be_known(
    db: Database, sat: Sat, people: list[str]
) -> None:
    exam, strips = sat
    office = Hall(db)
    there = {s.id: s for s in sittings(db, exam.id)}
    mine = there[strips[2].sitting]

    def meant(words: str) -> str:
        return candidate_of(office, exam_book(db, exam.id), words)[1].id

    for words in (
        mine.ticket,
        mine.ticket.replace("-", ""),
        mine.ticket[4:],
        "003",
        "3",
        mine.alias,
        mine.alias.lower(),
        f" {mine.ticket[:3]} - {mine.ticket[4:]} ",
    ):
        assert meant(words) == mine.id, words
    for words in ("Ximena2", "99887702", "p2", "", "C-99", "000-001", "C-0[/]"):
        with pytest.raises(ExamError) as error:
            meant(words)
        assert error.value.code == "which-candidate"
    revealed(db, exam)
    for words in ("Ximena2", "99887702", mine.ticket, mine.alias):
        assert meant(words) == mine.id


@on_sqlite
def test_an_erased_person_has_no_name_left_and_keeps_the_mark(
    db: Database, sat: Sat, people: list[str], tmp_path: Path
) -> None:
    exam, _ = sat
    revealed(db, exam)
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE person SET name = '', number = '', login = '', email = '', \"group\" = '', erased = 5 WHERE id = 'p0'"
            )
        )
    book = exam_book(db, exam.id)
    (one,) = [c for c in book.candidates if c.id == "p0"]
    assert one.points == 10_000
    office = Hall(db)
    answer = Export(exam=exam.id, form="certificates", out=str(tmp_path / "c")).run(office)
    assert len(answer.files) == 4
    for form in ("csv", "moodle", "xlsx", "report", "xapi"):
        Export(exam=exam.id, form=form, out=str(tmp_path / form)).run(office)  # type: ignore[arg-type]


@on_sqlite
def test_what_somebody_typed_is_never_markup_nor_a_control_code(db: Database, sat: Sat, tmp_path: Path) -> None:
    exam, strips = sat
    evil = "[/]<script>alert(1)</script>\x1b[2J=cmd|' /C calc'!A0\u202e"
    with db.session() as session:
        row = session.get(ExamRow, exam.id)
        assert row is not None
        row.title, row.revealed = evil, 9_000
        session.add(row)
        for n in range(6):
            person = session.get(PersonRow, f"p{n}")
            assert person is not None
            person.name, person.number = f"{evil}{n}", f"=1+{n}"
            session.add(person)
    office = Hall(db, wall=lambda: 5)
    alias = next(s.alias for s in sittings(db, exam.id) if s.id == strips[0].sitting)
    SetMark(exam=exam.id, candidate=alias, mark="77", reason=evil, author=evil).run(office)
    for form in FORMS:
        for path in Export(exam=exam.id, form=form, out=str(tmp_path / form)).run(office).files:  # type: ignore[arg-type]
            words = words_of(path)
            assert "\x1b" not in words, form
            assert "\u202e" not in words, form
            if form in ("report", "evidence", "certificates"):
                assert "<script" not in words, form
                assert "default-src 'none'" in words
                assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", words), form
            if form in ("csv", "long", "moodle", "canvas"):
                assert not re.search(r"(^|,)[=+\-@]", words, re.MULTILINE) or form == "moodle", form
    one, sitting = candidate_of(office, exam_book(db, exam.id), alias)
    found = review(db, exam_book(db, exam.id), one, sitting.id)
    page = evidence(
        found.book, one, [t.zh for t in found.titles], "zh", None, {t.attempt: t.open() for t in found.tries}
    ).data.decode()
    assert "<script" not in page
    assert "\x1b" not in page


@on_sqlite
def test_a_save_says_only_what_journals_say(db: Database, sat: Sat, people: list[str], tmp_path: Path) -> None:
    exam, strips = sat
    alias = next(s.alias for s in sittings(db, exam.id) if s.id == strips[0].sitting)
    SaveAttempts(exam=exam.id, candidate=alias, file=str(tmp_path / "x.storesim")).run(Hall(db))
    raw = (tmp_path / "x.storesim").read_bytes().decode("latin-1")
    for known in [p for p in people if p.startswith(("Ximena", "99887", "login")) or "@school" in p]:
        assert known not in raw
