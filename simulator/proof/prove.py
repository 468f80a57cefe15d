"""Prove a scenario: every point of law 10, no reference command refused, no hidden truth in any view."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from simulator.bots.player import mistakes
from simulator.kernel.probes import faults
from simulator.packs.model import Mistake, Pack, Scenario
from simulator.proof import points
from simulator.proof.findings import FacetProof, Findings, Proof
from simulator.proof.hidden import leaks
from simulator.proof.runs import FAULTS, Run, run
from simulator.scoring.report import FULL
from simulator.sessions.rules import rules

SEEDS = 5  # a pack is proven on seeds 1 to 5 unless more are asked for
_OTHERS = 5  # runs on a seed beside the mistakes: idle and reference, idle again, spam, and the look for hidden truth


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be played: the player (`leaks` looks for hidden truth), and how many of how many steps are done."""

    scenario: str
    seed: int
    player: str
    done: int
    of: int
    first: bool  # on its seed


Tell = Callable[[Step], None]
Hear = Callable[[Run], None]


def steps(scenario: Scenario, seeds: Iterable[int]) -> int:
    """How many steps the proof of a scenario takes at most."""
    return len(list(seeds)) * (_OTHERS + len(scenario.mistakes))


def prove(
    pack: Pack,
    scenario: Scenario,
    seeds: Iterable[int] = range(1, SEEDS + 1),
    tell: Tell = lambda _: None,
    only: Iterable[str] = (),
    hear: Hear = lambda _: None,
) -> Proof:
    """Play everything on every seed and collect what does not hold. `tell` hears of every step before it is made, and ends
    the proof by raising.

    `only`: facets, gates or requirements by name; then only the mistakes that concern them are played. `hear` is given every run
    that was scored against the reference, for whoever looks at more than one scenario.
    """
    return _Proving(pack, scenario, tuple(seeds), tell, tuple(only), hear).proof()


class _Proving:
    """The proof of one scenario while it goes on."""

    def __init__(
        self, pack: Pack, scenario: Scenario, seeds: tuple[int, ...], tell: Tell, only: tuple[str, ...], hear: Hear
    ) -> None:
        self.pack, self.scenario, self.seeds, self.tell, self.hear = pack, scenario, seeds, tell, hear
        self.found = Findings(scenario.id, only)
        self.facets, self.gates = points.facets_of(scenario), points.gates_of(scenario)
        self.killers: dict[str, set[str]] = {}
        self.lowest: dict[str, int] = {}
        self.scores: dict[str, list[int]] = {}
        self.vectors: dict[str, list[int]] = {where: [] for where in self.facets}
        self.runs = 0
        self.done = 0
        self.of = 0

    def proof(self) -> Proof:
        """All of it."""
        recorded = self._usable()
        self.of = len(self.seeds) * (_OTHERS + len(recorded))
        for task in self.scenario.tasks:
            for fault in faults(task.done, rules().views) if task.done.strip() else ():
                self.found.note(
                    "coach", task.id, None, f"教练的判断式有误：{fault}", f"the coach's probe is wrong: {fault}"
                )
        for seed in self.seeds:
            if not self._seed(seed, recorded):
                break
        else:
            whole = [*self.facets, *self.gates]
            points.killed(whole, self.killers, self.found)
            points.spread(self.scores, self.found)
            points.alike(self.vectors, self.found)
        facets = tuple(
            FacetProof(where=w, killed_by=tuple(sorted(self.killers.get(w, ()))), reference=self.lowest.get(w, FULL))
            for w in [*self.facets, *self.gates]
            if self.found.asked(w)
        )
        return Proof(
            scenario=self.scenario.id, seeds=self.seeds, runs=self.runs, facets=facets, flaws=tuple(self.found.flaws),
            only=self.found.only,
        )  # fmt: skip

    def _usable(self) -> list[Mistake]:
        """The mistakes to play: those that exist and concern what was asked for."""
        usable = []
        for recorded in self.scenario.mistakes:
            if recorded.mistake and recorded.mistake not in mistakes():
                self.found.note(
                    "mistake", recorded.id, None, f"库里没有错误“{recorded.mistake}”",
                    f"there is no mistake {recorded.mistake!r} in the library",
                )  # fmt: skip
            elif any(self.found.asked(where) for where in (*recorded.kills, *recorded.also)):
                usable.append(recorded)
        return usable

    def _seed(self, seed: int, recorded: list[Mistake]) -> bool:
        """Everything on one seed; False when it cannot be played at all."""
        self.done = self.seeds.index(seed) * (_OTHERS + len(recorded))
        try:
            points.arrivals(self.scenario, seed, self.found)
            idle = self._run(seed, "idle")
            reference = self._run(seed, "reference", {"idle": idle.counters})
        except FAULTS as error:
            what = f"{type(error).__name__}: {error}"
            self.found.note(
                "seed", self.scenario.id, seed, f"这个种子演不下去：{what}", f"this seed cannot be played: {what}"
            )
            return False
        baseline = {"idle": idle.counters, "reference": reference.counters}
        points.reference_run(reference, self.facets, self.lowest, self.found)
        self._keep(reference)
        idle = self._run(seed, "idle", baseline)
        points.idle(idle, self.found)
        self._keep(idle)
        spam = self._run(seed, "spam", baseline)
        points.spam(spam, self.found)
        self._keep(spam)
        self._tell(seed, "leaks")
        leak = leaks(self.pack, self.scenario, seed)
        if leak:
            self.found.note(
                "hidden", self.scenario.id, seed, f"视图泄露隐藏事实：{leak}", f"a view leaks hidden truth: {leak}"
            )
        for one in recorded:
            self._mistake(seed, one, reference, baseline)
        return True

    def _mistake(self, seed: int, recorded: Mistake, reference: Run, baseline: dict[str, dict[str, int]]) -> None:
        try:
            result = self._run(seed, f"mistake:{recorded.id}", baseline, recorded)
        except FAULTS as error:
            self.found.note(
                "mistake",
                recorded.id,
                seed,
                f"这个错误做法演不下去：{error}",
                f"this mistake cannot be played: {error}",
            )
            return
        self.scores.setdefault(recorded.id, []).append(result.report.compliance)
        points.mistake(result, recorded, reference, self.facets, self.gates, self.killers, self.found)
        self._keep(result)

    def _run(
        self, seed: int, player: str, baseline: dict[str, dict[str, int]] | None = None, recorded: Mistake | None = None
    ) -> Run:
        self._tell(seed, player)
        self.runs += 1
        return run(self.pack, self.scenario, seed, player, baseline, recorded)

    def _tell(self, seed: int, player: str) -> None:
        first = self.done % (self.of // len(self.seeds)) == 0
        self.tell(Step(scenario=self.scenario.id, seed=seed, player=player, done=self.done, of=self.of, first=first))
        self.done += 1

    def _keep(self, result: Run) -> None:
        self.hear(result)
        for where in self.facets:
            self.vectors[where].append(result.points.get(where, 0))
