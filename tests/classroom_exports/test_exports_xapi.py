"""xAPI statements: every one valid by a validator of its own, nobody named, exported twice nothing doubles."""

from __future__ import annotations

import copy
import datetime
import json
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

import exportbook
import msgspec
import pytest
import xapicheck

from simulator.classroom.exports.xapi import HOME, BadHome, duration, xapi
from simulator.classroom.model import Gradebook

NOW = datetime.datetime.fromtimestamp(exportbook.TAKEN / 1000, tz=datetime.UTC)
ADL = "http://adlnet.gov/expapi/verbs/"


def lines(book: Gradebook, **options: Any) -> list[str]:
    return xapi(book, **options).data.decode("utf-8").splitlines()


def statements(book: Gradebook, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in lines(book, **options)]


def of(book: Gradebook, student: str, assignment: str) -> list[dict[str, Any]]:
    ours = f"{HOME}/xapi/classes/c1/assignments/{assignment}"
    return [
        s
        for s in statements(book)
        if s["actor"]["account"]["name"] == student
        and ours in (s["object"]["id"], s["context"]["contextActivities"]["parent"][0]["id"])
    ]


@pytest.mark.parametrize("home", [HOME, "https://www.school.example/lms/", "http://localhost:8080"])
@pytest.mark.parametrize("book", [exportbook.gradebook(), exportbook.hostile()], ids=["plain", "hostile"])
def test_every_statement_keeps_every_rule(book: Gradebook, home: str) -> None:
    found = lines(book, home=home, played_in="zh")
    assert len(found) > 100
    for line in found:
        assert xapicheck.problems(line, NOW) == []


def test_an_empty_class_gives_an_empty_file() -> None:
    made = xapi(exportbook.empty())
    assert (made.data, made.notes) == (b"", ())


def test_a_try_is_told_from_attempt_to_each_requirement() -> None:
    told = of(exportbook.gradebook(), "s09", "a1")
    assert [s["verb"]["id"].removeprefix(ADL) for s in told] == ["attempted", "completed", "failed", "passed", "failed"]
    whole, first, second = told[2:]
    assert whole["result"] == {
        "score": {"scaled": Decimal("0.434"), "raw": Decimal("43.4"), "min": 0, "max": 100},
        "success": False,
        "extensions": {f"{HOME}/xapi/extensions/rubric-digest": "d1" * 32},
    }
    assert first["object"]["id"] == f"{HOME}/xapi/packs/table1/scenarios/11.1/requirements/11.1.1"
    assert second["result"]["score"]["raw"] == 0  # the red line
    assert second["object"]["definition"]["name"]["zh-CN"].startswith("11.1.2 ")
    assert told[1]["result"] == {"completion": True, "duration": "PT0H49M1.23S"}
    assert told[0]["timestamp"] == "2025-09-08T07:30:00.000Z"
    assert told[1]["timestamp"] == "2025-09-08T09:00:00.000Z"
    assert {s["context"]["registration"] for s in told} == {told[0]["context"]["registration"]}
    assert "result" not in told[0]


def test_only_the_counting_try_goes_out() -> None:
    numbers = {
        s["context"]["extensions"][f"{HOME}/xapi/extensions/try"] for s in of(exportbook.gradebook(), "s01", "a1")
    }
    assert numbers == {"2"}


def test_a_decision_is_a_score_without_reason_or_author() -> None:
    told = of(exportbook.gradebook(), "s02", "a1")
    scored = [s for s in told if s["verb"]["id"] == f"{ADL}scored"]
    assert len(scored) == 1
    assert scored[0]["result"]["score"]["raw"] == Decimal("75.5")
    assert scored[0]["result"]["success"] is True
    assert scored[0]["timestamp"] == "2025-09-17T00:00:00.000Z"
    assert not any(word in str(told) for word in ("陈老师", "断电重启"))
    assert not [s for s in of(exportbook.gradebook(), "s07", "a1") if s["verb"]["id"] == f"{ADL}scored"]  # withdrawn


def test_a_mark_given_without_a_try_is_a_score_alone() -> None:
    (only,) = of(exportbook.given_without_a_try(), "s12", "a1")
    assert only["verb"]["id"] == f"{ADL}scored"
    assert only["result"]["score"]["scaled"] == Decimal("0.6")
    assert "registration" not in only["context"]
    assert not [p for line in lines(exportbook.given_without_a_try()) for p in xapicheck.problems(line, NOW)]


