"""One exam with all its views and operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.office.screen import OfficeScreen
from simulator.tui.screens.frame import BACK, Key, bindings

if TYPE_CHECKING:
    from simulator.classroom.bureau import Bureau


class ExamScreen(OfficeScreen):
    """It begins with how the hall stands; F6 opens the board that is refreshed by itself."""

    FIRST = "status"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("进入 / 打开", "Go in / open"), "choose"),
        Key("f6", "F6", Text("监考", "Invigilate"), "watch"),
        Key("", "Tab", Text("换栏", "Other side"), "app.focus_next"),
        BACK,
        Key("right", "->", Text("右移各列", "Columns right"), "shift(1)"),
        Key("left", "<-", Text("左移", "Left"), "shift(-1)"),
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    @property
    def bureau(self) -> Bureau:
        """The office of halls."""
        from simulator.exams.office import HALL

        return HALL

    def action_watch(self) -> None:
        """The board."""
        from simulator.tui.exams.invigilator.watch import WatchScreen

        self.app.push_screen(WatchScreen(self.about, self.about_title))
