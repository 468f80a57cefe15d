"""Before a shift: the store, the goal, what is practised, how long it takes, how time runs, the keys, and the seed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.packs.variants import usual
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.model import source_of
from simulator.tui.screens.opening import begin
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain

if TYPE_CHECKING:
    from simulator.packs.model import Scenario

LOADING = Text("正在准备 ...", "Getting ready ...")
GOAL = Text("目标", "Goal")
PRACTISE = Text("这一班练什么", "What you practise")
TIME = Text("时间", "Time")
TIME_SAYS = Text(
    "约 {n} 分钟。x1 时店铺的 1 分钟是 2 秒；填表、写信时店铺时间停住，慢慢写不吃亏。操作各有耗时，如答复 3 分、打包 4 分；"
    "可以暂停、x4、x16，或直接跳到下一件事。",
    "About {n} minutes. At x1 a store minute takes 2 seconds; it stands still while you fill in a form or write, so slow typing costs "
    "nothing. Acts cost store minutes: a reply 3, packing 4. You can pause, go x4 or x16, or jump to the next arrival.",
)
KEYS_TITLE = Text("常用按键", "Keys")
KEYS_SAY = Text(
    "F2-F7 换工位   Enter 做下一步   F9 最急的事   F1 为什么   F8 提示   Ctrl+P 查找操作   Esc 返回",
    "F2-F7 desks   Enter next step   F9 most urgent   F1 why   F8 hint   Ctrl+P find an operation   Esc back",
)
SAFE = Text("每一步都立即存盘，随时可以退出，下次接着做。没有撤销：做过的事会有后果。",
            "Every step is saved at once: leave when you like and go on later. There is no undo: what is done has consequences.")  # fmt: skip
SEED = Text("种子", "Seed")
SEED_FRESH = Text(
    "新种子，没人见过的题；也可输入数字，和同学做同一套",
    "fresh: people and goods nobody has seen; or type a number to play the same as others",
)
SEED_TYPED = Text("用种子 {n}", "plays seed {n}")
SEED_WRONG = Text(
    "请只写数字（最多 18 位），留空则用新种子", "digits only (at most 18); leave it empty for a fresh one"
)
LEVEL = Text("难度", "Level")
LEVELS = {
    "easy": Text("简单", "easy"), "normal": Text("普通", "normal"), "hard": Text("困难", "hard"),
    "exam": Text("考试", "exam"),
}  # fmt: skip
NO_SCENARIO = Text("没有场景“{id}”。", "There is no scenario {id}.")

MAX_DIGITS = 18


def understood(typed: str) -> int | None | Text:
    """The seed that was typed, None for nothing, or what is wrong. Full-width digits and separators are understood."""
    digits = unicodedata.normalize("NFKC", typed).translate({ord(c): None for c in " ,_-'"})
    if not digits:
        return None
    if not digits.isdecimal() or len(digits) > MAX_DIGITS:
        return SEED_WRONG
    return int(digits)


def level_name(level: str) -> Text:
    """What a level is called; a pack's own by its own word."""
    return LEVELS.get(level, Text(level, level))