def test_ids_of_any_kind_make_valid_addresses() -> None:
    odd = tuple(
        msgspec.structs.replace(a, pack="中文 <pack>", scenario='a/b?c#d%zz"', pack_version="")
        for a in exportbook.ASSIGNMENTS
    )
    found = lines(exportbook.gradebook(id="", assignments=odd))
    assert len(found) > 100
    assert not [problem for line in found for problem in xapicheck.problems(line, NOW)]


def test_nobody_is_named() -> None:
    everything = xapi(exportbook.gradebook()).data.decode("utf-8")
    for student in exportbook.students():
        for word in (student.name, student.number, student.email, student.group):
            assert not word or word not in everything
    names = {s["actor"]["account"]["name"] for s in statements(exportbook.gradebook())}
    assert names == {"s01", "s02", "s03", "s04", "s06", "s07", "s08", "s09", "s10", "s11"}


def test_a_clock_that_runs_ahead_is_reported_and_not_written() -> None:
    made = xapi(exportbook.gradebook())
    assert of(exportbook.gradebook(), "s10", "a1") == []
    assert of(exportbook.gradebook(), "s10", "a2")
    (note,) = [n for n in made.notes if "2025010010" in n.zh]
    assert "三天发完这批货" in note.zh
    assert "dated after this gradebook" in note.en


def test_no_moment_of_a_save_can_break_the_file() -> None:
    book = exportbook.gradebook()
    for moment in (0, -(10**15), 10**18, 2**63):
        cell = book.cell("s11", "a2")
        odd = msgspec.structs.replace(cell.tries[0], started=moment)
        cells = {**book.cells, ("s11", "a2"): msgspec.structs.replace(cell, tries=(odd,))}
        made = xapi(msgspec.structs.replace(book, cells=cells, taken=2**62))
        assert any("2025010011" in n.zh for n in made.notes)


def test_exported_twice_nothing_doubles_and_a_new_mark_is_a_new_statement() -> None:
    first, second = statements(exportbook.gradebook()), statements(exportbook.gradebook())
    ids = [s["id"] for s in first]
    assert ids == [s["id"] for s in second]
    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(id).version == 5 for id in ids)

    later = msgspec.structs.replace(exportbook.gradebook(), taken=exportbook.TAKEN + exportbook.DAY, title="改名的班")
    assert [s["id"] for s in statements(later)] == ids  # neither the day nor a title is part of what was done

    cells = exportbook.cells()
    cell = cells["s11", "a2"]
    mark = msgspec.structs.replace(exportbook.sample_mark("a2", 9_000), rubric="e2" * 32)
    better = msgspec.structs.replace(cell.tries[0], mark=mark)
    cells["s11", "a2"] = msgspec.structs.replace(cell, tries=(better,))
    regraded = statements(exportbook.gradebook(cells=cells))
    gone = [s for s in first if s["id"] not in {r["id"] for r in regraded}]
    assert Counter(s["actor"]["account"]["name"] for s in gone) == {"s11": 3}
    assert all("score" in s["result"] for s in gone)


def test_the_same_id_always_says_the_same() -> None:
    """A store refuses a second statement of an id that says something else."""
    said: dict[str, str] = {}
    for book in (exportbook.gradebook(), exportbook.gradebook(id="c2"), exportbook.gradebook(cells={})):
        for home in (HOME, "https://a.example"):
            for s in statements(book, home=home):
                bare = json.dumps(_without_definitions(s), sort_keys=True, default=str)
                assert said.setdefault(s["id"], bare) == bare


