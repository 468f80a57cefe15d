"""Prove a scenario: every point of law 10, no reference command refused, no hidden truth in any view."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from simulator.bots.player import MAX_COMMANDS, UnknownPlayer, mistakes
from simulator.kernel.probes import faults
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario
from simulator.proof.findings import FacetProof, Flaw, Proof
from simulator.proof.hidden import leaks
from simulator.proof.runs import Run, run
from simulator.scoring.report import FULL
from simulator.sessions.rules import rules

HALF = FULL // 2
SPREAD = 500  # a mistake's score may vary by at most 5 points over the seeds


def prove(
    pack: Pack, scenario: Scenario, seeds: Iterable[int] = range(1, 6), tell: Callable[[str], None] = lambda _: None
) -> Proof:
    """Play everything on every seed and collect what does not hold. `tell` hears of progress."""
    seeds = tuple(seeds)
    flaws: list[Flaw] = []
    killers: dict[str, set[str]] = {}
    reference_points: dict[str, int] = {}
    spread: dict[str, list[int]] = {}
    runs = 0

    def flaw(point: str, where: str, seed: int | None, zh: str, en: str) -> None:
        flaws.append(Flaw(point=point, scenario=scenario.id, where=where, seed=seed, what=Text(zh, en)))

    facets = [f"{r.id}/{f.id}" for r in scenario.requirements for f in r.facets]
    gates = [f"{r.id}/gate:{g.id}" for r in scenario.requirements for g in r.gates]
    for recorded in scenario.mistakes:
        if recorded.mistake not in mistakes():
            flaw(
                "mistake",
                recorded.id,
                None,
                f"库里没有错误“{recorded.mistake}”",
                f"there is no mistake {recorded.mistake!r} in the library",
            )
    for task in scenario.tasks:
        for fault in faults(task.done, rules().views) if task.done.strip() else ():
            flaw("coach", task.id, None, f"教练探针有误：{fault}", f"the coach's probe is wrong: {fault}")
    usable = [m for m in scenario.mistakes if m.mistake in mistakes()]

    for seed in seeds:
        tell(f"{scenario.id} seed {seed}")
        idle = run(pack, scenario, seed, "idle")
        try:
            reference = run(pack, scenario, seed, "reference", {"idle": idle.counters})
        except UnknownPlayer as error:
            flaw("reference", scenario.id, seed, f"没有范例选手：{error}", f"no reference: {error}")
            break
        baseline = {"idle": idle.counters, "reference": reference.counters}
        runs += 2
        _reference(reference, facets, reference_points, flaw)
        idle = run(pack, scenario, seed, "idle", baseline)
        for where, points in idle.points.items():
            if points:
                flaw("idle", where, seed, f"什么都不做也得 {points // 100} 分", f"an idle player gets {points // 100}")
        spam = run(pack, scenario, seed, "spam", baseline)
        runs += 2
        for requirement in spam.report.requirements.values():
            if requirement.passed:
                flaw("spam", requirement.id, seed, "乱按也能通过", "the spam player passes")
        leak = leaks(pack, scenario, seed)
        if leak:
            flaw("hidden", scenario.id, seed, f"视图泄露隐藏事实：{leak}", f"a view leaks hidden truth: {leak}")
        for recorded in usable:
            result = run(pack, scenario, seed, f"mistake:{recorded.id}", baseline, recorded)
            runs += 1
            spread.setdefault(recorded.id, []).append(result.report.compliance)
            _mistake(result, recorded.kills, set(recorded.also), recorded.id, facets, gates, killers, flaw)

    for where in [*facets, *gates]:
        if where not in killers:
            flaw(
                "killed",
                where,
                None,
                "没有任何错误能使它失分：这是一个不会失败的检查",
                "no recorded mistake kills it: a check that cannot fail",
            )
    for id, scores in spread.items():
        if max(scores) - min(scores) > SPREAD:
            low, high = min(scores) // 100, max(scores) // 100
            flaw(
                "spread",
                id,
                None,
                f"各种子得分相差过大：{low} 到 {high}",
                f"its score varies too much over the seeds: {low} to {high}",
            )
    proofs = tuple(
        FacetProof(where=w, killed_by=tuple(sorted(killers.get(w, ()))), reference=reference_points.get(w, FULL))
        for w in [*facets, *gates]
    )
    return Proof(scenario=scenario.id, seeds=seeds, runs=runs, facets=proofs, flaws=tuple(flaws))


Tell = Callable[[str, str, int | None, str, str], None]


def _reference(reference: Run, facets: list[str], lowest: dict[str, int], flaw: Tell) -> None:
    for command, code in reference.log.refused:
        name = type(command).__name__
        flaw(
            "refused",
            name,
            reference.seed,
            f"范例操作被拒（{code}）：{command}",
            f"a reference command was refused ({code}): {command}",
        )
    if reference.log.done >= MAX_COMMANDS:
        flaw("reference", "commands", reference.seed, "范例没有完", "the reference does not come to an end")
    by_name = {f"{r.id}/{f.id}": f for r in reference.report.requirements.values() for f in r.facets}
    for where in facets:
        points = reference.points.get(where, 0)
        lowest[where] = min(lowest.get(where, FULL), points)
        if points < FULL:
            worst = (
                by_name[where].findings[0].why
                if where in by_name and by_name[where].findings
                else Text("没有可判的对象", "nothing to judge")
            )
            flaw(
                "reference",
                where,
                reference.seed,
                f"范例只得 {points // 100}：{worst.zh}",
                f"the reference gets {points // 100}: {worst.en}",
            )
    for gate in sorted(reference.gates):
        flaw("reference", gate, reference.seed, "范例触犯了禁令", "the reference breaks the gate")


def _mistake(
    result: Run,
    kills: tuple[str, ...],
    also: set[str],
    id: str,
    facets: list[str],
    gates: list[str],
    killers: dict[str, set[str]],
    flaw: Tell,
) -> None:
    for where in kills:
        hit = where in result.gates if "/gate:" in where else result.points.get(where, FULL) <= HALF
        if hit:
            killers.setdefault(where, set()).add(id)
        else:
            got = "" if "/gate:" in where else f" ({result.points.get(where, FULL) // 100})"
            flaw("kills", f"{id} -> {where}", result.seed, f"没有使它失分{got}", f"does not kill it{got}")
    for where in facets:
        if where not in kills and where not in also and result.points[where] < FULL:
            flaw(
                "also",
                f"{id} -> {where}",
                result.seed,
                f"还动了它（{result.points[where] // 100}），却没有写明",
                f"moves it too ({result.points[where] // 100}) without saying so",
            )
    for gate in gates:
        if gate in result.gates and gate not in kills and gate not in also:
            flaw("also", f"{id} -> {gate}", result.seed, "触犯了禁令，却没有写明", "breaks it too without saying so")
