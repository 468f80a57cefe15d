"""The list of exams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.office.listing import ListScreen
from simulator.tui.screens.frame import BACK, Key, bindings

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, Bureau
    from simulator.tui.exams.invigilator.exam import ExamScreen


class ExamsScreen(ListScreen):
    """All exams of the database."""

    PAGE_TITLE = Text("考试", "Exams")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "choose"),
        Key("f2", "F2", Text("建立考试", "Set up an exam"), "new"),
        Key("f6", "F6", Text("监考", "Invigilate"), "watch"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    NONE: ClassVar[tuple[Text, ...]] = (
        Text("还没有考试。", "There are no exams yet."),
        Text("1. 先在“班级”里（F8）建班、导入名单：名单上的人就是考生。", "1. Make a class and import its roster first (F8): who is on it will be a candidate."),
        Text("2. 按 F2 建立考试：选试卷和班级，定开考时间；准考证条写成可打印的文件。", "2. Press F2 to set an exam up: choose paper and class, set the opening; the strips are written to print."),
        Text("3. 运行 storesim hall serve，考生在浏览器里用准考证号和密码签到。", "3. Run storesim hall serve; candidates sign in in their browsers by ticket and PIN."),
        Text("4. 按 F6 监考：放行、暂停、补时、留言、收卷，都有记录。", "4. Press F6 to invigilate: admit, pause, give time, message, hand in; all of it is on record."),
    )  # fmt: skip

    @property
    def bureau(self) -> Bureau:
        """The office of halls."""
        from simulator.exams.office import HALL

        return HALL

    def opened(self, id: str, title: str) -> ExamScreen:
        """One exam."""
        from simulator.tui.exams.invigilator.exam import ExamScreen

        return ExamScreen(id, title)

    def made(self, answer: Answer) -> None:
        """Where the strips are has to be read in peace: the PINs are nowhere else."""
        from simulator.tui.office.answer import AnswerScreen

        self.app.push_screen(AnswerScreen(self.bureau.operations()["new"].title, answer))

    def action_watch(self) -> None:
        """The board of the exam under the cursor."""
        from simulator.tui.exams.invigilator.watch import WatchScreen

        chosen = self.chosen()
        if chosen is not None:
            self.app.push_screen(WatchScreen(*chosen))
