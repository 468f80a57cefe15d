"""The list of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.office.listing import ListScreen
from simulator.tui.screens.frame import BACK, Key, bindings

if TYPE_CHECKING:
    from simulator.classroom.bureau import Bureau
    from simulator.tui.classes.klass import ClassScreen


class ClassesScreen(ListScreen):
    """All classes of the database."""

    PAGE_TITLE = Text("班级", "Classes")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "choose"),
        Key("f2", "F2", Text("新建班级", "New class"), "new"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    NONE: ClassVar[tuple[Text, ...]] = (
        Text("还没有班级。", "There are no classes yet."),
        Text("1. 按 F2 新建班级，再导入学校的名单（CSV 或 XLSX）。", "1. Press F2 to make one, then import the school's roster (CSV or XLSX)."),
        Text("2. 布置作业：选一个场景，写出一个作业文件发给全班。", "2. Give an assignment: choose a scenario and write the one file that the whole class gets."),
        Text("3. 学生打开文件、输入学号、完成一班，把存档交回来。", "3. Students open it, type their number, play a shift and hand in their save."),
        Text("4. 评分：每份存档都会校验并重演；再看成绩、讲评、导出。", "4. Grade: every save is verified and played again. Then look at marks, teach, export."),
    )  # fmt: skip

    @property
    def bureau(self) -> Bureau:
        """The office of classes."""
        from simulator.classroom.office import CLASS

        return CLASS

    def opened(self, id: str, title: str) -> ClassScreen:
        """One class."""
        from simulator.tui.classes.klass import ClassScreen

        return ClassScreen(id, title)