class BriefingScreen(Page):
    """The briefing of one scenario."""

    CSS_PATH = "briefing.tcss"
    PAGE_TITLE = Text("简报", "Briefing")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("开始这一班", "Start the shift"), "start"),
        Key("f5", "F5", Text("换一个种子", "Another seed"), "another"),
        Key("f6", "F6", Text("换难度", "Another level"), "level"),
        Key("up", "Up/Down", Text("翻看", "Scroll"), "scroll_by(-1)"),
        Key("escape", "Esc", Text("返回", "Back"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings(
            [
                Key("down", "Down", Text("向下", "Down"), "scroll_by(1)"),
                Key("pagedown", "PgDn", Text("下一页", "Page down"), "scroll_by(10)"),
                Key("pageup", "PgUp", Text("上一页", "Page up"), "scroll_by(-10)"),
            ]
        ),
    ]
    AUTO_FOCUS = "#seed"

    class Ready(Message):
        """The scenario is read."""

        def __init__(self, scenario: Scenario, seed: int) -> None:
            super().__init__()
            self.scenario = scenario
            self.seed = seed

    def __init__(self, scenario: str, seed: int | None = None) -> None:
        super().__init__()
        self.id_ = scenario
        self.scenario: Scenario | None = None
        self.fresh = 0
        self._given = seed
        self._started = False

    def body(self) -> ComposeResult:
        """The text, and below it the seed."""
        rows = Rows(self._lines)
        rows.can_focus = False
        yield rows
        with Vertical(id="start"), Horizontal(id="seed-line"):
            yield Static(plain(""), id="seed-label")
            yield Input(str(self._given or ""), id="seed", max_length=24, compact=True)
            yield Static(plain(""), id="understood")

    def on_mount(self) -> None:
        """Read the scenario."""
        self._labels()
        self._read()

    def _read(self) -> None:
        source, id = source_of(self.app), self.id_

        def work() -> None:
            _, scenario = source.scenario(id)
            self.post_message(self.Ready(scenario, source.fresh_seed(id)))

        self.run_worker(work, thread=True, exclusive=True, group="briefing", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A scenario that is not there is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "briefing":
            from simulator.tui.screens.errors import tell

            error = event.worker.error
            trouble = NO_SCENARIO.fill(id=self.id_) if isinstance(error, KeyError) else error
            tell(self, trouble)

    def on_briefing_screen_ready(self, event: BriefingScreen.Ready) -> None:
        """Show it."""
        self.scenario, self.fresh = event.scenario, event.seed
        self.relabel()

    def on_screen_resume(self) -> None:
        """Back from a shift that could not be opened."""
        self._started = False

    def relabel(self) -> None:
        """Everything, and the line of the seed."""
        super().relabel()
        self._labels()

    def heading(self) -> str:
        """The scenario."""
        title = self.scenario.title.of(self.lang) if self.scenario else self.id_
        return f"{self.say(self.PAGE_TITLE)}  {title}"

    def note(self) -> str:
        """Track and id."""
        return f"{self.scenario.track}  {self.id_}" if self.scenario else ""

    def _labels(self) -> None:
        if not self.is_mounted:
            return
        box = self.query_one("#seed", Input)
        self.query_one("#seed-label", Static).update(plain(self.say(SEED), "bold"))
        box.placeholder = str(self.fresh or "")
        found = understood(box.value)
        said = found if isinstance(found, Text) else SEED_FRESH if found is None else SEED_TYPED.fill(n=found)
        note = self.query_one("#understood", Static)
        note.set_class(isinstance(found, Text), "-wrong")
        note.update(plain(self.say(said)))

    # -- lines ------------------------------------------------------------------------------------------------

    def _lines(self, cells: int) -> Sequence[Row]:
        one = self.scenario
        if one is None:
            return [Row(line(Cell(self.say(LOADING), 0, "$faint")))]
        from simulator import standard

        room = min(cells, 104)
        wide = 10
        low = self.has_class("-low")
        rows = [Row(line(part)) for part in wrapped(one.brief.of(self.lang), room)]
        rows.append(Row())

        def block(title: Text, words: str, style: str = "") -> None:
            for i, part in enumerate(wrapped(words, room - wide)):
                rows.append(
                    Row(line(Cell(self.say(title) if i == 0 else "", wide, "bold $primary"), Cell(part, 0, style)))
                )

        block(GOAL, one.goal.of(self.lang), "bold")
        rows.append(Row())
        rows.append(Row(line(Cell(self.say(PRACTISE), 0, "bold $primary"))))
        for id in one.practises:
            try:
                known = standard.requirement(id)
            except standard.UnknownRequirement:
                rows.append(Row(line(Cell(id, wide, "$key"))))
                continue
            parts = wrapped(known.practise.of(self.lang), room - wide)
            for i, part in enumerate(parts if not low else parts[:2]):
                rows.append(Row(line(Cell(id if i == 0 else "", wide, "$key"), part)))
        rows.append(Row())
        block(TIME, self.say(TIME_SAYS).format(n=one.minutes))
        if len(one.levels) > 1:
            names = [
                f"[{level_name(name).of(self.lang)}]" if name == one.level else level_name(name).of(self.lang)
                for name in one.levels
            ]
            block(LEVEL, "  ".join(names))
        block(KEYS_TITLE, self.say(KEYS_SAY))
        rows.append(Row())
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(SAFE), room)]
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was typed, as understood."""
        self._labels()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Start."""
        self.action_start()

    def action_start(self) -> None:
        """Open the store, unless the seed cannot be understood."""
        found = understood(self.query_one("#seed", Input).value)
        if self.scenario is None or self._started or isinstance(found, Text):
            return
        self._started = True
        begin(self, self.id_, self.fresh if found is None else found)

    def action_another(self) -> None:
        """Draw another fresh seed."""
        self.query_one("#seed", Input).value = ""
        self._read()

    def action_level(self) -> None:
        """The next level of difficulty, where the scenario has several."""
        one = self.scenario
        if one is None or len(one.levels) < 2:
            return
        level = one.levels[(one.levels.index(one.level) + 1) % len(one.levels)]
        pack = self.id_.rpartition("/")[0]
        name = one.base if level == usual(one.levels) else f"{one.base}@{level}"
        self.id_ = f"{pack}/{name}" if pack else name
        self._read()

    def shown_keys(self) -> Sequence[Key]:
        """The key of the level only where there is a choice."""
        several = self.scenario is not None and len(self.scenario.levels) > 1
        return [k for k in self.KEYS if k.action != "level" or several]

    def action_scroll_by(self, lines: int) -> None:
        """Scroll the text while the seed has the focus."""
        self.query_one(Rows).scroll_relative(y=lines, animate=False)
