"""`storesim pack check`: whether a pack can be used, and with --prove whether its checks mean anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from simulator.cli import choose, out, words
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, Misuse, unknown
from simulator.kernel.text import Lang, Text
from simulator.scoring.report import percent

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.packs.model import Pack, Scenario
    from simulator.proof.findings import Flaw, Proof
    from simulator.proof.prove import Step


class Asked(NamedTuple):
    """What is to be checked and proven."""

    place: str
    prove: bool
    scenario: str
    seeds: str
    seed: str
    facet: str
    as_json: bool


def run(asked: Asked, lang: Lang) -> int:
    """All findings at file:line:column; then the proof."""
    path = reading.place(asked.place)
    if asked.seeds and asked.seed:
        raise Misuse("--seed 和 --seeds 只写一个。", "Give either --seed or --seeds.")
    seeds = _seeds(asked)
    pack, findings = reading.checked(path)
    errors = [f for f in findings if not f.warning]
    wanted: list[Scenario] = []
    if pack is not None:
        wanted = _wanted(pack, asked.scenario)
        _known_facet(wanted, asked.facet)
    proofs = _prove(pack, wanted, seeds, asked.facet, lang) if asked.prove and pack is not None else []
    ok = pack is not None and all(p.holds for p in proofs)
    if asked.as_json:
        out.json(_plain(path, pack, findings, ok, proofs if asked.prove else None))
        return DONE if ok else FAILED
    out.lines(reading.lines(path, findings, lang))
    if pack is None:
        warned = len(findings) - len(errors)
        out.say(Text(f"{len(errors)} 处错误，{warned} 处提醒。", f"{len(errors)} errors, {warned} warnings.").of(lang))
        return FAILED
    ids = ", ".join(pack.scenarios)
    out.say(Text(f"{pack.id} {pack.version} 可用：{ids}。", f"{pack.id} {pack.version} can be used: {ids}.").of(lang))
    for proof in proofs:
        out.lines(_proof_lines(path, pack, proof, lang))
    if asked.prove:
        _remember(pack, proofs, asked)
    return DONE if ok else FAILED


def _seeds(asked: Asked) -> list[int]:
    from simulator.proof.prove import SEEDS

    if asked.seed:
        return [choose.seed(asked.seed)]
    count = choose.whole("--seeds", asked.seeds, 1, 10_000) if asked.seeds else SEEDS
    return list(range(1, count + 1))


def _wanted(pack: Pack, scenario: str) -> list[Scenario]:
    """One scenario at all its levels, one level of it, or all."""
    if not scenario:
        return list(pack.scenarios.values())
    found = [s for s in pack.scenarios.values() if scenario in (s.id, s.base)]
    if not found:
        raise unknown("场景", "scenario", scenario, pack.scenarios)
    return found


def _known_facet(scenarios: list[Scenario], facet: str) -> None:
    from simulator.proof.points import facets_of, gates_of

    if not facet:
        return
    known = [w for s in scenarios for w in (*facets_of(s), *gates_of(s))]
    if not any(where == facet or where.startswith(facet + "/") for where in known):
        raise unknown("检查项", "facet", facet, dict.fromkeys(known))


def _plain(path: Path, pack: Pack | None, findings: list[Any], ok: bool, proofs: list[Proof] | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "path": str(path), "ok": ok, "pack": pack.id if pack else None, "version": pack.version if pack else None,
        "digest": pack.digest if pack else None, "scenarios": list(pack.scenarios) if pack else [],
        "findings": [msgspec.to_builtins(f) for f in findings],
    }  # fmt: skip
    if proofs is not None:
        answer["proofs"] = [
            {
                "holds": p.holds, "scenario": p.scenario, "seeds": p.seeds, "runs": p.runs,
                "facets": msgspec.to_builtins(p.facets),
                "flaws": [
                    {
                        "point": f.point, "where": f.where, "seed": f.seed, "what": msgspec.to_builtins(f.what),
                        "warning": f.warning, "facts": [fact.seq for fact in f.around],
                    }
                    for f in p.flaws
                ],
            }
            for p in proofs
        ]  # fmt: skip
    return answer


# -- the proof ------------------------------------------------------------------------------------------------


def _prove(pack: Pack, wanted: list[Scenario], seeds: list[int], facet: str, lang: Lang) -> list[Proof]:
    """Play every scenario with all players; what is going on is told on standard error."""
    from simulator.proof.prove import prove

    begun = time.monotonic()

    def tell(step: Step) -> None:
        if step.first and sys.stderr is not None and sys.stderr.isatty():
            now = f"{step.scenario} seed {step.seed}"
            out.warn(Text(f"证明 {now} ...", f"proving {now} ..."), lang)

    proofs = [prove(pack, found, seeds, tell, [facet] if facet else ()) for found in wanted]
    runs, seconds = sum(p.runs for p in proofs), int(time.monotonic() - begun)
    out.warn(Text(f"玩了 {runs} 局，{seconds} 秒。", f"{runs} runs in {seconds} s."), lang)
    return proofs


def _remember(pack: Pack, proofs: list[Proof], asked: Asked) -> None:
    """Keep the result of a whole proof for the library."""
    from simulator.proof.kept import keep

    if not asked.scenario and not asked.facet and not asked.seed:
        keep(pack, proofs)


def _proof_lines(path: Path, pack: Pack, proof: Proof, lang: Lang) -> Iterator[str]:
    """Per facet and gate: what the reference scores at least, and which mistakes kill it; then what does not hold."""
    from simulator.packs.places import Places
    from simulator.proof.findings import grouped

    seeds = ", ".join(map(str, proof.seeds)) if len(proof.seeds) <= 8 else f"{proof.seeds[0]}-{proof.seeds[-1]}"
    yield ""
    yield Text(
        f"{proof.scenario}  种子 {seeds}，{proof.runs} 局",
        f"{proof.scenario}  seeds {seeds}, {proof.runs} runs",
    ).of(lang)
    head = Text("检查项|参考分|使它失分的错误", "Facet|Reference|Killed by").of(lang).split("|")
    nothing = Text("（没有）", "(nothing)").of(lang)
    rows = [
        [f.where, "" if "/gate:" in f.where else f"{percent(f.reference):f}", ", ".join(f.killed_by) or nothing]
        for f in proof.facets
    ]
    yield from words.table(head, rows, right=[1])
    places = Places(reading.files(path), pack.scenarios[proof.scenario].base)
    for found in grouped(proof.flaws):
        yield from _flaw_lines(found, places, lang)
    flaws = sum(not f.warning for f in proof.flaws)
    if proof.holds:
        yield Text("证明成立。", "The proof holds.").of(lang)
    else:
        yield Text(f"不成立：{flaws} 处。", f"It does not hold: {flaws} flaws.").of(lang)


def _flaw_lines(found: list[Flaw], places: Any, lang: Lang) -> Iterator[str]:
    """One flaw with the seeds it was met on."""
    from simulator.kernel.time import clock
    from simulator.sessions.rules import rules

    flaw = found[0]
    mark = "?" if flaw.warning else "!"
    numbers = ", ".join(str(f.seed) for f in found if f.seed is not None)
    seed = Text(f"，种子 {numbers}", f", seed {numbers}").of(lang) if numbers else ""
    yield f"{mark} {places.of(flaw.where)}  {flaw.where}{seed}: {flaw.what.of(lang)} [{flaw.point}]"
    for fact in flaw.around:
        yield f"      {clock(fact.minute)}  [{fact.seq}] {words.tell(rules(), fact.event, lang)}"
