"""A paper as an exam freezes it: its digest, and the packs it is played with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.model import Paper, PaperItem
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario

_NO_PACK = Text(
    "试卷“{paper}”要用场景包 {pack}，这台机器上没有；请先安装。",
    "The paper {paper} needs the pack {pack}, which is not on this machine; install it.",
)
_NO_SCENARIO = Text(
    "场景包 {pack} {version} 里没有 {scenario} 的 {lacking}；请用试卷编写时的版本，或修改试卷。",
    "The pack {pack} {version} lacks {lacking} of {scenario}; use the version that the paper was written for, or change the paper.",
)
_ITSELF = Text("场景本身", "the scenario itself")


def paper_digest(paper: Paper) -> str:
    """The SHA-256 of a paper as canonical JSON (keys sorted), as 64 hexadecimal digits. Equal papers have the same, wherever they are read."""
    return hashlib.sha256(msgspec.json.encode(paper, order="sorted")).hexdigest()


def packs_of(paper: Paper, packs: Sequence[Pack]) -> dict[str, Pack]:
    """The packs that a paper needs, by id. PaperError when one is not there, or no longer has what the paper marks."""
    by_id = {pack.id: pack for pack in packs}
    found: dict[str, Pack] = {}
    for id in paper.packs:
        if id not in by_id:
            raise PaperError(_NO_PACK.fill(paper=paper.id, pack=id))
        found[id] = by_id[id]
    for item in paper.items:
        scenario_of(item, found)
    return found


def scenario_of(item: PaperItem, packs: dict[str, Pack]) -> Scenario:
    """The scenario of an item. PaperError when the pack no longer has it, or not all that is marked in it."""
    pack = packs[item.pack]
    scenario = pack.scenarios.get(item.scenario)
    measured = {r.id for r in scenario.requirements} if scenario is not None else set()
    lacking = [r for r in item.requirements if r not in measured]
    if scenario is None or lacking:
        what = ", ".join(lacking) if scenario is not None else _ITSELF
        raise PaperError(_NO_SCENARIO.fill(pack=pack.id, version=pack.version, scenario=item.scenario, lacking=what))
    return scenario
