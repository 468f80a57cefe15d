"""Requirement by requirement as debrief and backstage draw it: points, broken red lines, facets, and the facts behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.kernel.text import Lang, Text
from simulator.tui.screens.drawing import Cell, bar, grade, line, wrapped
from simulator.tui.screens.home import points
from simulator.tui.screens.rows import Row

if TYPE_CHECKING:
    from simulator.scoring.report import FacetScore, Finding, GateScore, RequirementScore

GATE = Text("红线", "Red line")
PASS = Text("通过", "passed")
FAIL = Text("未通过", "failed")
GATE_SAYS = Text("触碰红线，本项计 0 分", "a red line was crossed: this requirement counts 0")
HARD = Text("必满", "must be full")
MORE = Text("还有 {n} 条，按右键展开", "{n} more, Right unfolds")
WEIGHT = Text("占 {n}%", "weight {n}%")
EVIDENCE = Text("记录", "fact")


class Scored:
    """What is unfolded, and by the key of a line the number of the fact it stands on."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.moments: dict[str, int] = {}

    def unfolded(self, key: str) -> bool:
        """Whether the requirement of a line is unfolded."""
        return _requirement(key) in self.open

    def unfold(self, key: str, open: bool) -> bool:
        """Unfold or fold the requirement of a line; False where there is none or it is so already."""
        requirement = _requirement(key)
        if not requirement or open == (requirement in self.open):
            return False
        (self.open.add if open else self.open.discard)(requirement)
        return True

    def head(self, key: str) -> str:
        """The key of the first line of the requirement of a line."""
        return f"req:{_requirement(key)}"

    def lines(self, one: RequirementScore, lang: Lang, cells: int) -> list[Row]:
        """A requirement with what lost points; unfolded, with everything."""
        from simulator import standard

        try:
            title = standard.requirement(one.id).title.of(lang)
        except standard.UnknownRequirement:
            title = ""
        key = f"req:{one.id}"
        worst = _worst(one)
        if worst is not None and worst.evidence:
            self.moments[key] = worst.evidence[0]
        mark = "-" if one.id in self.open else "+"
        colour = grade(one.points)
        rows = [
            Row(
                line(
                    Cell(f"{mark} ", 2, "$faint"), Cell(one.id, 8, "bold $key"), Cell(title, max(8, cells - 35), "bold"),
                    Cell((PASS if one.passed else FAIL).of(lang), 7, "$faint" if one.passed else "bold $error", "right"), " ",
                    bar(one.points, 10, colour), Cell(points(one.points), 7, f"bold {colour}", "right"),
                ),
                key,
            )
        ]  # fmt: skip
        whole = one.id in self.open
        for gate in one.broken:
            rows += self._gate(one.id, gate, lang, cells)
        for facet in one.facets:
            if whole or facet.points < 10_000:
                rows += self._facet(one.id, facet, lang, cells, whole)
        return rows

    def _gate(self, requirement: str, gate: GateScore, lang: Lang, cells: int) -> list[Row]:
        rows = [
            Row(
                line("  ", Cell(f" {GATE.of(lang)} ", 0, "bold $late-text on $late"), "  ",
                     Cell(f"{gate.title.of(lang)}: {GATE_SAYS.of(lang)}", max(8, cells - 16), "bold $error"))
            )
        ]  # fmt: skip
        shown = gate.findings if requirement in self.open else gate.findings[:3]
        for n, finding in enumerate(shown):
            rows += self._finding(f"gate:{requirement}:{gate.id}:{n}", finding, lang, cells)
        if len(gate.findings) > len(shown):
            rows.append(
                Row(line(Cell("", 6), Cell(MORE.of(lang).format(n=len(gate.findings) - len(shown)), 0, "$faint")))
            )
        return rows

    def _facet(self, requirement: str, facet: FacetScore, lang: Lang, cells: int, whole: bool) -> list[Row]:
        colour = grade(facet.points)
        weight = WEIGHT.of(lang).format(n=facet.weight)
        title = facet.title.of(lang) + (f" ({HARD.of(lang)})" if facet.hard else "")
        rows = [
            Row(
                line(
                    Cell("", 4), Cell(title, max(8, cells - 27)), Cell(weight, 16, "$faint", "right"),
                    Cell(points(facet.points), 7, colour, "right"),
                )
            )
        ]  # fmt: skip
        lost = [f for f in facet.findings if f.points < 10_000]
        shown = list(facet.findings) if whole else lost[:3]
        for n, finding in enumerate(shown):
            rows += self._finding(f"find:{requirement}:{facet.id}:{n}", finding, lang, cells)
        if not whole and len(lost) > len(shown):
            rows.append(Row(line(Cell("", 6), Cell(MORE.of(lang).format(n=len(lost) - len(shown)), 0, "$faint"))))
        return rows

    def _finding(self, key: str, finding: Finding, lang: Lang, cells: int) -> list[Row]:
        if finding.evidence:
            self.moments[key] = finding.evidence[0]
        numbers = ", ".join(map(str, finding.evidence[:3])) + (" .." if len(finding.evidence) > 3 else "")
        note = f"{EVIDENCE.of(lang)} {numbers}" if numbers else ""
        room = max(12, cells - 6 - 8 - 20)
        rows = []
        for i, part in enumerate(wrapped(finding.why.of(lang), room)):
            rows.append(
                Row(
                    line(
                        Cell("", 6), Cell(part, room), Cell(note if i == 0 else "", 20, "$faint", "right"),
                        Cell(points(finding.points) if i == 0 else "", 8, grade(finding.points), "right"),
                    ),
                    key,
                )
            )  # fmt: skip
        return rows


def _requirement(key: str) -> str:
    kind, _, rest = key.partition(":")
    return rest.split(":")[0] if kind in ("req", "find", "gate") else ""


def _worst(one: RequirementScore) -> Finding | None:
    findings = [f for g in one.broken for f in g.findings] or [f for x in one.facets for f in x.findings]
    return min((f for f in findings if f.evidence), key=lambda f: f.points, default=None)
