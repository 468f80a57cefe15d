"""The proof of a paper: what holds, and that each thing that can be wrong is found."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from paperkit import pack, packs

from simulator.exams.paper import difficulty
from simulator.exams.paper.load import load
from simulator.exams.paper.model import Paper
from simulator.exams.paper.prove import PaperProof, prove_paper
from simulator.exams.paper.shelf import find_paper
from simulator.packs.library import shipped_folder
from simulator.packs.model import Pack, Scenario


def shipped(id: str) -> Paper:
    return load(shipped_folder() / "papers" / f"{id}.yaml", packs())


def points(proof: PaperProof) -> list[str]:
    return sorted({f.point for f in [*proof.flaws, *(f for p in proof.items for f in p.flaws)] if not f.warning})


def test_the_demonstration_holds() -> None:
    told = []
    paper = load(find_paper("demonstration"))
    proof = prove_paper(paper, packs(), tell=told.append)
    assert proof.holds, [*map(str, proof.flaws), *(str(f) for p in proof.items for f in p.flaws)]
    assert proof.seeds == (1, 2, 3, 4, 5)
    by_player = {
        player: [r.standing for r in proof.results if r.player == player] for player in ("reference", "idle", "spam")
    }
    assert {s.overall for s in by_player["reference"]} == {10_000}
    assert {s.overall for s in by_player["idle"]} == {0}
    assert all(s.overall < paper.pass_mark and not s.passed for s in (*by_player["idle"], *by_player["spam"]))
    (work,) = proof.workloads
    assert (work.fitting, work.of) == (20, 20)
    assert {step.player for step in told} >= {"reference", "idle", "spam"}


@pytest.mark.slow
@pytest.mark.parametrize("id", ["b2b", "b2c", "comprehensive"])
def test_shipped_papers_hold(id: str) -> None:
    proof = prove_paper(shipped(id), packs())
    assert proof.holds, [*map(str, proof.flaws), *(str(f) for p in proof.items for f in p.flaws)]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["first@exam", "9.2@exam", "11.1@exam"])
def test_exam_levels_are_equally_hard_on_fifty_seeds(scenario: str) -> None:
    from simulator.proof.prove import prove

    proof = prove(pack("table1"), pack("table1").scenario(scenario), range(1, 51))
    assert proof.holds, list(map(str, proof.flaws))


def test_only_what_is_marked_is_proven() -> None:
    paper = shipped("demonstration")
    (item,) = paper.items
    narrow = msgspec.structs.replace(paper, items=(msgspec.structs.replace(item, requirements=("11.1.2",)),))
    (proof,) = prove_paper(narrow, packs(), [3]).items
    assert proof.holds
    assert {f.where.partition("/")[0] for f in proof.facets} == {"11.1.2"}


def with_scenario(change: Callable[[Scenario], Scenario]) -> list[Pack]:
    """The packs with `first@exam` changed."""
    table1 = pack("table1")
    changed = change(table1.scenario("first@exam"))
    return [msgspec.structs.replace(table1, scenarios={**table1.scenarios, changed.id: changed})]


def test_a_pass_mark_that_everything_reaches() -> None:
    low = msgspec.structs.replace(shipped("demonstration"), pass_mark=1_000, pass_chapters={"11": 500})
    assert points(prove_paper(low, packs(), [1])) == ["spam"]
    nothing = msgspec.structs.replace(low, pass_mark=0)
    assert points(prove_paper(nothing, packs(), [1])) == ["idle", "spam"]


def test_a_chapter_that_the_reference_cannot_pass() -> None:
    high = msgspec.structs.replace(shipped("demonstration"), pass_chapters={"9": 5_000})
    proof = prove_paper(high, packs(), [1])
    assert points(proof) == ["pass"]
    assert "chapters not passed: 9 (0)" in proof.flaws[0].what.en
    assert not proof.holds


def test_an_item_that_does_not_hold() -> None:
    """Without mistakes no check can fail; with one requirement weighed wrongly the reference is not full."""
    proof = prove_paper(shipped("demonstration"), with_scenario(lambda s: msgspec.structs.replace(s, mistakes=())), [1])
    assert points(proof) == ["killed"]
    assert not proof.holds


def test_a_seed_that_cannot_be_played(monkeypatch: pytest.MonkeyPatch) -> None:
    world = pack("table1").scenario("first@exam").world
    nowhere = msgspec.structs.replace(world, markets=("XX",))
    proof = prove_paper(
        shipped("demonstration"), with_scenario(lambda s: msgspec.structs.replace(s, world=nowhere)), [1, 2]
    )
    assert {"seed", "difficulty"} <= set(points(proof))
    assert proof.results == ()
    assert proof.workloads == ()


def test_seeds_of_unequal_difficulty(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = dict.fromkeys(difficulty.FIXED, 100)
    monkeypatch.setattr(difficulty, "load_of", lambda pack, scenario, seed: loads.get(seed, 300))
    proof = prove_paper(shipped("demonstration"), packs(), [1])
    assert points(proof) == ["difficulty"]
    assert "drawn were 300 to 300" in proof.flaws[0].what.en
    same = msgspec.structs.replace(shipped("demonstration"), seeds="same")
    assert prove_paper(same, packs(), [1]).holds, "where all have the same seeds it is only worth a look"
