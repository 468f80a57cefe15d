"""`storesim pack check`: whether a pack can be used, and with --prove whether its checks mean anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from simulator.cli import choose, out, words
from simulator.cli.trouble import DONE, FAILED, Misuse, unknown
from simulator.kernel.text import Lang, Text
from simulator.scoring.report import percent

if TYPE_CHECKING:
    from simulator.packs.model import Pack
    from simulator.proof.findings import Proof

SEEDS = 5


def run(place: str, prove: bool, scenario: str, seeds: str, as_json: bool, lang: Lang) -> int:
    """All findings at file:line:column; then the proof."""
    from simulator.packs.load import check

    path = Path(place).expanduser()
    if not path.is_dir():
        raise Misuse(f"没有场景包文件夹 {place}。", f"There is no pack folder {place}.")
    if not (path / "pack.yaml").is_file():
        raise Misuse(f"{place} 里没有 pack.yaml，不是场景包。", f"{place} holds no pack.yaml: it is not a pack.")
    count = choose.whole("--seeds", seeds, 1, 10_000) if seeds else SEEDS
    pack, findings = check(path)
    errors = [f for f in findings if not f.warning]
    if pack is not None and scenario and scenario not in pack.scenarios:
        raise unknown("场景", "scenario", scenario, pack.scenarios)
    proofs: list[Proof] = []
    if prove and pack is not None and not errors:
        proofs = _prove(pack, scenario, count, lang)
    ok = pack is not None and not errors and all(p.holds for p in proofs)
    if as_json:
        answer: dict[str, Any] = {
            "path": str(path), "ok": ok, "pack": pack.id if pack else None, "version": pack.version if pack else None,
            "digest": pack.digest if pack else None, "scenarios": list(pack.scenarios) if pack else [],
            "findings": [msgspec.to_builtins(f) for f in findings],
        }  # fmt: skip
        if prove:
            answer["proofs"] = [{"holds": p.holds, **msgspec.to_builtins(p)} for p in proofs]
        out.json(answer)
        return DONE if ok else FAILED
    for finding in findings:
        level = (Text("提醒", "warning") if finding.warning else Text("错误", "error")).of(lang)
        out.say(f"{path / finding.file}:{finding.line}:{finding.column}: {level}: {finding.what.of(lang)}")
    if pack is None or errors:
        out.say(Text(f"{len(errors)} 处错误。", f"{len(errors)} errors.").of(lang))
        return FAILED
    ids = ", ".join(pack.scenarios)
    out.say(Text(f"{pack.id} {pack.version} 可用：{ids}。", f"{pack.id} {pack.version} can be used: {ids}.").of(lang))
    for proof in proofs:
        out.lines(_proof_lines(proof, lang))
    return DONE if ok else FAILED


def _prove(pack: Pack, scenario: str, seeds: int, lang: Lang) -> list[Proof]:
    """Play every scenario, or one, with all players; what is going on is told on standard error."""
    from simulator.proof.prove import prove

    wanted = [pack.scenarios[scenario]] if scenario else list(pack.scenarios.values())
    begun = time.monotonic()

    def tell(step: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            out.warn(Text(f"证明 {step} ...", f"proving {step} ..."), lang)

    proofs = [prove(pack, found, range(1, seeds + 1), tell) for found in wanted]
    runs, seconds = sum(p.runs for p in proofs), int(time.monotonic() - begun)
    out.warn(Text(f"玩了 {runs} 局，{seconds} 秒。", f"{runs} runs in {seconds} s."), lang)
    return proofs


def _proof_lines(proof: Proof, lang: Lang) -> Iterator[str]:
    """Per facet and gate: what the reference scores at least, and which mistakes kill it; then what does not hold."""
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
    for flaw in proof.flaws:
        seed = "" if flaw.seed is None else Text(f"，种子 {flaw.seed}", f", seed {flaw.seed}").of(lang)
        yield f"! {flaw.scenario}{seed}  {flaw.where}: {flaw.what.of(lang)} [{flaw.point}]"
    if proof.holds:
        yield Text("证明成立。", "The proof holds.").of(lang)
    else:
        yield Text(f"不成立：{len(proof.flaws)} 处。", f"It does not hold: {len(proof.flaws)} flaws.").of(lang)
