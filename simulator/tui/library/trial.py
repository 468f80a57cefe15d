"""Before an author's trial: the seed and the level. Such a trial lies in memory, is never kept and never counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from simulator.kernel.text import Text
from simulator.packs.variants import usual
from simulator.tui.screens.ask import Ask
from simulator.tui.screens.briefing import LEVEL, SEED, SEED_TYPED, level_name, understood
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.packs.model import Scenario

FIRST_SEED = 1
SAYS = Text(
    "像学员一样开店，另加 F12 后台：将来要发生的、隐藏的事实、目前得分，还可以跳到任意时刻。试玩不存盘，也不算成绩。",
    "The store as a trainee meets it, and F12 for what is backstage: what is to come, what is hidden, the score so far, a jump to "
    "any moment. A trial is not saved and never counts.",
)


class TrialScreen(Ask):
    """Dismissed with the id of the scenario at its level and the seed, or None."""

    CSS_PATH = ["../screens/ask.tcss", "library.tcss"]
    TITLE_TEXT = Text("作者试玩", "Try as author")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("开店", "Open the store"), "begin"),
        Key("f7", "F7", Text("换难度", "Another level"), "level"),
        Key("escape", "Esc", Text("返回", "Back"), "cancel"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#seed"

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario = scenario
        self.level = usual(scenario.levels) if scenario.levels else ""

    def body(self) -> ComposeResult:
        """What it is, the level, the seed."""
        rows = Rows(self._lines)
        rows.can_focus = False
        yield rows
        with Horizontal(id="seed-line"):
            yield Static(plain(""), id="seed-label")
            yield CleanInput(str(FIRST_SEED), id="seed", max_length=24, compact=True)
            yield Static(plain(""), id="understood")

    def on_mount(self) -> None:
        """Say it."""
        self.relabel()

    def relabel(self) -> None:
        """Everything, and the line of the seed."""
        super().relabel()
        self.query_one("#seed-label", Static).update(plain(self.say(SEED), "bold"))
        found = understood(self.query_one("#seed", CleanInput).value)
        said = found if isinstance(found, Text) else SEED_TYPED.fill(n=FIRST_SEED if found is None else found)
        note = self.query_one("#understood", Static)
        note.set_class(isinstance(found, Text), "-wrong")
        note.update(plain(self.say(said)))

    def shown_keys(self) -> Sequence[Key]:
        """The key of the level only where there is a choice."""
        return [k for k in self.KEYS if k.action != "level" or len(self.scenario.levels) > 1]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The same for the key itself."""
        return len(self.scenario.levels) > 1 if action == "level" else True

    def _lines(self, cells: int) -> Sequence[Row]:
        one = self.scenario
        rows = [Row(line(Cell(part, 0, "bold"))) for part in wrapped(one.title.of(self.lang), cells)]
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(SAYS), cells)]
        if len(one.levels) > 1:
            names = [
                f"[{level_name(name).of(self.lang)}]" if name == self.level else level_name(name).of(self.lang)
                for name in one.levels
            ]
            rows += [Row(), Row(line(Cell(self.say(LEVEL), 10, "bold"), "  ".join(names)))]
        return rows

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was typed, as understood."""
        self.relabel()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Begin."""
        self.action_begin()

    def action_level(self) -> None:
        """The next level."""
        levels = self.scenario.levels
        self.level = levels[(levels.index(self.level) + 1) % len(levels)]
        self.relabel()

    def action_begin(self) -> None:
        """Unless the seed cannot be understood."""
        found = understood(self.query_one("#seed", CleanInput).value)
        if isinstance(found, Text):
            return
        one = self.scenario
        at_level = one.levels and self.level != usual(one.levels)
        id = f"{one.base}@{self.level}" if at_level else one.base
        self.dismiss((id, FIRST_SEED if found is None else found))
