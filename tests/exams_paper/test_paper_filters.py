"""Filters of requirements: what a pattern means, and the fewest scenarios that practise it."""

from __future__ import annotations

import pytest
from paperkit import pack, packs, usable

from simulator import standard
from simulator.exams.paper import filters
from simulator.exams.paper.load import check_bytes


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        ("11.1.2", ["11.1.2"]), ("9.2", [f"9.2.{n}" for n in range(1, 6)]), ("9.2.*", [f"9.2.{n}" for n in range(1, 6)]),
        ("11.1.2.*", ["11.1.2"]), ("2.3a", ["2.3a"]), ("1", [r.id for r in standard.requirements() if r.chapter == "1"]),
        ("*", [r.id for r in standard.requirements()]), ("", []), (".*", []), ("9.2.", []), ("9.2.9", []), ("1.*.1", []),
    ],
)  # fmt: skip
def test_patterns(pattern: str, means: list[str]) -> None:
    assert list(filters.matching(pattern)) == means


def test_every_chapter_task_and_requirement_is_a_pattern() -> None:
    for pattern in filters.patterns():
        assert filters.matching(pattern), pattern


def test_the_fewest_scenarios_with_exactly_what_is_wanted() -> None:
    found = filters.choose(pack("table1"), ["9.2.5", "11.1.2", "9.2.1", "11.1.1", "8.1.1"])
    assert [(s.id, marked) for s, marked in found.scenarios] == [
        ("9.2", ("9.2.1",)), ("9.2.5", ("9.2.5",)), ("11.1", ("11.1.1", "11.1.2")),
    ]  # fmt: skip
    assert found.lacking == ("8.1.1",)


def test_whatever_is_wanted_is_marked_once_or_lacking() -> None:
    for one in packs():
        for wanted in ({"11.1.1", "9.2.1"}, {r.id for r in standard.requirements()}, {"1.1.1"}, set()):
            found = filters.choose(one, wanted)
            marked = [r for _, some in found.scenarios for r in some]
            assert sorted([*marked, *found.lacking]) == sorted(wanted)
            assert not [s.id for s, _ in found.scenarios if s.guided], "a guided shift needs the coach"


def test_a_level_where_there_is_one() -> None:
    found = filters.choose(pack("table1"), ["11.1.1", "9.2.5"], level="exam")
    assert sorted(s.id for s, _ in found.scenarios) == ["9.2.5", "first@exam"], "of equals the shorter one"
    assert [s.id for s, _ in filters.choose(pack("table1"), ["11.1.1", "11.1.6"], level="exam").scenarios] == [
        "11.1@exam"
    ]


def test_a_track_leaves_out_what_is_of_the_other() -> None:
    assert filters.of_track(["11.1.1", "9.2.1", "8.1.1"], "B2B") == ("11.1.1", "8.1.1")
    assert filters.of_track(["11.1.1", "9.2.1", "8.1.1"], "B2C") == ("11.1.1", "9.2.1")
    assert filters.choose(pack("table1"), ["11.1.1"], track="B2B").lacking == ("11.1.1",), "11.1 is set in a B2C store"


def test_content_that_comes_later_joins_by_itself() -> None:
    """The B2B paper's filters: the same text, another pack."""
    import msgspec

    table1 = pack("table1")
    text = usable_b2b()
    before, _ = check_bytes(text, "b2b.yaml", [table1])
    assert before is not None
    contract = msgspec.structs.replace(
        table1.scenario("11.1"), id="10.1", track="B2B", practises=("10.1.1", "11.2.1"), levels=(),
        requirements=tuple(msgspec.structs.replace(table1.scenario("11.1").requirements[0], id=id) for id in ("10.1.1", "11.2.1")),
    )  # fmt: skip
    richer = msgspec.structs.replace(table1, scenarios={**table1.scenarios, "10.1": contract})
    findings = check_bytes(text, "b2b.yaml", [richer])[1]
    assert [f.what.en for f in findings if not f.warning and "nobody plays" not in f.what.en] == [
        "the scenario table1/10.1 is item 6 already; name its requirements there"
    ], "what one scenario covers belongs into one item"
    only_contract = msgspec.structs.replace(contract, practises=(), requirements=contract.requirements[:1])
    paper, findings = check_bytes(
        text, "b2b.yaml", [msgspec.structs.replace(table1, scenarios={**table1.scenarios, "10.1": only_contract})]
    )
    assert paper is not None, findings
    assert [(i.scenario, i.points) for i in paper.items] == [("11.1", 2), ("10.1", 2)]
    assert not [f for f in findings if "10.1.1," in f.what.en]


def usable_b2b() -> bytes:
    from simulator.packs.library import shipped_folder

    return (shipped_folder() / "papers" / "b2b.yaml").read_bytes()


def test_points_of_a_filter_are_shared_out() -> None:
    paper = usable(("[9.2.1, 9.2.5]", "[9.2.1, 9.2.2, 9.2.5]"))
    assert [(i.scenario, i.points) for i in paper.items] == [("11.1@exam", 6), ("9.2@exam", 2), ("9.2.5", 1)]
