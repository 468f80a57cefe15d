"""Remove an installed version: asks first, and says what it means for saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.screens.ask import Ask
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import Key, bindings
from simulator.tui.screens.model import source_of
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.proof.library import Card

COUNTING = Text("正在看有没有存档要用它 ...", "Looking whether saves need it ...")
NONE = Text("存档文件夹里没有用它开始的练习。", "No attempt in your saves folder was begun with it.")
SOME = Text(
    "存档文件夹里有 {n} 次练习是用它开始的：移除后它们不能继续，也不能评分。",
    "Attempts in your saves folder that were begun with it: {n}. Without it they cannot go on, nor be scored.",
)
BACK_AGAIN = Text(
    "存档本身不受影响；重新装上同一版（内容相同）就都能用了。证明的结果会留着。",
    "The saves themselves stay as they are; installing the same version again makes them usable. The result of a proof is kept.",
)


class RemoveScreen(Ask):
    """Dismissed with True once it is gone, or None."""

    CSS_PATH = ["../screens/ask.tcss", "library.tcss"]
    TITLE_TEXT = Text("移除这一版？", "Remove this version?")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("f8", "F8", Text("移除", "Remove"), "remove"),
        Key("escape", "Esc", Text("留着", "Keep it"), "cancel"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    class Counted(Message):
        """How many attempts need it."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    class Gone(Message):
        """It is removed."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self.count: int | None = None
        self.trouble: Text | None = None

    def body(self) -> ComposeResult:
        """What goes, and what that means."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Look through the saves."""
        source, digest = source_of(self.app), self.card.digest

        def work() -> None:
            self.post_message(self.Counted(source.saves_of(digest)))

        self.run_worker(work, thread=True, exclusive=True, group="saves", exit_on_error=False)

    def on_remove_screen_counted(self, event: RemoveScreen.Counted) -> None:
        """Say it."""
        self.count = event.count
        self.relabel()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be done is said here."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.trouble = words_of(event.worker.error)
            self.relabel()

    def _lines(self, cells: int) -> Sequence[Row]:
        card = self.card

        def text(words: Text, style: str = "") -> list[Row]:
            return [Row(line(Cell(part, 0, style))) for part in wrapped(self.say(words), cells)]

        rows = [*text(card.title, "bold"), Row(line(Cell(f"{card.id} {card.version}", 0, "$faint"))), Row()]
        if self.trouble is not None:
            return [*rows, *text(self.trouble, "bold $error")]
        if self.count is None:
            rows += text(COUNTING, "$faint")
        elif self.count:
            rows += text(SOME.fill(n=self.count), "bold $warning")
        else:
            rows += text(NONE)
        return [*rows, *text(BACK_AGAIN, "$faint")]

    def action_remove(self) -> None:
        """Take it from the shelf."""
        card = self.card

        def work() -> None:
            from simulator.packs.install import remove

            remove(card.id, card.version, card.digest)
            self.post_message(self.Gone())

        self.run_worker(work, thread=True, exclusive=True, group="remove", exit_on_error=False)

    def on_remove_screen_gone(self) -> None:
        """Done."""
        self.dismiss(True)
