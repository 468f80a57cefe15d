"""A student's door to an assignment: open the task file, type the number, begin or go on, and see which file to hand in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.opening import enter, take_up
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.classroom.playing import Standing
    from simulator.classroom.task import Task
    from simulator.tui.screens.model import AttemptRow

FILE = Text("作业文件", "Task file")
NUMBER = Text("学号", "Number")
WHAT_FILE = Text(
    "输入老师发的 .task 文件的路径，按 Enter。", "Type the path of the .task file from your teacher, then Enter."
)
WHAT_NUMBER = Text("输入你的学号，按 Enter。", "Type your school number, then Enter.")
READING = Text("正在读取 ...", "Reading ...")
CLASS, ASSIGNMENT = Text("班级", "Class"), Text("作业", "Assignment")
OPENS, CLOSES, TRIES = Text("开放", "Opens"), Text("截止", "Closes"), Text("计分次数", "Tries that count")
ANY = Text("不限", "any number")
BEGIN = Text("开始第 {n} 次", "Begin try {n}")
ANYWAY = Text("仍要开始", "Begin anyway")
GO_ON = Text("继续没做完的这次", "Go on with the open try")
LOOK = Text("已交卷，看复盘", "handed in: look at the debrief")
HAND = Text(
    "把做完的存档文件交给老师（每次一个文件）。",
    "Give your teacher the file of the try you have handed in, one file for each try.",
)
DOUBTS = ("closed", "no-tries")  # a teacher may have given more time or a fresh start


class TaskScreen(Page):
    """Two lines to fill in, then what can be done."""

    CSS_PATH = "task.tcss"
    PAGE_TITLE = Text("做作业", "Assignment")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("确定", "Take it"), "choose"),
        Key("", "Tab", Text("下一处", "Next place"), "app.focus_next"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#file"

    class Read(Message):
        """The file is read."""

        def __init__(self, task: Task) -> None:
            super().__init__()
            self.task = task

    class Stands(Message):
        """Whose number it is, and what was done so far."""

        def __init__(self, standing: Standing, tries: list[AttemptRow]) -> None:
            super().__init__()
            self.standing = standing
            self.tries = tries

    def __init__(self, file: str = "", number: str = "", wall: Any = None) -> None:
        super().__init__()
        self.file = file
        self.number = number
        self.wall = wall or (lambda: time.time_ns() // 1_000_000)
        self.given: Task | None = None
        self.standing: Standing | None = None
        self.tries: list[AttemptRow] = []
        self.problem: Text | None = None
        self.doubt = False  # what keeps the student from it a teacher may have lifted
        self.busy = False

    def body(self) -> ComposeResult:
        """File, number, what there is."""
        with Horizontal(classes="field"):
            yield Static(plain(self.say(FILE)), classes="label")
            yield CleanInput(self.file, compact=True, select_on_focus=False, id="file")
        with Horizontal(classes="field"):
            yield Static(plain(self.say(NUMBER)), classes="label")
            yield CleanInput(self.number, compact=True, select_on_focus=False, id="number")
        yield Rows(self._lines, id="rows")

    def relabel(self) -> None:
        """The labels of the two lines as well."""
        for label, text in zip(self.query(".label").results(Static), (FILE, NUMBER), strict=False):
            label.update(plain(self.say(text)))
        super().relabel()

    def on_mount(self) -> None:
        """Begin with what is known already."""
        if self.file:
            self._read()

    def on_screen_resume(self) -> None:
        """A try may have been played since."""
        if self.standing is not None:
            self._stand()

    # -- lines ------------------------------------------------------------------------------------------------

    def _lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []

        def told(text: Text, style: str = "$faint") -> None:
            rows.extend(Row(line(Cell(part, 0, style))) for part in wrapped(self.say(text), cells))

        if self.problem is not None:
            told(self.problem, "bold $error")
            rows.append(Row())
        if self.busy:
            told(READING)
        elif self.given is None:
            told(WHAT_FILE)
        else:
            rows += self._about(self.given, cells)
            rows.append(Row())
            if self.standing is None:
                told(WHAT_NUMBER)
            else:
                rows += self._choices(cells)
        return rows

    def _about(self, task: Task, cells: int) -> list[Row]:
        a = task.assignment
        facts = [(CLASS, task.klass.title), (ASSIGNMENT, a.title)]
        facts += [(OPENS, _moment(a.opens))] if a.opens else []
        facts += [(CLOSES, _moment(a.closes))] if a.closes else []
        facts.append((TRIES, str(a.attempts) if a.attempts else self.say(ANY)))
        return [
            Row(line(Cell(self.say(label) if i == 0 else "", 18, "$faint"), part))
            for label, words in facts
            for i, part in enumerate(wrapped(words, max(8, cells - 18)))
        ]

    def _choices(self, cells: int) -> list[Row]:
        rows: list[Row] = []
        for i, one in enumerate(self.tries):
            what = self.say(LOOK if one.closed else GO_ON)
            rows.append(
                Row(
                    line(Cell(f"{i + 1}. ", 4, "$key"), Cell(what, max(8, cells - 4), "" if one.closed else "bold")),
                    f"try:{i}",
                )
            )
            for part in wrapped(str(one.path), max(8, cells - 4)):
                rows.append(Row(line("    ", Cell(part, 0, "$faint")), f"try:{i}"))
        if all(one.closed for one in self.tries):
            begin = ANYWAY if self.doubt else Text(*(t.format(n=len(self.tries) + 1) for t in (BEGIN.zh, BEGIN.en)))
            rows.append(Row(line(Cell(self.say(begin), 0, "bold $key")), "anyway" if self.doubt else "begin"))
        if any(one.closed for one in self.tries):
            rows.append(Row())
            rows += [Row(line(Cell(part, 0, "$success"))) for part in wrapped(self.say(HAND), cells)]
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a line."""
        event.stop()
        if event.input.id == "file":
            self._read()
        else:
            self._stand()

    def _work(self, make: Any) -> None:
        self.problem, self.busy, self.doubt = None, True, False
        self.query_one("#rows", Rows).rebuild()
        self.run_worker(make, thread=True, exclusive=True, group="task", exit_on_error=False)

    def _read(self) -> None:
        from simulator.classroom.task import read_task

        words = self.query_one("#file", Input).value.strip().strip("\"'")
        self.given = self.standing = None
        path = Path(words).expanduser()
        self._work(lambda: self.post_message(self.Read(read_task(path))))

    def _stand(self) -> None:
        task, number = self.given, self.query_one("#number", Input).value.strip()
        if task is None:
            self._read()
            return
        if not number:
            return

        def work() -> None:
            from simulator.classroom.playing import standing

            found = standing(task, number)
            self.post_message(self.Stands(found, [row for path in found.tries for row in _rows(path)]))

        self._work(work)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What is wrong with the file or the number is told; what was typed stays."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "task":
            self.busy, self.problem = False, words_of(event.worker.error)
            self.query_one("#rows", Rows).rebuild()

    def on_task_screen_read(self, event: TaskScreen.Read) -> None:
        """The number is next."""
        self.given, self.busy = event.task, False
        self.query_one("#rows", Rows).rebuild()
        if self.query_one("#number", Input).value.strip():
            self._stand()
        else:
            self.query_one("#number", Input).focus()

    def on_task_screen_stands(self, event: TaskScreen.Stands) -> None:
        """Now it can begin, if it may."""
        from simulator.classroom.errors import ClassroomError
        from simulator.classroom.playing import ready

        self.standing, self.tries, self.busy = event.standing, event.tries, False
        if self.given is not None and all(one.closed for one in self.tries):
            try:
                ready(self.given, event.standing, self.wall())
            except ClassroomError as error:
                self.problem, self.doubt = error.text, error.code in DOUBTS
        rows = self.query_one("#rows", Rows)
        rows.rebuild()
        rows.focus()

    def action_choose(self) -> None:
        """What Enter does."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Begin, go on, or look."""
        kind, _, index = event.key.partition(":")
        task, number = self.given, self.query_one("#number", Input).value.strip()
        if kind == "try":
            take_up(self, self.tries[int(index)])
        elif task is not None:
            from simulator.classroom.playing import begin_task

            wall, anyway = self.wall, kind == "anyway"
            enter(self, lambda: begin_task(task, number, wall=wall, anyway=anyway))


def _rows(path: Path) -> list[AttemptRow]:
    from simulator.sessions.store.places import look_into
    from simulator.tui.screens.model import AttemptRow

    return [
        AttemptRow(path=path, attempt=one.id, scenario=one.scenario, closed=one.closed)
        for one in look_into(path).attempts
    ]


def _moment(at: int) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(at / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
