"""When a save (or anything else) cannot be used: what happened, where, and what mends it, calmly on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from textual.screen import Screen

WHAT = Text("发生了什么", "What happened")
WHERE = Text("位置", "Where")
SAFE = Text("已确认的操作都在存档里，没有丢失。", "Every acknowledged action is in its save; nothing is lost.")
UNTOUCHED = Text("这个文件未被改动。", "This file was left as it is.")
MEND = Text("可以怎么做", "What you can do")
OTHERS = Text("查看全部存档", "Look at all attempts")
HOME = Text("回到首页", "Go home")
UNKNOWN = Text("程序遇到了意外：{why}", "Something unexpected happened: {why}")


def words_of(trouble: Text | BaseException) -> Text:
    """The sentence of an error; for one without its own, its message."""
    if isinstance(trouble, Text):
        return trouble
    text = getattr(trouble, "text", None)
    if isinstance(text, Text):
        return text
    why = " ".join(str(trouble).split())[:300] or type(trouble).__name__
    return Text(UNKNOWN.zh.replace("{why}", why), UNKNOWN.en.replace("{why}", why))


def tell(screen: Screen[object], trouble: Text | BaseException, place: Path | str = "") -> None:
    """Show the error screen over `screen`."""
    where = str(place or getattr(trouble, "place", ""))
    screen.app.push_screen(ErrorScreen(words_of(trouble), where))


class ErrorScreen(Page):
    """One clear sentence with place and mend."""

    CSS_PATH = "errors.tcss"
    PAGE_TITLE = Text("这里打不开", "This cannot be opened")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("选择", "Choose"), "choose"),
        BACK,
        Key("f2", "F2", Text("全部存档", "All attempts"), "attempts"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    def __init__(self, text: Text, place: str = "") -> None:
        super().__init__()
        self.text = text
        self.place = place

    def body(self) -> ComposeResult:
        """The sentence and the ways out."""
        yield Rows(self._lines)

    def _lines(self, cells: int) -> Sequence[Row]:
        room = min(cells, 100)
        rows = [Row(line(Cell(self.say(WHAT), 0, "bold $warning")))]
        rows += [Row(line(part)) for part in wrapped(self.say(self.text), room)]
        if self.place:
            rows += [Row(), Row(line(Cell(self.say(WHERE), 0, "bold $primary")))]
            rows += [Row(line(part)) for part in wrapped(self.place, room)]
        rows += [Row()]
        safe = self.say(SAFE if not self.place else UNTOUCHED)
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(safe, room)]
        rows += [Row(), Row(line(Cell(self.say(MEND), 0, "bold $primary")))]
        rows.append(Row(line(self.say(OTHERS)), "attempts"))
        rows.append(Row(line(self.say(HOME)), "home"))
        return rows

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """One of the ways out."""
        if event.key == "attempts":
            self.action_attempts()
        else:
            self.store_app.go_home()

    def action_choose(self) -> None:
        """The way under the cursor."""
        self.query_one(Rows).action_choose()

    def action_attempts(self) -> None:
        """All attempts in place of this screen."""
        from simulator.tui.screens.attempts import AttemptsScreen

        self.app.switch_screen(AttemptsScreen())