def _without_definitions(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_definitions(v) for k, v in value.items() if k not in ("definition", "display")}
    return [_without_definitions(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "home", ["", "school.example", "ftp://school.example", "https://", "https://a b", "https://x/?q=1", "https://x/\u4e2d",
             "javascript:alert(1)", "https://[", "https://user@host/"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_in_a_sentence(home: str) -> None:
    with pytest.raises(BadHome) as caught:
        xapi(exportbook.gradebook(), home=home)
    assert "https://" in caught.value.text.zh
    assert "https://" in caught.value.text.en


def test_language_is_only_told_where_it_is_known() -> None:
    assert all("language" not in s["context"] for s in statements(exportbook.gradebook()))
    assert {s["context"]["language"] for s in statements(exportbook.gradebook(), played_in="en")} == {"en-US"}


@pytest.mark.parametrize(
    ("active", "said"),
    [(0, "PT0H0M0.00S"), (1_239, "PT0H0M1.23S"), (59_999, "PT0H0M59.99S"), (3_723_450, "PT1H2M3.45S"),
     (100 * 3_600_000, "PT100H0M0.00S"), (-5, "PT0H0M0.00S")],
)  # fmt: skip
def test_durations(active: int, said: str) -> None:
    assert duration(active) == said
    assert xapicheck.DURATION.fullmatch(said)


GOOD = json.loads(lines(exportbook.gradebook())[2])


def _set(path: str, value: Any) -> Any:
    def change(s: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for key in way:
            s = s[int(key) if isinstance(s, list) else key]
        if value is _GONE:
            del s[last]
        else:
            s[last] = value

    return change


_GONE = object()
FAULTS = [
    ("id", "not-a-uuid"), ("id", "681a6fbc-3a04-504d-0317-3648769766cb"), ("id", _GONE), ("actor", _GONE), ("verb", _GONE),
    ("object", _GONE), ("colour", "red"), ("stored", "2025-09-09T07:30:00.000Z"), ("version", "1.0.3"),
    ("actor.mbox", "mailto:a@b.example"), ("actor.account", _GONE), ("actor.account.homePage", "school"),
    ("actor.account.homePage", "urn:x:y"), ("actor.account.name", ""), ("actor.account.extra", "x"),
    ("actor.objectType", "agent"), ("actor.mail", "x"), ("verb.id", "passed"), ("verb.display", {}),
    ("verb.display.chinese_simplified", "x"), ("verb.display.zh-CN", 1), ("verb.Display", {"en": "x"}),
    ("object.id", "no iri"), ("object.id", "https://x/%zz"), ("object.objectType", "activity"),
    ("object.definition.type", "assessment"), ("object.definition.title", {"en": "x"}),
    ("object.definition.choices", [{"id": "a"}]), ("object.definition.name", {}), ("result.score.scaled", 1.5),
    ("result.score.scaled", "0.5"), ("result.score.scaled", True), ("result.score.raw", 101), ("result.score.raw", -1),
    ("result.score.min", 100), ("result.score.extra", 1), ("result.success", "true"), ("result.completion", 1),
    ("result.duration", "41 min"), ("result.duration", "P"), ("result.duration", "PT"), ("result.duration", "P1W2D"),
    ("result.duration", "PT1.234S"), ("result.response", None), ("result.extensions", {"seed": 1}),
    ("context.registration", "1"), ("context.language", "chinese_"), ("context.platform", 1),
    ("context.contextActivities.around", []), ("context.contextActivities.parent", {"id": "https://x/y"}),
    ("context.contextActivities.parent", [{"id": "x"}]), ("context.extensions", {"seed": "x"}), ("context.seed", "x"),
    ("context.team", {"objectType": "Agent", "account": {"homePage": "https://x", "name": "y"}}),
    ("context.statement", {"id": "681a6fbc-3a04-504d-8317-3648769766cb"}), ("timestamp", "2025-09-09 07:30:00"),
    ("timestamp", "2025-09-09T07:30:00Z"), ("timestamp", "2025-13-09T07:30:00.000Z"),
    ("timestamp", "2025-09-09T07:30:00.000-00:00"), ("timestamp", "2099-09-09T07:30:00.000Z"),
    ("attachments", [{"usageType": "https://x/y"}]), ("authority", {"name": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), FAULTS)
def test_the_validator_finds_a_fault(path: str, value: Any) -> None:
    """The check above can fail: one fault at a time in a good statement is found."""
    faulty = copy.deepcopy(GOOD)
    assert xapicheck.problems(json.dumps(faulty), NOW) == []
    _set(path, value)(faulty)
    assert xapicheck.problems(json.dumps(faulty), NOW)


def test_the_validator_finds_what_json_hides() -> None:
    text = json.dumps(GOOD)
    assert xapicheck.problems(text[:-1] + ', "version": "1.0.0"}', NOW)  # twice
    assert xapicheck.problems(text.replace('"scaled": 0.7885', '"scaled": NaN'), NOW)
