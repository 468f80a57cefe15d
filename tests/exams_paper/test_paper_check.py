"""What a paper may say, and how each slip is told: where, what was expected, what may have been meant."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from paperkit import PAPER, edited, judged, packs, usable

from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.frozen import packs_of, paper_digest
from simulator.exams.paper.load import check, check_bytes, load
from simulator.exams.paper.model import Paper

FIRST = "  - scenario: table1/11.1@exam\n    requirements: [11.1.1, 11.1.4]\n    points: 2\n"
FILTER = "  - requirements: [9.2.1, 9.2.5]\n    pack: table1\n    track: B2C\n    level: exam\n"


def test_a_paper_in_plain_data() -> None:
    paper, findings = judged()
    assert findings == []
    assert paper is not None
    assert (paper.id, paper.version, paper.order, paper.seeds) == ("small", "1.0.0", "free", "candidate")
    assert (paper.limit, paper.last_start, paper.hard_close) == (5400, 1200, 7200)
    assert (paper.factor, paper.pass_mark, paper.pass_chapters) == (8000, 6000, {"9": 5000, "11": 6250})
    assert [(i.address, i.requirements) for i in paper.items] == [
        ("table1/11.1@exam", ("11.1.1", "11.1.4")), ("table1/9.2@exam", ("9.2.1",)), ("table1/9.2.5", ("9.2.5",)),
    ]  # fmt: skip
    assert [i.points for i in paper.items] == [4, 1, 1], "a filter's points are shared out by what is marked"
    assert paper.packs == ("table1",)
    assert set(packs_of(paper, packs())) == {"table1"}


def test_what_is_left_out_has_a_value() -> None:
    text = "format: 1\nid: bare\nversion: 1.0.0\ntitle: {zh: 卷, en: Paper}\nabout: {zh: 说, en: About}\nlimit: 60 min\nitems: [{scenario: table1/11.1}]\n"
    paper, findings = check_bytes(text.encode(), "bare.yaml", packs())
    assert findings == []
    assert paper is not None
    assert paper.off == ("coach", "hints", "pause", "preview")
    assert (paper.pass_mark, paper.resubmissions, paper.last_start, paper.hard_close) == (6000, 0, None, None)
    assert paper.items[0].requirements == tuple(f"11.1.{n}" for n in range(1, 8)), "all that the scenario measures"
    assert paper.items[0].points == 1


@pytest.mark.parametrize(
    ("written", "means"), [("90 s", None), ("5 min", 300), ("2h", 7200), ("1 h 30 min", 5400), ("600 s", 600)]
)
def test_durations(written: str, means: int | None) -> None:
    paper, findings = judged(
        ("limit: 90 min", f"limit: {written}"), ("last_start: 20 min\n", ""), ("hard_close: 2 h\n", "")
    )
    assert (paper.limit if paper else None) == means, findings


@pytest.mark.parametrize(
    ("written", "means"), [("60", 6000), ("62.5", 6250), ("99.99", 9999), ('"33"', 3300), ("100", 10000)]
)
def test_marks(written: str, means: int) -> None:
    assert usable(("pass_mark: 60", f"pass_mark: {written}")).pass_mark == means


# old, new, line of the finding, a part of what is said
SLIPS = [
    ("limit: 90 min", "limit: 90", 6, "name the unit: 90 min"),
    ("limit: 90 min", "limit: soon", 6, "a duration such as 60 min"),
    ("limit: 90 min", "limit: 3 min", 6, "between 5 minutes and 12 hours"),
    ("limit: 90 min", "limit: 20 h", 6, "between 5 minutes and 12 hours"),
    ("limit: 90 min\n", "", 1, "'limit' is missing"),
    ("limit: 90 min", "limt: 90 min", 6, "did you mean 'limit'?"),
    ("last_start: 20 min", "last_start: 3 h", 7, "begin after all has ended"),
    ("hard_close: 2 h", "hard_close: 80 min", 8, "before the limit is over"),
    ("hard_close: 2 h", "hard_close: 900 h", 8, "at most 31 days"),
    ("order: free", "order: fre", 9, "did you mean 'free'?"),
    ("hints, pause", "hint, pause", 11, "did you mean 'hints'?"),
    ("hints, pause", "hints, hints", 11, "stands twice"),
    ("languages: [zh, en]", "languages: [zh, zh]", 16, "stands twice"),
    ("languages: [zh, en]", "languages: []", 16, "at least 1"),
    ("resubmissions: 1", "resubmissions: 11", 12, "at most 10"),
    ("factor: 80", "factor: 101", 13, "a percentage from 0 to 100"),
    ("pass_mark: 60", "pass_mark: 60.125", 14, "two decimals at most"),
    ("pass_mark: 60", "pass_mark: 0", 14, "everybody reaches 0"),
    ('"11": 62.5', '"12": 50', 15, "the standard has no chapter '12'"),
    ('"11": 62.5', '"10": 50', 15, "no item measures chapter 10"),
    ("version: 1.0.0", "version: 1", 3, "semantic version"),
    ("id: small", "id: Small Paper", 2, "small letters"),
    ("scenario: table1/11.1@exam", "scenario: table1/11.1@exm", 18, "did you mean '11.1@exam'?"),
    ("scenario: table1/11.1@exam", "scenario: tabel1/11.1@exam", 18, "did you mean 'table1'?"),
    ("scenario: table1/11.1@exam", "scenario: 11.1@exam", 18, "did you mean 'table1/11.1@exam'?"),
    ("[11.1.1, 11.1.4]", "[11.1.1, 9.2.1]", 19, "does not measure '9.2.1'"),
    ("[11.1.1, 11.1.4]", "[11.1.1, 11.1.44]", 19, "the standard has no '11.1.44'; did you mean '11.1.4'?"),
    ("[11.1.1, 11.1.4]", "[11, 11.1.4]", 19, 'put it in quotes: "11"'),
    ("points: 2", "points: 0", 20, "at least 1"),
    ("    points: 2\n", "    points: 2\n    pack: table1\n", 21, "with a scenario there is no pack"),
    ("    pack: table1\n", "", 21, "'pack' is missing"),
    ("pack: table1", "pack: table2", 22, "there is no pack 'table2'"),
    ("level: exam", "level: exams", 24, "did you mean 'exam'?"),
    ("track: B2C", "track: B2B", 21, "'9.2.1' holds no requirement of B2B"),
    (FILTER, "  - {points: 1}\n", 21, "names a scenario"),
    (FILTER, "  - {scenario: table1/11.1@exam}\n", 21, "is item 1 already"),
    (FILTER, '  - {requirements: ["*"], pack: table1, level: exam}\n', 21, "is item 1 already"),
    (FIRST + FILTER, "  []\n", 18, "at least 1"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), SLIPS, ids=[f"{i}-{s[3][:24]}" for i, s in enumerate(SLIPS)])
def test_a_slip_is_found_where_it_is(old: str, new: str, line: int, says: str) -> None:
    paper, findings = judged((old, new))
    assert paper is None
    errors = [f for f in findings if not f.warning]
    assert [(f.file, f.line) for f in errors if says in f.what.en] == [("small.yaml", line)], [str(f) for f in findings]
    assert all(f.what.zh and f.column >= 1 for f in findings)


@pytest.mark.parametrize("slip", [s for s in SLIPS if "stands twice" not in s[3]], ids=lambda s: s[3][:24])
def test_one_slip_is_one_finding(slip: tuple[str, str, int, str]) -> None:
    errors = [f for f in judged(slip[:2])[1] if not f.warning]
    most = 2 if slip[1] == "track: B2B" else 1  # a wrong track is wrong for both requirements
    assert len(errors) <= most, [str(f) for f in errors]


def test_several_slips_are_found_in_one_run() -> None:
    """Also of a file that cannot be read as a whole."""
    findings = judged(
        ("limit: 90 min", "limit: 90"), ("order: free", "order: fre"), ("pass_mark: 60", "pass_mark: 160"),
        ("table1/11.1@exam", "table1/11.9"), ("level: exam", "level: exams"), ("version: 1.0.0", "version: 1"),
    )[1]  # fmt: skip
    assert {f.line for f in findings if not f.warning} == {3, 6, 9, 14, 18, 24}


# -- warnings ------------------------------------------------------------------------------------------------------

WARNINGS = [
    (("table1/11.1@exam", "table1/first"), ("[11.1.1, 11.1.4]", "[11.1.1]"), 18, "guided by the coach, who is off"),
    (("limit: 90 min", "limit: 20 min"), ("order: free", "order: free"), 6, "about 47 minutes for the items and has 20"),
    (("limit: 90 min", "limit: 115 min"), ("last_start: 20 min", "last_start: 1 min"), 6, "could be shorter"),
    (("last_start: 20 min", "last_start: 1 h"), ("order: free", "order: free"), 7, "who begins last has 60 of 90 minutes"),
    (("resubmissions: 1\n", ""), ("order: free", "order: free"), 12, "the factor does nothing"),
    (("format: 1\n", ""), ("order: free", "order: free"), 1, "add the line format: 1"),
    (("pause, preview]", "pause, jumps]"), ("limit: 90 min", "limit: 50 min"), 6, "without jumps the fastest clock takes"),
    (("[9.2.1, 9.2.5]", "[9.2.1, 9.2.5, 9.1]"), ("order: free", "order: free"), 21, "no content yet in table1 for 9.1.0, 9.1.1"),
    (('en: "Small paper"', 'en: "小卷"'), ("order: free", "order: free"), 4, "Chinese in the English text"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "line", "says"), WARNINGS, ids=[w[3][:24] for w in WARNINGS])
def test_a_warning_keeps_nobody_from_using_it(
    one: tuple[str, str], other: tuple[str, str], line: int, says: str
) -> None:
    paper, findings = judged(one, other)
    assert paper is not None, findings
    assert [f.line for f in findings if says in f.what.en] == [line], [str(f) for f in findings]
    assert all(f.warning for f in findings)


def test_the_coach_may_stay_for_a_guided_shift() -> None:
    paper, findings = judged(
        ("table1/11.1@exam", "table1/first"), ("[11.1.1, 11.1.4]", "[11.1.1]"), ("[coach, hints,", "[hints,")
    )
    assert paper is not None
    assert not [f for f in findings if "guided" in f.what.en]


def test_a_paper_without_any_content_is_an_error() -> None:
    text = edited((FIRST + FILTER, "  - {requirements: [8.*], pack: table1}\n"), ('{"9": 50, "11": 62.5}', "{}"))
    paper, findings = check_bytes(text.encode(), "small.yaml", packs())
    assert paper is None
    assert ["there is no item" in f.what.en for f in findings if not f.warning] == [True]
    assert "8.1.1" in next(f.what.en for f in findings if f.warning)


# -- files ---------------------------------------------------------------------------------------------------------


def test_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(PAPER, "utf-8")
    assert check(path)[0] == load(path) == usable(), "without packs named, those on this machine"
    path.write_text(edited(("limit: 90 min", "limit: 90")), "utf-8")
    with pytest.raises(PaperError) as caught:
        load(path)
    assert f"{path}:6:8" in caught.value.text.en
    assert caught.value.findings
    with pytest.raises(PaperError, match="cannot be read"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["", "[]", "7", "null", "~", "# nothing", "paper", "{}", "a: &b 1", "- x", "\x00"])
def test_what_is_no_paper(text: str) -> None:
    paper, findings = check_bytes(text.encode(), "odd.yaml", packs())
    assert paper is None
    assert findings


# -- frozen --------------------------------------------------------------------------------------------------------


def test_it_travels_as_json_with_one_digest() -> None:
    paper = usable()
    again = msgspec.json.decode(msgspec.json.encode(paper), type=Paper)
    assert again == paper
    assert paper_digest(again) == paper_digest(paper)
    assert len(paper_digest(paper)) == 64
    assert paper_digest(usable(("pass_mark: 60", "pass_mark: 61"))) != paper_digest(paper)
    turned = usable(('{"9": 50, "11": 62.5}', '{"11": 62.5, "9": 50}'))
    assert paper_digest(turned) == paper_digest(paper), "the order of keys says nothing"


def test_the_packs_of_a_paper_have_to_be_there() -> None:
    paper = usable()
    with pytest.raises(PaperError, match="needs the pack table1"):
        packs_of(paper, [p for p in packs() if p.id != "table1"])
    table1 = next(p for p in packs() if p.id == "table1")
    older = msgspec.structs.replace(table1, scenarios={k: s for k, s in table1.scenarios.items() if k != "11.1@exam"})
    with pytest.raises(PaperError, match=r"lacks the scenario itself of 11\.1@exam"):
        packs_of(paper, [older])
