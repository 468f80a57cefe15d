"""The list of classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.classes.counter import counter_of
from simulator.tui.classes.drawing import sentences, table_rows
from simulator.tui.screens.drawing import Cell, line
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.classroom.office import Answer

LOADING = Text("正在打开班级 ...", "Opening the classes ...")
NONE = (
    Text("还没有班级。", "There are no classes yet."),
    Text("1. 按 F2 新建班级，再导入学校的名单（CSV 或 XLSX）。", "1. Press F2 to make one, then import the school's roster (CSV or XLSX)."),
    Text("2. 布置作业：选一个场景，写出一个作业文件发给全班。", "2. Give an assignment: choose a scenario and write the one file that the whole class gets."),
    Text("3. 学生打开文件、输入学号、完成一班，把存档交回来。", "3. Students open it, type their number, play a shift and hand in their save."),
    Text("4. 评分：每份存档都会校验并重演；再看成绩、讲评、导出。", "4. Grade: every save is verified and played again. Then look at marks, teach, export."),
)  # fmt: skip


class ClassesScreen(Page):
    """All classes of the database."""

    CSS_PATH = "screen.tcss"
    PAGE_TITLE = Text("班级", "Classes")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "choose"),
        Key("f2", "F2", Text("新建班级", "New class"), "new"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "read"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    class Read(Message):
        """The classes are there."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    def __init__(self) -> None:
        super().__init__()
        self.answer: Answer | None = None
        self.problem: Text | None = None

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def note(self) -> str:
        """Which database it is."""
        return counter_of(self.app).place

    def on_mount(self) -> None:
        """Open the database."""
        self.action_read()

    def on_screen_resume(self) -> None:
        """Something may have been changed."""
        if self.answer is not None:
            self.action_read()

    def action_read(self) -> None:
        """Read the classes (again)."""
        from simulator.classroom.office import operations
        from simulator.classroom.office.filling import filled

        counter = counter_of(self.app)

        def work() -> None:
            self.post_message(self.Read(counter.do(filled(operations()["list"], {}))))

        self.run_worker(work, thread=True, exclusive=True, group="classes", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A database that cannot be opened is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "classes":
            self.problem = words_of(event.worker.error)
            self.relabel()

    def on_classes_screen_read(self, event: ClassesScreen.Read) -> None:
        """Show them."""
        self.answer, self.problem = event.answer, None
        self.relabel()

    def _lines(self, cells: int) -> Sequence[Row]:
        if self.problem is not None:
            return sentences((self.problem,), cells, self.lang, "bold $error")
        if self.answer is None:
            return [Row(line(Cell(self.say(LOADING), 0, "$faint")))]
        if not self.answer.tables:
            head, *steps = NONE
            return [*sentences((head,), cells, self.lang, "bold"), Row(), *sentences(steps, cells, self.lang)]
        return table_rows(self.answer.tables[0], cells, self.lang)

    def action_choose(self) -> None:
        """Open the class under the cursor."""
        self.query_one(Rows).action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open it."""
        from simulator.tui.classes.klass import ClassScreen

        if self.answer is not None:
            table = self.answer.tables[0]
            title = str(table.rows[int(event.key)][1])
            self.app.push_screen(ClassScreen(table.keys[int(event.key)], title))

    def action_new(self) -> None:
        """The form of a new class."""
        from simulator.classroom.office import operations
        from simulator.tui.classes.ask import AskScreen

        def then(answer: Answer) -> None:
            self.app.notify(self.say(answer.lines[0]))

        self.app.push_screen(AskScreen(operations()["new"], {}, {}, then))
