"""What is wrong with a pack, each finding with its file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Lang, Text
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.packs.yaml import Finding

CHECKING = Text("正在检查 ...", "Checking ...")
WARNING = Text("提醒", "warning")
COUNT = Text("{n} 处错误，{m} 处提醒", "errors {n}, warnings {m}")
SOUND = Text(
    "现在没有错误了：回到场景包列表按 F5 重新读取。",
    "There are no errors any more: go back and read the packs again with F5.",
)
WHERE = Text("位置", "Place")
INDENT = 2


def finding_rows(found: Iterable[Finding], lang: Lang, cells: int) -> list[Row]:
    """Each finding: where it is on one line, what it is below."""
    rows: list[Row] = []
    for finding in found:
        where = f"{finding.file}:{finding.line}:{finding.column}"
        level = f"   {WARNING.of(lang)}" if finding.warning else ""
        rows.append(Row(line(Cell(where, 0, "$key"), Cell(level, 0, "$warning"))))
        for part in wrapped(finding.what.of(lang), cells - INDENT):
            rows.append(Row(line(Cell("", INDENT), part)))
    return rows


class FindingsScreen(Page):
    """All findings of a pack in a folder; F5 checks it again."""

    CSS_PATH = "library.tcss"
    PAGE_TITLE = Text("全部问题", "All findings")
    KEYS: ClassVar[tuple[Key, ...]] = (Key("f5", "F5", Text("再检查一遍", "Check again"), "check"), BACK)
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    class Checked(Message):
        """The findings are there."""

        def __init__(self, found: list[Finding]) -> None:
            super().__init__()
            self.found = found

    def __init__(self, path: Path, title: Text, problem: Text | None) -> None:
        super().__init__()
        self.path = path
        self.title_of = title
        self.problem = problem
        self.found: list[Finding] | None = None

    def body(self) -> ComposeResult:
        """One page."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Check it."""
        self.action_check()

    def action_check(self) -> None:
        """Read its files (again), in a thread."""
        path = self.path
        self.found = None
        self.relabel()

        def work() -> None:
            from simulator.proof.incoming import check

            self.post_message(self.Checked(check(path)[1]))

        self.run_worker(work, thread=True, exclusive=True, group="findings", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Files that cannot be read at all are the one finding."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "findings":
            from simulator.tui.screens.errors import words_of

            self.found, self.problem = [], words_of(event.worker.error)
            self.relabel()

    def on_findings_screen_checked(self, event: FindingsScreen.Checked) -> None:
        """Show them."""
        self.found = event.found
        self.relabel()

    def heading(self) -> str:
        """The pack."""
        return f"{self.say(self.PAGE_TITLE)}  {self.title_of.of(self.lang)}"

    def note(self) -> str:
        """How many."""
        if not self.found:
            return ""
        warnings = sum(f.warning for f in self.found)
        return self.say(COUNT).format(n=len(self.found) - warnings, m=warnings)

    def _lines(self, cells: int) -> Sequence[Row]:
        def text(words: str, style: str = "") -> list[Row]:
            return [Row(line(Cell(part, 0, style))) for part in wrapped(words, cells)]

        rows = [Row(line(Cell(self.say(WHERE), 0, "bold $primary"))), *text(str(self.path)), Row()]
        if self.found is None:
            return [*rows, *text(self.say(CHECKING), "$faint")]
        if self.found:
            return [*rows, *finding_rows(self.found, self.lang, cells)]
        return [*rows, *text(self.say(self.problem or SOUND), "bold $warning" if self.problem else "$success")]
