"""What came out of a proof, as lines: the verdict, each flaw in words with its place, and which mistakes bring down what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.home import points
from simulator.tui.screens.rows import Row

if TYPE_CHECKING:
    from simulator.proof.findings import FacetProof, Flaw, Proof

HOLDS = Text("证明成立：{seeds} 个种子，{runs} 局。", "The proof holds: {seeds} seeds, {runs} runs.")
FAILS = Text(
    "证明不成立：{n} 处问题，{seeds} 个种子，{runs} 局。",
    "The proof does not hold. Flaws: {n}; {seeds} seeds, {runs} runs.",
)
WARNED = Text("另有 {n} 处提醒，不影响使用。", "Warnings besides: {n}. They keep nobody from using it.")
FLAWS = Text("问题", "Flaws")
WARNINGS = Text("提醒", "Warnings")
ON_SEEDS = Text("种子 {n}", "seed {n}")
TABLE = Text("检查项|参考分|使它失分的错误", "Facet|Reference|Killed by")
NOTHING = Text("（没有）", "(nothing)")

Places = Mapping[tuple[str, str], str]  # scenario and what a flaw speaks of -> `scenarios/one.yaml:45:9`


def style(good: bool) -> str:
    """The colour of a verdict; the words always stand beside it."""
    return "$success" if good else "$error"


def verdict(proofs: Sequence[Proof], lang: Lang, cells: int) -> list[Row]:
    """Whether it holds, and over how much."""
    flaws = sum(not f.warning for p in proofs for f in p.flaws)
    warned = sum(f.warning for p in proofs for f in p.flaws)
    seeds = min((len(p.seeds) for p in proofs), default=0)
    said = (FAILS if flaws else HOLDS).fill(n=flaws, seeds=seeds, runs=sum(p.runs for p in proofs)).of(lang)
    rows = [Row(line(Cell(part, 0, f"bold {style(not flaws)}"))) for part in wrapped(said, cells)]
    if warned:
        rows += [Row(line(Cell(part, 0, "$warning"))) for part in wrapped(WARNED.of(lang).format(n=warned), cells)]
    return rows


def details(proofs: Sequence[Proof], places: Places, lang: Lang, cells: int) -> list[Row]:
    """Flaws, warnings, then facet by facet."""
    from simulator.proof.findings import grouped

    rows: list[Row] = []
    for title, warning in ((FLAWS, False), (WARNINGS, True)):
        found = [same for p in proofs for same in grouped(f for f in p.flaws if f.warning == warning)]
        if found:
            rows += [Row(), Row(line(Cell(title.of(lang), 0, "bold $warning" if warning else "bold $error")))]
            rows += [row for same in found for row in _flaw(same, places, lang, cells)]
    for proof in proofs:
        rows += [Row(), *_facets(proof, lang, cells)]
    return rows


def _flaw(same: list[Flaw], places: Places, lang: Lang, cells: int) -> list[Row]:
    """A flaw once: on which seeds, what it means, where it is written, and the facts around."""
    from simulator.sessions.rules import rules
    from simulator.tui.store.telling import tell_hidden
    from simulator.tui.widgets.cells import Reader

    flaw = same[0]
    numbers = ", ".join(str(f.seed) for f in same if f.seed is not None)
    seeds = f"   {ON_SEEDS.of(lang).format(n=numbers)}" if numbers else ""
    place = places.get((flaw.scenario, flaw.where), "")
    head = line(Cell(f"{flaw.scenario}  {flaw.where}", 0, "$key"), Cell(f"   [{flaw.point}]{seeds}", 0, "$faint"))
    rows = [Row(head), *[Row(line(Cell("", 2), part)) for part in wrapped(flaw.what.of(lang), cells - 2)]]
    rows += [Row(line(Cell("", 2), Cell(place, 0, "$faint")))] if place else []
    for fact in flaw.around:
        words = Cell(tell_hidden(rules(), fact.event, Reader(lang)), max(8, cells - 15), "$faint")
        rows.append(Row(line(Cell("", 4), Cell(clock(fact.minute), 11, "$faint"), words)))
    return rows


def _facets(proof: Proof, lang: Lang, cells: int) -> list[Row]:
    """Per facet and red line: what the reference scores at least, and which mistakes bring it down."""
    heads = TABLE.of(lang).split("|")
    first = min(30, max(20, cells // 3))
    rest = max(8, cells - first - 12)
    titles = (Cell(heads[0], first, "$faint"), Cell(heads[1], 10, "$faint", "right"), "  ", Cell(heads[2], 0, "$faint"))
    rows = [Row(line(Cell(proof.scenario, 0, "bold $primary"))), Row(line(*titles))]
    for facet in proof.facets:
        killers = wrapped(", ".join(facet.killed_by) or NOTHING.of(lang), rest)
        for i, part in enumerate(killers):
            name, figure = (facet.where, _reference(facet)) if i == 0 else ("", "")
            rows.append(Row(line(Cell(name, first - 2, "$key"), "  ", Cell(figure, 10, "", "right"), "  ", part)))
    return rows


def _reference(facet: FacetProof) -> str:
    return "" if "/gate:" in facet.where else points(facet.reference)
