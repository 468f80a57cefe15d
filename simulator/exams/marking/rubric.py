"""By what an exam is marked: a paper (what counts how much, what it takes to pass) and the packs whose rubrics measure it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from simulator.exams.errors import ExamError
from simulator.exams.paper.model import Paper, PaperItem
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario

_json = msgspec.json.Encoder(order="deterministic")


class Rubric(msgspec.Struct, frozen=True, kw_only=True):
    """A paper, and by id the digests of the packs that its items are measured by."""

    paper: Paper
    packs: dict[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256 of all that decides about a mark; the same paper and packs give the same."""
        told = _json.encode({"paper": self.paper, "packs": {id: self.packs[id] for id in self.paper.packs}})
        return hashlib.sha256(b"storesim exam rubric 1\n" + told).hexdigest()


def specs_of(pack: Pack, item: PaperItem) -> Scenario:
    """The scenario of an item in a pack, which measures each requirement the item is marked by. Raises ExamError."""
    scenario = pack.scenarios.get(item.scenario)
    lacking = [r for r in item.requirements if scenario is None or r not in {spec.id for spec in scenario.requirements}]
    if scenario is None or lacking:
        raise ExamError(
            "no-measure",
            Text(
                f"场景包 {pack.id} {pack.version} 的场景 {item.scenario} 评不了要求 {'、'.join(lacking)}；请换一个场景包，或改试卷。",
                f"The scenario {item.scenario} of the pack {pack.id} {pack.version} does not measure {', '.join(lacking)}; "
                "take another pack, or change the paper.",
            ),
        )
    return scenario


def must_fit(sat: Paper, rubric: Rubric, packs: Mapping[str, Pack]) -> None:
    """Raises ExamError unless a rubric can mark what was sat: the same items in the same order, every requirement measured."""
    if [item.address for item in rubric.paper.items] != [item.address for item in sat.items]:
        raise ExamError(
            "other-items",
            Text(
                "新试卷的题目与考过的不同；重评只能改分值、要求、及格线和重交系数。",
                "The items of this paper are not those that were sat; a regrade may change points, requirements, pass marks and the "
                "factor of resubmissions only.",
            ),
        )
    for item in rubric.paper.items:
        specs_of(packs[item.pack], item)
