"""`storesim paper check`: whether papers can be used, and with --prove whether their marks mean anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from simulator.cli import choose, out, words
from simulator.cli.papers import reading
from simulator.cli.trouble import DONE, FAILED, Misuse
from simulator.kernel.text import Lang, Text
from simulator.scoring.report import percent

if TYPE_CHECKING:
    from simulator.exams.paper.model import Paper
    from simulator.exams.paper.prove import PaperProof
    from simulator.packs.model import Pack
    from simulator.packs.yaml import Finding
    from simulator.proof.findings import Flaw, Proof
    from simulator.proof.prove import Step


class Asked(NamedTuple):
    """What is to be checked and proven; no papers: all there are."""

    papers: tuple[str, ...]
    prove: bool
    seeds: str
    as_json: bool


class _Done(NamedTuple):
    """One paper, what was found, and its proof where one was asked for."""

    path: Path
    paper: Paper | None
    findings: list[Finding]
    proof: PaperProof | None

    @property
    def ok(self) -> bool:
        return self.paper is not None and (self.proof is None or self.proof.holds)


def run(asked: Asked, lang: Lang) -> int:
    """All findings at file:line:column; then the proofs."""
    from simulator.exams.paper.load import check
    from simulator.exams.paper.shelf import find_paper, papers
    from simulator.proof.prove import SEEDS

    if asked.seeds and not asked.prove:
        raise Misuse("--seeds 要和 --prove 一起用。", "--seeds goes with --prove.")
    seeds = choose.whole("--seeds", asked.seeds, 1, 10_000) if asked.seeds else SEEDS
    packs = reading.packs(lang)
    paths = [find_paper(name) for name in asked.papers] or [one.path for one in papers(packs)]
    if not paths:
        raise Misuse(
            "还没有试卷；请用 storesim paper new 新建。", "There are no papers; begin one with: storesim paper new"
        )
    done = []
    for path in paths:
        paper, findings = check(path, packs)
        if not asked.as_json:
            _say(path, paper, findings, lang)
        proof = _prove(paper, packs, seeds, lang) if asked.prove and paper is not None else None
        if paper is not None and proof is not None and not asked.as_json:
            out.lines(_proof_lines(proof, paper, packs, lang))
        done.append(_Done(path, paper, findings, proof))
    if asked.as_json:
        out.json([_plain(one) for one in done])
    return DONE if all(one.ok for one in done) else FAILED


def _say(path: Path, paper: Paper | None, findings: list[Finding], lang: Lang) -> None:
    out.lines(reading.lines(findings, lang))
    if paper is None:
        errors = sum(not f.warning for f in findings)
        warned = len(findings) - errors
        out.say(
            Text(f"{path}：{errors} 处错误，{warned} 处提醒。", f"{path}: {errors} errors, {warned} warnings.").of(lang)
        )
        return
    items = ", ".join(item.address for item in paper.items)
    out.say(
        Text(f"{paper.id} {paper.version} 可用：{items}。", f"{paper.id} {paper.version} can be used: {items}.").of(
            lang
        )
    )


def _plain(one: _Done) -> dict[str, Any]:
    from simulator.exams.paper.frozen import paper_digest

    answer: dict[str, Any] = {
        "path": str(one.path), "ok": one.ok, "paper": msgspec.to_builtins(one.paper),
        "digest": paper_digest(one.paper) if one.paper else None, "findings": [msgspec.to_builtins(f) for f in one.findings],
    }  # fmt: skip
    if one.proof is not None:
        answer["proof"] = {
            "holds": one.proof.holds, "seeds": one.proof.seeds, "workloads": msgspec.to_builtins(one.proof.workloads),
            "results": msgspec.to_builtins(one.proof.results), "flaws": [_flaw(f) for f in one.proof.flaws],
            "items": [
                {"holds": p.holds, "scenario": p.scenario, "runs": p.runs, "facets": msgspec.to_builtins(p.facets), "flaws": [_flaw(f) for f in p.flaws]}
                for p in one.proof.items
            ],
        }  # fmt: skip
    return answer


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {
        "point": flaw.point, "where": flaw.where, "seed": flaw.seed, "what": msgspec.to_builtins(flaw.what), "warning": flaw.warning,
        "facts": [fact.seq for fact in flaw.around],
    }  # fmt: skip


# -- the proof ------------------------------------------------------------------------------------------------


def _prove(paper: Paper, packs: Sequence[Pack], seeds: int, lang: Lang) -> PaperProof:
    """Play every item with all players; what is going on is told on standard error."""
    from simulator.exams.paper.prove import prove_paper

    begun = time.monotonic()

    def tell(step: Step) -> None:
        if step.first and sys.stderr is not None and sys.stderr.isatty():
            now = f"{step.scenario} seed {step.seed}"
            out.warn(Text(f"证明 {now} ...", f"proving {now} ..."), lang)

    proof = prove_paper(paper, packs, range(1, seeds + 1), tell)
    runs, took = sum(p.runs for p in proof.items), int(time.monotonic() - begun)
    out.warn(Text(f"玩了 {runs} 局，{took} 秒。", f"{runs} runs in {took} s."), lang)
    return proof


def _proof_lines(proof: PaperProof, paper: Paper, packs: Sequence[Pack], lang: Lang) -> Iterator[str]:
    """The items one by one, the workloads, what the players come to over the whole paper; then what does not hold."""
    from simulator.proof.findings import grouped

    yield ""
    folders = {pack.id: Path(pack.path) for pack in packs}
    for number, (item, one) in enumerate(zip(paper.items, proof.items, strict=True), 1):
        yield from _item_lines(number, one, folders[item.pack], lang)
    head = Text("题|参考步数|抽到|难度相近|最多抽几次", "Item|Workload|Drawn|Fitting|Draws at most").of(lang).split("|")
    rows = [
        [w.address, str(w.target), f"{w.least}-{w.most}", f"{w.fitting}/{w.of}", str(w.draws)] for w in proof.workloads
    ]
    if rows:
        yield from words.table(head, rows, right=[1, 2, 3, 4])
    head = Text("整份试卷|最低|最高|通过", "Whole paper|Least|Most|Passed").of(lang).split("|")
    rows = []
    for player in dict.fromkeys(r.player for r in proof.results):
        mine = [r.standing for r in proof.results if r.player == player]
        points = [s.overall for s in mine]
        rows.append(
            [
                player,
                f"{percent(min(points)):f}",
                f"{percent(max(points)):f}",
                f"{sum(s.passed for s in mine)}/{len(mine)}",
            ]
        )
    if rows:
        yield from words.table(head, rows, right=[1, 2, 3])
    for found in grouped(proof.flaws):
        yield from _flaw_lines(found, lang)
    flaws = sum(not f.warning for p in proof.items for f in p.flaws) + sum(not f.warning for f in proof.flaws)
    if proof.holds:
        yield Text("证明成立。", "The proof holds.").of(lang)
    else:
        yield Text(f"不成立：{flaws} 处。", f"It does not hold: {flaws} flaws.").of(lang)


def _item_lines(number: int, proof: Proof, folder: Path, lang: Lang) -> Iterator[str]:
    """One item in a line, and what does not hold of it, where in its pack; facet by facet it stands in the proof of the pack."""
    from simulator.packs.places import Places
    from simulator.proof.findings import grouped
    from simulator.proof.incoming import files

    least = min((f.reference for f in proof.facets), default=0)
    killed = sum(bool(f.killed_by) for f in proof.facets)
    state = Text("成立", "holds") if proof.holds else Text("不成立", "does not hold")
    yield Text(
        f"{number}. {proof.scenario}  {proof.runs} 局，参考玩家各项不低于 {percent(least):f}，{killed}/{len(proof.facets)} 个检查项有错误能使它失分：{state.zh}",
        f"{number}. {proof.scenario}  {proof.runs} runs, the reference scores {percent(least):f} at least, {killed}/{len(proof.facets)} facets "
        f"are killed by a mistake: {state.en}",
    ).of(lang)
    if proof.flaws:
        places = Places(files(folder), proof.scenario.partition("@")[0])
        for found in grouped(proof.flaws):
            yield from _flaw_lines(found, lang, f"{folder}/{places.of(found[0].where)}  ")


def _flaw_lines(found: list[Flaw], lang: Lang, place: str = "") -> Iterator[str]:
    """One flaw with the seeds it was met on."""
    flaw = found[0]
    mark = "?" if flaw.warning else "!"
    numbers = ", ".join(str(f.seed) for f in found if f.seed is not None)
    seed = Text(f"，种子 {numbers}", f", seed {numbers}").of(lang) if numbers else ""
    yield f"{mark} {place}{flaw.where}{seed}: {flaw.what.of(lang)} [{flaw.point}]"
