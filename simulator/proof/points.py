"""The points of the proof, one function each: what is looked at, and the sentence that tells an author what to mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from simulator.bots.player import MAX_COMMANDS
from simulator.kernel.luck import Luck
from simulator.kernel.time import clock
from simulator.market.cast.entry import Arrival
from simulator.packs.model import Mistake, Scenario
from simulator.packs.opening import staged
from simulator.proof.findings import Findings
from simulator.proof.runs import Run
from simulator.scoring.report import FULL
from simulator.sessions.rules import rules

HALF = FULL // 2
SPREAD = 500  # a mistake's score may vary by at most 5 points over the seeds


def facets_of(scenario: Scenario) -> list[str]:
    """All facets by their full names."""
    return [f"{r.id}/{f.id}" for r in scenario.requirements for f in r.facets]


def gates_of(scenario: Scenario) -> list[str]:
    """All gates by their full names."""
    return [f"{r.id}/gate:{g.id}" for r in scenario.requirements for g in r.gates]


def arrivals(scenario: Scenario, seed: int, found: Findings) -> None:
    """Every arrival comes while somebody is there to meet it."""
    _, stage = staged(scenario, Luck(seed), rules().codec)
    for i, (entry, minute) in enumerate(zip(scenario.cast, stage.first, strict=True)):
        if isinstance(entry, Arrival) and minute >= scenario.world.end:
            kind = entry.__struct_config__.tag
            found.note(
                "arrival", f"cast:{i}", seed,
                f"{kind} 到 {clock(minute)} 才来，班次 {clock(scenario.world.end)} 就结束了：谁也遇不到它",
                f"{kind} comes at {clock(minute)}, when the shift is over ({clock(scenario.world.end)}): nobody meets it",
            )  # fmt: skip


def reference_run(run: Run, facets: Iterable[str], lowest: dict[str, int], found: Findings) -> None:
    """The reference reaches full marks everywhere, is never refused, comes to an end and breaks no gate."""
    for command, code in run.log.refused[:5]:
        name = type(command).__name__
        found.note(
            "refused",
            name,
            run.seed,
            f"参考玩家的操作被拒（{code}）：{command}",
            f"a command of the reference was refused ({code}): {command}",
        )
    if run.log.done >= MAX_COMMANDS:
        found.note(
            "reference",
            "commands",
            run.seed,
            f"参考玩家做了 {MAX_COMMANDS} 步还没完",
            f"after {MAX_COMMANDS} commands the reference is not done",
        )
    for where in facets:
        points = run.points.get(where, 0)
        lowest[where] = min(lowest.get(where, FULL), points)
        if points == FULL or not found.asked(where):
            continue
        worst = run.worst(where)
        if worst is None:
            found.note(
                "reference", where, run.seed, "参考玩家得 0 分：场景里没有可判的对象，请在 cast 里添上",
                "the reference gets 0: the scenario brings nothing that this facet could judge; add it to the cast",
            )  # fmt: skip
            continue
        found.note(
            "reference", where, run.seed, f"参考玩家只得 {points // 100}：{worst.why.zh}", f"the reference gets {points // 100}: {worst.why.en}",
            around=run.around(worst),
        )  # fmt: skip
    for gate in sorted(run.gates):
        if found.asked(gate):
            found.note("reference", gate, run.seed, "参考玩家触犯了禁令", "the reference breaks this gate")


def idle(run: Run, found: Findings) -> None:
    """Who does nothing gets nothing."""
    for where, points in run.points.items():
        if points and found.asked(where):
            found.note(
                "idle", where, run.seed, f"什么都不做也得 {points // 100} 分：不做也对的，要有一个明确的决定才算",
                f"who does nothing gets {points // 100}: where doing nothing is right, an explicit decision has to be asked for",
            )  # fmt: skip


def spam(run: Run, found: Findings) -> None:
    """Who does everything passes nothing."""
    for requirement in run.report.requirements.values():
        if requirement.passed and found.asked(requirement.id):
            found.note(
                "spam", requirement.id, run.seed, "乱按一气也能通过：及格线太低，或检查太松",
                "who does everything passes: the pass mark is too low, or the checks are too loose",
            )  # fmt: skip


def mistake(
    run: Run,
    recorded: Mistake,
    reference: Run,
    facets: Iterable[str],
    gates: Iterable[str],
    killers: dict[str, set[str]],
    found: Findings,
) -> None:
    """A mistake kills what it names and moves nothing else but what it gives a reason for, against the reference's run."""
    id, also = recorded.id, set(recorded.also)
    for where in recorded.kills:
        gate = "/gate:" in where
        points = run.points.get(where, FULL)
        if where in run.gates if gate else points <= HALF:
            killers.setdefault(where, set()).add(id)
        elif found.asked(where):
            got_zh, got_en = (
                ("没有触犯", "does not break it")
                if gate
                else (f"还有 {points // 100} 分", f"it still gets {points // 100}")
            )
            found.note(
                "kills", f"{id} -> {where}", run.seed, f"这个错误做法没有使它失分（{got_zh}，应不过 50）：做法太轻，或写错了检查项",
                f"the mistake does not kill it ({got_en}, 50 at most): it goes not far enough, or another facet is meant",
            )  # fmt: skip
    for where in facets:
        if where in recorded.kills or where in also or not found.asked(where):
            continue
        if run.points[where] >= reference.points[where]:
            continue
        worst = run.worst(where)
        why_zh, why_en = (f"：{worst.why.zh}", f": {worst.why.en}") if worst else ("", "")
        found.note(
            "also", f"{id} -> {where}", run.seed,
            f"它还动了这一项（{run.points[where] // 100}）{why_zh}；请写进 also 并说明原因，或把做法收窄",
            f"it moves this, too ({run.points[where] // 100}){why_en}; name it under also with the reason, or narrow the mistake",
            around=run.around(worst),
        )  # fmt: skip
    for name in gates:
        if name in run.gates and name not in recorded.kills and name not in also and found.asked(name):
            found.note(
                "also", f"{id} -> {name}", run.seed, "它还触犯了这条禁令；请写进 kills 或 also",
                "it breaks this gate, too; name it under kills or also",
            )  # fmt: skip


