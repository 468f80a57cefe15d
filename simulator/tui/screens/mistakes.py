"""The mistakes book: facets that were failed, why, and one key to practise them again with a fresh seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, grade, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.home import points, stamp
from simulator.tui.screens.model import source_of
from simulator.tui.screens.progress import Mistake
from simulator.tui.screens.rows import Row, Rows

LOADING = Text("正在翻开错题本 ...", "Opening the mistakes book ...")
NONE = Text(
    "错题本是空的。做完一班，没拿到分的地方会记在这里。",
    "The mistakes book is empty. After a shift, what lost points is kept here.",
)
OPEN = Text("待改", "To mend")
MENDED = Text("已改正", "Mended")
TIMES = Text("{n} 次", "{n} times")
GATE = Text("红线", "red line")
TO_MEND = Text("{n} 项待改", "{n} to mend")


class MistakesScreen(Page):
    """Failed facets, newest first; those mended since stand below."""

    CSS_PATH = "mistakes.tcss"
    PAGE_TITLE = Text("错题本", "Mistakes book")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("用新种子再练", "Practise again, fresh seed"), "choose"),
        Key("f4", "F4", Text("看这条要求", "Read the requirement"), "standard"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    class Read(Message):
        """The rows are there."""

        def __init__(self, found: list[Mistake]) -> None:
            super().__init__()
            self.found = found

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Mistake] | None = None

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Read the book."""
        source = source_of(self.app)

        def work() -> None:
            self.post_message(self.Read(source.mistakes()))

        self.run_worker(work, thread=True, exclusive=True, group="mistakes", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What cannot be read is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "mistakes":
            from simulator.tui.screens.errors import tell

            tell(self, event.worker.error)

    def on_mistakes_screen_read(self, event: MistakesScreen.Read) -> None:
        """Show them."""
        self.found = event.found
        self.relabel()

    def note(self) -> str:
        """How many are open."""
        count = sum(not m.mended for m in self.found or ())
        return self.say(TO_MEND).format(n=count) if count else ""

    def _lines(self, cells: int) -> Sequence[Row]:
        if not self.found:
            return [
                Row(line(Cell(part, 0, "$faint")))
                for part in wrapped(self.say(LOADING if self.found is None else NONE), cells)
            ]
        rows: list[Row] = []
        for mended, title in ((False, OPEN), (True, MENDED)):
            these = [(i, m) for i, m in enumerate(self.found) if m.mended == mended]
            if not these:
                continue
            if rows:
                rows.append(Row())
            rows.append(Row(line(Cell(self.say(title), 0, "bold $success" if mended else "bold $warning"))))
            for index, mistake in these:
                rows += self._mistake(str(index), mistake, cells)
        return rows

    def _mistake(self, key: str, one: Mistake, cells: int) -> list[Row]:
        failure = one.failure
        lang = self.lang
        title = failure.title.of(lang)
        if failure.facet.startswith("gate:"):
            title = f"[{self.say(GATE)}] {title}"
        times = self.say(TIMES).format(n=one.times) if one.times > 1 else ""
        head = line(
            Cell(failure.requirement, 8, "$key"), Cell(title, max(8, cells - 24), "" if one.mended else "bold"),
            Cell(times, 9, "$faint", "right"), Cell(points(failure.points), 7, grade(failure.points), "right"),
        )  # fmt: skip
        rows = [Row(head, key)]
        for part in wrapped(failure.why.of(lang), cells - 10):
            rows.append(Row(line(Cell("", 8), part), key))
        rows.append(
            Row(line(Cell("", 8), Cell(f"{stamp(one.wall, lang)}   {one.title.of(lang)}", cells - 8, "$faint")), key)
        )
        return rows

    def _here(self) -> Mistake | None:
        key = self.query_one(Rows).key
        return self.found[int(key)] if self.found and key else None

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one(Rows).action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Practise its scenario again."""
        one = self._here()
        if one is not None:
            from simulator.tui.screens.briefing import BriefingScreen

            self.app.push_screen(BriefingScreen(one.scenario))

    def action_standard(self) -> None:
        """The requirement in the standard browser."""
        one = self._here()
        if one is not None:
            from simulator.tui.screens.standard import StandardScreen

            self.app.push_screen(StandardScreen(one.failure.requirement))
