"""All attempts of the saves folder: continue one that runs, read the debrief of one that was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.home import points, stamp
from simulator.tui.screens.model import AttemptRow, source_of
from simulator.tui.screens.opening import take_up
from simulator.tui.screens.rows import Row, Rows

LOADING = Text("正在读取存档 ...", "Reading the saves ...")
NONE = Text("还没有存档。回到首页，选一个场景开始。", "There are no attempts yet. Go home and choose a scenario.")
RUNNING = Text("进行中", "running")
DONE = Text("已交卷", "handed in")
BROKEN = Text("不可用", "unusable")
HEADS = (
    Text("场景", "Scenario"), Text("种子", "Seed"), Text("店铺时间", "Store time"), Text("最后操作", "Last action"),
    Text("状态", "State"), Text("合规", "Score"),
)  # fmt: skip


class AttemptsScreen(Page):
    """The list of attempts."""

    CSS_PATH = "attempts.tcss"
    PAGE_TITLE = Text("存档", "Attempts")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("继续或复盘", "Continue or debrief"), "choose"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    class Read(Message):
        """The rows are there."""

        def __init__(self, rows: list[AttemptRow]) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[AttemptRow] | None = None

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Read the folder."""
        self.action_read()

    def action_read(self) -> None:
        """Read the folder (again)."""
        source = source_of(self.app)

        def work() -> None:
            self.post_message(self.Read(source.attempts()))

        self.run_worker(work, thread=True, exclusive=True, group="attempts", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A folder that cannot be read is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "attempts":
            from simulator.tui.screens.errors import words_of

            self.rows = []
            self.relabel()
            self.app.notify(self.say(words_of(event.worker.error)), severity="error", timeout=12)

    def on_attempts_screen_read(self, event: AttemptsScreen.Read) -> None:
        """Show them."""
        self.rows = event.rows
        self.relabel()

    def note(self) -> str:
        """How many."""
        return str(len(self.rows)) if self.rows else ""

    def _lines(self, cells: int) -> Sequence[Row]:
        if not self.rows:
            text = LOADING if self.rows is None else NONE
            return [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(text), cells)]
        sizes = (max(10, cells - 54), 11, 11, 15, 10, 6)
        heads = [
            Cell(self.say(h), size, "$faint", "right" if i == 5 else "left")
            for i, (h, size) in enumerate(zip(HEADS, sizes, strict=True))
        ]
        rows = [Row(line(*heads))]
        for i, one in enumerate(self.rows):
            if one.error is not None:
                name = one.path.name
                rows.append(
                    Row(line(Cell(name, cells - 12, "$faint"), Cell(self.say(BROKEN), 12, "$error", "right")), str(i))
                )
                continue
            score = points(one.score) if one.score is not None else ""
            rows.append(
                Row(
                    line(
                        Cell(one.title.of(self.lang), sizes[0] - 1), " ", Cell(one.seed, sizes[1], "$faint"),
                        Cell(clock(one.minute), sizes[2]), Cell(stamp(one.wall, self.lang), sizes[3], "$faint"),
                        Cell(self.say(DONE if one.closed else RUNNING), sizes[4], "" if one.closed else "bold $key"),
                        Cell(score, sizes[5], "", "right"),
                    ),
                    str(i),
                )
            )  # fmt: skip
        return rows

    def action_choose(self) -> None:
        """Take up the attempt under the cursor."""
        self.query_one(Rows).action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Take it up."""
        if self.rows:
            take_up(self, self.rows[int(event.key)])
