"""The tries that count as xAPI 1.0.3 statements, one JSON object a line, for a learning record store.

Specification: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md. For each student and assignment:

- the student `attempted` the assignment (at the try's first moment) and, where it was handed in, `completed` it (at its last,
  with the active time as duration);
- `passed` or `failed` it with the automatic mark, and so each requirement with its own;
- where a person changed the mark, `scored` it with the final one, at the moment of the decision. Neither reason nor
  author goes out.

Nobody is named: the actor is an account, `home` and the opaque id. Erased students are left out. An activity's IRI is made of
`home` and the ids of class, assignment, pack, scenario and requirement, so a school that passes its own address owns them all.

Statements are permanent and a store refuses a second one with the same id and other content. So an id is the UUID (version
5) of what the statement says: exporting again gives the same ids, and a mark that changed (regrade, override) is another statement,
the later by its store. Definitions and displays, which are no part of a statement, do not enter the id.

`timestamp` must not lie in the future: a try dated after the gradebook was put together (its player's clock went wrong) is
left out and reported. `version` is 1.0.0 in every 1.0.x statement, as the specification demands.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.made import ExportError, Made, called, left_out
from simulator.classroom.exports.moments import moment
from simulator.classroom.exports.moodle import ERASED
from simulator.classroom.model import Assignment, Gradebook, Student, Try
from simulator.classroom.results.requirements import in_order, requirement_title
from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean

HOME = "https://storesim.invalid"  # a name that can never be anybody's (RFC 2606)
VERSION = "1.0.0"
PLATFORM = "storesim"
TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}
VERBS = {
    "attempted": Text("尝试了", "attempted"),
    "completed": Text("完成了", "completed"),
    "passed": Text("通过了", "passed"),
    "failed": Text("未通过", "failed"),
    "scored": Text("得分", "scored"),
}
FUTURE = Text("时间晚于成绩册的生成时间或无法辨认", "dated after this gradebook, or not at any date")
_ADL = "http://adlnet.gov/expapi/"
_SPACE = uuid.UUID("6f2b1c9e-4d0a-5e3b-8a57-1c1d5f0e9b42")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")

Statement = dict[str, Any]


class BadHome(ExportError):
    """The address that is to own accounts and activities is none."""

    def __init__(self, home: str) -> None:
        shown = clean(home)[:200]
        super().__init__(
            Text(
                f"“{shown}”不是网址；请写成 https://学校的域名 的形式。",
                f'"{shown}" is no web address; write it like https://www.school.example',
            )
        )


def xapi(book: Gradebook, home: str = HOME, played_in: Lang | None = None) -> Made:
    """All statements, by student and assignment.

    home: the web address that owns accounts and activities, the school's own; played_in: the language the class played in, if
    that is known. Raises BadHome.
    """
    writer = _Writer(book, _checked(home), played_in)
    here = [s for s in book.students if not s.erased]
    lines = [writer.line(s) for student in here for a in book.assignments for s in writer.statements(student, a)]
    notes = (*left_out((s.id for s in book.students if s.erased), ERASED), *left_out(writer.undated, FUTURE))
    return Made(data=b"".join(lines), notes=notes)


def _checked(home: str) -> str:
    try:
        parts = urlsplit(home)
    except ValueError as error:
        raise BadHome(home) from error
    plain = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and not (parts.query or parts.fragment)
    if not plain or quote(parts.path, safe="/-._~%") != parts.path:
        raise BadHome(home)
    return home.rstrip("/")


class _Writer:
    """Writes the statements of one gradebook and keeps what could not be dated."""

    def __init__(self, book: Gradebook, home: str, played_in: Lang | None) -> None:
        self.book, self.home, self.played_in = book, home, played_in
        self.undated: list[str] = []
        self._encoder = msgspec.json.Encoder(decimal_format="number")

    def line(self, statement: Statement) -> bytes:
        return self._encoder.encode(statement) + b"\n"

    def statements(self, student: Student, assignment: Assignment) -> Iterator[Statement]:
        """All of one student and assignment, in the order of what happened."""
        cell = self.book.cell(student.id, assignment.id)
        counted, override = cell.counted, cell.override
        if counted is not None:
            if self._dated(counted.started) is not None and self._dated(counted.ended) is not None:
                yield from self._of_try(student, assignment, counted)
            else:
                self._undated(student, assignment)
        if override is not None and override.points is not None:
            if self._dated(override.at) is not None:
                result = judged(override.points, override.points >= assignment.pass_at)
                whole, context = self._assignment(assignment), self._context(assignment, counted)
                yield self._statement(student, "scored", whole, override.at, result, context)
            else:
                self._undated(student, assignment)

    def _of_try(self, student: Student, assignment: Assignment, counted: Try) -> Iterator[Statement]:
        whole, context = self._assignment(assignment), self._context(assignment, counted)
        yield self._statement(student, "attempted", whole, counted.started, None, context)
        if counted.verdict != "open":
            result = {"completion": True, "duration": duration(counted.active)}
            yield self._statement(student, "completed", whole, counted.ended, result, context)
        if counted.mark is None:
            return
        found = [(whole, context, counted.mark.points, counted.mark.points >= assignment.pass_at)]
        inner = self._context(assignment, counted, within=whole)
        for r in in_order(counted.mark.requirements):
            found.append((self._requirement(assignment, r.id), inner, r.points, r.passed))
        for activity, around, points, passed in found:
            verb = "passed" if passed else "failed"
            rubric = {"extensions": {self._iri("extensions", "rubric-digest"): tidy(counted.mark.rubric)}}
            yield self._statement(student, verb, activity, counted.ended, judged(points, passed) | rubric, around)

    def _statement(
        self, student: Student, verb: str, activity: Statement, at: int, result: Statement | None, context: Statement
    ) -> Statement:
        made: Statement = {
            "actor": {"objectType": "Agent", "account": {"homePage": self.home, "name": student.id}},
            "verb": {"id": f"{_ADL}verbs/{verb}", "display": both(VERBS[verb])},
            "object": activity,
        }
        if result is not None:
            made["result"] = result
        made |= {"context": context, "timestamp": self._dated(at), "version": VERSION}
        return {"id": str(uuid.uuid5(_SPACE, self._encoder.encode(_bare(made)).decode())), **made}

    def _context(self, assignment: Assignment, counted: Try | None, within: Statement | None = None) -> Statement:
        """The context of what lies `within` an activity of the assignment, or of the assignment itself."""
        around = [self._class(), self._scenario(assignment), self._pack(assignment)]
        if within is not None:
            around.insert(0, within)
        extensions = {"pack-digest": assignment.pack_digest}
        made: Statement = {}
        if counted is not None:
            made["registration"] = str(uuid.uuid5(_SPACE, f"{self.home} {self.book.id} {counted.id}"))
            extensions |= {"try": str(counted.number), "seed": counted.seed, "head": counted.head}
        made["contextActivities"] = {"parent": around[:1], "grouping": around[1:]}
        if assignment.pack_version:
            made["revision"] = tidy(assignment.pack_version)
        made["platform"] = PLATFORM
        if self.played_in is not None:
            made["language"] = TAGS[self.played_in]
        made["extensions"] = {self._iri("extensions", key): tidy(value) for key, value in extensions.items()}
        return made

    def _undated(self, student: Student, assignment: Assignment) -> None:
        self.undated.append(f"{called(student)} · {tidy(assignment.title, 40)}")

    def _dated(self, at: int) -> str | None:
        found = moment(at, datetime.UTC) if at <= self.book.taken else None
        return None if found is None else f"{found:%Y-%m-%dT%H:%M:%S}.{found.microsecond // 1000:03d}Z"

    def _iri(self, *parts: str) -> str:
        return "/".join((self.home, "xapi", *(quote(part, safe="-._~") or "-" for part in parts)))

    def _class(self) -> Statement:
        return _activity(self._iri("classes", self.book.id), "course", typed(self.book.title))

    def _pack(self, assignment: Assignment) -> Statement:
        return _activity(self._iri("packs", assignment.pack), "module", typed(assignment.pack))

    def _scenario(self, assignment: Assignment) -> Statement:
        iri = self._iri("packs", assignment.pack, "scenarios", assignment.scenario)
        return _activity(iri, "simulation", typed(assignment.scenario))

    def _assignment(self, assignment: Assignment) -> Statement:
        iri = self._iri("classes", self.book.id, "assignments", assignment.id)
        return _activity(iri, "assessment", typed(assignment.title))

    def _requirement(self, assignment: Assignment, id: str) -> Statement:
        iri = self._iri("packs", assignment.pack, "scenarios", assignment.scenario, "requirements", id)
        title = requirement_title(id)
        return _activity(iri, "objective", both(Text(f"{id} {title.zh}", f"{id} {title.en}")))


def judged(points: int, passed: bool) -> Statement:
    """A result with its score: scaled 0 to 1 and raw 0 to 100, both exact."""
    return {
        "score": {"scaled": Decimal(points) / 10_000, "raw": Decimal(points) / 100, "min": 0, "max": 100},
        "success": passed,
    }


def duration(active: int) -> str:
    """Milliseconds as an ISO 8601 duration, to the hundredth of a second: `PT1H2M3.45S`."""
    hundredths = max(0, active) // 10
    whole, rest = divmod(hundredths, 100)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"PT{hours}H{minutes}M{seconds}.{rest:02d}S"


def both(text: Text) -> dict[str, str]:
    """A language map of one of our own texts."""
    return {TAGS["zh"]: tidy(text.zh, 500), TAGS["en"]: tidy(text.en, 500)}


def typed(text: str) -> dict[str, str]:
    """A language map of what somebody typed: its language is undetermined."""
    return {"und": tidy(text, 500)}


def _activity(iri: str, kind: str, name: dict[str, str]) -> Statement:
    return {"objectType": "Activity", "id": iri, "definition": {"type": f"{_ADL}activities/{kind}", "name": name}}


def _bare(value: Any) -> Any:
    """The statement without what the specification counts as no part of it: definitions of activities, displays of verbs."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in ("definition", "display")}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value
