"""Prove a paper: each item as the prover of packs does, restricted to what is marked; and the paper as a whole.

Of an item: the reference has full marks, who does nothing has none, who does everything passes no requirement that is marked, every
facet is killed by a mistake. As a whole: the reference passes on every seed, overall and in every chapter; who does nothing and who
does everything stay below all pass marks; and seeds of equal difficulty are found for as many candidates as are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from simulator.exams.paper import difficulty
from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.frozen import packs_of, scenario_of
from simulator.exams.paper.model import Paper, PaperItem
from simulator.exams.paper.standing import Standing, standing
from simulator.packs.model import Pack
from simulator.proof.findings import Findings, Flaw, Proof
from simulator.proof.prove import SEEDS, Tell, prove
from simulator.proof.runs import Run
from simulator.scoring.report import Report, percent

WHOLE = ("reference", "idle", "spam")  # the players whose result over the whole paper is looked at
CANDIDATES = 20  # for how many seeds are drawn
_SECRET = b"proof of a paper"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a player came to on one seed."""

    player: str
    seed: int
    standing: Standing


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """Of one item: the workload its seeds aim at, the least and most among those that were drawn, how many of how many fit, and the most draws it took
    for one candidate."""

    address: str
    target: int
    least: int
    most: int
    fitting: int
    of: int
    draws: int


class PaperProof(msgspec.Struct, frozen=True, kw_only=True):
    """The proofs of the items in order, the results over the whole paper, the workloads, and what does not hold of the whole."""

    paper: str
    seeds: tuple[int, ...]
    items: tuple[Proof, ...]
    results: tuple[Result, ...]
    workloads: tuple[Workload, ...]
    flaws: tuple[Flaw, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found that a paper may not have."""
        return all(p.holds for p in self.items) and not any(not flaw.warning for flaw in self.flaws)


def prove_paper(
    paper: Paper, packs: Sequence[Pack], seeds: Iterable[int] = range(1, SEEDS + 1), tell: Tell = lambda _: None
) -> PaperProof:
    """Play everything on every seed. `tell` hears of every step and ends the proof by raising; PaperError when a pack is missing."""
    by_id = packs_of(paper, packs)
    numbers = tuple(seeds)
    proofs: list[Proof] = []
    reports: list[dict[tuple[str, int], Report]] = []
    for item in paper.items:
        found: dict[tuple[str, int], Report] = {}

        def hear(run: Run, found: dict[tuple[str, int], Report] = found) -> None:
            if run.player in WHOLE:
                found[run.player, run.seed] = run.report

        scenario = scenario_of(item, by_id)
        proofs.append(prove(by_id[item.pack], scenario, numbers, tell, item.requirements, hear))
        reports.append(found)
    flaws = Findings(paper.id)
    results = [
        _result(paper, player, seed, [found[player, seed] for found in reports])
        for seed in numbers
        for player in WHOLE
        if all((player, seed) in found for found in reports)
    ]
    for result in results:
        _judge(paper, result, flaws)
    workloads = tuple(w for item in paper.items if (w := _workload(paper, item, by_id[item.pack], flaws)) is not None)
    return PaperProof(
        paper=paper.id, seeds=numbers, items=tuple(proofs), results=tuple(results), workloads=workloads, flaws=tuple(flaws.flaws)
    )  # fmt: skip


def _result(paper: Paper, player: str, seed: int, reports: Sequence[Report]) -> Result:
    """The player's result over all items on one seed."""
    points = [{id: r.points for id, r in report.requirements.items()} for report in reports]
    return Result(player=player, seed=seed, standing=standing(paper, points))


def _judge(paper: Paper, result: Result, flaws: Findings) -> None:
    whole, overall = result.standing, f"{percent(result.standing.overall):f}"
    need = f"{percent(paper.pass_mark):f}"
    if result.player == "reference":
        if not whole.passed:
            short = ", ".join(f"{id} ({percent(whole.chapters.get(id, 0)):f})" for id, least in paper.pass_chapters.items() if whole.chapters.get(id, 0) < least)  # fmt: skip
            zh, en = (f"；未及格的章：{short}", f"; chapters not passed: {short}") if short else ("", "")
            flaws.note(
                "pass", "paper", result.seed, f"参考玩家没有通过：总分 {overall}，及格线 {need}{zh}",
                f"the reference does not pass: {overall} overall, the pass mark is {need}{en}",
            )  # fmt: skip
        return
    who_zh, who_en = (
        ("什么都不做的人", "who does nothing") if result.player == "idle" else ("乱按一气的人", "who does everything")
    )
    if whole.overall >= paper.pass_mark:
        flaws.note(
            result.player, "paper", result.seed, f"{who_zh}也得 {overall} 分，达到及格线 {need}：及格线太低",
            f"{who_en} gets {overall}, which reaches the pass mark of {need}: it is too low",
        )  # fmt: skip
    for id, least in paper.pass_chapters.items():
        if whole.chapters.get(id, 0) >= least:
            flaws.note(
                result.player, f"chapter {id}", result.seed, f"{who_zh}也达到第 {id} 章的及格线 {percent(least):f}：太低",
                f"{who_en} reaches the pass mark of chapter {id}, {percent(least):f}: it is too low",
            )  # fmt: skip


def _workload(paper: Paper, item: PaperItem, pack: Pack, flaws: Findings) -> Workload | None:
    """Draw seeds for some candidates and see whether they are equally difficult; None when none can be drawn."""
    try:
        target = difficulty.target(pack, item.scenario)
        drawn = [difficulty.draw(_SECRET, str(n), pack, item.scenario, target) for n in range(CANDIDATES)]
    except PaperError as error:
        flaws.note("difficulty", item.address, None, error.text.zh, error.text.en)
        return None
    loads = [difficulty.load_of(pack, item.scenario, seed) for seed, _ in drawn]
    fitting = sum(difficulty.fits(load, target) for load in loads)
    if fitting < len(loads):
        flaws.note(
            "difficulty", item.address, None,
            f"{difficulty.MOST} 次抽取里找不到难度相近的种子（参考玩家通常 {target} 步，抽到的 {min(loads)} 到 {max(loads)} 步）",
            f"no seed of equal difficulty in {difficulty.MOST} draws (usually {target} commands of the reference, drawn were {min(loads)} to {max(loads)})",
            warning=paper.seeds == "same",
        )  # fmt: skip
    return Workload(
        address=item.address, target=target, least=min(loads), most=max(loads), fitting=fitting, of=len(loads),
        draws=max(number for _, number in drawn) + 1,
    )  # fmt: skip
