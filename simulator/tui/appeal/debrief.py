"""The debrief of a candidate's try: the same as after practice, with what of it counts; nothing is kept, and nobody practises from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from simulator.kernel.text import Text
from simulator.tui.appeal.screen import points
from simulator.tui.screens.debrief import DebriefScreen
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.exams.results.appeal import Review
    from simulator.exams.results.loading import Loaded

COUNTS = Text(
    "题目得分 {points}（分值 {weight}）。这是第 {n} 次作答，系数 {factor}；{best} 个评分点取自这一次，共 {all} 个。下面是这一次乘系数之前的得分。",
    "The item counts {points} (weight {weight}). This is try {n}, factor {factor}; {best} of {all} facets are taken from it. What follows are its points "
    "before the factor.",
)


class AppealDebrief(DebriefScreen):
    """One try of a candidate."""

    CSS_PATH = "../screens/debrief.tcss"
    PAGE_TITLE = Text("成绩复核", "Review of a mark")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("回到那一刻", "Go to that moment"), "jump"),
        Key("right", "->", Text("展开", "Unfold"), "unfold(True)"),
        Key("left", "<-", Text("折叠", "Fold"), "unfold(False)"),
        Key("f6", "F6", Text("回放", "Replay"), "replay"),
        Key("escape", "Esc", Text("返回", "Back"), "back"),
    )
    OWN = False

    def __init__(self, review: Review, loaded: Loaded) -> None:
        attempt = loaded.open()
        super().__init__(attempt, review.report(loaded, attempt))
        self.review, self.loaded = review, loaded

    def note(self) -> str:
        """Of whom, and the seed."""
        return f"{self.review.one.label}  {super().note()}"

    def action_replay(self, seq: int | None = None) -> None:
        """The journal, step by step."""
        from simulator.tui.appeal.replay import AppealReplay

        if seq is None:
            seq = self.scored.moments.get(self.query_one(Rows).key, 0)
        self.app.push_screen(AppealReplay(self.attempt, seq, story=self.story))

    def _lines(self, cells: int) -> Sequence[Row]:
        rows = super()._lines(cells)
        mark = self.review.item(self.loaded.item)
        found = next((t for t in mark.tries if t.number == self.loaded.number), None) if mark is not None else None
        if mark is None or found is None:
            return rows
        facets = [f for r in mark.requirements for f in r.facets]
        words = self.say(COUNTS).format(
            points=points(mark.points), weight=mark.weight, n=self.loaded.number + 1, factor=f"{found.factor / 10_000:g}",
            best=sum(f.best == self.loaded.number for f in facets), all=len(facets),
        )  # fmt: skip
        return [*(Row(line(Cell(part, 0, "$accent"))) for part in wrapped(words, cells)), Row(), *rows]