def killed(where: Iterable[str], killers: Mapping[str, set[str]], found: Findings) -> None:
    """Every facet and gate is killed by some mistake."""
    for name in where:
        if name not in killers and found.asked(name):
            found.note(
                "killed", name, None, "没有任何错误做法能使它失分：不会失败的检查说明不了什么；请加一个做错它的 mistake",
                "no mistake kills it: a check that cannot fail says nothing; add a mistake that does it wrong",
            )  # fmt: skip


def spread(scores: Mapping[str, Sequence[int]], found: Findings) -> None:
    """Seeds are equally hard: a mistake costs about the same on each."""
    for id, got in scores.items():
        if max(got) - min(got) > SPREAD:
            low, high = min(got) // 100, max(got) // 100
            found.note(
                "spread", id, None, f"各种子得分相差超过 5 分：{low} 到 {high}；请让各种子的件数和陷阱一样多",
                f"its score varies by more than 5 over the seeds, {low} to {high}: give every seed as many arrivals and traps",
            )  # fmt: skip


def alike(vectors: Mapping[str, Sequence[int]], found: Findings) -> None:
    """No two facets say the same: over all players and seeds they do not always score alike."""
    names = list(vectors)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            if (
                vectors[one] == vectors[other]
                and len(set(vectors[one])) > 1
                and (found.asked(one) or found.asked(other))
            ):
                found.note(
                    "alike", one, None, f"它和 {other} 在所有玩家、所有种子下得分都一样：合成一项，或加一个只动其中一项的 mistake",
                    f"it scores like {other} for every player and seed: make one of them, or add a mistake that moves only one",
                    warning=True,
                )  # fmt: skip
